"""Every chore of the clock is done in its time, by the clock itself, and does its work."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pkgutil import resolve_name
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select, update

from bot.chores import CHORES, COMPARE, EVERY
from storage.drafts import Draft
from storage.members import Member
from tests.house import GENERAL, SAM, House

RESUMED = ("imports", "members")
"""What is taken up again in each workspace beside its chores."""


async def ticked(house: House) -> None:
    """One look of the clock as it is assembled, with what it begins."""
    await house.liaison.clock.tick()
    await house.liaison.afterwards.finished()


async def test_each_chore_is_done_by_the_clock_once_an_hour(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every look of the clock that comes an hour after the last ones, and in none before."""
    done: list[str] = []

    def noted(name: str, chore: Callable[[Any], Awaitable[object]]) -> Callable[[Any], Awaitable[object]]:
        async def do(store: Any) -> object:
            done.append(name)
            return await chore(store)

        return do

    for name, chore in list(CHORES.items()):
        monkeypatch.setitem(CHORES, name, noted(name, chore))
    for moved, expected in (
        (timedelta(0), list(CHORES)),
        (EVERY - timedelta(minutes=1), []),
        (timedelta(minutes=1), list(CHORES)),
    ):
        await house.time.advance(moved)
        done.clear()
        await ticked(house)
        assert done == expected


DOES: dict[str, str] = {
    "drafts": "storage.drafts.Drafts.sweep",
    "imports": "storage.imports.Imports.sweep",
    "bundles": "storage.bundles.Bundles.sweep",
    "merges": "storage.merges.Merges.sweep",
    "terms": "storage.terms.Terms.settle_due",
    "check_ins": "storage.check_ins.CheckIns.settle_due",
    "health": "storage.health_rounds.HealthRounds.settle_due",
    "health_signals": "storage.health_signals.HealthSignals.keep_due",
    COMPARE: "storage.duplicates.Duplicates.catch_up",
    "purge": "storage.installs.Installs.purge",
    "resumed imports": "handlers.imports.resume",
    "resumed members": "handlers.members.look_at_again",
}
"""Each chore, with what does its work, whose own tests say what becomes of what. A new chore joins here."""


def test_every_chore_is_known_here() -> None:
    assert set(DOES) == {*CHORES, COMPARE, "purge", *(f"resumed {one}" for one in RESUMED)}


async def test_the_work_of_each_is_begun_by_a_look_of_the_clock(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: set[str] = set()

    def watched(name: str, real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def do(*given: Any, **named: Any) -> Any:
            begun.add(name)
            return await real(*given, **named)

        return do

    for name, path in DOES.items():
        monkeypatch.setattr(path, watched(name, resolve_name(path)))
    with structlog.testing.capture_logs() as logs:
        await ticked(house)
    assert begun == set(DOES)
    assert logs == []


async def test_a_look_of_the_clock_sweeps_and_looks_again_at_people(house: House) -> None:
    """What is too old is gone, and whose team was never looked at is known, with nobody asking."""
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        store.add(Draft(user_id=SAM, form="x", subject="", values={}, saved_at=store.now - timedelta(days=40)))
        store.add(Draft(user_id=SAM, form="y", subject="", values={}, saved_at=store.now - timedelta(days=20)))
        await store.session.execute(update(Member).values(team_known=False))
    await ticked(house)
    async with house.store() as store:
        assert list(await store.session.scalars(select(Draft.form))) == ["y"]
        assert await store.members.to_look_at(limit=9) == []
        assert await store.session.scalar(select(func.count()).select_from(Member)) == 1
    assert house.playground.refused == []
