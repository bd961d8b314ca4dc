"""Planning a year for 10,000 cadences: their days by our rules and by dateutil's from the first day on; and putting the
coming sessions with their announcements into the table, beside the same rows added plainly."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from storage.meetings import Purpose
from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency, nth_weekday
from storage.reminder import Reminder, ReminderState
from storage.sessions import HORIZON, Cadence, Session, SessionState
from storage.store import Store
from tests.bench.house import assembled
from tests.bench.measure import Result
from tests.bench.slack import TEAM, slack_api

CADENCES = 10_000
CHUNK = 500
BEGUN = 200
"""So many of them are begun in the database: the ratio is that of any number."""
TODAY = date(2026, 11, 12)
YEAR = timedelta(days=365)
ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "America/Vancouver")
RHYTHMS = (Frequency.weekly, Frequency.biweekly, Frequency.monthly_by_date, Frequency.monthly_by_weekday)


def plans(number: int, first: Callable[[int], date]) -> list[Plan]:
    """Cadences of every rhythm and zone; `first` gives the first day of the n-th."""
    return [Plan(RHYTHMS[n % 4], first(n), clock(9 + n % 7), ZONES[n // 4 % 4]) for n in range(number)]


async def results(database_url: str) -> AsyncIterator[Result]:
    """CPU of ours over theirs, chunk after chunk in turn."""
    every = plans(CADENCES, lambda n: TODAY - timedelta(days=n * 37 % 1095))
    chunks = [every[n : n + CHUNK] for n in range(0, CADENCES, CHUNK)]
    assert [_ours(plan) for plan in every[:40]] == [_theirs(plan) for plan in every[:40]]
    mine, other = 0.0, 0.0
    for chunk in chunks:
        mine += _cpu(lambda chunk=chunk: [_ours(plan) for plan in chunk])
        other += _cpu(lambda chunk=chunk: [_theirs(plan) for plan in chunk])
    raw = {"ours_s": round(mine, 2), "theirs_s": round(other, 2)}
    yield Result("the year of 10,000 cadences / dateutil from the first day", round(mine / other, 3), 0.8, raw)
    async with slack_api() as api, assembled(database_url, api) as liaison:
        workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
        mine, other, number = 0.0, 0.0, count()
        for begin in range(0, BEGUN, BEGUN // 4):
            async with liaison.database.store(workspace.id) as store:
                partner = await store.partners.create(name=f"Partner {begin}", channel_id="C_BENCH")
            tomorrow = liaison.database.now().date() + timedelta(days=1)
            chosen = plans(BEGUN // 4, lambda n, day=tomorrow: day + timedelta(days=1 + n % 600))
            for way in (_begun, _added):
                began = time.process_time()
                async with liaison.database.store(workspace.id) as store:
                    await way(store, await store.partners.get(partner.id), chosen, number)
                taken = time.process_time() - began
                mine, other = (mine + taken, other) if way is _begun else (mine, other + taken)
        raw = {"ours_ms": round(mine / BEGUN * 1000, 2), "theirs_ms": round(other / BEGUN * 1000, 2)}
        name = "beginning a cadence, its sessions announced / the same rows by the ORM"
        yield Result(name, round(mine / other, 2), 8.0, raw)


def _ours(plan: Plan) -> list[datetime]:
    coming = plan.sessions("ON", since=TODAY)
    return [due.starts_at for due in takewhile(lambda due: due.occurrence < TODAY + YEAR, coming)]


def _theirs(plan: Plan) -> list[datetime]:
    """The plain way: the whole rule, with the zone, between two moments."""
    zone, first = ZoneInfo(plan.time_zone), datetime.combine(plan.first_on, plan.at, ZoneInfo(plan.time_zone))
    match plan.frequency:
        case Frequency.weekly | Frequency.biweekly:
            rule = rrule(WEEKLY, interval=1 if plan.frequency is Frequency.weekly else 2, dtstart=first)
        case Frequency.monthly_by_date if first.day > 28:
            rule = rrule(MONTHLY, dtstart=first, bymonthday=range(28, first.day + 1), bysetpos=-1)
        case Frequency.monthly_by_date:
            rule = rrule(MONTHLY, dtstart=first)
        case _:
            rule = rrule(MONTHLY, dtstart=first, byweekday=weekday(first.weekday(), nth_weekday(plan.first_on)))
    since = datetime.combine(TODAY, clock(), zone)
    return rule.between(since, since + YEAR - timedelta(minutes=1), inc=True)


async def _begun(store: Store, partner: Partner, chosen: list[Plan], _number: count) -> None:
    for plan in chosen:
        await store.sessions.begin(partner, plan)


async def _added(store: Store, partner: Partner, chosen: list[Plan], number: count) -> None:
    """A cadence, two sessions and two announcements of each, as plain nouns, flushed once."""
    for plan in chosen:
        cadence = store.add(Cadence(partner_id=partner.id, purpose=Purpose.planning, created_by="clock", ended_at=None))
        cadence.follow(plan)
        cadence.created_at = store.now
        await store.session.flush()
        for due in islice(plan.sessions("ON", since=plan.first_on), HORIZON):
            session = store.add(
                Session(
                    partner_id=partner.id, cadence_id=cadence.id, occurrence=due.occurrence, starts_at=due.starts_at
                )
            )
            session.moved, session.state, session.why, session.changed_by = False, SessionState.planned, "", None
            for ahead in plan.remind_before:
                row = store.add(
                    Reminder(
                        kind="sessions.upcoming",
                        subject=f"bench:{next(number)}",
                        recipient="C_BENCH",
                        due_at=due.starts_at - timedelta(minutes=ahead),
                        created_at=store.now,
                    )
                )
                row.state = ReminderState.planned
    await store.session.flush()


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
