"""Block Kit as plain dicts, within Slack's limits (block-kit reference pages; counts and lengths as stated there).

Text that is too long is cut on a word; what cannot be cut (too many fields, options, buttons) raises `OverLimit`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from messages.limits import at_most, cut, fits, mrkdwn, plain
from messages.words import Rich

Block = dict[str, Any]
Element = dict[str, Any]


def section(
    text: str | None = None,
    *,
    fields: Sequence[str] = (),
    accessory: Element | None = None,
    block_id: str | None = None,
) -> Block:
    """Slack: text 1..3000, at most 10 fields of 2000."""
    block: Block = {"type": "section"}
    if text is not None:
        block["text"] = mrkdwn(text)
    if fields:
        block["fields"] = [mrkdwn(field, 2000) for field in at_most(10, fields, "fields")]
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def quotation(text: str) -> Block:
    """A text in which no character means anything, such as one that quotes code. Slack: 1..3000."""
    return {"type": "section", "text": plain(text, 3000)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def divider() -> Block:
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Small print. Slack: at most 10 elements."""
    return {"type": "context", "elements": [mrkdwn(text) for text in at_most(10, texts, "context elements")]}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """A row of buttons and menus. Slack: at most 25."""
    return _named({"type": "actions", "elements": list(at_most(25, elements, "actions"))}, block_id)


def image(url: str, alt: str, title: str | None = None) -> Block:
    block: Block = {"type": "image", "image_url": url, "alt_text": cut(alt, 2000)}
    if title:
        block["title"] = plain(title, 2000)
    return block


def confirm(title: str, text: str, yes: str, no: str, *, danger: bool = False) -> Element:
    """Slack: title 100, text 300, buttons 30."""
    dialog: Element = {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }
    if danger:
        dialog["style"] = "danger"
    return dialog


def button(
    text: str,
    action: str,
    value: str = "",
    *,
    style: str | None = None,
    ask: Element | None = None,
    label: str | None = None,
) -> Element:
    """Slack: text 75, value 2000, accessibility label 75."""
    element: Element = {"type": "button", "text": plain(text, 75), "action_id": action}
    if value:
        element["value"] = fits(2000, value, "button value")
    if style:
        element["style"] = style
    if ask:
        element["confirm"] = ask
    if label:
        element["accessibility_label"] = cut(label, 75)
    return element


def option(text: str, value: str, about: str | None = None) -> Element:
    """Slack: text, value and description 75 characters each."""
    element: Element = {
        "text": plain(text, 75),
        "value": value if len(value) <= 75 else fits(75, value, "option value"),
    }
    if about:
        element["description"] = plain(about, 75)
    return element


def rich_text(*parts: Element, block_id: str | None = None) -> Block:
    """Text in which what people wrote stays as they wrote it: nothing in a run is read as markup. `parts` are
    `paragraph`s and `quote`s."""
    return _named({"type": "rich_text", "elements": list(parts)}, block_id)


def paragraph(*runs: Element) -> Element:
    return {"type": "rich_text_section", "elements": list(runs)}


def quote(*runs: Element) -> Element:
    return {"type": "rich_text_quote", "elements": list(runs)}


def run(text: str, **style: bool) -> Element:
    """A piece of a rich text; `style` is any of bold, italic, strike."""
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def overflow(action: str, options: Sequence[Element]) -> Element:
    return {"type": "overflow", "action_id": action, "options": list(at_most(5, options, "overflow options"))}


def people(user_ids: Iterable[str]) -> Rich:
    """Mentions of people by user id."""
    return Rich(" ").join(Rich("<@{}>").format(user_id) for user_id in user_ids)


def channel(channel_id: str) -> Rich:
    """A channel by id, as a link that shows its name."""
    return Rich("<#{}>").format(channel_id)


def _named(block: Block, block_id: str | None) -> Block:
    if block_id:
        block["block_id"] = fits(255, block_id, "block id")
    return block
