"""What is done now and then, whoever asks: what must not be kept is cleared away, what a date turns is turned."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog

from handlers.attempting import attempt
from messages.reminders import SET_ASIDE
from storage.attempts import Turn
from storage.store import Database, Store

log = structlog.get_logger("liaison")
EVERY = timedelta(hours=1)


async def _nothing(_workspace_id: int) -> None:
    """A clock that takes nothing up again."""


CHORES: dict[str, Callable[[Store], Awaitable[object]]] = {
    "drafts": lambda store: store.drafts.sweep(),
    "imports": lambda store: store.imports.sweep(),
    "bundles": lambda store: store.bundles.sweep(),
    "merges": lambda store: store.merges.sweep(),
    "terms": lambda store: store.terms.settle_due(),
    "check_ins": lambda store: store.check_ins.settle_due(),
    "health": lambda store: store.health.settle_due(),
    "health_signals": lambda store: store.health_signals.keep_due(),
}
"""What is done in each workspace, each in a transaction of its own."""
COMPARE = "duplicates"


class Chores:
    """`resume` takes up again what was begun in a workspace and goes on beside the clock.

    Done by whoever runs the clock; any number of processes may do them."""

    def __init__(self, database: Database, resume: Callable[[int], Awaitable[None]] = _nothing) -> None:
        self.database = database
        self.resume = resume
        self.next_at = database.now()
        self.caught_up: set[int] = set()

    async def do_due(self) -> None:
        """Once an hour: what workspaces had that removed Liaison long enough ago, what nobody came back to, and the
        agreements whose day has come."""
        now = self.database.now()
        if now < self.next_at:
            return
        async with self.database.installs() as installs:
            purged = await installs.purge()
            workspaces = await installs.active()
        if purged:
            log.info("purged", workspaces=purged)
        for workspace in workspaces:
            for name, chore in CHORES.items():
                await self._do(workspace.id, name, partial(self._within, workspace.id, chore))
            await self.resume(workspace.id)
            await self._do(workspace.id, COMPARE, partial(self._compare, workspace.id))
        self.next_at = now + EVERY

    async def _do(self, workspace_id: int, name: str, chore: Callable[[], Awaitable[None]]) -> None:
        """One of them; that it breaks, or is set aside because it ended the process again and again, stops no other."""
        [turn] = await asyncio.gather(
            attempt(self.database, workspace_id, f"chore:{name}", chore), return_exceptions=True
        )
        if isinstance(turn, Exception):
            log.error("chore broke", chore=name, workspace=workspace_id, exc_info=turn)
        elif isinstance(turn, BaseException):
            raise turn
        elif turn is Turn.aside:
            async with self.database.store(workspace_id) as store:
                await store.reminders.tell_owner(kind=SET_ASIDE, subject=f"chore:{name}")

    async def _within(self, workspace_id: int, chore: Callable[[Store], Awaitable[object]]) -> None:
        async with self.database.store(workspace_id) as store:
            await chore(store)

    async def _compare(self, workspace_id: int) -> None:
        """Once for each workspace: organizations that were never compared with others, a few at a time."""
        if workspace_id in self.caught_up:
            return
        after: int | None = 0
        while after is not None:
            async with self.database.store(workspace_id) as store:
                after = await store.duplicates.catch_up(after)
        self.caught_up.add(workspace_id)
