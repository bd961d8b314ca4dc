"""Slack's limits on text and counts (block-kit reference pages), and how a text that is too long is cut.

Lengths are those of `storage.texts.length`: UTF-16 units.
"""

import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, TypeVar

from messages.words import Text, escape
from storage.texts import length

Items = TypeVar("Items", bound=Sequence[Any])

SECTION = 3000
"""Slack's limit for the text of a section."""
MOST_BLOCKS = 50
"""Slack's limit for a message."""
MOST_TEXT = 10_000
"""So much is read in all blocks of a message together. Slack refuses more (`msg_blocks_too_long`) from somewhere above
11,300 on: measured by users, on no reference page (slackapi/bolt-js#2509, #2867)."""
LEAST_TEXT = 40
"""Nothing is cut shorter than that to make a message fit."""
JOINER = "\u200d"
_READ = frozenset({"text", "alt_text", "title", "label", "name", "caption", "categories", "x_label", "y_label"})


class OverLimit(ValueError):
    """A surface holds more than Slack takes: what, how many, the limit."""


def within(text: str, limit: int) -> str:
    """As much of the beginning of `text` as has room in `limit`; a character of several signs (an emoji with its skin
    tone, a family, a flag, a letter with its accent) stays whole, as long as it is not the only one."""
    kept = text[:limit]
    while length(kept) > limit:
        kept = kept[: len(kept) - max(1, (length(kept) - limit) // 2)]
    end = len(kept)
    while 0 < end < len(text) and _belongs_together(text, end):
        end -= 1
    return kept[:end] or kept


def cut(text: Text, limit: int) -> Text:
    """`text` within `limit`, cut on a word, never within an entity or a <link>; "…" marks the cut."""
    if 2 * len(text) <= limit or length(text) <= limit:
        return text
    kept = within(text, limit - 1)
    for opening, closing, reach in (("&", ";", 6), ("<", ">", len(kept))):
        start = kept.rfind(opening)
        if start >= len(kept) - reach and start > kept.rfind(closing):
            kept = kept[:start]
    space = kept.rfind(" ")
    if space > limit // 2:
        kept = kept[:space]
    return type(text)(kept.rstrip() + "…")


def plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = SECTION) -> dict[str, Any]:
    """A mrkdwn object. A plain `str` is user text and escaped here; `Rich` is taken as it is."""
    return {"type": "mrkdwn", "text": cut(escape(text), limit), "verbatim": True}


def at_most(limit: int, items: Items, what: str) -> Items:
    """`items` themselves; raises `OverLimit` when there are more than `limit`."""
    if len(items) > limit:
        raise OverLimit(what, len(items), limit)
    return items


def fits(limit: int, text: str, what: str) -> str:
    """`text` itself; raises `OverLimit` when it is longer than `limit`: ids and values are never cut."""
    if 2 * len(text) > limit and length(text) > limit:
        raise OverLimit(what, length(text), limit)
    return text


def weight(blocks: object, key: str = "") -> int:
    """How much is read in some blocks: texts, labels of buttons, options of menus, what is asked before a press."""
    if isinstance(blocks, str):
        return length(blocks) if key in _READ else 0
    if isinstance(blocks, list | tuple):
        return sum(weight(one, key) for one in blocks)
    return sum(weight(inner, name) for name, inner in blocks.items()) if isinstance(blocks, dict) else 0


def levelled(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a message with its longest texts cut evenly, as far as all of them together are too long.

    The last resort, for texts of people: a list is shortened by who makes it, and says what is left out. Raises
    `OverLimit` when what cannot be cut leaves no room.
    """
    over = weight(blocks) - MOST_TEXT
    if over <= 0:
        return list(blocks)
    lengths = sorted((length(one["text"]) for block in blocks for one in _prose(block)), reverse=True)
    level = 0
    for number, longest in enumerate(lengths, start=1):
        shorter = lengths[number] if number < len(lengths) else 0
        level = longest - -(-over // number)
        if level >= shorter:
            break
        over -= number * (longest - shorter)
    if level < LEAST_TEXT:
        raise OverLimit(weight(blocks), MOST_TEXT)
    return [_cut_to(block, level) for block in blocks]


def _prose(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The texts of a block that can be cut: of a section, its fields, small print, and what people wrote."""
    match block["type"]:
        case "section":
            return [*([block["text"]] if "text" in block else []), *block.get("fields", ())]
        case "context":
            return [one for one in block["elements"] if "text" in one]
        case "rich_text":
            return [run for part in block["elements"] for run in part["elements"] if run["type"] == "text"]
    return []


def _cut_to(block: dict[str, Any], level: int) -> dict[str, Any]:
    copy: dict[str, Any] = deepcopy(block)
    for one in _prose(copy):
        one["text"] = cut(one["text"], level)
    return copy


def _belongs_together(text: str, at: int) -> bool:
    """Whether the signs before `at` and after it are one to who reads them (UAX 29, as far as people write)."""
    before, after = text[at - 1], text[at]
    if JOINER in (before, after) or unicodedata.combining(after) or "\ufe00" <= after <= "\ufe0f":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_half_flag(after) and (at - len(text[:at].rstrip(_FLAGS))) % 2 == 1


_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _is_half_flag(sign: str) -> bool:
    return sign in _FLAGS
