"""How long Slack's answers are waited for; and the quick way to its Web API, for what a person is waiting for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
import orjson
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

CALL_SECONDS = 10.0
FILE_SECONDS = 60.0
"""For a call, and for the bytes of a file on their way up or down."""
ANSWER_SECONDS = 2.5
"""Slack waits 3 seconds for our answer: what we ask it meanwhile has this long altogether."""

_seconds: ContextVar[float] = ContextVar("seconds", default=CALL_SECONDS)
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def answering(seconds: float) -> Iterator[None]:
    """Within the block Slack waits for our answer: calls to it end after `seconds` altogether, with `TimeoutError`."""
    token = _until.set(asyncio.get_running_loop().time() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def at_leisure() -> None:
    """Nobody waits for what this task does from here on, though an answer may have begun it."""
    _until.set(None)


def answered_by() -> asyncio.Timeout:
    """A block that ends with `TimeoutError` when Slack must be answered, for waiting on what goes on all the same."""
    return asyncio.timeout_at(_until.get())


@contextmanager
def carrying_files() -> Iterator[None]:
    """Within the block requests carry the bytes of a file."""
    token = _seconds.set(FILE_SECONDS)
    try:
        yield
    finally:
        _seconds.reset(token)


async def in_time(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Every request to Slack passes here, whoever makes it (a middleware of the session)."""
    async with asyncio.timeout(_seconds.get()), answered_by():
        return await handler(request)


async def call(client: AsyncWebClient, method: str, **arguments: Any) -> None:
    """As the client's own methods do it, at half their cost.

    Raises `SlackApiError`, also where the answer is no JSON; `aiohttp.ClientError` and `TimeoutError` where there
    is none.
    """
    session, url = client.session, client.base_url + method
    if session is None:
        raise aiohttp.ClientConnectionError(method)
    headers = {**client.headers, "Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}
    body = orjson.dumps(arguments)
    async with session.post(url, data=body, headers=headers, ssl=client.ssl or True, proxy=client.proxy) as answer:
        said = await answer.read()
    try:
        data = orjson.loads(said)
    except orjson.JSONDecodeError:
        data = {}
    if not data.get("ok"):
        AsyncSlackResponse(
            client=client,
            http_verb="POST",
            api_url=url,
            req_args={},
            data=data,
            headers=dict(answer.headers),
            status_code=answer.status,
        ).validate()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
