"""A cadence (how often a partner is met) and its sessions, each occurrence: to plan, or to review (25.2 P5)."""

from dataclasses import asdict
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.meetings import Purpose
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.revised import Revised


class SessionState(StrEnum):
    """`withdrawn`: announced once, but the plan no longer holds it."""

    planned = "planned"
    held = "held"
    skipped = "skipped"
    withdrawn = "withdrawn"


class Cadence(Revised, Scoped, Base):
    """How often a partner is met. `first_on`, `at`: local to `time_zone`; `remind_before`, `minutes`: minutes."""

    __tablename__ = "cadences"
    __table_args__ = (Index("ix_cadences_partner_id", "partner_id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    frequency: Mapped[Frequency] = mapped_column(choice(Frequency))
    first_on: Mapped[date]
    at: Mapped[time]
    minutes: Mapped[int] = mapped_column(default=60)
    time_zone: Mapped[str]
    remind_before: Mapped[list[int]] = mapped_column(default=list)
    channel_id: Mapped[str | None]
    shift_holidays: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose), default=Purpose.planning)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def plan(self) -> Plan:
        chosen = {name: getattr(self, name) for name in Plan.__dataclass_fields__}
        return Plan(**{**chosen, "remind_before": tuple(self.remind_before)})

    def follow(self, plan: Plan) -> None:
        for name, value in asdict(plan).items():
            setattr(self, name, list(value) if isinstance(value, tuple) else value)


class Session(Revised, Scoped, Base):
    """One session. `occurrence` is the day the rule gave, its key for ever; `starts_at` may be moved; `opened_at` is
    when the briefing of a review was given."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("cadence_id", "occurrence"),
        Index("ix_sessions_partner_id", "partner_id", "state", "starts_at"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    cadence_id: Mapped[int] = mapped_column(ForeignKey("cadences.id", ondelete="CASCADE"))
    occurrence: Mapped[date]
    starts_at: Mapped[datetime]
    moved: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SessionState] = mapped_column(choice(SessionState), default=SessionState.planned)
    why: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[str | None]
    opened_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        """What its reminders are about."""
        return f"session:{self.id}"
