"""Measuring two ways of doing a thing in turn, so that a noisy machine slows both alike."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

Work = Callable[[], Awaitable[object]]
ROUNDS = 15


@dataclass(frozen=True)
class Result:
    """One line of the table. `ratio` is ours over theirs, None where there is no goal to compare with."""

    name: str
    ratio: float | None
    goal: float | None
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool | None:
        return None if self.ratio is None or self.goal is None else self.ratio <= self.goal

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok}


async def cpu_ratio(name: str, ours: Work, theirs: Work, *, goal: float, times: int = 100) -> Result:
    """CPU time of `ours` over `theirs`, the median over rounds in which both run `times` times, in turn."""
    await asyncio.gather(ours(), theirs())
    pairs = []
    for turn in range(ROUNDS):
        first, second = (ours, theirs) if turn % 2 else (theirs, ours)
        one, other = await _cpu(first, times), await _cpu(second, times)
        pairs.append((one, other) if turn % 2 else (other, one))
    ratio = median(mine / other for mine, other in pairs)
    raw = {
        "ours_us": round(median(mine for mine, _ in pairs), 1),
        "theirs_us": round(median(other for _, other in pairs), 1),
    }
    return Result(name, round(ratio, 3), goal, raw)


async def _cpu(work: Work, times: int) -> float:
    """Microseconds of CPU one run takes."""
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - began) / times * 1e6


async def latencies(work: Work, times: int = 300, *, before: Work | None = None) -> dict[str, float]:
    """p50 and p99 of one run after the other, in microseconds on the wall clock, and the CPU it takes.

    `before` prepares each run and is not counted.
    """
    taken, spent = [], 0.0
    for turn in range(-10, times):
        if before:
            await before()
        began, cpu = time.perf_counter(), time.process_time()
        await work()
        if turn >= 0:
            spent += time.process_time() - cpu
            taken.append((time.perf_counter() - began) * 1e6)
    cuts = quantiles(taken, n=100)
    return {"p50_us": round(cuts[49], 1), "p99_us": round(cuts[98], 1), "cpu_us": round(spent / times * 1e6, 1)}


async def wall_ratio(name: str, ours: Work, theirs: Work, *, goal: float, times: int = 40) -> Result:
    """p50 of the wall time of `ours` over `theirs`, the two in turn."""
    mine, other = [], []
    for work in (ours, theirs):
        await work()
    for _ in range(times):
        for work, taken in ((ours, mine), (theirs, other)):
            began = time.perf_counter()
            await work()
            taken.append((time.perf_counter() - began) * 1e6)
    raw = {"ours_p50_us": round(median(mine), 1), "theirs_p50_us": round(median(other), 1)}
    return Result(name, round(median(mine) / median(other), 3), goal, raw)
