"""How fast the outbox speaks: after a silence, in a busy channel, while it is stopped; and what is seen of it."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import Clock
from handlers.pace import Pace
from handlers.reminders import Delivery
from messages.surfaces import Message
from storage.reminder import PASSED_OVER, ReminderState
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House
from tests.outbox import (
    DAY,
    KIND,
    MINUTE,
    SECOND,
    another_worker,
    known,
    plan,
    posted,
    row,
    speak,
    talkative,
)

# -- after a silence


async def test_three_days_of_silence(house: House) -> None:
    house = talkative(house)
    daily = [await plan(house, f"day:{n}", due_in=n * DAY, series="cadence:1") for n in range(6)]
    other = await plan(house, "once:1", due_in=DAY)
    await house.settle()
    await house.playground.move(3 * DAY)
    await house.settle()
    texts = [message["text"] for message in house.playground.messages(GENERAL)]
    assert texts == ["day:0 missed 0 en", "once:1 missed 0 en", "day:3 missed 2 en"]
    kept = [await row(house, one) for one in daily]
    assert [one.state for one in kept] == [
        ReminderState.sent,
        ReminderState.cancelled,
        ReminderState.cancelled,
        ReminderState.sent,
        ReminderState.planned,
        ReminderState.planned,
    ]
    assert {one.reason for one in kept[1:3]} == {PASSED_OVER}
    await house.pass_time(DAY)
    assert house.playground.messages(GENERAL)[-1]["text"] == "day:4 missed 0 en"
    assert len(posted(house, other)) == 1


async def test_what_was_passed_over_stays_silent_when_planned_again(house: House) -> None:
    talkative(house)
    now = house.database.now()
    for _ in range(2):
        async with house.store() as store:
            for n in range(2):
                due_at = now + n * SECOND
                await store.reminders.plan(
                    kind=KIND, subject=f"day:{n}", recipient=GENERAL, due_at=due_at, series="cadence:1"
                )
        await house.pass_time(MINUTE)
    assert [message["text"] for message in house.playground.messages(GENERAL)] == ["day:1 missed 1 en"]


async def test_two_readers_of_a_series_are_told_each(house: House) -> None:
    talkative(house)
    await known(house, AMELIE)
    for recipient in (GENERAL, MARC):
        for n in range(2):
            await plan(house, f"day:{n}", recipient, due_in=n * DAY, series="cadence:1")
    await house.playground.move(2 * DAY)
    await house.settle()
    assert [message["text"] for message in house.playground.messages(GENERAL)] == ["day:1 missed 1 en"]
    assert [message["text"] for message in house.playground.dms(MARC)] == ["day:1 missed 1 fr"]


async def test_nudges_do_not_pile_up_either(house: House) -> None:
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        partner = await store.partners.create(name="Clairière", owner_id=AMELIE)
        for days in (1, 3, 4):
            due_on = (store.now + days * DAY).date()
            await store.actions.add(partner_id=partner.id, what=f"in {days} days", assignee_id=SAM, due_on=due_on)
    await house.settle()
    before = len(house.playground.dms(SAM))
    await house.playground.move(4 * DAY)
    await house.settle()
    assert len(house.playground.dms(SAM)) == before + 1


# -- pace and stopping


def test_one_message_a_second_in_a_channel() -> None:
    now = 0.0
    pace = Pace(1.0, clock=lambda: now)
    assert pace.wait((1, GENERAL)) == 0
    pace.spoke((1, GENERAL))
    assert (pace.wait((1, GENERAL)), pace.wait((1, RIVER)), pace.wait((2, GENERAL))) == (1, 0, 0)
    now = 0.75
    assert pace.wait((1, GENERAL)) == 0.25
    now = 1.0
    assert pace.wait((1, GENERAL)) == 0


class Unhurried(Pace):
    """A second between two messages, by a clock that goes on when there is nothing to do but to wait."""

    def __init__(self) -> None:
        super().__init__(1.0, clock=lambda: self.now)
        self.now = 0.0

    async def rest(self, seconds: float, unless: asyncio.Event) -> None:
        self.now += seconds
        await asyncio.sleep(0)


async def test_a_busy_channel_holds_up_no_other(house: House) -> None:
    pace, said = Unhurried(), dict[int, float]()

    @house.liaison.routes.reminder(KIND)
    async def noted(delivery: Delivery) -> Message | None:
        said[delivery.reminder.id] = pace.now
        return await speak(delivery)

    busy = [await plan(house, f"busy:{n}") for n in range(3)]
    calm = await plan(house, recipient=RIVER)
    house.liaison.delivering.pace = pace
    await house.settle()
    assert [len(posted(house, one)) for one in (*busy, calm)] == [1] * 4
    assert said == {busy[0]: 0, calm: 0, busy[1]: 1, busy[2]: 2}


async def test_who_waits_for_a_channel_is_told_to_stop() -> None:
    stopping = asyncio.Event()
    stopping.set()
    async with asyncio.timeout(5):
        await Pace(1.0).rest(60, unless=stopping)


async def test_stopping_finishes_the_row_in_hand_and_gives_back_the_rest(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = [await plan(house, f"thing:{n}") for n in range(5)]
    posting = house.playground.faults.hold("chat.postMessage")
    clock = house.liaison.clock
    clock.start()
    await posting.came.wait()
    stopping = asyncio.create_task(clock.stop())
    await asyncio.sleep(0)
    posting.released.set()
    await stopping
    kept = [await row(house, one) for one in made]
    assert kept[0].state is ReminderState.sent
    assert {(one.state, one.worker, one.attempt) for one in kept[1:]} == {(ReminderState.planned, None, 0)}
    async with another_worker(house) as second:
        await second.deliver_due()
    assert [len(posted(house, one)) for one in made] == [1] * 5


async def test_stopping_does_not_wait_for_slack_for_ever(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talkative(house)
    monkeypatch.setattr("bot.clock.FINISH_SECONDS", 0.02)
    made, waiting = await plan(house), await plan(house, "thing:2")
    posting = house.playground.faults.hold("chat.postMessage")
    clock = house.liaison.clock
    clock.start()
    await posting.came.wait()
    await clock.stop()
    posting.released.set()
    assert clock.running is not None
    assert clock.running.done()
    assert (await row(house, made)).state is ReminderState.sending
    assert (await row(house, waiting)).state is ReminderState.planned


async def test_the_clock_outlives_a_tick_that_fails() -> None:
    ticks: list[int] = []
    twice = asyncio.Event()

    async def tick() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise OSError
        twice.set()

    clock = Clock(tick, 0.01, lambda: None)
    clock.start()
    await asyncio.wait_for(twice.wait(), 2)
    await clock.stop()


async def test_a_nudge_wakes_the_clock(house: House) -> None:
    talkative(house)
    house.liaison.clock.interval = 60
    house.liaison.clock.start()
    made = await plan(house)
    house.liaison.clock.nudge()
    await house.playground.until(lambda: posted(house, made))


# -- what is seen of the outbox


async def test_next_due_and_lag(house: House) -> None:
    async def seen(look: str) -> object:
        async with house.database.outbox() as outbox:
            return await getattr(outbox, look)()

    talkative(house)
    assert await seen("next_due") is None
    made = await plan(house, due_in=MINUTE)
    assert await seen("next_due") == (await row(house, made)).due_at
    assert await seen("lag") == timedelta(0)
    await house.playground.move(3 * MINUTE)
    assert await seen("lag") >= 2 * MINUTE
    house.playground.faults.drop("chat.postMessage")
    await house.settle()
    assert await seen("next_due") == (await row(house, made)).retry_at, "it is looked for then"


async def test_a_handlers_writes_are_kept_with_the_post_or_not_at_all(house: House) -> None:
    talkative(house)

    @house.liaison.routes.reminder("test.writer")
    async def writes(delivery: Delivery) -> Message:
        await delivery.store.reminders.plan(
            kind=KIND, subject="made:1", recipient=RIVER, due_at=delivery.store.now + DAY
        )
        raise ZeroDivisionError

    await plan(house, kind="test.writer")
    await house.settle()
    async with house.store() as store:
        assert await store.reminders.about(subject="made:1") == []
