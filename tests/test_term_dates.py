"""What dates mean, day by day, against a calendar that is painted naively."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from storage.agreement import AgreementState
from storage.agreement_parts import Part
from storage.agreement_texts import checked_part
from storage.errors import EndsBeforeStart
from storage.term_dates import Term

ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(2023, 6, 1), date(2029, 6, 1))
NOTICES = st.lists(st.sampled_from([90, 60, 30, 7, 1]), unique=True).map(tuple)
SIGNED, IN_FORCE, EXPIRING = AgreementState.signed, AgreementState.in_force, AgreementState.expiring
EXPIRED, ENDED = AgreementState.expired, AgreementState.ended


@st.composite
def terms(draw: st.DrawFn) -> Term:
    starts_on = draw(STARTS)
    length = draw(st.one_of(st.none(), st.integers(0, 900)))
    ends_on = None if length is None else starts_on + timedelta(days=length)
    return Term(starts_on, ends_on, draw(NOTICES), closing=draw(st.booleans()))


def painted(term: Term) -> dict[date, AgreementState]:
    """Every day from well before to well after: each coat of paint over the one before it."""
    first, last = term.starts_on - timedelta(days=200), (term.ends_on or term.starts_on) + timedelta(days=200)
    calendar = {first + timedelta(days=n): SIGNED for n in range((last - first).days + 1)}
    for day in calendar:
        if day >= term.starts_on:
            calendar[day] = IN_FORCE
    if term.ends_on is None:
        return calendar
    for ahead in range(max(term.notices, default=0) + 1):
        day = term.ends_on - timedelta(days=ahead)
        if calendar.get(day) is IN_FORCE:
            calendar[day] = EXPIRING
    for day in calendar:
        if day > term.ends_on:
            calendar[day] = ENDED if term.closing else EXPIRED
    return calendar


@given(terms())
def test_the_state_of_every_day(term: Term) -> None:
    for day, state in painted(term).items():
        assert term.state_on(day) is state


@given(terms())
def test_it_turns_on_no_other_day_than_said(term: Term) -> None:
    calendar = painted(term)
    turns = {day for before, day in pairwise(calendar) if calendar[before] is not calendar[day]}
    day, found = next(iter(calendar)), set()
    while (turn := term.turns_after(day)) is not None:
        assert turn > day
        found.add(turn)
        day = turn
    assert turns <= found


@given(terms(), st.lists(st.integers(0, 1100), min_size=1, max_size=6))
def test_it_passes_through_every_state_whatever_days_are_missed(term: Term, waits: list[int]) -> None:
    """However seldom anybody looks, the states kept are those that were lived through, in their order."""
    state, walked = SIGNED, [SIGNED]
    for wait in sorted(waits):
        steps = term.steps(state, term.starts_on + timedelta(days=wait))
        state = [state, *steps][-1]
        walked += steps
        assert state is term.state_on(term.starts_on + timedelta(days=wait))
    order = [SIGNED, IN_FORCE, EXPIRING, ENDED if term.closing else EXPIRED]
    assert walked == order[: len(walked)]


@given(terms(), st.integers(-50, 950))
def test_each_notice_once_and_of_those_missed_one(term: Term, wait: int) -> None:
    today = term.starts_on + timedelta(days=wait)
    said = term.announcements(today)
    if term.ends_on is None or today > term.ends_on:
        assert said == []
        return
    days = [(ahead, term.ends_on - timedelta(days=ahead)) for ahead in term.notices]
    assert sorted(one for one in said if one[1] > today) == sorted(one for one in days if one[1] > today)
    missed = [ahead for ahead, day in days if day <= today]
    assert [one for one in said if one[1] <= today] == ([(min(missed), today)] if missed else [])


def test_dates_that_were_moved_lead_back() -> None:
    term = Term(date(2027, 1, 1), date(2029, 1, 1), (90,))
    assert term.steps(EXPIRED, date(2028, 1, 1)) == [IN_FORCE]
    assert term.steps(EXPIRING, date(2028, 1, 1)) == [IN_FORCE]
    called_off = Term(date(2027, 1, 1), date(2026, 12, 1), (90,), closing=True)
    assert called_off.steps(SIGNED, date(2026, 12, 1)) == []
    assert called_off.steps(SIGNED, date(2026, 12, 2)) == [ENDED]


@given(STARTS, st.integers(1, 60))
def test_a_term_of_whole_months_is_followed_by_as_many(starts_on: date, months: int) -> None:
    """An agreement of a year is followed by a year, also from the 29th of February or the 31st on."""
    ends_on = starts_on + relativedelta(months=months) - ONE_DAY
    follows = Term(starts_on, ends_on).next_term
    assert follows == (ends_on + ONE_DAY, ends_on + ONE_DAY + relativedelta(months=months) - ONE_DAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "follows"),
    [
        ("2024-02-29", "2025-02-28", ("2025-03-01", "2026-02-28")),
        ("2024-02-29", "2025-02-27", ("2025-02-28", "2026-02-27")),
        ("2027-03-01", "2028-02-29", ("2028-03-01", "2029-02-28")),
        ("2026-01-31", "2026-02-28", ("2026-03-01", "2026-03-31")),
        ("2026-01-15", "2026-03-01", ("2026-03-02", "2026-04-16")),
        ("2026-01-15", "2026-01-15", ("2026-01-16", "2026-01-16")),
    ],
)
def test_the_term_after_this_one(starts_on: str, ends_on: str, follows: tuple[str, str]) -> None:
    term = Term(date.fromisoformat(starts_on), date.fromisoformat(ends_on))
    assert term.next_term == (date.fromisoformat(follows[0]), date.fromisoformat(follows[1]))


def test_what_has_no_end_has_no_next_term() -> None:
    assert Term(date(2026, 1, 1), None).next_term is None


def test_an_end_before_the_start_is_refused_at_its_field() -> None:
    with pytest.raises(EndsBeforeStart) as refusal:
        checked_part(Part.term, {"starts_on": "2026-12-01", "ends_on": "2026-11-30"})
    assert refusal.value.field == "ends_on"
    assert checked_part(Part.term, {"starts_on": "2028-02-29", "ends_on": "2028-02-29"}) == {
        "starts_on": "2028-02-29",
        "ends_on": "2028-02-29",
    }
    assert checked_part(Part.term, {"ends_on": "2026-11-30"}) == {"ends_on": "2026-11-30"}
