"""Meetings with a partner: what was said, by whom, and what it settled (25.2 P3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class Purpose(StrEnum):
    introduction = "introduction"
    exploration = "exploration"
    planning = "planning"
    review = "review"
    other = "other"


class Interest(StrEnum):
    yes = "yes"
    not_yet = "not_yet"
    no = "no"


class Meeting(Scoped, Base):
    """One meeting. `members` are Slack user ids, `contact_ids` known contacts; `next_at` is what was agreed."""

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_partner_id", "partner_id", "held_at"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    held_at: Mapped[datetime]
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    interest: Mapped[Interest | None] = mapped_column(choice(Interest))
    interest_note: Mapped[str] = mapped_column(default="")
    members: Mapped[list[str]] = mapped_column(default=list)
    contact_ids: Mapped[list[int]] = mapped_column(default=list)
    notes: Mapped[str] = mapped_column(default="")
    next_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Meetings(Shelf):
    """The shelf of meetings."""
