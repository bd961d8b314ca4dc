"""What differs between two versions: all of it is named, nothing else is, and it reads in Slack as people wrote it."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.comparison import (
    GONE,
    LONG,
    NEW,
    SAME,
    SHOWN,
    SMALL,
    Span,
    blocks_of,
    comparison,
    shortened,
    word_by_word,
)
from messages.versions import compared
from messages.words import Words
from storage.agreement import AgreementVersion
from storage.agreement_changes import Change, changes
from storage.agreement_parts import ASKS, ROWS, AgreementKind, Asked, Content, Field, Part
from storage.agreement_texts import checked_part

EN, FR = Words("en", ZoneInfo("America/Toronto")), Words("fr", ZoneInfo("America/Toronto"))
PROSE = st.text("ab é*~_`<&\n", min_size=1, max_size=30)
PEOPLE = st.fixed_dictionaries(
    {"ref": st.sampled_from(("u:U1", "u:U2", "us")), "name": st.sampled_from(("Sam", "Ana"))}
)
VALUES: dict[Asked, st.SearchStrategy[Any]] = {
    Asked.text: PROSE,
    Asked.line: PROSE,
    Asked.day: st.sampled_from(("2026-11-24", "2028-02-29")),
    Asked.money: st.sampled_from(("0", "12.50", "1200")),
    Asked.number: st.sampled_from((1, 30)),
    Asked.who: st.lists(PEOPLE, max_size=2),
}


def value(field: Field) -> st.SearchStrategy[Any]:
    if field.options is not None:
        one = st.sampled_from([option.value for option in field.options])
        return st.none() | (st.lists(one, unique=True) if field.asked is Asked.choices else one)
    return st.none() | VALUES[field.asked]


def saying(part: Part) -> st.SearchStrategy[dict[str, Any]]:
    asks = ASKS[part]
    fields = {field.name: value(field) for field in asks.fields if (part, field.name) != (Part.term, "ends_on")}
    rows = st.lists(st.fixed_dictionaries({column.name: value(column) for column in asks.columns}), max_size=3)
    return st.fixed_dictionaries(fields | ({ROWS: rows} if asks.columns else {}))


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """What an agreement can hold: what a form said, checked as it is when it is kept."""
    chosen = draw(st.lists(st.sampled_from(tuple(Part)), unique=True, max_size=4))
    kept = {part.value: checked_part(part, draw(saying(part))) for part in chosen}
    return {name: said for name, said in kept.items() if said}


def leaves(thing: Any) -> Counter[str]:
    """Every value that stands somewhere in it."""
    if isinstance(thing, dict):
        return sum((leaves(one) for one in thing.values()), Counter())
    if isinstance(thing, list):
        return sum((leaves(one) for one in thing), Counter())
    return Counter([str(thing)]) if thing is not None else Counter()


def version(number: int, content: Content, **more: Any) -> AgreementVersion:
    facts = {"kind": AgreementKind.letter, "title": "Joint intake", "language": "en", "why": "", "by": "U1"} | more
    at = datetime(2026, 11, 12, tzinfo=UTC)
    return AgreementVersion(agreement_id=7, number=number, content=content, at=at, **facts)


def runs(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Every piece of rich text, with its mark."""
    rich = [block for block in blocks if block["type"] == "rich_text"]
    pieces = [piece for block in rich for element in block["elements"] for piece in element["elements"]]
    return [(piece["text"], next(iter(piece.get("style", {"": True})))) for piece in pieces]


def marked(blocks: list[dict[str, Any]], mark: str) -> str:
    return "".join(text for text, style in runs(blocks) if style == mark)


@settings(max_examples=15, deadline=None)
@given(contents(), contents())
def test_nothing_differs_only_when_both_are_equal(before: Content, after: Content) -> None:
    assert changes(before, before) == []
    assert (changes(before, after) == []) is (before == after)


@settings(max_examples=15, deadline=None)
@given(contents(), contents())
def test_each_value_that_is_gone_or_new_is_named(before: Content, after: Content) -> None:
    found = changes(before, after)
    gone, new = leaves(before) - leaves(after), leaves(after) - leaves(before)
    assert gone - leaves([one.was for one in found]) == Counter()
    assert new - leaves([one.now for one in found]) == Counter()


@settings(max_examples=15, deadline=None)
@given(contents(), contents())
def test_what_was_added_one_way_was_removed_the_other(before: Content, after: Content) -> None:
    there = leaves([one.now for one in changes(before, after)])
    back = leaves([one.was for one in changes(after, before)])
    assert leaves(after) - leaves(before) - there == Counter()
    assert leaves(after) - leaves(before) - back == Counter()


def test_a_row_put_in_the_middle_changes_no_other() -> None:
    rows = [{"goal": "First"}, {"goal": "Second"}]
    more = [rows[0], {"goal": "Between"}, rows[1]]
    assert changes({"goals": {ROWS: rows}}, {"goals": {ROWS: more}}) == [
        Change(Part.goals, ROWS, 1, None, {"goal": "Between"})
    ]
    late = [rows[0], rows[1] | {"by": "2027-06-30"}]
    assert changes({"goals": {ROWS: rows}}, {"goals": {ROWS: late}}) == [
        Change(Part.goals, "by", 1, None, "2027-06-30")
    ]
    moved = changes({"goals": {ROWS: rows}}, {"goals": {ROWS: rows[::-1]}})
    assert {one.field for one in moved} == {ROWS}
    assert len(moved) == 2


@settings(max_examples=15, deadline=None)
@given(st.text("ab c\n.", max_size=60), st.text("ab c\n.", max_size=60))
def test_both_texts_can_be_read_from_the_comparison(was: str, now: str) -> None:
    spans = word_by_word(was, now)
    assert "".join(span.text for span in spans if span.mark != NEW) == was
    assert "".join(span.text for span in spans if span.mark != GONE) == now
    assert word_by_word(was, was) == ([Span(was)] if was else [])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.text("ab ", max_size=4000), st.sampled_from((SAME, GONE, NEW, SMALL))), max_size=5))
def test_blocks_cut_nothing_and_keep_each_mark(spans: list[tuple[str, str]]) -> None:
    blocks = blocks_of([Span(*one) for one in spans])
    for mark in (SAME, GONE, NEW, SMALL):
        assert marked(blocks, mark) == "".join(text for text, kind in spans if kind == mark)
    assert all(sum(len(text) for text, _ in runs([block])) <= SHOWN for block in blocks)


def test_a_long_stretch_that_is_the_same_is_shown_at_its_ends() -> None:
    same = " ".join(f"word{n}" for n in range(500))
    spans = shortened(EN, word_by_word(f"First {same} last", f"Second {same} last"))
    assert [span.text for span in spans if span.mark in (GONE, NEW)] == ["First", "Second"]
    assert sum(len(span.text) for span in spans) < LONG
    hidden = next(span.text for span in spans if span.mark == SMALL)
    told = sum(len(span.text.split()) for span in spans if span.mark == SAME)
    assert hidden.strip() == f"[{501 - told} words are the same]"
    assert "mots identiques" in str(shortened(FR, word_by_word(f"First {same}", f"Second {same}")))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("a " * 10_000, "a " * 9_999 + "b"),
        ("a b " * 5_000, "b a " * 5_000),
        ("a" * 20_000, "b" * 20_000),
        (" ".join(str(n) for n in range(4_000)), " ".join(str(n) for n in reversed(range(4_000)))),
        ("the cat and the dog. " * 950, "the dog and the cat. " * 950),
    ],
)
def test_texts_of_any_kind_are_compared_in_time(was: str, now: str) -> None:
    """Slack waits three seconds (here, of the processor); the longest prose that is kept has 20,000 characters."""
    begun = time.thread_time()
    spans = word_by_word(was, now)
    assert time.thread_time() - begun < 1.5
    assert "".join(span.text for span in spans if span.mark != NEW) == was
    assert "".join(span.text for span in spans if span.mark != GONE) == now


def test_what_people_wrote_cannot_pass_for_a_mark() -> None:
    was, now = {"why": "~kept~ *as* <!channel> it & was"}, {"why": "~kept~ *as* <!channel> it & is"}
    blocks = comparison(EN, version(1, {"purpose": was}), version(2, {"purpose": now}))
    assert runs(blocks)[1:] == [("~kept~ *as* <!channel> it &", SAME), (" was", GONE), (" is", NEW)]
    assert "mrkdwn" not in str(blocks)


def test_title_kind_language_and_currency_are_compared_too() -> None:
    funding = {"funded": "funded", "total": "1200.50"}
    one = version(1, {"funding": funding})
    other = version(
        2, {"funding": funding | {"currency": "USD"}}, title="Intake", kind=AgreementKind.contract, language="fr"
    )
    told = comparison(EN, one, other)
    assert marked(told, GONE) == "Joint intakeLetter of agreementEnglish"
    assert marked(told, NEW) == "IntakeContractFrenchUSD"
    assert "Titre de l’entente\u00a0: " in marked(comparison(FR, one, other), SMALL)
    assert comparison(EN, one, version(2, {"funding": funding})) == []
    assert "These two say the same." in str(compared(EN, one, one, []))


def test_a_long_comparison_is_read_page_by_page() -> None:
    sayings = {part.value: {"text": f"{part} " * 700} for part in Part if ASKS[part].fields[-1:] and _has_text(part)}
    told = comparison(EN, version(1, {}), version(2, sayings))
    told = told * 3
    shown, since, pages = [], 0, 0
    while True:
        pages += 1
        view = compared(EN, version(1, {}), version(2, sayings), told, since=since)
        assert len(view["blocks"]) <= 100
        shown += [block for block in view["blocks"] if block["type"] == "rich_text"]
        further = [one for row in view["blocks"] if row["type"] == "actions" for one in row["elements"]]
        on = [one["value"] for one in further if one["action_id"] == "versions.compared"]
        if not on:
            break
        since = int(on[0].rsplit(":", 1)[1])
    assert pages > 1
    assert shown == [block for block in told if block["type"] == "rich_text"]


def _has_text(part: Part) -> bool:
    return any(field.name == "text" for field in ASKS[part].fields)
