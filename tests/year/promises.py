"""What was promised, worked out from what was agreed with dateutil, zoneinfo and holidays alone.

No rule of Liaison's is used: each is written once more, in the plainest way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, rrule, weekday
from holidays import country_holidays

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NINE = time(9)


@dataclass(frozen=True)
class Reader:
    """A recipient: a channel or a person, their zone, and their quiet hours."""

    where: str
    zone: ZoneInfo
    quiet: tuple[time, time] = (time(18), time(8))
    person: bool = False

    def is_quiet(self, at: datetime) -> bool:
        start, end = self.quiet
        clock = at.astimezone(self.zone).time()
        return start <= clock < end if start < end else clock >= start or clock < end

    def polite(self, at: datetime) -> datetime:
        """The first minute from `at` on that is not in the quiet hours, nor for a person on a public holiday."""
        if self.person and is_holiday(at.astimezone(self.zone).date()):
            day = at.astimezone(self.zone).date()
            while is_holiday(day) or day.weekday() > 4:
                day += DAY
            at = local(day, NINE, self.zone)
        while self.is_quiet(at):
            at = at.replace(second=0, microsecond=0) + MINUTE
        return at if not self.person or not is_holiday(at.astimezone(self.zone).date()) else self.polite(at)


@dataclass(frozen=True)
class Promise:
    """One thing to be said: what (its key), to whom, not before `at` (UTC). Of one `series` the newest speaks alone."""

    key: tuple[object, ...]
    reader: Reader
    at: datetime
    series: tuple[object, ...]


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("CA", subdiv="ON", years=year))


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def working(day: date) -> date:
    while is_holiday(day) or day.weekday() > 4:
        day += DAY
    return day


def local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def due(promises: Iterable[Promise], until: datetime) -> dict[tuple[object, ...], datetime]:
    """When each promise is to be kept, those left out for which a newer one of its series speaks by then."""
    by_series: dict[tuple[object, ...], list[Promise]] = {}
    for promise in promises:
        by_series.setdefault(promise.series, []).append(promise)
    kept = {}
    for series in by_series.values():
        series.sort(key=lambda one: one.at)
        for one, newer in zip(series, [*series[1:], None], strict=True):
            said = one.reader.polite(one.at)
            if said < until and (newer is None or newer.at > said):
                kept[one.key] = said
    return kept


def session_days(how: str, first: date, until: date) -> Iterator[date]:
    """The days of a rule from its first one, each expanded naively."""
    start, end = datetime.combine(first, time()), datetime.combine(until, time())
    last = {"bymonthday": list(range(28, first.day + 1)), "bysetpos": -1} if first.day > 28 else {}
    nth = min((first.day - 1) // 7 + 1, 5)
    found = {
        "weekly": lambda: rrule(DAILY, interval=7, dtstart=start, until=end),
        "biweekly": lambda: rrule(DAILY, interval=14, dtstart=start, until=end),
        "monthly_by_date": lambda: rrule(MONTHLY, dtstart=start, until=end, **last),
        "monthly_by_weekday": lambda: rrule(
            MONTHLY, dtstart=start, until=end, byweekday=weekday(first.weekday(), nth if nth < 5 else -1)
        ),
        "half_yearly": lambda: rrule(MONTHLY, interval=6, dtstart=start, until=end, **last),
    }
    return (moment.date() for moment in found[how]())


def sessions(
    key: object, channel: Reader, how: str, first: date, at: time, zone: ZoneInfo, *, since: datetime, until: datetime
) -> Iterator[Promise]:
    """Each session is announced a day (24 hours) before, in the channel, once."""
    for day in session_days(how, first, until.date() + DAY):
        starts = local(day, at, zone)
        said = channel.polite(starts - DAY)
        if said >= since:
            yield Promise(("session", key, day.isoformat()), channel, said, ("session", key))


def check_ins(key: object, channel: Reader, months: int, since: datetime, until: datetime) -> Iterator[Promise]:
    """The figures of each period are asked for at nine on the first working day after it."""
    begun = since.astimezone(channel.zone).date().replace(day=1)
    period = begun.replace(month=(begun.month - 1) // months * months + 1)
    while True:
        after = period + relativedelta(months=months)
        at = local(working(after), NINE, channel.zone)
        if at >= until:
            return
        yield Promise(("check-in", key, period.isoformat()), channel, at, ("check-in", key))
        period = after


def late(asked: Promise, reporter: Reader) -> Iterator[Promise]:
    """Whoever does not report is reminded three and seven days after the question."""
    for days in (3, 7):
        at = asked.at + days * DAY
        while reporter.is_quiet(at):
            at = at.replace(second=0, microsecond=0) + MINUTE
        yield Promise(("late", *asked.key[1:], days), reporter, at, ("late", *asked.key[1:]))


def silences(key: object, reader: Reader, heard: Sequence[datetime], zone: ZoneInfo) -> Iterator[Promise]:
    """Each silence of six weeks is told once, at the reader's nine on a working day."""
    for began, again in zip(heard, [*heard[1:], None], strict=True):
        day = working(began.astimezone(zone).date() + 42 * DAY)
        at = reader.polite(local(day, NINE, reader.zone))
        if again is None or again > at:
            yield Promise(("quiet", key, began.astimezone(zone).date().isoformat()), reader, at, ("quiet", key, began))


def nudges(key: object, reader: Reader, days: Iterable[date]) -> Iterator[Promise]:
    """The day before something is due and the day after it, at nine."""
    for due_on in days:
        for day in (due_on - DAY, due_on + DAY):
            at = local(day, NINE, reader.zone)
            while reader.is_quiet(at):
                at += MINUTE
            yield Promise(("nudge", key, day.isoformat()), reader, at, ("nudge", key))


def ends(key: object, channel: Reader, ends_on: date, since: datetime) -> Iterator[Promise]:
    """The end of an agreement is announced 90, 60, 30 and 7 days before, and told the day after."""
    for ahead in (90, 60, 30, 7):
        at = local(ends_on - ahead * DAY, NINE, channel.zone)
        if at > since:
            yield Promise(("ending", key, ahead), channel, at, ("ending", key, ahead))
    yield Promise(("over", key), channel, local(ends_on + DAY, NINE, channel.zone), ("over", key))


def reports(
    key: object, channel: Reader, first: date, ends_on: date, *, since: datetime, until: datetime
) -> Iterator[Promise]:
    """A quarterly report is announced seven days before and on its day, within the term."""
    for number in range(20):
        day = first + relativedelta(months=3 * number)
        if day > ends_on:
            return
        for ahead in (7, 0):
            at = local(day - ahead * DAY, NINE, channel.zone)
            if since < at < until:
                yield Promise(("report", key, day.isoformat(), ahead), channel, at, ("report", key, day, ahead))
