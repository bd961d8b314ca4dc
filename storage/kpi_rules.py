"""What figures mean: status against the line to the target, change, several periods or partners together, masking.

Rules only: nothing here knows a database or a language (field, section 9).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from storage.agreement_parts import Unit
from storage.kpi_periods import KpiFrequency, following, last_day, period_of

ON_TRACK, AT_RISK = 95, 80
"""Percent of what the line expects."""
FEWEST_SHOWN = 5
"""Smaller counts are masked outside the team: in a small town they may point to a person."""
CENT = Decimal("0.01")


class Direction(StrEnum):
    up = "up"
    down = "down"
    keep = "keep"


class Status(StrEnum):
    """`no_value`: none yet. `no_recent_value`: none for the last two periods. `no_target`: nothing to compare with."""

    off_track = "off_track"
    at_risk = "at_risk"
    no_recent_value = "no_recent_value"
    no_value = "no_value"
    on_track = "on_track"
    no_target = "no_target"


class Together(StrEnum):
    """How several periods, or several partners, are put together."""

    total = "total"
    rate = "rate"
    mean = "mean"


@dataclass(frozen=True)
class Point:
    """One period's figure; a rate has its numerator and denominator where they are known."""

    period: date
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """The straight line from the baseline, on `begun_on`, to the target, on `target_on`.

    Without a baseline, or without a day for it, the target holds from the beginning.
    """

    baseline: Decimal | None
    target: Decimal | None
    begun_on: date
    target_on: date | None

    def expected(self, on: date) -> Fraction | None:
        """What the line says of a day; None without a target."""
        if self.target is None:
            return None
        target = Fraction(self.target)
        if self.baseline is None or self.target_on is None or self.target_on <= self.begun_on:
            return target
        passed = min(max((on - self.begun_on).days, 0), (self.target_on - self.begun_on).days)
        return Fraction(self.baseline) + (target - Fraction(self.baseline)) * Fraction(
            passed, (self.target_on - self.begun_on).days
        )


@dataclass(frozen=True)
class Change:
    """From one figure to the next: `percent` of the former, None where that was zero."""

    amount: Decimal
    percent: Decimal | None


@dataclass(frozen=True)
class Reading:
    """Where an indicator stands: its newest figure, the one before, what the line expects at the end of its period."""

    status: Status
    last: Point | None = None
    change: Change | None = None
    expected: Decimal | None = None


@dataclass(frozen=True)
class Sum:
    """Several figures put together, and from how many; `how` says by which rule."""

    value: Decimal
    how: Together
    given: int


def status_of(value: Decimal, expected: Fraction, direction: Direction) -> Status:
    """A figure against what is expected, neither below zero. Nothing is divided, so nothing is divided by zero.

    Up: the figure reaches 95 % (80 %) of what is expected. Down: what is expected reaches that much of the figure.
    Keep: both do, so that too much counts as too little does.
    """
    got = Fraction(value)
    pairs = {
        Direction.up: [(got, expected)],
        Direction.down: [(expected, got)],
        Direction.keep: [(got, expected), (expected, got)],
    }[direction]

    def reaches(percent: int) -> bool:
        return all(100 * reached >= percent * wanted for reached, wanted in pairs)

    if reaches(ON_TRACK):
        return Status.on_track
    return Status.at_risk if reaches(AT_RISK) else Status.off_track


def change(before: Decimal, after: Decimal) -> Change:
    amount = after - before
    return Change(amount, (100 * amount / before).quantize(CENT, ROUND_HALF_UP) if before else None)


def reading(
    points: Sequence[Point], line: Line, direction: Direction, frequency: KpiFrequency, *, today: date
) -> Reading:
    """Where an indicator stands on a local day; `points` are the figures there are, oldest first."""
    if not points:
        return Reading(Status.no_value)
    last = points[-1]
    since = change(points[-2].value, last.value) if len(points) > 1 else None
    expected = line.expected(last_day(last.period, frequency))
    shown = None if expected is None else rounded(expected)
    if last.period < following(period_of(today, frequency), frequency, -2):
        return Reading(Status.no_recent_value, last, since, shown)
    status = Status.no_target if expected is None else status_of(last.value, expected, direction)
    return Reading(status, last, since, shown)


def rule_of(unit: Unit, direction: Direction) -> Together:
    """Counts, hours and dollars are added up; rates are made anew from their parts; scores are averaged.

    Days are added up where more are better (days of space), averaged where fewer are (days until an answer).
    """
    if unit is Unit.percent:
        return Together.rate
    if unit is Unit.score or (unit is Unit.days and direction is not Direction.up):
        return Together.mean
    return Together.total


def together(points: Sequence[Point], how: Together) -> Sum | None:
    """Several figures as one; None when there is none. A rate whose parts are not all known is averaged."""
    if not points:
        return None
    if how is Together.rate:
        denominator = sum((point.denominator or Decimal(0) for point in points), Decimal(0))
        if denominator and all(point.numerator is not None and point.denominator for point in points):
            numerator = sum((point.numerator or Decimal(0) for point in points), Decimal(0))
            return Sum(percent_of(numerator, denominator), Together.rate, len(points))
        how = Together.mean
    total = sum((point.value for point in points), Decimal(0))
    if how is Together.total:
        return Sum(total, how, len(points))
    return Sum(rounded(Fraction(total) / len(points)), how, len(points))


def percent_of(numerator: Decimal, denominator: Decimal) -> Decimal:
    """To two places, half up. `denominator` is not zero."""
    return rounded(100 * Fraction(numerator) / Fraction(denominator))


def rounded(exact: Fraction) -> Decimal:
    """To two places, half up (no figure is below zero)."""
    hundredths = (exact.numerator * 200 + exact.denominator) // (exact.denominator * 2)
    return Decimal(hundredths).scaleb(-2)


def is_masked(unit: Unit, value: Decimal, numerator: Decimal | None = None, denominator: Decimal | None = None) -> bool:
    """Whether it must not be shown outside the team: a count under five, or a rate made of one."""
    counts = (value,) if unit is Unit.number else (numerator, denominator)
    return any(count is not None and count < FEWEST_SHOWN for count in counts)
