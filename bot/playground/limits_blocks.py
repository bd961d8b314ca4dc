"""Blocks, and the surfaces each may stand on (Slack: blocks reference)."""

from typing import Any

from bot.playground.limits_elements import ACCESSORY, ACTION, CARD_BUTTON, CONTEXT_ACTION, INPUT
from bot.playground.limits_objects import (
    IDENTIFIER,
    IMAGE,
    KIND,
    SECURE_ADDRESS,
    WEB_ADDRESS,
    at_least_one,
    picture,
    plain,
    text,
)
from bot.playground.limits_rich_text import RICH_TEXT, RICH_TEXT_ONLY
from bot.playground.limits_shapes import Flag, Kinds, Many, Number, OneOf, Report, Rule, Shape, Thing, Words
from bot.playground.limits_tables import CHART, DATA_TABLE, TABLE

MARKDOWN_CHARACTERS = 12_000


def _block(*required: str, rules: tuple[Rule, ...] = (), **keys: Shape) -> Thing:
    return Thing({"type": KIND, "block_id": IDENTIFIER, **keys}, ("type", *required), rules)


def _collapse_agrees(block: dict[str, Any], at: str, report: Report) -> None:
    collapsible = block.get("is_collapsible", False)
    if block.get("default_collapsed") and not collapsible:
        report.add(f"{at}/default_collapsed", "default_collapsed needs is_collapsible to be true.")
    if block.get("has_header_divider") and collapsible:
        report.add(f"{at}/has_header_divider", "has_header_divider needs is_collapsible to be false.")


_CONTEXT_PARTS = Kinds({**text(3000).table, "image": picture()}, "a context block")
_SOURCE = Kinds(
    {"url": Thing({"type": KIND, "url": WEB_ADDRESS, "text": Words()}, ("type", "url", "text"))}, "a task's sources"
)

_CARD = _block(
    hero_image=IMAGE,
    icon=IMAGE,
    title=text(150),
    subtitle=text(150),
    body=text(200),
    actions=Many(CARD_BUTTON, "buttons", 1, 3),
    rules=(at_least_one("hero_image", "title", "actions", "body"),),
)
_TASK = _block(
    "task_id",
    "title",
    "status",
    task_id=Words(),
    title=Words(),
    status=OneOf(("pending", "in_progress", "complete", "error")),
    details=RICH_TEXT_ONLY,
    output=RICH_TEXT_ONLY,
    sources=Many(_SOURCE, "sources", 0),
)

_PLAIN_BLOCKS: dict[str, Thing] = {
    "section": _block(
        text=text(3000),
        fields=Many(text(2000), "fields", 1, 10),
        accessory=ACCESSORY,
        expand=Flag(),
        rules=(at_least_one("text", "fields"),),
    ),
    "header": _block("text", text=plain(150), level=Number(1, 6)),
    "divider": _block(),
    "context": _block("elements", elements=Many(_CONTEXT_PARTS, "elements", 1, 10)),
    "actions": _block("elements", elements=Many(ACTION, "elements", 1, 25)),
    "image": picture(block_id=IDENTIFIER, title=plain(2000)),
    "input": _block(
        "label",
        "element",
        label=plain(2000),
        hint=plain(2000),
        element=INPUT,
        optional=Flag(),
        dispatch_action=Flag(),
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        "alt_text",
        "video_url",
        "thumbnail_url",
        "title",
        alt_text=Words(),
        video_url=SECURE_ADDRESS,
        thumbnail_url=WEB_ADDRESS,
        title=plain(199),
        title_url=SECURE_ADDRESS,
        description=plain(3000),
        provider_icon_url=WEB_ADDRESS,
        provider_name=Words(),
        author_name=Words(1, 49),
    ),
    "file": _block("external_id", "source", external_id=Words(), source=OneOf(("remote",))),
    "table": TABLE,
}

_CHILD = Kinds(_PLAIN_BLOCKS, "a container")

BLOCKS: dict[str, Thing] = {
    **_PLAIN_BLOCKS,
    "markdown": _block("text", text=Words(1, MARKDOWN_CHARACTERS)),
    "data_table": DATA_TABLE,
    "data_visualization": CHART,
    "alert": _block("text", text=text(200), level=OneOf(("default", "info", "warning", "error", "success"))),
    "card": _CARD,
    "carousel": _block("elements", elements=Many(Kinds({"card": _CARD}, "a carousel"), "cards", 1, 10)),
    "container": _block(
        "child_blocks",
        child_blocks=Many(_CHILD, "blocks", 1, 10),
        title=plain(150),
        rich_text_title=RICH_TEXT_ONLY,
        subtitle=text(150),
        width=OneOf(("narrow", "standard", "wide", "full")),
        icon=IMAGE,
        is_collapsible=Flag(),
        default_collapsed=Flag(),
        has_header_divider=Flag(),
        rules=(at_least_one("title", "rich_text_title"), _collapse_agrees),
    ),
    "context_actions": _block("elements", elements=Many(CONTEXT_ACTION, "elements", 1, 5)),
    "plan": _block("title", title=Words(), tasks=Many(Kinds({"task_card": _TASK}, "a plan"), "tasks", 0)),
    "task_card": _TASK,
}

_EVERYWHERE = frozenset(
    {
        "actions",
        "card",
        "context",
        "divider",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "video",
    }
)
_ROOMY = frozenset({"carousel", "container", "data_table", "data_visualization", "table"})

SURFACES: dict[str, frozenset[str]] = {
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | _ROOMY,
    "message": _EVERYWHERE | _ROOMY | {"markdown", "context_actions", "file", "plan", "task_card"},
}
MOST_BLOCKS = {"modal": 100, "home": 100, "message": 50}

ON_SURFACE: dict[str, Kinds] = {
    surface: Kinds(BLOCKS, f"a {surface}", allowed) for surface, allowed in SURFACES.items()
}
