"""Trouble on demand: what the Web API does wrong when told to."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from time import monotonic


@dataclass(kw_only=True)
class Fault:
    """What happens to the next calls; `times` left, None for ever."""

    kind: str
    times: int | None
    seconds: float = 0.0
    error: str = ""
    status: int = 200
    performed: bool = False
    came: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """Faults by method; "*" stands for every method. A hook is named "response_url", the bytes of a file on their way
    "upload" and "download".

    They are used up in the order in which they were asked for.
    """

    LAG = 2.0  # seconds, while the page's switch "slow" is on
    BURST = 3  # messages a channel takes at once before 1 a second applies; Slack's own figure is undisclosed

    def __init__(self) -> None:
        self.enforce_rate_limits = False
        self.losing = False
        self.lagging = False
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._buckets: dict[str, tuple[float, float]] = {}

    def rate_limit(self, method: str, times: int | None = 1, retry_after: int = 1) -> None:
        """Answer 429 with Retry-After (seconds)."""
        self._faults[method].append(Fault(kind="rate_limit", times=times, seconds=retry_after))

    def drop(self, method: str, times: int | None = 1, *, performed: bool = False) -> None:
        """Read the request, do what it asks or not, and close the connection without an answer."""
        self._faults[method].append(Fault(kind="drop", times=times, performed=performed))

    def slow(self, method: str, seconds: float, times: int | None = 1) -> None:
        """Wait before answering; real seconds."""
        self._faults[method].append(Fault(kind="slow", times=times, seconds=seconds))

    def hold(self, method: str, *, performed: bool = False) -> Fault:
        """Keep the next call waiting, before it is done or after: it `came`, and goes on when it is `released`."""
        held = Fault(kind="hold", times=1, performed=performed)
        self._faults[method].append(held)
        return held

    def answer(self, method: str, error: str, times: int | None = 1) -> None:
        """Answer ok: false with this error."""
        self._faults[method].append(Fault(kind="answer", times=times, error=error))

    def status(self, method: str, status: int, times: int | None = 1) -> None:
        """Answer with this HTTP status and no body."""
        self._faults[method].append(Fault(kind="status", times=times, status=status))

    def clear(self, method: str | None = None) -> None:
        """Forget the faults of one method, or all of them."""
        if method is None:
            self._faults.clear()
        else:
            self._faults.pop(method, None)

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, counted off."""
        for key in (method, "*"):
            for fault in self._faults.get(key, []):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults[key].remove(fault)
                return fault
        if self.losing:
            return Fault(kind="drop", times=None)
        return Fault(kind="slow", times=None, seconds=self.LAG) if self.lagging else None

    def switches(self) -> dict[str, bool]:
        """The three switches of the page."""
        return {"rate_limit": self.enforce_rate_limits, "drop": self.losing, "slow": self.lagging}

    def switch(self, kind: str, on: bool) -> None:
        """rate_limit: one message a second and channel; drop: every call is lost undone; slow: each takes 2 s."""
        names = {"rate_limit": "enforce_rate_limits", "drop": "losing", "slow": "lagging"}
        setattr(self, names[kind], on)

    def over_budget(self, channel: str) -> bool:
        """Slack: about one message a second in a channel, short bursts tolerated. Counts this message."""
        if not self.enforce_rate_limits:
            return False
        now = monotonic()
        tokens, seen = self._buckets.get(channel, (float(self.BURST), now))
        tokens = min(float(self.BURST), tokens + now - seen)
        allowed = tokens >= 1.0
        self._buckets[channel] = (tokens - 1.0 if allowed else tokens, now)
        return not allowed
