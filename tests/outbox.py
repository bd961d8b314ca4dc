"""What the tests of the outbox share: a feature that has something to say, and a look at what became of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from handlers.delivering import SHARE, Delivering
from handlers.reminders import Delivery
from messages import reminders
from messages.surfaces import Message, message
from messages.words import Rich
from storage.reminder import Reminder
from tests.house import AMELIE, GENERAL, MARC, SAM, House

KIND = "test.word"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
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
    async with house.store(by="clock") as store:
        due_at = store.now + due_in
        made = await store.reminders.plan(
            kind=given.pop("kind", KIND), subject=subject, recipient=recipient, due_at=due_at, **given
        )
        return made.id


async def row(house: House, reminder_id: int) -> Reminder:
    async with house.store() as store:
        return await store.reminders.get(reminder_id)


def posted(house: House, reminder_id: int) -> list[str]:
    """The ts of every message that carries this id, anywhere, alone or together with others."""
    return [
        said["ts"]
        for messages in house.playground.workspace.messages.values()
        for said in messages
        for payload in [said.get("metadata", {}).get("event_payload", {})]
        if str(reminder_id) in str(payload.get("ids", payload.get("id"))).split()
    ]


@asynccontextmanager
async def another_worker(house: House) -> AsyncIterator[Delivering]:
    """A second process's deliverer, as far as the outbox can tell."""
    liaison = house.liaison
    yield Delivering(liaison.routes, liaison.database, liaison.installations.client_of, liaison.afterwards, pace=0)


async def known(house: House, *users: str) -> None:
    """They have used Liaison before; Amélie is the workspace's owner."""
    for user in users or (AMELIE, SAM, MARC):
        await house.playground.person(user).command("/partner help", channel=GENERAL)


async def partner_of(house: House, owner: str, *, confidential: bool = False) -> int:
    async with house.store() as store:
        partner = await store.partners.create(name="Clé & <Co>", owner_id=owner, confidential=confidential)
        return partner.id


def buttons(message: dict) -> list[str]:
    return [
        element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


async def claim(house: House, *, worker: str = "one", share: int = SHARE) -> list[Reminder]:
    async with house.database.outbox() as outbox:
        return await outbox.claim(worker=worker, workspaces=await outbox.busy(without=()), share=share)


async def another_workspace(house: House, team_id: str = "T_OTHER") -> int:
    """One more workspace, which the playground answers for with the same token."""
    async with house.database.installs() as installs:
        workspace = await installs.keep(
            enterprise_id=None,
            team_id=team_id,
            name="Other",
            bot_user_id="U0LIAISON1",
            bot_id="B0LIAISON1",
            bot_token=None,
            scopes="",
            installer_id=None,
        )
    own = house.liaison.installations.own
    delivering, client_of = house.liaison.delivering, house.liaison.installations.client_of

    async def same_token(_workspace_id: int) -> AsyncWebClient:
        return await client_of(own)

    delivering.client_of = same_token
    return workspace.id


async def plan_in(house: House, workspace_id: int, subject: str, recipient: str = GENERAL) -> int:
    async with house.database.store(workspace_id) as store:
        made = await store.reminders.plan(kind=KIND, subject=subject, recipient=recipient, due_at=store.now)
        return made.id
