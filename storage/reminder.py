"""A reminder: one thing Liaison says unprompted, and the states it passes through (design, section 3).

planned -> claimed -> sending -> sent | planned again | undeliverable | uncertain; uncertain -> sent | planned | left;
cancelled from planned or claimed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, Scoped, choice
from storage.courtesy import JUST

PASSED_OVER = "passed over"
NOTHING_TO_SAY = "nothing to say"
CONFIDENTIAL = "confidential"
NOT_ONE_OF_US = "not one of us"
QUIET_HOURS = "quiet hours"
HOLIDAY = "public holiday"
ENOUGH = "enough for today"
MUTED = "muted"
SETTLED_BY_ITSELF = (PASSED_OVER, NOTHING_TO_SAY, CONFIDENTIAL, NOT_ONE_OF_US, MUTED)
"""Reasons for which no person took it back, so that planning the same anew does not bring it back."""


MOST_CUT_OFF = 3
"""After so many workers have vanished while they had a row in hand, it is set aside."""
CUT_OFF = "cut off"


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
    before. `series` groups what should speak only once after a silence ("cadence:3"). `due_at` is when it should be
    said; `retry_at` when it is tried or looked for again. `sending_at` is the last post, `lease_until` the end of a
    claim. All UTC. `facts` holds ids, never words: words are made when it is sent. `attempt` counts the claims;
    whoever works on a row holds it as (worker, attempt). `cut_off` counts the workers that vanished meanwhile. `reason`
    is Slack's error, ours, or the sentence it was taken back with.

    `prompted`: somebody caused it at that very moment, for themselves or for a channel. `snoozed`: it was said, and
    its reader wants it once more at `due_at`. `ts` is the message that is this row's alone; where several shared one,
    it is that of the bundle (`storage.bundles`).
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint(
            "workspace_id", "kind", "subject", "recipient", "occurrence", "ahead", name="uq_reminders_key"
        ),
        Index("ix_reminders_due", "state", "due_at"),
        Index("ix_reminders_claim", "workspace_id", "state", "due_at"),
        Index("ix_reminders_subject", "workspace_id", "subject"),
        Index("ix_reminders_series", "workspace_id", "series"),
        Index("ix_reminders_recipient", "workspace_id", "recipient", "sending_at"),
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
    cut_off: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    prompted: Mapped[bool] = mapped_column(default=False)
    snoozed: Mapped[bool] = mapped_column(default=False)
    bundle_id: Mapped[int | None] = mapped_column(BigId)

    def asked_for(self, now: datetime) -> bool:
        """Whether somebody has just caused it, so that it follows at once, whatever the hour."""
        return self.prompted and now - self.due_at <= JUST

    @property
    def to_person(self) -> bool:
        """Whether it goes to a person's direct messages (Slack: user ids begin with U or W)."""
        return self.recipient[:1] in ("U", "W")

    @property
    def stands(self) -> tuple[str | None, int | None]:
        """What it is found by in Slack: the ts of its own message, or the bundle it is a part of."""
        return self.ts, self.bundle_id

    @property
    def partner_id(self) -> int | None:
        """The partner it is about, as its facts or its subject say."""
        noun, _, number = self.subject.partition(":")
        known = self.facts.get("partner_id") or (number if noun == "partner" else None)
        return int(known) if known else None

    def planned_again(self, *, due_at: datetime, series: str, facts: dict[str, Any], prompted: bool) -> None:
        """Takes the new time and facts, unless it was said, given up by a person, or passed over for this very time."""
        over = self.state is ReminderState.undeliverable or self.reason in SETTLED_BY_ITSELF
        if self.snoozed or self.state not in REVIVABLE or (over and self.due_at == due_at):
            return
        if (self.state, self.due_at, self.facts) == (ReminderState.claimed, due_at, facts):
            return
        if self.due_at != due_at or self.state is not ReminderState.planned:
            self.retry_at, self.attempt, self.cut_off, self.reason = None, 0, 0, ""
        self.state, self.due_at, self.series, self.facts = ReminderState.planned, due_at, series, facts
        self.prompted = prompted
        self.worker = self.lease_until = self.settled_at = None


REVIVABLE = (
    ReminderState.planned,
    ReminderState.claimed,
    ReminderState.cancelled,
    ReminderState.undeliverable,
)


def same_series(reminder: Any, other: Any = Reminder) -> tuple[Any, ...]:
    """What speaks once after a silence: the same kind of thing to the same reader in the same series."""
    return (
        other.workspace_id == reminder.workspace_id,
        other.series == reminder.series,
        other.kind == reminder.kind,
        other.recipient == reminder.recipient,
    )
