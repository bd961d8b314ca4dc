"""How readiness is judged, and until when a check holds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.assessment import About
from storage.readiness_rules import (
    ESSENTIAL,
    FULL,
    SHORT,
    Given,
    Point,
    Says,
    Verdict,
    changes,
    judged,
    needed,
    valid_until,
)

TORONTO = ZoneInfo("America/Toronto")
ANSWERS = st.dictionaries(st.sampled_from(FULL), st.builds(Given, says=st.none() | st.sampled_from(Says)))


def all_of(says: Says, **others: Says | None) -> dict[Point, Given]:
    return {point: Given(says) for point in FULL} | {Point(name): Given(one) for name, one in others.items()}


def test_there_are_twelve_points_and_five_of_others() -> None:
    assert (len(FULL), len(SHORT)) == (12, 5)
    assert not set(FULL) & set(SHORT)
    assert (needed(FULL), needed(SHORT)) == (9, 4)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        (all_of(Says.yes), Verdict.ready),
        (all_of(Says.yes, deputy=Says.no, exit=Says.partly), Verdict.ready),
        (all_of(Says.partly), Verdict.nearly),
        (all_of(Says.partly, lead=Says.yes, authority=Says.yes), Verdict.nearly),
        (all_of(Says.yes, lead=Says.no), Verdict.not_ready),
        (all_of(Says.yes, authority=Says.no), Verdict.not_ready),
        (all_of(Says.yes, privacy=Says.no), Verdict.not_ready),
        (all_of(Says.yes, privacy=None), Verdict.unknown),
        (all_of(Says.yes, mission=None, deputy=None, exit=None), Verdict.ready),
        (all_of(Says.yes, mission=None, deputy=None, exit=None, means=None), Verdict.unknown),
        ({Point.lead: Given(Says.no)}, Verdict.not_ready),
    ],
)
def test_verdicts(answers: dict[Point, Given], verdict: Verdict) -> None:
    assert judged(answers, FULL).verdict is verdict


@settings(max_examples=25)
@given(ANSWERS)
def test_every_point_is_a_strength_a_gap_or_unknown_and_an_essential_no_bars(answers: dict[Point, Given]) -> None:
    found = judged(answers, FULL)
    assert sorted([*found.strengths, *found.gaps, *found.unknown]) == sorted(FULL)
    assert 0 <= found.score <= found.most == 2 * (12 - len(found.unknown))
    barred = any(answers.get(point, Given()).says is Says.no for point in ESSENTIAL)
    assert (found.verdict is Verdict.not_ready) == barred
    better = answers | {point: Given(Says.yes) for point in found.gaps}
    assert judged(better, FULL).verdict in (Verdict.ready, Verdict.unknown)


@settings(max_examples=25)
@given(ANSWERS, ANSWERS)
def test_changes_are_the_points_that_differ(before: dict[Point, Given], after: dict[Point, Given]) -> None:
    found = changes(before, after, FULL)
    assert {one.point for one in found} == {
        point for point in FULL if before.get(point, Given()).says is not after.get(point, Given()).says
    }
    assert [(one.before, one.after) for one in found] == [
        (one.after, one.before) for one in changes(after, before, FULL)
    ]


@pytest.mark.parametrize(
    ("at", "zone", "until"),
    [
        (datetime(2026, 11, 12, 15, tzinfo=UTC), "America/Toronto", date(2027, 11, 12)),
        (datetime(2026, 11, 13, 3, 30, tzinfo=UTC), "America/Toronto", date(2027, 11, 12)),
        (datetime(2026, 11, 13, 3, 30, tzinfo=UTC), "America/St_Johns", date(2027, 11, 13)),
        (datetime(2028, 2, 29, 15, tzinfo=UTC), "America/Toronto", date(2029, 2, 28)),
        (datetime(2027, 2, 28, 15, tzinfo=UTC), "America/Toronto", date(2028, 2, 28)),
    ],
)
def test_twelve_months_in_the_readers_zone(at: datetime, zone: str, until: date) -> None:
    assert valid_until(at, ZoneInfo(zone)) == until


@settings(max_examples=25)
@given(st.integers(0, 7300), st.integers(0, 1439))
def test_a_check_holds_for_a_year(days: int, minutes: int) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=minutes)
    length = valid_until(at, TORONTO) - at.astimezone(TORONTO).date()
    assert timedelta(days=365) <= length <= timedelta(days=366)


@pytest.mark.parametrize("about", [About(), About(opportunity_id=7), About(organization_id=7)])
def test_what_is_checked_is_found_again_by_its_key(about: About) -> None:
    assert About.read(about.key) == about
