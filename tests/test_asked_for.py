"""What somebody asked for, or pressed to see: it comes at once, for itself, and is not counted among those of a day."""

import pytest

from storage.reminder import ENOUGH, ReminderState
from tests.house import SAM, House
from tests.outbox import KIND, MINUTE, known, plan, posted, row, talkative
from tests.test_courtesy import at_toronto, budgets

POST = "chat.postMessage"


async def asked(house: House, subject: str) -> int:
    """Sam asks for something now; gives the reminder's id."""
    async with house.store(by=SAM) as store:
        made = await store.reminders.plan(kind=KIND, subject=subject, recipient=SAM, due_at=store.now)
    return made.id


def said(house: House) -> list[str]:
    """What Sam was told, message by message, oldest first."""
    return [one["text"].replace(" missed 0 en", "").replace("\n\n", " + ") for one in house.playground.dms(SAM)]


async def test_it_comes_first_and_for_itself(house: House) -> None:
    """The others, which have waited longer, share a message after it."""
    talkative(house)
    await known(house)
    for subject in ("one", "two"):
        await plan(house, subject, SAM, due_in=-MINUTE)
    await asked(house, "asked")
    await house.settle()
    assert said(house) == ["asked", "one + two"]


async def test_what_slack_refused_for_now_is_not_hurried_by_what_comes_along(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.faults.answer(POST, "service_unavailable")
    made = await asked(house, "asked")
    await house.settle()
    again_at = (await row(house, made)).retry_at
    assert again_at is not None
    await plan(house, "one", SAM)
    await house.settle()
    assert said(house) == ["one"]
    await house.until(again_at)
    assert said(house) == ["one", "asked"]


async def test_it_takes_no_room_from_the_day(house: House) -> None:
    talkative(house)
    await known(house)
    await budgets(house, person=1)
    await asked(house, "asked")
    await house.settle()
    await plan(house, "one", SAM)
    await house.settle()
    later = await plan(house, "two", SAM)
    await house.settle()
    assert said(house) == ["asked", "one"]
    assert (await row(house, later)).reason == ENOUGH


async def test_it_is_not_put_off_with_what_has_no_room(house: House) -> None:
    """After a silence of half an hour: what was asked for before it is not just now any more."""
    talkative(house)
    await known(house)
    await budgets(house, person=1)
    await plan(house, "one", SAM)
    await house.settle()
    old = await asked(house, "old")
    await house.playground.move(30 * MINUTE)
    await asked(house, "new")
    await house.settle()
    assert said(house) == ["one", "new"]
    assert (await row(house, old)).reason == ENOUGH


@pytest.mark.parametrize("room", [1, 5])
async def test_what_was_put_off_and_is_wanted_now_comes_now(house: House, room: int) -> None:
    """Late in the evening, and when there were enough messages for that day; put off once more, it is one of them."""
    talkative(house)
    await known(house)
    await budgets(house, person=room)
    made = await plan(house, "one", SAM)
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.change("snoozing.later", "Remind me tomorrow")
    await house.until(at_toronto(12, 23))
    await sam.click("Show it now")
    await house.settle()
    assert said(house)[-1] == "one"
    assert len(posted(house, made)) == 2
    await sam.change("snoozing.later", "Remind me tomorrow", message=house.playground.dms(SAM)[-1])
    await plan(house, "two", SAM, due_in=at_toronto(13, 9) - house.time())
    await house.until(at_toronto(13, 9, 1))
    assert said(house)[-1] == "one + two"


async def test_what_a_worker_had_in_hand_when_it_vanished_comes_for_itself(house: House) -> None:
    """Should it be what ends the process, nothing else is in the same message."""
    talkative(house)
    await known(house)
    cut_off = await plan(house, "cut off", SAM)
    async with house.database.outbox() as outbox:
        await outbox.claim(worker="gone", workspaces=await outbox.busy(without=()), share=9)
    await house.playground.move(3 * MINUTE)
    for subject in ("one", "two"):
        await plan(house, subject, SAM)
    await house.settle()
    assert sorted(said(house)) == ["cut off", "one + two"]
    assert (await row(house, cut_off)).state is ReminderState.sent
