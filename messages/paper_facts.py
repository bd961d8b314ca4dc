"""What a template may say of an agreement: plain text, lists and dicts by documented names, nothing with methods."""

from typing import Any

from messages.agreement_parts import NO_LEGAL_ADVICE, kind_name, part_name
from messages.paper import Paper, Signed, clean
from messages.paper_chapters import PARTIES, PENDING, added, chapters, intro, is_shown, sides, text_of, words_of
from messages.words import N_
from storage.agreement_parts import ASKS, ROWS, Part, said

DRAFT = N_("Draft")
TEXT = ""
Shape = str | list[Any] | dict[str, Any]


def facts(paper: Paper) -> dict[str, Any]:
    """Every documented field with its value; a blank is ""."""
    words = words_of(paper)
    known: dict[str, Any] = {
        "title": clean(paper.title),
        "kind": kind_name(words, paper.kind),
        "language": paper.language,
        "version": str(paper.version),
        "status": clean(paper.status),
        "draft": words.text(DRAFT) if paper.draft else "",
        "made_on": words.full_date(paper.made_on),
        "amends": str(paper.amends or ""),
        "ours": clean(paper.ours),
        "theirs": clean(paper.theirs),
        "intro": intro(paper),
        "notice": words.text(NO_LEGAL_ADVICE),
        "sides": sides(paper),
        "signatures": _signatures(paper),
        "parts": _parts(paper),
    }
    numbers = {part["part"]: part["number"] for part in known["parts"]}
    return known | {part.value: _part(paper, part, numbers.get(part.value, "")) for part in Part}


def shape() -> dict[str, Any]:
    """The documented fields: text, a list of what its one member is like, or more fields by name."""
    texts = ("title", "kind", "language", "version", "status", "draft", "made_on", "amends", "ours", "theirs", "intro")
    known: dict[str, Any] = dict.fromkeys((*texts, "notice"), TEXT)
    known["sides"] = [dict.fromkeys(PARTIES, TEXT)]
    known["signatures"] = [dict.fromkeys(("party", "name", "title", "signed_on"), TEXT)]
    known["parts"] = [
        {
            **dict.fromkeys(("part", "number", "name", "pending"), TEXT),
            "lines": [dict.fromkeys(("label", "text"), TEXT)],
            "heads": [TEXT],
            "rows": [[TEXT]],
            "total": [TEXT],
        }
    ]
    for part, asks in ASKS.items():
        known[part.value] = dict.fromkeys(("number", "name", "shown", "pending"), TEXT)
        known[part.value] |= {field.name: TEXT for field in asks.fields}
        if asks.columns:
            known[part.value] |= {"sum": TEXT, ROWS: [{column.name: TEXT for column in asks.columns}]}
    return known


def paths(known: Shape | None = None, before: str = "") -> list[str]:
    """Every documented field by its path: "title", "goals.rows[].measure"."""
    known = shape() if known is None else known
    if isinstance(known, dict):
        return [path for name, one in known.items() for path in paths(one, f"{before}.{name}" if before else name)]
    return paths(known[0], f"{before}[]") if isinstance(known, list) else [before]


def _part(paper: Paper, part: Part, number: str) -> dict[str, Any]:
    saying, asks, words = paper.content.get(part) or {}, ASKS[part], words_of(paper)
    shown = is_shown(paper, part)
    known: dict[str, Any] = {
        "number": number,
        "name": part_name(words, part),
        "shown": "yes" if shown else "",
        "pending": words.text(PENDING) if shown and not said(saying) else "",
    }
    known |= {field.name: text_of(paper, field, saying.get(field.name)) for field in asks.fields}
    if asks.columns:
        known["sum"] = added(paper, part)
        known[ROWS] = [
            {column.name: text_of(paper, column, row.get(column.name)) for column in asks.columns}
            for row in saying.get(ROWS) or []
        ]
    return known


def _parts(paper: Paper) -> list[dict[str, Any]]:
    return [
        {
            "part": chapter.part.value,
            "number": str(chapter.number),
            "name": chapter.name,
            "pending": chapter.pending,
            "lines": [{"label": line.label, "text": line.text} for line in chapter.lines],
            "heads": chapter.heads,
            "rows": chapter.rows,
            "total": chapter.total,
        }
        for chapter in chapters(paper)
        if chapter.number
    ]


def _signatures(paper: Paper) -> list[dict[str, str]]:
    """Who signs: as it was recorded, else as the parties name them; at least one line for each side."""
    words, lines = words_of(paper), []
    for side, party in zip(("us", "them"), sides(paper), strict=True):
        signed = [one for one in paper.signatures if one.side == side]
        for one in signed or [Signed("us" if side == "us" else "them", party["signatory"], party["title"])]:
            day = words.full_date(one.signed_on) if one.signed_on else ""
            lines.append({"party": party["name"], "name": clean(one.name), "title": clean(one.title), "signed_on": day})
    return lines
