"""Block elements: buttons, menus, pickers and inputs, and where each may stand (Slack: block elements reference)."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.playground.limits_objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    GROUPS,
    IDENTIFIER,
    KIND,
    MARKED_OPTION,
    MENU_OPTION,
    OPTION,
    OPTIONS,
    STYLE,
    WEB_ADDRESS,
    exactly_one,
    in_order,
    initial_fits,
    initial_is_offered,
    picture,
    plain,
)
from bot.playground.limits_rich_text import RICH_TEXT_ONLY
from bot.playground.limits_shapes import (
    Flag,
    Kinds,
    Many,
    Number,
    OneOf,
    Report,
    Rule,
    Shape,
    Thing,
    Words,
    characters,
)

_TIME = Words(5, 5, re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z"), "a time as HH:mm, 00:00 to 23:59")
_NUMERIC = Words(1, None, re.compile(r"-?[0-9]+(\.[0-9]+)?\Z"), "a number written as a text")
_PLACEHOLDER = plain(150)
_PEOPLE = Many(Words(), "ids", 0, distinct=True)


@lru_cache(maxsize=64)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_date(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


class _Date:
    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str) or not _is_date(value):
            report.add(at, f"This must be a date of the calendar as YYYY-MM-DD, not {value!r}.")


class _Zone:
    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str) or not _is_zone(value):
            report.add(at, f"This must be an IANA time zone such as America/Toronto, not {value!r}.")


def _element(
    keys: dict[str, Shape],
    *required: str,
    rules: tuple[Rule, ...] = (),
    focus: bool = True,
    confirm: bool = True,
) -> Thing:
    known: dict[str, Shape] = {"type": KIND, "action_id": IDENTIFIER, **keys}
    if focus:
        known["focus_on_load"] = Flag()
    if confirm:
        known["confirm"] = CONFIRM
    return Thing(known, ("type", *required), rules)


def _menu(rules: tuple[Rule, ...] = (), **keys: Shape) -> Thing:
    return _element({"placeholder": _PLACEHOLDER, **keys}, rules=rules)


def _multi(initial: str, rules: tuple[Rule, ...] = (), **keys: Shape) -> Thing:
    return _menu((*rules, initial_fits(initial)), max_selected_items=Number(1), **keys)


def _typed(*required: str, rules: tuple[Rule, ...] = (), **keys: Shape) -> Thing:
    known: dict[str, Shape] = {"placeholder": _PLACEHOLDER, "dispatch_action_config": DISPATCH, **keys}
    return _element(known, *required, rules=rules, confirm=False)


def _initial_value_fits(value: dict[str, Any], at: str, report: Report) -> None:
    most, found = value.get("max_length", 3000), characters(value.get("initial_value", ""))
    if found > most:
        report.add(f"{at}/initial_value", f"This text is {found} characters long; max_length allows {most}.")


def _numbers_agree(value: dict[str, Any], at: str, report: Report) -> None:
    numbers = {name: Decimal(value[name]) for name in ("min_value", "initial_value", "max_value") if name in value}
    for name in numbers:
        if not value["is_decimal_allowed"] and "." in value[name]:
            report.add(f"{at}/{name}", f"{name} is {value[name]}, but is_decimal_allowed is false.")
    for lower, upper in (("min_value", "max_value"), ("min_value", "initial_value"), ("initial_value", "max_value")):
        if lower in numbers and upper in numbers and numbers[lower] > numbers[upper]:
            report.add(f"{at}/{lower}", f"{lower} is {value[lower]}; Slack allows at most {upper}, {value[upper]}.")


_BUTTON_VALUE = Words(1, 2000)
_LABEL = Words(1, 75)
_FEEDBACK = Thing({"text": plain(75), "value": _BUTTON_VALUE, "accessibility_label": _LABEL}, ("text", "value"))
_PRESSED: dict[str, Shape] = {
    "text": plain(75),
    "value": _BUTTON_VALUE,
    "accessibility_label": _LABEL,
    "visible_to_user_ids": _PEOPLE,
}
_TEN = Many(MARKED_OPTION, "options", 1, 10)
_INITIAL_OPTIONS = Many(OPTION, "initial options", 1, 100)
_LISTED = (exactly_one("options", "option_groups"), initial_is_offered)

BUTTON = _element(
    {
        **_PRESSED,
        "url": WEB_ADDRESS,
        "style": STYLE,
        "agent_prompt": Words(1, 4000),
        "agent_prompt_display": Words(),
    },
    "text",
    focus=False,
)

ELEMENTS: dict[str, Thing] = {
    "button": BUTTON,
    "image": picture(),
    "overflow": _element({"options": Many(MENU_OPTION, "options", 1, 5)}, "options", focus=False),
    "checkboxes": _element({"options": _TEN, "initial_options": _TEN}, "options", rules=(initial_is_offered,)),
    "radio_buttons": _element(
        {"options": _TEN, "initial_option": MARKED_OPTION}, "options", rules=(initial_is_offered,)
    ),
    "datepicker": _menu(initial_date=_Date()),
    "timepicker": _menu(initial_time=_TIME, timezone=_Zone()),
    "datetimepicker": _element({"initial_date_time": Number(1_000_000_000, 9_999_999_999)}),
    "static_select": _menu(_LISTED, options=OPTIONS, option_groups=GROUPS, initial_option=OPTION),
    "multi_static_select": _multi(
        "initial_options", _LISTED, options=OPTIONS, option_groups=GROUPS, initial_options=_INITIAL_OPTIONS
    ),
    "external_select": _menu(min_query_length=Number(0), initial_option=OPTION),
    "multi_external_select": _multi("initial_options", min_query_length=Number(0), initial_options=_INITIAL_OPTIONS),
    "users_select": _menu(initial_user=Words()),
    "multi_users_select": _multi("initial_users", initial_users=_PEOPLE),
    "conversations_select": _menu(
        initial_conversation=Words(),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    "multi_conversations_select": _multi(
        "initial_conversations",
        initial_conversations=_PEOPLE,
        default_to_current_conversation=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    "channels_select": _menu(initial_channel=Words(), response_url_enabled=Flag()),
    "multi_channels_select": _multi("initial_channels", initial_channels=_PEOPLE),
    "plain_text_input": _typed(
        initial_value=Words(0, 3000),
        multiline=Flag(),
        min_length=Number(0, 3000),
        max_length=Number(1, 3000),
        rules=(in_order("min_length", "max_length"), _initial_value_fits),
    ),
    "number_input": _typed(
        "is_decimal_allowed",
        is_decimal_allowed=Flag(),
        initial_value=_NUMERIC,
        min_value=_NUMERIC,
        max_value=_NUMERIC,
        rules=(_numbers_agree,),
    ),
    "email_text_input": _typed(initial_value=Words(0)),
    "url_text_input": _typed(initial_value=Words(0)),
    "rich_text_input": _typed(
        initial_value=RICH_TEXT_ONLY,
        min_lines=Number(1),
        max_lines=Number(1),
        rules=(in_order("min_lines", "max_lines"),),
    ),
    "file_input": _element(
        {"filetypes": Many(Words(), "file types"), "max_files": Number(1, 10)}, focus=False, confirm=False
    ),
    "feedback_buttons": _element(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        "positive_button",
        "negative_button",
        focus=False,
        confirm=False,
    ),
    "icon_button": _element({**_PRESSED, "icon": OneOf(("trash",))}, "icon", "text", focus=False),
}

_SINGLE = ("static", "external", "users", "conversations", "channels")
_MENUS = frozenset({f"{name}_select" for name in _SINGLE} | {f"multi_{name}_select" for name in _SINGLE})
_CHOICES = _MENUS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
_INPUTS = {
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
}

ACCESSORY = Kinds(ELEMENTS, "a section's accessory", _CHOICES | {"button", "overflow", "image"})
ACTION = Kinds(ELEMENTS, "an actions block", _CHOICES | {"button", "overflow", "datetimepicker", "rich_text_input"})
INPUT = Kinds(ELEMENTS, "an input block", _CHOICES | _INPUTS)
CONTEXT_ACTION = Kinds(ELEMENTS, "a context_actions block", frozenset({"feedback_buttons", "icon_button"}))
CARD_BUTTON = Kinds({"button": BUTTON}, "a card's actions")
