"""Money: amounts as people type them and as they are shown; exact decimals, never floats."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies

from messages.words import Words
from storage.errors import AmbiguousAmount, NotAnAmount, NotCurrency

DEFAULT = "CAD"
DIGITS = 12
MOST = Decimal(10) ** DIGITS
_SPACES = re.compile("[\u00a0\u202f\u2009'’]")
_GROUPED = re.compile(r"\d{1,3}(?:([ ,.])\d{3})(?:\1\d{3})*")


def currency_code(typed: str | None, *, field: str) -> str:
    """An ISO 4217 code, "CAD" for a blank. Raises `NotCurrency` for what is none."""
    code = (typed or DEFAULT).strip().upper()
    if code not in list_currencies():
        raise NotCurrency(field=field)
    return code


def read_amount(words: Words, typed: str, *, field: str, currency: str = DEFAULT) -> Decimal:
    """The amount, with the currency's own number of decimals: "1 200,50", "1,200.50" and "1200.5" are all 1200.50.

    Where marks could be read in two ways, the language decides; if its way gives no amount of this currency (such as
    "1.200"), raises `AmbiguousAmount`. Raises `NotAnAmount` for anything else, for less than 0 and for 10^12 or more.
    """
    places = get_currency_precision(currency)
    whole, fraction = parts(words, _bare(words, typed, currency), places, field)
    if len(fraction) > places or len(whole.lstrip("0")) > DIGITS or not (whole + fraction).isascii():
        raise NotAnAmount(field=field)
    return Decimal(f"{whole}.{fraction or '0'}").quantize(Decimal(1).scaleb(-places))


def shown(words: Words, amount: Decimal, currency: str) -> str:
    """The amount as the language writes it: "$1,200.50", « 1 200,50 $ »."""
    return format_currency(amount, currency, locale=words.locale)


def typed(words: Words, amount: str, currency: str) -> str:
    """A kept amount as a person of this language would type it: "1,200.50", « 1 200,50 »."""
    return format_currency(Decimal(amount), currency, "#,##0.00", locale=words.locale)


def _bare(words: Words, typed: str, currency: str) -> str:
    """Only digits and marks; every space that parts thousands is a plain one."""
    text = _SPACES.sub(" ", typed).strip()
    signs = {currency, _SPACES.sub(" ", get_currency_symbol(currency, locale=words.locale)), "$"}
    for sign in sorted(signs, key=len, reverse=True):
        if text.upper().startswith(sign.upper()):
            text = text[len(sign) :]
            break
        if text.upper().endswith(sign.upper()):
            text = text[: -len(sign)]
            break
    return text.strip()


def parts(words: Words, text: str, places: int, field: str) -> tuple[str, str]:
    """What stands before and after the decimal mark of a number that has at most `places` decimals."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        mark = "," if text.rindex(",") > text.rindex(".") else "."
    elif commas + points == 1:
        mark = "," if commas else "."
        whole, _, fraction = text.partition(mark)
        if len(fraction) == 3 and whole.isdecimal() and len(whole) <= 3 and whole != "0":
            if words.language == "en" and mark == ",":
                return whole + fraction, ""
            if places != 3 or mark != ("." if words.language == "en" else ","):
                raise AmbiguousAmount(field=field, example=_example(words))
    else:
        mark = "?"
    whole, _, fraction = text.partition(mark)
    if not _GROUPED.fullmatch(whole) and not whole.isdecimal():
        raise NotAnAmount(field=field)
    if mark in text and (not fraction.isdecimal() or mark in whole):
        raise NotAnAmount(field=field)
    return re.sub(r"[ ,.]", "", whole), fraction


def _example(words: Words) -> str:
    return shown(words, Decimal("1200.00"), "CAD")
