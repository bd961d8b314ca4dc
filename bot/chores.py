"""What is done now and then, whoever asks: what must not be kept is cleared away, what a date turns is turned."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from storage.store import Database

log = structlog.get_logger("liaison")
EVERY = timedelta(hours=1)


async def _nothing(_workspace_id: int) -> None:
    """A clock that takes nothing up again."""


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
            async with self.database.store(workspace.id) as store:
                await store.drafts.sweep()
                await store.imports.sweep()
                await store.bundles.sweep()
                await store.merges.sweep()
                await store.terms.settle_due()
                await store.check_ins.settle_due()
                await store.health.settle_due()
                await store.health_signals.keep_due()
            await self.resume(workspace.id)
            await self._compare(workspace.id)
        self.next_at = now + EVERY

    async def _compare(self, workspace_id: int) -> None:
        """Once for each workspace: organizations that were never compared with others, a few at a time."""
        if workspace_id in self.caught_up:
            return
        after: int | None = 0
        while after is not None:
            async with self.database.store(workspace_id) as store:
                after = await store.duplicates.catch_up(after)
        self.caught_up.add(workspace_id)
