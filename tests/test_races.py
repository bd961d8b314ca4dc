"""Two connections at one row: who comes second waits, passes over it, or is told; on a real PostgreSQL, and on SQLite
where that has its own way."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.clock import Time
from messages.surfaces import message
from storage.attempts import LEASE as WORK_LEASE
from storage.attempts import Attempt, Turn
from storage.engine import open_engine
from storage.errors import ImportUnderWay
from storage.imports import LEASE as IMPORT_LEASE
from storage.imports import ImportState
from storage.reminder import ReminderState
from storage.reminders import LEASE
from storage.store import Database
from tests import hsds, importing
from tests.house import GENERAL, THURSDAY
from tests.outbox import KIND

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Database]:
    engine = open_engine(address)
    yield Database(engine, Time(THURSDAY))
    await engine.dispose()


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    async with opened(postgresql_url) as database:
        yield database


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Database]:
    """One on each kind of database in turn."""
    async with opened(database_url) as database:
        yield database


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
    if database.engine.dialect.name == "sqlite":  # which does not tell who waits
        for _ in range(20):
            await asyncio.sleep(0)
        return task
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


async def test_who_puts_things_in_order_waits_for_nobody(database: Database) -> None:
    """What another is at work on is put in order when that is through."""
    workspace_id = await workspace(database)
    await planned(database, workspace_id, 2)
    async with database.outbox() as outbox:
        await outbox.claim(worker="gone", workspaces=[workspace_id], share=2)
    await database.now.advance(LEASE + timedelta(seconds=1))  # type: ignore[attr-defined]

    async def tidy() -> None:
        async with database.outbox() as outbox:
            await outbox.tidy()

    async with database.outbox() as outbox:
        await outbox.release(worker="gone")
        second = await meanwhile(database, tidy())
        at_once = second.done()
    await second
    assert at_once


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


async def test_what_was_given_back_is_the_next_ones(database: Database) -> None:
    """It is that one's first attempt too; whoever gave it back says nothing of it any more."""
    workspace_id = await workspace(database)
    [made] = await planned(database, workspace_id, 1)
    async with database.outbox() as outbox:
        [late] = await outbox.claim(worker="late", workspaces=[workspace_id], share=1)
    async with database.outbox() as outbox:
        await outbox.release(worker="late")
        [held] = await outbox.claim(worker="other", workspaces=[workspace_id], share=1)
    assert held.attempt == late.attempt
    async with database.store(workspace_id) as store:
        reminders = store.reminders
        assert await reminders.held(late) is None
        await reminders.put_off([late], until=store.now + LEASE, reason="late")
        assert not await reminders.again(late, at=store.now, reason="late")
        assert not await reminders.undeliverable(late, reason="late")
        assert not await reminders.sent(late, channel=GENERAL, ts="1.1")
    async with database.store(workspace_id) as store:
        kept = await store.reminders.get(made)
    assert (kept.state, kept.worker, kept.reason) == (ReminderState.claimed, "other", "")


async def begin(database: Database, workspace_id: int, work: str) -> Turn:
    async with database.store(workspace_id) as store:
        return await store.attempts.begin(work)


async def test_who_begins_the_same_work_second_leaves_it_to_the_first(either: Database) -> None:
    workspace_id = await workspace(either)
    assert await begin(either, workspace_id, "import:7") is Turn.ours
    assert await begin(either, workspace_id, "import:7") is Turn.anothers


@pytest.mark.parametrize("known", [False, True])
async def test_of_two_who_begin_the_same_work_at_once_one_does_it(either: Database, known: bool) -> None:
    """Whether it was ever begun before or not; it is counted once."""
    workspace_id = await workspace(either)
    if known:
        await begin(either, workspace_id, "import:7")
        async with either.store(workspace_id) as store:
            await store.attempts.let_go("import:7", counted=True)
    async with either.store(workspace_id) as store:
        first = await store.attempts.begin("import:7")
        second = await meanwhile(either, begin(either, workspace_id, "import:7"))
        assert not second.done()
    assert [first, await second] == [Turn.ours, Turn.anothers]
    async with either.store(workspace_id) as store:
        begun = await store.session.scalar(select(Attempt.begun).where(Attempt.work == "import:7"))
    assert begun == 1 + known


def test_leases_outlive_what_they_cover() -> None:
    """Slack may take ten seconds to answer a call, and a file a minute; the design says two minutes and thirty seconds
    with a sign of life every ten."""
    assert timedelta(minutes=2) == LEASE
    assert timedelta(seconds=30) == WORK_LEASE


@pytest.mark.parametrize("further", [40, None], ids=["reads on", "is through"])
async def test_who_lost_the_lease_of_an_import_reads_no_further(either: Database, further: int | None) -> None:
    """It stood still after its first batch, and another took the file up from the checkpoint."""
    made, here = hsds.tables(8), await importing.workspace(either)
    data, import_id = hsds.zipped(made), await importing.kept(either, here)
    resumed = asyncio.Event()

    async def other(_found: object, _reading: object, done: int) -> None:
        if done == further:
            resumed.set()
            await late_is_back.wait()

    late_is_back = asyncio.Event()
    second: list[asyncio.Task[ImportState]] = []

    async def stands_still(_found: object, _reading: object, done: int) -> None:
        if not second:
            with pytest.raises(ImportUnderWay):
                await importing.begun(either, here, data, batch=20).run(import_id, other)
            await either.now.advance(IMPORT_LEASE + timedelta(seconds=1))  # type: ignore[attr-defined]
            second.append(asyncio.create_task(importing.begun(either, here, data, batch=20).run(import_id, other)))
            await (resumed.wait() if further else second[0])

    ended = asyncio.create_task(importing.begun(either, here, data, batch=20).run(import_id, stands_still))
    if further:
        with pytest.raises(ImportUnderWay):
            await ended
        late_is_back.set()
    else:
        assert await ended is ImportState.stopped
    assert await second[0] is ImportState.done
    async with either.store(here, read_only=True) as store:
        one = await store.imports.get(import_id)
    read = {f"{name}:new": len(rows) for name, rows in made.items() if rows}
    assert {key: number for key, number in one.counts.items() if number} == read
    assert (one.state, one.done) == (ImportState.done, sum(read.values()))
