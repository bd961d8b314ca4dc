"""Posts that stand in Slack are changed here alone, one change of a post at a time. What it is to say is read when its
turn has come: who comes last has read last, and the newest stands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from handlers.calling import answered_by

Put = Callable[..., Awaitable[object]]

_turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()


@asynccontextmanager
async def turn(channel: str, ts: str) -> AsyncIterator[None]:
    """Within the block nobody else changes this post. Raises `TimeoutError` when Slack must be answered before."""
    lock = _turns.setdefault((channel, ts), asyncio.Lock())
    async with answered_by():
        await lock.acquire()
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def changing(client: AsyncWebClient, *, channel: str, ts: str) -> AsyncIterator[Put]:
    """Gives what puts a message in the place of this post (chat.update); what it says is read within the block."""
    async with turn(channel, ts):
        yield partial(client.chat_update, channel=channel, ts=ts)
