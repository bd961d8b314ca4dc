"""Slack's limits on text and counts (block-kit reference pages), and how a text that is too long is cut."""

from collections.abc import Sequence
from typing import Any, TypeVar

from messages.words import escape

Items = TypeVar("Items", bound=Sequence[Any])


class OverLimit(ValueError):
    """A surface holds more than Slack takes: what, how many, the limit."""


def cut(text: str, limit: int) -> str:
    """`text` within `limit` characters, cut on a word, never within an entity or a <link>; "…" marks the cut."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    for opening, closing, reach in (("&", ";", 6), ("<", ">", len(kept))):
        start = kept.rfind(opening)
        if start >= len(kept) - reach and start > kept.rfind(closing):
            kept = kept[:start]
    space = kept.rfind(" ")
    if space > limit // 2:
        kept = kept[:space]
    return kept.rstrip() + "…"


def plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": text if len(text) <= limit else cut(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = 3000) -> dict[str, Any]:
    """A mrkdwn object. A plain `str` is user text and escaped here; `Rich` is taken as it is."""
    text = escape(text)
    return {"type": "mrkdwn", "text": text if len(text) <= limit else cut(text, limit), "verbatim": True}


def at_most(limit: int, items: Items, what: str) -> Items:
    """`items` themselves; raises `OverLimit` when there are more than `limit`."""
    if len(items) > limit:
        raise OverLimit(what, len(items), limit)
    return items


def fits(limit: int, text: str, what: str) -> str:
    """`text` itself; raises `OverLimit` when it is longer than `limit`: ids and values are never cut."""
    if len(text) > limit:
        raise OverLimit(what, len(text), limit)
    return text
