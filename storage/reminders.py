"""The outbox: everything Liaison says unprompted is a row here, said once (design, section 3)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class ReminderState(StrEnum):
    planned = "planned"
    claimed = "claimed"
    sending = "sending"
    sent = "sent"
    undeliverable = "undeliverable"
    uncertain = "uncertain"
    left = "left"
    cancelled = "cancelled"


class Reminder(Scoped, Base):
    """One thing to say to one recipient (a channel or a user id), once.

    `subject` ("session:12") and `occurrence` (a date, or "") say what it is about; `ahead` is how many minutes
    before. `series` groups what should speak only once after a silence ("cadence:3"). `due_at`, `retry_at` and
    `lease_until` are UTC. `facts` holds ids, never words: words are made when it is sent.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint(
            "workspace_id", "kind", "subject", "recipient", "occurrence", "ahead", name="uq_reminders_key"
        ),
        Index("ix_reminders_due", "state", "due_at"),
        Index("ix_reminders_subject", "workspace_id", "subject"),
        Index("ix_reminders_series", "workspace_id", "series"),
    )

    kind: Mapped[str]
    subject: Mapped[str]
    recipient: Mapped[str]
    occurrence: Mapped[str] = mapped_column(default="")
    ahead: Mapped[int] = mapped_column(default=0)
    series: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(choice(ReminderState), default=ReminderState.planned)
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Reminders(Shelf):
    """The shelf of a workspace's reminders."""


class Outbox:
    """The clock's view of the reminders of every workspace; the only SQL outside a workspace's scope."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now
