"""The periods that figures are reported for: local days, and the instant at which a period's figures are asked for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from storage.days import instant
from storage.public_holidays import SATURDAY, holiday_on
from storage.settings import Settings, outside_quiet_hours

ONE_DAY = timedelta(days=1)
NINE = time(9)


class KpiFrequency(StrEnum):
    """How often a figure is reported. Periods are those of the calendar: months, quarters, halves, years."""

    monthly = "monthly"
    quarterly = "quarterly"
    half_yearly = "half_yearly"
    yearly = "yearly"


MONTHS = {
    KpiFrequency.monthly: 1,
    KpiFrequency.quarterly: 3,
    KpiFrequency.half_yearly: 6,
    KpiFrequency.yearly: 12,
}


def period_of(day: date, frequency: KpiFrequency) -> date:
    """The first day of the period that `day` is in: what a period is called by."""
    months = MONTHS[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def following(period: date, frequency: KpiFrequency, steps: int = 1) -> date:
    """The period `steps` after (or, when negative, before) this one."""
    year, month = divmod(period.year * 12 + period.month - 1 + steps * MONTHS[frequency], 12)
    return date(year, month + 1, 1)


def last_day(period: date, frequency: KpiFrequency) -> date:
    return following(period, frequency) - ONE_DAY


def periods(frequency: KpiFrequency, since: date, until: date) -> Iterator[date]:
    """The periods from the one that `since` is in to the one that `until` is in, in order."""
    period = period_of(since, frequency)
    while period <= until:
        yield period
        period = following(period, frequency)


def asked_at(period: date, frequency: KpiFrequency, settings: Settings) -> datetime:
    """When a period's figures are asked for (UTC): the first working day after its end, 09:00 of the workspace.

    Where that is within its quiet hours, when they end.
    """
    day = following(period, frequency)
    while day.weekday() >= SATURDAY or holiday_on(day, settings.province) is not None:
        day += ONE_DAY
    nine = instant(day, NINE, settings.zone)
    polite = outside_quiet_hours(nine, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)
    return polite.astimezone(UTC)
