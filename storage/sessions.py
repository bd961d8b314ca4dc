"""Planning sessions and reviews: planned, moved, skipped, held, ended (25.2 P5)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select

from storage.announcing import announce
from storage.errors import Archived, DayPassed, NotFound
from storage.meetings import Purpose
from storage.partners import Partner
from storage.plans import Plan
from storage.session import Cadence, Session, SessionState
from storage.shelf import Shelf

__all__ = ["Cadence", "Session", "SessionState", "Sessions"]

HORIZON = 2
"""How many coming sessions of a cadence are always in the table, with their reminders in the outbox."""
LOOK_BACK = timedelta(days=100)
"""How far back sessions that nobody planned while Liaison was silent are still put on record."""

Noun = TypeVar("Noun")


class Sessions(Shelf):
    """The shelf of cadences and their sessions. Those of a partner the person may not see are not there."""

    async def get(self, session_id: int) -> Session:
        """One session. Raises `NotFound`."""
        return await self._one(_sessions().where(Session.id == session_id))

    async def cadence(self, cadence_id: int, *, hold: bool = False) -> Cadence:
        """One cadence; held, on demand, until the transaction ends. Raises `NotFound`."""
        found = _cadences().where(Cadence.id == cadence_id)
        if hold:
            found = found.with_for_update(of=Cadence).execution_options(populate_existing=True)
        return await self._one(found)

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
        if cadence.purpose is Purpose.review:
            await self.store.reviews.settle_stage(await self._partner(cadence), opened=True)

    async def revise(self, partner: Partner) -> None:
        """Calendars are to hear that what they say of a partner's sessions has changed."""
        for cadence in await self.session.scalars(select(Cadence).where(Cadence.partner_id == partner.id)):
            cadence.revise(self.store.now)
        await self.session.flush()

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
        """Puts one session on another day or hour (UTC); its reminders move with it. Raises `Archived`, `DayPassed`."""
        if (await self.store.partners.get(session.partner_id)).archived:
            raise Archived
        if starts_at <= self.store.now:
            raise DayPassed
        former = session.starts_at
        session.starts_at, session.moved = starts_at, True
        was, session.opened_at = session.opened_at, None
        await self._settle(session, SessionState.planned, before=former.isoformat(), after=starts_at.isoformat())
        if was is not None:
            await self.store.reviews.settle_stage(await self.store.partners.get(session.partner_id))

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
                session.why, session.changed_by, session.opened_at = "", None, None
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
        if any(session.opened_at for session in coming):
            await self.store.reviews.settle_stage(await self._partner(cadence))

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
        if session.opened_at is not None:
            await self.store.reviews.settle_stage(await self._partner(cadence), opened=True)

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
