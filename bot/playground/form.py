"""Typing into a form as a person's client allows it, and the client's own complaints at submission."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.playground.elements import Json, empty, value_of, walk, words
from bot.playground.limits_shapes import characters
from bot.playground.views import View
from bot.playground.workspace import Workspace


class CannotFill(Exception):
    """A person could not enter this value into this control."""

    def __init__(self, *, because: str) -> None:
        super().__init__(because)


class NoSuchControl(Exception):
    """Nothing on the screen has this id or these words."""

    def __init__(self, *, because: str) -> None:
        super().__init__(because)


def all_options(element: Json) -> list[Json]:
    """The options written into the element, groups flattened."""
    groups = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options") or []]


def pick(options: list[Json], wanted: Any) -> Json:
    """The option with this value or, failing that, these words."""
    for option in options:
        if option.get("value") == wanted:
            return option
    for option in options:
        if words(option.get("text")) == wanted:
            return option
    offered = ", ".join(repr(words(option.get("text"))) for option in options)
    raise CannotFill(because=f"there is no option {wanted!r}; there are: {offered or 'none'}")


def entry(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> Json:
    """The state of the element once the person entered the value; None empties it.

    `offered` are the options the app gave last for an external select.
    """
    kind = element["type"]
    if value is None:
        return value_of(kind, [] if kind.startswith("multi_") or kind in ("checkboxes", "file_input") else None)
    return value_of(kind, READERS[kind](workspace, element, value, offered))


def _text(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> str | None:
    text = str(value)
    most = element.get("max_length", 3000)
    if (length := characters(text)) > most:
        raise CannotFill(because=f"the text is {length} characters long; the field takes {most}")
    if "\n" in text and not element.get("multiline"):
        raise CannotFill(because="the field has one line only")
    return text or None


def _rich_text(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def _option(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> Json:
    if not element["type"].endswith("external_select"):
        return pick(all_options(element), value)
    if offered is None:
        raise CannotFill(because="ask for options() first: the app offers them for the typed words")
    return pick(offered, value)


def _options(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> list[Json]:
    return [_option(workspace, element, one, offered) for one in _many(element, value)]


def _many(element: Json, value: Any) -> list[Any]:
    values = list(value) if isinstance(value, (list, tuple, set)) else [value]
    most = element.get("max_selected_items")
    if most is not None and len(values) > most:
        raise CannotFill(because=f"{len(values)} were chosen; the field takes {most}")
    return values


def _user(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> str:
    for person in workspace.people.values():
        if value in (person.id, person.name, person.display_name) and not person.deleted:
            return person.id
    if value == workspace.app.bot_user_id:
        return str(value)
    raise CannotFill(because=f"there is no person {value!r}")


def _conversation(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> str:
    channel = next((one for one in workspace.channels.values() if value in (one.id, one.name, f"#{one.name}")), None)
    if channel is None or channel.is_archived:
        raise CannotFill(because=f"there is no channel {value!r}")
    kinds = {"public_channel": "public", "private_channel": "private", "im": "im"}
    rule = element.get("filter", {})
    allowed = ["public"] if "channels_select" in element["type"] else rule.get("include", list(kinds.values()))
    if kinds[channel.kind] not in allowed:
        raise CannotFill(because=f"the field does not list {channel.kind} conversations")
    if rule.get("exclude_external_shared_channels") and channel.is_ext_shared:
        raise CannotFill(because="the field does not list channels shared with other organizations")
    return channel.id


def _users(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> list[str]:
    return [_user(workspace, element, one, offered) for one in _many(element, value)]


def _conversations(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> list[str]:
    return [_conversation(workspace, element, one, offered) for one in _many(element, value)]


def _date(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError as wrong:
        raise CannotFill(because=f"{text!r} is no date such as 2026-11-12") from wrong
    raise CannotFill(because=f"{text!r} is no date such as 2026-11-12")


def _time(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
        raise CannotFill(because=f"{value!r} is no time such as 09:30")
    return str(value)


def _date_time(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> int:
    return int(value.timestamp()) if isinstance(value, datetime) else int(value)


def _files(workspace: Workspace, element: Json, value: Any, offered: list[Json] | None) -> list[Json]:
    files: list[Json] = list(value) if isinstance(value, list) else [value]
    if len(files) > element.get("max_files", 10):
        raise CannotFill(because=f"{len(files)} files were chosen; the field takes {element.get('max_files', 10)}")
    return files


READERS: dict[str, Callable[[Workspace, Json, Any, list[Json] | None], Any]] = {
    "plain_text_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "number_input": _text,
    "rich_text_input": _rich_text,
    "static_select": _option,
    "external_select": _option,
    "radio_buttons": _option,
    "multi_static_select": _options,
    "multi_external_select": _options,
    "checkboxes": _options,
    "users_select": _user,
    "multi_users_select": _users,
    "conversations_select": _conversation,
    "channels_select": _conversation,
    "multi_conversations_select": _conversations,
    "multi_channels_select": _conversations,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _date_time,
    "file_input": _files,
}


def complaints(view: View) -> dict[str, str]:
    """What the client says by block_id before anything is sent: required, too short, no number, ..."""
    found = {}
    for block, element in walk(view.blocks):
        if block["type"] != "input":
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        if empty(state):
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
            continue
        wrong = CHECKS.get(element["type"], _fits)(element, str(state.get("value") or ""))
        if wrong:
            found[block["block_id"]] = wrong
    return found


def _fits(element: Json, text: str) -> str:
    return ""


def _long_enough(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if characters(text) < least:
        return f"Must be at least {least} characters."
    return f"Must be at most {most} characters." if characters(text) > most else ""


def _number(element: Json, text: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Must be {least} or more."
    return f"Must be {most} or less." if most is not None and float(text) > float(most) else ""


def _email(element: Json, text: str) -> str:
    return "" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else "Please enter a valid email address."


def _url(element: Json, text: str) -> str:
    return "" if re.fullmatch(r"https?://[^\s]+", text) else "Please enter a valid URL."


CHECKS: dict[str, Callable[[Json, str], str]] = {
    "plain_text_input": _long_enough,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
