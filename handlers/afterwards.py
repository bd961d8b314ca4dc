"""What follows an answer to Slack: done soon, kept in hand, and waited for before the end (design, section 2)."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

import structlog

from handlers.calling import at_leisure
from handlers.outcomes import PASSING_SECONDS, TROUBLE, Fate, outcome_of

log = structlog.get_logger("liaison")
FINISH_SECONDS = 5.0

Work = Callable[[], Awaitable[None]]


class Afterwards:
    """Work of the same key is done one at a time; of what waits meanwhile the newest alone, for each reads its facts
    when it begins. Long work ends where it can go on later, as soon as `stopping` is set."""

    def __init__(self) -> None:
        self.waiting: dict[Hashable, Work] = {}
        self.doing: dict[Hashable, asyncio.Task[None]] = {}
        self.stopping = asyncio.Event()

    def begin(self, key: Hashable, work: Work) -> asyncio.Task[None]:
        """Has `work` done soon; that it fails is logged, and that the workspace is gone meanwhile is no failure. Gives
        what ends when nothing of that key is to be done any more."""
        self.waiting[key] = work
        if key not in self.doing:
            self.doing[key] = asyncio.create_task(self._do(key), name=_named(key))
        return self.doing[key]

    async def soon(self, key: Hashable, work: Work) -> None:
        """The same, seen by who waits for an answer to Slack where it takes no longer than an answer may."""
        await asyncio.wait({self.begin(key, work)}, timeout=PASSING_SECONDS)

    async def finished(self) -> None:
        """Returns when nothing is in hand any more."""
        while self.doing:
            await asyncio.wait(self.doing.values())

    async def stop(self) -> None:
        """Has what is to be done come to its end, at most 5 seconds; what could not is logged and let go."""
        self.stopping.set()
        if not self.doing:
            return
        _, late = await asyncio.wait(self.doing.values(), timeout=FINISH_SECONDS)
        for task in late:
            log.warning("cut short", work=task.get_name())
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _do(self, key: Hashable) -> None:
        at_leisure()
        try:
            while work := self.waiting.pop(key, None):
                [failure] = await asyncio.gather(work(), return_exceptions=True)
                if isinstance(failure, TROUBLE) and (outcome := outcome_of(failure)).fate is Fate.shut:
                    log.info("left undone", work=_named(key), reason=outcome.reason)
                elif isinstance(failure, Exception):
                    log.error("afterwards broke", work=_named(key), exc_info=failure)
                elif isinstance(failure, BaseException):
                    raise failure
        finally:
            del self.doing[key]


def _named(key: Hashable) -> str:
    """What kind of work it is: the rest of a key may come from a request."""
    return str(key[0] if isinstance(key, tuple) else key)
