"""The outbox: everything Liaison says unprompted is a row here, said once (design, section 3)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import NotFound
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


WAITING = Reminder.state == ReminderState.planned


class Reminders(Shelf):
    """The shelf of a workspace's reminders."""

    async def plan(
        self,
        *,
        kind: str,
        subject: str,
        recipient: str,
        due_at: datetime,
        occurrence: str = "",
        ahead: int = 0,
        series: str = "",
        facts: dict[str, Any] | None = None,
    ) -> Reminder:
        """Puts one thing to say into the outbox; `due_at` is UTC, `recipient` a channel or user id.

        Planning the same key again moves one that still waits (or was cancelled) to the new `due_at` and `facts`,
        and leaves one that was said alone.
        """
        found = select(Reminder).where(
            Reminder.kind == kind,
            Reminder.subject == subject,
            Reminder.recipient == recipient,
            Reminder.occurrence == occurrence,
            Reminder.ahead == ahead,
        )
        reminder = (await self.session.scalars(found)).one_or_none()
        if reminder is None:
            reminder = self.store.add(
                Reminder(kind=kind, subject=subject, recipient=recipient, occurrence=occurrence, ahead=ahead)
            )
            reminder.state, reminder.created_at = ReminderState.planned, self.store.now
        if reminder.state in (ReminderState.planned, ReminderState.cancelled):
            reminder.state, reminder.due_at, reminder.series = ReminderState.planned, due_at, series
            reminder.facts = facts or {}
        await self.session.flush()
        return reminder

    async def cancel(self, *, subject: str, reason: str, kind: str | None = None) -> None:
        """Takes back what still waits to be said about `subject`; `reason` stays on the row."""
        change = (
            update(Reminder)
            .where(Reminder.subject == subject, Reminder.state.in_((ReminderState.planned, ReminderState.claimed)))
            .values(state=ReminderState.cancelled, reason=reason, settled_at=self.store.now)
        )
        if kind is not None:
            change = change.where(Reminder.kind == kind)
        await self.session.execute(change)

    async def get(self, reminder_id: int) -> Reminder:
        """One reminder; raises `NotFound`."""
        found = (await self.session.scalars(select(Reminder).where(Reminder.id == reminder_id))).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def about(self, *, subject: str, kind: str | None = None) -> list[Reminder]:
        """Everything planned or said about `subject`, oldest due first."""
        found = select(Reminder).where(Reminder.subject == subject).order_by(Reminder.due_at, Reminder.id)
        if kind is not None:
            found = found.where(Reminder.kind == kind)
        return list(await self.session.scalars(found))


class Outbox:
    """The clock's view of the reminders of every workspace; the only SQL outside a workspace's scope."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now

    async def claim(self, *, worker: str, most: int = 100) -> list[Reminder]:
        """Takes what is due, oldest first."""
        due = (
            select(Reminder.id)
            .where(Reminder.state == ReminderState.planned, Reminder.due_at <= self.now)
            .order_by(Reminder.due_at, Reminder.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(Reminder)
            .where(Reminder.id.in_(due))
            .values(state=ReminderState.claimed, worker=worker, attempt=Reminder.attempt + 1)
            .returning(Reminder)
            .execution_options(synchronize_session=False)
        )
        return sorted(await self.session.scalars(taken), key=lambda reminder: (reminder.due_at, reminder.id))

    async def next_due(self) -> datetime | None:
        """When the next thing that still waits is to be said, in any workspace (UTC); None when nothing waits."""
        due = await self.session.scalar(select(func.min(Reminder.due_at)).where(WAITING))
        return due

    async def lag(self) -> timedelta:
        """How long what is most overdue has been waiting; zero when the clock keeps up."""
        due = await self.next_due()
        return max(self.now - due, timedelta(0)) if due else timedelta(0)

    async def counts(self) -> dict[ReminderState, int]:
        """How many rows are in each state, in all workspaces together."""
        rows = await self.session.execute(select(Reminder.state, func.count()).group_by(Reminder.state))
        return dict.fromkeys(ReminderState, 0) | {state: number for state, number in rows}
