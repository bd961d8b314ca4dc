"""Sessions as a calendar shows them: what is in the table, and a year of what the rules go on to give."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from storage.feeds import Feeds
from storage.partners import Partner, PartnerPerson
from storage.sessions import Cadence, Session, SessionState

PAST = timedelta(days=60)
"""How far back sessions are shown, and how long one that was taken back is said to be."""
AHEAD = timedelta(days=366)
"""How far the rules are followed; the table itself holds only the next sessions of a cadence."""
_TAKEN_BACK = (SessionState.skipped, SessionState.withdrawn)


@dataclass(frozen=True)
class Series:
    """A cadence with its partner and those of its sessions that are not long past."""

    cadence: Cadence
    partner: Partner
    sessions: Sequence[Session]


@dataclass(frozen=True)
class Entry:
    """One session in a calendar. Cadence and `occurrence` (the rule's day) are its identity, whatever becomes of it.

    `starts_at`, `changed_at`: UTC. `number` never falls, and rises whenever the session is moved, taken back or taken
    up again (RFC 5545, SEQUENCE).
    """

    series: Series
    occurrence: date
    starts_at: datetime
    cancelled: bool
    moved: bool
    number: int
    changed_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.series.cadence.minutes)


class Calendar(Feeds):
    """The shelf of calendars and of the links to them. What the person may not see is not there."""

    async def of_person(self, user_id: str) -> list[Series]:
        """What is planned with the partners somebody owns or is named on."""
        named = exists().where(PartnerPerson.partner_id == Partner.id, PartnerPerson.user_id == user_id)
        return await self._series(or_(Partner.owner_id == user_id, named))

    async def of_partner(self, partner_id: int) -> list[Series]:
        """What is planned with one partner. Raises `NotFound`."""
        partner = await self.store.partners.get(partner_id)
        return await self._series(Partner.id == partner.id)

    async def entry(self, session_id: int) -> Entry | None:
        """One session, None when there is nothing to enter any more. Raises `NotFound`."""
        session = await self.store.sessions.get(session_id)
        province = (await self.store.settings.get()).province
        series = await self._series(Cadence.id == session.cadence_id)
        found = entries(series, province=province, now=self.store.now)
        return next((one for one in found if one.occurrence == session.occurrence and not one.cancelled), None)

    async def _series(self, whose: ColumnElement[bool]) -> list[Series]:
        since = self.store.now - PAST
        going = or_(Cadence.ended_at.is_(None), Cadence.ended_at >= since)
        found = select(Cadence, Partner).join(Partner, Partner.id == Cadence.partner_id).where(whose, going)
        cadences = (await self.session.execute(found.order_by(Cadence.id))).all()
        held = (
            select(Session)
            .join(Cadence, Cadence.id == Session.cadence_id)
            .join(Partner, Partner.id == Session.partner_id)
            .where(whose, going, or_(Session.starts_at >= since, Session.occurrence >= since.astimezone(UTC).date()))
            .order_by(Session.starts_at, Session.id)
        )
        sessions: dict[int, list[Session]] = {}
        for session in await self.session.scalars(held):
            sessions.setdefault(session.cadence_id, []).append(session)
        return [Series(cadence, partner, sessions.get(cadence.id, [])) for cadence, partner in cadences]


def entries(every: Iterable[Series], *, province: str, now: datetime) -> list[Entry]:
    """All that a calendar shows at `now` (UTC), soonest first; the holidays of `province` move what gives way to them.

    Of what was taken back, for `PAST` after that. Of an archived partner, what has begun. Works on what was read
    before, so it may run in a thread.
    """
    found = [entry for series in every for entry in _of_one(series, province, now)]
    return sorted(found, key=lambda one: (one.starts_at, one.series.cadence.id, one.occurrence))


def _of_one(series: Series, province: str, now: datetime) -> Iterator[Entry]:
    coming = _coming(series, province, now)
    for session in series.sessions:
        ahead = session.starts_at > now
        by_rule = coming.pop(session.occurrence, None)
        starts_at, cancelled = session.starts_at, session.state in _TAKEN_BACK
        if session.state is SessionState.withdrawn and ahead and by_rule is not None:
            starts_at, cancelled = starts_at if session.moved else by_rule, False
        one = _entry(series, session.occurrence, starts_at, session, cancelled=cancelled)
        shelved = ahead and series.partner.archived
        if starts_at >= now - PAST and not shelved and not (cancelled and one.changed_at < now - PAST):
            yield one
    for occurrence, starts_at in coming.items():
        yield _entry(series, occurrence, starts_at)


def _coming(series: Series, province: str, now: datetime) -> dict[date, datetime]:
    """What the rule gives from `now` on, as it would be put into the table in its turn."""
    found: dict[date, datetime] = {}
    if series.cadence.ended_at is None and not series.partner.archived:
        for due in series.cadence.plan.coming(province, after=now):
            if due.starts_at > now + AHEAD:
                break
            found[due.occurrence] = due.starts_at
    return found


def _entry(
    series: Series, occurrence: date, starts_at: datetime, session: Session | None = None, *, cancelled: bool = False
) -> Entry:
    cadence = series.cadence
    changes = [cadence.created_at, cadence.revised_at, session.revised_at if session else None]
    return Entry(
        series=series,
        occurrence=occurrence,
        starts_at=starts_at,
        cancelled=cancelled,
        moved=bool(session and session.moved),
        number=cadence.revision + (session.revision if session else 0),
        changed_at=max(at for at in changes if at is not None),
    )
