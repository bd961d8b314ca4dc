"""Every rhythm in every zone against strangers: dateutil's rules and zones, expanded naively, and icalendar's files."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

import icalendar
import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.plans import Plan
from storage.recurrence import Frequency, days, nth_weekday
from tests.calendars import NOW, read, series, written
from tests.test_recurrence import naive

ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "Australia/Lord_Howe")
"""Lord Howe moves its clocks by half an hour; Regina never does."""
HOURS = (time(0, 30), time(1, 15), time(1, 45), time(2), time(2, 15), time(2, 30), time(3), time(9), time(23, 45))
"""Those that a clock change skips or gives twice, and quiet ones."""
CORNERS = (
    date(2024, 2, 29),
    date(2026, 1, 31),
    date(2026, 8, 29),
    date(2026, 11, 1),
    date(2027, 3, 14),
    date(2026, 12, 31),
)
FIRST_DAYS = st.one_of(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.sampled_from(CORNERS))
RHYTHMS = st.sampled_from(Frequency)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY = {
    Frequency.monthly_by_date: 1,
    Frequency.monthly_by_weekday: 1,
    Frequency.quarterly: 3,
    Frequency.half_yearly: 6,
    Frequency.yearly: 12,
}


def moment(day: date, at: time, zone: str) -> datetime:
    """The instant of a wall clock, as dateutil's own zones have it; an hour that is skipped is the one after it."""
    local = datetime.combine(day, at, tzinfo=tz.gettz(zone))
    return tz.resolve_imaginary(local).astimezone(UTC)


def rule(frequency: Frequency, first_on: date) -> str:
    """The rhythm as RFC 5545 writes it."""
    if frequency is Frequency.once:
        return "FREQ=DAILY;COUNT=1"
    if frequency in (Frequency.weekly, Frequency.biweekly):
        return f"FREQ=WEEKLY;INTERVAL={1 if frequency is Frequency.weekly else 2}"
    monthly = f"FREQ=MONTHLY;INTERVAL={EVERY[frequency]}"
    if frequency is Frequency.monthly_by_weekday:
        return (
            f"{monthly};BYDAY={nth_weekday(first_on)}{['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][first_on.weekday()]}"
        )
    if first_on.day <= 28:
        return f"{monthly};BYMONTHDAY={first_on.day}"
    return f"{monthly};BYMONTHDAY={','.join(map(str, range(28, first_on.day + 1)))};BYSETPOS=-1"


@settings(max_examples=25, deadline=None)
@given(RHYTHMS, FIRST_DAYS, st.sampled_from(HOURS), st.sampled_from(ZONES), st.integers(-30, 1500))
@example(Frequency.weekly, date(2027, 3, 7), time(2, 30), "America/Toronto", 0)
@example(Frequency.weekly, date(2026, 10, 25), time(1, 30), "America/Toronto", 0)
@example(Frequency.weekly, date(2026, 9, 27), time(2, 15), "Australia/Lord_Howe", 0)
@example(Frequency.weekly, date(2026, 10, 25), time(1), "America/St_Johns", 0)
@example(Frequency.yearly, date(2024, 2, 29), time(9), "America/Toronto", 1400)
def test_each_session_is_at_its_own_hour_once(
    frequency: Frequency, first_on: date, at: time, zone: str, wait: int
) -> None:
    since = first_on + timedelta(days=wait)
    until = since + timedelta(days=800)
    plan = Plan(frequency, first_on, at, zone)
    ours = list(takewhile(lambda due: due.occurrence <= until, plan.sessions("ON", since=since)))
    expected = [day for day in naive(frequency, first_on, until) if day >= since]
    assert [due.occurrence for due in ours] == expected
    assert [due.starts_at for due in ours] == [moment(day, at, zone) for day in expected]


@settings(max_examples=25, deadline=None)
@given(RHYTHMS, FIRST_DAYS)
def test_the_rule_as_a_calendar_writes_and_reads_it(frequency: Frequency, first_on: date) -> None:
    """Through icalendar's own rule and back, and expanded by dateutil from the first day."""
    kept = icalendar.vRecur(icalendar.vRecur.from_ical(rule(frequency, first_on)))
    again = rrulestr(kept.to_ical().decode(), dtstart=datetime.combine(first_on, time()))
    until = datetime.combine(first_on, time()) + timedelta(days=1100)
    found = list(takewhile(lambda day: day <= until.date(), days(frequency, first_on, since=first_on)))
    assert found == [one.date() for one in again.between(datetime.combine(first_on, time()), until, inc=True)]


@settings(max_examples=12, deadline=None)
@given(RHYTHMS, st.dates(date(2026, 11, 13), date(2027, 3, 31)), st.sampled_from(HOURS), st.sampled_from(ZONES))
@example(Frequency.weekly, date(2027, 3, 7), time(2, 30), "America/Toronto")
@example(Frequency.monthly_by_date, date(2027, 1, 31), time(9), "America/St_Johns")
@example(Frequency.biweekly, date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe")
def test_a_file_gives_back_what_the_rule_says(frequency: Frequency, first_on: date, at: time, zone: str) -> None:
    """Read by icalendar with nothing but the file: as many events, each at the instant of the naive expansion."""
    found = read(written(series(frequency=frequency, first_on=first_on, at=at, time_zone=zone)))
    last = max(event.start for event in found).astimezone(UTC)
    expected = [moment(day, at, zone) for day in naive(frequency, first_on, last.date() + timedelta(days=1))]
    expected = [one for one in expected if NOW < one <= last]
    assert sorted(event.start.astimezone(UTC) for event in found) == expected
    assert len({event.uid for event in found}) == len(expected)
    assert frequency in (Frequency.once, Frequency.yearly) or last > NOW + timedelta(days=180)


@pytest.mark.parametrize(
    ("zone", "day", "at", "offset"),
    [
        ("America/Toronto", date(2027, 3, 14), time(2, 30), -4),  # skipped: half past three
        ("America/Toronto", date(2026, 11, 1), time(1, 30), -4),  # twice: the first
        ("America/St_Johns", date(2027, 3, 14), time(2, 30), -2.5),
        ("America/Regina", date(2027, 3, 14), time(2, 30), -6),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), 11),  # skipped by half an hour: a quarter to three
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), 11),  # twice: the first
    ],
)
def test_on_the_very_hour_of_a_clock_change(zone: str, day: date, at: time, offset: float) -> None:
    [due] = Plan(Frequency.once, day, at, zone).sessions("ON", since=day)
    assert due.starts_at == moment(day, at, zone)
    local = due.starts_at.astimezone(tz.gettz(zone))
    assert local.utcoffset() == timedelta(hours=offset)
