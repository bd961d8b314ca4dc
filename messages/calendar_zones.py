"""Time zones as a calendar file carries them: VTIMEZONE (RFC 5545, section 3.6.5), from the IANA rules.

Outlook reads a zone by the yearly rules of its two halves and no other way, so a zone that changes its clocks alike
every year is written so; one that does not (or will stop) has each of its changes written out. A change is given in
the local time that holds until then, as the RFC asks.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

YEARS = 9  # long enough for a month in which the second Sunday is not the last but one, and the fourth not the last
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """A change of the clocks: at the local time `on` before it, from one offset to another."""

    on: datetime
    since: timedelta
    to: timedelta
    name: str


@lru_cache(maxsize=256)
def vtimezone(zone: str, first: int, last: int) -> tuple[str, ...]:
    """The lines of the component for an IANA zone, right from the year `first` to the year `last` at least."""
    info = ZoneInfo(zone)
    changes = list(_changes(info, first - 1, first - 1 + YEARS))
    yearly = _yearly(changes)
    if not yearly:
        start = datetime(first - 1, 1, 1, tzinfo=UTC).astimezone(info)
        offset = start.utcoffset() or timedelta(0)
        begin = Change(start.replace(tzinfo=None), offset, offset, start.tzname() or zone)
        yearly = [(change, "") for change in (begin, *_changes(info, first - 1, last + 1))]
    summer = max(change.to for change, _ in yearly)
    halves = len({change.to for change, _ in yearly}) > 1
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for change, rule in yearly:
        kind = "DAYLIGHT" if halves and change.to == summer else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{change.on:%Y%m%dT%H%M%S}",
            f"TZOFFSETFROM:{_offset(change.since)}",
            f"TZOFFSETTO:{_offset(change.to)}",
            f"TZNAME:{change.name}",
            *([f"RRULE:{rule}"] if rule else []),
            f"END:{kind}",
        ]
    return (*lines, "END:VTIMEZONE")


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    """Every change from the beginning of one year (UTC) to the end of another, found by halving the days."""
    at, end, step = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC), timedelta(days=1)
    offset = _at(zone, at)
    while at < end:
        later = at + step
        if (to := _at(zone, later)) != offset:
            before, after = at, later
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                before, after = (middle, after) if _at(zone, middle) == offset else (before, middle)
            after = after.replace(microsecond=0)
            yield Change((after + offset).replace(tzinfo=None), offset, to, after.astimezone(zone).tzname() or "")
            offset = to
        at = later


def _yearly(changes: Sequence[Change]) -> list[tuple[Change, str]]:
    """The two rules that give all these changes, each with its first one; none where they follow no such rules."""
    first, second = changes[0::2], changes[1::2]
    if len(changes) != 2 * YEARS + 2:
        return []
    rules = [_rule(half) for half in (first, second)]
    if not all(rules):
        return []
    return [(half[0], rule) for half, rule in zip((first, second), rules, strict=True) if rule]


def _rule(changes: Sequence[Change]) -> str:
    """ "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" where the changes come so, at one hour and to one effect; else ""."""
    alike = {(one.on.month, one.on.weekday(), one.on.time(), one.since, one.to, one.name) for one in changes}
    if len(alike) != 1 or len({one.on.year for one in changes}) != len(changes):
        return ""
    nth = {(one.on.day - 1) // 7 + 1 for one in changes}
    if len(nth) > 1:
        nth = {-1} if all(_is_last(one.on.date()) for one in changes) else set()
    on = changes[0].on
    return f"FREQ=YEARLY;BYMONTH={on.month};BYDAY={nth.pop()}{_DAYS[on.weekday()]}" if nth else ""


def _is_last(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month


def _at(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _offset(offset: timedelta) -> str:
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
