"""Shared goals and ways to work together: their part of the meeting form, and how they are written in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages import inputs
from messages.blocks import Block, actions, button, context, header, option, section
from messages.limits import cut
from messages.words import N_, Rich, Words, escape
from storage.goals import GOAL_LIMIT, MEASURE_LIMIT, WAY_LIMIT, Goal, Way, WayKind

ADD = "goals.add"
MET = "goals_met"
DROPPED = "goals_dropped"
MOST_ROWS = 6
MOST_LISTED = 100
WAYS: dict[WayKind, str] = {
    WayKind.services: N_("Shared services"),
    WayKind.resources: N_("Shared resources"),
    WayKind.other: N_("Other ways to work together"),
}
_WAY_HINTS: dict[WayKind, str] = {
    WayKind.services: N_("What you would run or offer together, for example a joint intake."),
    WayKind.resources: N_("What one side could lend or give: rooms, staff time, equipment, know-how."),
    WayKind.other: N_("Anything else you could do together."),
}


def row(index: int) -> str:
    """The field of a new goal's text; `_measure` and `_by` follow it."""
    return f"goal_{index}"


def way_field(kind: WayKind) -> str:
    return f"way_{kind.value}"


def goals_part(words: Words, known: Sequence[Goal], values: Mapping[str, Any], *, rows: int) -> list[Block]:
    """What becomes of the open goals, and rows for new ones."""
    blocks = [header(words.text("Shared goals"))]
    if known:
        blocks += _settling(words, known[:MOST_LISTED], values)
    for index in range(rows):
        blocks += _row(words, index, values)
    if rows < MOST_ROWS:
        blocks.append(actions(button(words.text("Add another goal"), ADD), block_id="goals_more"))
    return blocks


def ways_part(words: Words, known: Sequence[Way], values: Mapping[str, Any]) -> list[Block]:
    """One field for each kind of way to work together, below those that are known."""
    blocks = [header(words.text("Ways to work together"))]
    if known:
        lines = [words.rich("• {kind} – {text}", kind=words.text(WAYS[way.kind]), text=way.text) for way in known]
        blocks.append(context(Rich("\n").join(lines)))
    for kind, label in WAYS.items():
        name = way_field(kind)
        element = inputs.text(values.get(name), lines=True, limit=WAY_LIMIT)
        hint = words.text(_WAY_HINTS[kind])
        blocks.append(inputs.field(name, words.text(label), element, hint=hint, optional=True))
    return blocks


def goal_line(words: Words, goal: Goal) -> Rich:
    """A goal with how it is measured and by when, where that is known."""
    line = escape(goal.text)
    if goal.measure:
        line = words.rich("{goal} (measured by {measure})", goal=line, measure=goal.measure)
    if goal.by:
        line = words.rich("{goal}, by {day}", goal=line, day=words.full_date(goal.by))
    return line


def _settling(words: Words, known: Sequence[Goal], values: Mapping[str, Any]) -> list[Block]:
    options = [option(goal.text, str(goal.id)) for goal in known]
    each = max(75, 2900 // len(known))
    lines = [Rich("• {}").format(cut(goal_line(words, goal), each)) for goal in known]
    return [
        section(Rich("\n").join(lines)),
        inputs.field(
            MET,
            words.text("Which of these are met?"),
            inputs.multi_select(options, values.get(MET) or ()),
            hint=words.text("Those you choose in neither list are kept as they are."),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            DROPPED,
            words.text("Which of these are dropped?"),
            inputs.multi_select(options, values.get(DROPPED) or ()),
            optional=True,
            dispatch=True,
        ),
    ]


def _row(words: Words, index: int, values: Mapping[str, Any]) -> list[Block]:
    name = row(index)
    measure, by = f"{name}_measure", f"{name}_by"
    goal = inputs.text(
        values.get(name), limit=GOAL_LIMIT, placeholder=words.text("For example: 40 newcomers in paid work by June")
    )
    return [
        inputs.field(name, words.text("New goal {n}", n=index + 1), goal, optional=True),
        inputs.field(
            measure,
            words.text("Goal {n}: how it is measured", n=index + 1),
            inputs.text(values.get(measure), limit=MEASURE_LIMIT),
            optional=True,
        ),
        inputs.field(
            by, words.text("Goal {n}: by when", n=index + 1), inputs.date(values.get(by)), optional=True, dispatch=True
        ),
    ]
