"""Shared goals, and the ways to work together towards them (25.2 P3)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked

GOAL_LIMIT = 500
MEASURE_LIMIT = 300
WAY_LIMIT = 1000


class GoalState(StrEnum):
    open = "open"
    met = "met"
    dropped = "dropped"


class WayKind(StrEnum):
    """Ways to work together; the first two are the standard's words (25.2 P3)."""

    services = "services"
    resources = "resources"
    other = "other"


class Goal(Scoped, Base):
    """A goal both sides share; `meeting_id` is where it was agreed, `settled_meeting_id` where it was settled."""

    __tablename__ = "goals"
    __table_args__ = (Index("ix_goals_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    text: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    by: Mapped[date | None]
    state: Mapped[GoalState] = mapped_column(choice(GoalState), default=GoalState.open)
    settled_at: Mapped[datetime | None]
    settled_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))


class Way(Scoped, Base):
    """An opportunity to work together: shared services, shared resources, or another."""

    __tablename__ = "ways"
    __table_args__ = (Index("ix_ways_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    kind: Mapped[WayKind] = mapped_column(choice(WayKind))
    text: Mapped[str]


class Goals(Shelf):
    """The shelf of goals and ways to work together. `field` names the form field that a refusal belongs to."""

    async def of(self, partner_id: int) -> list[Goal]:
        """Every goal of a partner, settled ones too, oldest first."""
        found = select(Goal).join(Partner, Partner.id == Goal.partner_id).where(Goal.partner_id == partner_id)
        return list(await self.session.scalars(found.order_by(Goal.id)))

    async def add(
        self,
        *,
        partner_id: int,
        text: str,
        measure: str = "",
        by: date | None = None,
        meeting_id: int | None = None,
        field: str = "goal",
    ) -> Goal:
        """A new shared goal; `by` is a local day. Refusals of the measure belong to `{field}_measure`."""
        goal = self.store.add(
            Goal(
                partner_id=partner_id,
                meeting_id=meeting_id,
                text=checked(text, field=field, limit=GOAL_LIMIT, required=True),
                measure=checked(measure, field=f"{field}_measure", limit=MEASURE_LIMIT),
                by=by,
                state=GoalState.open,
            )
        )
        await self.session.flush()
        self.store.audit.note("meeting:goal:added", f"partner:{partner_id}", goal=goal.id)
        return goal

    async def settle(self, goal: Goal, state: GoalState, *, meeting_id: int | None = None) -> None:
        """Marks a goal met or dropped, at a meeting or apart from one; `GoalState.open` takes it up again."""
        if goal.state is state:
            return
        before, goal.state = goal.state, state
        settled = state is not GoalState.open
        goal.settled_at = self.store.now if settled else None
        goal.settled_meeting_id = meeting_id if settled else None
        await self.session.flush()
        self.store.audit.note(
            f"meeting:goal:{state.value}", f"partner:{goal.partner_id}", goal=goal.id, before=before.value
        )

    async def ways(self, partner_id: int) -> list[Way]:
        """Every way to work together found with a partner, oldest first."""
        found = select(Way).join(Partner, Partner.id == Way.partner_id).where(Way.partner_id == partner_id)
        return list(await self.session.scalars(found.order_by(Way.id)))

    async def add_way(
        self, *, partner_id: int, kind: WayKind, text: str, meeting_id: int | None = None, field: str = "way"
    ) -> Way:
        way = self.store.add(
            Way(
                partner_id=partner_id,
                meeting_id=meeting_id,
                kind=kind,
                text=checked(text, field=field, limit=WAY_LIMIT, required=True),
            )
        )
        await self.session.flush()
        self.store.audit.note("meeting:way:added", f"partner:{partner_id}", way=way.id)
        return way

    async def change_way(self, way: Way, text: str, *, field: str = "way") -> None:
        """Corrects a way to work together; a blank takes it away."""
        kept = checked(text, field=field, limit=WAY_LIMIT)
        if kept == way.text:
            return
        self.store.audit.note("meeting:way:changed", f"partner:{way.partner_id}", way=way.id, before=way.text)
        if kept:
            way.text = kept
        else:
            await self.session.delete(way)
        await self.session.flush()
