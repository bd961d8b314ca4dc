"""When a cadence meets: RFC 5545 rules in its own time zone, always read from just before the days asked for."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday


class Frequency(StrEnum):
    once = "once"
    weekly = "weekly"
    biweekly = "biweekly"
    monthly_by_date = "monthly_by_date"
    monthly_by_weekday = "monthly_by_weekday"
    quarterly = "quarterly"
    half_yearly = "half_yearly"
    yearly = "yearly"


INTERVAL_DAYS = {
    Frequency.weekly: 7,
    Frequency.biweekly: 14,
    Frequency.monthly_by_date: 28,
    Frequency.monthly_by_weekday: 28,
    Frequency.quarterly: 89,
    Frequency.half_yearly: 181,
    Frequency.yearly: 365,
}
"""The shortest time between two sessions, in days; `once` has none."""

MONTHS = {
    Frequency.monthly_by_date: 1,
    Frequency.monthly_by_weekday: 1,
    Frequency.quarterly: 3,
    Frequency.half_yearly: 6,
    Frequency.yearly: 12,
}
LAST_COMMON_DAY = 28


def days(frequency: Frequency, first_on: date, *, since: date) -> Iterator[date]:
    """The rule's days from `since` on, in order and without end (`once`: at most one); none is before `first_on`.

    The rule starts from a bound at most one interval before `since`, in the phase of `first_on`, so that the
    distance to `first_on` costs nothing. The 29th to 31st become the last day of a shorter month, a fifth weekday
    the last one.
    """
    if frequency is Frequency.once:
        if first_on >= since:
            yield first_on
        return
    for instant in _rule(frequency, first_on, since):
        if (day := instant.date()) >= since:
            yield day


def nth_weekday(day: date) -> int:
    """Which of its weekday in the month `day` is: 1 to 4, or -1 for a fifth, which counts as the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def _rule(frequency: Frequency, first_on: date, since: date) -> rrule:
    late = max(since, first_on)
    if months := MONTHS.get(frequency):
        passed = (late.year - first_on.year) * 12 + late.month - first_on.month
        year, month = divmod(first_on.year * 12 + first_on.month - 1 + passed // months * months, 12)
        start = datetime.combine(date(year, month + 1, 1), time())
        return rrule(MONTHLY, interval=months, dtstart=start, **_day_of_month(frequency, first_on))
    step = INTERVAL_DAYS[frequency]
    bound = first_on + timedelta(days=(late - first_on).days // step * step)
    return rrule(WEEKLY, interval=step // 7, dtstart=datetime.combine(bound, time()))


def _day_of_month(frequency: Frequency, first_on: date) -> dict[str, Any]:
    if frequency is Frequency.monthly_by_weekday:
        return {"byweekday": weekday(first_on.weekday(), nth_weekday(first_on))}
    if first_on.day <= LAST_COMMON_DAY:
        return {"bymonthday": first_on.day}
    return {"bymonthday": range(LAST_COMMON_DAY, first_on.day + 1), "bysetpos": -1}
