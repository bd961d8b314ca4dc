"""Saying what the outbox holds, once (design, section 3)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from handlers.members import words_of
from handlers.routes import Routes
from messages.words import Words
from storage.reminders import Reminder, ReminderState
from storage.store import Database, Store

EVENT = "liaison_reminder"


@dataclass(frozen=True)
class Delivery:
    """What a reminder's handler is given when it is time to say it.

    `words` speak the reader's language: a person's own in a direct message, the workspace's in a channel. `shared`:
    people of another organization read along, so only a redacted card may go there. `missed`: how many of the same
    series were passed over during a silence, this one speaking for them.
    """

    store: Store
    reminder: Reminder
    words: Words
    shared: bool
    missed: int


class Delivering:
    """Delivers what is due, in every workspace. `client_of` gives the client of a workspace by its id."""

    def __init__(
        self, routes: Routes, database: Database, client_of: Callable[[int], Awaitable[AsyncWebClient]]
    ) -> None:
        self.routes = routes
        self.database = database
        self.client_of = client_of

    async def deliver_due(self) -> None:
        """Says everything that is due now."""
        while True:
            async with self.database.outbox() as outbox:
                await outbox.tidy()
                busy = await outbox.busy(without=())
                claimed = await outbox.claim(worker="clock", workspaces=busy, share=100)
            if not claimed:
                return
            for reminder in claimed:
                await self._say(reminder)

    async def _say(self, claimed: Reminder) -> None:
        client = await self.client_of(claimed.workspace_id)
        channel, shared = await _place(client, claimed.recipient)
        async with self.database.store(claimed.workspace_id) as store:
            reminder = await store.reminders.get(claimed.id)
            words = await _words(store, claimed.recipient)
            delivery = Delivery(store=store, reminder=reminder, words=words, shared=shared, missed=0)
            message = await self.routes.reminders[reminder.kind](delivery)
            reminder.settled_at = store.now
            reminder.state = ReminderState.sending if message else ReminderState.cancelled
        if message is None:
            return
        metadata = {"event_type": EVENT, "event_payload": {"id": claimed.id}}
        answer = await client.chat_postMessage(channel=channel, metadata=metadata, **message)
        async with self.database.store(claimed.workspace_id) as store:
            reminder = await store.reminders.get(claimed.id)
            reminder.state, reminder.channel, reminder.ts = ReminderState.sent, answer["channel"], answer["ts"]


async def _place(client: AsyncWebClient, recipient: str) -> tuple[str, bool]:
    if recipient[0] in "UW":
        return (await client.conversations_open(users=recipient))["channel"]["id"], False
    return recipient, bool((await client.conversations_info(channel=recipient))["channel"].get("is_ext_shared"))


async def _words(store: Store, recipient: str) -> Words:
    settings = await store.settings.get()
    person = await store.members.by_user(recipient) if recipient[0] in "UW" else None
    return words_of(person) if person else Words(settings.language, settings.zone)
