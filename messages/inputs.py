"""The inputs of a form as plain dicts, within Slack's limits."""

from collections.abc import Iterable, Sequence
from typing import Any

from messages.blocks import Block, Element
from messages.limits import at_most, fits, plain, within

FIELD = "field"


def field(
    name: str,
    label: str,
    element: Element,
    *,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """A labelled input of a form; `name` is its block id, under which `read` gives its value."""
    block: Block = {
        "type": "input",
        "block_id": name if len(name) <= 255 else fits(255, name, "block id"),
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def start_over(blocks: Iterable[Block], again: int | None) -> None:
    """Gives the inputs of a form that was started over `again` times other block ids: Slack keeps what was typed as
    long as a block keeps its id. `forms.read` drops what is added."""
    if again:
        for block in blocks:
            if block["type"] == "input":
                block["block_id"] = f"{block['block_id']}@{again}"


def text(
    initial: str | None = None,
    *,
    lines: bool = False,
    limit: int = 3000,
    least: int = 0,
    placeholder: str | None = None,
    action: str = FIELD,
    while_typing: bool = False,
    focus: bool = False,
) -> Element:
    """Slack: max_length 1..3000. `while_typing` reports each change (the block must dispatch too)."""
    element: Element = {"type": "plain_text_input", "action_id": action, "multiline": lines, "max_length": limit}
    if initial:
        element["initial_value"] = within(initial, limit)
    if least:
        element["min_length"] = least
    if while_typing:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    if focus:
        element["focus_on_load"] = True
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def email(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    return _with({"type": "email_text_input", "action_id": action}, placeholder, initial_value=initial)


def url(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    return _with({"type": "url_text_input", "action_id": action}, placeholder, initial_value=initial)


def number(initial: str | None = None, *, decimals: bool = False, action: str = FIELD, **bounds: str) -> Element:
    element: Element = {"type": "number_input", "action_id": action, "is_decimal_allowed": decimals, **bounds}
    return _with(element, None, initial_value=initial)


def date(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    """A day, "2026-11-24"."""
    return _with({"type": "datepicker", "action_id": action}, placeholder, initial_date=initial)


def time(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    """A time of day, "09:00"."""
    return _with({"type": "timepicker", "action_id": action}, placeholder, initial_time=initial)


def select(
    options: Sequence[Element],
    initial: str | None = None,
    *,
    placeholder: str | None = None,
    action: str = FIELD,
) -> Element:
    """One of at most 100 options; `initial` is an option's value."""
    element: Element = {
        "type": "static_select",
        "action_id": action,
        "options": list(options if len(options) <= 100 else at_most(100, options, "options")),
    }
    if initial and (chosen := _chosen(options, initial)):
        element["initial_option"] = chosen
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def multi_select(
    options: Sequence[Element],
    initial: Iterable[str] = (),
    *,
    placeholder: str | None = None,
    action: str = FIELD,
    most: int | None = None,
) -> Element:
    """Several of at most 100 options."""
    element: Element = {
        "type": "multi_static_select",
        "action_id": action,
        "options": list(at_most(100, options, "options")),
    }
    return _with(element, placeholder, initial_options=_all_chosen(options, initial), max_selected_items=most)


def external(action: str, initial: Element | None = None, *, placeholder: str | None = None, least: int = 0) -> Element:
    """Typeahead: the options come from `@routes.options(action)` while the person types."""
    element: Element = {"type": "external_select", "action_id": action, "min_query_length": least}
    return _with(element, placeholder, initial_option=initial)


def multi_external(
    action: str, initial: Sequence[Element] = (), *, placeholder: str | None = None, least: int = 0
) -> Element:
    element: Element = {"type": "multi_external_select", "action_id": action, "min_query_length": least}
    return _with(element, placeholder, initial_options=list(initial) or None)


def user(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    return _with({"type": "users_select", "action_id": action}, placeholder, initial_user=initial)


def users(initial: Sequence[str] = (), *, placeholder: str | None = None, action: str = FIELD) -> Element:
    element: Element = {"type": "multi_users_select", "action_id": action}
    return _with(element, placeholder, initial_users=list(initial) or None)


def channel(initial: str | None = None, *, placeholder: str | None = None, action: str = FIELD) -> Element:
    """A public or private channel that the person sees; no direct messages."""
    element: Element = {
        "type": "conversations_select",
        "action_id": action,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _with(element, placeholder, initial_conversation=initial)


def radio(options: Sequence[Element], initial: str | None = None, *, action: str = FIELD) -> Element:
    element: Element = {"type": "radio_buttons", "action_id": action, "options": list(at_most(10, options, "options"))}
    return _with(element, None, initial_option=_chosen(options, initial))


def checkboxes(options: Sequence[Element], initial: Iterable[str] = (), *, action: str = FIELD) -> Element:
    element: Element = {"type": "checkboxes", "action_id": action, "options": list(at_most(10, options, "options"))}
    return _with(element, None, initial_options=_all_chosen(options, initial))


def file(types: Sequence[str], *, action: str = FIELD) -> Element:
    """One file. Slack: 10 MB each; `types` are extensions."""
    return {"type": "file_input", "action_id": action, "filetypes": list(types), "max_files": 1}


def _with(element: Element, placeholder: str | None, **given: Any) -> Element:
    for key, value in given.items():
        if value:
            element[key] = value
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def _chosen(options: Sequence[Element], value: str | None) -> Element | None:
    for option in options:
        if option["value"] == value:
            return option
    return None


def _all_chosen(options: Sequence[Element], values: Iterable[str]) -> list[Element]:
    wanted = set(values)
    return [option for option in options if option["value"] in wanted]
