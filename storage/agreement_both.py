"""Two texts of one part, written at the same time: what both changed, and how they are put together."""

import json
from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from storage.agreement_parts import ASKS, ROWS, Asked, Field, Part

PARAGRAPH = "\n\n"
Saying = Mapping[str, Any]
Marks = Mapping[str, Any]
"""A fingerprint of each field, and of each row: enough to see later what was changed, and small enough for a view."""


def marks_of(part: Part, saying: Saying) -> dict[str, Any]:
    """The fingerprints of what a person began from."""
    marks: dict[str, Any] = {
        field.name: _mark(saying[field.name]) for field in ASKS[part].fields if saying.get(field.name)
    }
    rows = [_mark(row) for row in saying.get(ROWS) or []]
    return marks | ({ROWS: rows} if rows else {})


def differing(part: Part, one: Saying, other: Saying) -> list[str]:
    """The fields that two texts fill differently, in the order they are asked; "rows" where any row differs."""
    names = [
        field.name for field in ASKS[part].fields if (one.get(field.name) or None) != (other.get(field.name) or None)
    ]
    return names + ([ROWS] if (one.get(ROWS) or []) != (other.get(ROWS) or []) else [])


def united(part: Part, began: Marks, theirs: Saying, mine: Saying) -> dict[str, Any]:
    """Both texts. What one side alone changed since I began is as that side left it; of what both changed, prose and
    lines follow each other, mine last, lists are joined, rows stand together, and where one answer fits it is mine."""
    both: dict[str, Any] = {}
    for field in ASKS[part].fields:
        their, my, before = theirs.get(field.name), mine.get(field.name), began.get(field.name)
        if _unchanged(my, before):
            value = their
        elif _unchanged(their, before):
            value = my
        else:
            value = _together(field, their, my)
        if value:
            both[field.name] = value
    rows = _rows(began.get(ROWS) or [], theirs.get(ROWS) or [], mine.get(ROWS) or [])
    return both | ({ROWS: rows} if rows else {})


def _rows(before: list[str], theirs: list[Any], mine: list[Any]) -> list[Any]:
    """Every row that either has written; one they both began from stays unless either has changed or removed it."""
    of_theirs, of_mine = [_mark(row) for row in theirs], [_mark(row) for row in mine]
    kept = [row for row, mark in zip(theirs, of_theirs, strict=True) if mark in of_mine or mark not in before]
    new = [row for row, mark in zip(mine, of_mine, strict=True) if mark not in of_theirs and mark not in before]
    return kept + new


def _together(field: Field, their: Any, my: Any) -> Any:
    if not their or not my:
        return their or my
    if field.asked in (Asked.text, Asked.line):
        if their in my or my in their:
            return max(their, my, key=len)
        return their + (PARAGRAPH if field.asked is Asked.text else " / ") + my
    if field.asked in (Asked.choices, Asked.who):
        return [*their, *(one for one in my if one not in their)]
    return my


def _unchanged(value: Any, before: str | None) -> bool:
    return (_mark(value) if value else None) == before


def _mark(value: Any) -> str:
    return blake2s(json.dumps(value, sort_keys=True).encode(), digest_size=5).hexdigest()
