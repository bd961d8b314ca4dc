"""What an agreement asks, in words: its kinds, parts, fields and choices, and a field's value as people read it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from messages import money
from messages.words import N_, Words
from storage.agreement_parts import (
    AgreementKind,
    Asked,
    Binding,
    Every,
    Field,
    Funded,
    Giver,
    Notice,
    Part,
    Payer,
    Renewal,
    Unit,
)

KINDS: dict[AgreementKind, str] = {
    AgreementKind.informal: N_("Informal understanding"),
    AgreementKind.letter: N_("Letter of agreement"),
    AgreementKind.memorandum: N_("Memorandum of understanding"),
    AgreementKind.contract: N_("Contract"),
    AgreementKind.funding: N_("Funding sub-agreement"),
}
PARTS: dict[Part, str] = {
    Part.purpose: N_("Purpose"),
    Part.governance: N_("Governance"),
    Part.goals: N_("Strategic goals"),
    Part.services: N_("Services and resources"),
    Part.funding: N_("Funding agreement"),
    Part.communications: N_("Communications"),
    Part.indicators: N_("Key performance indicators"),
    Part.reporting: N_("Reporting mechanism"),
    Part.roles: N_("Roles and responsibilities"),
    Part.parties: N_("Parties and signatories"),
    Part.definitions: N_("Definitions"),
    Part.term: N_("Term and renewal"),
    Part.review: N_("Review of the agreement"),
    Part.amendment: N_("Amendment"),
    Part.ending: N_("Ending the agreement"),
    Part.confidentiality: N_("Confidentiality and data sharing"),
    Part.disputes: N_("Resolving disputes"),
    Part.liability: N_("Liability and insurance"),
    Part.property: N_("Intellectual property"),
    Part.binding: N_("Legal effect"),
    Part.stewardship: N_("First Nations data governance"),
    Part.equity: N_("Equity, accessibility and language"),
}
_CLAUSE = N_("Text of the clause")
FIELDS: dict[Part, dict[str, str]] = {
    Part.purpose: {
        "why": N_("Why we work together"),
        "need": N_("The need it meets"),
        "served": N_("Who is served"),
    },
    Part.governance: {
        "lead_ours": N_("Lead on our side"),
        "lead_theirs": N_("Lead on their side"),
        "decisions": N_("Who decides what"),
        "meetings": N_("When and how we meet"),
        "escalation": N_("Where problems go"),
    },
    Part.goals: {"goal": N_("Goal"), "measure": N_("How it is measured"), "by": N_("By when")},
    Part.services: {
        "note": N_("About these services and resources"),
        "what": N_("Service or resource"),
        "giver": N_("Given by"),
        "amount": N_("How much"),
        "value": N_("In-kind value"),
    },
    Part.funding: {
        "funded": N_("Funding"),
        "total": N_("Total amount"),
        "currency": N_("Currency"),
        "payer": N_("Paid by"),
        "invoicing": N_("Invoicing"),
        "what": N_("Instalment"),
        "on": N_("Due on"),
        "amount": N_("Amount"),
    },
    Part.communications: {
        "contact_ours": N_("Contact on our side"),
        "contact_theirs": N_("Contact on their side"),
        "frequency": N_("How often"),
        "language": N_("Language"),
        "wording": N_("Public wording"),
    },
    Part.indicators: {
        "name": N_("Indicator"),
        "unit": N_("Unit"),
        "baseline": N_("Baseline"),
        "target": N_("Target"),
        "by": N_("By when"),
        "source": N_("Source"),
        "owner": N_("Owner"),
    },
    Part.reporting: {
        "note": N_("About reporting"),
        "what": N_("Report"),
        "to": N_("To whom"),
        "every": N_("How often"),
        "first_on": N_("First due on"),
    },
    Part.roles: {
        "work": N_("Work or service"),
        "responsible": N_("Does it (R)"),
        "accountable": N_("Answers for it (A)"),
        "consulted": N_("Consulted (C)"),
        "informed": N_("Informed (I)"),
    },
    Part.parties: {
        "name_ours": N_("Our legal name"),
        "number_ours": N_("Our business number"),
        "signatory_ours": N_("Who signs for us"),
        "title_ours": N_("Title of who signs for us"),
        "name_theirs": N_("Their legal name"),
        "number_theirs": N_("Their business number"),
        "signatory_theirs": N_("Who signs for them"),
        "title_theirs": N_("Title of who signs for them"),
    },
    Part.definitions: {"text": N_("Terms and what they mean")},
    Part.term: {
        "starts_on": N_("Starts on"),
        "ends_on": N_("Ends on"),
        "renewal": N_("Renewal"),
        "notices": N_("Notice before the end"),
        "text": _CLAUSE,
    },
    Part.review: {"first_on": N_("First review on"), "text": _CLAUSE},
    Part.amendment: {"text": _CLAUSE},
    Part.ending: {"notice_days": N_("Notice, in days"), "text": _CLAUSE},
    Part.confidentiality: {"text": _CLAUSE},
    Part.disputes: {"text": _CLAUSE},
    Part.liability: {"text": _CLAUSE},
    Part.property: {"text": _CLAUSE},
    Part.binding: {"binding": N_("Legal effect"), "text": _CLAUSE},
    Part.stewardship: {"text": _CLAUSE},
    Part.equity: {"text": _CLAUSE},
}
"""By part, then by the name of the field or column: short enough for a table's heading."""

SIDES = {"us": N_("Our organization"), "them": N_("The partner")}
CHOICES: dict[type[StrEnum], dict[str, str]] = {
    Giver: {**SIDES, Giver.both: N_("Both sides")},
    Funded: {Funded.none: N_("No money changes hands"), Funded.funded: N_("Funding is provided")},
    Payer: {**SIDES, Payer.funder: N_("A funder")},
    Unit: {
        Unit.number: N_("Number"),
        Unit.percent: N_("Percent"),
        Unit.hours: N_("Hours"),
        Unit.days: N_("Days"),
        Unit.cad: N_("Canadian dollars"),
        Unit.score: N_("Score"),
    },
    Every: {
        Every.once: N_("Once"),
        Every.monthly: N_("Every month"),
        Every.quarterly: N_("Every three months"),
        Every.half_yearly: N_("Every six months"),
        Every.yearly: N_("Every year"),
    },
    Renewal: {
        Renewal.none: N_("Ends without renewal"),
        Renewal.agreed: N_("Renewed if both sides agree in writing"),
        Renewal.automatic: N_("Renewed by itself unless one side says no in time"),
    },
    Binding: {Binding.yes: N_("Legally binding"), Binding.no: N_("Not legally binding")},
    Notice: {
        Notice.d180: N_("180 days before"),
        Notice.d120: N_("120 days before"),
        Notice.d90: N_("90 days before"),
        Notice.d60: N_("60 days before"),
        Notice.d30: N_("30 days before"),
        Notice.d14: N_("14 days before"),
        Notice.d7: N_("7 days before"),
    },
}
"""By the type of the options, then by option: options of two types may be the same word ("us")."""

NO_LEGAL_ADVICE = N_(
    "This is not legal advice. Have it reviewed by somebody qualified, such as a lawyer, before you sign."
)


def kind_name(words: Words, kind: AgreementKind) -> str:
    return words.text(KINDS[kind])


def part_name(words: Words, part: Part) -> str:
    return words.text(PARTS[part])


def field_name(words: Words, part: Part, field: str) -> str:
    """The label of a field or column, by its name."""
    return words.text(FIELDS[part][field])


def choice_name(words: Words, options: type[StrEnum], chosen: str, names: Mapping[str, str] | None = None) -> str:
    """An option as people say it; a side is called by its name where `names` knows "us" or "them"."""
    if chosen in SIDES and names and names.get(chosen):
        return names[chosen]
    return words.text(CHOICES[options][chosen])


def value_text(words: Words, field: Field, value: Any, names: Mapping[str, str], *, currency: str = "CAD") -> str:
    """A field's value as plain text, "" for a blank.

    `names` gives the names of the sides ("us", "them") and, by reference ("u:U1"), of people; who is not in it is
    called as the content says. Amounts are in `currency` (ISO 4217).
    """
    if value is None or value in ("", []):
        return ""
    match field.asked:
        case Asked.day:
            return words.full_date(date.fromisoformat(value))
        case Asked.money:
            return money.shown(words, Decimal(value), currency)
        case Asked.number:
            return words.number(int(value))
        case Asked.who:
            return words.listed([names.get(one["ref"]) or one["name"] for one in value])
        case Asked.choice if field.options:
            return choice_name(words, field.options, value, names)
        case Asked.choices if field.options:
            return words.listed([choice_name(words, field.options, one, names) for one in value])
    return str(value)
