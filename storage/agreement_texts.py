"""What a form says of one part, checked before it is kept; a refusal names the field it belongs to."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from storage.agreement_parts import ASKS, LINE_LIMIT, ROWS, Asked, Field, Part, most_rows
from storage.days import checked_day
from storage.errors import EndsBeforeStart, NotAnAmount, TooManyRows
from storage.texts import checked

TEXT_LIMIT = 20_000
"""Characters of one prose field; a form shows it in numbered fields of Slack's 3,000."""
CELL_LIMIT = 3000
MOST_DAYS = 3650


def checked_part(part: Part, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a part: the fields the table knows, without blanks; rows that say nothing are left out.

    A refusal's field is the field's name, in rows `<name>.<index of the row>`. Raises what `texts.checked` and
    `days.checked_day` raise, `NotAnAmount`, `TooManyRows` and `EndsBeforeStart`.
    """
    asks = ASKS[part]
    kept = {field.name: value for field in asks.fields if (value := _checked(field, said.get(field.name), field.name))}
    if part is Part.term and kept.get("ends_on") and kept["ends_on"] < kept.get("starts_on", ""):
        raise EndsBeforeStart(field="ends_on")
    rows = []
    for index, row in enumerate(said.get(ROWS) or []):
        values = {
            column.name: _checked(column, row.get(column.name), f"{column.name}.{index}", limit=CELL_LIMIT)
            for column in asks.columns
        }
        if any(values.values()):
            rows.append({name: value for name, value in values.items() if value})
    most = most_rows(part)
    if len(rows) > most:
        raise TooManyRows(field=f"{asks.columns[0].name}.{most}", most=most)
    return kept | ({ROWS: rows} if rows else {})


def _checked(field: Field, value: Any, name: str, *, limit: int = TEXT_LIMIT) -> Any:
    match field.asked:
        case Asked.text | Asked.line:
            return checked(value, field=name, limit=limit if field.asked is Asked.text else LINE_LIMIT)
        case Asked.day:
            day = checked_day(value, field=name)
            return day.isoformat() if day else None
        case Asked.money:
            return _amount(value, name)
        case Asked.number:
            return _number(value, name)
        case Asked.choice:
            return value if value in _values(field) else None
        case Asked.choices:
            return [one for one in _values(field) if one in (value or [])]
        case Asked.who:
            return [
                {"ref": str(one["ref"]), "name": checked(one["name"], field=name, limit=LINE_LIMIT)}
                for one in value or []
            ]


def _values(field: Field) -> list[str]:
    return [option.value for option in field.options or ()]


def _amount(value: Any, name: str) -> str | None:
    """An amount as the form has read it ("1200.50"); what it costs nothing to say ("0") is kept too."""
    if value in (None, ""):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise NotAnAmount(field=name) from error
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 12:
        raise NotAnAmount(field=name)
    return f"{amount:f}"


def _number(value: Any, name: str) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isdecimal() or int(value) > MOST_DAYS:
        raise NotAnAmount(field=name)
    return int(value)
