"""Every builder keeps Slack's limits: the playground, as strict as Slack, finds nothing to refuse at any length."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.limits import check_message, check_view
from messages import blocks, inputs, surfaces
from messages.forms import read
from messages.limits import MOST_TEXT, OverLimit, cut, weight, within
from messages.words import Rich, escape
from storage.texts import length

LONG = "mot & <mot> " * 2000
NAUGHTY = [LONG, "<!channel> <@U1> </>&", "🧑‍🤝‍🧑" * 90, "שלום עולם " * 1000, "*_~`" * 2000]


def options(count: int, text: str) -> list[dict[str, Any]]:
    return [blocks.option(text, str(number), text) for number in range(count)]


INPUTS: list[Callable[[str], dict[str, Any]]] = [
    lambda text: inputs.text(text, lines=True, placeholder=text, while_typing=True),
    lambda text: inputs.email(placeholder=text),
    lambda text: inputs.url(placeholder=text),
    lambda text: inputs.number("3"),
    lambda text: inputs.date("2026-11-24", placeholder=text),
    lambda text: inputs.time("09:00", placeholder=text),
    lambda text: inputs.select(options(100, text), "7", placeholder=text),
    lambda text: inputs.multi_select(options(100, text), ["7", "9"], placeholder=text),
    lambda text: inputs.external("look", blocks.option(text, "1"), placeholder=text),
    lambda text: inputs.multi_external("look", [blocks.option(text, "1")], placeholder=text),
    lambda text: inputs.user("U1", placeholder=text),
    lambda text: inputs.users(["U1"], placeholder=text),
    lambda text: inputs.channel("C1", placeholder=text),
    lambda text: inputs.radio(options(10, text), "3"),
    lambda text: inputs.checkboxes(options(10, text), ["3"]),
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_form_keeps_the_limits(text: str) -> None:
    fields = [
        inputs.field(f"f{n}", text, build(text), hint=text, optional=True, dispatch=True)
        for n, build in enumerate(INPUTS)
    ]
    view = surfaces.modal("form", text, fields, submit=text, close=text, meta={"subject": "partner:1"})
    assert check_view(view) == []


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_message_keeps_the_limits(text: str) -> None:
    ask = blocks.confirm(text, text, text, text, danger=True)
    content = [
        blocks.header(text),
        blocks.section(text, fields=[text] * 10, accessory=blocks.overflow("more", options(5, text))),
        blocks.context(*[text] * 10),
        blocks.divider(),
        blocks.actions(*[blocks.button(text, f"b{n}", "7", style="danger", ask=ask, label=text) for n in range(8)]),
    ]
    picture = blocks.image("https://example.org/a.png", text, text)
    assert check_message({"channel": "C1", **surfaces.message(text, content)}) == []
    assert check_message({"channel": "C1", **surfaces.message(text, [picture])}, updating=True) == []
    assert check_view(surfaces.home([*content, picture])) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda: blocks.option("text", "v" * 76),
        lambda: blocks.button("text", "id", "v" * 2001),
        lambda: blocks.context(*["text"] * 11),
        lambda: blocks.section("text", fields=["text"] * 11),
        lambda: blocks.actions(*[blocks.button("text", "id")] * 26),
        lambda: blocks.overflow("id", options(6, "text")),
        lambda: inputs.select(options(101, "text")),
        lambda: inputs.radio(options(11, "text")),
        lambda: inputs.checkboxes(options(11, "text")),
        lambda: inputs.field("b" * 256, "text", inputs.text()),
        lambda: surfaces.message("text", [blocks.divider()] * 51),
        lambda: surfaces.message("text", [blocks.actions(*[blocks.button("b" * 75, f"{n}") for n in range(25)])] * 6),
        lambda: surfaces.home([blocks.divider()] * 101),
        lambda: surfaces.modal("form", "text", [blocks.divider()] * 101, close="text"),
        lambda: surfaces.home([blocks.section("t" * 3000)] * 90),
        lambda: surfaces.modal("form", "text", [], close="text", meta={"subject": "s" * 3000}),
        lambda: surfaces.modal("form", "text", [inputs.field("f", "text", inputs.text())], close="text"),
        lambda: surfaces.home([blocks.section("a", block_id="same"), blocks.section("b", block_id="same")]),
    ],
)
def test_what_cannot_be_cut_is_refused_before_slack_does(build: Callable[[], Any]) -> None:
    with pytest.raises(OverLimit):
        build()


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_cutting_never_splits_an_entity(text: str, limit: int) -> None:
    shown = cut(escape(text), limit)
    assert len(shown) <= limit
    bare = shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert not set("&<>") & set(bare)


@pytest.mark.parametrize("text", NAUGHTY)
def test_the_longest_texts_of_a_message_give_way_evenly(text: str) -> None:
    """Nothing goes missing but the ends of what is longest; what is short stays, and every button."""
    said = [blocks.section("short"), *[blocks.section(text)] * 6, blocks.context(text)]
    row = blocks.actions(blocks.button("Open", "open", "7"))
    shown = surfaces.message(text, [*said, row])["blocks"]
    assert weight(shown) <= MOST_TEXT
    assert (shown[0], shown[-1]) == (said[0], row)
    assert len(shown) == len(said) + 1
    lengths = {length(one["text"]["text"]) for one in shown[1:-2]}
    assert len(lengths) == 1
    assert lengths.pop() > 1000 or shown[1:-1] == said[1:]
    assert said[1] == blocks.section(text)


def test_a_message_that_fits_stays_as_it_is() -> None:
    said = [*[blocks.section("a" * 3000)] * 3, blocks.section("b" * 1000)]
    assert surfaces.message("text", said)["blocks"] == said
    assert weight(surfaces.message("text", [*said, blocks.section("c")])["blocks"]) <= MOST_TEXT


@pytest.mark.parametrize("sign", ["🧑‍🤝‍🧑", "👍🏽", "🇨🇦", "❤️", "é", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_what_is_one_sign_to_its_reader_is_not_torn(sign: str) -> None:
    for limit in range(len(sign), 60):
        kept = within(sign * 30, limit)
        assert length(kept) <= limit
        assert length(sign) > limit or kept == sign * (len(kept) // len(sign)) != ""
        assert length(cut(sign * 30, limit)) <= limit


@given(st.text())
def test_user_text_never_becomes_a_control_sequence(text: str) -> None:
    block = blocks.section(text or "x")
    assert "<" not in block["text"]["text"]
    assert block["text"]["verbatim"] is True


def test_rich_text_is_taken_as_it_is() -> None:
    assert blocks.section(Rich("<@U1> & more"))["text"]["text"] == "<@U1> & more"


def test_reading_gives_plain_values_and_forgets_the_suffix() -> None:
    state = {
        "name": {"field": {"type": "plain_text_input", "value": "  Été  "}},
        "notes@2": {"field": {"type": "plain_text_input", "value": None}},
        "kinds": {"field": {"type": "multi_static_select", "selected_options": [{"value": "health"}]}},
        "stage": {"field": {"type": "static_select", "selected_option": None}},
        "who": {"look": {"type": "multi_users_select", "selected_users": ["U1"]}},
        "day": {"field": {"type": "datepicker", "selected_date": "2026-11-24"}},
    }
    assert read(state) == {
        "name": "Été",
        "notes": None,
        "kinds": ["health"],
        "stage": None,
        "who": ["U1"],
        "day": "2026-11-24",
    }
