"""What a submitted meeting form says, read without anything around it."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.meeting_report import mark, said
from messages.meeting_values import rows_in
from storage.actions import Side
from storage.errors import MetAndDropped, Missing, NoSuchDay, TooFarAhead, TooLongAgo

TORONTO = ZoneInfo("America/Toronto")
LEAST: dict[str, Any] = {"date": "2026-11-12", "time": "10:00", "purpose": "exploration"}


def test_the_least_that_can_be_said() -> None:
    told = said(LEAST, TORONTO)
    assert told.report.held_at == datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
    assert (told.goals, told.steps, told.newcomers, told.people) == ([], [], [], set())


def test_an_hour_that_the_clock_change_skips_or_repeats() -> None:
    assert said({**LEAST, "date": "2026-03-08", "time": "02:30"}, TORONTO).report.held_at.hour == 7
    assert said({**LEAST, "date": "2026-11-01", "time": "01:30"}, TORONTO).report.held_at.hour == 5


@pytest.mark.parametrize(
    ("who", "side", "assignee_id", "contact_id"),
    [
        ("u:U_SAM", Side.us, "U_SAM", None),
        ("c:12", Side.them, None, 12),
        ("them", Side.them, None, None),
        ("both", Side.joint, None, None),
        (None, Side.us, None, None),
    ],
)
def test_who_takes_a_step(who: str | None, side: Side, assignee_id: str | None, contact_id: int | None) -> None:
    step = said({**LEAST, "step_3": "Call", "step_3_who": who, "step_3_by": "2026-11-20"}, TORONTO).steps[0]
    assert (step.field, step.side, step.assignee_id, step.contact_id) == ("step_3", side, assignee_id, contact_id)
    assert step.by == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"date": None}, Missing, "date"),
        ({"date": "soon"}, NoSuchDay, "date"),
        ({"date": "1999-12-31"}, TooLongAgo, "date"),
        ({"time": None}, Missing, "time"),
        ({"time": "25:00"}, NoSuchDay, "time"),
        ({"goal_1_by": "2100-01-01"}, TooFarAhead, "goal_1_by"),
        ({"goal_1_by": "2027-01-01"}, Missing, "goal_1"),
        ({"step_0_who": "both"}, Missing, "step_0"),
        ({"goals_met": ["1"], "goals_dropped": ["1"]}, MetAndDropped, "goals_dropped"),
    ],
)
def test_what_cannot_be_meant(values: dict[str, Any], refusal: type[Exception], field: str) -> None:
    with pytest.raises(refusal) as raised:
        said({**LEAST, **values}, TORONTO)
    assert getattr(raised.value, "field", None) == field


def test_newcomers_are_told_apart() -> None:
    assert said({**LEAST, "new_contacts": " Jo Roy, ;Lee\nMaria "}, TORONTO).newcomers == ["Jo Roy", "Lee", "Maria"]


def test_rows_are_counted_by_their_fields() -> None:
    assert rows_in({}, "goal") == 1
    assert rows_in({"goal_0": None, "goal_2_by": None, "goals_met": []}, "goal") == 3
    assert rows_in({"step_0": None, "step_11_who": None}, "step") == 12


def test_a_mark_tells_a_change() -> None:
    assert mark("Monthly ", False) == mark("Monthly", False)
    assert len({mark("", False), mark("", True), mark("Monthly", False), mark("Monthly", True)}) == 4
