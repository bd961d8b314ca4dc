"""What the tests of calendars share: sessions made up without a database, and files read as strangers read them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil import tz

from messages.calendar_file import calendar_file
from messages.words import Words
from storage.calendar import Series, entries
from storage.meetings import Purpose
from storage.organizations import Organization
from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.sessions import Cadence, Session, SessionState

NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
TORONTO = "America/Toronto"


def series(*sessions: Session, name: str = "Centre Rivière-Nord", **chosen: Any) -> Series:
    """A cadence, every second Tuesday at 09:00 in Toronto unless `chosen` otherwise; of the plan, or of the row."""
    plan = {"frequency": Frequency.biweekly, "first_on": date(2026, 11, 24), "at": time(9), "time_zone": TORONTO}
    row = {"id": 7, "created_at": NOW, "purpose": Purpose.planning, "revision": 0, "revised_at": None, "ended_at": None}
    of_partner = {"channel_id": "C_RIVER", "confidential": False, "archived": False}
    for given in (plan, row, of_partner):
        given.update({key: chosen.pop(key) for key in list(given) if key in chosen})
    cadence = Cadence(**row)
    cadence.follow(Plan(**plan, **chosen))
    return Series(cadence, Partner(id=3, organization=Organization(name=name), **of_partner), sessions)


def session(
    occurrence: date, starts_at: datetime, state: SessionState = SessionState.planned, **chosen: Any
) -> Session:
    row = {"id": 1, "revision": 0, "revised_at": None, "moved": False, "why": "", **chosen}
    return Session(occurrence=occurrence, starts_at=starts_at, state=state, **row)


def written(*every: Series, now: datetime = NOW, language: str = "en", province: str = "ON") -> bytes:
    found = entries(every, province=province, now=now)
    return calendar_file(Words(language, ZoneInfo("UTC")), found, team="T0NORTH", title="Mine", refresh=True)


@dataclass(frozen=True)
class Shown:
    """An event as a client shows it."""

    uid: str
    start: datetime
    end: datetime
    status: str
    number: int
    changed: datetime
    title: str
    about: str
    url: str


def read(data: bytes) -> list[Shown]:
    """The events of a file, read by the library `icalendar`; instants in UTC, by the VTIMEZONE of the file alone."""
    found = icalendar.Calendar.from_ical(data)
    assert found.errors == []
    zones = zones_in(data)
    return [_shown(event, zones) for event in found.walk("VEVENT")]


def zones_in(data: bytes) -> dict[str, Any]:
    """The time zones that a file brings along, read by dateutil."""
    parts = data.decode().partition("BEGIN:VTIMEZONE")[1:]
    text = "".join(parts).rpartition("END:VTIMEZONE")[0]
    if not text:
        return {}
    known = tz.tzical(StringIO(f"{text}END:VTIMEZONE"))
    return {name: known.get(name) for name in known.keys()}  # noqa: SIM118 (no mapping)


def _shown(event: Any, zones: dict[str, Any]) -> Shown:
    assert event.errors == []
    return Shown(
        uid=str(event["UID"]),
        start=_instant(event["DTSTART"], zones),
        end=_instant(event["DTEND"], zones),
        status=str(event["STATUS"]),
        number=int(event["SEQUENCE"]),
        changed=event["LAST-MODIFIED"].dt,
        title=str(event["SUMMARY"]),
        about=str(event["DESCRIPTION"]),
        url=str(event.get("URL", "")),
    )


def _instant(value: Any, zones: dict[str, Any]) -> datetime:
    zone = value.params.get("TZID")
    by_its_name = value.dt.astimezone(UTC)
    if zone is None:
        return by_its_name
    by_the_file = value.dt.replace(tzinfo=zones[zone]).astimezone(UTC)
    assert by_the_file == by_its_name, "who knows the zone and who reads the VTIMEZONE must agree"
    return by_the_file


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def year(now: datetime) -> datetime:
    return now + timedelta(days=366)
