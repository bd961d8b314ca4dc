"""The agenda of a planning session, from today's facts; and what is known of any session, reviews included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.actions import Action, ActionState, Who
from storage.challenges import Challenge, names_in
from storage.goals import Goal
from storage.meetings import Meeting
from storage.partners import Partner
from storage.public_holidays import holiday_on
from storage.sessions import Cadence, Session
from storage.standing import Standing

if TYPE_CHECKING:
    from storage.store import Store

LATELY = timedelta(days=100)
IN_SIGHT = timedelta(hours=12)


@dataclass(frozen=True)
class Occasion:
    """One session, and what is said of it whatever it is for.

    `unrecorded` are earlier ones nobody told of, `coming` the one after it; `holiday` names, in the reader's language,
    the one it falls on.
    """

    session: Session
    cadence: Cadence
    partner: Partner
    now: datetime
    unrecorded: list[Session]
    coming: Session | None
    holiday: str | None
    changed_by: str

    @property
    def day(self) -> date:
        """The day it is on, by its own clocks."""
        return self.session.starts_at.astimezone(self.cadence.zone).date()

    @property
    def ends_at(self) -> datetime:
        return self.session.starts_at + timedelta(minutes=self.cadence.minutes)

    @property
    def over(self) -> bool:
        return self.ends_at <= self.now


@dataclass(frozen=True)
class Agenda(Occasion):
    """What is worth talking about.

    `due` are actions open and overdue or due by the day of the session, and those just done; `later` counts the other
    open ones. `decided` are the actions agreed at the `last` meeting, `challenges` those that are open; `holders` are
    the names of our people in these, by user id.
    """

    due: list[Action]
    later: int
    who: Who
    goals: list[Goal]
    standing: Standing
    last: Meeting | None
    decided: list[Action]
    challenges: list[Challenge]
    holders: Mapping[str, str]


async def occasion_of(store: "Store", session: Session, language: str) -> Occasion:
    """A session as things stand. Raises `NotFound` when its partner is not there."""
    cadence = await store.sessions.cadence(session.cadence_id)
    unrecorded = await store.sessions.unrecorded(session.partner_id, since=store.now - LATELY)
    coming = [s for s in await store.sessions.coming(cadence) if s.starts_at > session.starts_at]
    names = await store.members.names([session.changed_by]) if session.changed_by else {}
    day = session.starts_at.astimezone(cadence.zone).date()
    return Occasion(
        session=session,
        cadence=cadence,
        partner=await store.partners.get(session.partner_id),
        now=store.now,
        unrecorded=[s for s in unrecorded if s.id != session.id],
        coming=coming[0] if coming else None,
        holiday=holiday_on(day, (await store.settings.get()).province, language),
        changed_by=names.get(session.changed_by or "", ""),
    )


async def agenda_of(store: "Store", session: Session, language: str) -> Agenda:
    """The agenda of a session as things stand. Raises `NotFound` when its partner is not there."""
    occasion = await occasion_of(store, session, language)
    partner = occasion.partner
    actions = await store.actions.open_of(partner.id)
    due = [action for action in actions if action.due_on is not None and action.due_on <= occasion.day]
    settled = await _settled(store, partner)
    last = await store.meetings.last(partner.id)
    challenges = await store.challenges.open_of(partner.id)
    holders = await store.members.names(sorted(names_in(challenges)))
    return Agenda(
        **vars(occasion),
        due=[*due, *settled],
        later=len(actions) - len(due),
        who=await store.actions.who([*due, *settled]),
        goals=await store.goals.of(partner.id),
        standing=await store.partners.standing(partner),
        last=last,
        decided=await _decided(store, last),
        challenges=challenges,
        holders=holders,
    )


async def _settled(store: "Store", partner: Partner) -> list[Action]:
    """What was done in the last hours: it stays in sight, so that it can be reopened."""
    found = select(Action).where(
        Action.partner_id == partner.id,
        Action.state == ActionState.done,
        Action.settled_at > store.now - IN_SIGHT,
    )
    return list(await store.session.scalars(found.order_by(Action.settled_at, Action.id)))


async def _decided(store: "Store", last: Meeting | None) -> list[Action]:
    if last is None:
        return []
    found = select(Action).where(Action.meeting_id == last.id, Action.partner_id == last.partner_id).order_by(Action.id)
    return list(await store.session.scalars(found))
