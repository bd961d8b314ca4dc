"""How fast Liaison may speak (Slack: about one message a second in a channel)."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

FIRST_SECONDS = 30.0
LONGEST_SECONDS = 3600.0


class Pace:
    """One message every `seconds` in each channel, by real time whatever a moved clock says."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.clock = clock
        self.free_at: dict[tuple[int, str], float] = {}

    def wait(self, key: tuple[int, str]) -> float:
        """Seconds until something may be said there again."""
        return max(0.0, self.free_at.get(key, 0.0) - self.clock())

    async def rest(self, seconds: float, unless: asyncio.Event) -> None:
        """Lets so much time pass, or less where that event comes."""
        with suppress(TimeoutError):
            await asyncio.wait_for(unless.wait(), seconds)

    def spoke(self, key: tuple[int, str]) -> None:
        now = self.clock()
        if len(self.free_at) > 10_000:
            self.free_at = {key: free for key, free in self.free_at.items() if free > now}
        self.free_at[key] = now + self.seconds


def backoff(attempt: int, chance: random.Random) -> timedelta:
    """How long to wait after the `attempt`-th failure (from 1): 30 s, doubling up to an hour, a quarter more or less.

    The spread keeps many rows that failed together from returning together.
    """
    seconds = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(attempt - 1, 10))
    return timedelta(seconds=seconds * chance.uniform(0.75, 1.25))
