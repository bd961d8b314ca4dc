"""Time, and the clock: looks regularly, or at once when nudged, whether something is due."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger("liaison")
FINISH_SECONDS = 7.0


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
    """Runs `tick` every `interval` seconds until it is stopped. `wind_up` tells a tick in hand to come to its end;
    `stumbled` is told of each tick that broke, after which the next one comes in its time."""

    def __init__(
        self,
        tick: Callable[[], Awaitable[object]],
        interval: float,
        wind_up: Callable[[], object],
        stumbled: Callable[[], object] = lambda: None,
    ) -> None:
        self.tick = tick
        self.interval = interval
        self.wind_up = wind_up
        self.stumbled = stumbled
        self.awake = asyncio.Event()
        self.stopping = False
        self.running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.create_task(self._run(), name="clock")

    def nudge(self) -> None:
        """Something may be due now."""
        self.awake.set()

    async def stop(self) -> None:
        """Has the tick in hand finish what it must, at most 7 seconds, and returns."""
        self.stopping = True
        self.nudge()
        self.wind_up()
        if self.running is None:
            return
        _, late = await asyncio.wait({self.running}, timeout=FINISH_SECONDS)
        if late:
            log.warning("the clock was cut short")
            self.running.cancel()
            await asyncio.wait({self.running})

    async def _run(self) -> None:
        while not self.stopping:
            self.awake.clear()
            [failure] = await asyncio.gather(self.tick(), return_exceptions=True)
            if isinstance(failure, Exception):
                log.error("the clock stumbled", exc_info=failure)
                self.stumbled()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.awake.wait(), self.interval)
