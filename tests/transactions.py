"""No call to Slack goes out while a transaction is open: every test of a living bot asserts it."""

import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.app import Liaison

OPEN: ContextVar[tuple[list[bool], ...]] = ContextVar("transactions", default=())
"""The transactions that this task, or one it was begun by, has opened: [True] until they end."""


@contextmanager
def calls_outside_transactions(liaison: Liaison) -> Iterator[list[str]]:
    """Fails at its end when a request to Slack was begun by whoever held a transaction of `liaison` open; gives the
    places in the code where that was, as they are found."""
    database, session = liaison.database, liaison.bolt.client.session
    begun = database._transaction
    found: list[str] = []

    @asynccontextmanager
    async def noted(**given: Any) -> AsyncIterator[Any]:
        mine = [True]
        outside = OPEN.get()
        OPEN.set((*outside, mine))
        try:
            async with begun(**given) as connection:
                yield connection
        finally:
            mine[0] = False
            OPEN.set(outside)

    async def asked(_session: aiohttp.ClientSession, _context: SimpleNamespace, request: Any) -> None:
        if any(mine[0] for mine in OPEN.get()):
            own = [line for line in traceback.format_stack() if "/handlers/" in line or "/bot/" in line]
            found.append(f"{request.url.path} within a transaction\n{''.join(own)}")

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(asked)
    tracing.freeze()
    session.trace_configs.append(tracing)
    database._transaction = noted  # type: ignore[method-assign]
    yield found
    assert found == [], "\n".join(found)
