"""Who does what (RACI; field, section 6): whom one can name, and what is still unclear, by piece of work."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from messages.agreement_parts import part_name
from messages.blocks import Block, Element, button, context, option, section
from messages.limits import cut
from messages.words import N_, Rich, Words
from storage.actions import Side
from storage.agreement import STANDING, Agreement, Decision
from storage.agreement_parts import ROWS
from storage.agreement_quality import Gap, role_gaps
from storage.roles import Gone, people_in

TAKE_OVER = "agreements.take_over"
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
        answering = [one["name"] for one in row.get("accountable") or []]
        if {Gap.nobody_does, Gap.nobody_answers} <= {*found}:
            lines.append(words.rich("{work}: nobody does it, and nobody answers for it yet.", work=work))
        elif Gap.nobody_does in found:
            who = words.listed(answering)
            sentence = N_("{work}: nobody does it, though somebody answers for it: {who} (A without R).")
            lines.append(words.rich(sentence, work=work, who=who))
        elif Gap.nobody_answers in found:
            lines.append(words.rich("{work}: nobody answers for it yet.", work=work))
        if Gap.two_answer in found:
            lines.append(words.rich("{work}: more than one answers for it; one is clearer.", work=work))
        gone = {one["ref"]: one["name"] for one in people_in({ROWS: [row]}) if one["ref"] in left}
        lines += [words.rich("{work}: {name} is no longer there.", work=work, name=name) for name in gone.values()]
    return lines


def gone_blocks(
    words: Words, agreement: Agreement, gone: Sequence[Gone], owner_left: str | None, *, may_edit: bool
) -> list[Block]:
    """Who is no longer there whom the agreement counts on, and what can be done now; [] for nobody, and for one that is
    over. `owner_left` is the name of whoever looked after it, when they left."""
    if agreement.writing is None and agreement.state not in STANDING:
        return []
    blocks: list[Block] = []
    if owner_left:
        text = words.rich("*{name}*, who looks after this agreement, has left the workspace.", name=owner_left)
        take = button(words.text("Take it over"), TAKE_OVER, str(agreement.id)) if may_edit else None
        blocks.append(section(text, accessory=take))
    if gone:
        lines: list[str] = [words.rich("*No longer there*"), *(_gone_line(words, one) for one in gone)]
        blocks.append(section(Rich("\n").join(lines)))
        blocks.append(context(_next_step(words, agreement, may_edit=may_edit)))
    return blocks


def _gone_line(words: Words, one: Gone) -> Rich:
    where = words.listed([part_name(words, part) for part in one.parts])
    if not one.signed:
        return words.rich("• {name}, named in: {parts}", name=one.name, parts=where)
    side = words.text("our side") if one.side is Side.us else words.text("their side")
    signed = words.rich("• {name}, who signed for {side}: the signature holds", name=one.name, side=side)
    return words.rich("{signed} · named in: {parts}", signed=signed, parts=where) if one.parts else signed


def _next_step(words: Words, agreement: Agreement, *, may_edit: bool) -> Rich:
    """What somebody can do about it: as it is written, in a part; once it is signed, in an amendment or a renewal."""
    if agreement.writing is not None:
        step = words.rich("Please name somebody else in these parts; who signed stays on record.")
    elif agreement.decision is Decision.renew:
        step = words.rich(
            "What was signed still holds. Name who takes over in the renewal; please tell the partner too."
        )
    elif agreement.decision is not None:
        step = words.rich("What was signed holds until its last day. Please tell the partner who takes over.")
    else:
        step = words.rich("What was signed still holds. “Amend” names who takes over; please tell the partner too.")
    if may_edit:
        return step
    return words.rich("Whoever may edit this partner can name somebody else.")
