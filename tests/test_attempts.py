"""Work that goes on after a restart: what ends the process three times is set aside, and everything else goes on."""

import asyncio
import sys
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from bot.chores import CHORES, EVERY
from handlers.attempting import attempt
from messages import imports
from storage.attempts import AGAIN, LEASE, Attempt, Turn
from storage.imports import Import, ImportState
from storage.reminder import CUT_OFF, ReminderState
from storage.settings import NO_BUDGET
from tests.dying import CODE
from tests.house import AMELIE, GENERAL, MARC, RIVER, House
from tests.outbox import another_worker, known, plan, posted, row, talkative
from tests.test_imports import begun, numbers, press, told

STEP = timedelta(minutes=3)
TABLE = b"Organization\nRiver\nLake\n"


async def dying(house: House, what: str) -> int:
    """A bot that lives as the house does now, on the same database; gives the code with which it ended."""
    url, slack = house.liaison.settings.database_url, house.playground.url
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.dying", what, url, slack, house.time().isoformat(),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode in (0, CODE), said.decode()
    return process.returncode


async def dies_three_times(house: House, what: str, step: timedelta = STEP) -> None:
    """Each is another process, begun when the lease of the one before has ended."""
    for _ in range(3):
        assert await dying(house, what) == CODE
        await house.playground.move(step)


async def pending(house: House) -> list[tuple[str, int]]:
    async with house.store() as store:
        return [(one.work, one.begun) for one in await store.session.scalars(select(Attempt))]


async def test_a_file_that_ends_the_process_is_set_aside_and_the_others_are_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.imports._work", lambda *_: None)
    amelie = await begun(house, AMELIE, "poison.csv", TABLE)
    for name in ("one.csv", "two.csv"):
        await begun(house, AMELIE, name, TABLE)
    monkeypatch.undo()
    await dies_three_times(house, "import")
    assert {begun for _, begun in await pending(house)} <= {1, 3}
    with structlog.testing.capture_logs() as logs:
        await house.restart()
        await house.liaison.chores.do_due()
        await house.liaison.afterwards.finished()
    async with house.store() as store:
        states = [one.state for one in await store.session.scalars(select(Import).order_by(Import.id))]
    assert states == [ImportState.discarded, ImportState.checked, ImportState.checked]
    assert "*poison.csv* was set aside: three times, Liaison was cut off while it worked on it" in told(house, amelie)
    assert [one["work"] for one in logs if one["event"] == "set aside"] == ["import:1"]
    assert await pending(house) == []
    await press(house, amelie, imports.GO)
    assert await numbers(house) == (2, 0)
    assert house.playground.refused == []


async def test_what_was_read_of_a_file_that_is_set_aside_can_be_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    amelie = await begun(house, AMELIE, "poison.csv", TABLE)
    monkeypatch.setattr("handlers.imports._work", lambda *_: None)
    await press(house, amelie, imports.GO)
    monkeypatch.undo()
    await dies_three_times(house, "import")
    await house.restart()
    await house.liaison.chores.do_due()
    await house.liaison.afterwards.finished()
    assert "What is in stays, unless you take it back." in told(house, amelie)
    await press(house, amelie, imports.UNDO)
    assert "was taken back" in told(house, amelie)
    assert await pending(house) == []
    assert house.playground.refused == []


async def test_a_file_that_was_cut_off_halfway_is_begun_by_nobody_beside_it_and_gone_on_with_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the one that read it is gone is not known before its lease has ended."""
    monkeypatch.setattr("handlers.import_work.LOOKS_AGAIN", 0)
    monkeypatch.setattr("handlers.importing.BATCH", 1)
    amelie = await begun(house, AMELIE, "four.csv", TABLE + b"Hill\nShore\n")
    with monkeypatch.context() as patched:
        patched.setattr("handlers.imports._work", lambda *_: None)
        await press(house, amelie, imports.GO)
    assert await dying(house, "halfway") == CODE
    assert await numbers(house) == (2, 0)
    await house.restart()
    with structlog.testing.capture_logs() as logs:
        await house.liaison.chores.do_due()
        await house.liaison.afterwards.finished()
    assert [one["import_id"] for one in logs if one["event"] == "import left to another"] == [1]
    assert await numbers(house) == (2, 0)
    await house.playground.move(STEP)
    await house.restart()
    await house.liaison.chores.do_due()
    await house.liaison.afterwards.finished()
    assert await numbers(house) == (4, 0)
    async with house.store() as store:
        one = await store.imports.get(1)
    assert (one.state, one.done, one.counts["organization:new"]) == (ImportState.done, 4, 4)
    assert await pending(house) == []
    assert house.playground.refused == []


async def test_a_chore_that_ends_the_process_is_set_aside_for_a_day_and_an_owner_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(house)
    await dies_three_times(house, "chore")
    done: list[str] = []
    for name in CHORES:
        monkeypatch.setitem(CHORES, name, lambda _store, name=name: _note(done, name))
    with structlog.testing.capture_logs() as logs:
        await house.restart()
        await house.liaison.chores.do_due()
    assert done == [name for name in CHORES if name != "terms"]
    assert [one["work"] for one in logs if one["event"] == "set aside"] == ["chore:terms"]
    await house.settle()
    said = str(house.playground.messages(house.playground.person(AMELIE).dm))
    assert "Part of Liaison’s regular work here was set aside until tomorrow" in said
    assert "“chore:terms”" in said
    await house.pass_time(timedelta(hours=23))
    await house.liaison.chores.do_due()
    assert done.count("terms") == 0
    await house.pass_time(timedelta(hours=1))
    await house.liaison.chores.do_due()
    assert done.count("terms") == 1
    assert await pending(house) == []
    assert house.playground.refused == []


async def _note(done: list[str], name: str) -> None:
    done.append(name)


async def test_a_chore_that_breaks_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    async def breaks(_store: Any) -> None:
        raise ValueError

    for name in CHORES:
        monkeypatch.setitem(CHORES, name, lambda _store, name=name: _note(done, name))
    monkeypatch.setitem(CHORES, "drafts", breaks)
    with structlog.testing.capture_logs() as logs:
        for _ in range(4):
            await house.liaison.chores.do_due()
            await house.playground.move(EVERY)
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["chore broke"] * 3 + ["set aside"]
    assert done.count("health") == 4


async def test_a_message_that_ends_the_process_is_set_aside_and_the_others_are_said_once(house: House) -> None:
    talkative(house)
    await known(house)
    async with house.store() as store:
        (await store.settings.get()).budget = NO_BUDGET
    before, poison, after = [await plan(house, subject) for subject in ("before", "poison", "after")]
    elsewhere = await plan(house, "elsewhere", RIVER)
    to_marc = await plan(house, "to Marc", MARC)
    await dies_three_times(house, "message")
    assert {(await row(house, one)).cut_off for one in (before, after, elsewhere, to_marc)} <= {0, 1}
    assert (await row(house, poison)).cut_off in (2, 3)
    await house.pass_time(STEP)
    await house.pass_time(STEP)
    given_up = await row(house, poison)
    assert (given_up.state, given_up.reason, posted(house, poison)) == (ReminderState.undeliverable, CUT_OFF, [])
    for one in (before, after, elsewhere, to_marc):
        assert ((await row(house, one)).state, len(posted(house, one))) == (ReminderState.sent, 1)
    said = str(house.playground.messages(house.playground.person(AMELIE).dm))
    assert "Three times, Liaison was cut off while it worked on the message" in said
    assert house.playground.refused == []


async def test_of_what_was_cut_off_one_is_in_hand_at_a_time(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    for subject in ("one", "two", "three"):
        await plan(house, subject)
    async with house.database.outbox() as outbox:
        here = await outbox.busy(without=())
        assert len(await outbox.claim(worker="gone", workspaces=here, share=9)) == 3
    await house.playground.move(STEP)
    async with house.database.outbox() as outbox:
        await outbox.tidy()
        first = await outbox.claim(worker="two", workspaces=here, share=9)
        assert (len(first), await outbox.claim(worker="two", workspaces=here, share=9)) == (1, [])
    await house.pass_time(STEP)
    async with another_worker(house) as delivering:
        await delivering.deliver_due()
    assert len(house.playground.messages(GENERAL)) == 3


async def test_an_attempt_is_another_s_while_it_is_held_and_counts_unless_it_was_told_to_stop(
    house_anywhere: House,
) -> None:
    house = house_anywhere
    await known(house)
    async with house.database.installs() as installs:
        [workspace] = await installs.active()
    begun, gate = asyncio.Event(), asyncio.Event()

    async def waits() -> None:
        begun.set()
        await gate.wait()

    async def fails() -> None:
        raise ArithmeticError

    def go(do: Any) -> Any:
        return attempt(house.database, workspace.id, "work", do)

    first = asyncio.create_task(go(waits))
    await begun.wait()
    async with house.store() as store:
        assert await store.attempts.begin("work") is Turn.anothers
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await pending(house) == [("work", 0)]
    for count in (1, 2, 3):
        with pytest.raises(ArithmeticError):
            await go(fails)
        assert await pending(house) == [("work", count)]
    assert await go(fails) is Turn.aside
    assert await go(fails) is Turn.anothers
    await house.playground.move(AGAIN + LEASE)
    gate.set()
    assert await go(waits) is Turn.ours
    assert await pending(house) == []
