"""The outbox: what is said unprompted, once."""

from datetime import timedelta

from handlers.reminders import Delivery
from messages.surfaces import Message, message
from storage.reminders import ReminderState
from tests.house import GENERAL, MARC, House

MINUTE = timedelta(minutes=1)


async def speak(delivery: Delivery) -> Message | None:
    return message(f"{delivery.words.language}: {delivery.reminder.subject}")


async def test_what_is_due_is_said_once(house_anywhere: House) -> None:
    house = house_anywhere
    house.liaison.routes.reminder("test")(speak)
    async with house.store() as store:
        for recipient in (GENERAL, MARC):
            await store.reminders.plan(kind="test", subject="thing:1", recipient=recipient, due_at=store.now + MINUTE)
    await house.settle()
    assert house.playground.messages(GENERAL) == []
    await house.pass_time(MINUTE)
    await house.settle()
    [posted] = house.playground.messages(GENERAL)
    assert posted["text"] == "en: thing:1"
    assert len(house.playground.dms(MARC)) == 1
    async with house.store() as store:
        rows = await store.reminders.about(subject="thing:1")
    assert {row.state for row in rows} == {ReminderState.sent}
    assert posted["ts"] in {row.ts for row in rows}
    assert house.playground.refused == []
