"""Challenges: raised and changed in a form, closed and opened again with one click, wherever they are shown."""

from typing import Any

from handlers import agendas
from handlers.bundles import say_where_opened
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.reminders import Delivery, is_back
from handlers.review_record import raising
from handlers.review_window import from_window, shown_anew
from handlers.routes import Answer, Routes
from messages import challenges, reviews
from messages.forms import Values
from messages.surfaces import Message, View
from messages.words import Words
from storage.challenges import ORPHANED, Challenge, names_in
from storage.errors import NotAllowed
from storage.members import Right
from storage.partners import Partner
from storage.reminder import Reminder
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(challenges.NEW, right=Right.edit)
async def new(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(desk.value))
        view = await _form(desk, store, partner, None, from_window(desk))
    await desk.open(view)
    return None


@routes.click(challenges.CHANGE, right=Right.edit)
async def change(desk: Desk) -> Answer:
    challenge_id, place = _spot(desk.value)
    async with desk.store(read_only=True) as store:
        one, partner = await _to_change(store, challenge_id)
        view = await _form(desk, store, partner, one, _meta(desk, place))
    await desk.open(view)
    return None


@routes.click(challenges.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        partner = await store.partners.get(desk.meta["partner"])
        known = await store.challenges.get(desk.meta["challenge"]) if "challenge" in desk.meta else None
        view = await _form(desk, store, partner, known, {**desk.meta, "afresh": desk.meta.get("afresh", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(challenges.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Raises one, or says something else of it."""
    said = raising(desk.values, challenges.WHAT)
    if said.owner_id:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=said.owner_id)
    async with desk.saving() as store:
        if "challenge" in desk.meta:
            one, partner = await store.challenges.for_change(desk.meta["challenge"])
            await store.challenges.change(one, partner, said, seen=desk.meta["version"])
        else:
            partner = await store.partners.for_change(desk.meta["partner"])
            await store.challenges.begin(partner, said)
    await _brought_up(desk, partner.id, desk.meta.get("place", challenges.WINDOW))
    return None


@routes.click(challenges.CLOSE, right=Right.edit)
async def close(desk: Desk) -> Answer:
    """One click; it can be undone."""
    return await _turned(desk, closed=True)


@routes.click(challenges.REOPEN, right=Right.edit)
async def reopen(desk: Desk) -> Answer:
    return await _turned(desk, closed=False)


@routes.click(challenges.LEARN, right=Right.edit)
async def learn(desk: Desk) -> Answer:
    """Closing with what was learned, or adding that afterwards."""
    challenge_id, place = _spot(desk.value)
    async with desk.store(read_only=True) as store:
        one, partner = await _to_change(store, challenge_id)
        names = await store.members.names(sorted(names_in([one])))
    meta = {**_meta(desk, place), "subject": f"challenge:{one.id}", "challenge": one.id, "partner": partner.id}
    await desk.open(challenges.learning(desk.words, one, names, meta=meta))
    return None


@routes.submit(challenges.LEARNING, right=Right.edit, keeps_draft=True)
async def learned(desk: Desk) -> Answer:
    async with desk.saving() as store:
        one, partner = await store.challenges.for_change(desk.meta["challenge"])
        await store.challenges.close(one, desk.values[challenges.LEARNED] or "")
    await _brought_up(desk, partner.id, desk.meta.get("place", challenges.WINDOW))
    return None


@routes.reminder(ORPHANED)
async def orphaned(delivery: Delivery) -> Message | None:
    """To the owner of partners in which somebody who left had open challenges; nothing when none is left, or they
    are back."""
    user_id = delivery.reminder.subject.partition(":")[2]
    if await is_back(delivery) or not await delivery.store.challenges.orphaned(user_id, delivery.reminder.recipient):
        return None
    return await _left(delivery.store, delivery.words, delivery.reminder)


async def _turned(desk: Desk, *, closed: bool) -> Answer:
    challenge_id, place = _spot(desk.value)
    async with desk.store() as store:
        one, partner = await store.challenges.for_change(challenge_id)
        await (store.challenges.close(one) if closed else store.challenges.reopen(one))
        left = await _left_at(desk, store, place)
    desk.nudge()
    await _brought_up(desk, partner.id, place)
    return left


async def _left_at(desk: Desk, store: Store, place: str) -> Message | None:
    """The word that somebody has left as it stands now, when it is where a challenge was shown."""
    if not place.startswith(challenges.LEFT):
        return None
    return await _left(store, desk.words, await store.reminders.get(int(place[1:])))


async def _left(store: Store, words: Words, reminder: Reminder) -> Message:
    user_id = reminder.subject.partition(":")[2]
    found = await store.challenges.orphaned(user_id, reminder.recipient)
    names = await store.members.names(sorted({user_id} | names_in(one for one, _ in found)))
    return challenges.orphaned(words, found, names, name=names[user_id], reminder_id=reminder.id)


async def _brought_up(desk: Desk, partner_id: int, place: str) -> None:
    """Everything in which the challenge is shown says what is true now: the window, the briefing of an open review, and
    the message that the form was opened from."""
    await shown_anew(desk, partner_id)
    async with desk.store(read_only=True) as store:
        opened = await store.reviews.open_now(partner_id)
        left = await _left_at(desk, store, place) if "url" in desk.meta else None
    about = {int(place[1:])} if place.startswith(challenges.SESSION) else set()
    await agendas.refresh(desk, sorted(about | ({opened.id} if opened else set())))
    if left is not None:
        async with in_passing("not brought up to date", partner=partner_id):
            await say_where_opened(desk, left)


async def _to_change(store: Store, challenge_id: int) -> tuple[Challenge, Partner]:
    """To look at before it is changed. Raises `NotFound`, `NotAllowed`."""
    one = await store.challenges.get(challenge_id)
    partner = await store.partners.get(one.partner_id)
    if not await store.challenges.may_change(one, partner):
        raise NotAllowed
    return one, partner


async def _form(desk: Desk, store: Store, partner: Partner, known: Challenge | None, meta: Meta) -> View:
    """The form, going on from what the person left in it before, if anything."""
    subject = f"challenge:{known.id}" if known else f"partner:{partner.id}"
    meta = {**meta, "subject": subject, "partner": partner.id}
    if known:
        meta |= {"challenge": known.id, "version": known.version}
    draft = await store.drafts.find(user_id=desk.person.user_id, form=challenges.FORM, subject=subject)
    values = _values_of(known) | (draft.values if draft else {})
    saved_at = draft.saved_at if draft else None
    return challenges.form(desk.words, partner.name, values, meta=meta, now=desk.now, saved_at=saved_at)


def _values_of(one: Challenge | None) -> Values:
    if one is None:
        return {}
    name = challenges.WHAT
    return {
        name: one.what,
        f"{name}_kind": one.kind.value,
        f"{name}_severity": one.severity.value,
        f"{name}_owner": one.owner_id,
        f"{name}_next": one.next_step,
        f"{name}_internal": [challenges.YES] if one.internal else [],
    }


def _meta(desk: Desk, place: str) -> Meta:
    """What a form carries to find the place again that it was opened from."""
    if desk.form == reviews.WINDOW:
        return {"place": place, "reviews": desk.view["id"]}
    return {"place": place} | desk.origin


def _spot(value: str) -> tuple[int, str]:
    challenge_id, _, place = value.partition(" ")
    return int(challenge_id), place
