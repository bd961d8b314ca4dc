"""What is never asked of Slack at the wrong time; every test of a living bot asserts it.

Nothing at all while a transaction is open, for it would hold locks as long as Slack pleases. While Slack waits for an
answer no file goes up or down and nobody is listed: that takes longer than it waits.
"""

import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.app import Liaison
from handlers import calling

OPEN: ContextVar[tuple[list[bool], ...]] = ContextVar("transactions", default=())
"""The transactions that this task, or one it was begun by, has opened: [True] until they end."""
LONG = ("/api/files.", "/api/users.list", "/upload/", "/files/")


@contextmanager
def asked_in_time(liaison: Liaison) -> Iterator[list[str]]:
    """Fails at its end when something was asked at the wrong time; gives what was, as it is found."""
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
        path, answering = request.url.path, calling._until.get() is not None
        when = []
        if any(mine[0] for mine in OPEN.get()):
            when.append("within a transaction")
        if answering and path.startswith(LONG):
            when.append("while Slack waits")
        if when:
            own = [line for line in traceback.format_stack() if "/handlers/" in line or "/bot/" in line]
            found.append(f"{path} {' and '.join(when)}\n{''.join(own)}")

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(asked)
    tracing.freeze()
    session.trace_configs.append(tracing)
    database._transaction = noted  # type: ignore[method-assign]
    yield found
    assert found == [], "\n".join(found)
