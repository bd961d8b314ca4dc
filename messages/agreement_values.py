"""A page of an agreement, between what Slack's form holds and what the agreement keeps."""

import re
from collections.abc import Mapping
from typing import Any

from messages import money
from messages.agreement_prose import joined, split
from messages.forms import Values
from messages.words import Words
from storage.agreement_parts import ASKS, ROWS, Asked, Field, Part


def piece(name: str, number: int) -> str:
    """The block of a prose field's n-th piece: "why", "why.2", …"""
    return name if number == 1 else f"{name}.{number}"


def cell(column: str, row: int) -> str:
    """The block of a column in a row, counted from 0: "goal.0"."""
    return f"{column}.{row}"


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
