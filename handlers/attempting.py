"""Work that is begun again after a restart: counted before it begins, held while it lasts (`storage.attempts`)."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from storage.attempts import LEASE, Turn
from storage.store import Database

log = structlog.get_logger("liaison")


async def attempt(database: Database, workspace_id: int, work: str, do: Callable[[], Awaitable[None]]) -> Turn:
    """Does it where it is our turn, and says whose turn it was. Raises what `do` raises, which counts as an attempt."""
    async with database.store(workspace_id) as store:
        turn = await store.attempts.begin(work)
    if turn is Turn.aside:
        log.error("set aside", work=work, workspace=workspace_id)
    if turn is not Turn.ours:
        return turn
    holding = asyncio.create_task(_hold(database, workspace_id, work), name=f"holding {work}")
    ended = told_to_stop = False
    try:
        await do()
        ended = True
    except asyncio.CancelledError:
        told_to_stop = True
        raise
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        async with database.store(workspace_id) as store:
            if ended:
                await store.attempts.end(work)
            else:
                await store.attempts.let_go(work, counted=not told_to_stop)
    return turn


async def _hold(database: Database, workspace_id: int, work: str) -> None:
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        async with database.store(workspace_id) as store:
            await store.attempts.hold(work)
