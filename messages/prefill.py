"""What a part of an agreement is filled with from what is known, and where each piece of it comes from."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from messages.cadences import rhythm
from messages.partners import REASON_NAMES
from messages.words import N_, Rich, Words
from storage.agreement_parts import ROWS, Giver, Part
from storage.goals import WayKind
from storage.partners import Reason
from storage.prefill import Known
from storage.requirements import Requirement, RequirementKind

Filled = tuple[dict[str, Any], list[Rich]]
FROM_CARD = N_("from the partner’s card")
FROM_CONTACTS = N_("from its contacts")


def prefilled(words: Words, part: Part, known: Known) -> Filled:
    """What a page that nobody has written begins with, and its sources; ({}, []) where nothing is known."""
    filler = _FILLERS.get(part)
    return filler(words, known) if filler else ({}, [])


def _purpose(words: Words, known: Known) -> Filled:
    reasons = [words.text(REASON_NAMES[Reason(reason)]) for reason in known.partner.reasons]
    saying = {"why": "\n".join(reasons), "served": known.partner.organization.serves}
    return saying, _from_card(words, saying)


def _governance(words: Words, known: Known) -> Filled:
    meetings = "\n".join(rhythm(words, cadence) for cadence in known.cadences)
    saying = {"lead_ours": known.owner, "lead_theirs": _first_contact(known), "meetings": meetings}
    sources = [words.rich(FROM_CARD)]
    if meetings:
        sources.append(words.rich("from the planned sessions"))
    return saying, sources


def _goals(words: Words, known: Known) -> Filled:
    rows = [
        {"goal": goal.text, "measure": goal.measure, "by": goal.by.isoformat() if goal.by else None}
        for goal in known.goals
    ]
    return {ROWS: rows}, _from_meetings(words, known, (goal.meeting_id for goal in known.goals))


def _services(words: Words, known: Known) -> Filled:
    rows = [{"what": way.text, "giver": None if way.kind is WayKind.other else Giver.both.value} for way in known.ways]
    return {ROWS: rows}, _from_meetings(words, known, (way.meeting_id for way in known.ways))


def _funding(words: Words, known: Known) -> Filled:
    finance = known.requirements.get(RequirementKind.finance)
    if finance is not None and finance.not_applicable:
        return {"funded": "none"}, _from_meetings(words, known, (finance.meeting_id,))
    return _from_requirement(words, known, finance, "invoicing")


def _communications(words: Words, known: Known) -> Filled:
    frequency = rhythm(words, known.cadences[0]) if known.cadences else ""
    languages = {"en": "English", "fr": "français"}
    spoken = [languages[code] for code in known.partner.organization.languages if code in languages]
    saying = {
        "contact_ours": known.owner,
        "contact_theirs": _first_contact(known),
        "frequency": frequency,
        "language": ", ".join(spoken),
    }
    return saying, [words.rich(FROM_CARD)]


def _indicators(words: Words, known: Known) -> Filled:
    rows = [
        {"name": goal.measure, "by": goal.by.isoformat() if goal.by else None} for goal in known.goals if goal.measure
    ]
    sources = _from_meetings(words, known, (goal.meeting_id for goal in known.goals if goal.measure))
    measurement = known.requirements.get(RequirementKind.measurement)
    if measurement is not None and measurement.text:
        rows.append({"name": _line(measurement.text), "by": None})
        sources = list(dict.fromkeys([*sources, *_from_meetings(words, known, (measurement.meeting_id,))]))
    return {ROWS: rows}, sources


def _reporting(words: Words, known: Known) -> Filled:
    return _from_requirement(words, known, known.requirements.get(RequirementKind.reporting), "note")


def _roles(words: Words, known: Known) -> Filled:
    owner = {"ref": f"u:{known.partner.owner_id}", "name": known.owner}
    rows = [{"work": _line(way.text), "responsible": [owner]} for way in known.ways]
    return {ROWS: rows}, _from_meetings(words, known, (way.meeting_id for way in known.ways))


def _parties(words: Words, known: Known) -> Filled:
    first = known.contacts[0] if known.contacts else None
    saying = {
        "name_theirs": known.partner.name,
        "signatory_theirs": first.name if first else "",
        "title_theirs": first.title if first else "",
    }
    return saying, [words.rich(FROM_CARD), *([words.rich(FROM_CONTACTS)] if first else [])]


_FILLERS: dict[Part, Callable[[Words, Known], Filled]] = {
    Part.purpose: _purpose,
    Part.governance: _governance,
    Part.goals: _goals,
    Part.services: _services,
    Part.funding: _funding,
    Part.communications: _communications,
    Part.indicators: _indicators,
    Part.reporting: _reporting,
    Part.roles: _roles,
    Part.parties: _parties,
}


def _first_contact(known: Known) -> str:
    return known.contacts[0].name if known.contacts else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _from_card(words: Words, saying: dict[str, Any]) -> list[Rich]:
    return [words.rich(FROM_CARD)] if any(saying.values()) else []


def _from_requirement(words: Words, known: Known, requirement: Requirement | None, field: str) -> Filled:
    if requirement is None or not requirement.text:
        return {}, []
    return {field: requirement.text}, _from_meetings(words, known, (requirement.meeting_id,))


def _from_meetings(words: Words, known: Known, meeting_ids: Iterable[int | None]) -> list[Rich]:
    """ "from the meeting of 12 May", once each; what was not said in a meeting comes from the card."""
    found: dict[Rich, None] = {}
    for meeting_id in meeting_ids:
        day: date | None = known.met_on.get(meeting_id) if meeting_id is not None else None
        source = words.rich("from the meeting of {day}", day=words.full_date(day)) if day else words.rich(FROM_CARD)
        found[source] = None
    return list(found)
