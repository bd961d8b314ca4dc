"""The error door: what went wrong is said on the surface the person is looking at."""

import secrets
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.calling import call
from handlers.outcomes import in_passing
from handlers.replies import Missed, respond
from messages import errors
from messages.blocks import section
from messages.limits import OverLimit
from messages.surfaces import errors as field_errors
from messages.surfaces import message, modal
from messages.words import Words
from storage.errors import Refused

KINDS = frozenset(
    (
        *("command", "event_callback", "block_actions", "block_suggestion"),
        *("message_action", "shortcut", "view_closed", "view_submission"),
    )
)
"""Of requests, as Slack names them; the log has no other word from a payload."""
log = structlog.get_logger("liaison")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TOO_SLOW = {"expired_trigger_id", "exchanged_trigger_id"}


async def show(
    error: Exception, *, payload: dict[str, Any], client: AsyncWebClient, words: Words, missed: Missed
) -> dict[str, Any] | None:
    """Says it, and gives the body to answer Slack with."""
    sentence = _sentence(error, payload, words)
    if "command" in payload:
        return {"response_type": "ephemeral", **message(sentence)}
    match payload.get("type"):
        case "view_submission":
            return _on_form(error, payload, sentence, words)
        case "block_suggestion":
            return {"options": []}
        case "block_actions" | "shortcut" | "message_action":
            async with in_passing("not told", kind=payload["type"]):
                await _told(error, payload, client, sentence, words, missed)
    return None


def note(error: Exception, *, kind: str) -> str:
    """Puts it into the log, and gives the reference under which it is there."""
    reference = new_reference()
    log.error("unexpected", reference=reference, kind=kind, exc_info=error)
    return reference


def new_reference() -> str:
    """A short id that a person can read out and the log can be searched for."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


async def _told(
    error: Exception, payload: dict[str, Any], client: AsyncWebClient, sentence: str, words: Words, missed: Missed
) -> None:
    if payload.get("response_url"):
        whisper = {"response_type": "ephemeral", "replace_original": False, **message(sentence)}
        await respond(client, payload, whisper, missed=missed)
    elif (payload.get("view") or {}).get("type") == "modal":
        if not await _beside(payload, client, sentence):
            await client.views_push(trigger_id=payload["trigger_id"], view=_notice(sentence, words))
    elif _triggered(error):
        await client.views_open(trigger_id=payload["trigger_id"], view=_notice(sentence, words))


async def _beside(payload: dict[str, Any], client: AsyncWebClient, sentence: str) -> bool:
    """Says it in the form that is open, below the control that was used, so that nothing covers what is being filled
    in; whether Slack took it. A form that has changed since shows what is true now, and needs no sentence."""
    view = payload["view"]
    try:
        told = errors.beside(view, payload["actions"][0]["block_id"], sentence)
        await call(client, "views.update", view_id=view["id"], hash=view["hash"], view=told)
    except OverLimit:
        return False
    except SlackApiError as error:
        return bool(error.response.get("error") == "hash_conflict")
    return True


def _sentence(error: Exception, payload: dict[str, Any], words: Words) -> str:
    if isinstance(error, Refused):
        return errors.refused(words, error)
    if isinstance(error, SlackApiError) and error.response.get("error") in _TOO_SLOW:
        return errors.too_slow(words)
    kind = payload.get("type", "command")
    reference = note(error, kind=kind if kind in KINDS else "other")
    form = payload.get("type") == "view_submission"
    return errors.unsaved(words, reference) if form else errors.unexpected(words, reference)


def _on_form(error: Exception, payload: dict[str, Any], sentence: str, words: Words) -> dict[str, Any]:
    inputs = [block["block_id"] for block in payload["view"]["blocks"] if block["type"] == "input"]
    wanted = error.field if isinstance(error, Refused) else None
    named = [name for name in inputs if name.partition("@")[0] == wanted] or inputs
    if not named:
        return {"response_action": "push", "view": _notice(sentence, words)}
    return field_errors(**{named[0]: sentence})


def _notice(sentence: str, words: Words) -> dict[str, Any]:
    return modal("notice", errors.title(words), [section(sentence)], close=errors.close(words))


def _triggered(error: Exception) -> bool:
    """A trigger that was refused cannot open the notice either."""
    return not (isinstance(error, SlackApiError) and "trigger" in str(error.response.get("error")))
