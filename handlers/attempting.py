"""Work that is begun again after a restart: counted before it begins, held while it lasts (`storage.attempts`)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from weakref import WeakKeyDictionary

import structlog

from storage.attempts import LEASE, Turn
from storage.store import Database

log = structlog.get_logger("liaison")
_one_at_a_time: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def attempt(database: Database, workspace_id: int, work: str, do: Callable[[], Awaitable[None]]) -> Turn:
    """Does it where it is our turn, and says whose turn it was. Raises what `do` raises, which counts as an attempt.

    What was in hand when a process ended is begun again one at a time: should this process end too, that one was the
    cause, and the others are not counted for it.
    """
    async with database.store(workspace_id, read_only=True) as store:
        doubted = await store.attempts.doubted(work)
    alone = _one_at_a_time.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with alone if doubted else nullcontext():
        return await _attempt(database, workspace_id, work, do)


async def _attempt(database: Database, workspace_id: int, work: str, do: Callable[[], Awaitable[None]]) -> Turn:
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
