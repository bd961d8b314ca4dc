"""Sessions as an iCalendar file (RFC 5545), which Google, Outlook and Apple read alike.

Each session is a VEVENT of its own, and no RRULE is written. A rule with exceptions (RECURRENCE-ID) would be shorter,
but the three do not agree on it: "the 31st, else the last day" needs BYSETPOS, which Outlook does not take; a rule
cannot say that a session gives way to a public holiday; a moved exception loses its series in a subscribed calendar;
and each client has an answer of its own to an hour that the clock change skips. An event with a UID that never
changes is the one form that all of them show, move and strike out as meant.

No METHOD is given: nothing is asked of anybody, and RFC 5546 would want an organizer's address. DTSTAMP is when the
session was last changed, not now, so that a file in which nothing changed is the same to the byte.

The lines are written here rather than by the library `icalendar`, which takes fourteen times as long (a calendar may
hold thousands of sessions, and is read every hour) and puts the spring change of a VTIMEZONE an hour late; the tests
read every file with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from messages.cadences import capital, rhythm
from messages.calendar_zones import vtimezone
from messages.content_lines import escaped, folded
from messages.words import N_, Words
from storage.calendar import Entry
from storage.meetings import Purpose
from storage.recurrence import Frequency
from storage.sessions import Cadence

REFRESH = "PT1H"
EMPTY_YEAR = 2026
"""A calendar must hold something (RFC 5545, section 3.4): one without sessions has a time zone, of any year."""
TITLES: dict[Purpose, str] = {
    Purpose.planning: N_("Planning session with {name}"),
    Purpose.review: N_("Review with {name}"),
}


def calendar_file(
    words: Words, entries: Sequence[Entry], *, team: str, title: str | None = None, refresh: bool = False
) -> bytes:
    """The file: UTF-8, lines ended and folded as the RFC asks. `team` is the workspace as Slack knows it; `title` names
    the whole calendar; `refresh` says how often to look again. Takes a while for many: call it in a thread."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liaison//Liaison//EN", "CALSCALE:GREGORIAN"]
    if title:
        lines += [f"NAME:{escaped(title)}", f"X-WR-CALNAME:{escaped(title)}"]
    if refresh:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    lines += _zones(entries) if entries else vtimezone(words.zone.key, EMPTY_YEAR, EMPTY_YEAR)
    about: dict[tuple[object, ...], list[bytes]] = {}
    octets = [folded(line) for line in lines]
    for entry in entries:
        same = entry.series.cadence.id, entry.cancelled, entry.occurrence if entry.moved else None
        if same not in about:
            about[same] = [folded(line) for line in _about(words, entry, team)]
        octets += [*(folded(line) for line in _dates(entry, team)), *about[same]]
    return b"".join([*octets, folded("END:VCALENDAR")])


def title_of(words: Words, entry: Entry) -> str:
    """What a session is called in a calendar: "Planning session with Centre Rivière-Nord"."""
    title = TITLES.get(entry.series.cadence.purpose, N_("Meeting with {name}"))
    return words.text(title, name=entry.series.partner.name)


def _dates(entry: Entry, team: str) -> Iterator[str]:
    cadence, changed_at = entry.series.cadence, _utc(entry.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{cadence.id}-{entry.occurrence:%Y%m%d}@{team.lower()}.liaison"
    yield f"DTSTAMP:{changed_at}"
    yield f"LAST-MODIFIED:{changed_at}"
    yield f"SEQUENCE:{entry.number}"
    yield from _span(entry.starts_at, entry.ends_at, cadence.time_zone)


def _about(words: Words, entry: Entry, team: str) -> Iterator[str]:
    """The lines that the sessions of a cadence have alike, unless one was moved or taken back."""
    partner = entry.series.partner
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{escaped(title_of(words, entry))}"
    if partner.confidential:
        yield "CLASS:PRIVATE"
    channel = entry.series.cadence.channel_id or partner.channel_id
    if channel:
        place = f"&team={team}" if team.startswith("T") else ""
        yield f"URL:https://slack.com/app_redirect?channel={channel}{place}"
    yield f"DESCRIPTION:{escaped(_description(words, entry))}"
    yield "END:VEVENT"


def _description(words: Words, entry: Entry) -> str:
    """How it came about; nothing that was said in it or about it."""
    if entry.cancelled:
        return words.text("Skipped, or no longer planned.")
    cadence = entry.series.cadence
    parts = [f"{_rhythm(words, cadence)}."] if cadence.frequency is not Frequency.once else []
    if entry.moved:
        parts.append(words.text("The plan had it on {day}.", day=words.day(entry.occurrence, year=True)))
    if cadence.purpose is Purpose.review:
        parts.append(words.text("Liaison sends the briefing in Slack beforehand."))
    else:
        parts.append(words.text("Liaison sends the agenda in Slack beforehand."))
    return " ".join(parts)


def _rhythm(words: Words, cadence: Cadence) -> str:
    return capital(rhythm(words, cadence))


def _span(starts_at: datetime, ends_at: datetime, zone: str) -> list[str]:
    """When it is, by the clocks of its zone. A time that comes twice that night is told in UTC, as the RFC reads the
    local one as the earlier of the two."""
    here = _zone(zone)
    local = starts_at.astimezone(here), ends_at.astimezone(here)
    if zone == "UTC" or any(at.fold for at in local):
        return [f"DTSTART:{_utc(starts_at)}", f"DTEND:{_utc(ends_at)}"]
    return [f"{name};TZID={zone}:{at:%Y%m%dT%H%M%S}" for name, at in zip(("DTSTART", "DTEND"), local, strict=True)]


def _zones(entries: Iterable[Entry]) -> Iterator[str]:
    years: dict[str, set[int]] = {}
    for entry in entries:
        name = entry.series.cadence.time_zone
        years.setdefault(name, set()).add(entry.starts_at.astimezone(_zone(name)).year)
    for zone, seen in sorted(years.items()):
        if zone != "UTC":
            yield from vtimezone(zone, min(seen), max(seen))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
