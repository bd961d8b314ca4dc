"""Staying in touch: the process of a partner, and the word about a silence with what can be done from there."""

from typing import Any

from handlers.desk import Desk, as_it_is
from handlers.outcomes import in_passing
from handlers.partners import named
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import communication
from messages.communication import Process
from messages.surfaces import Message, View, update
from messages.words import Words
from storage.communication import Arrangement, Every, How, Terms, people_of
from storage.meetings import Meeting
from storage.members import Right
from storage.partners import Partner
from storage.reminder import Reminder
from storage.silences import QUIET
from storage.store import Store

routes = Routes()
SHOWN = 8


@routes.command("contact", about=communication.ABOUT, usage=communication.USAGE, aliases=("contacts", "joindre"))
async def named_partner(desk: Desk) -> Answer:
    partner = await named(desk, desk.text, then=communication.SHOW, archived=None)
    return await show(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(communication.SHOW)
async def picked(desk: Desk) -> Answer:
    return await show(desk, int(desk.value))


async def show(desk: Desk, partner_id: int) -> Answer:
    """The process of a partner, in a modal."""
    await desk.open(await process(desk, partner_id))
    return None


async def process(desk: Desk, partner_id: int) -> View:
    """The process as it is now. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        return communication.view(desk.words, await _process(store, partner_id))


@routes.click(communication.NEW, right=Right.edit)
async def new(desk: Desk) -> Answer:
    """The form for one line more."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(desk.value))
        view = await _form(desk, store, partner, None)
    await desk.open(view)
    return None


@routes.click(communication.CHANGE, right=Right.edit)
async def change(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        one = await store.communication.get(int(desk.value))
        partner = await store.partners.going_on(one.partner_id)
        view = await _form(desk, store, partner, one)
    await desk.open(view)
    return None


@routes.submit(communication.FORM, right=Right.edit)
async def save(desk: Desk) -> Answer:
    """Agrees on a line, or on another one in its place."""
    member_id, contact = desk.values[communication.WHO], desk.values[communication.WITH]
    if member_id:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=member_id)
    terms = Terms(
        member_id=member_id,
        contact_id=None if contact in (None, communication.ANYONE) else int(contact),
        how=How(desk.values[communication.HOW]),
        every=Every(desk.values[communication.EVERY]),
        note=desk.values[communication.NOTE] or "",
    )
    async with desk.saving() as store:
        partner = await store.partners.for_change(desk.meta["partner"])
        if "line" in desk.meta:
            one = await store.communication.get(desk.meta["line"])
            desk.must_be_as_it_was(one.terms)
            await store.communication.change(partner, one, terms)
        else:
            await store.communication.add(partner, terms)
    return await shown_anew(desk, partner.id)


@routes.click(communication.HALT, right=Right.edit)
async def halt(desk: Desk) -> Answer:
    partner, one = await _paused(desk, int(desk.value), paused=True)
    return await _told(desk, partner.id, communication.notice(desk.words, communication.halted(desk.words, one)))


@routes.click(communication.GO_ON, right=Right.edit)
async def go_on(desk: Desk) -> Answer:
    partner, one = await _paused(desk, int(desk.value), paused=False)
    return await _told(desk, partner.id, communication.notice(desk.words, communication.going_on(desk.words, one)))


@routes.click(communication.END, right=Right.edit)
async def end(desk: Desk) -> Answer:
    """Takes the line out whose form is open."""
    async with desk.store() as store:
        one = await store.communication.get(int(desk.value))
        partner = await store.partners.for_change(one.partner_id)
        await store.communication.end(partner, one)
    desk.nudge()
    said = communication.ended(desk.words, partner.name)
    return await _told(desk, partner.id, communication.notice(desk.words, said))


@routes.reminder(QUIET)
async def quiet(delivery: Delivery) -> Message | None:
    """Nothing to say when there was contact after all, or nobody is to be told any more."""
    if delivery.shared:
        return communication.redacted(delivery.words, delivery.reminder.id)
    return await _word(delivery.store, delivery.words, delivery.reminder)


@routes.click(communication.PAUSE, right=Right.edit)
async def pause(desk: Desk) -> Answer:
    """Not any more: the line stays, and no silence in it is noticed."""
    async with desk.store() as store:
        reminder, partner, one = await _promised(store, int(desk.value))
        await store.communication.pause(partner, one, paused=True)
    desk.nudge()
    return communication.paused(desk.words, partner.name, reminder_id=reminder.id)


@routes.click(communication.RESUME, right=Right.edit)
async def resume(desk: Desk) -> Answer:
    async with desk.store() as store:
        _, partner, one = await _promised(store, int(desk.value))
        await store.communication.pause(partner, one, paused=False)
    desk.nudge()
    return communication.resumed(desk.words, partner.name)


async def word_again(store: Store, words: Words, reminder: Reminder) -> Message:
    """The word about a silence once more, in its own place; or that there is none."""
    partner = await store.partners.get(reminder.facts["partner_id"])
    return await _word(store, words, reminder) or communication.over(words, partner.name)


async def shown_anew(desk: Desk, partner_id: int) -> Answer:
    """After a form: the process it was opened from is brought up to date, or takes the form's place."""
    view = await process(desk, partner_id)
    if "window" not in desk.meta:
        return update(view)
    async with in_passing("not brought up to date", partner=partner_id):
        await desk.client.views_update(view_id=desk.meta["window"], view=view)
    return None


def window(desk: Desk) -> dict[str, Any]:
    """What a form carries to find the process again that it was opened from."""
    return {"window": desk.view["id"]} if desk.form == communication.VIEW else {}


async def _word(store: Store, words: Words, reminder: Reminder) -> Message | None:
    silence = await store.silences.told(reminder)
    if silence is None:
        return None
    partner = await store.partners.get(silence.arrangement.partner_id)
    names = await store.contacts.names([silence.arrangement.contact_id or 0])
    return communication.quiet(
        words,
        silence,
        partner,
        contact=next(iter(names.values()), ""),
        now=store.now,
        reminder_id=reminder.id,
    )


async def _promised(store: Store, reminder_id: int) -> tuple[Reminder, Partner, Arrangement]:
    """What a word about a silence is about, for somebody who may log with that partner. Raises `NotFound`."""
    reminder = await store.reminders.get(reminder_id)
    partner = await store.touchpoints.for_log(reminder.facts["partner_id"])
    return reminder, partner, await store.communication.get(reminder.facts["arrangement"])


async def _paused(desk: Desk, arrangement_id: int, *, paused: bool) -> tuple[Partner, str]:
    async with desk.store() as store:
        one = await store.communication.get(arrangement_id)
        partner = await store.partners.for_change(one.partner_id)
        await store.communication.pause(partner, one, paused=paused)
    desk.nudge()
    return partner, partner.name


async def _told(desk: Desk, partner_id: int, notice: View) -> Answer:
    """A button of a form has done its work: a word takes the form's place, and the process below it is brought up."""
    await desk.update(notice)
    if "window" in desk.meta:
        async with in_passing("not brought up to date", partner=partner_id):
            await desk.client.views_update(view_id=desk.meta["window"], view=await process(desk, partner_id))
    return None


async def _form(desk: Desk, store: Store, partner: Partner, one: Arrangement | None) -> View:
    subject = f"arrangement:{one.id}" if one else f"partner:{partner.id}"
    known = {"line": one.id, **as_it_is(one.terms)} if one else {}
    meta = {"subject": subject, "partner": partner.id, **window(desk), **known}
    return communication.form(desk.words, partner.name, await store.contacts.of(partner), one, meta=meta)


async def _process(store: Store, partner_id: int) -> Process:
    partner = await store.partners.get(partner_id)
    lines = await store.communication.of(partner.id)
    recent = await store.touchpoints.recent(partner, limit=SHOWN)
    people, theirs = {partner.owner_id, *people_of(lines)}, {one.contact_id for one in lines if one.contact_id}
    for touch in recent:
        if isinstance(touch, Meeting):
            people |= {touch.recorded_by, *touch.members}
            theirs |= set(touch.contact_ids)
        else:
            people.add(touch.by)
            theirs |= {touch.contact_id} if touch.contact_id else set()
    return Process(
        partner=partner,
        lines=lines,
        silences={silence.arrangement.id: silence for silence in await store.silences.of(partner)},
        recent=recent,
        names=await store.members.names(sorted(people)),
        contacts=await store.contacts.names(theirs),
        may_edit=await store.partners.may_edit(partner),
        may_log=await store.touchpoints.may_log(partner),
        today=await store.settings.today(),
    )
