"""The ranking of prospects: hand-ranked cases, and what holds for any facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.assets import Asset
from storage.lexicon import concepts, phrases, places
from storage.partners import Stage
from storage.prospect_rules import DEFAULTS, Asked, Factor, Known, Ranked, Ranking, distance
from storage.search import LAYERS, layer_of, words_of

TODAY = date(2026, 11, 12)
ASKED = Asked(
    services=(("trades mentoring", ("trade", "mentoring")), ("interpretation", ("interpretation",))),
    whom=(("newcomers", "newcomer"),),
    regions=("durham",),
    region="Durham Region",
    languages=("fr",),
    assets=(Asset.knowledge,),
)


def known(number: int, *words: str, **more: Any) -> Known:
    name = more.pop("name", f"organization {number}")
    return Known(number, name, name, frozenset(words), **more)


def ranked(*candidates: Known, asked: Asked = ASKED, **more: Any) -> list[Ranked]:
    given = {"weights": dict(DEFAULTS), "today": TODAY} | more
    return Ranking(asked, **given).of(candidates)


def because(one: Ranked, factor: Factor) -> Any:
    return next(answer for answer in one.because if answer.factor is factor)


def test_who_has_everything_has_a_hundred_points() -> None:
    words = ("trade", "mentoring", "interpretation", "newcomer", "zpnewcomer", "zrdurham", "zlfr")
    [one] = ranked(known(1, *words, assets=frozenset([Asset.knowledge])))
    assert abs(one.points - 100) <= 2  # each answer is rounded by itself
    assert because(one, Factor.services).found == ("trades mentoring", "interpretation")
    [half] = ranked(known(1, "mentoring"))
    assert because(half, Factor.services).found == ()
    assert because(half, Factor.services).partly == ("trades mentoring",)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # By hand: both services before one; those served before those mentioned; in the region before far from it.
        (known(2, "trade", "mentoring", "interpretation"), known(1, "interpretation")),
        (known(2, "interpretation", "newcomer", "zpnewcomer"), known(1, "interpretation", "newcomer")),
        (known(2, "interpretation", "zrdurham"), known(1, "interpretation", "zrquebec")),
        (known(2, "interpretation", "zlfr"), known(1, "interpretation", "zlen")),
        (known(2, "interpretation", assets=frozenset([Asset.knowledge])), known(1, "interpretation")),
        (known(2, "interpretation", contacts=1), known(1, "interpretation")),
        (known(2, "interpretation", shared_with=("Kestrel",)), known(1, "interpretation")),
        (known(2, "interpretation", stage=Stage.closed), known(1, "interpretation")),
        (known(2, "interpretation"), known(1, "interpretation", stage=Stage.declined)),
        (
            known(2, "interpretation", stage=Stage.declined, ask_again_on=TODAY),
            known(1, "interpretation", stage=Stage.declined, ask_again_on=date(2027, 1, 1)),
        ),
        # A service counts more than a language, and equal ones stand by name.
        (known(2, "trade", "mentoring", "interpretation"), known(1, "zlfr")),
        (known(2, "interpretation", name="a"), known(1, "interpretation", name="b")),
    ],
)
def test_ranked_by_hand(better: Known, worse: Known) -> None:
    assert [one.known.id for one in ranked(worse, better)] == [2, 1]


def test_whoever_does_what_a_partner_does_already_stands_lower() -> None:
    candidates = known(1, "interpretation"), known(2, "trade", "mentoring")
    there = known(9, "interpretation", "zrdurham", name="Kestrel")
    elsewhere = known(8, "trade", "mentoring", "zrquebec", name="Far away")
    found = ranked(*candidates, partners=[there, elsewhere])
    assert [one.known.id for one in found] == [2, 1]
    assert because(found[1], Factor.duplication).found == ("Kestrel",)
    pooled = Asked(services=ASKED.services, regions=("durham",), region="Durham", pooled=True)
    assert all(one.factor is not Factor.duplication for row in ranked(*candidates, asked=pooled) for one in row.because)


def test_nearer_is_better_where_the_region_is_known_by_those_in_it() -> None:
    oshawa, whitby, ottawa = (43.9, -78.86), (43.88, -78.94), (45.42, -75.7)
    found = ranked(
        known(1, "interpretation", points=(ottawa,)),
        known(2, "interpretation", points=(whitby,)),
        known(3, "interpretation", "zrdurham", points=(oshawa,)),
    )
    assert [one.known.id for one in found] == [3, 2, 1]
    assert because(found[1], Factor.region).kilometres == 7
    assert because(found[2], Factor.region).points == 0
    assert 200 < distance(oshawa, ottawa) < 400


def test_a_weight_of_nothing_leaves_a_question_out() -> None:
    weights = dict(DEFAULTS) | {Factor.region: 0, Factor.ties: 0}
    one, other = ranked(known(1, "zlfr", "zrdurham", contacts=2), known(2, "zlfr"), weights=weights)
    assert one.points == other.points
    assert {answer.factor for answer in one.because}.isdisjoint({Factor.region, Factor.ties})


WORDS = st.frozensets(
    st.sampled_from(["trade", "mentoring", "interpretation", "newcomer", "zrdurham", "zlfr", "zpnewcomer"])
)
CROWD = st.lists(
    st.builds(Known, st.integers(1, 99), st.just("x"), st.sampled_from("abc"), WORDS), unique_by=lambda one: one.id
)
WEIGHTS = st.fixed_dictionaries({factor: st.integers(0, 10) for factor in Factor})


@settings(max_examples=25, deadline=None)
@given(CROWD, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_facts_alone(crowd: list[Known], weights: dict[Factor, int], chance: Any) -> None:
    """Whatever order candidates come in; points are what the answers add up to, and who brings more never gets less."""
    found = ranked(*crowd, weights=weights)
    shuffled = list(crowd)
    chance.shuffle(shuffled)
    assert ranked(*shuffled, weights=weights) == found
    for one in found:
        assert one.points == max(0, sum(answer.points for answer in one.because))
        more = Known(one.known.id, "x", one.known.name_key, one.known.words | {"trade", "mentoring", "zlfr"})
        assert ranked(more, weights=weights)[0].points >= ranked(one.known, weights=weights)[0].points


def test_words_are_the_same_in_both_languages() -> None:
    assert concepts("Emplois d’été pour les jeunes") == ["employment", "ete", "youth"]
    assert concepts("Jobs for youth") == ["employment", "youth"]
    assert concepts("Garde d’enfants; child care, daycare") == ["childcare"]
    assert concepts("Aide aux nouveaux arrivants")[-1:] == concepts("newcomers")
    assert [words for _, words in phrases("interpretation, trades mentoring\ninterprète")] == [
        ("interpretation",),
        ("trade", "mentoring"),
    ]
    assert places("Région de Durham", "ON", "Québec") == ["durham", "ontario", "quebec"]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_words_that_a_query_can_quote(text: str) -> None:
    kept = words_of(7, "x", texts=[text], regions=[text])
    assert all(word.startswith("7") and "'" not in word and '"' not in word for word in kept.split())


def test_each_layer_holds_a_quarter_of_the_one_below() -> None:
    layers = [layer_of(f"organization {number}") for number in range(4000)]
    counts = [layers.count(layer) for layer in LAYERS[:3]]
    assert 2800 < counts[0] < 3200
    assert 600 < counts[1] < 900
    assert 100 < counts[2] < 280
