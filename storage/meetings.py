"""Meetings with a partner: what was said, by whom, and what it settled (25.2 P3)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.days import EARLIEST
from storage.errors import Changed, InTheFuture, NextBeforeThis, NotFound, TooLongAgo
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked

NOTES_LIMIT = 3000
INTEREST_NOTE_LIMIT = 500


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
    """One meeting. `members` are Slack user ids, `contact_ids` known contacts; `next_at` is what was agreed (UTC)."""

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
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None]


@dataclass(frozen=True)
class Report:
    """What a person reports of a meeting; blanks are allowed. Instants are UTC."""

    held_at: datetime
    purpose: Purpose
    interest: Interest | None = None
    interest_note: str = ""
    members: list[str] = field(default_factory=list)
    contact_ids: list[int] = field(default_factory=list)
    notes: str = ""
    next_at: datetime | None = None


class Meetings(Shelf):
    """The shelf of meetings."""

    async def get(self, meeting_id: int) -> Meeting:
        """Raises `NotFound`."""
        found = select(Meeting).join(Partner, Partner.id == Meeting.partner_id).where(Meeting.id == meeting_id)
        meeting = (await self.session.scalars(found)).one_or_none()
        if meeting is None:
            raise NotFound
        return meeting

    async def of(self, partner_id: int, *, limit: int = 20) -> list[Meeting]:
        """The newest meetings with a partner, newest first."""
        found = select(Meeting).join(Partner, Partner.id == Meeting.partner_id).where(Meeting.partner_id == partner_id)
        return list(await self.session.scalars(found.order_by(Meeting.held_at.desc(), Meeting.id.desc()).limit(limit)))

    async def last(self, partner_id: int) -> Meeting | None:
        return next(iter(await self.of(partner_id, limit=1)), None)

    async def count(self, partner_id: int) -> int:
        found = select(func.count()).select_from(Meeting).join(Partner, Partner.id == Meeting.partner_id)
        return await self.session.scalar(found.where(Meeting.partner_id == partner_id)) or 0

    async def record(self, partner_id: int, report: Report, *, session_id: int | None = None) -> Meeting:
        """Keeps a meeting that was held.

        Raises `InTheFuture`, `TooLongAgo` (before 2000), `NextBeforeThis`, or what `texts.checked` raises.
        """
        meeting = Meeting(
            partner_id=partner_id, session_id=session_id, recorded_at=self.store.now, recorded_by=self.store.by
        )
        self._fill(meeting, report)
        self.store.add(meeting)
        await self.session.flush()
        self.store.audit.note("meeting:meeting:recorded", f"partner:{partner_id}", meeting=meeting.id)
        await self.store.silences.plan_of(partner_id)
        return meeting

    async def edit(self, meeting: Meeting, report: Report, *, seen: datetime | None) -> None:
        """Corrects a meeting. Raises `Changed` when it was edited since the form was opened (`seen`: edited then)."""
        if meeting.edited_at != seen:
            raise Changed
        was = {name: getattr(meeting, name) for name in vars(report)}
        changed = {name: str(value) for name, value in was.items() if value != vars(report)[name]}
        self._fill(meeting, report)
        meeting.edited_at, meeting.edited_by = self.store.now, self.store.by
        await self.session.flush()
        self.store.audit.note(
            "meeting:meeting:edited", f"partner:{meeting.partner_id}", meeting=meeting.id, before=changed
        )
        await self.store.silences.plan_of(meeting.partner_id)

    def _fill(self, meeting: Meeting, report: Report) -> None:
        if report.held_at > self.store.now:
            raise InTheFuture(field="date")
        if report.held_at.astimezone(UTC).date() < EARLIEST:
            raise TooLongAgo(field="date")
        if report.next_at is not None and report.next_at <= report.held_at:
            raise NextBeforeThis(field="next_date")
        meeting.held_at, meeting.purpose, meeting.interest = report.held_at, report.purpose, report.interest
        meeting.interest_note = checked(report.interest_note, field="interest_note", limit=INTEREST_NOTE_LIMIT)
        meeting.members, meeting.contact_ids = report.members, report.contact_ids
        meeting.notes = checked(report.notes, field="notes", limit=NOTES_LIMIT)
        meeting.next_at = report.next_at
