"""When a silence is noticed and told: the rule, working days, clock changes, quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.communication import days
from messages.quoting import as_read, mentioned
from messages.words import Words
from storage.communication import Every
from storage.public_holidays import holiday_on
from storage.quiet import DAYS, next_working_day, nudge_at, quiet_after, quiet_on
from storage.settings import Hours
from storage.touchpoints import Last, moment_of

TORONTO = ZoneInfo("America/Toronto")
ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "America/Vancouver", "Europe/Paris", "Asia/Tokyo")
HOURS = Hours(TORONTO, time(18), time(8))


@pytest.mark.parametrize(
    ("every", "length"),
    [
        (Every.weekly, "10 days"),
        (Every.biweekly, "3 weeks"),
        (Every.monthly, "6 weeks"),
        (Every.quarterly, "19 weeks"),
    ],
)
def test_half_as_long_again_as_agreed(every: Every, length: str) -> None:
    assert days(Words("en", TORONTO), quiet_after(every)) == length
    assert quiet_after(every) == int(DAYS[every] * 1.5)


def test_the_day_a_silence_is_noticed() -> None:
    assert quiet_on(date(2026, 11, 3), Every.monthly) == date(2026, 12, 15)
    assert quiet_on(date(2028, 2, 19), Every.weekly) == date(2028, 2, 29)


def test_weekends_and_holidays_wait_for_the_next_working_day() -> None:
    assert next_working_day(date(2026, 11, 14), "ON") == date(2026, 11, 16)  # a Saturday
    assert next_working_day(date(2026, 12, 25), "ON") == date(2026, 12, 29)  # Friday, then 28th for Boxing Day
    assert next_working_day(date(2026, 6, 24), "QC") == date(2026, 6, 25)
    assert next_working_day(date(2026, 6, 24), "ON") == date(2026, 6, 24)


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("America/Toronto", date(2026, 10, 30), datetime(2026, 10, 30, 13, tzinfo=UTC)),
        ("America/Toronto", date(2026, 11, 2), datetime(2026, 11, 2, 14, tzinfo=UTC)),  # the day after clocks went back
        ("America/Toronto", date(2026, 3, 9), datetime(2026, 3, 9, 13, tzinfo=UTC)),  # the day after they went forward
        ("America/St_Johns", date(2026, 11, 2), datetime(2026, 11, 2, 12, 30, tzinfo=UTC)),
        ("America/Regina", date(2026, 3, 9), datetime(2026, 3, 9, 15, tzinfo=UTC)),
    ],
)
def test_nine_stays_nine_across_a_clock_change(zone: str, day: date, at: datetime) -> None:
    hours = Hours(ZoneInfo(zone), time(18), time(8))
    assert nudge_at(day, now=datetime(2026, 1, 1, tzinfo=UTC), hours=hours, province="ON") == at


def test_a_moment_that_has_passed_is_the_next_morning_that_has_not() -> None:
    now = datetime(2026, 11, 13, 14, 1, tzinfo=UTC)  # a Friday, 09:01
    assert nudge_at(date(2026, 8, 1), now=now, hours=HOURS, province="ON") == datetime(2026, 11, 16, 14, tzinfo=UTC)
    assert nudge_at(date(2026, 11, 13), now=now - timedelta(minutes=1), hours=HOURS, province="ON") == datetime(
        2026, 11, 13, 14, tzinfo=UTC
    )


def test_a_late_riser_hears_of_it_later() -> None:
    late = Hours(TORONTO, time(17), time(10, 30))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert nudge_at(date(2026, 11, 12), now=now, hours=late, province="ON") == datetime(
        2026, 11, 12, 15, 30, tzinfo=UTC
    )


@given(
    day=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    ahead=st.integers(-400, 400),
    zone=st.sampled_from(ZONES),
    province=st.sampled_from(["ON", "QC", "SK", "NL"]),
)
def test_never_before_its_day_nor_out_of_hours(day: date, ahead: int, zone: str, province: str) -> None:
    hours = Hours(ZoneInfo(zone), time(18), time(8))
    now = datetime.combine(day, time(15, 20), UTC) + timedelta(days=ahead)
    at = nudge_at(day, now=now, hours=hours, province=province)
    local = at.astimezone(hours.zone)
    assert at >= now
    assert local.time() == time(9)
    assert local.date() >= day
    assert local.weekday() < 5
    assert holiday_on(local.date(), province) is None


def test_what_counts_for_a_promise() -> None:
    one, two, three = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3))
    assert Last(None, {}).counting(None) is None
    assert Last(None, {}).counting(7) is None
    assert Last(one, {7: two, 8: three}).counting(None) == three
    assert Last(one, {7: two, 8: three}).counting(7) == two
    assert Last(one, {8: three}).counting(7) == one
    assert Last(one, {None: three, 7: two}).counting(7) == three


def test_the_moment_of_a_day() -> None:
    now = datetime(2026, 11, 13, 2, tzinfo=UTC)  # the 12th, 21:00 in Toronto
    assert moment_of(date(2026, 11, 12), now=now, zone=TORONTO, field="day") == now
    noon = moment_of(date(2026, 11, 1), now=now, zone=TORONTO, field="day")
    assert noon == datetime(2026, 11, 1, 17, tzinfo=UTC)  # noon of the day the clocks went back


def test_a_message_as_people_read_it() -> None:
    said = (
        "Hi <@U_SAM1>, <@W2|ana> in <#C1|general> &amp; <!here> <!subteam^S1|@leads> "
        "<https://a.example/x?y&amp;z|the page> <mailto:ana@a.example|ana@a.example> &lt;b&gt;"
    )
    assert mentioned(said) == ["U_SAM1", "W2"]
    assert as_read(said, {"U_SAM1": "Sam"}) == (
        "Hi @Sam, @ana in #general & @here @leads the page (https://a.example/x?y&z) ana@a.example <b>"
    )
