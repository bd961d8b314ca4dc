"""When cadences meet: our bounded rules against dateutil's, expanded naively from the first day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from storage.days import instant
from storage.plans import Plan
from storage.public_holidays import holiday_on, working_day
from storage.recurrence import INTERVAL_DAYS, Frequency, days, nth_weekday

FIRST_DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
WAITS = st.integers(-40, 4000).map(lambda n: timedelta(days=n))
ZONES = st.sampled_from([ZoneInfo("America/Toronto"), ZoneInfo("America/St_Johns"), ZoneInfo("America/Regina")])
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def naive(frequency: Frequency, first_on: date, until: date) -> list[date]:
    """The oracle: the whole rule from its very first day, as dateutil expands it."""
    start = datetime.combine(first_on, time())
    end = datetime.combine(until, time())
    last_days = {"bymonthday": list(range(28, first_on.day + 1)), "bysetpos": -1} if first_on.day > 28 else {}
    match frequency:
        case Frequency.once:
            found = [start]
        case Frequency.weekly:
            found = list(rrule(DAILY, interval=7, dtstart=start, until=end))
        case Frequency.biweekly:
            found = list(rrule(DAILY, interval=14, dtstart=start, until=end))
        case Frequency.monthly_by_date:
            found = list(rrule(MONTHLY, dtstart=start, until=end, **last_days))
        case Frequency.monthly_by_weekday:
            nth = weekday(first_on.weekday(), nth_weekday(first_on))
            found = list(rrule(MONTHLY, dtstart=start, until=end, byweekday=nth))
        case Frequency.quarterly:
            found = list(rrule(MONTHLY, interval=3, dtstart=start, until=end, **last_days))
        case Frequency.half_yearly | Frequency.yearly:
            months = 6 if frequency is Frequency.half_yearly else 12
            found = list(takewhile(lambda at: at <= end, (start + relativedelta(months=months * n) for n in count())))
    return [moment.date() for moment in found if moment <= end]


@given(st.sampled_from(Frequency), FIRST_DAYS, WAITS)
def test_no_day_is_lost_or_doubled(frequency: Frequency, first_on: date, wait: timedelta) -> None:
    since = first_on + wait
    until = since + timedelta(days=400)
    ours = []
    for day in days(frequency, first_on, since=since):
        if day > until:
            break
        ours.append(day)
    assert ours == [day for day in naive(frequency, first_on, until) if day >= since]


@given(st.sampled_from([f for f in Frequency if f is not Frequency.once]), FIRST_DAYS, WAITS)
def test_days_are_at_least_an_interval_apart(frequency: Frequency, first_on: date, wait: timedelta) -> None:
    found = list(islice(days(frequency, first_on, since=first_on + wait), 8))
    assert len(found) == 8
    gaps = [(later - earlier).days for earlier, later in pairwise(found)]
    assert min(gaps) >= INTERVAL_DAYS[frequency]


@given(st.sampled_from(Frequency), FIRST_DAYS)
def test_the_first_day_is_the_one_chosen(frequency: Frequency, first_on: date) -> None:
    assert next(days(frequency, first_on, since=date(2019, 1, 1))) == first_on


@pytest.mark.parametrize(
    ("frequency", "first_on", "expected"),
    [
        (Frequency.monthly_by_date, date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        (Frequency.monthly_by_date, date(2028, 1, 30), ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]),
        (Frequency.quarterly, date(2028, 2, 29), ["2028-02-29", "2028-05-29", "2028-08-29", "2028-11-29"]),
        (Frequency.quarterly, date(2026, 11, 30), ["2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30"]),
        (Frequency.half_yearly, date(2026, 8, 31), ["2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29"]),
        (Frequency.yearly, date(2028, 2, 29), ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"]),
        (Frequency.monthly_by_weekday, date(2026, 11, 24), ["2026-11-24", "2026-12-22", "2027-01-26", "2027-02-23"]),
        (Frequency.monthly_by_weekday, date(2026, 12, 31), ["2026-12-31", "2027-01-28", "2027-02-25", "2027-03-25"]),
    ],
)
def test_short_months(frequency: Frequency, first_on: date, expected: list[str]) -> None:
    assert [day.isoformat() for day in islice(days(frequency, first_on, since=first_on), 4)] == expected


def test_a_29_february_is_kept_every_leap_year() -> None:
    later = days(Frequency.monthly_by_date, date(2024, 2, 29), since=date(2028, 2, 1))
    assert next(later) == date(2028, 2, 29)


@given(FIRST_DAYS, TIMES, ZONES)
def test_the_hour_stays_across_clock_changes(day: date, at: time, zone: ZoneInfo) -> None:
    local = instant(day, at, zone).astimezone(zone)
    later = local.replace(tzinfo=None) - datetime.combine(day, at)
    skipped = datetime.combine(day, at, tzinfo=zone).utcoffset() != local.utcoffset()
    assert later == (timedelta(hours=1) if skipped else timedelta(0))
    assert local.fold == 0


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("America/Toronto", date(2027, 3, 9), time(9), datetime(2027, 3, 9, 14, tzinfo=UTC)),
        ("America/Toronto", date(2027, 3, 16), time(9), datetime(2027, 3, 16, 13, tzinfo=UTC)),
        ("America/Toronto", date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
        ("America/Toronto", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/St_Johns", date(2026, 11, 3), time(9), datetime(2026, 11, 3, 12, 30, tzinfo=UTC)),
        ("America/Regina", date(2027, 7, 6), time(9), datetime(2027, 7, 6, 15, tzinfo=UTC)),
    ],
)
def test_instants(zone: str, day: date, at: time, expected: datetime) -> None:
    assert instant(day, at, ZoneInfo(zone)) == expected


def test_public_holidays_of_the_province() -> None:
    assert holiday_on(date(2027, 6, 24), "QC", "en") == "Saint Jean Baptiste Day"
    assert holiday_on(date(2027, 7, 1), "QC", "fr") == "Fête du Canada"
    assert holiday_on(date(2027, 6, 24), "ON") is None


def test_a_holiday_gives_way_to_the_next_working_day() -> None:
    assert working_day(date(2026, 12, 25), "ON") == date(2026, 12, 29)  # Friday; the 28th is Boxing Day, observed
    assert working_day(date(2026, 12, 24), "ON") == date(2026, 12, 24)
    assert working_day(date(2026, 11, 21), "ON") == date(2026, 11, 21)  # a Saturday somebody chose


def test_a_session_whose_day_was_a_holiday_still_comes() -> None:
    """Friday 25 December gives way to Tuesday; on Sunday it is still to come."""
    plan = Plan(Frequency.monthly_by_date, date(2026, 12, 25), time(9), "America/Toronto", shift_holidays=True)
    due = next(plan.coming("ON", after=datetime(2026, 12, 27, 15, tzinfo=UTC)))
    assert due == (date(2026, 12, 25), datetime(2026, 12, 29, 14, tzinfo=UTC))
