"""Planning sessions: a cadence (how often) and its sessions (each occurrence) (25.2 P5)."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class Frequency(StrEnum):
    once = "once"
    weekly = "weekly"
    biweekly = "biweekly"
    monthly_by_date = "monthly_by_date"
    monthly_by_weekday = "monthly_by_weekday"
    quarterly = "quarterly"


class SessionState(StrEnum):
    planned = "planned"
    held = "held"
    skipped = "skipped"


class Cadence(Scoped, Base):
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
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]


class Session(Scoped, Base):
    """One planning session. `occurrence` is the day the rule gave, its key for ever; `starts_at` may be moved."""

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


class Sessions(Shelf):
    """The shelf of cadences and their sessions."""
