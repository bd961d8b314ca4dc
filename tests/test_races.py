"""Two connections at one row: who comes second waits, passes over it, or is told; on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.clock import Time
from messages.surfaces import message
from storage.attempts import LEASE as WORK_LEASE
from storage.attempts import Turn
from storage.engine import open_engine
from storage.reminders import LEASE
from storage.store import Database
from tests.house import GENERAL, THURSDAY
from tests.outbox import KIND

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    engine = open_engine(postgresql_url)
    yield Database(engine, Time(THURSDAY))
    await engine.dispose()


async def workspace(database: Database) -> int:
    async with database.installs() as installs:
        made = await installs.keep(
            enterprise_id=None, team_id="T", name="", bot_user_id="", bot_id="", bot_token=None, scopes="",
            installer_id=None,
        )  # fmt: skip
    return made.id


async def planned(database: Database, workspace_id: int, number: int) -> list[int]:
    async with database.store(workspace_id) as store:
        plan = store.reminders.plan
        rows = [await plan(kind=KIND, subject=f"{n}", recipient=GENERAL, due_at=store.now) for n in range(number)]
    return [one.id for one in rows]


async def meanwhile(database: Database, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Work on a second connection, until it is through or waits for a lock that the first one holds."""
    task = asyncio.create_task(work)
    async with database.engine.connect() as watching:
        while not (task.done() or await watching.scalar(text(BLOCKED))):
            await watching.rollback()
    return task


async def test_a_second_claimer_passes_over_what_is_being_claimed(database: Database) -> None:
    """It takes the rest at once, and waits for nobody."""
    workspace_id = await workspace(database)
    made = await planned(database, workspace_id, 5)

    async def claim(share: int) -> list[int]:
        async with database.outbox() as outbox:
            return [one.id for one in await outbox.claim(worker="two", workspaces=[workspace_id], share=share)]

    async with database.outbox() as outbox:
        first = await outbox.claim(worker="one", workspaces=[workspace_id], share=3)
        second = await meanwhile(database, claim(5))
        at_once = second.done()
    rest = await second
    assert at_once
    assert len(rest) == 2
    assert sorted([*(one.id for one in first), *rest]) == made


async def test_two_who_change_parts_of_one_message_keep_both(database: Database) -> None:
    workspace_id = await workspace(database)
    made = await planned(database, workspace_id, 2)
    async with database.store(workspace_id) as store:
        rows = [await store.reminders.get(one) for one in made]
        parts = [{"reminder": one, "text": "old", "blocks": []} for one in made]
        bundle_id = (await store.bundles.make(rows, parts, channel=GENERAL)).id

    async def change(part: int) -> None:
        async with database.store(workspace_id) as store:
            await store.bundles.change(bundle_id, part, message("two"))

    async with database.store(workspace_id) as store:
        await store.bundles.change(bundle_id, made[0], message("one"))
        second = await meanwhile(database, change(made[1]))
    await second
    async with database.store(workspace_id) as store:
        kept = await store.bundles.change(bundle_id, 0, message(""))
    assert kept is not None
    assert [one["text"] for one in kept.parts] == ["one", "two"]


async def test_a_late_worker_settles_no_other_attempt(database: Database) -> None:
    """Its lease has ended, and the same worker, or another, has the row in hand again: nothing it says counts."""
    workspace_id = await workspace(database)
    [made] = await planned(database, workspace_id, 1)
    for again in ("late", "other"):
        async with database.outbox() as outbox:
            [late] = await outbox.claim(worker="late", workspaces=[workspace_id], share=1)
        await database.now.advance(LEASE + timedelta(seconds=1))  # type: ignore[attr-defined]
        async with database.outbox() as outbox:
            await outbox.tidy()
            [held] = await outbox.claim(worker=again, workspaces=[workspace_id], share=1)
        async with database.store(workspace_id) as store:
            reminders = store.reminders
            assert await reminders.held(late) is None
            assert not await reminders.again(late, at=store.now, reason="late")
            assert not await reminders.undeliverable(late, reason="late")
            assert not await reminders.sent(late, channel=GENERAL, ts="1.1")
            assert await reminders.again(held, at=store.now, reason="")
        async with database.store(workspace_id) as store:
            assert (await store.reminders.get(made)).reason == ""


async def test_who_begins_the_same_work_second_leaves_it_to_the_first(database: Database) -> None:
    workspace_id = await workspace(database)

    async def begin() -> Turn:
        async with database.store(workspace_id) as store:
            return await store.attempts.begin("import:7")

    assert [await begin(), await begin()] == [Turn.ours, Turn.anothers]


def test_leases_outlive_what_they_cover() -> None:
    """Slack may take ten seconds to answer a call, and a file a minute; the design says two minutes and thirty seconds
    with a sign of life every ten."""
    assert timedelta(minutes=2) == LEASE
    assert timedelta(seconds=30) == WORK_LEASE
