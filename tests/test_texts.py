"""Free texts: what is kept of them, and what is refused."""

import pytest

from storage.errors import LooksLikeIdentityNumber, Missing, TooLong
from storage.texts import checked, looks_like_identity_number


@pytest.mark.parametrize(
    "text",
    [
        "130 692 544",
        "his number is 130692544.",
        "130-692-544",
        "046 454 286",
        "1234-567-897",
        "1234 567 897 AB",
        "TREM 5561 2345",
        "trem55612345",
    ],
)
def test_identity_numbers_are_seen(text: str) -> None:
    with pytest.raises(LooksLikeIdentityNumber):
        checked(text, field="notes")


@pytest.mark.parametrize(
    "text",
    [
        "call 416 555 0199",
        "+1 416-555-0199",
        "4165550199",
        "(514) 555-0199 ext. 12",
        "514.555.0199",
        "+33 1 44 55 66 77",
        "123456782RR0001",
        "130 692 545",
        "ROOM 1234 9999",
        "2026-11-12",
        "$ 1 200 500",
        "🙂 مركز النهر <!channel>",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert not looks_like_identity_number(text)


def test_blanks_are_dropped_and_missed() -> None:
    assert checked("  two words\n", field="name") == "two words"
    assert checked(None, field="name") == ""
    for blank in ("", "  ", None, "\u200b\u200f"):
        with pytest.raises(Missing):
            checked(blank, field="name", required=True)


def test_too_long_says_how_long() -> None:
    with pytest.raises(TooLong) as refused:
        checked("x" * 201, field="name", limit=200)
    assert refused.value.facts == {"limit": 200}
    assert refused.value.field == "name"
    assert len(checked("🙂" * 100, field="name", limit=200)) == 100  # of 200 UTF-16 units
    with pytest.raises(TooLong):
        checked("🙂" * 101, field="name", limit=200)
