"""What a part still lacks: the quality check is more than presence (field, sections 5 and 6)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from storage.agreement_parts import NEEDED, ROWS, AgreementKind, Content, Funded, Part, said

SENTENCE_WORDS = 5


class Gap(StrEnum):
    """One thing a part lacks. It advises; nothing is refused for it."""

    nothing = "nothing"
    whole_sentence = "whole_sentence"
    lead = "lead"
    decisions = "decisions"
    goal_measure = "goal_measure"
    goal_day = "goal_day"
    giver = "giver"
    funding_unsaid = "funding_unsaid"
    funding_amount = "funding_amount"
    funding_payer = "funding_payer"
    contact = "contact"
    frequency = "frequency"
    indicator = "indicator"
    report_reader = "report_reader"
    report_day = "report_day"
    nobody_answers = "nobody_answers"
    two_answer = "two_answer"
    nobody_does = "nobody_does"


Saying = Mapping[str, Any]


def gaps(content: Content, part: Part) -> list[Gap]:
    """What this part lacks; [] when it stands."""
    saying = content.get(part) or {}
    if not said(saying):
        return [Gap.nothing]
    check = _CHECKS.get(part)
    return list(dict.fromkeys(check(saying))) if check else []


def standing(content: Content, kind: AgreementKind) -> list[Part]:
    """Which of the parts that its kind needs stand complete."""
    return [part for part in NEEDED[kind] if not gaps(content, part)]


def first_lacking(content: Content, kind: AgreementKind) -> Part:
    """Where writing goes on: the first part that its kind needs and that lacks something, else the first."""
    needed = NEEDED[kind]
    return next((part for part in needed if gaps(content, part)), needed[0])


def way_through(content: Content, kind: AgreementKind) -> list[Part]:
    """The parts in the order they are written in: those its kind needs, then the others that say something."""
    needed = NEEDED[kind]
    return [*needed, *(part for part in Part if part not in needed and said(content.get(part)))]


def _rows(part: Saying) -> list[dict[str, Any]]:
    return list(part.get(ROWS) or [])


def _lacks(part: Saying, *fields: str) -> bool:
    return any(not part.get(field) for field in fields)


def _purpose(part: Saying) -> list[Gap]:
    words = max((len(str(part.get(field) or "").split()) for field in ("why", "need", "served")), default=0)
    return [] if words >= SENTENCE_WORDS else [Gap.whole_sentence]


def _governance(part: Saying) -> list[Gap]:
    lead = [Gap.lead] if _lacks(part, "lead_ours", "lead_theirs") else []
    return lead + ([Gap.decisions] if _lacks(part, "decisions") else [])


def _goals(part: Saying) -> list[Gap]:
    rows = _rows(part)
    measure = [Gap.goal_measure] if any(_lacks(row, "measure") for row in rows) else []
    return measure + ([Gap.goal_day] if any(_lacks(row, "by") for row in rows) else [])


def _services(part: Saying) -> list[Gap]:
    rows = _rows(part)
    return [Gap.giver] if not rows or any(_lacks(row, "giver") for row in rows) else []


def _funding(part: Saying) -> list[Gap]:
    if _lacks(part, "funded"):
        return [Gap.funding_unsaid]
    if part["funded"] == Funded.none:
        return []
    amount = [Gap.funding_amount] if _lacks(part, "total") else []
    return amount + ([Gap.funding_payer] if _lacks(part, "payer") else [])


def _communications(part: Saying) -> list[Gap]:
    contact = [Gap.contact] if _lacks(part, "contact_ours", "contact_theirs") else []
    return contact + ([Gap.frequency] if _lacks(part, "frequency") else [])


def _indicators(part: Saying) -> list[Gap]:
    whole = any(not _lacks(row, "name", "target", "source", "owner") for row in _rows(part))
    return [] if whole else [Gap.indicator]


def _reporting(part: Saying) -> list[Gap]:
    rows = _rows(part)
    reader = [Gap.report_reader] if not rows or any(_lacks(row, "what", "to") for row in rows) else []
    return reader + ([Gap.report_day] if any(_lacks(row, "every", "first_on") for row in rows) else [])


def role_gaps(row: Saying) -> list[Gap]:
    """One piece of work: somebody does it, exactly one answers for it (field, section 6); "both" sides are two."""
    answering = [one["ref"] for one in row.get("accountable") or []]
    found = [] if row.get("responsible") else [Gap.nobody_does]
    if not answering:
        found.append(Gap.nobody_answers)
    elif len(answering) > 1 or answering == ["both"]:
        found.append(Gap.two_answer)
    return found


def _roles(part: Saying) -> list[Gap]:
    return [gap for row in _rows(part) for gap in role_gaps(row)]


_CHECKS: dict[Part, Callable[[Saying], list[Gap]]] = {
    Part.purpose: _purpose,
    Part.governance: _governance,
    Part.goals: _goals,
    Part.services: _services,
    Part.funding: _funding,
    Part.communications: _communications,
    Part.indicators: _indicators,
    Part.reporting: _reporting,
    Part.roles: _roles,
}
