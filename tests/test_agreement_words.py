"""The words of agreements: everything the table asks is said in both languages, and each value can be read."""

from zoneinfo import ZoneInfo

import pytest

from messages.agreement_guidance import EXAMPLES, GAPS, GUIDANCE
from messages.agreement_parts import CHOICES, FIELDS, KINDS, PARTS, choice_name, field_name, part_name, value_text
from messages.agreement_starters import STARTERS
from messages.words import Words
from storage.agreement_parts import ASKS, CLAUSES, AgreementKind, Every, Giver, Part, Payer
from storage.agreement_quality import Gap

TORONTO = ZoneInfo("America/Toronto")
EN, FR = Words("en", TORONTO), Words("fr", TORONTO)


def test_the_table_and_its_words_say_the_same() -> None:
    assert set(KINDS) == set(AgreementKind)
    assert list(PARTS) == list(GUIDANCE) == list(EXAMPLES) == list(Part)
    assert list(GAPS) == list(Gap)
    assert set(STARTERS) == {*CLAUSES} - {Part.parties}
    for part, asks in ASKS.items():
        assert list(FIELDS[part]) == [field.name for field in (*asks.fields, *asks.columns)]
        for field in (*asks.fields, *asks.columns):
            assert not field.options or list(CHOICES[field.options]) == list(field.options)


def test_labels_are_short_in_both_languages() -> None:
    labels = {field_name(words, part, name) for words in (EN, FR) for part in Part for name in FIELDS[part]}
    assert [label for label in labels if len(label) > 45] == []
    assert [part_name(FR, part) for part in Part if len(part_name(FR, part)) > 45] == []


@pytest.mark.parametrize("words", [EN, FR])
def test_each_kind_of_value_is_readable(words: Words) -> None:
    names = {"us": "Durham Works", "them": "Centre Rivière-Nord", "u:U1": "Sam Osei"}
    asks = {f"{part}.{field.name}": field for part in Part for field in (*ASKS[part].fields, *ASKS[part].columns)}
    given = {
        "goals.goal": "40 newcomers",
        "goals.by": "2027-06-30",
        "services.value": "4800.00",
        "services.giver": "both",
        "funding.payer": "them",
        "ending.notice_days": 60,
        "term.notices": ["90", "30"],
        "roles.informed": [{"ref": "u:U1", "name": "Sam O."}, {"ref": "p:9", "name": "Direction"}],
        "reporting.every": "quarterly",
    }
    read = [value_text(words, asks[name], value, names) for name, value in given.items()]
    english = ["40 newcomers", "30 Jun 2027", "$4,800.00", "Both sides", "Centre Rivière-Nord", "60",
               "90 days before and 30 days before", "Sam Osei and Direction", "Every three months"]  # fmt: skip
    french = ["40 newcomers", "30 juin 2027", "4\u00a0800,00\u00a0$", "Les deux parties", "Centre Rivière-Nord", "60",
              "90 jours avant et 30 jours avant", "Sam Osei et Direction", "Tous les trois mois"]  # fmt: skip
    assert read == (english if words is EN else french)
    assert value_text(words, asks["services.value"], "5.00", {}, currency="EUR").strip("5.,0 \u00a0") == "€"
    assert {value_text(words, field, None, names) + value_text(words, field, "", names) for field in asks.values()} == {
        ""
    }


def test_a_side_without_a_name_is_still_named() -> None:
    assert [choice_name(EN, Payer, payer) for payer in Payer] == ["Our organization", "The partner", "A funder"]
    assert choice_name(FR, Giver, "us", {"us": ""}) == "Notre organisme"
    assert choice_name(FR, Every, Every.once) == "Une seule fois"
