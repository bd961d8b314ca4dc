"""Requirements of a partnership: their part of the meeting form, and their names."""

from collections.abc import Mapping
from typing import Any

from messages import inputs
from messages.blocks import Block, context, header, option
from messages.words import N_, Words
from storage.requirements import REQUIREMENT_LIMIT, RequirementKind

NOT_APPLICABLE = "not_applicable"
KINDS: dict[RequirementKind, str] = {
    RequirementKind.schedule: N_("Work schedule"),
    RequirementKind.finance: N_("Financial mechanism"),
    RequirementKind.reporting: N_("Reporting"),
    RequirementKind.measurement: N_("Measurement of success"),
}
_HINTS: dict[RequirementKind, str] = {
    RequirementKind.schedule: N_("Who works when, and from when on."),
    RequirementKind.finance: N_("Who pays what, and how; or that no money changes hands."),
    RequirementKind.reporting: N_("What is reported, to whom, how often."),
    RequirementKind.measurement: N_("How both sides will know that it works."),
}


def field(kind: RequirementKind) -> str:
    return f"requirement_{kind.value}"


def requirements_part(words: Words, values: Mapping[str, Any]) -> list[Block]:
    """One field a kind, filled with what is known, and a box for each that does not apply."""
    blocks: list[Block] = [header(words.text("Requirements"))]
    for kind, label in KINDS.items():
        name = field(kind)
        element = inputs.text(values.get(name), lines=True, limit=REQUIREMENT_LIMIT, while_typing=True)
        hint = words.text(_HINTS[kind])
        blocks.append(inputs.field(name, words.text(label), element, hint=hint, optional=True, dispatch=True))
    boxes = inputs.checkboxes(
        [option(words.text(label), kind.value) for kind, label in KINDS.items()], values.get(NOT_APPLICABLE) or ()
    )
    blocks.append(inputs.field(NOT_APPLICABLE, words.text("Not applicable here"), boxes, optional=True, dispatch=True))
    blocks.append(context(words.rich("What is already agreed is filled in; change it where this meeting changed it.")))
    return blocks
