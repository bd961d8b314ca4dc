"""Reading a form: Slack's view state as plain values, by field name."""

from collections.abc import Mapping
from typing import Any

Values = dict[str, Any]


def read(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Values:
    """The value of each field of `view.state.values`: str, list of str, or None for a blank.

    What follows "@" in a block id is dropped: a form that starts afresh renames its blocks, so that Slack forgets
    what was typed in them.
    """
    return {
        block_id.partition("@")[0]: _value(element)
        for block_id, elements in state.items()
        for element in elements.values()
    }


def unfilled(view: Mapping[str, Any]) -> str | None:
    """The first field of a form that must be filled in, and is not; None when there is none. Slack looks at that where
    the form is, and says nothing of it to the app (Block Kit reference, input block, `optional`)."""
    values = read(view["state"]["values"])
    required = (one["block_id"] for one in view["blocks"] if one["type"] == "input" and not one.get("optional"))
    return next((name for block_id in required if values.get(name := block_id.partition("@")[0]) in (None, [])), None)


def _value(element: Mapping[str, Any]) -> Any:
    kind = element["type"]
    if kind in _SINGLE:
        value = element.get(_SINGLE[kind])
        return value.strip() or None if isinstance(value, str) else value
    if kind in _OPTION:
        chosen = element.get("selected_option")
        return chosen["value"] if chosen else None
    if kind in _OPTIONS:
        return [option["value"] for option in element.get("selected_options") or []]
    return list(element.get(_MANY[kind]) or [])


_SINGLE = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "rich_text_input": "rich_text_value",
}
_OPTION = {"static_select", "external_select", "radio_buttons"}
_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
_MANY = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "file_input": "files",
}
