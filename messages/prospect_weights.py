"""The weights by which prospects are ranked: shown to everybody, changed by a coordinator."""

from collections.abc import Mapping
from typing import Any

from messages import inputs
from messages.blocks import Block, actions, button, context, option, section
from messages.prospect_reasons import ABOUT, FACTORS
from messages.surfaces import View, modal
from messages.words import Words
from storage.prospect_rules import DEFAULTS, HEAVIEST, Factor
from storage.prospect_weights import Weighting

FORM, DEFAULT = "prospects.weighing", "prospects.default_weights"


def form(
    words: Words,
    weights: Mapping[Factor, int],
    kept: Weighting | None,
    *,
    names: Mapping[str, str],
    meta: Mapping[str, Any],
) -> View:
    """One choice a question, 0 to 10."""
    steps = [option(str(number), str(number)) for number in range(HEAVIEST + 1)]
    again = f"@{meta['again']}" if meta.get("again") else ""
    blocks: list[Block] = [
        section(words.rich("How much each question counts when possible partners are ranked; 0 leaves it out."))
    ]
    for factor, label in FACTORS.items():
        about = words.text(ABOUT[factor])
        hint = words.text("{about}. At first: {number}.", about=about[:1].upper() + about[1:], number=DEFAULTS[factor])
        element = inputs.select(steps, str(weights[factor]))
        blocks.append(inputs.field(f"{factor.value}{again}", words.text(label), element, hint=hint))
    blocks.append(actions(button(words.text("As at first"), DEFAULT, "all"), block_id="default"))
    if kept:
        day = words.full_date(kept.at.astimezone(words.zone).date())
        blocks.append(context(words.rich("Last changed by {name}, {day}", name=names.get(kept.by, kept.by), day=day)))
    return modal(FORM, words.text("Weights"), blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def read(values: Mapping[str, Any]) -> dict[Factor, int]:
    """What the form says; a blank stays as it was at first."""
    return {factor: int(values.get(factor.value) or DEFAULTS[factor]) for factor in Factor}
