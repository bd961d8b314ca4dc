"""Each kind of element: what just fits and what is just too much."""

from typing import Any

import pytest

from tests.playground.limit_places import by_itself
from tests.playground.limit_samples import (
    confirm,
    element,
    group,
    listed,
    mrkdwn,
    only,
    option,
    options,
    plain,
    rich_text,
)


def dispatch(*triggers: str) -> dict[str, Any]:
    return {"dispatch_action_config": {"trigger_actions_on": list(triggers)}}


def asked(**change: Any) -> dict[str, Any]:
    return {"confirm": confirm(**change)}


def grouped(*groups: dict[str, Any]) -> dict[str, Any]:
    return {"options": None, "option_groups": list(groups), "initial_option": None, "initial_options": None}


def labelled(length: int) -> dict[str, Any]:
    return {"label": plain("g" * length), "options": options(1)}


def described(words: dict[str, Any]) -> dict[str, Any]:
    return only(option(description=words))


SELECT = [
    (
        only(option("a", text=plain("o" * 75))),
        only(option("a", text=plain("o" * 76))),
        "/options/0/text/text",
        "1 to 75",
    ),
    (
        only(option("v")),
        only(option("a", value="v" * 76)),
        "/options/0/value",
        "76 characters long; Slack allows 1 to 75",
    ),
    (only(option("v")), only(option("a", value="")), "/options/0/value", "1 to 75"),
    (only(option("v")), only(option("a", value=7)), "/options/0/value", "a number"),
    (only(option("v")), only({"text": plain()}), "/options/0", '"value" is missing'),
    (only(option("v")), only({"text": mrkdwn(), "value": "v"}), "/options/0/text/type", "plain_text"),
    (only(option("v")), only(option(url="https://example.org")), "/options/0/url", "not known"),
    (described(plain("d" * 75)), described(plain("d" * 76)), "/options/0/description/text", "1 to 75"),
    (described(plain()), described(mrkdwn()), "/options/0/description/type", "plain_text"),
    (
        grouped(*[group()] * 100),
        grouped(*[group()] * 101),
        "/option_groups",
        "101 option groups; Slack allows 1 to 100",
    ),
    (grouped(group(100)), grouped(group(101)), "/option_groups/0/options", "101 options"),
    (grouped(group(1)), grouped(group(0)), "/option_groups/0/options", "0 options"),
    (grouped(labelled(75)), grouped(labelled(76)), "/option_groups/0/label/text", "1 to 75"),
    (listed(1), {"option_groups": [group(2)]}, "", "Exactly one of options, option_groups is required, found 2"),
    (listed(1), {"options": None, "initial_option": None}, "", "found 0"),
    ({"initial_option": option("1")}, {"initial_option": option("2")}, "/initial_option", "one of the 2 options"),
    (
        {"initial_option": option("1")},
        {"initial_option": option("1", text=plain("Other"))},
        "/initial_option",
        "exactly",
    ),
    (
        {**grouped(group(2)), "initial_option": option("1")},
        {**grouped(group(2)), "initial_option": option("2")},
        "/initial_option",
        "one of the 2 options exactly",
    ),
    ({"focus_on_load": True}, {"focus_on_load": "true"}, "/focus_on_load", "true or false"),
    (asked(title=plain("t" * 100)), asked(title=plain("t" * 101)), "/confirm/title/text", "1 to 100"),
    (asked(text=plain("t" * 300)), asked(text=mrkdwn("t" * 301)), "/confirm/text/text", "1 to 300"),
    (asked(confirm=plain("t" * 30)), asked(confirm=plain("t" * 31)), "/confirm/confirm/text", "1 to 30"),
    (asked(deny=plain("t" * 30)), asked(deny=plain("t" * 31)), "/confirm/deny/text", "1 to 30"),
    (asked(style="danger"), asked(style="default"), "/confirm/style", "primary, danger"),
    (asked(), {"confirm": {"title": plain(), "text": plain(), "confirm": plain()}}, "/confirm", '"deny" is missing'),
]

BUTTON = [
    ({"text": plain("b" * 75)}, {"text": plain("b" * 76)}, "/text/text", "1 to 75"),
    ({}, {"text": mrkdwn()}, "/text/type", "plain_text"),
    ({}, {"text": {**plain(), "verbatim": True}}, "/text/verbatim", "not known"),
    ({"text": {**plain(), "emoji": True}}, {"text": {**plain(), "emoji": 1}}, "/text/emoji", "true or false"),
    ({}, {"text": None}, "", '"text" is missing'),
    ({"value": "v" * 2000}, {"value": "v" * 2001}, "/value", "1 to 2000"),
    ({"url": "https://" + "u" * 2992}, {"url": "https://" + "u" * 2993}, "/url", "1 to 3000"),
    ({"url": "mailto:a@example.org"}, {"url": "example.org"}, "/url", "a full URL"),
    (
        {"style": "primary"},
        {"style": "default"},
        "/style",
        "'default' is not one of the allowed values: primary, danger",
    ),
    ({"accessibility_label": "a" * 75}, {"accessibility_label": "a" * 76}, "/accessibility_label", "1 to 75"),
    ({"agent_prompt": "a" * 4000}, {"agent_prompt": "a" * 4001}, "/agent_prompt", "1 to 4000"),
    ({"visible_to_user_ids": ["U1"]}, {"visible_to_user_ids": "U1"}, "/visible_to_user_ids", "a list"),
]

PLAIN_TEXT = [
    ({"min_length": 3000}, {"min_length": 3001}, "/min_length", "0 to 3000"),
    ({"min_length": 0}, {"min_length": -1}, "/min_length", "-1; Slack allows 0 to 3000"),
    ({"max_length": 3000}, {"max_length": 3001}, "/max_length", "1 to 3000"),
    ({"max_length": 1}, {"max_length": 0}, "/max_length", "1 to 3000"),
    ({"max_length": 1}, {"max_length": True}, "/max_length", "a whole number"),
    ({"min_length": 5, "max_length": 5}, {"min_length": 6, "max_length": 5}, "/min_length", "at most max_length, 5"),
    ({"initial_value": "i" * 3000}, {"initial_value": "i" * 3001}, "/initial_value", "0 to 3000"),
    (
        {"initial_value": "i" * 5, "max_length": 5},
        {"initial_value": "i" * 6, "max_length": 5},
        "/initial_value",
        "max_length allows 5",
    ),
    ({"multiline": True}, {"multiline": "yes"}, "/multiline", "true or false"),
    (
        dispatch("on_enter_pressed", "on_character_entered"),
        dispatch(),
        "/dispatch_action_config/trigger_actions_on",
        "1 to 2",
    ),
]

NUMBER = [
    ({"is_decimal_allowed": True}, {"is_decimal_allowed": None}, "", '"is_decimal_allowed" is missing'),
    ({"min_value": "2"}, {"min_value": "3"}, "/min_value", "min_value is 3; Slack allows at most initial_value, 2"),
    ({"max_value": "2"}, {"max_value": "1"}, "/initial_value", "at most max_value, 1"),
    ({"max_value": "9"}, {"max_value": 9}, "/max_value", "a number"),
    (
        {"initial_value": "-1", "min_value": "-1"},
        {"initial_value": "one"},
        "/initial_value",
        "a number written as a text",
    ),
    (
        {"initial_value": "1.5", "is_decimal_allowed": True},
        {"initial_value": "1.5"},
        "/initial_value",
        "is_decimal_allowed is false",
    ),
]

IMAGE = [
    ({"alt_text": "a" * 2000}, {"alt_text": "a" * 2001}, "/alt_text", "1 to 2000"),
    ({"alt_text": "a"}, {"alt_text": ""}, "/alt_text", "0 characters"),
    ({}, {"alt_text": None}, "", '"alt_text" is missing'),
    ({"image_url": "https://" + "i" * 2992}, {"image_url": "https://" + "i" * 2993}, "/image_url", "1 to 3000"),
    ({"image_url": None, "slack_file": {"id": "F1"}}, {"image_url": None}, "", "found 0"),
    ({"image_url": None, "slack_file": {"url": "https://a.org/f"}}, {"slack_file": {"id": "F1"}}, "", "found 2"),
    ({"image_url": None, "slack_file": {"id": "F1"}}, {"image_url": None, "slack_file": {}}, "/slack_file", "id, url"),
]

OTHERS = [
    ("datepicker", {"initial_date": "2028-02-29"}, {"initial_date": "2027-02-29"}, "/initial_date", "YYYY-MM-DD"),
    ("datepicker", {"initial_date": "2026-11-12"}, {"initial_date": "12.11.2026"}, "/initial_date", "YYYY-MM-DD"),
    ("datepicker", {"initial_date": "2026-11-12"}, {"initial_date": "20261112"}, "/initial_date", "YYYY-MM-DD"),
    ("timepicker", {"initial_time": "23:59"}, {"initial_time": "24:00"}, "/initial_time", "HH:mm, 00:00 to 23:59"),
    ("timepicker", {"initial_time": "09:05"}, {"initial_time": "9:05"}, "/initial_time", "4 characters"),
    ("timepicker", {"timezone": "America/Halifax"}, {"timezone": "America"}, "/timezone", "IANA"),
    (
        "datetimepicker",
        {"initial_date_time": 9_999_999_999},
        {"initial_date_time": 10_000_000_000},
        "/initial_date_time",
        "9999999999",
    ),
    (
        "datetimepicker",
        {"initial_date_time": 1_000_000_000},
        {"initial_date_time": 999_999_999},
        "/initial_date_time",
        "1000000000 to",
    ),
    ("datetimepicker", {}, {"initial_date_time": 1_000_000_000.5}, "/initial_date_time", "a whole number"),
    ("datetimepicker", {}, {"placeholder": plain()}, "/placeholder", "not known"),
    (
        "multi_static_select",
        {"initial_options": [option("0")]},
        {"initial_options": [option("2")]},
        "/initial_options/0",
        "one of the 2 options",
    ),
    ("external_select", {"min_query_length": 0}, {"min_query_length": -1}, "/min_query_length", "at least 0"),
    (
        "external_select",
        {"initial_option": option()},
        {"initial_option": "a"},
        "/initial_option",
        "an object, not a text",
    ),
    ("users_select", {"initial_user": "U1"}, {"initial_user": ""}, "/initial_user", "0 characters"),
    ("multi_users_select", {"initial_users": ["U1"]}, {"initial_users": ["U1", "U1"]}, "/initial_users/1", "unique"),
    (
        "conversations_select",
        {"filter": {"include": ["im", "mpim", "private", "public"]}},
        {"filter": {"include": ["dm"]}},
        "/filter/include/0",
        "im, mpim, private, public",
    ),
    ("conversations_select", {"filter": {"include": ["im"]}}, {"filter": {"include": []}}, "/filter/include", "1 to 4"),
    ("conversations_select", {"filter": {"exclude_bot_users": False}}, {"filter": {}}, "/filter", "At least one of"),
    ("checkboxes", {}, {"initial_options": [option("no")]}, "/initial_options/0", "one of the 1 options exactly"),
    ("checkboxes", {}, {"placeholder": plain()}, "/placeholder", "not known"),
    ("radio_buttons", {}, {"initial_option": option("10")}, "/initial_option", "one of the 10 options exactly"),
    ("overflow", listed(5), listed(6), "/options", "6 options; Slack allows 1 to 5"),
    ("overflow", only(option(url="https://a.org")), only(option(url="a")), "/options/0/url", "a full URL"),
    ("overflow", {}, {"focus_on_load": True}, "/focus_on_load", "not known"),
    ("rich_text_input", {"initial_value": rich_text()}, {"initial_value": "Words"}, "/initial_value", "a text"),
    (
        "rich_text_input",
        {"min_lines": 2, "max_lines": 2},
        {"min_lines": 3, "max_lines": 2},
        "/min_lines",
        "max_lines, 2",
    ),
    ("file_input", {"max_files": 10}, {"max_files": 11}, "/max_files", "11; Slack allows 1 to 10"),
    ("file_input", {"max_files": 1}, {"max_files": 0}, "/max_files", "1 to 10"),
    ("file_input", {"filetypes": ["pdf"]}, {"filetypes": []}, "/filetypes", "at least 1"),
    ("feedback_buttons", {}, {"negative_button": None}, "", '"negative_button" is missing'),
    (
        "feedback_buttons",
        {},
        {"positive_button": {"text": plain("b" * 76), "value": "1"}},
        "/positive_button/text/text",
        "1 to 75",
    ),
    (
        "feedback_buttons",
        {},
        {"positive_button": {"text": plain(), "value": "v" * 2001}},
        "/positive_button/value",
        "1 to 2000",
    ),
    ("icon_button", {}, {"icon": "star"}, "/icon", "trash"),
    *[("static_select", *case) for case in SELECT],
    *[("button", *case) for case in BUTTON],
    *[("plain_text_input", *case) for case in PLAIN_TEXT],
    *[("number_input", *case) for case in NUMBER],
    *[("image", *case) for case in IMAGE],
]


@pytest.mark.parametrize(("kind", "good", "bad", "pointer", "words"), OTHERS)
def test_a_kind_of_element_is_accepted_up_to_the_limit(kind, good, bad, pointer, words):
    assert by_itself(element(kind, **good)) == []
    [(found, detail)] = by_itself(element(kind, **bad))
    assert found == pointer
    assert words in detail
