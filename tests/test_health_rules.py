"""What answers mean: means and their bounds, who counts, anonymity, the gap; and the reasons of the signal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.agreement import AgreementState
from storage.challenges import Severity
from storage.health_reasons import Known, Quiet, Reason, Topic, changes, reasons, share_level
from storage.health_rules import (
    Care,
    HealthSide,
    Level,
    Statement,
    Tally,
    counting,
    enough,
    gap,
    level_of,
    tally,
    widest,
)
from storage.kpi_rules import Status

TODAY = date(2026, 11, 12)
NAMES = [*Statement, *Care]
SCORES = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5), max_size=len(NAMES))


@dataclass(frozen=True)
class Given:
    scores: dict[str, int] = field(default_factory=dict)
    consent: bool = False


SHEETS = st.lists(st.builds(Given, SCORES, st.booleans()), max_size=6)


def all_of(score: int, *, consent: bool = True, **other: int) -> Given:
    return Given(dict.fromkeys(Statement, score) | other, consent)


@pytest.mark.parametrize(
    ("mean", "level"),
    [
        ("5", Level.strength),
        ("4.0", Level.strength),
        ("3.95", Level.strength),  # shown as 4.0
        ("3.94", Level.talk),
        ("3.0", Level.talk),
        ("2.95", Level.talk),  # shown as 3.0
        ("2.94", Level.concern),
        ("1", Level.concern),
    ],
)
def test_a_mean_is_read_as_it_is_shown(mean: str, level: Level) -> None:
    assert level_of(Decimal(mean)) is level


@given(SHEETS)
def test_what_is_said_of_a_side_points_to_nobody(sheets: list[Given]) -> None:
    """Three who answered enough, or only people who agreed to be named; a mean stays within what was answered."""
    full = [one for one in sheets if enough(one.scores)]
    told = tally(sheets)
    assert told.answered == len(sheets)
    assert told.anonymous is (len(full) >= 3)
    assert told.counted == len(counting(sheets))
    if not told.anonymous:
        assert all(one.consent for one in counting(sheets))
    else:
        assert told.counted == len(full)
        assert all(told.sums[name][1] >= 3 for name in told.means)
    taken = [score for one in counting(sheets) for name, score in one.scores.items() if name in set(Statement)]
    if not taken:
        assert told.mean is None
        return
    assert told.mean is not None
    assert min(taken) <= told.mean <= max(taken)
    assert abs(told.mean - Decimal(sum(taken)) / len(taken)) <= Decimal("0.05")
    if told.lowest:
        assert told.lowest[1] == min(told.means[one] for one in Statement if one in told.means)


@given(SHEETS, SHEETS)
def test_the_sides_are_never_blended(ours: list[Given], theirs: list[Given]) -> None:
    one, other = tally(ours), tally(theirs)
    apart = gap(one.mean, other.mean)
    assert gap(other.mean, one.mean) == apart
    assert (apart is None) is (one.mean is None or other.mean is None)
    if one.mean is not None and other.mean is not None:
        assert apart == abs(one.mean - other.mean)
    most = widest(one, other)
    if most:
        assert most[1:] == (one.means[most[0]], other.means[most[0]])


def test_four_of_eight_are_not_enough_to_say() -> None:
    four = Given(dict.fromkeys(list(Statement)[:4], 5) | dict.fromkeys(Care, 5), consent=True)
    assert not enough(four.scores)
    assert tally([four]).mean is None
    five = Given(dict.fromkeys(list(Statement)[:5], 5), consent=True)
    assert tally([five]).mean == 5
    assert tally([five, four]) == Tally(2, 1, anonymous=False, sums=tally([five]).sums)


def test_from_three_on_nobody_is_named_and_everybody_counts() -> None:
    shy = all_of(1, consent=False)
    assert tally([all_of(4), shy]).mean == 4
    assert tally([all_of(4), shy, shy]).mean == 2
    assert tally([all_of(4), shy, shy]).anonymous
    assert tally([shy]).mean is None
    alone = all_of(4, consent=False, culture=1)
    assert "culture" not in tally([alone, shy, shy]).means  # one answer would point to a person


@given(st.integers(1, 50), st.integers(0, 50))
def test_keeping_more_of_a_promise_is_never_worse(promised: int, kept: int) -> None:
    order = list(Level)
    kept = min(kept, promised)
    levels = [order.index(share_level(promised, one)) for one in range(kept, promised + 1)]
    assert levels == sorted(levels)
    assert share_level(promised, promised) is Level.strength
    assert share_level(promised, 0) is Level.concern


@pytest.mark.parametrize(
    ("known", "topic", "level"),
    [
        (Known(promised=3, held=1), Topic.sessions, Level.concern),
        (Known(promised=2, held=1), Topic.sessions, Level.talk),
        (Known(promised=5, held=4), Topic.sessions, Level.strength),
        (Known(due=5, late=2), Topic.actions, Level.talk),
        (Known(due=5, late=0), Topic.actions, Level.strength),
        (Known(indicators={Status.on_track: 2}), Topic.indicators, Level.strength),
        (Known(indicators={Status.on_track: 2, Status.off_track: 1}), Topic.indicators, Level.talk),
        (Known(indicators={Status.on_track: 1, Status.off_track: 2}), Topic.indicators, Level.concern),
        (Known(challenges={Severity.serious: 1, Severity.minor: 2}), Topic.challenges, Level.talk),
        (Known(challenges={Severity.critical: 1}), Topic.challenges, Level.concern),
        (Known(works=3, unclear=1), Topic.roles, Level.talk),
        (Known(works=3), Topic.roles, Level.strength),
        (Known(expected=True), Topic.agreement, Level.talk),
        (Known(agreement=AgreementState.in_force), Topic.agreement, Level.strength),
        (Known(agreement=AgreementState.expiring), Topic.agreement, Level.talk),
        (Known(agreement=AgreementState.expired, expected=True), Topic.agreement, Level.concern),
        (Known(lines=1), Topic.contact, Level.strength),
        (
            Known(lines=1, quiet=Quiet("weekly", TODAY - timedelta(11), TODAY - timedelta(1))),
            Topic.contact,
            Level.talk,
        ),
        (
            Known(lines=1, quiet=Quiet("weekly", TODAY - timedelta(20), TODAY - timedelta(10))),
            Topic.contact,
            Level.concern,
        ),
        (Known(expected=True, last_contact=TODAY - timedelta(100)), Topic.contact, Level.talk),
        (Known(ours=tally([all_of(4)]), theirs=tally([all_of(3)])), Topic.gap, Level.talk),
        (Known(ours=tally([all_of(3)]), before={HealthSide.us: tally([all_of(4)])}), Topic.fallen, Level.talk),
    ],
)
def test_each_fact_has_its_level(known: Known, topic: Topic, level: Level) -> None:
    assert [one.level for one in reasons(known, TODAY) if one.topic is topic] == [level]


def test_what_is_not_known_is_no_reason() -> None:
    assert reasons(Known(), TODAY) == []
    no_target = Known(indicators={Status.no_target: 3, Status.no_value: 1}, agreement=AgreementState.drafting)
    assert reasons(no_target, TODAY) == []


def test_the_worst_comes_first_and_changes_are_by_topic() -> None:
    found = reasons(Known(promised=3, held=1, due=5, late=2, lines=1), TODAY)
    assert [one.topic for one in found] == [Topic.sessions, Topic.actions, Topic.contact]
    kept = [Reason.read(one.to_json()) for one in found]
    assert kept == found
    before = [Reason(Topic.sessions, Level.concern), Reason(Topic.actions, Level.strength)]
    assert changes(before, found) == {Topic.actions: Level.strength, Topic.contact: None}
    assert Reason.read({"topic": "weather", "level": "talk", "facts": {}}) is None
