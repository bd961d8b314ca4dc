"""What Slack refuses, checked without Slack: messages, views, options, answers to a submission and manifests.

Every function is pure, takes the JSON as it would be sent and gives the list of problems, empty when Slack would
accept it. Pointers start at the root of the argument ("/blocks/0/text/text"). Lengths count UTF-16 units.
Sources: docs.slack.dev reference (views, blocks, block elements, composition objects, chat.postMessage).
"""

import json
from typing import Any

from bot.playground.limits_manifest import check_manifest
from bot.playground.limits_metadata import METADATA
from bot.playground.limits_objects import GROUPS, IDENTIFIER, KIND, OPTION, exactly_one, plain
from bot.playground.limits_shapes import (
    Anything,
    Flag,
    Kinds,
    Many,
    Problem,
    Report,
    Thing,
    Words,
    characters,
    kind_of,
    step,
)
from bot.playground.limits_whole import check_blocks, check_sum, every_block

__all__ = [
    "Problem",
    "check_manifest",
    "check_message",
    "check_options",
    "check_submission_answer",
    "check_view",
]

LONGEST_TEXT = 40_000  # Slack cuts what is longer; losing words without an error is refused here
LONGEST_UPDATE = 4_000
LONGEST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
LARGEST_VIEW = 250_000  # bytes of its JSON

_SHOWS = ("text", "fallback", "pretext", "title", "image_url", "fields", "blocks")

_PRIVATE = {"private_metadata": Words(0, 3000), "callback_id": IDENTIFIER, "external_id": IDENTIFIER}
_MODAL = Thing(
    {
        "type": KIND,
        "title": plain(24),
        "blocks": Anything(),
        "submit": plain(24),
        "close": plain(24),
        **_PRIVATE,
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
    },
    ("type", "title", "blocks"),
)
_HOME = Thing({"type": KIND, "blocks": Anything(), **_PRIVATE}, ("type", "blocks"))
_VIEW = Kinds({"modal": _MODAL, "home": _HOME}, "a view")

_OPTIONS = Thing(
    {"options": Many(OPTION, "options", 0, 100), "option_groups": GROUPS},
    rules=(exactly_one("options", "option_groups"),),
)

_NO_MORE: dict[str, tuple[str, ...]] = {
    "errors": ("response_action", "errors"),
    "update": ("response_action", "view"),
    "push": ("response_action", "view"),
    "clear": ("response_action",),
}


def check_message(payload: dict[str, Any], *, updating: bool = False, answering: bool = False) -> list[Problem]:
    """Check text, markdown_text, blocks, attachments and metadata; other arguments are the method's business.

    `updating` is for chat.update, whose text ends at 4,000 characters; `answering` for what is posted to a response
    URL, whose blocks may hold more text than those of any method (slackapi/bolt-js#2867). Arguments that are None count
    as absent.
    """
    report = Report("invalid_arguments")
    text, markdown, blocks, attachments, metadata = (
        payload.get(name) for name in ("text", "markdown_text", "blocks", "attachments", "metadata")
    )
    _check_length(text, "/text", LONGEST_UPDATE if updating else LONGEST_TEXT, report)
    _check_length(markdown, "/markdown_text", LONGEST_MARKDOWN, report)
    if markdown and (text or blocks):
        report.add(
            "/markdown_text", "markdown_text cannot go with text or blocks; send one.", error="markdown_text_conflict"
        )
    if blocks is not None:
        report.error = "invalid_blocks" if isinstance(blocks, list) else "invalid_blocks_format"
        check_blocks(blocks, "/blocks", "message", report)
        if not answering:
            check_sum(blocks, "/blocks", report)
    if attachments is not None:
        report.error = "invalid_attachments"
        _check_attachments(attachments, report)
    if metadata is not None:
        report.error = "invalid_metadata_format"
        METADATA.check(metadata, "/metadata", report)
    if not (_says(text) or _says(markdown) or blocks or _any_shown(attachments) or payload.get("delete_original")):
        report.add("", "The message has neither text nor blocks nor attachments; one is required.", error="no_text")
    return report.problems


def _says(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _any_shown(attachments: object) -> bool:
    if not isinstance(attachments, list):
        return False
    return any(isinstance(one, dict) and any(one.get(key) for key in _SHOWS) for one in attachments)


def _check_length(text: object, at: str, most: int, report: Report) -> None:
    if text is not None and not isinstance(text, str):
        report.add(at, f"This must be a text, not {kind_of(text)}.")
    elif text and (length := characters(text)) > most:
        report.add(at, f"This text is {length} characters long; Slack allows {most}.", error="msg_too_long")


def _check_attachments(attachments: object, report: Report) -> None:
    if not isinstance(attachments, list):
        report.add("/attachments", f"This must be a list of attachments, not {kind_of(attachments)}.")
        return
    if len(attachments) > MOST_ATTACHMENTS:
        report.add(
            "/attachments",
            f"There are {len(attachments)} attachments; Slack allows {MOST_ATTACHMENTS}.",
            error="too_many_attachments",
        )
    for position, attachment in enumerate(attachments):
        where = f"/attachments/{position}"
        if not isinstance(attachment, dict):
            report.add(where, f"This must be an object, not {kind_of(attachment)}.")
        elif "blocks" in attachment:
            check_blocks(attachment["blocks"], f"{where}/blocks", "message", report)


def check_view(view: dict[str, Any]) -> list[Problem]:
    """Check a modal or a home view as given to views.open, push, update or publish."""
    report = Report("invalid_arguments")
    _check_view(view, "", report)
    return report.problems


def _check_view(view: object, at: str, report: Report) -> None:
    _VIEW.check(view, at, report)
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return
    blocks = view.get("blocks")
    if "blocks" in view:
        check_blocks(blocks, f"{at}/blocks", view["type"], report)
        if blocks == []:
            report.add(f"{at}/blocks", "There are 0 blocks; a view needs 1 to 100.")
    inputs = any(block.get("type") == "input" for _, block in every_block(blocks, at))
    if view["type"] == "modal" and inputs and "submit" not in view:
        report.add(at, 'The required key "submit" is missing: a modal with an input block needs it.')
    size = len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    if size > LARGEST_VIEW:
        report.add(at, f"The view has {size} bytes; Slack allows {LARGEST_VIEW}.", error="view_too_large")


def check_options(answer: dict[str, Any]) -> list[Problem]:
    """Check the answer to a block_suggestion request: options (none is fine) or option_groups, not both."""
    report = Report("invalid_arguments")
    _OPTIONS.check(answer, "", report)
    return report.problems


def check_submission_answer(answer: dict[str, Any] | None, view: dict[str, Any]) -> list[Problem]:
    """Check the answer to a view_submission of `view`; an empty one closes the modal, anything unknown is refused."""
    report = Report("invalid_arguments")
    if not answer:
        return report.problems
    action = answer.get("response_action")
    known = _NO_MORE.get(action) if isinstance(action, str) else None
    if known is None:
        at = "/response_action" if "response_action" in answer else ""
        report.add(at, f"response_action must be one of {', '.join(_NO_MORE)}, not {action!r}.")
        return report.problems
    for key in known:
        if key not in answer:
            report.add("", f'The required key "{key}" is missing: response_action is {action!r}.')
    for key in answer:
        if key not in known:
            report.add(step("", key), f'The key "{key}" is not known here; known: {", ".join(known)}.')
    if "errors" in known and "errors" in answer:
        _check_errors(answer["errors"], view, report)
    if "view" in known and "view" in answer:
        _check_next_view(answer["view"], report)
    return report.problems


def _check_errors(errors: object, view: dict[str, Any], report: Report) -> None:
    if not isinstance(errors, dict) or not errors:
        report.add("/errors", "errors must be an object with at least 1 input block_id and its message.")
        return
    inputs = {block.get("block_id") for _, block in every_block(view.get("blocks"), "") if block.get("type") == "input"}
    for block_id, message in errors.items():
        where = step("/errors", block_id)
        if block_id not in inputs:
            report.add(where, f"{block_id!r} is not the block_id of an input block of the submitted view.")
        if not isinstance(message, str) or not message:
            report.add(where, "The message of an error must be a text of at least 1 character.")


def _check_next_view(view: object, report: Report) -> None:
    _check_view(view, "/view", report)
    if isinstance(view, dict) and view.get("type") == "home":
        report.add("/view/type", "Only a modal can follow a modal, this is a home view.")
