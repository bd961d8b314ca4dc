"""The file that calendars read: against `icalendar` and against dateutil's rules and zones, expanded naively."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from messages.calendar_zones import vtimezone
from storage.meetings import Purpose
from storage.recurrence import Frequency
from storage.sessions import SessionState
from tests.calendars import NOW, read, series, session, unfolded, written, year, zones_in
from tests.test_recurrence import naive

ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "Europe/Paris", "UTC")
FIRST_DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MOMENTS = st.integers(0, 1300 * 24).map(lambda hours: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(hours=hours))
HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
OTHER_ZONES = ("America/Vancouver", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata")


@settings(deadline=None)
@given(st.sampled_from(Frequency), FIRST_DAYS, HOURS, st.sampled_from(ZONES), st.sampled_from((30, 60, 240)), MOMENTS)
@example(Frequency.weekly, date(2026, 11, 1), time(1, 30), "America/Toronto", 60, datetime(2026, 10, 1, tzinfo=UTC))
@example(Frequency.weekly, date(2027, 3, 14), time(2, 30), "America/Toronto", 60, datetime(2027, 3, 1, tzinfo=UTC))
@example(Frequency.weekly, date(2026, 11, 1), time(0, 30), "America/St_Johns", 60, datetime(2026, 10, 1, tzinfo=UTC))
@example(Frequency.weekly, date(2027, 3, 14), time(9), "America/Regina", 60, datetime(2027, 3, 1, tzinfo=UTC))
@example(Frequency.monthly_by_date, date(2024, 2, 29), time(9), "America/Toronto", 60, datetime(2028, 2, 1, tzinfo=UTC))
@example(Frequency.monthly_by_date, date(2026, 1, 31), time(9), "America/Toronto", 60, datetime(2027, 1, 1, tzinfo=UTC))
def test_a_year_ahead_is_what_the_rule_gives_by_naive_expansion(
    frequency: Frequency, first_on: date, at: time, zone: str, minutes: int, now: datetime
) -> None:
    """No session is lost, doubled or an hour off, whatever rule, zone and clock change."""
    one = series(frequency=frequency, first_on=first_on, at=at, time_zone=zone, minutes=minutes)
    there = tz.gettz(zone)
    days = naive(frequency, first_on, (year(now) + timedelta(days=2)).date())
    moments = [tz.resolve_imaginary(datetime.combine(day, at, there)).astimezone(UTC) for day in days]
    expected = [moment for moment in moments if now < moment <= year(now)]
    shown = read(written(one, now=now))
    assert [event.start for event in shown] == expected
    assert {event.end - event.start for event in shown} <= {timedelta(minutes=minutes)}
    assert len({event.uid for event in shown}) == len(shown)
    assert {event.status for event in shown} <= {"CONFIRMED"}


@pytest.mark.parametrize(
    "zone", [*ZONES[:-1], "America/Vancouver", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata"]
)
def test_a_zone_is_the_same_read_from_the_file(zone: str) -> None:
    """Every quarter of an hour around each change, and every day between, by dateutil and by the IANA rules."""
    file = "\r\n".join(["BEGIN:VCALENDAR", *vtimezone(zone, 2026, 2028), "END:VCALENDAR", ""]).encode()
    here, brought = ZoneInfo(zone), zones_in(file)[zone]
    at, offset = datetime(2026, 1, 1, tzinfo=UTC), None
    while at < datetime(2029, 1, 1, tzinfo=UTC):
        local = at.astimezone(here)
        if local.fold == 0:
            assert local.replace(tzinfo=brought).utcoffset() == local.utcoffset(), local
        near = offset is not None and (at + timedelta(days=1)).astimezone(here).utcoffset() != local.utcoffset()
        offset = local.utcoffset()
        at += timedelta(minutes=15) if near else timedelta(hours=6)


def test_a_zone_that_changes_every_year_alike_is_two_yearly_rules() -> None:
    """As Outlook wants it; St. John's half hour and all."""
    lines = vtimezone("America/St_Johns", 2026, 2027)
    assert [line for line in lines if line.startswith(("RRULE", "TZOFFSETTO"))] == [
        "TZOFFSETTO:-0230",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "TZOFFSETTO:-0330",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]
    assert not [line for line in vtimezone("America/Regina", 2026, 2027) if line.startswith("RRULE")]
    assert [line.rpartition(";")[2] for line in vtimezone("Europe/Paris", 2026, 2027) if line.startswith("RRULE")] == [
        "BYDAY=-1SU",
        "BYDAY=-1SU",
    ]
    assert "DTSTART:20250309T020000" in vtimezone("America/Toronto", 2026, 2027)  # 02:00, by the clocks until then


def test_what_a_calendar_is_told_of_one_session() -> None:
    data = written(series(frequency=Frequency.once))
    lines = unfolded(data)
    for line in (
        "NAME:Mine",
        "X-WR-CALNAME:Mine",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "UID:7-20261124@t0north.liaison",
        "DTSTAMP:20261112T150000Z",
        "LAST-MODIFIED:20261112T150000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=America/Toronto:20261124T090000",
        "DTEND;TZID=America/Toronto:20261124T100000",
        "SUMMARY:Planning session with Centre Rivière-Nord",
        "URL:https://slack.com/app_redirect?channel=C_RIVER&team=T0NORTH",
        "DESCRIPTION:Liaison sends the agenda in Slack beforehand.",
    ):
        assert lines.count(line) == 1, line
    assert "METHOD" not in data.decode()
    assert "VALARM" not in data.decode()
    assert lines[-2:] == ["END:VCALENDAR", ""]


@pytest.mark.parametrize(
    ("purpose", "language", "title"),
    [
        (Purpose.review, "en", "Review with Harbour"),
        (Purpose.review, "fr", "Bilan avec Harbour"),
        (Purpose.planning, "fr", "Séance de planification avec Harbour"),
        (Purpose.exploration, "en", "Meeting with Harbour"),
    ],
)
def test_the_title_is_in_the_reader_s_language(purpose: Purpose, language: str, title: str) -> None:
    shown = read(written(series(purpose=purpose, name="Harbour"), language=language))
    assert {event.title for event in shown} == {title}
    assert ("mardi" in shown[0].about) == (language == "fr")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@example("a;b,c\\d\ne\r\nf:g\"h' \\n END:VEVENT")
@example("é" * 80)
@example("👩‍👩‍👧‍👦" * 30)
@example("x" * 66 + "é")
@example("\x00\x07\x1b\u2028")
def test_any_name_comes_back_as_it_was(name: str) -> None:
    data = written(series(name=name, frequency=Frequency.once))
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert not any(octet in line for line in lines for octet in (b"\r", b"\n"))
    [event] = read(data)
    lines_of_it = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", name)
    plain = "".join(letter for letter in lines_of_it if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    assert event.title == f"Planning session with {plain}"


def test_a_night_that_has_one_hour_twice() -> None:
    """From 01:30 to 02:30 by the clock is two hours that night; half past one until half past one again is one."""
    now = datetime(2026, 10, 1, tzinfo=UTC)
    one = series(frequency=Frequency.once, first_on=date(2026, 11, 1), at=time(1, 30), minutes=60)
    assert "DTSTART:20261101T053000Z" in unfolded(written(one, now=now))
    [event] = read(written(one, now=now))
    assert event.start == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


TUESDAY, LATER = date(2026, 11, 24), date(2026, 12, 8)
AT_NINE = datetime(2026, 11, 24, 14, tzinfo=UTC)


def test_what_was_moved_keeps_its_identity() -> None:
    moved = session(TUESDAY, AT_NINE + timedelta(days=2), moved=True, revision=1, revised_at=NOW + timedelta(hours=1))
    first, second = read(written(series(moved)))[:2]
    assert (first.uid, first.start) == ("7-20261124@t0north.liaison", AT_NINE + timedelta(days=2))
    assert (first.number, first.changed, first.status) == (1, NOW + timedelta(hours=1), "CONFIRMED")
    assert "The plan had it on Tue 24 Nov 2026." in first.about
    assert (second.uid, second.start, second.number) == ("7-20261208@t0north.liaison", AT_NINE + timedelta(days=14), 0)


@pytest.mark.parametrize("state", [SessionState.skipped, SessionState.withdrawn])
def test_what_was_taken_back_is_struck_out_for_sixty_days(state: SessionState) -> None:
    taken = session(TUESDAY, AT_NINE, state, revision=1, revised_at=NOW, why="Somebody is unwell")
    over = NOW + timedelta(days=1)
    one = series(taken, ended_at=over if state is SessionState.withdrawn else None)
    first = read(written(one))[0]
    assert (first.uid, first.status, first.number) == ("7-20261124@t0north.liaison", "CANCELLED", 1)
    assert "unwell" not in written(one).decode()
    assert read(written(one, now=NOW + timedelta(days=59)))[0].status == "CANCELLED"
    assert "CANCELLED" not in {event.status for event in read(written(one, now=NOW + timedelta(days=61)))}


def test_what_the_plan_gives_again_is_planned_again() -> None:
    """Ended and taken up again, at another hour, before the table has caught up."""
    withdrawn = session(TUESDAY, AT_NINE, SessionState.withdrawn, revision=1, revised_at=NOW)
    first = read(written(series(withdrawn, revision=2, at=time(10))))[0]
    assert (first.status, first.start, first.number) == ("CONFIRMED", AT_NINE + timedelta(hours=1), 3)
    withdrawn.moved, withdrawn.starts_at = True, AT_NINE + timedelta(hours=5)
    first = read(written(series(withdrawn, revision=2, at=time(10))))[0]
    assert (first.status, first.start) == ("CONFIRMED", AT_NINE + timedelta(hours=5))


def test_the_past_stays_for_sixty_days() -> None:
    held = session(TUESDAY, AT_NINE, SessionState.held)
    for days, there in ((1, True), (59, True), (61, False)):
        shown = read(written(series(held), now=AT_NINE + timedelta(days=days)))
        assert ("7-20261124@t0north.liaison" in {event.uid for event in shown}) is there
        assert {event.status for event in shown} == {"CONFIRMED"}


def test_an_archived_partner_has_no_sessions_to_come() -> None:
    held, planned = session(TUESDAY, AT_NINE, SessionState.held), session(LATER, AT_NINE + timedelta(days=14))
    shown = read(written(series(held, planned, archived=True), now=AT_NINE + timedelta(days=1)))
    assert [event.uid for event in shown] == ["7-20261124@t0north.liaison"]


def test_a_session_that_gives_way_to_a_holiday() -> None:
    """Friday 25 December; the table holds it already, the rule gives the one of 2027."""
    christmas = {"first_on": date(2026, 12, 25), "frequency": Frequency.quarterly, "shift_holidays": True}
    shown = read(written(series(**christmas)))
    assert [event.start.date() for event in shown][:2] == [date(2026, 12, 29), date(2027, 3, 25)]
    assert shown[0].uid == "7-20261225@t0north.liaison"


def test_a_session_planned_far_ahead_is_there() -> None:
    far = session(date(2028, 5, 2), datetime(2028, 5, 2, 13, tzinfo=UTC))
    [event] = read(written(series(far, frequency=Frequency.once, first_on=date(2028, 5, 2))))
    assert event.start == datetime(2028, 5, 2, 13, tzinfo=UTC)


def test_a_confidential_partner_is_private_in_a_calendar_that_others_see() -> None:
    assert "CLASS:PRIVATE" in unfolded(written(series(confidential=True)))
    assert "CLASS:PRIVATE" not in unfolded(written(series()))


def test_several_zones_and_nothing_at_all() -> None:
    both = written(series(), series(id=8, time_zone="America/St_Johns"))
    assert set(zones_in(both)) == {"America/Toronto", "America/St_Johns"}
    starts = [event.start for event in read(both)]
    assert all(earlier <= later for earlier, later in pairwise(starts))
    assert read(written()) == []
    assert "BEGIN:VTIMEZONE" in unfolded(written())


def test_the_same_is_the_same_to_the_byte() -> None:
    assert written(series()) == written(series())
