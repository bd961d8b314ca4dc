"""Shared goals, and the ways to work together towards them (25.2 P3)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


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
    """A goal both sides share."""

    __tablename__ = "goals"
    __table_args__ = (Index("ix_goals_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    text: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    by: Mapped[date | None]
    state: Mapped[GoalState] = mapped_column(choice(GoalState), default=GoalState.open)
    settled_at: Mapped[datetime | None]


class Way(Scoped, Base):
    """An opportunity to work together: shared services, shared resources, or another."""

    __tablename__ = "ways"
    __table_args__ = (Index("ix_ways_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    kind: Mapped[WayKind] = mapped_column(choice(WayKind))
    text: Mapped[str]


class Goals(Shelf):
    """The shelf of goals and ways to work together."""
