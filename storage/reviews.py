"""Reviews of a partnership: what one came to, and how they move its stage (25.2 P5; field, section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.days import instant
from storage.errors import Changed, DayPassed, NextBeforeThis, NotFound, ReviewRecorded, ReviewUnderWay, TooFarOff
from storage.meetings import Purpose, Report
from storage.partners import Partner, Stage
from storage.plans import DAY, Plan
from storage.recurrence import Frequency
from storage.sessions import Cadence, Session, SessionState
from storage.shelf import Shelf
from storage.texts import checked

TEXT_LIMIT = 3000
GOAL_NOTE_LIMIT = 500
TEN = time(10)
MINUTES = 90
BEFORE = (7 * DAY, DAY)
"""How long before a review its briefing comes, in minutes, unless people choose otherwise."""
QUARTER = timedelta(minutes=15)
SAME_DAY = timedelta(days=1)


class Review(Scoped, Base):
    """What one review came to. `meeting_id` is the meeting that it was, whose notes are the progress in words.

    `goal_notes`: what was said of goals, by id; `notes` are for our own team. `next_on` is the next review's local day.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("session_id"),
        UniqueConstraint("meeting_id"),
        Index("ix_reviews_partner_id", "partner_id", "held_at"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    held_at: Mapped[datetime]
    progress: Mapped[str] = mapped_column(default="")
    goal_notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decisions: Mapped[str] = mapped_column(default="")
    plan_changes: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None]

    @property
    def subject(self) -> str:
        """What its notice and drafts are about."""
        return f"review:{self.id}"


@dataclass(frozen=True)
class Reviewed:
    """What a form says of a review; blanks are allowed. `held_at` is UTC, `next_on` a local day."""

    held_at: datetime
    progress: str = ""
    goal_notes: dict[str, str] = field(default_factory=dict)
    decisions: str = ""
    plan_changes: str = ""
    notes: str = ""
    next_on: date | None = None
    members: list[str] = field(default_factory=list)
    contact_ids: list[int] = field(default_factory=list)


class Reviews(Shelf):
    """The shelf of reviews. Those of a partner the person may not see are not there."""

    async def get(self, review_id: int) -> Review:
        """Raises `NotFound`."""
        return await self._one(_seen().where(Review.id == review_id))

    async def of(self, partner_id: int, *, limit: int = 5) -> list[Review]:
        """The newest reviews of a partner, newest first."""
        found = _seen().where(Review.partner_id == partner_id)
        return list(await self.session.scalars(found.order_by(Review.held_at.desc(), Review.id.desc()).limit(limit)))

    async def of_meeting(self, meeting_id: int) -> Review | None:
        """The review that a meeting was, if it was one."""
        return (await self.session.scalars(_seen().where(Review.meeting_id == meeting_id))).one_or_none()

    async def of_session(self, session_id: int) -> Review | None:
        """What became of a planned review, once it is recorded."""
        return (await self.session.scalars(_seen().where(Review.session_id == session_id))).one_or_none()

    async def planned(self, partner_id: int) -> list[tuple[Session, Cadence]]:
        """The reviews of a partner that are open or to come, soonest first."""
        found = (
            select(Session, Cadence)
            .join(Cadence, Cadence.id == Session.cadence_id)
            .join(Partner, Partner.id == Session.partner_id)
            .where(
                Session.partner_id == partner_id,
                Session.state == SessionState.planned,
                Cadence.purpose == Purpose.review,
            )
        )
        every = (await self.session.execute(found.order_by(Session.starts_at, Session.id))).all()
        now = self.store.now
        return [(session, cadence) for session, cadence in every if session.opened_at or session.starts_at > now]

    async def open_now(self, partner_id: int) -> Session | None:
        """The review that is open: its briefing has been given, and nobody has recorded or skipped it yet."""
        return next((session for session, _ in await self.planned(partner_id) if session.opened_at), None)

    async def open(self, session: Session, partner: Partner) -> None:
        """The briefing is given: the partnership is under review from here on, if it was active."""
        if session.opened_at is None:
            session.opened_at = self.store.now
            await self.session.flush()
            await self.settle_stage(partner, opened=True)

    async def settle_stage(self, partner: Partner, *, opened: bool = False) -> None:
        """Brings the stage in line after a review has closed; or has `opened`, or its closing was undone."""
        is_open = await self.open_now(partner.id) is not None
        if is_open and opened and partner.stage is Stage.active:
            await self.store.partners.move(partner, Stage.under_review, by_itself=True)
        elif not is_open and partner.stage is Stage.under_review:
            await self.store.partners.move(partner, Stage.active, by_itself=True)

    async def begin_now(self, partner: Partner) -> Session:
        """A review beside the plan, at the next quarter of an hour; its briefing goes out at once.

        Raises `ReviewUnderWay` while another one is open, and as `Sessions.begin`.
        """
        if await self.open_now(partner.id) is not None:
            raise ReviewUnderWay
        settings = await self.store.settings.get()
        soon = self.store.now.astimezone(settings.zone) + QUARTER
        soon = soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0, tzinfo=None)
        while instant(soon.date(), soon.time(), settings.zone) <= self.store.now:  # an hour that comes twice that night
            soon += QUARTER
        plan = Plan(Frequency.once, soon.date(), soon.time(), settings.time_zone, minutes=MINUTES, remind_before=(DAY,))
        cadence = await self.store.sessions.begin(partner, plan, purpose=Purpose.review)
        session = (await self.store.sessions.coming(cadence))[0]
        await self.open(session, partner)
        return session

    async def record(self, partner: Partner, said: Reviewed, *, session_id: int | None = None) -> Review:
        """Keeps a review that was held: a meeting, what it came to, and the planned one it was, if any.

        Raises `ReviewRecorded`, `DayPassed`, `TooFarOff`, `NextBeforeThis`, and what `Meetings.record` raises.
        """
        session_id = session_id or await self._which(partner, said.held_at)
        await self._must_be_new(partner, said.held_at, session_id)
        review = Review(partner_id=partner.id, session_id=session_id)
        review.recorded_at, review.recorded_by, review.edited_at, review.edited_by = (
            self.store.now,
            self.store.by,
            None,
            None,
        )
        self._fill(review, said, (await self.store.settings.get()).zone)
        report = Report(
            said.held_at, Purpose.review, members=said.members, contact_ids=said.contact_ids, notes=review.progress
        )
        review.meeting_id = (await self.store.meetings.record(partner.id, report, session_id=session_id)).id
        try:
            async with self.session.begin_nested():
                self.store.add(review)
        except IntegrityError as error:
            raise await self._recorded(session_id) from error
        if session_id is not None:
            await self.store.sessions.held(session_id)
        await self.settle_stage(partner)
        await self._plan_next(partner, review, None)
        self.store.audit.note("partner:review:recorded", f"partner:{partner.id}", review=review.id)
        return review

    async def edit(self, review: Review, partner: Partner, said: Reviewed, *, seen: datetime | None) -> None:
        """Corrects or completes a review. Raises `Changed` when it was edited since (`seen`: edited then)."""
        if review.edited_at != seen:
            raise Changed
        before = review.next_on
        self._fill(review, said, (await self.store.settings.get()).zone)
        meeting = await self.store.meetings.get(review.meeting_id)
        report = Report(
            said.held_at,
            Purpose.review,
            members=said.members,
            contact_ids=said.contact_ids,
            notes=review.progress,
            next_at=meeting.next_at,
        )
        await self.store.meetings.edit(meeting, report, seen=meeting.edited_at)
        review.edited_at, review.edited_by = self.store.now, self.store.by
        await self._plan_next(partner, review, before)
        self.store.audit.note("partner:review:edited", f"partner:{partner.id}", review=review.id)

    async def _plan_next(self, partner: Partner, review: Review, before: date | None) -> None:
        """The next review on the day named: the one that is planned moves there, or a single one is planned."""
        day = review.next_on
        if day is None or day == before:
            return
        coming = [(one, cadence) for one, cadence in await self.planned(partner.id) if one.starts_at > self.store.now]
        try:
            if not coming:
                settings = await self.store.settings.get()
                plan = Plan(Frequency.once, day, TEN, settings.time_zone, minutes=MINUTES, remind_before=BEFORE)
                await self.store.sessions.begin(partner, plan, purpose=Purpose.review)
                return
            session, cadence = coming[0]
            if session.starts_at.astimezone(cadence.zone).date() == day:
                return
            if cadence.frequency is Frequency.once:
                await self.store.sessions.change(cadence, replace(cadence.plan, first_on=day))
            else:
                await self.store.sessions.move(session, instant(day, cadence.at, cadence.zone))
        except (DayPassed, TooFarOff) as refusal:
            refusal.field = "next_on"
            raise

    async def _which(self, partner: Partner, held_at: datetime) -> int | None:
        """The planned review that this was: the one that is open, else one of the same day."""
        found = select(Session).join(Cadence, Cadence.id == Session.cadence_id)
        found = found.where(
            Session.partner_id == partner.id,
            Cadence.purpose == Purpose.review,
            Session.state.in_((SessionState.planned, SessionState.held)),
            Session.starts_at > held_at - SAME_DAY,
            Session.starts_at < held_at + SAME_DAY,
        )
        zone = (await self.store.settings.get()).zone
        day = held_at.astimezone(zone).date()
        near = [one for one in await self.session.scalars(found) if one.starts_at.astimezone(zone).date() == day]
        opened = await self.open_now(partner.id)
        if opened is not None and opened.opened_at is not None and held_at > opened.opened_at - SAME_DAY:
            near.append(opened)
        return near[0].id if near else None

    async def _must_be_new(self, partner: Partner, held_at: datetime, session_id: int | None) -> None:
        """Raises `ReviewRecorded` for a review that is there already: of that plan, or of that day."""
        if session_id is not None:
            await self.session.execute(select(Session.id).where(Session.id == session_id).with_for_update())
            there = await self.of_session(session_id)
        else:
            zone = (await self.store.settings.get()).zone
            day = held_at.astimezone(zone).date()
            lately = [one for one in await self.of(partner.id) if one.held_at.astimezone(zone).date() == day]
            there = next(iter(lately), None)
        if there is not None:
            raise await self._recorded(there.session_id, there)

    async def _recorded(self, session_id: int | None, there: Review | None = None) -> ReviewRecorded:
        if there is None and session_id is not None:
            there = await self.of_session(session_id)
        by = there.recorded_by if there else self.store.by
        return ReviewRecorded(field="day", name=(await self.store.members.names([by]))[by])

    def _fill(self, review: Review, said: Reviewed, zone: ZoneInfo) -> None:
        review.held_at, review.next_on = said.held_at, said.next_on
        if said.next_on is not None and said.next_on <= said.held_at.astimezone(zone).date():
            raise NextBeforeThis(field="next_on")
        for name in ("progress", "decisions", "plan_changes", "notes"):
            setattr(review, name, checked(getattr(said, name), field=name, limit=TEXT_LIMIT))
        review.goal_notes = {
            goal: kept
            for goal, note in said.goal_notes.items()
            if (kept := checked(note, field=f"goal_{goal}", limit=GOAL_NOTE_LIMIT))
        }

    async def _one(self, wanted: Select[Review]) -> Review:
        found = (await self.session.scalars(wanted)).one_or_none()
        if found is None:
            raise NotFound
        return found


def people_of(reviews: Iterable[Review]) -> set[str]:
    """The user ids of who recorded and edited these."""
    return {user for one in reviews for user in (one.recorded_by, one.edited_by) if user}


def _seen() -> Select[Review]:
    return select(Review).join(Partner, Partner.id == Review.partner_id)
