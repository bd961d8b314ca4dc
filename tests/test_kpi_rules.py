"""What figures mean: states, the line to the target, change, several together, masking; the periods they are for."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.kpi_names import period_label, period_name
from messages.words import Words
from storage.agreement_parts import Unit
from storage.kpi_periods import KpiFrequency, asked_at, following, last_day, period_of, periods
from storage.kpi_rules import (
    Direction,
    Line,
    Point,
    Status,
    Together,
    change,
    is_masked,
    percent_of,
    reading,
    rounded,
    rule_of,
    status_of,
    together,
)
from storage.public_holidays import holiday_on
from storage.settings import Settings

FIGURES = st.decimals(min_value=0, max_value=10**9, places=2)
COUNTS = st.integers(min_value=0, max_value=10**6).map(Decimal)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
RANK = [Status.off_track, Status.at_risk, Status.on_track]


def exactly(value: str) -> Fraction:
    return Fraction(Decimal(value))


@pytest.mark.parametrize(
    ("value", "state"),
    [("95", Status.on_track), ("94.99", Status.at_risk), ("80", Status.at_risk), ("79.99", Status.off_track)],
)
def test_where_the_states_begin(value: str, state: Status) -> None:
    assert status_of(Decimal(value), Fraction(100), Direction.up) is state


@pytest.mark.parametrize(
    ("value", "state"),
    [("10", Status.on_track), ("10.52", Status.on_track), ("10.53", Status.at_risk), ("12.6", Status.off_track)],
)
def test_where_less_is_better_it_is_the_other_way_round(value: str, state: Status) -> None:
    assert status_of(Decimal(value), Fraction(10), Direction.down) is state


@given(FIGURES, FIGURES, FIGURES)
def test_more_is_never_worse_when_it_should_rise(one: Decimal, other: Decimal, expected: Decimal) -> None:
    low, high = sorted((one, other))
    states = [RANK.index(status_of(value, Fraction(expected), Direction.up)) for value in (low, high)]
    assert states == sorted(states)
    fallen = [RANK.index(status_of(value, Fraction(expected), Direction.down)) for value in (high, low)]
    assert fallen == sorted(fallen)


@given(FIGURES, FIGURES)
def test_keeping_is_as_good_as_the_worse_of_both_ways(value: Decimal, expected: Decimal) -> None:
    both = [status_of(value, Fraction(expected), way) for way in (Direction.up, Direction.down)]
    assert status_of(value, Fraction(expected), Direction.keep) is min(both, key=RANK.index)


@given(FIGURES, st.sampled_from(Direction))
def test_what_is_expected_exactly_is_on_track(value: Decimal, direction: Direction) -> None:
    assert status_of(value, Fraction(value), direction) is Status.on_track


@given(FIGURES)
def test_nothing_expected_divides_by_nothing(value: Decimal) -> None:
    assert status_of(value, Fraction(0), Direction.up) is Status.on_track
    assert status_of(value, Fraction(0), Direction.down) is (Status.on_track if value == 0 else Status.off_track)
    assert status_of(Decimal(0), Fraction(value), Direction.up) is (Status.on_track if value == 0 else Status.off_track)


LINES = st.builds(Line, baseline=st.none() | FIGURES, target=FIGURES, begun_on=DAYS, target_on=st.none() | DAYS)


@given(LINES, DAYS)
def test_the_line_stays_between_baseline_and_target(line: Line, day: date) -> None:
    assert line.target is not None
    expected = line.expected(day)
    ends = sorted((line.target if line.baseline is None else line.baseline, line.target))
    assert expected is not None
    assert ends[0] <= expected <= ends[1]


@given(FIGURES, FIGURES, DAYS, st.integers(2, 2000), st.integers(0, 1999))
def test_the_line_is_straight(baseline: Decimal, target: Decimal, begun: date, length: int, passed: int) -> None:
    line = Line(baseline, target, begun, begun + timedelta(days=length))
    assert line.expected(begun) == Fraction(baseline)
    assert line.expected(begun + timedelta(days=length)) == Fraction(target)
    if passed < length - 1:
        steps = [line.expected(begun + timedelta(days=day)) for day in (passed, passed + 1, passed + 2)]
        assert None not in steps
        assert steps[1] - steps[0] == steps[2] - steps[1]  # type: ignore[operator]


@pytest.mark.parametrize("by", [None, date(2026, 5, 1), date(2020, 1, 1)], ids=["no day", "the same day", "before"])
def test_a_line_without_a_length_is_the_target(by: date | None) -> None:
    line = Line(Decimal(5), Decimal(15), date(2026, 5, 1), by)
    assert line.expected(date(2026, 5, 1)) == line.expected(date(2030, 1, 1)) == 15


def test_a_baseline_that_is_the_target() -> None:
    line = Line(Decimal(7), Decimal(7), date(2026, 1, 1), date(2026, 12, 31))
    assert line.expected(date(2026, 6, 1)) == 7


def test_a_change_from_nothing_has_no_percent() -> None:
    assert change(Decimal(0), Decimal(3)).percent is None
    assert change(Decimal(4), Decimal(3)).percent == Decimal("-25.00")


@given(FIGURES, FIGURES)
def test_a_change_leads_from_one_figure_to_the_next(before: Decimal, after: Decimal) -> None:
    found = change(before, after)
    assert before + found.amount == after
    assert (found.percent is None) == (before == 0)


def points(*values: int | None, last: date = date(2026, 10, 1)) -> list[Point]:
    months = [following(last, KpiFrequency.monthly, -place) for place in range(len(values))][::-1]
    return [Point(month, Decimal(value)) for month, value in zip(months, values, strict=True) if value is not None]


NO_LINE = Line(None, Decimal(15), date(2026, 1, 1), None)


@pytest.mark.parametrize(
    ("figures", "today", "state"),
    [
        ([], date(2026, 11, 2), Status.no_value),
        ([14, 15], date(2026, 11, 2), Status.on_track),
        ([15], date(2026, 12, 31), Status.on_track),
        ([15], date(2027, 1, 1), Status.no_recent_value),
        ([0], date(2026, 11, 2), Status.off_track),
    ],
    ids=["never", "this month", "one month without", "two months without", "zero is a figure"],
)
def test_where_an_indicator_stands(figures: list[int | None], today: date, state: Status) -> None:
    found = reading(points(*figures), NO_LINE, Direction.up, KpiFrequency.monthly, today=today)
    assert found.status is state


def test_without_a_target_there_is_a_change_but_no_state() -> None:
    line = Line(None, None, date(2026, 1, 1), None)
    found = reading(points(9, None, 12), line, Direction.up, KpiFrequency.monthly, today=date(2026, 11, 2))
    assert found.status is Status.no_target
    assert found.change is not None
    assert found.change.amount == 3


@pytest.mark.parametrize(
    ("unit", "direction", "how"),
    [
        (Unit.number, Direction.up, Together.total),
        (Unit.hours, Direction.down, Together.total),
        (Unit.cad, Direction.keep, Together.total),
        (Unit.percent, Direction.up, Together.rate),
        (Unit.score, Direction.up, Together.mean),
        (Unit.days, Direction.up, Together.total),
        (Unit.days, Direction.down, Together.mean),
    ],
)
def test_how_each_unit_is_put_together(unit: Unit, direction: Direction, how: Together) -> None:
    assert rule_of(unit, direction) is how


@given(st.lists(COUNTS, min_size=1, max_size=24))
def test_counts_are_added_up_whatever_their_order(values: list[Decimal]) -> None:
    month = date(2026, 1, 1)
    one = together([Point(month, value) for value in values], Together.total)
    other = together([Point(month, value) for value in reversed(values)], Together.total)
    assert one == other
    assert one is not None
    assert (one.value, one.given) == (sum(values), len(values))


PARTS = st.tuples(COUNTS, COUNTS).filter(lambda pair: pair[1] > 0).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(PARTS, min_size=1, max_size=24))
def test_rates_are_counted_together_from_their_parts(parts: list[tuple[Decimal, Decimal]]) -> None:
    month = date(2026, 1, 1)
    found = together([Point(month, percent_of(*pair), *pair) for pair in parts], Together.rate)
    assert found is not None
    assert found.how is Together.rate
    assert found.value == percent_of(sum(one for one, _ in parts), sum(other for _, other in parts))
    assert 0 <= found.value <= 100


def test_a_rate_whose_parts_are_not_all_known_is_averaged_and_says_so() -> None:
    month = date(2026, 1, 1)
    found = together([Point(month, Decimal(50), Decimal(1), Decimal(2)), Point(month, Decimal(75))], Together.rate)
    assert found is not None
    assert (found.value, found.how) == (Decimal("62.50"), Together.mean)


@given(st.lists(FIGURES, min_size=1, max_size=24))
def test_a_mean_is_between_the_lowest_and_the_highest(values: list[Decimal]) -> None:
    found = together([Point(date(2026, 1, 1), value) for value in values], Together.mean)
    assert found is not None
    assert min(values) <= found.value <= max(values)


def test_nothing_together_is_nothing_not_zero() -> None:
    assert [together([], how) for how in Together] == [None] * 3


@given(st.fractions(min_value=0, max_value=10**9))
def test_rounding_is_to_the_nearest_hundredth(exact: Fraction) -> None:
    assert abs(Fraction(rounded(exact)) - exact) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("unit", "value", "parts", "masked"),
    [
        (Unit.number, 4, (), True),
        (Unit.number, 0, (), True),
        (Unit.number, 5, (), False),
        (Unit.percent, 80, (4, 5), True),
        (Unit.percent, 75, (6, 8), False),
        (Unit.percent, 3, (), False),
        (Unit.hours, 2, (), False),
        (Unit.score, 1, (), False),
    ],
)
def test_small_counts_are_masked(unit: Unit, value: int, parts: tuple[int, ...], masked: bool) -> None:
    assert is_masked(unit, Decimal(value), *map(Decimal, parts)) is masked


@given(DAYS, st.sampled_from(KpiFrequency))
def test_every_day_is_in_one_period(day: date, frequency: KpiFrequency) -> None:
    period = period_of(day, frequency)
    assert period <= day <= last_day(period, frequency)
    assert period_of(last_day(period, frequency), frequency) == period
    assert following(following(period, frequency), frequency, -1) == period
    assert last_day(period, frequency) + timedelta(days=1) == following(period, frequency)


@given(DAYS, st.integers(0, 2000), st.sampled_from(KpiFrequency))
def test_periods_follow_each_other_without_a_gap(since: date, length: int, frequency: KpiFrequency) -> None:
    found = list(periods(frequency, since, since + timedelta(days=length)))
    assert found[0] == period_of(since, frequency)
    assert found[-1] == period_of(since + timedelta(days=length), frequency)
    assert all(following(one, frequency) == other for one, other in pairwise(found))


def hours(zone: str, province: str, **quiet: time) -> Settings:
    given_ = {"quiet_from": time(18), "quiet_until": time(8)} | quiet
    return Settings(time_zone=zone, province=province, language="en", **given_)


ZONES = [("America/Toronto", "ON"), ("America/St_Johns", "NL"), ("America/Regina", "SK"), ("America/Vancouver", "BC")]


@settings(deadline=None)  # holidays are loaded at first use
@given(DAYS, st.sampled_from(KpiFrequency), st.sampled_from(ZONES))
def test_figures_are_asked_for_at_nine_on_the_first_working_day_after(
    day: date, frequency: KpiFrequency, where: tuple[str, str]
) -> None:
    here = hours(*where)
    at = asked_at(period_of(day, frequency), frequency, here).astimezone(here.zone)
    assert at.time() == time(9)
    assert at.weekday() < 5
    assert holiday_on(at.date(), here.province) is None
    passed = following(period_of(day, frequency), frequency)
    while passed < at.date():
        assert passed.weekday() >= 5 or holiday_on(passed, here.province) is not None
        passed += timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "province", "period", "at"),
    [
        ("America/Toronto", "ON", date(2026, 10, 1), datetime(2026, 11, 2, 14, tzinfo=UTC)),
        ("America/St_Johns", "NL", date(2026, 10, 1), datetime(2026, 11, 2, 12, 30, tzinfo=UTC)),
        ("America/Regina", "SK", date(2026, 10, 1), datetime(2026, 11, 2, 15, tzinfo=UTC)),
        ("America/Toronto", "ON", date(2026, 12, 1), datetime(2027, 1, 4, 14, tzinfo=UTC)),
        ("America/Toronto", "ON", date(2026, 6, 1), datetime(2026, 7, 2, 13, tzinfo=UTC)),
    ],
    ids=["the day after the clocks went back", "half an hour", "a zone without changes", "new year", "Canada Day"],
)
def test_the_hour_in_each_zone(zone: str, province: str, period: date, at: datetime) -> None:
    assert asked_at(period, KpiFrequency.monthly, hours(zone, province)) == at


def test_never_in_quiet_hours() -> None:
    here = hours("America/Toronto", "ON", quiet_until=time(10, 30))
    at = asked_at(date(2026, 10, 1), KpiFrequency.monthly, here)
    assert at.astimezone(here.zone).time() == time(10, 30)


def test_the_clock_changes_on_the_very_hour() -> None:
    """Were it asked for at 2, the hour that spring leaves out, it would be asked for at 3; 9 is 9 on both days."""
    here = hours("America/Toronto", "ON")
    before = asked_at(date(2027, 1, 1), KpiFrequency.monthly, here)
    after = asked_at(date(2027, 3, 1), KpiFrequency.monthly, here)
    assert [at.astimezone(here.zone).hour for at in (before, after)] == [9, 9]
    assert [at.hour for at in (before, after)] == [14, 13]


@pytest.mark.parametrize(
    ("frequency", "language", "full", "short"),
    [
        (KpiFrequency.monthly, "en", "July 2026", "Jul 2026"),
        (KpiFrequency.monthly, "fr", "juillet 2026", "juill. 2026"),
        (KpiFrequency.quarterly, "en", "Q3 2026", "Q3 2026"),
        (KpiFrequency.quarterly, "fr", "T3 2026", "T3 2026"),
        (KpiFrequency.half_yearly, "en", "second half of 2026", "H2 2026"),
        (KpiFrequency.half_yearly, "fr", "2e semestre 2026", "S2 2026"),
        (KpiFrequency.yearly, "en", "2026", "2026"),
        (KpiFrequency.yearly, "fr", "2026", "2026"),
    ],
)
def test_a_period_has_a_name_and_a_shorter_one_for_a_chart(
    frequency: KpiFrequency, language: str, full: str, short: str
) -> None:
    words, period = Words(language, ZoneInfo("UTC")), date(2026, 7, 1)
    assert period_name(words, period, frequency) == full
    assert period_label(words, period, frequency) == short
