"""Valid pieces of Block Kit, and ways to change one thing in them."""

import copy
from typing import Any


def plain(words: str = "Words") -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str = "*Words*") -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words}


def option(value: str = "a", /, **more: Any) -> dict[str, Any]:
    return {"text": plain(f"Option {value}"), "value": value, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [option(str(number)) for number in range(count)]


def group(count: int = 1) -> dict[str, Any]:
    return {"label": plain("Group"), "options": options(count)}


def confirm(**change: Any) -> dict[str, Any]:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **change}


def rich_text(*pieces: dict[str, Any], **more: Any) -> dict[str, Any]:
    inner = list(pieces) or [{"type": "text", "text": "Words"}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": inner}], **more}


def image(**change: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A door", **change}


def button(**change: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Press"), "action_id": "door.open", **change}


ELEMENTS: dict[str, dict[str, Any]] = {
    "plain_text_input": {"multiline": True, "min_length": 0, "max_length": 3000, "placeholder": plain()},
    "number_input": {"is_decimal_allowed": False, "min_value": "1", "initial_value": "2", "max_value": "9"},
    "email_text_input": {"placeholder": plain(), "initial_value": "a@example.org"},
    "url_text_input": {"placeholder": plain(), "initial_value": "https://example.org"},
    "datepicker": {"initial_date": "2028-02-29", "placeholder": plain(), "confirm": confirm()},
    "timepicker": {"initial_time": "23:59", "timezone": "America/Toronto", "placeholder": plain()},
    "datetimepicker": {"initial_date_time": 1_795_000_000},
    "static_select": {"options": options(2), "initial_option": option("1"), "placeholder": plain()},
    "multi_static_select": {"option_groups": [group(2)], "initial_options": [option("1")], "max_selected_items": 1},
    "external_select": {"min_query_length": 0, "initial_option": option()},
    "multi_external_select": {"min_query_length": 1, "initial_options": [option()], "max_selected_items": 2},
    "users_select": {"initial_user": "U1"},
    "multi_users_select": {"initial_users": ["U1", "U2"], "max_selected_items": 2},
    "conversations_select": {"filter": {"include": ["public"]}, "default_to_current_conversation": True},
    "multi_conversations_select": {"initial_conversations": ["C1"], "filter": {"exclude_bot_users": True}},
    "channels_select": {"initial_channel": "C1"},
    "multi_channels_select": {"initial_channels": ["C1"], "max_selected_items": 1},
    "checkboxes": {
        "options": [{"text": mrkdwn("Yes"), "value": "yes"}],
        "initial_options": [{"text": mrkdwn("Yes"), "value": "yes"}],
    },
    "radio_buttons": {"options": options(10), "initial_option": option("9")},
    "rich_text_input": {"initial_value": rich_text(), "placeholder": plain()},
    "file_input": {"filetypes": ["pdf"], "max_files": 10},
    "overflow": {"options": [*options(4), option("4", url="https://example.org")], "confirm": confirm()},
    "button": {"text": plain(), "value": "1", "url": "https://example.org", "style": "danger"},
    "image": {"image_url": "https://example.org/a.png", "alt_text": "A door"},
    "feedback_buttons": {
        "positive_button": {"text": plain(), "value": "1"},
        "negative_button": {"text": plain(), "value": "0"},
    },
    "icon_button": {"icon": "trash", "text": plain("Delete"), "value": "1"},
}


def element(kind: str, **change: Any) -> dict[str, Any]:
    """A valid element; a change of None takes the key away."""
    ids = {} if kind == "image" else {"action_id": f"{kind}.change"}
    return without_none({"type": kind, **ids, **copy.deepcopy(ELEMENTS[kind]), **change})


def only(value: dict[str, Any]) -> dict[str, Any]:
    return {"options": [value], "initial_option": None, "initial_options": None, "option_groups": None}


def listed(count: int) -> dict[str, Any]:
    return {"options": options(count), "initial_option": None, "initial_options": None, "option_groups": None}


def without_none(value: dict[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if inner is not None}


def section(**change: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(), **change}


def input_block(kind: str = "plain_text_input", **change: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element(kind), **change}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def cell(words: str = "cell") -> dict[str, Any]:
    return {"type": "raw_text", "text": words}


def number_cell(value: float = 3) -> dict[str, Any]:
    return {"type": "raw_number", "value": value, "text": str(value)}


def rows(height: int, width: int, words: str = "cell") -> list[list[dict[str, Any]]]:
    return [[cell(words) for _ in range(width)] for _ in range(height)]


def data_table(**change: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Partners", "rows": rows(2, 2), **change}


def pie(count: int = 1) -> dict[str, Any]:
    segments = [{"label": str(number), "value": 1} for number in range(count)]
    return {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": segments}}


def plot(names: list[str], labels: list[str], categories: list[str], **axis: Any) -> dict[str, Any]:
    points = [{"label": label, "value": 1.5} for label in labels]
    series = [{"name": name, "data": points} for name in names]
    chart = {"type": "bar", "series": series, "axis_config": {"categories": categories, **axis}}
    return {"type": "data_visualization", "title": "Plot", "chart": chart}


def card(**change: Any) -> dict[str, Any]:
    return without_none({"type": "card", "title": plain("Card"), **change})


def container(**change: Any) -> dict[str, Any]:
    return without_none({"type": "container", "title": plain(), "child_blocks": [section()], **change})


def task(**change: Any) -> dict[str, Any]:
    return {"type": "task_card", "task_id": "1", "title": "Call", "status": "pending", **change}


def video(**change: Any) -> dict[str, Any]:
    return {
        "type": "video",
        "alt_text": "A tour",
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t.png",
        "title": plain("Tour"),
        **change,
    }


def modal(*blocks: dict[str, Any], **change: Any) -> dict[str, Any]:
    inner = list(blocks) or [section()]
    return without_none({"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": inner, **change})


def home(*blocks: dict[str, Any], **change: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section()], **change}


def message(*blocks: dict[str, Any], **change: Any) -> dict[str, Any]:
    return without_none({"channel": "C1", "text": "Words", "blocks": list(blocks) or [section()], **change})
