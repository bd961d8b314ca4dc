"""The sessions that were announced: their agenda when it is time, and what is done to them from there."""

import asyncio
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.channels import say_anew
from handlers.desk import Desk
from handlers.members import words_for
from handlers.outcomes import in_passing
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import agendas, preparing, sessions
from messages.surfaces import Message, View
from messages.words import Words
from storage.agendas import Agenda, agenda_of
from storage.announcing import UPCOMING
from storage.days import checked_day, checked_hour, instant
from storage.errors import Missing
from storage.members import Right
from storage.reminder import Reminder
from storage.sessions import Session, SessionState
from storage.store import Store
from storage.texts import checked

routes = Routes()
REDACTED_IN = "redacted_in"


@routes.reminder(UPCOMING, alone=True, urgent=True)
async def upcoming(delivery: Delivery) -> Message | None:
    """The agenda of a session, from today's facts; first of all the sessions after it are planned."""
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
    agenda = await agenda_of(store, session, delivery.words.language)
    return _said(delivery.words, agenda, reminder, missed=delivery.missed)


def _said(words: Words, agenda: Agenda, reminder: Reminder, missed: int = 0) -> Message:
    redacted_in = reminder.facts.get(REDACTED_IN)
    if redacted_in == reminder.recipient:
        return agendas.redacted(words, agenda)
    return agendas.said(words, agenda, reminder, missed=missed, redacted_in=redacted_in)


async def refresh(desk: Desk, session_ids: list[int]) -> None:
    """Brings what was posted about these sessions up to date."""
    calls = []
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id, read_only=True) as store:
        for session_id in session_ids:
            session = await store.sessions.get(session_id)
            for reminder in await store.reminders.about(subject=session.subject):
                if reminder.ts and reminder.channel:
                    words = await words_for(store, reminder.recipient)
                    agenda = await agenda_of(store, session, words.language)
                    calls.append(
                        say_anew(
                            desk.client,
                            _said(words, agenda, reminder),
                            channel=reminder.channel,
                            ts=reminder.ts,
                            confidential=agenda.partner.confidential,
                            redacted=reminder.facts.get(REDACTED_IN) == reminder.recipient,
                        )
                    )
    await asyncio.gather(*calls)


@routes.click(preparing.PREPARE)
async def prepare(desk: Desk) -> Answer:
    """The agenda of a session that is not announced yet."""
    await desk.open(await _preparation(desk, int(desk.value)))
    return None


@routes.click(sessions.RESCHEDULE, right=Right.edit)
async def reschedule(desk: Desk) -> Answer:
    """Opens the form for another day or hour."""
    async with desk.store(read_only=True) as store:
        session, name, zone = await _to_change(store, int(desk.value))
    at = session.starts_at.astimezone(zone)
    words = Words(desk.words.language, zone)
    day, hour = at.date().isoformat(), at.strftime("%H:%M")
    await desk.open(sessions.reschedule(words, name, session, day=day, hour=hour, meta=_meta(desk, session)))
    return None


@routes.submit(sessions.MOVE, right=Right.edit)
async def move(desk: Desk) -> Answer:
    """Puts one session on another day or hour."""
    day = checked_day(desk.values[sessions.DAY_FIELD], field=sessions.DAY_FIELD, required=True)
    hour = checked_hour(desk.values[sessions.HOUR_FIELD], field=sessions.HOUR_FIELD)
    if hour is None:
        raise Missing(field=sessions.HOUR_FIELD)
    async with desk.saving() as store:
        session, _, zone = await _to_change(store, desk.meta["session"])
        await store.sessions.move(session, _instant(day, hour, zone))
    await refresh(desk, [session.id])
    await _show_below(desk, session.id)
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
    return None


@routes.click(sessions.UNSKIP, right=Right.edit)
async def unskip(desk: Desk) -> Answer:
    """Undoes a skip."""
    async with desk.store() as store:
        session, _, _ = await _to_change(store, int(desk.value))
        if session.state is SessionState.skipped:
            await store.sessions.unskip(session)
    desk.nudge()
    if desk.form == preparing.VIEW:
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


def _instant(day: date | None, hour: time, zone: ZoneInfo) -> datetime:
    if day is None:
        raise Missing(field=sessions.DAY_FIELD)
    return instant(day, hour, zone)


def _meta(desk: Desk, session: Session) -> dict[str, object]:
    behind = {"window": desk.view["id"]} if desk.form == preparing.VIEW else {}
    return {"subject": session.subject, "session": session.id, **behind}


async def _preparation(desk: Desk, session_id: int) -> View:
    async with desk.store(read_only=True) as store:
        agenda = await agenda_of(store, await store.sessions.get(session_id), desk.words.language)
        return preparing.preparation(desk.words, agenda, may=await store.partners.may_edit(agenda.partner))


async def _show_below(desk: Desk, session_id: int) -> None:
    """The agenda from which the form was opened, as things stand."""
    if "window" in desk.meta:
        async with in_passing("not brought up to date", session=session_id):
            view = await _preparation(desk, session_id)
            await desk.client.views_update(view_id=desk.meta["window"], view=view)
