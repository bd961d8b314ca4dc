"""The sessions that were announced: their agenda when it is time, and what is done to them from there."""

from zoneinfo import ZoneInfo

from handlers.bundles import REDACTED_IN, say_in_place
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.reminders import Delivery
from handlers.review_window import from_window, shown_anew
from handlers.routes import Answer, Routes
from messages import agenda_view, agendas, briefings, occasions, sessions
from messages.surfaces import Message, View
from messages.words import Words
from storage.agendas import agenda_of, occasion_of
from storage.announcing import UPCOMING
from storage.briefings import briefing_of
from storage.days import instant, needed_day, needed_hour
from storage.meetings import Purpose
from storage.members import Right
from storage.reminder import Reminder
from storage.sessions import Session, SessionState
from storage.store import Store
from storage.texts import checked

routes = Routes()


@routes.reminder(UPCOMING, alone=True, urgent=True)
async def upcoming(delivery: Delivery) -> Message | None:
    """The agenda of a session, or the briefing of a review, which is open from here on; from today's facts.

    First of all the sessions after it are planned.
    """
    store, reminder = delivery.store, delivery.reminder
    session = await _session(store, reminder)
    cadence = await store.sessions.cadence(session.cadence_id)
    await store.sessions.extend(cadence)
    partner = await store.partners.get(session.partner_id)
    if partner.archived and reminder.ahead == min(cadence.remind_before):
        await store.sessions.skip(session, "")
    if partner.archived or session.state is not SessionState.planned:
        return None
    if delivery.shared:
        reminder.facts = {**reminder.facts, REDACTED_IN: reminder.recipient}
    if cadence.purpose is Purpose.review:
        await store.reviews.open(session, partner)
    return await _said(store, delivery.words, reminder, missed=delivery.missed)


async def _said(store: Store, words: Words, reminder: Reminder, *, missed: int = 0) -> Message:
    """A session as it stands now, in the words of where it is said."""
    session = await _session(store, reminder)
    redacted_in = reminder.facts.get(REDACTED_IN)
    if redacted_in == reminder.recipient:
        return occasions.redacted(words, await occasion_of(store, session, words.language))
    if (await store.sessions.cadence(session.cadence_id)).purpose is Purpose.review:
        briefing = await briefing_of(store, session, words.language)
        return briefings.said(words, briefing, reminder, missed=missed, redacted_in=redacted_in)
    agenda = await agenda_of(store, session, words.language)
    return agendas.said(words, agenda, reminder, missed=missed, redacted_in=redacted_in)


async def refresh(desk: Desk, session_ids: list[int]) -> None:
    """Brings what was posted about these sessions up to date."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        posted = [one for each in session_ids for one in await store.reminders.about(subject=f"session:{each}")]
    await say_in_place(desk, posted, _said)


@routes.click(agendas.PREPARE)
async def prepare(desk: Desk) -> Answer:
    """The agenda of a session that is not announced yet."""
    await desk.open(await _preparation(desk, int(desk.value)))
    return None


@routes.click(sessions.RESCHEDULE, right=Right.edit)
async def reschedule(desk: Desk) -> Answer:
    """Opens the form for another day or hour."""
    async with desk.store(read_only=True) as store:
        session, name, zone = await _to_change(store, int(desk.value))
        await store.partners.going_on(session.partner_id)
    at = session.starts_at.astimezone(zone)
    words = Words(desk.words.language, zone)
    day, hour = at.date().isoformat(), at.strftime("%H:%M")
    await desk.open(sessions.reschedule(words, name, session, day=day, hour=hour, meta=_meta(desk, session)))
    return None


@routes.submit(sessions.MOVE, right=Right.edit)
async def move(desk: Desk) -> Answer:
    """Puts one session on another day or hour."""
    day = needed_day(desk.values[sessions.DAY_FIELD], field=sessions.DAY_FIELD)
    hour = needed_hour(desk.values[sessions.HOUR_FIELD], field=sessions.HOUR_FIELD)
    async with desk.saving() as store:
        session, _, zone = await _to_change(store, desk.meta["session"])
        await store.sessions.move(session, instant(day, hour, zone))
    await refresh(desk, [session.id])
    await _show_below(desk, session.id)
    await shown_anew(desk, session.partner_id)
    return None


@routes.click(sessions.SKIP, right=Right.edit)
async def skip(desk: Desk) -> Answer:
    """Asks why one session is left out."""
    async with desk.store(read_only=True) as store:
        session, name, zone = await _to_change(store, int(desk.value))
    await desk.open(sessions.skip(Words(desk.words.language, zone), name, session, meta=_meta(desk, session)))
    return None


@routes.submit(sessions.SKIPPING, right=Right.edit)
async def skipping(desk: Desk) -> Answer:
    why = checked(desk.values[sessions.WHY], field=sessions.WHY, limit=sessions.WHY_LIMIT, required=True)
    async with desk.saving() as store:
        session, _, _ = await _to_change(store, desk.meta["session"])
        await store.sessions.skip(session, why)
    await refresh(desk, [session.id])
    await _show_below(desk, session.id)
    await shown_anew(desk, session.partner_id)
    return None


@routes.click(sessions.UNSKIP, right=Right.edit)
async def unskip(desk: Desk) -> Answer:
    """Undoes a skip."""
    async with desk.store() as store:
        session, _, _ = await _to_change(store, int(desk.value))
        if session.state is SessionState.skipped:
            await store.sessions.unskip(session)
    desk.nudge()
    if desk.form == agenda_view.VIEW:
        await desk.update(await _preparation(desk, session.id))
    await refresh(desk, [session.id])
    return None


async def _to_change(store: Store, session_id: int) -> tuple[Session, str, ZoneInfo]:
    """A session with its partner's name and its zone, for somebody who may change it. Raises `NotAllowed`."""
    session = await store.sessions.get(session_id)
    partner = await store.partners.get(session.partner_id)
    await store.partners.must_edit(partner)
    return session, partner.name, (await store.sessions.cadence(session.cadence_id)).zone


async def _session(store: Store, reminder: Reminder) -> Session:
    return await store.sessions.get(int(reminder.subject.partition(":")[2]))


def _meta(desk: Desk, session: Session) -> dict[str, object]:
    behind = {"window": desk.view["id"]} if desk.form == agenda_view.VIEW else {}
    return {"subject": session.subject, "session": session.id, **behind, **from_window(desk)}


async def _preparation(desk: Desk, session_id: int) -> View:
    async with desk.store(read_only=True) as store:
        session = await store.sessions.get(session_id)
        may = await store.partners.may_edit(await store.partners.get(session.partner_id))
        if (await store.sessions.cadence(session.cadence_id)).purpose is Purpose.review:
            briefing = await briefing_of(store, session, desk.words.language)
            return briefings.preparation(desk.words, briefing, may=may)
        return agenda_view.preparation(desk.words, await agenda_of(store, session, desk.words.language), may=may)


async def _show_below(desk: Desk, session_id: int) -> None:
    """The agenda from which the form was opened, as things stand."""
    if "window" in desk.meta:
        async with in_passing("not brought up to date", session=session_id):
            view = await _preparation(desk, session_id)
            await desk.client.views_update(view_id=desk.meta["window"], view=view)
