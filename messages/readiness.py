"""Readiness as people see it: the result with its rule, what to do about each gap, and how it has changed (25.2 K4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from messages import actions as promises
from messages.blocks import Block, Element, actions, button, confirm, context, divider, section
from messages.limits import cut
from messages.readiness_names import STATEMENTS, SUGGESTED, VERDICTS, answer_name, is_over, names, points_total, title
from messages.readiness_past import PAST, since
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.actions import Action, Who
from storage.assessment import Assessment
from storage.opportunity import Opportunity
from storage.readiness import Looked
from storage.readiness_rules import ESSENTIAL, Given, Judged, Point, Verdict, judged, needed, valid_until

OPEN, OF_PARTNER, CHECK, CORRECT, RESULT, CHOOSE = (
    "readiness.open",
    "readiness.of_partner",
    "readiness.check",
    "readiness.correct",
    "readiness.result",
    "readiness.choose",
)
ACT, UNACT, TAKE_BACK, BRING_BACK = (
    "readiness.act",
    "readiness.unact",
    "readiness.take_back",
    "readiness.bring_back",
)
PLACE = "ready:"
EVIDENCE_SHOWN = 200

ABOUT = N_("Are we ready to partner? Twelve points, in general or for an opportunity; five of another organization")
USAGE = N_("[opportunity or NAME]")


@dataclass(frozen=True)
class Facts:
    """What a result shows: the newest check, those before it (newest first), what was made of its gaps. `names` are
    our people's by user id; `may_undo`: the reader may correct it or take it back."""

    looked: Looked
    one: Assessment | None
    earlier: Sequence[Assessment]
    actions: Mapping[Point, Action]
    who: Who
    names: Mapping[str, str]
    today: date
    may_undo: bool
    notes: Sequence[Block] = field(default=())


def result(words: Words, facts: Facts, *, meta: Mapping[str, Any]) -> View:
    """The newest check in words, with the rule; strengths, gaps, what is not known, what changed."""
    looked, one = facts.looked, facts.one
    blocks: list[Block] = [*facts.notes, section(title(words, looked))]
    if one is None:
        blocks.append(section(words.rich("Nobody has looked at this yet.")))
    else:
        found = judged(one.given, looked.about.points)
        blocks.append(section(_verdict(words, facts, one, found)))
        if found.strengths:
            blocks.append(section(_strengths(words, one, found)))
        if found.gaps:
            blocks.append(section(words.rich("*Gaps*")))
            blocks += [_gap(words, facts, one, point) for point in found.gaps]
        if found.unknown:
            blocks.append(section(words.rich("*Not known:* {points}", points=names(words, found.unknown))))
        if facts.earlier:
            blocks += [divider(), section(since(words, [one, *facts.earlier]))]
    row = _deeds(words, facts)
    if row:
        blocks.append(actions(*row, block_id="deeds"))
    blocks.append(context(rule(words, looked.about.points)))
    return modal(RESULT, words.text("Readiness"), blocks, close=words.text("Close"), meta=meta)


def rule(words: Words, points: Sequence[Point]) -> Rich:
    """How the result comes about."""
    essential = [point for point in points if point in ESSENTIAL]
    return words.rich(
        "Yes counts 2, partly 1, no 0. A no to {essential} means not ready yet, whatever the total. It takes an answer "
        "there, and {n} answers in all, to say more. Ready: three quarters of the points of what was answered. A check "
        "is valid for 12 months.",
        essential=names(words, essential),
        n=words.number(needed(points)),
    )


def choose(words: Words, found: Sequence[Opportunity], typed: str) -> View:
    """Nothing is called what was typed: what can be checked."""
    lead = words.rich("No opportunity and no organization is called “{typed}”. Choose one:", typed=cut(typed, 150))
    ours = button(
        words.text("Open"), OPEN, "us", label=words.text("Open: {title}", title=words.text("Our own organization"))
    )
    blocks = [section(lead), section(words.rich("Our own organization"), accessory=ours, block_id="about:us")]
    for one in found:
        label = words.text("Open: {title}", title=one.outcome)
        opened = button(words.text("Open"), OPEN, f"opportunity:{one.id}", label=label)
        blocks.append(section(words.rich("{outcome}", outcome=one.outcome), accessory=opened, block_id=f"for:{one.id}"))
    return modal(CHOOSE, words.text("Readiness"), blocks, close=words.text("Close"))


def saved(words: Words) -> list[Block]:
    return [section(words.rich("Saved."), block_id="note")]


def taken_back(words: Words, one: Assessment) -> list[Block]:
    """On top of the result: a check does not count any more, with the way back."""
    back = button(words.text("Undo"), BRING_BACK, str(one.id))
    return [section(words.rich("The check is taken back."), accessory=back, block_id="note")]


def noted(words: Words, one: Assessment, point: Point, action: Action, who: Who, today: date) -> list[Block]:
    """On top of the result: a gap became an action, with the way back."""
    said = words.rich(
        "Noted as an action: {holder}, {due}.",
        holder=promises.holder(words, action, who),
        due=promises.due(words, action, today),
    )
    return [section(said, accessory=button(words.text("Undo"), UNACT, f"{one.id}:{point}"), block_id="note")]


def _verdict(words: Words, facts: Facts, one: Assessment, found: Judged) -> Rich:
    day = words.full_date(one.at.astimezone(words.zone).date())
    made = words.rich("Checked on {day} by {name}", day=day, name=facts.names.get(one.by, one.by))
    until = words.full_date(valid_until(one.at, words.zone))
    if is_over(words, one, facts.today):
        valid = words.rich("*out of date* since {day}", day=until)
    else:
        valid = words.rich("valid until {day}", day=until)
    lines = [
        words.rich("*{verdict}*", verdict=words.text(VERDICTS[found.verdict])),
        _because(words, facts.looked.about.points, found),
        Rich("{} · {}").format(made, valid),
    ]
    return Rich("\n").join(lines)


def _because(words: Words, points: Sequence[Point], found: Judged) -> Rich:
    """Why the verdict is what it is, and the total."""
    counted = words.text(
        "{total}, {answered} of {asked} answered",
        total=points_total(words, found),
        answered=words.number(found.answered),
        asked=words.number(len(points)),
    )
    if found.verdict is Verdict.not_ready:
        return words.rich(
            "The answer is no to {points} ({counted}).", points=names(words, found.barred), counted=counted
        )
    if found.verdict is Verdict.unknown:
        first = [point for point in found.unknown if point in ESSENTIAL]
        if first:
            return words.rich(
                "It is not known about {points} ({counted}).", points=names(words, first), counted=counted
            )
        return words.rich("Too few points are answered ({counted}).", counted=counted)
    return words.rich("{counted}.", counted=counted[:1].upper() + counted[1:])


def _strengths(words: Words, one: Assessment, found: Judged) -> Rich:
    lines = [words.rich("*Strengths*")]
    for point in found.strengths:
        lines.append(Rich("• {}").format(_said(words, one.given[point], point)))
    return Rich("\n").join(lines)


def _said(words: Words, given: Given, point: Point) -> Rich:
    statement = words.text(STATEMENTS[point])
    parts: list[Rich] = [words.rich("{statement}", statement=statement)]
    if given.evidence:
        evidence = cut(" ".join(given.evidence.split()), EVIDENCE_SHOWN)
        parts = [words.rich("{statement}: “{evidence}”", statement=statement, evidence=evidence)]
    if given.kept:
        parts.append(words.rich("as the last time"))
    return Rich(" · ").join(parts)


def _gap(words: Words, facts: Facts, one: Assessment, point: Point) -> Block:
    """One gap: what was said, and what is done or could be done about it."""
    given, action = one.given[point], facts.actions.get(point)
    answer = answer_name(words, given.says).capitalize()
    lines = [words.rich("*{answer}* · {said}", answer=answer, said=_said(words, given, point))]
    accessory = None
    if action is not None:
        line = promises.line(words, action, facts.who, facts.today, partner=False)
        lines.append(words.rich("Action: {line}", line=line.one_line()))
        if facts.looked.may_edit:
            accessory = promises.menu(words, action, f"{PLACE}{facts.looked.about.key}")
    else:
        lines.append(words.rich("Suggested: {what}.", what=words.text(SUGGESTED[point])))
        if facts.looked.may_edit and takes_actions(facts.looked):
            label = words.text("Make it an action: {what}", what=words.text(SUGGESTED[point]))
            accessory = button(words.text("Make it an action"), ACT, f"{one.id}:{point}", label=label)
    return section(Rich("\n").join(lines), accessory=accessory, block_id=f"gap:{point}")


def takes_actions(looked: Looked) -> bool:
    """Whether actions are made here: with a prospect nothing is agreed yet, the first contact comes first."""
    return looked.about.organization_id is None or looked.partner_id is not None


def _deeds(words: Words, facts: Facts) -> list[Element]:
    key, one = facts.looked.about.key, facts.one
    row: list[Element] = []
    if facts.looked.may_edit:
        label = words.text("Check again") if one else words.text("Begin")
        row.append(button(label, CHECK, key, style="primary"))
    if one and facts.may_undo and facts.looked.may_edit:
        row.append(button(words.text("Correct"), CORRECT, str(one.id)))
        sure = confirm(
            words.text("Take this check back?"),
            words.text("It does not count any more. Actions that were made of it stay."),
            words.text("Take it back"),
            words.text("Keep it"),
        )
        row.append(button(words.text("Take it back"), TAKE_BACK, str(one.id), ask=sure))
    if facts.earlier:
        row.append(button(words.text("Earlier checks"), PAST, key))
    return row
