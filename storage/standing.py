"""Where a partnership stands today: the facts that cards, gates and agendas are made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.actions import Action, ActionState
from storage.challenges import Severity
from storage.goals import Goal, GoalState, Way
from storage.kpi_rules import Status
from storage.meetings import Interest, Meeting
from storage.partners import Partner
from storage.requirements import Requirement, RequirementKind
from storage.sessions import Session, SessionState
from storage.shelf import Shelf
from storage.touchpoints import Touchpoint

State = TypeVar("State", GoalState, ActionState)
ITEMS = ("interest", "goals", "ways", "requirements", "plan")


@dataclass(frozen=True)
class Standing:
    """Facts of one partner. `last_met`: the last meeting; `last_touch`: the last other contact, when it is later;
    `interest`: the last answer given; `next_at`: the next planned session or, without one, the next meeting agreed
    (UTC); a requirement is `answered` when it has a text or does not apply; `actions` counts every action there ever
    was, `indicators` how many stand how, `challenges` how many are open, by severity."""

    last_met: Meeting | None
    interest: Interest | None
    next_at: datetime | None
    open_goals: int
    met_goals: int
    ways: int
    answered: frozenset[RequirementKind]
    actions: int
    open_actions: int
    overdue_actions: int
    indicators: Mapping[Status, int] = field(default_factory=dict)
    last_touch: Touchpoint | None = None
    challenges: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def unanswered(self) -> list[RequirementKind]:
        return [kind for kind in RequirementKind if kind not in self.answered]

    @property
    def missing(self) -> list[str]:
        """Which of the five P3 items (`ITEMS`) are not there (field, section 3)."""
        there = {
            "interest": self.interest is Interest.yes,
            "goals": self.open_goals + self.met_goals > 0,
            "ways": self.ways > 0,
            "requirements": not self.unanswered,
            "plan": self.actions > 0,
        }
        return [item for item in ITEMS if not there[item]]


class Standings(Shelf):
    """Reads the facts of one partner, each by an index that starts with the partner."""

    async def of(self, partner: Partner) -> Standing:
        settings = await self.store.settings.get()
        met = await self._last(partner.id)
        goals = await self._counts(Goal.state, partner.id, Goal.partner_id)
        ways = await self.session.scalar(select(func.count(Way.id)).where(Way.partner_id == partner.id))
        actions = await self._counts(Action.state, partner.id, Action.partner_id)
        today = self.store.now.astimezone(settings.zone).date()
        return Standing(
            last_met=met,
            last_touch=await self._touched(partner.id, met),
            interest=await self._interest(partner.id),
            next_at=await self._next(partner.id, met),
            open_goals=goals.get(GoalState.open, 0),
            met_goals=goals.get(GoalState.met, 0),
            ways=ways or 0,
            answered=await self._answered(partner.id),
            actions=sum(actions.values()),
            open_actions=actions.get(ActionState.open, 0),
            overdue_actions=await self._overdue(partner.id, today),
            indicators=await self.store.kpis.counts(partner.id),
            challenges=await self.store.challenges.counts(partner.id),
        )

    async def next_dates(self, partner_ids: Collection[int]) -> dict[int, datetime]:
        """The next planned session (UTC) of each of a few partners, which the caller has been shown."""
        found = (
            select(Session.partner_id, func.min(Session.starts_at))
            .where(
                Session.partner_id.in_(partner_ids),
                Session.state == SessionState.planned,
                Session.starts_at >= self.store.now,
            )
            .group_by(Session.partner_id)
        )
        return {partner_id: at for partner_id, at in await self.session.execute(found)} if partner_ids else {}

    async def _last(self, partner_id: int) -> Meeting | None:
        found = select(Meeting).where(Meeting.partner_id == partner_id).order_by(Meeting.held_at.desc()).limit(1)
        return (await self.session.scalars(found)).one_or_none()

    async def _touched(self, partner_id: int, met: Meeting | None) -> Touchpoint | None:
        newest = await self.store.touchpoints.newest(partner_id)
        return None if newest is None or (met is not None and met.held_at >= newest.at) else newest

    async def _interest(self, partner_id: int) -> Interest | None:
        found = (
            select(Meeting.interest)
            .where(Meeting.partner_id == partner_id, Meeting.interest.is_not(None))
            .order_by(Meeting.held_at.desc())
            .limit(1)
        )
        return await self.session.scalar(found)

    async def _next(self, partner_id: int, met: Meeting | None) -> datetime | None:
        planned = (
            select(Session.starts_at)
            .where(
                Session.partner_id == partner_id,
                Session.state == SessionState.planned,
                Session.starts_at >= self.store.now,
            )
            .order_by(Session.starts_at)
            .limit(1)
        )
        agreed = met.next_at if met and met.next_at and met.next_at >= self.store.now else None
        return await self.session.scalar(planned) or agreed

    async def _answered(self, partner_id: int) -> frozenset[RequirementKind]:
        found = select(Requirement).where(Requirement.partner_id == partner_id)
        return frozenset(one.kind for one in await self.session.scalars(found) if one.text or one.not_applicable)

    async def _overdue(self, partner_id: int, today: date) -> int:
        found = select(func.count(Action.id)).where(
            Action.partner_id == partner_id, Action.state == ActionState.open, Action.due_on < today
        )
        return await self.session.scalar(found) or 0

    async def _counts(
        self,
        state: InstrumentedAttribute[State],
        partner_id: int,
        owner: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    ) -> dict[State, int]:
        rows = await self.session.execute(select(state, func.count()).where(owner == partner_id).group_by(state))
        return {key: count for key, count in rows}
