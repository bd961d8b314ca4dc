"""Figures as people type them, in each language: read as meant, or refused by name."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.numbers import bare, read_figure, shown
from messages.words import Words
from storage.agreement_parts import Unit
from storage.errors import AmbiguousNumber, NotAnAmount, NotANumber

EN, FR = (Words(language, ZoneInfo("America/Toronto")) for language in ("en", "fr"))


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("1 234,5", Unit.hours, "1234.5"),
        ("1,234.5", Unit.hours, "1234.5"),
        ("1\u202f234,5", Unit.hours, "1234.5"),
        ("1234.5", Unit.hours, "1234.5"),
        ("12,5 h", Unit.hours, "12.5"),
        ("85 %", Unit.percent, "85"),
        ("85%", Unit.percent, "85"),
        ("0", Unit.number, "0"),
        ("007", Unit.number, "7"),
        ("4.2", Unit.score, "4.2"),
        ("4,2", Unit.score, "4.2"),
        ("1 200,50 $", Unit.cad, "1200.50"),
        ("$1,200.50", Unit.cad, "1200.50"),
    ],
)
def test_read_as_meant(words: Words, typed: str, unit: Unit, value: str) -> None:
    assert read_figure(words, typed, unit, field="f") == Decimal(value)


@pytest.mark.parametrize(("words", "value"), [(EN, "1234"), (FR, "1.234")], ids=["en", "fr"])
def test_a_comma_is_what_the_language_says(words: Words, value: str) -> None:
    assert read_figure(words, "1,234", Unit.hours, field="f") == Decimal(value)


def test_a_point_that_can_be_read_in_two_ways_is_asked_again() -> None:
    with pytest.raises(AmbiguousNumber) as refused:
        read_figure(FR, "1.234", Unit.hours, field="f")
    assert refused.value.facts["example"] == "1\u00a0234,5"


@pytest.mark.parametrize(
    "typed", ["about 12", "-3", "1.2.3", "12,,5", "1e5", "١٢", "∞", "NaN", "1 23", "9" * 13, "0.1234"]
)
def test_refused_by_name(typed: str) -> None:
    for words in (EN, FR):
        with pytest.raises(NotANumber):
            read_figure(words, typed, Unit.number, field="f")


def test_dollars_are_read_as_money() -> None:
    with pytest.raises(NotAnAmount):
        read_figure(EN, "a lot", Unit.cad, field="f")


@given(st.decimals(min_value=0, max_value=10**11, places=2), st.sampled_from([EN, FR]))
def test_what_is_shown_is_read_again(value: Decimal, words: Words) -> None:
    for unit in (Unit.number, Unit.percent, Unit.hours, Unit.cad, Unit.score):
        assert read_figure(words, shown(words, value, unit), unit, field="f") == value
    assert read_figure(words, bare(words, value), Unit.days, field="f") == value


@pytest.mark.parametrize(
    ("words", "unit", "value", "said"),
    [
        (EN, Unit.percent, "85.5", "85.5%"),
        (FR, Unit.percent, "85.5", "85,5\u00a0%"),
        (EN, Unit.days, "1", "1 day"),
        (FR, Unit.days, "1.5", "1,5 jour"),
        (EN, Unit.days, "1.5", "1.5 days"),
        (FR, Unit.cad, "1200.5", "1\u00a0200,50\u00a0$"),
        (EN, Unit.hours, "3", "3\u00a0h"),
    ],
)
def test_shown_with_its_unit(words: Words, unit: Unit, value: str, said: str) -> None:
    assert shown(words, Decimal(value), unit) == said
