"""Money: what is typed is read as one amount or refused by name; what is shown is read back."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import errors
from messages.money import MOST, currency_code, read_amount, shown
from messages.words import Words
from storage.errors import AmbiguousAmount, NotAnAmount, NotCurrency, Refused

TORONTO = ZoneInfo("America/Toronto")
EN, FR = Words("en", TORONTO), Words("fr", TORONTO)


@pytest.mark.parametrize("words", [EN, FR])
@pytest.mark.parametrize(
    "typed",
    [
        "1200.50", "1200,50", "1200.5", "1200,5", "1,200.50", "1 200,50", "1\u00a0200,50", "1\u202f200,50 $",
        "$1,200.50", "1.200,50", "1'200.50", " 1200.50 ", "CAD 1200.50", "1200.50 cad", "001200.50",
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_is_read_in_both_languages(words: Words, typed: str) -> None:
    amount = read_amount(words, typed, field="total")
    assert (amount, str(amount)) == (Decimal("1200.50"), "1200.50")


@pytest.mark.parametrize(
    ("words", "typed", "currency", "amount"),
    [
        (EN, "1,200", "CAD", "1200.00"),
        (EN, "1,200,500", "CAD", "1200500.00"),
        (FR, "1 200 500", "CAD", "1200500.00"),
        (EN, "1200", "JPY", "1200"),
        (EN, "1,200", "JPY", "1200"),
        (EN, "1.200", "KWD", "1.200"),
        (FR, "1,200", "KWD", "1.200"),
        (EN, "1,200", "KWD", "1200.000"),
        (EN, "0", "CAD", "0.00"),
        (EN, "US$1,200.50", "USD", "1200.50"),
        (FR, "1 200,50 $ US", "USD", "1200.50"),
    ],
)
def test_the_language_and_the_currency_decide(words: Words, typed: str, currency: str, amount: str) -> None:
    assert str(read_amount(words, typed, field="total", currency=currency)) == amount


@pytest.mark.parametrize(
    ("words", "typed", "refusal"),
    [
        (FR, "1,200", AmbiguousAmount),
        (FR, "1.200", AmbiguousAmount),
        (EN, "1.200", AmbiguousAmount),
        *((EN, typed, NotAnAmount) for typed in (
            "", " ", "$", "abc", "12a", "-5", "−5", "(5)", "1e5", "NaN", "Infinity", "1,20,0", "1,2,3", "12,34,567",
            "1.2.3", "1,200,50", "1 20", "1  200", "1,200.505", "0.001", ".5", "5.", ",", "1,200 500", "10%",
            "١٢٠٠", "１２", "²",
            "1000000000000", "9" * 5000, "1200 EUR", "1 200.500,00", "1.200.50,00", "5 to 6", "1\n000", "1,000,",
        )),
    ],
)  # fmt: skip
def test_what_cannot_is_refused_by_name_with_its_sentence(words: Words, typed: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        read_amount(words, typed, field="amount.3")
    assert refused.value.field == "amount.3"
    sentence = errors.refused(words, refused.value)
    assert ("1200,50" in sentence or "1\u00a0200,00\u00a0$" in sentence) if words is FR else "200" in sentence


@given(
    cents=st.integers(0, int(MOST) * 100 - 1),
    words=st.sampled_from([EN, FR]),
    currency=st.sampled_from(["CAD", "USD", "EUR", "GBP", "CHF", "JPY"]),
)
def test_what_is_shown_is_read_back(cents: int, words: Words, currency: str) -> None:
    amount = Decimal(cents) if currency == "JPY" else Decimal(cents) / 100
    assert read_amount(words, shown(words, amount % MOST, currency), field="x", currency=currency) == amount % MOST


@given(typed=st.text(max_size=40), words=st.sampled_from([EN, FR]))
def test_any_text_is_an_exact_amount_or_refused(typed: str, words: Words) -> None:
    try:
        amount = read_amount(words, typed, field="x")
    except Refused:
        return
    assert 0 <= amount < MOST
    assert amount.as_tuple().exponent == -2


def test_amounts_are_shown_as_each_language_writes_them() -> None:
    assert shown(EN, Decimal("1200.5"), "CAD") == "$1,200.50"
    assert shown(FR, Decimal("1200.5"), "CAD") == "1\u00a0200,50\u00a0$"
    assert shown(EN, Decimal(1200), "JPY") == "JP¥1,200"


def test_a_currency_is_one_of_iso_4217() -> None:
    assert [currency_code(typed, field="currency") for typed in (None, "", " usd ", "EUR")] == [
        "CAD",
        "CAD",
        "USD",
        "EUR",
    ]
    for typed in ("dollars", "CA", "ZZZ", "$"):
        with pytest.raises(NotCurrency) as refused:
            currency_code(typed, field="currency")
        assert "CAD" in errors.refused(FR, refused.value)
