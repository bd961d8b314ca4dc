"""Free texts: what people type, before it is kept."""

import re

from storage.errors import LooksLikeIdentityNumber, Missing, TooLong

LIMIT = 3000

_APART = r"(?<!\d)(?<!\d[ .\-])"
_ENDS = r"(?![ .\-]?\d)"
_SOCIAL_INSURANCE = re.compile(_APART + r"[0-79]\d{2}([ .\-]?)\d{3}\1\d{3}\b" + _ENDS)
_ONTARIO = re.compile(
    _APART + r"\d{4}([ .\-])\d{3}\1\d{3}(?!\d)(?:[ .\-]?[A-Z]{1,2}\b)?|" + _APART + r"\d{10}[ \-]?[A-Z]{2}\b"
)
_QUEBEC = re.compile(
    r"\b[A-Z]{4}([ \-]?)\d{2}(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])\1(?:0[1-9]|[12]\d|3[01])\d{2}\b", re.IGNORECASE
)


def length(text: str) -> int:
    """How long a text is, in UTF-16 units: how Slack counts an emoji is not published, and no way of counting gives
    more. What is kept has room wherever Slack shows it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked(text: str | None, *, field: str, limit: int = LIMIT, required: bool = False) -> str:
    """The text without the blanks around it; "" for none. `field` is the form field (a block id) it came from.

    Raises `Missing` for a blank that is `required`, `TooLong` beyond a `length` of `limit`, and
    `LooksLikeIdentityNumber` for what looks like a social insurance or health card number (design, section 10).
    """
    kept = (text or "").replace("\x00", "").strip()
    if required and not any(sign.isprintable() and not sign.isspace() for sign in kept):
        raise Missing(field=field)
    if length(kept) > limit:
        raise TooLong(field=field, limit=limit)
    if looks_like_identity_number(kept):
        raise LooksLikeIdentityNumber(field=field)
    return kept


def looks_like_identity_number(text: str) -> bool:
    """Whether a social insurance number, an Ontario or a Quebec health card number seems to stand in the text.

    The first two end in a check digit (Luhn); no social insurance number begins with 8. A telephone number has
    other groups than a health card (3-3-4, not 4-3-3), and a business number begins with 8 or carries letters.
    """
    numbered = [*_SOCIAL_INSURANCE.finditer(text), *_ONTARIO.finditer(text)]
    return any(_adds_up(found.group()) for found in numbered) or _QUEBEC.search(text) is not None


def _adds_up(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
