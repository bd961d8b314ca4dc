"""What is still to be clarified with a partner: the P3 items that are not there, in words."""

from messages.kpi_names import STATUSES
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


def indicators(words: Words, standing: Standing) -> str:
    """ "2 on track, 1 no value yet"; "" when nothing is measured."""
    counts = [(status, standing.indicators.get(status, 0)) for status in STATUSES]
    return ", ".join(f"{words.number(n)} {words.text(STATUSES[status])}" for status, n in counts if n)


def to_clarify(words: Words, standing: Standing) -> list[str]:
    """The open P3 items in the standard's order, each requirement by its own name; the next agenda is made of them."""
    found: list[str] = []
    for item in standing.missing:
        if item == "requirements":
            found += [words.text(REQUIREMENTS[kind]) for kind in standing.unanswered]
        else:
            found.append(words.text(ITEMS[item]))
    return found
