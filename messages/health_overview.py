"""Across a person's partners: what needs a talk first."""

from collections.abc import Sequence

from messages.blocks import Block, Element, actions, button, context, section
from messages.health import OPEN
from messages.health_names import main_reasons
from messages.surfaces import View, modal
from messages.words import Words
from storage.health_rules import Level
from storage.health_signals import Signal

VIEW, TURN = "health.overview", "health.turn"
AT_ONCE = 15


def view(words: Words, signals: Sequence[Signal], *, since: int = 0) -> View:
    """Each partner with its main reasons, in the order of `signals`."""
    total = words.plural("{n} partner of yours", "{n} partners of yours", len(signals))
    blocks: list[Block] = [section(words.rich("*What needs a talk first* · {total}", total=total))]
    for one in signals[since : since + AT_ONCE]:
        said = main_reasons(words, one.reasons) or words.rich("not enough on record yet")
        text = words.rich(
            "*{partner}* · {counts}\n{reasons}", partner=one.partner.name, counts=_counts(words, one), reasons=said
        )
        see = button(words.text("Open"), OPEN, str(one.partner.id), label=one.partner.name)
        blocks.append(section(text, accessory=see, block_id=f"partner:{one.partner.id}"))
    if not signals:
        blocks.append(section(words.text("You look after no partner yet, and are named on none.")))
    row: list[Element] = []
    if since:
        row.append(button(words.text("Previous"), f"{TURN}.back", str(max(0, since - AT_ONCE))))
    if since + AT_ONCE < len(signals):
        row.append(button(words.text("Next"), TURN, str(since + AT_ONCE)))
    if row:
        blocks.append(actions(*row, block_id="turn"))
    if signals:
        small = words.rich("Most concerns first, then most to talk about. Facts are those of the last three months.")
        blocks.append(context(small))
    return modal(VIEW, words.text("How it is going"), blocks, close=words.text("Close"))


def _counts(words: Words, one: Signal) -> str:
    """ "2 concerns, 1 to talk about, 3 strengths"; what there is of them."""
    concerns, talks, well = (one.count(level) for level in (Level.concern, Level.talk, Level.strength))
    found = [
        words.plural("{n} concern", "{n} concerns", concerns) if concerns else "",
        words.plural("{n} to talk about", "{n} to talk about", talks) if talks else "",
        words.plural("{n} strength", "{n} strengths", well) if well else "",
    ]
    return ", ".join(part for part in found if part) or words.text("nothing yet")
