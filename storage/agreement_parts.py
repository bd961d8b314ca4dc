"""What an agreement is made of: the eight considerations of the standard (25.2 P4), roles (K3), further clauses.

One table says what each part asks. Forms, comparison, documents and the quality check all read it.

The content of an agreement is plain JSON: `{"purpose": {"why": "…"}, "goals": {"rows": [{"goal": "…"}]}, …}`. Days are
"2026-11-24", amounts "1200.50", people `{"ref": "u:U1", "name": "Sam Osei"}`: the name is kept as it was then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LINE_LIMIT = 300
MOST_ROWS = 20
"""Rows of a part, and fewer where they are wide: together at most 70 fields (Slack: 100 blocks a form)."""
_MOST_CELLS = 70
ROWS = "rows"

Content = dict[str, dict[str, Any]]


class AgreementKind(StrEnum):
    """Agreements may be informal or formal (25.2 P4; field, section 5)."""

    informal = "informal"
    letter = "letter"
    memorandum = "memorandum"
    contract = "contract"
    funding = "funding"


class Part(StrEnum):
    """The first eight are the standard's considerations, in its order; then roles; the rest are further clauses."""

    purpose = "purpose"
    governance = "governance"
    goals = "goals"
    services = "services"
    funding = "funding"
    communications = "communications"
    indicators = "indicators"
    reporting = "reporting"
    roles = "roles"
    parties = "parties"
    definitions = "definitions"
    term = "term"
    review = "review"
    amendment = "amendment"
    ending = "ending"
    confidentiality = "confidentiality"
    disputes = "disputes"
    liability = "liability"
    property = "property"
    binding = "binding"
    stewardship = "stewardship"
    equity = "equity"


EIGHT = tuple(Part)[:8]
CLAUSES = tuple(Part)[9:]

NEEDED: dict[AgreementKind, tuple[Part, ...]] = {
    AgreementKind.informal: (Part.purpose, Part.goals, Part.services, Part.communications),
    AgreementKind.letter: (Part.purpose, Part.goals, Part.services, Part.funding, Part.communications),
    AgreementKind.memorandum: EIGHT,
    AgreementKind.contract: EIGHT,
    AgreementKind.funding: EIGHT,
}
"""The parts that each kind of agreement must have; all others stay offered (field, section 5)."""


class Asked(StrEnum):
    """How a field is asked and kept: `text` is prose of any length, `line` at most 300 characters, `who` a list of
    people, positions or sides, `number` a whole number."""

    text = "text"
    line = "line"
    day = "day"
    money = "money"
    number = "number"
    choice = "choice"
    choices = "choices"
    who = "who"


class Giver(StrEnum):
    us = "us"
    them = "them"
    both = "both"


class Funded(StrEnum):
    """That no money changes hands must be stated (field, section 5)."""

    none = "none"
    funded = "funded"


class Payer(StrEnum):
    us = "us"
    them = "them"
    funder = "funder"


class Unit(StrEnum):
    """Units of an indicator (field, section 9)."""

    number = "count"
    percent = "percent"
    hours = "hours"
    days = "days"
    cad = "cad"
    score = "score"


class Every(StrEnum):
    """How often something is reported."""

    once = "once"
    monthly = "monthly"
    quarterly = "quarterly"
    half_yearly = "half_yearly"
    yearly = "yearly"


class Renewal(StrEnum):
    none = "none"
    agreed = "agreed"
    automatic = "automatic"


class Binding(StrEnum):
    yes = "yes"
    no = "no"


class Notice(StrEnum):
    """Days before the end at which it is announced (field, section 5, and what some funders ask for)."""

    d180 = "180"
    d120 = "120"
    d90 = "90"
    d60 = "60"
    d30 = "30"
    d14 = "14"
    d7 = "7"


@dataclass(frozen=True)
class Field:
    """One thing a part asks; `options` belong to a choice."""

    name: str
    asked: Asked
    options: type[StrEnum] | None = None


def _text(name: str) -> Field:
    return Field(name, Asked.text)


def _line(name: str) -> Field:
    return Field(name, Asked.line)


def _day(name: str) -> Field:
    return Field(name, Asked.day)


def _choice(name: str, options: type[StrEnum]) -> Field:
    return Field(name, Asked.choice, options)


@dataclass(frozen=True)
class Asks:
    """What one part asks: fields by themselves, and the columns of its rows, if it has rows."""

    fields: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()


ASKS: dict[Part, Asks] = {
    Part.purpose: Asks((_text("why"), _text("need"), _text("served"))),
    Part.governance: Asks(
        (_line("lead_ours"), _line("lead_theirs"), _text("decisions"), _text("meetings"), _text("escalation"))
    ),
    Part.goals: Asks(columns=(_text("goal"), _line("measure"), _day("by"))),
    Part.services: Asks(
        fields=(_text("note"),),
        columns=(_text("what"), _choice("giver", Giver), _line("amount"), Field("value", Asked.money)),
    ),
    Part.funding: Asks(
        fields=(
            _choice("funded", Funded),
            Field("total", Asked.money),
            _line("currency"),
            _choice("payer", Payer),
            _text("invoicing"),
        ),
        columns=(_line("what"), _day("on"), Field("amount", Asked.money)),
    ),
    Part.communications: Asks(
        (_line("contact_ours"), _line("contact_theirs"), _line("frequency"), _line("language"), _text("wording"))
    ),
    Part.indicators: Asks(
        columns=(
            _line("name"),
            _choice("unit", Unit),
            _line("baseline"),
            _line("target"),
            _day("by"),
            _line("source"),
            _line("owner"),
        )
    ),
    Part.reporting: Asks(
        fields=(_text("note"),), columns=(_line("what"), _line("to"), _choice("every", Every), _day("first_on"))
    ),
    Part.roles: Asks(
        columns=(
            _line("work"),
            Field("responsible", Asked.who),
            Field("accountable", Asked.who),
            Field("consulted", Asked.who),
            Field("informed", Asked.who),
        )
    ),
    Part.parties: Asks(
        (
            _line("name_ours"),
            _line("number_ours"),
            _line("signatory_ours"),
            _line("title_ours"),
            _line("name_theirs"),
            _line("number_theirs"),
            _line("signatory_theirs"),
            _line("title_theirs"),
        )
    ),
    Part.definitions: Asks((_text("text"),)),
    Part.term: Asks(
        (
            _day("starts_on"),
            _day("ends_on"),
            _choice("renewal", Renewal),
            Field("notices", Asked.choices, Notice),
            _text("text"),
        )
    ),
    Part.review: Asks((_day("first_on"), _text("text"))),
    Part.amendment: Asks((_text("text"),)),
    Part.ending: Asks((Field("notice_days", Asked.number), _text("text"))),
    Part.confidentiality: Asks((_text("text"),)),
    Part.disputes: Asks((_text("text"),)),
    Part.liability: Asks((_text("text"),)),
    Part.property: Asks((_text("text"),)),
    Part.binding: Asks((_choice("binding", Binding), _text("text"))),
    Part.stewardship: Asks((_text("text"),)),
    Part.equity: Asks((_text("text"),)),
}


def most_rows(part: Part) -> int:
    """How many rows a part can have."""
    return min(MOST_ROWS, _MOST_CELLS // max(1, len(ASKS[part].columns)))


def said(part: Mapping[str, Any] | None) -> bool:
    """Whether a part says anything at all."""
    return any(bool(value) for value in (part or {}).values())


def written(content: Content) -> list[Part]:
    """The parts that say something, in order."""
    return [part for part in Part if said(content.get(part))]
