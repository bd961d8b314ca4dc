"""What differs between two contents of an agreement: added, removed, changed; by part, field and row."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from storage.agreement_parts import ASKS, ROWS, Content, Part


@dataclass(frozen=True)
class Change:
    """One difference. `row` is None for a field by itself; for a row added or removed as a whole `field` is "rows" and
    the values are rows. `was` is None for what was added, `now` None for what was removed."""

    part: Part
    field: str
    row: int | None
    was: Any
    now: Any


def changes(before: Content, after: Content) -> list[Change]:
    """Every difference, in the order of the parts; [] for equal contents."""
    return [
        change
        for part in Part
        for change in (
            *_fields(part, before.get(part) or {}, after.get(part) or {}),
            *_rows(part, before.get(part) or {}, after.get(part) or {}),
        )
    ]


def _fields(part: Part, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(part, field.name, None, before.get(field.name), after.get(field.name))
        for field in ASKS[part].fields
        if before.get(field.name) != after.get(field.name)
    ]


def _rows(part: Part, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Rows are matched by what they say, so that one put in the middle does not change those below it."""
    old, new = before.get(ROWS) or [], after.get(ROWS) or []
    matched = SequenceMatcher(None, [_told(row) for row in old], [_told(row) for row in new], autojunk=False)
    found: list[Change] = []
    for what, old_start, old_end, new_start, new_end in matched.get_opcodes():
        if what == "equal":
            continue
        both = min(old_end - old_start, new_end - new_start)
        for step in range(both):
            found += _columns(part, new_start + step, old[old_start + step], new[new_start + step])
        found += [Change(part, ROWS, index, old[index], None) for index in range(old_start + both, old_end)]
        found += [Change(part, ROWS, index, None, new[index]) for index in range(new_start + both, new_end)]
    return found


def _columns(part: Part, row: int, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(part, column.name, row, before.get(column.name), after.get(column.name))
        for column in ASKS[part].columns
        if before.get(column.name) != after.get(column.name)
    ]


def _told(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)
