"""An agreement on paper, chapter by chapter: what its document, its Markdown and its preview all show."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from messages.agreement_parts import FIELDS, part_name, value_text
from messages.paper import Paper, clean
from messages.words import N_, Words
from storage.agreement_parts import ASKS, NEEDED, ROWS, AgreementKind, Asked, Field, Part, said

INTRO: dict[AgreementKind, str] = {
    AgreementKind.informal: N_("This note says, in plain words, what {ours} and {theirs} have in mind to do together."),
    AgreementKind.letter: N_("This letter sets out what {ours} and {theirs} have agreed to do together."),
    AgreementKind.memorandum: N_(
        "This memorandum sets out how {ours} and {theirs} work together, and what each may expect of the other."
    ),
    AgreementKind.contract: N_("{ours} and {theirs} agree to what follows, and each promises to do its part."),
    AgreementKind.funding: N_(
        "This sub-agreement sets out the services that {ours} and {theirs} arrange together, and how they are funded."
    ),
}
KNOWN_AS = N_("Known as")
PENDING = N_("To be agreed.")
TOTAL = N_("Total")
SIDED = {"lead": N_("Lead for {name}"), "contact": N_("Contact for {name}")}
PARTIES = {
    "name": N_("Legal name"),
    "number": N_("Business number"),
    "signatory": N_("Represented by"),
    "title": N_("Title"),
}
ADDED = {Part.services: "value", Part.funding: "amount"}
"""The column of money that has a total."""


@dataclass(frozen=True)
class Line:
    """One field that says something. `long`: prose, which stands below its label."""

    name: str
    label: str
    text: str
    long: bool


@dataclass(frozen=True)
class Chapter:
    """One part on paper. `number` is 0 for the parties, who come before the first. `pending` is a sentence when the
    part is needed and says nothing; `total` is the last row of a table that adds up, else empty."""

    part: Part
    number: int
    name: str
    pending: str
    lines: list[Line]
    heads: list[str]
    rows: list[list[str]]
    total: list[str]


def words_of(paper: Paper) -> Words:
    """The paper's own language; it shows days, no instants."""
    return Words(paper.language, ZoneInfo("UTC"))


def intro(paper: Paper) -> str:
    """The sentence it begins with."""
    return clean(words_of(paper).text(INTRO[paper.kind], ours=paper.ours, theirs=paper.theirs))


def chapters(paper: Paper) -> list[Chapter]:
    """The parties, then every part that says something or that this kind needs, numbered in the standard's order."""
    shown = [part for part in Part if part is not Part.parties and is_shown(paper, part)]
    return [_parties(paper), *(_chapter(paper, part, number) for number, part in enumerate(shown, 1))]


def is_shown(paper: Paper, part: Part) -> bool:
    return part in NEEDED[paper.kind] or said(paper.content.get(part))


def sides(paper: Paper) -> list[dict[str, str]]:
    """Who the two sides are before the law; who has no legal name yet is called by its daily one."""
    saying = paper.content.get(Part.parties) or {}
    known = []
    for daily, side in ((paper.ours, "ours"), (paper.theirs, "theirs")):
        one = {name: clean(str(saying.get(f"{name}_{side}") or "")) for name in PARTIES}
        known.append({**one, "name": one["name"] or clean(daily)})
    return known


def text_of(paper: Paper, field: Field, value: Any) -> str:
    """A value as the paper writes it, amounts in its currency."""
    names = {"us": paper.ours, "them": paper.theirs}
    currency = str((paper.content.get(Part.funding) or {}).get("currency") or "CAD").upper()
    return clean(value_text(words_of(paper), field, value, names, currency=currency))


def label(words: Words, part: Part, field: str, *, ours: str, theirs: str) -> str:
    """A field's label on paper, where a side is called by its name."""
    stem, _, side = field.rpartition("_")
    if stem in SIDED:
        return words.text(SIDED[stem], name=ours if side == "ours" else theirs)
    return words.text(FIELDS[part][field])


def added(paper: Paper, part: Part) -> str:
    """The sum of the part's column of money, "" where there is nothing to add."""
    column = next((one for one in ASKS[part].columns if one.name == ADDED.get(part)), None)
    amounts = [Decimal(row[column.name]) for row in _rows(paper, part) if row.get(column.name)] if column else []
    return text_of(paper, column, str(sum(amounts))) if column and amounts else ""


def _rows(paper: Paper, part: Part) -> list[Mapping[str, Any]]:
    return list((paper.content.get(part) or {}).get(ROWS) or [])


def _chapter(paper: Paper, part: Part, number: int) -> Chapter:
    words, saying, asks = words_of(paper), paper.content.get(part) or {}, ASKS[part]
    lines = [
        Line(
            field.name,
            clean(label(words, part, field.name, ours=paper.ours, theirs=paper.theirs)),
            text_of(paper, field, saying[field.name]),
            field.asked is Asked.text,
        )
        for field in asks.fields
        if saying.get(field.name)
    ]
    rows = [[text_of(paper, column, row.get(column.name)) for column in asks.columns] for row in _rows(paper, part)]
    total, total_row = added(paper, part), []
    if total:
        at = [column.name for column in asks.columns].index(ADDED[part])
        total_row = [words.text(TOTAL), *([""] * (at - 1)), total]
    return Chapter(
        part=part,
        number=number,
        name=part_name(words, part),
        pending="" if said(saying) else words.text(PENDING),
        lines=lines,
        heads=[words.text(FIELDS[part][column.name]) for column in asks.columns] if rows else [],
        rows=rows,
        total=total_row,
    )


def _parties(paper: Paper) -> Chapter:
    words = words_of(paper)
    known = sides(paper)
    rows = [
        [words.text(name), *(side[key] for side in known)]
        for key, name in PARTIES.items()
        if any(side[key] for side in known)
    ]
    heads = [words.text(KNOWN_AS), clean(paper.ours), clean(paper.theirs)]
    return Chapter(Part.parties, 0, part_name(words, Part.parties), "", [], heads, rows, [])
