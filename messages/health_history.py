"""How the health of a partnership has changed: what each side said by round, and the signals as they were kept."""

from collections.abc import Sequence

from messages import health_chart
from messages.blocks import Block, actions, button, context, divider, section
from messages.health_names import LEVELS, SIDES, because, score
from messages.surfaces import View, modal
from messages.words import Rich, Words, escape
from storage.health import Closed, HealthSnapshot
from storage.health_reasons import Reason, changes
from storage.health_rules import HealthSide, Level
from storage.health_signals import kept_reasons
from storage.partners import Partner

VIEW = "health.history_view"


def view(words: Words, partner: Partner, kept: Sequence[HealthSnapshot], rounds: Sequence[Closed]) -> View:
    """Newest first; each signal as it was on its day, with what had changed since the one before."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner.name))]
    if rounds:
        lines = [words.rich("*What both sides said*"), *(_round(words, one) for one in rounds)]
        blocks.append(section(Rich("\n").join(lines)))
        if health_chart.lines(words, partner.name, rounds):
            send = button(words.text("Send me the chart"), health_chart.PICTURE, str(partner.id))
            blocks.append(actions(send, block_id="chart"))
        blocks.append(divider())
    for place, one in enumerate(kept):
        before = kept_reasons(kept[place + 1]) if place + 1 < len(kept) else None
        blocks.append(section(_signal(words, one, before), block_id=f"kept:{one.id}"))
    small = words.rich("Kept after each round and once a month, as it was then; never counted anew.")
    return modal(VIEW, words.text("How it has changed"), [*blocks, context(small)], close=words.text("Close"))


def _round(words: Words, one: Closed) -> Rich:
    """ "12 Nov 2026 · our side 3.8 (3) · their side: not enough to say"."""
    parts = []
    for side in HealthSide:
        told, name = one.tally(side), words.text(SIDES[side])
        if told is None or told.mean is None:
            parts.append(words.text("{side}: not enough to say", side=name))
        else:
            parts.append(words.text("{side} {mean} of 5", side=name, mean=score(words, told.mean)))
    return words.rich("• {day} · {said}", day=words.full_date(one.round.ask_on), said=" · ".join(parts))


def _signal(words: Words, kept: HealthSnapshot, before: Sequence[Reason] | None) -> Rich:
    found = kept_reasons(kept)
    changed = changes(before, found) if before is not None else {}
    lines: list[str] = [words.rich("*{day}*", day=words.full_date(kept.day))]
    for level in Level:
        said = [one for one in found if one.level is level]
        if not said:
            continue
        listed = Rich("; ").join(because(words, one) for one in said)
        lines.append(words.rich("{level}: {reasons}", level=_capital(words.text(LEVELS[level])), reasons=listed))
    moved = [because(words, one) for one in found if one.topic in changed]
    if moved:
        lines.append(words.rich("_Changed: {what}_", what=Rich("; ").join(moved)))
    if not found:
        lines.append(escape(words.text("not enough on record yet")))
    return Rich("\n").join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
