"""What a part of an agreement is filled with from what is known, and where each piece of it comes from.

What is filled in is in the document's language, where it comes from in the reader's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from messages.agreement_roles import BOTH, sides
from messages.cadences import rhythm
from messages.communication import RHYTHMS
from messages.kpi_names import name_of, target_of
from messages.limits import cut
from messages.numbers import shown
from messages.partners import REASON_NAMES
from messages.touchpoints import BY
from messages.words import N_, Rich, Words
from storage.actions import Action, Side
from storage.agreement_parts import LINE_LIMIT, ROWS, Funded, Giver, Part, most_rows
from storage.goals import WayKind
from storage.kpi import Kpi
from storage.partners import Reason
from storage.prefill import Known
from storage.recurrence import Frequency
from storage.requirements import Requirement, RequirementKind

LANGUAGES: dict[str, str] = {"en": N_("English"), "fr": N_("French")}
FROM_CARD, FROM_CONTACTS = N_("from the partner’s card"), N_("from its contacts")
FROM_SESSIONS, FROM_ACTIONS = N_("from the planned sessions"), N_("from the open action items")
FROM_KPIS, FROM_PROCESS = N_("from its indicators"), N_("from how you stay in touch")
Saying = dict[str, Any]


@dataclass
class Filling:
    """One part as it fills up: `document` and `reader` are the words of each."""

    document: Words
    reader: Words
    known: Known
    sources: dict[Rich, None]

    def said(self, value: Any, source: str) -> Any:
        """The value as it is; where it says something, its source is named."""
        if value:
            self.sources[self.reader.rich(source)] = None
        return value

    def met(self, meeting_ids: Iterable[int | None], otherwise: str = FROM_CARD) -> None:
        """Names the meetings in which something was said; what was said in none comes from elsewhere."""
        for meeting_id in meeting_ids:
            day = self.known.met_on.get(meeting_id) if meeting_id is not None else None
            told = self.reader.rich("from the meeting of {day}", day=self.reader.full_date(day)) if day else None
            self.sources[told or self.reader.rich(otherwise)] = None

    def required(self, kind: RequirementKind) -> Requirement | None:
        """What was agreed about one requirement, its source named."""
        found = self.known.requirements.get(kind)
        if found is None or not (found.text or found.not_applicable):
            return None
        self.met([found.meeting_id])
        return found

    def text_of(self, kind: RequirementKind) -> str:
        found = self.required(kind)
        return found.text if found else ""

    @property
    def rhythms(self) -> list[str]:
        """How often they meet."""
        often = [one for one in self.known.cadences if one.frequency is not Frequency.once]
        return [rhythm(self.document, cadence) for cadence in often]


def prefilled(document: Words, reader: Words, part: Part, known: Known) -> tuple[Saying, list[Rich]]:
    """What a page that nobody has written begins with, and its sources; ({}, []) where nothing is known."""
    filling = Filling(document, reader, known, {})
    saying = FILLED[part](filling) if part in FILLED else {}
    rows, most = saying.get(ROWS, []), most_rows(part)
    if len(rows) > most:
        saying[ROWS] = rows[:most]
        left = reader.plural(
            "{n} more stays on the partner’s card", "{n} more stay on the partner’s card", len(rows) - most
        )
        filling.sources[reader.rich("{left}", left=left)] = None
    return {name: value for name, value in saying.items() if value}, list(filling.sources)


def _purpose(filling: Filling) -> Saying:
    known, words = filling.known, filling.document
    reasons = [words.text(REASON_NAMES[Reason(reason)]) for reason in known.partner.reasons]
    return {
        "why": filling.said("\n".join(reasons), FROM_CARD),
        "served": filling.said(known.partner.organization.serves, FROM_CARD),
    }


def _governance(filling: Filling) -> Saying:
    return {
        "lead_ours": filling.said(filling.known.owner, FROM_CARD),
        "lead_theirs": filling.said(_first_contact(filling), FROM_CONTACTS),
        "meetings": filling.said("\n".join(filling.rhythms), FROM_SESSIONS),
    }


def _goals(filling: Filling) -> Saying:
    goals = filling.known.goals
    filling.met(goal.meeting_id for goal in goals)
    return {ROWS: [{"goal": goal.text, "measure": goal.measure, "by": _day(goal.by)} for goal in goals]}


def _services(filling: Filling) -> Saying:
    ways = filling.known.ways
    filling.met(way.meeting_id for way in ways)
    return {
        "note": filling.text_of(RequirementKind.schedule),
        ROWS: [{"what": way.text, "giver": None if way.kind is WayKind.other else Giver.both.value} for way in ways],
    }


def _funding(filling: Filling) -> Saying:
    finance = filling.required(RequirementKind.finance)
    if finance is None:
        return {}
    return {"funded": Funded.none.value} if finance.not_applicable else {"invoicing": finance.text}


def _communications(filling: Filling) -> Saying:
    """Who talks to whom as it was agreed, else whoever looks after the partner, and their first contact."""
    known = filling.known
    spoken = [filling.document.text(LANGUAGES[one]) for one in known.partner.organization.languages if one in LANGUAGES]
    line = next(iter(known.process), None)
    ours = known.names.get(line.member_id or "", "") if line else ""
    theirs = next((one.name for one in known.contacts if line and one.id == line.contact_id), "")
    often = filling.said(_often(filling), FROM_PROCESS)
    return {
        "contact_ours": filling.said(ours, FROM_PROCESS) or filling.said(known.owner, FROM_CARD),
        "contact_theirs": filling.said(theirs, FROM_PROCESS) or filling.said(_first_contact(filling), FROM_CONTACTS),
        "frequency": often or filling.said(next(iter(filling.rhythms), ""), FROM_SESSIONS),
        "language": filling.said(", ".join(spoken), FROM_CARD),
    }


def _often(filling: Filling) -> str:
    """How often, and by which means: "weekly, by phone; quarterly, in person"."""
    words = filling.document
    lines = [f"{words.text(RHYTHMS[one.every])}, {words.text(BY[one.how])}" for one in filling.known.process]
    return _line("; ".join(dict.fromkeys(lines)))


def _indicators(filling: Filling) -> Saying:
    """What is measured already, then what goals are measured by."""
    rows = [_measured(filling, kpi) for kpi in filling.known.kpis]
    filling.said(rows, FROM_KPIS)
    known = {row["name"].casefold() for row in rows}
    goals = [goal for goal in filling.known.goals if goal.measure and goal.measure.casefold() not in known]
    filling.met(goal.meeting_id for goal in goals)
    rows += [{"name": goal.measure, "by": _day(goal.by)} for goal in goals]
    measured = filling.text_of(RequirementKind.measurement)
    return {ROWS: [*rows, {"name": _line(measured)}] if measured else rows}


def _measured(filling: Filling, kpi: Kpi) -> dict[str, Any]:
    """An indicator as an agreement names it."""
    words = filling.document
    said = {
        "name": name_of(words, kpi),
        "unit": kpi.unit.value,
        "baseline": shown(words, kpi.baseline, kpi.unit) if kpi.baseline is not None else "",
        "target": target_of(words, kpi),
        "by": _day(kpi.target_on),
        "source": kpi.source,
        "owner": filling.known.names.get(kpi.reporter_id, ""),
    }
    return {name: value for name, value in said.items() if value}


def _reporting(filling: Filling) -> Saying:
    return {"note": filling.text_of(RequirementKind.reporting)}


def _roles(filling: Filling) -> Saying:
    known = filling.known
    filling.met(way.meeting_id for way in known.ways)
    filling.met((action.meeting_id for action in known.actions), otherwise=FROM_ACTIONS)
    owner = {"ref": f"u:{known.partner.owner_id}", "name": known.owner}
    rows = [{"work": _line(way.text), "responsible": [owner]} for way in known.ways]
    return {ROWS: [*rows, *({"work": _line(one.what), "responsible": _doing(filling, one)} for one in known.actions)]}


def _doing(filling: Filling, action: Action) -> list[dict[str, str]]:
    """Who promised it: a colleague, one of their people, else a side."""
    who = filling.known.who
    if action.assignee_id:
        return [{"ref": f"u:{action.assignee_id}", "name": who.names.get(action.assignee_id, action.assignee_id)}]
    if action.contact_id and action.contact_id in who.contacts:
        return [{"ref": f"c:{action.contact_id}", "name": who.contacts[action.contact_id]}]
    side = BOTH if action.side is Side.joint else action.side.value
    return [{"ref": side, "name": sides(filling.document, filling.known.partner.name)[side]}]


def _parties(filling: Filling) -> Saying:
    contact = next(iter(filling.known.contacts), None)
    return {
        "name_theirs": filling.said(filling.known.partner.name, FROM_CARD),
        "signatory_theirs": filling.said(contact.name if contact else "", FROM_CONTACTS),
        "title_theirs": filling.said(contact.title if contact else "", FROM_CONTACTS),
    }


FILLED: dict[Part, Callable[[Filling], Saying]] = {
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


def _first_contact(filling: Filling) -> str:
    return filling.known.contacts[0].name if filling.known.contacts else ""


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _line(text: str) -> str:
    return cut(" ".join(text.split()), LINE_LIMIT)
