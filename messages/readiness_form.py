"""The form of a check: its points, each with the evidence, filled in from the last one to be confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from messages import inputs
from messages.blocks import Block, context, divider, option, section
from messages.drafts import offered_back
from messages.readiness_names import ANSWERS, SHORT_NAMES, STATEMENTS
from messages.surfaces import View, modal
from messages.words import Rich, Words
from storage.assessment import About, Assessment
from storage.readiness import EVIDENCE_LIMIT
from storage.readiness_rules import Answers, Given, Point, Says

FORM, AFRESH = "readiness.form", "readiness.afresh"
CONFIRM, YES, BLANK = "confirm", "yes", "blank"


@dataclass(frozen=True)
class Filled:
    """What a form is filled in from: the last check, and the name of whoever made it. `correcting`: it is that check
    that is changed, not a new one made."""

    last: Assessment | None = None
    by: str = ""
    correcting: bool = False

    @property
    def confirms(self) -> bool:
        return self.last is not None and not self.correcting


def says_field(point: Point) -> str:
    return f"says_{point}"


def why_field(point: Point) -> str:
    return f"why_{point}"


def values_of(answers: Answers) -> dict[str, Any]:
    """What was answered, as the form's values."""
    values: dict[str, Any] = {}
    for point, given in answers.items():
        values[says_field(point)] = given.says.value if given.says else BLANK
        values[why_field(point)] = given.evidence
    return values


def answers(values: Mapping[str, Any], about: About) -> dict[Point, Given]:
    """What the form says."""
    found = {}
    for point in about.points:
        says = values.get(says_field(point))
        evidence = str(values.get(why_field(point)) or "")
        found[point] = Given(Says(says) if says and says != BLANK else None, evidence)
    return found


def form(
    words: Words,
    title: Rich,
    about: About,
    values: Mapping[str, Any],
    filled: Filled,
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
) -> View:
    """The points in turn; blanks are fine. What is filled in from the last check is confirmed at the end."""
    blocks: list[Block] = [section(title)]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks.append(context(*_notes(words, filled)))
    for point in about.points:
        blocks += _point(words, point, values)
    if filled.confirms:
        holds = option(words.text("What I left as it was still holds today"), YES)
        boxes = inputs.checkboxes([holds], values.get(CONFIRM) or ())
        label = words.text("Answers from the last time")
        blocks += [divider(), inputs.field(CONFIRM, label, boxes, optional=True, dispatch=True)]
    inputs.start_over(blocks, meta.get("again"))
    name = words.text("Correct the check") if filled.correcting else words.text("Check readiness")
    return modal(FORM, name, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def _notes(words: Words, filled: Filled) -> Sequence[Rich]:
    blanks = words.rich("Leave blank what you do not know; the result says so. Facts only, no client names.")
    if filled.last is None or filled.correcting:
        return [blanks]
    day = words.full_date(filled.last.at.astimezone(words.zone).date())
    last = words.rich(
        "Filled in from the check of {day} by {name}. Change what is different now, and confirm the rest at the end.",
        day=day,
        name=filled.by,
    )
    return [last, blanks]


def _point(words: Words, point: Point, values: Mapping[str, Any]) -> list[Block]:
    scale = [option(words.text(label), says.value) for says, label in ANSWERS.items()]
    scale.append(option(words.text("Not known"), BLANK))
    chosen = inputs.select(scale, values.get(says_field(point)), placeholder=words.text("Leave blank, or choose"))
    evidence = inputs.text(values.get(why_field(point)), lines=True, limit=EVIDENCE_LIMIT, while_typing=True)
    label = words.text("Evidence: {point}", point=words.text(SHORT_NAMES[point]))
    return [
        inputs.field(says_field(point), words.text(STATEMENTS[point]), chosen, optional=True, dispatch=True),
        inputs.field(why_field(point), label, evidence, optional=True, dispatch=True),
    ]
