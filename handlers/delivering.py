"""Delivering what is due, in every workspace at once, none of them at another's cost (design, section 3)."""

import asyncio
import os
import random
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.courtesy import Together, Wait
from handlers.outcomes import NotInstalled
from handlers.pace import Pace
from handlers.routes import Routes
from handlers.saying import WORKSPACE_WAITS, Saying, Spoke
from storage.reminder import Reminder
from storage.store import Database

log = structlog.get_logger("liaison")
SHARE = 25
"""Rows that one workspace may have in hand."""
LANES = 16
"""Workspaces spoken in at the same time."""
LOOK_SECONDS = 1.0
BROKEN_FOR = timedelta(minutes=1)


class Delivering:
    """Delivers what is due. `client_of` gives the client of a workspace by its id.

    Each workspace has a lane, which says one row at a time; a lane that has to wait holds up no other. `pace` is the
    seconds between two messages in a channel. `afterwards` does what follows a message. `seen` hears how each row
    fared: "done", one of `Fate`, or "broke".
    """

    def __init__(
        self,
        routes: Routes,
        database: Database,
        client_of: Callable[[int], Awaitable[AsyncWebClient]],
        afterwards: Afterwards,
        *,
        pace: float = 1.0,
        chance: random.Random | None = None,
        seen: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        self.database = database
        self.client_of = client_of
        self.pace = Pace(pace)
        chance = chance or random.Random()  # noqa: S311 - spreads retries, no secret
        self.saying = Saying(routes, database, afterwards, chance, seen, pause=pace)
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = asyncio.Event()
        self.turn = asyncio.Lock()
        self.served = 0

    async def deliver_due(self) -> None:
        """Says everything that is due now, and what falls due meanwhile; returns when nothing is left or on `stop`."""
        async with self.turn:
            lanes: dict[int, asyncio.Task[None]] = {}
            broken: set[int] = set()
            try:
                while not self.stopping.is_set():
                    started = await self._start(lanes, broken)
                    if not lanes:
                        return
                    if not started:
                        await asyncio.wait(lanes.values(), timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                    self._finish(lanes, broken)
                await asyncio.gather(*lanes.values(), return_exceptions=True)
            finally:
                if lanes or broken:
                    await self._let_go(lanes, broken)

    def stop(self) -> None:
        """Has `deliver_due` finish the rows in hand, give back what it claimed, and return; it does not begin again."""
        self.stopping.set()

    async def _start(self, lanes: dict[int, asyncio.Task[None]], broken: set[int]) -> bool:
        """Claims for workspaces that have no lane, in turn, and gives each one; False when there was nothing."""
        async with self.database.outbox() as outbox:
            await outbox.tidy()
            busy = await outbox.busy(without={*lanes, *broken})
            chosen = sorted(busy, key=lambda workspace_id: (workspace_id <= self.served, workspace_id))
            chosen = chosen[: LANES - len(lanes)]
            doubtful = await outbox.doubtful(workspaces=chosen, share=SHARE)
            claimed = await outbox.claim(worker=self.worker, workspaces=chosen, share=SHARE)
        for workspace_id in chosen:
            looked = [reminder for reminder in doubtful if reminder.workspace_id == workspace_id]
            said = [reminder for reminder in claimed if reminder.workspace_id == workspace_id]
            if looked or said:
                name = f"lane {workspace_id}"
                lanes[workspace_id] = asyncio.create_task(self._lane(workspace_id, looked, said), name=name)
                self.served = workspace_id
        return bool(doubtful or claimed)

    def _finish(self, lanes: dict[int, asyncio.Task[None]], broken: set[int]) -> None:
        for workspace_id, lane in list(lanes.items()):
            if lane.done():
                del lanes[workspace_id]
                failure = lane.exception()
                if failure is None:
                    continue
                broken.add(workspace_id)
                if isinstance(failure, NotInstalled):
                    log.info("removed meanwhile", workspace=workspace_id)
                else:
                    log.error("lane broke", workspace=workspace_id, exc_info=failure)

    async def _let_go(self, lanes: dict[int, asyncio.Task[None]], broken: set[int]) -> None:
        """Ends what still runs (nothing, unless this was cancelled) and gives back what was not begun.

        Where a lane broke, nothing is tried for a minute: the next tick would fare no better.
        """
        for lane in lanes.values():
            lane.cancel()
        await asyncio.gather(*lanes.values(), return_exceptions=True)
        async with self.database.outbox() as outbox:
            await outbox.release(worker=self.worker)
            for workspace_id in broken:
                await outbox.pause(workspace_id, until=outbox.now + BROKEN_FOR)

    async def _lane(self, workspace_id: int, doubtful: list[Reminder], claimed: list[Reminder]) -> None:
        client = await self.client_of(workspace_id)
        async with self.database.installs() as installs:
            workspace = await installs.get(workspace_id)
        claimed = await self.saying.without_set_aside(claimed)
        for reminder in doubtful:
            if not self.stopping.is_set():
                await self.saying.look(client, reminder)
        units = await self.saying.courtesy.sorted_out(client, workspace, claimed, worker=self.worker) if claimed else []
        while units and not self.stopping.is_set():
            free = await self._next(units)
            if free is None:
                continue
            units.remove(free)
            spoke = await self.saying.guarded(self.saying.say(client, workspace, free), free[0]) or Spoke()
            self.pace.spoke(_channel(free))
            if spoke.left:
                units.insert(0, spoke.left)
            if spoke.waits:
                units = await self._in_peace(units, _channel(free), spoke.waits)
            if spoke.outcome is not None and spoke.outcome.fate in WORKSPACE_WAITS:
                break
        if units:
            async with self.database.outbox() as outbox:
                await outbox.release(worker=self.worker, workspaces=(workspace_id,))

    async def _in_peace(self, units: list[Together], channel: tuple[int, str], waits: Wait) -> list[Together]:
        """Puts off what else the same recipient was to be told: it would have no room either."""
        quiet = [unit for unit in units if _channel(unit) == channel and not unit[0].prompted]
        if quiet:
            async with self.database.store(channel[0]) as store:
                rows = [reminder for unit in quiet for reminder in unit]
                await store.reminders.put_off(rows, until=waits.until, reason=waits.reason)
        return [unit for unit in units if unit not in quiet]

    async def _next(self, units: list[Together]) -> Together | None:
        """The first whose channel is free to speak in; None after waiting for one, or when told to stop."""
        waits = [(self.pace.wait(_channel(unit)), unit) for unit in units]
        free = next((unit for wait, unit in waits if not wait), None)
        if free is None:
            await self.pace.rest(min(wait for wait, _ in waits), self.stopping)
        return free


def _channel(unit: Together) -> tuple[int, str]:
    return unit[0].workspace_id, unit[0].recipient
