"""Checks of readiness over time: what changed from one to the next, and how the totals went (25.2 K4)."""

from collections.abc import Mapping, Sequence

from messages.blocks import Block, actions, button, section
from messages.readiness_names import SHORT_NAMES, VERDICTS, answer_name, points_total, title, total
from messages.surfaces import View, modal
from messages.words import Rich, Words
from storage.assessment import Assessment
from storage.readiness import Looked
from storage.readiness_rules import Point, changes, judged

PAST, HISTORY = "readiness.past", "readiness.history"
TREND = 5


def history(
    words: Words, looked: Looked, found: Sequence[Assessment], names_: Mapping[str, str], *, more: bool, key: str
) -> View:
    """Checks, the newest first, each with what changed since the one before; the last of `found` is only compared."""
    shown = found[:-1] if more else found
    blocks: list[Block] = [section(title(words, looked))]
    for place, one in enumerate(shown):
        before = found[place + 1] if place + 1 < len(found) else None
        blocks.append(section(_past(words, one, before, names_), block_id=f"check:{one.id}"))
    if more:
        blocks.append(actions(button(words.text("Show older"), PAST, f"{key}@{shown[-1].id}"), block_id="turn"))
    return modal(HISTORY, words.text("Earlier checks"), blocks, close=words.text("Close"), meta={"about": key})


def since(words: Words, checks: Sequence[Assessment]) -> Rich:
    """What is different from the check before, and the totals in their order; `checks` are the newest first."""
    points = checks[0].about.points
    line = []
    for check in reversed(checks[:TREND]):
        day = words.full_date(check.at.astimezone(words.zone).date())
        line.append(words.text("{total} ({day})", total=total(words, judged(check.given, points)), day=day))
    trend = words.rich("*Over time:* {line}", line=" → ".join(line))
    return Rich("{}\n{}").format(changed(words, checks[0], checks[1], points), trend)


def changed(words: Words, one: Assessment, before: Assessment, points: Sequence[Point]) -> Rich:
    """The points that are answered otherwise than the time before."""
    day = words.full_date(before.at.astimezone(words.zone).date())
    found = changes(before.given, one.given, points)
    if not found:
        return words.rich("*Since {day}:* the answers are the same", day=day)
    told = [
        words.text(
            "{point}: {before} → {after}",
            point=words.text(SHORT_NAMES[change.point]),
            before=answer_name(words, change.before),
            after=answer_name(words, change.after),
        )
        for change in found
    ]
    return words.rich("*Since {day}:* {told}", day=day, told=" · ".join(told))


def _past(words: Words, one: Assessment, before: Assessment | None, names_: Mapping[str, str]) -> Rich:
    points = one.about.points
    found = judged(one.given, points)
    head = words.rich(
        "*{day}* · {name}\n{verdict}, {total}, {answered} of {asked} answered",
        day=words.full_date(one.at.astimezone(words.zone).date()),
        name=names_.get(one.by, one.by),
        verdict=words.text(VERDICTS[found.verdict]),
        total=points_total(words, found),
        answered=words.number(found.answered),
        asked=words.number(len(points)),
    )
    lines = [head]
    if one.corrected_at:
        lines.append(words.rich("corrected {when}", when=words.when(one.corrected_at)))
    if before is not None:
        lines.append(changed(words, one, before, points))
    return Rich("\n").join(lines)
