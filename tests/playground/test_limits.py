"""Messages and views as a whole: what just fits and what is just too much."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.limits import (
    check_message,
    check_submission_answer,
    check_view,
)
from tests.playground.limit_samples import (
    actions,
    button,
    container,
    home,
    input_block,
    message,
    modal,
    mrkdwn,
    pie,
    plain,
    rich_text,
    rows,
    section,
)


def markdown(length: int) -> dict[str, Any]:
    return {"type": "markdown", "text": "m" * length}


TABLE = {"type": "table", "rows": rows(1, 1)}
METADATA = {"event_type": "step_done", "event_payload": {"id": 7, "deep": {"a": True}, "many": [{"a": 1.5}]}}

# what is sent, Slack's error, the pointer, words of the detail
MESSAGES = [
    (message(text="t" * 40_000), message(text="t" * 40_001), "msg_too_long", "/text", "40000"),
    (message(), message(text=7), "invalid_arguments", "/text", "a number"),
    ({"text": "x"}, {"text": " "}, "no_text", "", "one is required"),
    ({"blocks": [section()]}, {"blocks": []}, "no_text", "", "one is required"),
    ({"attachments": [{"fallback": "x"}]}, {"attachments": [{"color": "good"}]}, "no_text", "", "one is required"),
    ({"delete_original": True}, {"delete_original": False}, "no_text", "", "one is required"),
    ({"markdown_text": "m" * 12_000}, {"markdown_text": "m" * 12_001}, "msg_too_long", "/markdown_text", "12000"),
    (
        {"markdown_text": "m"},
        {"markdown_text": "m", "text": "t"},
        "markdown_text_conflict",
        "/markdown_text",
        "send one",
    ),
    (message(*[section()] * 50), message(*[section()] * 51), "invalid_blocks", "/blocks", "51 blocks; Slack allows 50"),
    (message(), message(blocks="[]"), "invalid_blocks_format", "/blocks", "a text"),
    (message(), message({"type": "stars"}), "invalid_blocks", "/blocks/0/type", "'stars' is not allowed in a message"),
    (message(), message({"text": mrkdwn()}), "invalid_blocks", "/blocks/0", '"type" is missing'),
    (message(), message({"type": ["section"]}), "invalid_blocks", "/blocks/0/type", "not allowed"),
    (
        message(section(block_id="a"), section(block_id="b")),
        message(section(block_id="a"), section(block_id="a")),
        "invalid_blocks",
        "/blocks/1/block_id",
        "unique",
    ),
    (
        message(section(block_id="a"), container(child_blocks=[section(block_id="b")])),
        message(section(block_id="a"), container(child_blocks=[section(block_id="a")])),
        "invalid_blocks",
        "/blocks/1/child_blocks/0/block_id",
        "unique",
    ),
    (
        message(actions(button(action_id="a"), button(action_id="b")), actions(button(action_id="a"))),
        message(actions(button(action_id="a"), button(action_id="a"))),
        "invalid_blocks",
        "/blocks/0/elements/1/action_id",
        "unique in its block",
    ),
    (message(TABLE), message(TABLE, TABLE), "only_one_table_allowed", "/blocks/1", "2 tables; Slack allows 1"),
    (
        message(container(child_blocks=[TABLE])),
        message(container(child_blocks=[TABLE]), TABLE),
        "only_one_table_allowed",
        "/blocks/1",
        "allows 1",
    ),
    (message(pie(), pie()), message(pie(), pie(), pie()), "invalid_blocks", "/blocks/2", "3 charts; Slack allows 2"),
    (
        message(*[section(text=plain("x" * 3000))] * 4),
        message(*[section(text=plain("x" * 3000))] * 4, actions(button(text=plain("y")))),
        "msg_blocks_too_long",
        "/blocks",
        "12001 characters together; Slack allows 12000",
    ),
    (
        message(section(text=plain("🧑" * 1500))),
        message(section(text=plain("🧑" * 1501))),
        "invalid_blocks",
        "/blocks/0/text/text",
        "3002 characters",
    ),
    (
        message(input_block()),
        message(input_block("file_input")),
        "invalid_blocks",
        "/blocks/0/element/type",
        "modal only",
    ),
    (
        message(attachments=[{"blocks": [section()]}] * 100),
        message(attachments=[{"text": "x"}] * 101),
        "too_many_attachments",
        "/attachments",
        "101 attachments; Slack allows 100",
    ),
    (
        message(attachments=[{"blocks": [section()]}]),
        message(attachments=[{"blocks": [section(text=plain("x" * 3001))]}]),
        "invalid_attachments",
        "/attachments/0/blocks/0/text/text",
        "3001 characters",
    ),
    (message(), message(attachments={}), "invalid_attachments", "/attachments", "an object"),
    (message(), message(attachments=["x"]), "invalid_attachments", "/attachments/0", "a text"),
    (
        message(metadata=METADATA),
        message(metadata={"event_type": "x"}),
        "invalid_metadata_format",
        "/metadata",
        '"event_payload"',
    ),
    (
        message(metadata=METADATA),
        message(metadata={**METADATA, "event_payload": "x"}),
        "invalid_metadata_format",
        "/metadata/event_payload",
        "a text",
    ),
    (
        message(metadata=METADATA),
        message(metadata={**METADATA, "id": 1}),
        "invalid_metadata_format",
        "/metadata/id",
        "not known",
    ),
    (
        message(metadata=METADATA),
        message(metadata={**METADATA, "event_payload": {"ids": [1]}}),
        "invalid_metadata_format",
        "/metadata/event_payload/ids",
        "not a number",
    ),
    (
        message(metadata=METADATA),
        message(metadata={**METADATA, "event_payload": {"deep": {"a": [1]}}}),
        "invalid_metadata_format",
        "/metadata/event_payload/deep/a",
        "not a list",
    ),
]


@pytest.mark.parametrize(("good", "bad", "error", "pointer", "words"), MESSAGES)
def test_a_message_is_accepted_up_to_the_limit(good, bad, error, pointer, words):
    assert check_message(good) == []
    [problem] = check_message(bad)
    assert (problem.error, problem.pointer) == (error, pointer)
    assert words in problem.detail


def test_markdown_blocks_have_a_sum_of_their_own():
    assert check_message(message(markdown(6000), markdown(6000)), answering=True) == []
    [problem] = check_message(message(markdown(6000), markdown(6001)), answering=True)
    assert (problem.error, problem.pointer) == ("invalid_blocks", "/blocks")
    assert "12001 characters together; Slack allows 12000" in problem.detail


def test_everything_that_is_read_counts_towards_the_sum_and_an_answer_has_none():
    """Fields, buttons and what they ask, menus, cells, charts, small print: all that stands in a block."""
    long = [section(text=plain("x" * 3000))] * 3
    for block in (
        section(fields=[plain("x" * 2000), plain("x" * 1001)]),
        actions(*[button(action_id=f"b{n}", text=plain("x" * 75)) for n in range(25)] * 2),
        {"type": "context", "elements": [plain("x" * 3000), plain("x")]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 3001}]]},
        {"type": "image", "image_url": "https://x.ca/a", "alt_text": "x" * 2000, "title": plain("x" * 1001)},
    ):
        assert "msg_blocks_too_long" in [one.error for one in check_message(message(*long, block))]
        assert "msg_blocks_too_long" not in [one.error for one in check_message(message(*long, block), answering=True)]


def test_the_text_of_an_update_ends_at_4000_characters():
    assert check_message({"text": "t" * 4000}, updating=True) == []
    [problem] = check_message({"text": "t" * 4001}, updating=True)
    assert (problem.error, problem.pointer) == ("msg_too_long", "/text")
    assert "4001" in problem.detail
    assert "4000" in problem.detail


def test_blocks_without_text_are_a_message():
    assert check_message({"channel": "C1", "text": None, "blocks": [section()], "attachments": None}) == []


FOCUSED = {"type": "plain_text_input", "action_id": "a", "focus_on_load": True}
UNFOCUSED = {**FOCUSED, "focus_on_load": False}
RESPONDING = {"type": "channels_select", "response_url_enabled": True}


def heavy(size: int) -> dict[str, Any]:
    """A modal of 100 sections whose JSON has just `size` bytes."""
    view = modal(*[section(fields=[plain("é" * 1190)]) for _ in range(100)])
    missing = size - len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())
    assert 19 < missing <= 3019
    return {**view, "private_metadata": "p" * (missing - len(',"private_metadata":""'))}


VIEWS = [
    (
        modal(title=plain("t" * 24)),
        modal(title=plain("t" * 25)),
        "/title/text",
        "25 characters long; Slack allows 1 to 24",
    ),
    (modal(submit=plain("t" * 24)), modal(submit=plain("t" * 25)), "/submit/text", "1 to 24"),
    (modal(close=plain("t" * 24)), modal(close=plain("t" * 25)), "/close/text", "1 to 24"),
    (modal(), modal(title=None), "", '"title" is missing'),
    (modal(), modal(title=mrkdwn()), "/title/type", "allowed: plain_text"),
    (modal(), modal(title="Title"), "/title", "not a text"),
    (modal(), modal(title=plain("")), "/title/text", "0 characters"),
    (modal(submit=None), modal(input_block(), submit=None), "", '"submit" is missing'),
    (modal(*[section()] * 100), modal(*[section()] * 101), "/blocks", "101 blocks; Slack allows 100"),
    (home(*[section()] * 100), home(*[section()] * 101), "/blocks", "101 blocks; Slack allows 100"),
    (modal(), modal(blocks=[]), "/blocks", "0 blocks"),
    (modal(), modal(blocks=None), "", '"blocks" is missing'),
    (modal(), modal(blocks={}), "/blocks", "an object"),
    (modal(private_metadata="p" * 3000), modal(private_metadata="p" * 3001), "/private_metadata", "0 to 3000"),
    (modal(callback_id="c" * 255), modal(callback_id="c" * 256), "/callback_id", "1 to 255"),
    (modal(external_id="c" * 255), modal(external_id="c" * 256), "/external_id", "1 to 255"),
    (modal(notify_on_close=True), modal(notify_on_close="true"), "/notify_on_close", "true or false"),
    (modal(clear_on_close=True), modal(clear_on_close=1), "/clear_on_close", "true or false"),
    (modal(), modal(state={}), "/state", '"state" is not known'),
    (modal(), modal(**{"a/b~c": 1}), "/a~1b~0c", "not known"),
    (modal(), modal(type="dialog"), "/type", "'dialog' is not allowed in a view; allowed: home, modal"),
    (home(private_metadata="p" * 3000), home(submit=plain()), "/submit", "not known"),
    (home(callback_id="c"), home(close=plain()), "/close", "not known"),
    (home(input_block()), home(input_block("file_input")), "/blocks/0/element/type", "modal only, this is a home"),
    (
        modal(input_block(element=FOCUSED), input_block(element=UNFOCUSED)),
        modal(input_block(element=FOCUSED), input_block(element=FOCUSED)),
        "/blocks/1/element/focus_on_load",
        "1 element",
    ),
    (
        modal(input_block(element=RESPONDING)),
        modal(section(accessory=RESPONDING)),
        "/blocks/0/accessory/response_url_enabled",
        "input block only",
    ),
    (
        modal(input_block(element=RESPONDING)),
        home(input_block(element=RESPONDING)),
        "/blocks/0/element/response_url_enabled",
        "modal only",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), VIEWS)
def test_a_view_is_accepted_up_to_the_limit(good, bad, pointer, words):
    assert check_view(good) == []
    [problem] = check_view(bad)
    assert (problem.error, problem.pointer) == ("invalid_arguments", pointer)
    assert words in problem.detail


def test_a_view_of_more_than_250_kilobytes_is_too_large():
    assert check_view(heavy(250_000)) == []
    [problem] = check_view(heavy(250_001))
    assert (problem.error, problem.pointer) == ("view_too_large", "")
    assert "250001 bytes; Slack allows 250000" in problem.detail


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def spoiled(value: Any, path: list[int], junk: Any) -> Any:
    """The value with one place of it, found by the path, replaced."""
    if not path or not isinstance(value, (dict, list)) or not value:
        return junk
    key = list(value)[path[0] % len(value)] if isinstance(value, dict) else path[0] % len(value)
    copied = value.copy()
    copied[key] = spoiled(value[key], path[1:], junk)
    return copied


@settings(max_examples=30, deadline=None)
@given(path=st.lists(st.integers(0, 9), min_size=1, max_size=7), junk=JSON)
def test_no_json_makes_a_check_fail(path, junk):
    whole = {
        "view": modal(
            section(block_id="a", accessory=button()),
            input_block("static_select", block_id="b"),
            input_block("number_input"),
            rich_text(),
        ),
        "message": message(
            container(), TABLE, pie(), {"type": "carousel", "elements": [{"type": "card", "title": plain()}]}
        ),
    }
    broken = spoiled(whole, path, junk)
    views, messages = (broken.get(name) for name in ("view", "message"))
    found = [
        problem
        for problems in (
            check_view(views),
            check_message(messages if isinstance(messages, dict) else {}),
            check_submission_answer({"response_action": "push", "view": views}, whole["view"]),
        )
        for problem in problems
    ]
    assert all(problem.error and problem.detail for problem in found)
