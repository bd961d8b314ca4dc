"""The error door: what went wrong is said on the surface the person is looking at."""

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.calling import call
from handlers.outcomes import PASSING_SECONDS, in_passing
from handlers.replies import Missed, respond
from messages import errors, ownership
from messages.blocks import section
from messages.limits import OverLimit
from messages.surfaces import Message, View, message, modal
from messages.surfaces import errors as field_errors
from messages.words import Words
from storage.errors import NotAllowed, Refused

KINDS = frozenset(
    (
        *("command", "event_callback", "block_actions", "block_suggestion"),
        *("message_action", "shortcut", "view_closed", "view_submission"),
    )
)
"""Of requests, as Slack names them; the log has no other word from a payload."""
log = structlog.get_logger("liaison")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NOBODY: Mapping[str, str] = {}
LATE_SECONDS = 20.0
_TOO_SLOW = {"expired_trigger_id", "exchanged_trigger_id"}


async def show(
    error: Exception,
    *,
    payload: dict[str, Any],
    client: AsyncWebClient,
    words: Words,
    missed: Missed,
    afterwards: Afterwards,
    owners: Mapping[str, str] = NOBODY,
) -> dict[str, Any] | None:
    """Says it, and gives the body to answer Slack with. Where it took so long that Slack must be answered now, what is
    no part of the answer is said afterwards. `owners`: who can give another role, by user id, where it is a role that
    is wanting."""
    sentence = _sentence(error, payload, words, owners)
    asking = ownership.ask(words, owners)
    blocks = [section(sentence), *asking]
    whisper = message(sentence, blocks) if asking else message(sentence)
    notice = modal("notice", errors.title(words), blocks, close=errors.close(words))
    if "command" in payload:
        return {"response_type": "ephemeral", **whisper}
    match payload.get("type"):
        case "view_submission":
            return _on_form(error, payload, sentence, notice)
        case "block_suggestion":
            return {"options": []}
        case "block_actions" | "shortcut" | "message_action":
            tell = partial(_tell, error, payload, client, missed, _Said(sentence, whisper, notice))
            if isinstance(error, TimeoutError):
                afterwards.begin(("told", payload["trigger_id"]), partial(tell, seconds=LATE_SECONDS))
            else:
                await tell()
    return None


def note(error: Exception, *, kind: str) -> str:
    """Puts it into the log, and gives the reference under which it is there."""
    reference = new_reference()
    log.error("unexpected", reference=reference, kind=kind, exc_info=error)
    return reference


def new_reference() -> str:
    """A short id that a person can read out and the log can be searched for."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


class _Said(NamedTuple):
    """What went wrong, as a sentence, as a message to the person alone, and as a window."""

    sentence: str
    whisper: Message
    notice: View


async def _tell(
    error: Exception,
    payload: dict[str, Any],
    client: AsyncWebClient,
    missed: Missed,
    said: _Said,
    *,
    seconds: float = PASSING_SECONDS,
) -> None:
    async with in_passing("not told", kind=payload["type"], seconds=seconds):
        if payload.get("response_url"):
            body = {"response_type": "ephemeral", "replace_original": False, **said.whisper}
            await respond(client, payload, body, missed=missed)
            return
        in_modal = (payload.get("view") or {}).get("type") == "modal"
        if in_modal and await _beside(payload, client, said.sentence):
            return
        if isinstance(error, TimeoutError):  # its trigger is of no use by now (Slack: 3 seconds)
            await client.chat_postMessage(channel=payload["user"]["id"], **said.whisper)
        elif in_modal:
            await client.views_push(trigger_id=payload["trigger_id"], view=said.notice)
        elif _triggered(error):
            await client.views_open(trigger_id=payload["trigger_id"], view=said.notice)


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


def _sentence(error: Exception, payload: dict[str, Any], words: Words, owners: Mapping[str, str]) -> str:
    if type(error) is NotAllowed:
        return errors.not_allowed(words, list(owners.values()))
    if isinstance(error, Refused):
        return errors.refused(words, error)
    if isinstance(error, SlackApiError) and error.response.get("error") in _TOO_SLOW:
        return errors.too_slow(words)
    kind = payload.get("type", "command")
    reference = note(error, kind=kind if kind in KINDS else "other")
    form = payload.get("type") == "view_submission"
    return errors.unsaved(words, reference) if form else errors.unexpected(words, reference)


def _on_form(error: Exception, payload: dict[str, Any], sentence: str, notice: View) -> dict[str, Any]:
    inputs = [block["block_id"] for block in payload["view"]["blocks"] if block["type"] == "input"]
    wanted = error.field if isinstance(error, Refused) else None
    named = [name for name in inputs if name.partition("@")[0] == wanted] or inputs
    if not named:
        return {"response_action": "push", "view": notice}
    return field_errors(**{named[0]: sentence})


def _triggered(error: Exception) -> bool:
    """A trigger that was refused cannot open the notice either."""
    return not (isinstance(error, SlackApiError) and "trigger" in str(error.response.get("error")))
