"""Days and hours that people give: read, and refused where they cannot be meant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from storage.errors import Missing, NoSuchDay, TooFarAhead, TooLongAgo

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)


def checked_day(typed: str | None, *, field: str) -> date | None:
    """A day as a date picker gives it ("2026-11-24"), None for a blank.

    Raises `NoSuchDay`, `TooLongAgo` (before 2000) or `TooFarAhead` (2100 and later).
    """
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise NoSuchDay(field=field) from error
    if day < EARLIEST:
        raise TooLongAgo(field=field)
    if day >= LATEST:
        raise TooFarAhead(field=field)
    return day


def needed_day(typed: str | None, *, field: str) -> date:
    """The same where there must be one. Raises `Missing` too."""
    day = checked_day(typed, field=field)
    if day is None:
        raise Missing(field=field)
    return day


def checked_hour(typed: str | None, *, field: str) -> time | None:
    """A time of day as a time picker gives it ("09:00"), None for a blank. Raises `NoSuchDay`."""
    if not typed:
        return None
    try:
        return time.fromisoformat(typed)
    except ValueError as error:
        raise NoSuchDay(field=field) from error


def needed_hour(typed: str | None, *, field: str) -> time:
    """The same where there must be one. Raises `Missing` too."""
    hour = checked_hour(typed, field=field)
    if hour is None:
        raise Missing(field=field)
    return hour


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local day and hour; an hour that the clock change skips is the one after it."""
    return datetime.combine(day, hour, zone).astimezone(UTC)
