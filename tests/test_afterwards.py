"""What follows an answer: one at a time of a kind, the newest of what waits, waited for at the end."""

import asyncio
from functools import partial

import pytest
import structlog

from handlers import afterwards
from handlers.afterwards import Afterwards


async def test_of_what_waits_only_the_newest_is_done_and_never_two_at_once() -> None:
    work, done, inside = Afterwards(), list[str](), list[int]()
    gate = asyncio.Event()

    async def note(name: str) -> None:
        inside.append(1)
        assert len(inside) == 1
        await gate.wait()
        done.append(name)
        inside.pop()

    work.begin("home", partial(note, "first"))
    await asyncio.sleep(0)
    for name in ("second", "third"):
        work.begin("home", partial(note, name))
    gate.set()
    await work.finished()
    assert done == ["first", "third"]
    assert work.doing == {}


async def test_a_failure_is_logged_and_stops_nothing() -> None:
    work, done = Afterwards(), list[str]()

    async def fail() -> None:
        raise ValueError("no")

    async def succeed() -> None:
        done.append("done")

    with structlog.testing.capture_logs() as logs:
        work.begin("one", fail)
        work.begin("other", succeed)
        await work.finished()
    assert [one["event"] for one in logs] == ["afterwards broke"]
    work.begin("one", succeed)
    await work.finished()
    assert done == ["done", "done"]


async def test_the_end_waits_for_what_is_in_hand_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    work, done = Afterwards(), list[str]()

    ready = asyncio.Event()

    async def soon() -> None:
        await ready.wait()
        done.append("soon")

    work.begin("one", soon)
    stopping = asyncio.create_task(work.stop())
    await asyncio.sleep(0)
    ready.set()
    await stopping
    assert done == ["soon"]
    monkeypatch.setattr(afterwards, "FINISH_SECONDS", 0.01)
    work.begin("one", asyncio.Event().wait)
    with structlog.testing.capture_logs() as logs:
        await work.stop()
    assert [one["event"] for one in logs] == ["cut short"]
    assert work.doing == {}
    await work.stop()
