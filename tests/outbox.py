"""What the tests of the outbox share: a feature that has something to say, and a look at what became of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from handlers.delivering import Delivering
from handlers.reminders import Delivery
from messages import reminders
from messages.surfaces import Message, message
from messages.words import Rich
from storage.reminder import Reminder
from tests.house import GENERAL, House

KIND = "test.word"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
LATER = timedelta(seconds=31)  # when a post without an answer is looked for


async def speak(delivery: Delivery) -> Message | None:
    """Says the subject, how many were missed, and in which language; redacted for outsiders."""
    said = f"{delivery.reminder.subject} missed {delivery.missed} {delivery.words.language}"
    if delivery.shared:
        said = "redacted"
    return message(said, reminders.why(delivery.words, Rich(said), delivery.reminder.id))


def talkative(house: House) -> House:
    """The house with a feature that speaks."""
    house.liaison.routes.reminder(KIND)(speak)
    return house


async def plan(house: House, subject: str = "thing:1", recipient: str = GENERAL, **given: object) -> int:
    """Plans one message, due now unless `due_in` says otherwise; gives its id."""
    due_in = given.pop("due_in", timedelta(0))
    async with house.store() as store:
        due_at = store.now + due_in
        made = await store.reminders.plan(
            kind=given.pop("kind", KIND), subject=subject, recipient=recipient, due_at=due_at, **given
        )
        return made.id


async def row(house: House, reminder_id: int) -> Reminder:
    async with house.store() as store:
        return await store.reminders.get(reminder_id)


def posted(house: House, reminder_id: int) -> list[str]:
    """The ts of every message that carries this id, anywhere."""
    return [
        said["ts"]
        for messages in house.playground.workspace.messages.values()
        for said in messages
        if said.get("metadata", {}).get("event_payload", {}).get("id") == reminder_id
    ]


@asynccontextmanager
async def another_worker(house: House) -> AsyncIterator[Delivering]:
    """A second process's deliverer, as far as the outbox can tell."""
    liaison = house.liaison
    yield Delivering(liaison.routes, liaison.database, liaison.installations.client_of, pace=0)
