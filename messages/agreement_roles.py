"""Who does what (RACI; field, section 6): whom one can name, and what is still unclear, by piece of work."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from messages.blocks import Element, option
from messages.limits import cut
from messages.words import Rich, Words
from storage.agreement_parts import ROWS
from storage.agreement_quality import Gap, role_gaps
from storage.roles import people_in

BOTH = "both"
WORK_SHOWN = 60


def sides(words: Words, partner: str) -> dict[str, str]:
    """What the sides are called, by reference."""
    return {"us": words.text("Our organization"), "them": partner, BOTH: words.text("Both sides")}


def who_choices(
    words: Words, *, ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]], partner: str
) -> list[Element]:
    """Who can be named for a piece of work, in two groups; `ours` and `theirs` are (id, name)."""
    called = sides(words, partner)
    us = [option(called["us"], "us"), option(called[BOTH], BOTH)]
    us += [option(name, f"u:{user_id}") for user_id, name in ours]
    them = [option(called["them"], "them"), *(option(name, f"c:{contact_id}") for contact_id, name in theirs)]
    return [
        {"label": {"type": "plain_text", "text": label, "emoji": False}, "options": options}
        for label, options in ((words.text("Our side"), us), (words.text("Their side"), them))
    ]


def unclear(words: Words, saying: Mapping[str, Any], left: Collection[str] = ()) -> list[Rich]:
    """What is still unclear, in the order of the rows; `left` are references of those who are no longer there."""
    lines: list[Rich] = []
    for row in saying.get(ROWS) or []:
        work = cut(row.get("work") or words.text("A piece of work"), WORK_SHOWN)
        found = role_gaps(row)
        if Gap.nobody_does in found:
            lines.append(words.rich("{work}: nobody does it yet.", work=work))
        if Gap.nobody_answers in found:
            lines.append(words.rich("{work}: nobody answers for it yet.", work=work))
        if Gap.two_answer in found:
            lines.append(words.rich("{work}: more than one answers for it; one is clearer.", work=work))
        gone = {one["ref"]: one["name"] for one in people_in({ROWS: [row]}) if one["ref"] in left}
        lines += [words.rich("{work}: {name} is no longer there.", work=work, name=name) for name in gone.values()]
    return lines
