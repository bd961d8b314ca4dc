"""When reports are due, against months counted one by one."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.agreement_parts import Every
from storage.reports_due import MONTHS, report_days, reports

FIRST_DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
WAITS = st.integers(-400, 3000).map(lambda n: timedelta(days=n))


def naive(first_on: date, every: Every, until: date) -> list[date]:
    """The oracle: month after month from the first day on, each cut to its own length."""
    found, year, month = [first_on], first_on.year, first_on.month
    while every is not Every.once and found[-1] <= until:
        for _ in range(MONTHS[every]):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(date(year, month, min(first_on.day, monthrange(year, month)[1])))
    return [day for day in found if day <= until]


@given(st.sampled_from(Every), FIRST_DAYS, WAITS)
def test_no_day_is_lost_or_doubled(every: Every, first_on: date, wait: timedelta) -> None:
    since, until = first_on + wait, first_on + wait + timedelta(days=1500)
    ours = []
    for day in report_days(first_on, every, since=since):
        if day > until:
            break
        ours.append(day)
    assert ours == [day for day in naive(first_on, every, until) if day >= since]


@pytest.mark.parametrize(
    ("first_on", "every", "days"),
    [
        ("2027-01-31", Every.monthly, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-02-29", Every.yearly, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2027-11-30", Every.quarterly, ["2027-11-30", "2028-02-29", "2028-05-30"]),
        ("2027-08-31", Every.half_yearly, ["2027-08-31", "2028-02-29", "2028-08-31"]),
        ("2027-08-31", Every.once, ["2027-08-31"]),
    ],
)
def test_the_last_day_of_shorter_months(first_on: str, every: Every, days: list[str]) -> None:
    start = date.fromisoformat(first_on)
    found = islice(report_days(start, every, since=start), len(days))
    assert [day.isoformat() for day in found] == days


def test_only_what_says_what_how_often_and_from_when_is_asked_for() -> None:
    whole = {"what": "Figures", "to": "Maria", "every": "monthly", "first_on": "2027-01-31"}
    rows = [
        whole,
        {**whole, "to": ""},
        *({name: value for name, value in whole.items() if name != gone} for gone in whole),
    ]
    found = reports({"reporting": {"rows": rows}})
    assert [(what, reader) for what, reader, *_ in found] == [("Figures", "Maria"), ("Figures", ""), ("Figures", "")]
    assert reports({}) == []
