"""Two texts of one part put together: no word that either wrote is lost, and what one side alone changed is as it left
it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.agreement_both import differing, marks_of, united
from storage.agreement_parts import ASKS, ROWS, Part
from storage.agreement_texts import checked_part

WORDS = st.text("abc é\n", max_size=8)
PURPOSE = st.fixed_dictionaries({field.name: WORDS for field in ASKS[Part.purpose].fields})
GOALS = st.fixed_dictionaries(
    {
        ROWS: st.lists(
            st.fixed_dictionaries({"goal": WORDS, "measure": WORDS}), max_size=4, unique_by=lambda row: str(row)
        )
    }
)


def words(part: Part, saying: dict[str, Any]) -> list[str]:
    """Every value a part holds."""
    values = [saying[field.name] for field in ASKS[part].fields if saying.get(field.name)]
    return values + [str(row) for row in saying.get(ROWS, [])]


@given(PURPOSE, PURPOSE, PURPOSE)
def test_no_prose_is_lost(before: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    before, theirs, mine = (checked_part(Part.purpose, saying) for saying in (before, one, other))
    both = united(Part.purpose, marks_of(Part.purpose, before), theirs, mine)
    for name in ("why", "need", "served"):
        was, their, my, now = (saying.get(name, "") for saying in (before, theirs, mine, both))
        if my == was:
            assert now == their
        elif their == was:
            assert now == my
        else:
            assert their in now
            assert my in now


@given(GOALS, GOALS, GOALS)
def test_no_new_row_is_lost(before: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    before, theirs, mine = (checked_part(Part.goals, saying) for saying in (before, one, other))
    both = words(Part.goals, united(Part.goals, marks_of(Part.goals, before), theirs, mine))
    was, their, my = (words(Part.goals, saying) for saying in (before, theirs, mine))
    assert {row for row in their + my if row not in was} <= set(both)
    assert {row for row in was if row in their and row in my} <= set(both)
    assert not [row for row in was if (row in their) != (row in my) and row in both]


@given(PURPOSE, PURPOSE)
def test_where_nobody_else_wrote_it_is_mine(before: dict[str, Any], one: dict[str, Any]) -> None:
    before, mine = checked_part(Part.purpose, before), checked_part(Part.purpose, one)
    assert united(Part.purpose, marks_of(Part.purpose, before), before, mine) == mine
    assert united(Part.purpose, marks_of(Part.purpose, before), mine, before) == mine
    assert (differing(Part.purpose, before, mine) == []) is (before == mine)


@pytest.mark.parametrize(
    ("part", "theirs", "mine", "both"),
    [
        (Part.purpose, {"why": "One."}, {"why": "Two."}, {"why": "One.\n\nTwo."}),
        (Part.purpose, {"why": "One."}, {"why": "One. And more."}, {"why": "One. And more."}),
        (Part.governance, {"lead_ours": "Sam"}, {"lead_ours": "Amélie"}, {"lead_ours": "Sam / Amélie"}),
        (Part.funding, {"total": "100.00"}, {"total": "200.00"}, {"total": "200.00"}),
        (Part.term, {"notices": ["90"]}, {"notices": ["30", "90"]}, {"notices": ["90", "30"]}),
        (Part.goals, {ROWS: [{"goal": "A"}]}, {ROWS: [{"goal": "B"}]}, {ROWS: [{"goal": "A"}, {"goal": "B"}]}),
        (Part.purpose, {"why": "One."}, {}, {"why": "One."}),
    ],
)
def test_each_kind_of_field(part: Part, theirs: dict[str, Any], mine: dict[str, Any], both: dict[str, Any]) -> None:
    assert united(part, {}, theirs, mine) == both
