"""What hangs on an organization or a partner, counted in words."""

from collections.abc import Mapping

from messages.words import Rich, Words, escape
from storage.merge import Preview

SILENT = frozenset(
    (
        *("organization_kinds", "partners", "asides", "merges", "identifiers", "phones", "details", "term_links"),
        *("service_areas", "sessions", "stage_moves", "mutes", "health_rhythms", "health_snapshots", "partner_people"),
        *("feeds", "introductions", "check_ins"),
    )
)
"""What goes along without being counted: it is part of something that is, or says nothing by its number."""


def counted(words: Words, counts: Mapping[str, int]) -> list[str]:
    """ "3 meetings", "2 goals", each sort of which there is any."""
    return [said for number, said in _all(words, counts).values() if number]


def _all(words: Words, counts: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """How many of each table, and how that is said."""
    n = {name: counts.get(name, 0) for name in COUNTED}
    said = {
        "contacts": words.plural("{n} contact", "{n} contacts", n["contacts"]),
        "meetings": words.plural("{n} meeting", "{n} meetings", n["meetings"]),
        "goals": words.plural("{n} goal", "{n} goals", n["goals"]),
        "ways": words.plural("{n} way to work together", "{n} ways to work together", n["ways"]),
        "requirements": words.plural("{n} requirement", "{n} requirements", n["requirements"]),
        "actions": words.plural("{n} action", "{n} actions", n["actions"]),
        "agreements": words.plural("{n} agreement", "{n} agreements", n["agreements"]),
        "cadences": words.plural("{n} plan of sessions", "{n} plans of sessions", n["cadences"]),
        "reviews": words.plural("{n} review", "{n} reviews", n["reviews"]),
        "challenges": words.plural("{n} challenge", "{n} challenges", n["challenges"]),
        "kpis": words.plural("{n} indicator", "{n} indicators", n["kpis"]),
        "health_rounds": words.plural("{n} round of answers", "{n} rounds of answers", n["health_rounds"]),
        "holdings": words.plural("{n} position", "{n} positions", n["holdings"]),
        "arrangements": words.plural("{n} line of communication", "{n} lines of communication", n["arrangements"]),
        "touchpoints": words.plural("{n} touchpoint", "{n} touchpoints", n["touchpoints"]),
        "opportunity_partners": words.plural(
            "{n} opportunity it was found for", "{n} opportunities it was found for", n["opportunity_partners"]
        ),
        "assessments": words.plural("{n} check of readiness", "{n} checks of readiness", n["assessments"]),
        "resources": words.plural("{n} community resource", "{n} community resources", n["resources"]),
        "services": words.plural("{n} service", "{n} services", n["services"]),
        "locations": words.plural("{n} place", "{n} places", n["locations"]),
    }
    return {name: (n[name], text) for name, text in said.items()}


COUNTED = (
    *("contacts", "meetings", "goals", "ways", "requirements", "actions", "agreements", "cadences", "reviews"),
    *("challenges", "kpis", "health_rounds", "holdings", "arrangements", "touchpoints", "opportunity_partners"),
    *("assessments", "resources", "services", "locations"),
)


def conflict_lines(words: Words, preview: Preview) -> list[Rich]:
    """What there is of on both sides where only one can stay, and what becomes of it."""
    found = []
    if n := preview.conflicts.get("requirements"):
        text = words.plural(
            "{n} requirement of the same kind: both texts stay, one below the other",
            "{n} requirements of the same kind: both texts stay, one below the other",
            n,
        )
        found.append(escape(text))
    if n := preview.conflicts.get("check_ins"):
        text = words.plural(
            "{n} check-in for the same period: figures are asked for once, comments stay",
            "{n} check-ins for the same period: figures are asked for once, comments stay",
            n,
        )
        found.append(escape(text))
    if preview.conflicts.get("touchpoints"):
        found.append(words.rich("The same message saved with both: it is shown once"))
    if preview.conflicts.get("opportunity_partners"):
        found.append(words.rich("The same opportunity: it is linked once"))
    return found
