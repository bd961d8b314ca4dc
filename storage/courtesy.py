"""When it is polite to speak unasked, and how often: rules alone, nothing is read or kept (field, section 11)."""

from datetime import UTC, datetime, time, timedelta

from storage.days import instant
from storage.public_holidays import holiday_on, working_day
from storage.settings import Hours, outside_quiet_hours

NINE = time(9)
ONE_DAY = timedelta(days=1)
JUST = timedelta(minutes=15)
"""How long what somebody has just caused may follow at once, whatever the hour."""
HOUR = timedelta(hours=1)


def polite_at(at: datetime, hours: Hours, *, province: str | None = None) -> datetime:
    """`at` itself when it is polite to write then, else the next moment that is (UTC).

    Never in the quiet hours; with a `province` ("ON") never on its public holidays, which give way to nine o'clock
    of the next working day.
    """
    at = outside_quiet_hours(at, zone=hours.zone, start=hours.start, end=hours.end)
    day = at.astimezone(hours.zone).date()
    if province is not None and holiday_on(day, province) is not None:
        return nine_on(instant(working_day(day, province), NINE, hours.zone), hours)
    return at


def morning_after(at: datetime, hours: Hours, *, days: int = 1, province: str | None = None) -> datetime:
    """Nine o'clock, or when the quiet hours end, `days` local days after `at` (UTC); as `polite_at` for holidays."""
    day = at.astimezone(hours.zone).date() + days * ONE_DAY
    return polite_at(nine_on(instant(day, NINE, hours.zone), hours), hours, province=province)


def nine_on(nine: datetime, hours: Hours) -> datetime:
    """Nine o'clock itself, or when the quiet hours end that are then (UTC)."""
    return outside_quiet_hours(nine, zone=hours.zone, start=hours.start, end=hours.end)


def day_of(at: datetime, hours: Hours) -> tuple[datetime, datetime]:
    """The beginning and the end (UTC) of the local day of `at`."""
    day = at.astimezone(hours.zone).date()
    return instant(day, time(), hours.zone), instant(day + ONE_DAY, time(), hours.zone)


def hour_ends(at: datetime, hours: Hours) -> datetime:
    """The end (UTC) of the reader's hour that `at` is in."""
    return at.astimezone(hours.zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC) + HOUR
