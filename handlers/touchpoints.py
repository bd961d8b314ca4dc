"""Touchpoints: logged with one click or in a form, corrected, removed."""

from datetime import date, timedelta
from typing import Any

from handlers import communication
from handlers.bundles import say_where_opened
from handlers.desk import Desk, as_it_is, overtaken
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from messages import touchpoints
from messages.communication import ANYONE, with_whom
from messages.forms import Values
from messages.surfaces import Message, View
from storage.communication import How
from storage.days import needed_day
from storage.errors import NotFound
from storage.members import Right
from storage.partners import Partner
from storage.store import Store
from storage.touchpoints import Source, Touchpoint, moment_of

routes = Routes()
Meta = dict[str, Any]


@routes.click(touchpoints.TODAY, right=Right.edit)
async def today(desk: Desk) -> Answer:
    """One click, from the word about a silence."""
    return await _talked(desk, days_ago=0)


@routes.click(touchpoints.YESTERDAY, right=Right.edit)
async def yesterday(desk: Desk) -> Answer:
    return await _talked(desk, days_ago=1)


@routes.click(touchpoints.UNDO, right=Right.edit)
async def undo(desk: Desk) -> Answer:
    """Takes back what one click logged; the word about the silence stands there again."""
    touchpoint_id, _, reminder_id = desk.value.partition(":")
    async with desk.store() as store:
        reminder = await store.reminders.get(int(reminder_id))
        try:
            await store.touchpoints.remove(await store.touchpoints.get(int(touchpoint_id)))
        except NotFound:
            return await communication.word_again(store, desk.words, reminder)
        again = await communication.word_again(store, desk.words, reminder)
    desk.nudge()
    return again


@routes.click(touchpoints.LOG, right=Right.edit)
async def log(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        partner = await store.touchpoints.for_log(int(desk.value))
        view = await _form(desk, store, partner, None, communication.window(desk))
    await desk.open(view)
    return None


@routes.click(touchpoints.OTHER_DAY, right=Right.edit)
async def other_day(desk: Desk) -> Answer:
    """The form, from the word about a silence."""
    async with desk.store(read_only=True) as store:
        reminder = await store.reminders.get(int(desk.value))
        partner = await store.touchpoints.for_log(reminder.facts["partner_id"])
        how, contact_id = await _promised(store, reminder.facts["arrangement"])
        meta = {"reminder": reminder.id, **desk.origin}
        view = await _form(desk, store, partner, None, meta, how=how, contact_id=contact_id)
    await desk.open(view)
    return None


@routes.click(touchpoints.DETAILS, right=Right.edit)
async def details(desk: Desk) -> Answer:
    """The form for what one click logged."""
    touchpoint_id, _, reminder_id = desk.value.partition(":")
    meta = {"reminder": int(reminder_id), **desk.origin}
    return await _open_known(desk, int(touchpoint_id), meta)


@routes.click(touchpoints.CHANGE, right=Right.edit)
async def change(desk: Desk) -> Answer:
    return await _open_known(desk, int(desk.value), communication.window(desk))


@routes.click(touchpoints.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        partner = await store.touchpoints.for_log(desk.meta["partner"])
        known = await store.touchpoints.get(desk.meta["touchpoint"]) if "touchpoint" in desk.meta else None
        meta = {**desk.meta, "afresh": desk.meta.get("afresh", 0) + 1}
        view = await _form(desk, store, partner, known, meta)
    await desk.update(view)
    return None


@routes.submit(touchpoints.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps the contact, and shows it where the form was opened from."""
    values, zone = desk.values, desk.words.zone
    day = needed_day(values[touchpoints.DAY], field=touchpoints.DAY)
    by, contact = values[touchpoints.WHO], values[touchpoints.WITH]
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=by)
    said: dict[str, Any] = {
        "how": How(values[touchpoints.HOW]),
        "by": by,
        "contact_id": None if contact in (None, ANYONE) else int(contact),
        "note": values[touchpoints.NOTE] or "",
    }
    async with desk.saving() as store:
        partner = await store.touchpoints.for_log(desk.meta["partner"])
        at = moment_of(day, now=store.now, zone=zone, field=touchpoints.DAY)
        if "touchpoint" in desk.meta:
            one = await _known(store, desk.meta["touchpoint"], hold=True)
            desk.must_be_as_it_was(_kept(one))
            same = one.at.astimezone(zone).date() == day
            await store.touchpoints.change(partner, one, at=one.at if same else at, **said)
        else:
            one = await store.touchpoints.log(partner, at=at, **said, key=_key(desk.meta.get("reminder")))
        told = await _logged(desk, store, one, partner, desk.meta.get("reminder", 0))
    if "url" not in desk.meta:
        return await communication.shown_anew(desk, partner.id)
    async with in_passing("not brought up to date", touchpoint=one.id):
        await say_where_opened(desk, told)
    return None


@routes.click(touchpoints.REMOVE, right=Right.edit)
async def remove(desk: Desk) -> Answer:
    """Removes a contact from its form, or a saved message from the process."""
    async with desk.store() as store:
        partner = await store.touchpoints.remove(await store.touchpoints.get(int(desk.value)))
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    desk.nudge()
    if desk.form != touchpoints.FORM:
        await desk.update(await communication.process(desk, partner.id))
        return None
    await desk.update(touchpoints.removed(desk.words, partner.name))
    async with in_passing("not brought up to date", partner=partner.id):
        await desk.client.views_update(view_id=desk.meta["window"], view=await communication.process(desk, partner.id))
    return None


async def _talked(desk: Desk, *, days_ago: int) -> Message:
    async with desk.store() as store:
        reminder = await store.reminders.get(int(desk.value))
        partner = await store.touchpoints.for_log(reminder.facts["partner_id"])
        how, contact_id = await _promised(store, reminder.facts["arrangement"])
        zone = desk.words.zone
        day = store.now.astimezone(zone).date() - timedelta(days=days_ago)
        at = moment_of(day, now=store.now, zone=zone, field=touchpoints.DAY)
        key = _key(reminder.id)
        one = await store.touchpoints.log(partner, at=at, how=how, contact_id=contact_id, key=key)
        told = await _logged(desk, store, one, partner, reminder.id)
    desk.nudge()
    return told


async def _promised(store: Store, arrangement_id: int) -> tuple[How, int | None]:
    """How and with whom it was promised, as far as that line is still there."""
    try:
        one = await store.communication.get(arrangement_id)
    except NotFound:
        return How.other, None
    return one.how, one.contact_id


async def _logged(desk: Desk, store: Store, one: Touchpoint, partner: Partner, reminder_id: int) -> Message:
    names = await store.contacts.names([one.contact_id or 0])
    contact = next(iter(names.values()), "")
    return touchpoints.logged(desk.words, one, partner.name, contact=contact, reminder_id=reminder_id)


async def _open_known(desk: Desk, touchpoint_id: int, meta: Meta) -> Answer:
    async with desk.store(read_only=True) as store:
        one = await _known(store, touchpoint_id)
        partner = await store.touchpoints.for_log(one.partner_id)
        view = await _form(desk, store, partner, one, meta)
    await desk.open(view)
    return None


async def _known(store: Store, touchpoint_id: int, *, hold: bool = False) -> Touchpoint:
    """A contact that was logged. Raises `NotFound`, also for a message that was saved: it stays as it was."""
    one = await store.touchpoints.get(touchpoint_id, hold=hold)
    if one.source is not Source.logged:
        raise NotFound
    return one


async def _form(
    desk: Desk,
    store: Store,
    partner: Partner,
    known: Touchpoint | None,
    meta: Meta,
    *,
    how: How = How.phone,
    contact_id: int | None = None,
) -> View:
    """The form, going on from what the person left in it before, if anything."""
    subject = f"touchpoint:{known.id}" if known else f"partner:{partner.id}"
    meta = {**meta, "subject": subject, "partner": partner.id}
    if known:
        meta |= {"touchpoint": known.id, **as_it_is(_kept(known))}
    values = _values_of(desk, known) if known else _first(desk, how, contact_id)
    draft = await store.drafts.find(user_id=desk.person.user_id, form=touchpoints.FORM, subject=subject)
    if draft:
        values |= draft.values
    chosen = values[touchpoints.WITH]
    contacts = await store.contacts.of(partner)
    return touchpoints.form(
        desk.words,
        partner.name,
        with_whom(desk.words, contacts, int(chosen) if chosen not in (None, ANYONE) else None),
        values,
        meta=meta,
        now=desk.now,
        saved_at=draft.saved_at if draft else None,
        overtaken=draft is not None and known is not None and overtaken(draft, _kept(known)),
        known=known,
    )


def _first(desk: Desk, how: How, contact_id: int | None) -> Values:
    return {
        touchpoints.DAY: _day(desk, None),
        touchpoints.HOW: how.value,
        touchpoints.WITH: str(contact_id) if contact_id else ANYONE,
        touchpoints.WHO: desk.person.user_id,
        touchpoints.NOTE: None,
    }


def _kept(one: Touchpoint) -> tuple[object, ...]:
    return one.at, one.how, one.contact_id, one.by, one.note


def _values_of(desk: Desk, one: Touchpoint) -> Values:
    return {
        touchpoints.DAY: _day(desk, one),
        touchpoints.HOW: one.how.value,
        touchpoints.WITH: str(one.contact_id) if one.contact_id else ANYONE,
        touchpoints.WHO: one.by,
        touchpoints.NOTE: one.note,
    }


def _day(desk: Desk, one: Touchpoint | None) -> str:
    day: date = (one.at if one else desk.now).astimezone(desk.words.zone).date()
    return day.isoformat()


def _key(reminder_id: int | None) -> str | None:
    """What one word about a silence logs, it logs once."""
    return f"reminder:{reminder_id}" if reminder_id else None
