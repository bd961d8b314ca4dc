"""Answers through a response_url; where that does not reach, in the conversation or in a direct message."""

from collections.abc import Callable
from typing import Any

import orjson
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addresses import takes_answers
from handlers.outcomes import TROUBLE, in_passing
from messages.surfaces import Message

log = structlog.get_logger("liaison")
OVER = frozenset({"expired_url", "used_url"})
MOST_OF_A_WORD = 40

Missed = Callable[[str], None]
"""Told of each answer that a response_url did not take: `foreign`, `expired`, `refused` or `unreachable`."""


async def respond(client: AsyncWebClient, payload: dict[str, Any], body: Message, *, missed: Missed) -> None:
    """Answers through the payload's response_url (Slack: 5 uses within 30 minutes, no membership needed).

    An address that is not Slack's is never called. What does not reach is logged and said to the person alone, where
    they are or else in a direct message; words only, where it was Slack that would not have the rest.
    """
    why = await _refusal(client, payload.get("response_url"), body)
    if why is None:
        return
    kind = why if why in ("foreign", "unreachable") else "expired" if why in OVER else "refused"
    log.warning("not answered by response_url", reason=why)
    missed(kind)
    kept = ("text",) if kind == "refused" else ("text", "blocks")
    said: Message = {key: body[key] for key in kept if key in body}
    async with in_passing("not told", kind=kind):
        await _tell(client, payload, said)


async def _refusal(client: AsyncWebClient, url: object, body: Message) -> str | None:
    """Why it was not taken, in Slack's word where it gave one; None where it was."""
    session = client.session
    if session is None or not takes_answers(url, api_url=client.base_url):
        return "foreign"
    headers = {"Content-Type": "application/json"}
    try:
        async with session.post(
            str(url),
            data=orjson.dumps(body),
            headers=headers,
            ssl=client.ssl or True,
            proxy=client.proxy,
            allow_redirects=False,
        ) as answer:
            status, said = answer.status, await answer.read()
    except TROUBLE:
        return "unreachable"
    return _read(status, said)


def _read(status: int, said: bytes) -> str | None:
    """Slack answers "ok" or JSON with `ok`, and a refusal as JSON or as its bare word."""
    try:
        answer = orjson.loads(said)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        answer = {"ok": status == 200, "error": said.decode("ascii", "replace")}
    if status == 200 and answer.get("ok"):
        return None
    word = str(answer.get("error", ""))
    return word if word.replace("_", "").isalnum() and len(word) <= MOST_OF_A_WORD else f"http_{status}"


async def _tell(client: AsyncWebClient, payload: dict[str, Any], said: Message) -> None:
    user, channel = _id(payload, "user"), _id(payload, "channel")
    if channel and not channel.startswith("D"):
        try:
            await client.chat_postEphemeral(channel=channel, user=user, **said)
        except SlackApiError:
            pass  # Liaison, or the person, is not there any more
        else:
            return
    opened = await client.conversations_open(users=[user])
    await client.chat_postMessage(channel=opened["channel"]["id"], **said)


def _id(payload: dict[str, Any], what: str) -> str:
    """A command names it flat, an interaction as an object, one in a message in its container."""
    named = payload.get(what)
    flat = payload.get(f"{what}_id") or payload.get("container", {}).get(f"{what}_id")
    return str((named.get("id") if isinstance(named, dict) else flat) or "")
