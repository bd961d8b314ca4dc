"""What a person sees as a whole: a message, a modal, App Home, and the answers to a submitted form."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from messages.blocks import Block
from messages.limits import MOST_BLOCKS, OverLimit, at_most, cut, fits, levelled, plain
from messages.words import escape

Message = dict[str, Any]
View = dict[str, Any]


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str,
    meta: Mapping[str, Any] | None = None,
) -> View:
    """Slack: 100 blocks, 250 KB; title, submit and close 24 characters; private metadata 3000."""
    view: View = {
        "type": "modal",
        "callback_id": fits(255, callback, "callback id"),
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": list(_unique(at_most(100, blocks, "blocks"))),
    }
    if submit:
        view["submit"] = plain(submit, 24)
    elif any(block["type"] == "input" for block in blocks):
        raise OverLimit("submit")
    if meta:
        view["private_metadata"] = fits(3000, orjson.dumps(meta).decode(), "private metadata")
    return _small_enough(view)


def home(blocks: Sequence[Block]) -> View:
    return _small_enough({"type": "home", "blocks": list(_unique(at_most(100, blocks, "blocks")))})


def message(text: str, blocks: Sequence[Block] = ()) -> Message:
    """A message; `text` is its whole content for notifications and screen readers (mrkdwn, so escaped too).

    Slack: 50 blocks, and so much text over all of them (`limits.MOST_TEXT`), to which the longest texts are cut.
    """
    content: Message = {"text": cut(escape(text), 3900), "unfurl_links": False, "unfurl_media": False}
    if blocks:
        content["blocks"] = list(_unique(levelled(at_most(MOST_BLOCKS, blocks, "blocks"))))
    return content


def errors(**fields: str) -> dict[str, Any]:
    """The answer to a submission that keeps the form open with a sentence under each field named."""
    return {"response_action": "errors", "errors": {name: cut(text, 3000) for name, text in fields.items()}}


def update(view: View) -> dict[str, Any]:
    """The answer to a submission that puts another view in the form's place."""
    return {"response_action": "update", "view": view}


def push(view: View) -> dict[str, Any]:
    """The answer to a submission that puts another view on top of the form."""
    return {"response_action": "push", "view": view}


def _small_enough(view: View) -> View:
    """Slack: 250 KB a view."""
    if len(orjson.dumps(view)) > 250_000:
        raise OverLimit("view")
    return view


def _unique(blocks: Sequence[Block]) -> Sequence[Block]:
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) != len(names):
        raise OverLimit(names)
    return blocks
