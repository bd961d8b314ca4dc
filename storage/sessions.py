"""Planning sessions: a cadence (how often) and its sessions (each occurrence) (25.2 P5)."""

from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.announcing import announce
from storage.base import Base, Scoped, choice
from storage.errors import Archived, DayPassed, NotFound
from storage.meetings import Purpose
from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.revised import Revised
from storage.shelf import Shelf

HORIZON = 2
"""How many coming sessions of a cadence are always in the table, with their reminders in the outbox."""
LOOK_BACK = timedelta(days=100)
"""How far back sessions that nobody planned while Liaison was silent are still put on record."""

Noun = TypeVar("Noun")


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
    changed_by: Mapped[str | None]

    @property
    def subject(self) -> str:
        """What its reminders are about."""
        return f"session:{self.id}"


class Sessions(Shelf):
    """The shelf of cadences and their sessions. Those of a partner the person may not see are not there."""

    async def get(self, session_id: int) -> Session:
        """One session. Raises `NotFound`."""
        return await self._one(_sessions().where(Session.id == session_id))

    async def cadence(self, cadence_id: int) -> Cadence:
        """One cadence. Raises `NotFound`."""
        return await self._one(_cadences().where(Cadence.id == cadence_id))

    async def cadences_of(self, partner_id: int) -> list[Cadence]:
        """What is planned with a partner, oldest first; not what has ended."""
        found = _cadences().where(Cadence.partner_id == partner_id, Cadence.ended_at.is_(None))
        return list(await self.session.scalars(found.order_by(Cadence.id)))

    async def next_of(self, partner_id: int) -> Session | None:
        """The partner's next planned session, None when there is none."""
        return next(iter(await self._coming(Session.partner_id == partner_id, limit=1)), None)

    async def next_day(self, cadence: Cadence) -> date:
        """The next occurrence the rule gives, whatever became of it; the first day when there is none."""
        province = (await self.store.settings.get()).province
        due = next(cadence.plan.coming(province, after=self.store.now), None)
        return due.occurrence if due else cadence.first_on

    async def coming(self, cadence: Cadence) -> list[Session]:
        """The planned sessions of a cadence that have not begun, soonest first."""
        return await self._coming(Session.cadence_id == cadence.id)

    async def unrecorded(self, partner_id: int, *, since: datetime) -> list[Session]:
        """Planned sessions that began after `since` and before now, and of which nobody has told; oldest first."""
        found = _sessions().where(
            Session.partner_id == partner_id,
            Session.state == SessionState.planned,
            Session.starts_at >= since,
            Session.starts_at < self.store.now,
        )
        return list(await self.session.scalars(found.order_by(Session.starts_at, Session.id)))

    async def begin(self, partner: Partner, plan: Plan, *, purpose: Purpose = Purpose.planning) -> Cadence:
        """Plans sessions with a partner, to plan or to review. Raises `Archived` and what `Plan.check` raises."""
        if partner.archived:
            raise Archived
        plan.check(self.store.now)
        cadence = self.store.add(
            Cadence(
                partner_id=partner.id,
                purpose=purpose,
                created_at=self.store.now,
                created_by=self.store.by,
                ended_at=None,
            )
        )
        cadence.follow(plan)
        await self.session.flush()
        self._note("planned", cadence)
        await self.extend(cadence)
        return cadence

    async def change(self, cadence: Cadence, plan: Plan) -> None:
        """Plans the future of a cadence anew; what has begun, was skipped, held or moved by hand stays as it is.

        Raises `Archived` and what `Plan.check` raises.
        """
        if (await self._partner(cadence)).archived:
            raise Archived
        plan = await self.continued(cadence, plan)
        plan.check(self.store.now, begun=plan.first_on == cadence.first_on)
        cadence.follow(plan)
        cadence.revise(self.store.now)
        self._note("replanned", cadence)
        await self._replan(cadence)

    async def continued(self, cadence: Cadence, plan: Plan) -> Plan:
        """`plan` in the phase of the cadence, when its first day is the next one the cadence would have given.

        So that a session on the 31st stays there, although the next one is on the 30th.
        """
        same = plan.frequency is cadence.frequency and plan.first_on == await self.next_day(cadence)
        return replace(plan, first_on=cadence.first_on) if same else plan

    async def end(self, cadence: Cadence) -> None:
        """Plans no more sessions and takes back those to come."""
        cadence.ended_at = self.store.now
        cadence.revise(self.store.now)
        self._note("ended", cadence)
        await self._replan(cadence)

    async def resume(self, cadence: Cadence) -> None:
        """Undoes `end`: goes on from now in the same phase."""
        cadence.ended_at = None
        cadence.revise(self.store.now)
        self._note("resumed", cadence)
        await self.extend(cadence, since=self.store.now.astimezone(cadence.zone).date())

    async def skip(self, session: Session, why: str) -> None:
        """Leaves one session out, for a reason that stays on it; the next one is announced in its turn."""
        await self._settle(session, SessionState.skipped, why=why)

    async def unskip(self, session: Session) -> None:
        """Undoes `skip`."""
        await self._settle(session, SessionState.planned)

    async def held(self, session_id: int) -> None:
        """A meeting was recorded for this session; nothing more is said about it. Raises `NotFound`."""
        await self._settle(await self.get(session_id), SessionState.held)

    async def move(self, session: Session, starts_at: datetime) -> None:
        """Puts one session on another day or hour (UTC); its reminders move with it. Raises `DayPassed`."""
        if starts_at <= self.store.now:
            raise DayPassed
        former = session.starts_at
        session.starts_at, session.moved = starts_at, True
        await self._settle(session, SessionState.planned, before=former.isoformat(), after=starts_at.isoformat())

    async def extend(self, cadence: Cadence, *, since: date | None = None) -> None:
        """Keeps the next sessions of a cadence in the table and their reminders in the outbox.

        Called by whatever uses up a session: a reminder, a skip, a record; two callers wait for each other. Sessions
        that fell into a silence of Liaison's are put on record from `since` (local) on, by default 100 days back.
        """
        if cadence.ended_at is not None:
            return
        await self.session.execute(select(Cadence.id).where(Cadence.id == cadence.id).with_for_update())
        settings = await self.store.settings.get()
        partner = await self._partner(cadence)
        today = self.store.now.astimezone(cadence.zone).date()
        known = await self._known(cadence, since=today - LOOK_BACK)
        newest = max(known, default=date.min)
        left = HORIZON
        for occurrence, starts_at in cadence.plan.sessions(settings.province, since=today - LOOK_BACK):
            session = known.get(occurrence)
            ahead = starts_at > self.store.now
            if session is None and (ahead or occurrence > max(newest, since or date.min)):
                session = self.store.add(
                    Session(partner_id=partner.id, cadence_id=cadence.id, occurrence=occurrence, starts_at=starts_at)
                )
                session.moved, session.state = False, SessionState.planned
                session.why, session.changed_by = "", None
            elif session is not None and ahead and session.starts_at > self.store.now:
                _renew(session, starts_at, self.store.now)
            if session is None or session.state is not SessionState.planned or session.starts_at <= self.store.now:
                continue
            await self.session.flush()
            await announce(self.store, session, cadence, partner, settings)
            left -= 1
            if not left:
                break
        await self.session.flush()

    async def extend_all(self) -> None:
        """The same for every cadence, after the workspace's settings changed: hours, holidays, default channel."""
        found = _cadences().where(Cadence.ended_at.is_(None), Partner.archived.is_(False))
        for cadence in list(await self.session.scalars(found)):
            if cadence.shift_holidays:
                cadence.revise(self.store.now)
            await self.extend(cadence)

    async def _replan(self, cadence: Cadence) -> None:
        coming = await self.coming(cadence)
        for session in coming:
            session.state, session.changed_by = SessionState.withdrawn, self.store.by
        await self.session.flush()
        await self.extend(cadence, since=self.store.now.astimezone(cadence.zone).date())
        for session in coming:
            if session.state is SessionState.withdrawn:
                session.revise(self.store.now)
                await self.store.reminders.cancel(subject=session.subject, reason="plan changed")

    async def _settle(self, session: Session, state: SessionState, why: str = "", **facts: str) -> None:
        if state is not SessionState.planned:
            await self.store.reminders.cancel(subject=session.subject, reason=state)
        cadence = await self.cadence(session.cadence_id)
        session.state, session.why, session.changed_by = state, why, self.store.by
        session.revise(self.store.now)
        await self.session.flush()
        self._note("moved" if facts else state, cadence, session=session.id, **facts)
        if state is SessionState.planned and session.starts_at > self.store.now:
            settings = await self.store.settings.get()
            await announce(self.store, session, cadence, await self._partner(cadence), settings)
        await self.extend(cadence)

    async def _known(self, cadence: Cadence, *, since: date) -> dict[date, Session]:
        found = select(Session).where(Session.cadence_id == cadence.id, Session.occurrence >= since)
        return {session.occurrence: session for session in await self.session.scalars(found)}

    async def _coming(self, whose: ColumnElement[bool], limit: int | None = None) -> list[Session]:
        found = _sessions().where(whose, Session.state == SessionState.planned, Session.starts_at > self.store.now)
        return list(await self.session.scalars(found.order_by(Session.starts_at, Session.id).limit(limit)))

    async def _partner(self, cadence: Cadence) -> Partner:
        return await self._one(select(Partner).where(Partner.id == cadence.partner_id))

    async def _one(self, wanted: Select[Noun]) -> Noun:
        found = (await self.session.scalars(wanted)).one_or_none()
        if found is None:
            raise NotFound
        return found

    def _note(self, action: str, cadence: Cadence, **facts: object) -> None:
        self.store.audit.note(f"partner:session:{action}", f"partner:{cadence.partner_id}", cadence=cadence.id, **facts)


def _sessions() -> Select[Session]:
    return select(Session).join(Partner, Partner.id == Session.partner_id)


def _cadences() -> Select[Cadence]:
    return select(Cadence).join(Partner, Partner.id == Cadence.partner_id)


def _renew(session: Session, starts_at: datetime, now: datetime) -> None:
    """Gives a session that has not begun the rule's present hour, and takes up one that was withdrawn."""
    before = session.state, session.starts_at
    if session.state is SessionState.withdrawn:
        session.state, session.why, session.changed_by = SessionState.planned, "", None
    if session.state is SessionState.planned and not session.moved:
        session.starts_at = starts_at
    if (session.state, session.starts_at) != before:
        session.revise(now)
