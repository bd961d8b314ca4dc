"""What is still to be clarified with a partner: the P3 items that are not there, in words."""

from messages.words import N_, Words
from storage.requirements import RequirementKind
from storage.standing import Standing

ITEMS: dict[str, str] = {
    "interest": N_("interest in a partnership"),
    "goals": N_("shared goals"),
    "ways": N_("ways to work together"),
    "plan": N_("next steps"),
}
REQUIREMENTS: dict[RequirementKind, str] = {
    RequirementKind.schedule: N_("work schedule"),
    RequirementKind.finance: N_("financial mechanism"),
    RequirementKind.reporting: N_("reporting"),
    RequirementKind.measurement: N_("measurement of success"),
}


def to_clarify(words: Words, standing: Standing) -> list[str]:
    """The open P3 items in the standard's order, each requirement by its own name; the next agenda is made of them."""
    found: list[str] = []
    for item in standing.missing:
        if item == "requirements":
            found += [words.text(REQUIREMENTS[kind]) for kind in standing.unanswered]
        else:
            found.append(words.text(ITEMS[item]))
    return found
