"""Figures as people type them and as they are shown: exact decimals, never floats."""

import re
from decimal import Decimal

from babel.numbers import format_decimal

from messages import money
from messages.words import Words
from storage.agreement_parts import Unit
from storage.errors import AmbiguousAmount, AmbiguousNumber, NotAnAmount, NotANumber

PLACES = 3
CAD = "CAD"
_MARKS = {Unit.percent: re.compile(r"\s*%$"), Unit.hours: re.compile(r"\s*h$", re.IGNORECASE)}
_SPACES = re.compile("[\u00a0\u202f\u2009'’]")


def read_figure(words: Words, typed: str, unit: Unit, *, field: str) -> Decimal:
    """A figure of zero or more: "1 234,5", "1,234.5" and "1234.5" are all 1234.5.

    Where a mark can be read in two ways, the language decides; if its way gives none, raises `AmbiguousNumber`. Raises
    `NotANumber` for anything else, for more than three decimals and for 10^12 or more; for dollars what
    `money.read_amount` raises.
    """
    if unit is Unit.cad:
        return money.read_amount(words, typed, field=field)
    text = _SPACES.sub(" ", typed).strip()
    if unit in _MARKS:
        text = _MARKS[unit].sub("", text)
    try:
        whole, fraction = money.parts(words, text, PLACES, field)
    except AmbiguousAmount as error:
        raise AmbiguousNumber(field=field, example=bare(words, Decimal("1234.5"))) from error
    except NotAnAmount as error:
        raise NotANumber(field=field) from error
    if len(fraction) > PLACES or len(whole.lstrip("0")) > money.DIGITS or not (whole + fraction).isascii():
        raise NotANumber(field=field)
    return Decimal(f"{whole}.{fraction or '0'}")


def bare(words: Words, value: Decimal) -> str:
    """The number alone, as the language writes it and a person may type it: "1,234.5", « 1 234,5 »."""
    return format_decimal(value, "#,##0.###", locale=words.locale)


def shown(words: Words, value: Decimal, unit: Unit) -> str:
    """The number with its unit: "85.5%", « 85,5 % », "12 h", "3 days", "$1,200.50"."""
    if unit is Unit.cad:
        return money.shown(words, value, CAD)
    if unit is Unit.percent:
        return bare(words, value) + ("\u00a0%" if words.language == "fr" else "%")
    if unit is Unit.hours:
        return bare(words, value) + "\u00a0h"
    if unit is Unit.days:
        one = value == 1 or (words.language == "fr" and value < 2)
        return (
            words.text("{value} day", value=bare(words, value))
            if one
            else words.text("{value} days", value=bare(words, value))
        )
    return bare(words, value)
