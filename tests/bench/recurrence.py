"""The next occurrence of a cadence that began long ago."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

from storage.recurrence import Frequency, days
from tests.bench.measure import Result, cpu_ratio

BEGAN = date(2021, 1, 5)
AFTER_A_WEEK = BEGAN + timedelta(days=8)
AFTER_FIVE_YEARS = BEGAN + timedelta(days=5 * 365 + 3)


async def results(_database_url: str) -> AsyncIterator[Result]:
    """Each frequency, five years on and one week on."""

    def next_of(frequency: Frequency, since: date) -> date:
        return next(days(frequency, BEGAN, since=since))

    for frequency in (Frequency.weekly, Frequency.monthly_by_weekday, Frequency.quarterly):

        async def late(frequency: Frequency = frequency) -> None:
            next_of(frequency, AFTER_FIVE_YEARS)

        async def early(frequency: Frequency = frequency) -> None:
            next_of(frequency, AFTER_A_WEEK)

        name = f"next occurrence ({frequency}), after 5 years / after one week"
        yield await cpu_ratio(name, late, early, goal=1.2, times=500)
