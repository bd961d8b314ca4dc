"""Composition objects: texts, options, confirmations, filters, images (Slack: composition objects reference)."""

import re
from typing import Any

from bot.playground.limits_shapes import Flag, Kinds, Many, OneOf, Report, Rule, Shape, Thing, Words, span

KIND = Words()
IDENTIFIER = Words(1, 255)  # block_id, action_id, callback_id, external_id
SECURE = re.compile(r"https://\S+\Z")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+\Z")
WEB_ADDRESS = Words(1, 3000, ADDRESS, "a full URL with its scheme")
SECURE_ADDRESS = Words(1, 3000, SECURE, "a URL that starts with https://")
STYLE = OneOf(("primary", "danger"))


def at_least_one(*names: str) -> Rule:
    def rule(value: dict[str, Any], at: str, report: Report) -> None:
        if not any(name in value for name in names):
            report.add(at, f"At least one of {', '.join(names)} is required.")

    return rule


def exactly_one(*names: str) -> Rule:
    def rule(value: dict[str, Any], at: str, report: Report) -> None:
        given = sum(name in value for name in names)
        if given != 1:
            report.add(at, f"Exactly one of {', '.join(names)} is required, found {given}.")

    return rule


def in_order(smaller: str, larger: str) -> Rule:
    def rule(value: dict[str, Any], at: str, report: Report) -> None:
        if smaller in value and larger in value and value[smaller] > value[larger]:
            report.add(
                f"{at}/{smaller}", f"{smaller} is {value[smaller]}; Slack allows at most {larger}, {value[larger]}."
            )

    return rule


def _plain(high: int) -> Thing:
    return Thing({"type": KIND, "text": Words(1, high), "emoji": Flag()}, ("type", "text"))


def plain(high: int) -> Kinds:
    """A text object that must be plain_text, 1..high characters."""
    return Kinds({"plain_text": _plain(high)}, "a plain text")


def text(high: int) -> Kinds:
    """A text object of either type, 1..high characters (Slack: 3000 where nothing lower is said)."""
    mrkdwn = Thing({"type": KIND, "text": Words(1, high), "verbatim": Flag()}, ("type", "text"))
    return Kinds({"plain_text": _plain(high), "mrkdwn": mrkdwn}, "a text")


# Slack's pages say 150 for an option's value, its TypeScript types 75: the lower one passes both.
_OPTION_VALUE = Words(1, 75)


def _option(words: Shape, **more: Shape) -> Thing:
    return Thing({"text": words, "value": _OPTION_VALUE, "description": words, **more}, ("text", "value"))


OPTION = _option(plain(75))
MARKED_OPTION = _option(text(75))  # radio buttons and checkboxes may use mrkdwn
MENU_OPTION = _option(plain(75), url=WEB_ADDRESS)  # only an overflow menu's options may be links

OPTIONS = Many(OPTION, "options", 1, 100)
GROUP = Thing({"label": plain(75), "options": OPTIONS}, ("label", "options"))
GROUPS = Many(GROUP, "option groups", 1, 100)

CONFIRM = Thing(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30), "style": STYLE},
    ("title", "text", "confirm", "deny"),
)
DISPATCH = Thing(
    {"trigger_actions_on": Many(OneOf(("on_enter_pressed", "on_character_entered")), "triggers", 1, 2, distinct=True)},
    ("trigger_actions_on",),
)
CONVERSATION_FILTER = Thing(
    {
        "include": Many(OneOf(("im", "mpim", "private", "public")), "kinds of conversation", 1, 4, distinct=True),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    rules=(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
SLACK_FILE = Thing({"id": Words(), "url": WEB_ADDRESS}, rules=(exactly_one("id", "url"),))

_PICTURE: dict[str, Shape] = {
    "type": KIND,
    "alt_text": Words(1, 2000),
    "image_url": WEB_ADDRESS,
    "slack_file": SLACK_FILE,
}


def picture(**more: Shape) -> Thing:
    """An image with its alternative text, shown from a URL or from a file in Slack."""
    return Thing({**_PICTURE, **more}, ("type", "alt_text"), (exactly_one("image_url", "slack_file"),))


IMAGE = Kinds({"image": picture()}, "an image")


def _choices(value: dict[str, Any]) -> list[Any]:
    groups = value.get("option_groups", [])
    return [*value.get("options", []), *(option for group in groups for option in group["options"])]


def initial_is_offered(value: dict[str, Any], at: str, report: Report) -> None:
    """Slack: initial_option(s) must equal one of the options exactly."""
    offered = _choices(value)
    if "initial_option" in value and value["initial_option"] not in offered:
        report.add(f"{at}/initial_option", f"initial_option must equal one of the {len(offered)} options exactly.")
    for position, chosen in enumerate(value.get("initial_options", [])):
        if chosen not in offered:
            report.add(
                f"{at}/initial_options/{position}",
                f"Each of initial_options must equal one of the {len(offered)} options exactly.",
            )


def initial_fits(name: str) -> Rule:
    """No more may be chosen at first than max_selected_items allows."""

    def rule(value: dict[str, Any], at: str, report: Report) -> None:
        chosen, most = len(value.get(name, [])), value.get("max_selected_items")
        if most is not None and chosen > most:
            report.add(f"{at}/{name}", f"This list has {chosen} items; max_selected_items allows {span(0, most)}.")

    return rule
