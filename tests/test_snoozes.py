"""What was said to a person and put off: it comes back once, and was one of its day's messages all the same."""

import pytest

from storage.reminder import ENOUGH
from tests.house import MARC, SAM, House
from tests.outbox import known, plan, posted, row, talkative
from tests.test_courtesy import at_toronto, budgets, said_at


@pytest.mark.parametrize(("choice", "back"), [("Remind me tomorrow", 13), ("Remind me in a week", 19)])
async def test_snoozed_it_comes_back_once(house: House, choice: str, back: int) -> None:
    house = talkative(house)
    await known(house)
    made = await plan(house, recipient=SAM)
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.change("snoozing.later", choice)
    [told] = house.playground.dms(SAM)
    assert told["text"].startswith("Put off. It comes back ")
    await plan(house, recipient=SAM)
    async with house.store() as store:
        await store.reminders.cancel(subject="thing:1", reason="replanned")
    await house.until(at_toronto(back, 8, 59))
    assert len(house.playground.dms(SAM)) == 1, "planning the same anew, or taking it back, changes nothing"
    await house.until(at_toronto(back + 3, 12))
    assert [one["text"] for one in house.playground.dms(SAM)][1:] == ["thing:1 missed 0 en"]
    assert at_toronto(back, 9) <= await said_at(house, made) < at_toronto(back, 9, 1)
    assert house.playground.refused == []


async def test_what_was_put_off_was_one_of_that_day(house: House) -> None:
    talkative(house)
    await known(house)
    await budgets(house, person=1)
    first = await plan(house, recipient=SAM)
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.change("snoozing.later", "Remind me in a week")
    second = await plan(house, "thing:2", SAM)
    await house.until(at_toronto(12, 17))
    assert [len(posted(house, one)) for one in (first, second)] == [1, 0]
    assert (await row(house, second)).reason == ENOUGH
    await house.until(at_toronto(13, 17))
    assert len(posted(house, second)) == 1
    assert house.playground.refused == []


async def test_a_snooze_is_taken_back(house: House) -> None:
    talkative(house)
    await known(house)
    made = await plan(house, recipient=MARC)
    await house.settle()
    marc = house.playground.person(MARC)
    await marc.open_home(tab="messages")
    await marc.change("snoozing.later", "Me le rappeler dans une semaine")
    assert (await row(house, made)).snoozed
    await marc.click("Le revoir maintenant")
    await house.settle()
    assert [one["text"] for one in house.playground.dms(MARC)] == [
        "Il vous revient tout de suite.",
        "thing:1 missed 0 fr",
    ]
    assert house.playground.refused == []
