"""A page of an agreement, between what Slack's form holds and what the agreement keeps."""

import re
from collections.abc import Mapping
from typing import Any

from messages import money
from messages.forms import Values
from messages.words import Words
from storage.agreement_parts import ASKS, MOST_ROWS, ROWS, Asked, Field, Part

PIECE = 3000
"""Slack: characters of one text field. Longer prose continues in numbered fields."""
MOST_PIECES = 7
_ROOM = 80
_PARAGRAPH = "\n\n"


def most_rows(part: Part) -> int:
    """How many rows one page has room for (Slack: 100 blocks)."""
    return min(MOST_ROWS, _ROOM // max(1, len(ASKS[part].columns)))


def piece(name: str, number: int) -> str:
    """The block of a prose field's n-th piece: "why", "why.2", …"""
    return name if number == 1 else f"{name}.{number}"


def cell(column: str, row: int) -> str:
    """The block of a column in a row, counted from 0: "goal.0"."""
    return f"{column}.{row}"


def split(text: str, limit: int = PIECE) -> list[str]:
    """Prose in pieces of at most `limit` characters, between paragraphs, else between words; no word is lost."""
    pieces: list[str] = []
    for paragraph in text.split(_PARAGRAPH):
        for part in _words_within(paragraph, limit):
            if pieces and len(pieces[-1]) + len(_PARAGRAPH) + len(part) <= limit:
                pieces[-1] += _PARAGRAPH + part
            else:
                pieces.append(part)
    return pieces


def joined(pieces: list[str]) -> str:
    """The pieces as one text again."""
    return _PARAGRAPH.join(piece for piece in pieces if piece)


def _words_within(paragraph: str, limit: int) -> list[str]:
    parts = []
    while len(paragraph) > limit:
        space = max(paragraph.rfind(" ", 0, limit + 1), paragraph.rfind("\n", 0, limit + 1))
        at = space if space > 0 else limit
        parts.append(paragraph[:at])
        paragraph = paragraph[at:].lstrip() if space > 0 else paragraph[at:]
    return [*parts, paragraph]


def pieces_in(values: Mapping[str, Any], name: str) -> int:
    """How many pieces of a prose field a form has."""
    numbers = [int(key.rsplit(".", 1)[1]) for key in values if re.fullmatch(rf"{re.escape(name)}\.\d+", key)]
    return max(numbers, default=1)


def rows_in(part: Part, values: Mapping[str, Any]) -> int:
    """How many rows a form has, at least 1 where the part has rows."""
    columns = {column.name for column in ASKS[part].columns}
    numbers = [int(number) for name, _, number in (key.partition(".") for key in values) if name in columns and number]
    return max(numbers, default=0) + 1 if columns else 0


def values_of(words: Words, part: Part, saying: Mapping[str, Any]) -> Values:
    """What a form is filled with that shows what is kept."""
    asks, values = ASKS[part], Values()
    currency = saying.get("currency") or money.DEFAULT
    for field in asks.fields:
        value = saying.get(field.name)
        if field.asked is Asked.text:
            values |= {piece(field.name, number): text for number, text in enumerate(split(value or ""), 1)}
        else:
            values[field.name] = _shown(words, field, value, currency)
    for index, row in enumerate(saying.get(ROWS) or []):
        values |= {
            cell(column.name, index): _shown(words, column, row.get(column.name), currency) for column in asks.columns
        }
    return values


def saying_of(words: Words, part: Part, values: Values, labels: Mapping[str, str]) -> dict[str, Any]:
    """What a form says, as `Agreements.keep_part` takes it; `labels` name people by reference.

    Raises `NotAnAmount`, `AmbiguousAmount`, `NotCurrency` at their fields.
    """
    asks = ASKS[part]
    currency = (
        money.currency_code(values.get("currency"), field="currency") if values.get("currency") else money.DEFAULT
    )
    said: dict[str, Any] = {}
    for field in asks.fields:
        if field.asked is Asked.text:
            numbers = range(1, pieces_in(values, field.name) + 1)
            said[field.name] = joined([values.get(piece(field.name, number)) or "" for number in numbers])
        else:
            said[field.name] = _read(words, field, values.get(field.name), field.name, currency, labels)
    if part is Part.funding and values.get("currency"):
        said["currency"] = currency
    said[ROWS] = [
        {
            column.name: _read(words, column, values.get(name), name, currency, labels)
            for column in asks.columns
            for name in (cell(column.name, index),)
        }
        for index in range(rows_in(part, values))
    ]
    return said


def both(part: Part, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Two texts of one part united: prose and lines follow each other, rows are put together, lists are joined; where
    only one answer can stand (a day, an amount, a choice) it is mine."""
    united = dict(theirs) | {name: value for name, value in mine.items() if value}
    for field in ASKS[part].fields:
        one, other = theirs.get(field.name), mine.get(field.name)
        if not one or not other or one == other:
            continue
        if field.asked is Asked.text:
            united[field.name] = one + _PARAGRAPH + other
        elif field.asked is Asked.line:
            united[field.name] = f"{one} / {other}"
        elif field.asked in (Asked.choices, Asked.who):
            united[field.name] = [*one, *(each for each in other if each not in one)]
    rows = [*(theirs.get(ROWS) or [])]
    rows += [row for row in mine.get(ROWS) or [] if row not in rows]
    return united | ({ROWS: rows} if rows else {})


def _shown(words: Words, field: Field, value: Any, currency: str) -> Any:
    if value in (None, ""):
        return None
    match field.asked:
        case Asked.money:
            return money.typed(words, value, currency)
        case Asked.number:
            return str(value)
        case Asked.who:
            return [one["ref"] for one in value]
    return value


def _read(words: Words, field: Field, value: Any, name: str, currency: str, labels: Mapping[str, str]) -> Any:
    if value in (None, "", []):
        return None
    match field.asked:
        case Asked.money:
            return str(money.read_amount(words, value, field=name, currency=currency))
        case Asked.who:
            return [{"ref": ref, "name": labels.get(ref, ref)} for ref in value]
    return value
