"""What Slack would read in a text that somebody typed: live signs, torn ones, and such as were escaped twice."""

import json
import re
from collections.abc import Iterator
from typing import Any

HOSTILE = "<!channel> *a* _b_ & <@U1> ; , \\ "
"""Typed into everything; nobody is called U1."""
ENTITY = re.compile(r"&(?:amp|lt|gt);")
OURS = re.compile(r"<(?:@[UW]_?[A-Z][A-Z0-9_]*|#C[A-Z0-9_]+|https?://[^<>|\s]+(?:\|[^<>|]*)?)>")
"""What Liaison itself writes between < and >: people, channels and addresses."""
TWICE = re.compile(r"&amp;(?:amp|lt|gt);|&lt;(?:[@#][UWC]_|https?://[^&]*\|)")
"""An escape or a control sequence of ours that was escaped again."""
PLAIN = frozenset({"alt_text", "alt_txt", "title", "label", "name", "caption", "initial_value", "filename"})
JSON = frozenset({"blocks", "view", "attachments"})
"""Arguments of Slack's that may travel as text."""


def faults(thing: Any, key: str = "") -> Iterator[str]:
    """The texts of a message, a window, an answer or a call to Slack in which something is read that is no text."""
    if isinstance(thing, str):
        yield from _in_text(thing, key)
    elif isinstance(thing, (list, tuple)):
        for one in thing:
            yield from faults(one, key)
    elif isinstance(thing, dict):
        match thing.get("type"):
            case "mrkdwn":
                yield from in_mrkdwn(thing["text"])
                yield from [] if thing.get("verbatim") else [f"not verbatim: {thing['text']!r}"]
            case "plain_text" | "text":
                yield from in_plain(thing["text"])
            case _:
                for name, value in thing.items():
                    yield from faults(value, name if key != "errors" else "label")


def _in_text(text: str, key: str) -> Iterator[str]:
    if key in ("text", "initial_comment"):
        yield from in_mrkdwn(text)
    elif key in PLAIN:
        yield from in_plain(text)
    elif key in JSON and text[:1] in "[{":
        yield from faults(json.loads(text), key)


def in_mrkdwn(text: str) -> Iterator[str]:
    """Slack reads control sequences between < and >, and entities after &."""
    if set("<>&") & set(OURS.sub("", ENTITY.sub("", text))):
        yield f"live or torn: {text!r}"
    if TWICE.search(text):
        yield f"escaped twice: {text!r}"


def in_plain(text: str) -> Iterator[str]:
    """Nothing is read in it, so nothing is escaped."""
    if ENTITY.search(text):
        yield f"escaped where nothing is read: {text!r}"
