"""Time, and the clock: looks regularly, or at once when nudged, whether something is due."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta


class Time:
    """The present instant (UTC). It passes like real time, from `at` on where a demonstration or a test says so."""

    def __init__(self, at: datetime | None = None) -> None:
        self.offset = at - datetime.now(UTC) if at else timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    async def advance(self, delta: timedelta) -> datetime:
        """Moves ahead and gives the new present."""
        self.offset += delta
        return self()


class Clock:
    """Runs `tick` every `interval` seconds until it is stopped; a tick in hand is always finished."""

    def __init__(self, tick: Callable[[], Awaitable[object]], interval: float) -> None:
        self.tick = tick
        self.interval = interval
        self.awake = asyncio.Event()
        self.stopping = False
        self.running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.create_task(self._run(), name="clock")

    def nudge(self) -> None:
        """Something may be due now."""
        self.awake.set()

    async def stop(self) -> None:
        """Finishes the tick in hand and returns."""
        self.stopping = True
        self.nudge()
        if self.running:
            await self.running

    async def _run(self) -> None:
        while not self.stopping:
            self.awake.clear()
            await self.tick()
            try:
                await asyncio.wait_for(self.awake.wait(), self.interval)
            except TimeoutError:
                continue
