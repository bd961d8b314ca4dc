"""Saying one thing from the outbox: made now, posted once, and what became of it kept (design, section 3)."""

import random
from datetime import timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.channels import Place, Places
from handlers.members import People, words_of
from handlers.outcomes import TROUBLE, Fate, Outcome, outcome_of
from handlers.pace import backoff
from handlers.reminders import Delivery
from handlers.routes import Routes
from handlers.search import EVENT, TooMuchSaid, find
from messages import reminders
from messages.surfaces import Message
from messages.words import Words
from storage.errors import NotFound
from storage.installs import Workspace
from storage.members import Member
from storage.reminder import CONFIDENTIAL, NOTHING_TO_SAY, Reminder
from storage.store import Database, Store

log = structlog.get_logger("liaison")
MOST_ATTEMPTS = 12
MOST_FAULTS = 5
SETTLES = timedelta(seconds=30)
"""How long Slack may still be at work on a post that we had no answer to."""
SEARCHED_FOR = timedelta(hours=1)
WORKSPACE_WAITS = (Fate.limited, Fate.shut)
"""After these, nothing at all is said in the workspace for as long as the outcome tells."""
OWN_KINDS = (reminders.UNDELIVERABLE, reminders.UNCERTAIN)


class Saying:
    """Works on rows that this worker holds. What ends badly is kept on the row; only faults of our own are raised."""

    def __init__(self, routes: Routes, database: Database, chance: random.Random) -> None:
        self.routes = routes
        self.database = database
        self.chance = chance
        self.places = Places(database.now)
        self.people = People(database)

    async def say(self, client: AsyncWebClient, workspace: Workspace, claimed: Reminder) -> Outcome | None:
        """Posts it; None when it was said or there was nothing to say, else why not."""
        try:
            place = await self.places.of(client, workspace_id=workspace.id, recipient=claimed.recipient)
            reader = await self._reader(client, workspace, claimed)
        except TROUBLE as error:
            return await self._failed(claimed, outcome_of(error).undone)
        message = await self._prepared(claimed, place, reader)
        if message is None:
            return None
        metadata = {"event_type": EVENT, "event_payload": {"id": claimed.id}}
        try:
            answer = await client.chat_postMessage(channel=place.channel, metadata=metadata, **message)
        except TROUBLE as error:
            self.places.forget(workspace_id=workspace.id, recipient=claimed.recipient)
            return await self._failed(claimed, outcome_of(error))
        async with self.database.store(workspace.id) as store:
            await store.reminders.sent(claimed, channel=answer["channel"], ts=answer["ts"])
        return None

    async def look(self, client: AsyncWebClient, doubtful: Reminder) -> None:
        """Searches where it may have been posted; what is not there goes back to be said again."""
        now = self.database.now()
        channel, since = doubtful.channel or doubtful.recipient, doubtful.sending_at or doubtful.due_at
        try:
            ts = await find(client, channel=channel, reminder_id=doubtful.id, since=since)
        except TooMuchSaid:
            return await self._ask(doubtful, "too much said")
        except TROUBLE as error:
            outcome = outcome_of(error)
            again = outcome.fate in (Fate.passing, Fate.unknown) and now - since < SEARCHED_FOR
            if again or outcome.fate is Fate.shut:
                wait = max(SETTLES, timedelta(seconds=outcome.wait))
                async with self.database.store(doubtful.workspace_id) as store:
                    await store.reminders.unsure(doubtful, look_at=now + wait, reason=outcome.reason)
                return None
            return await self._ask(doubtful, outcome.reason)
        async with self.database.store(doubtful.workspace_id) as store:
            if ts:
                await store.reminders.sent(doubtful, channel=channel, ts=ts)
            elif doubtful.attempt < MOST_ATTEMPTS:
                wait = backoff(doubtful.attempt, self.chance) if doubtful.attempt > 1 else timedelta(0)
                await store.reminders.missing(doubtful, again_at=now + wait)
            else:
                await self._give_up(store, doubtful, doubtful.reason)

    async def broke(self, claimed: Reminder, reference: str) -> None:
        """A fault of our own, which is in the log under `reference`: later again, and in the end not at all."""
        async with self.database.store(claimed.workspace_id) as store:
            if await store.reminders.held(claimed) is None:
                await store.reminders.unsure(claimed, look_at=store.now + SETTLES, reason=f"fault {reference}")
            elif claimed.attempt < MOST_FAULTS:
                again = store.now + backoff(claimed.attempt, self.chance)
                await store.reminders.again(claimed, at=again, reason=f"fault {reference}")
            else:
                await self._give_up(store, claimed, f"fault {reference}")

    async def _reader(self, client: AsyncWebClient, workspace: Workspace, claimed: Reminder) -> Member | None:
        """The person it is for; None for a channel, which is spoken to as the workspace's settings say."""
        if not claimed.to_person:
            return None
        return await self.people.recognise(client, workspace=workspace, user_id=claimed.recipient)

    async def _prepared(self, claimed: Reminder, place: Place, reader: Member | None) -> Message | None:
        """The message, the row marked as being sent; None when it is no longer ours or not to be said here."""
        async with self.database.store(claimed.workspace_id) as store:
            reminder = await store.reminders.held(claimed)
            if reminder is None:
                return None
            if place.public and await store.reminders.confidential(reminder):
                await _whole_to_owner(store, reminder)
                await store.reminders.drop(reminder, reason=CONFIDENTIAL)
                return None
            message = await self._made(store, reminder, place, reader)
            if message is None:
                await store.reminders.drop(reminder, reason=NOTHING_TO_SAY)
                return None
            if place.shared:
                await _whole_to_owner(store, reminder)
            await store.reminders.begin(reminder, channel=place.channel)
            return message

    async def _made(self, store: Store, reminder: Reminder, place: Place, reader: Member | None) -> Message | None:
        missed = await store.reminders.passed_over(reminder)
        settings = await store.settings.get()
        words = words_of(reader) if reader else Words(settings.language, settings.zone)
        delivery = Delivery(store=store, reminder=reminder, words=words, shared=place.shared, missed=missed)
        try:
            return await self.routes.reminders[reminder.kind](delivery)
        except NotFound:
            return None

    async def _failed(self, held: Reminder, outcome: Outcome) -> Outcome:
        log.warning("not said", reminder=held.id, fate=outcome.fate.value, reason=outcome.reason)
        if outcome.fate in WORKSPACE_WAITS:
            async with self.database.outbox() as outbox:
                await outbox.pause(held.workspace_id, until=self.database.now() + timedelta(seconds=outcome.wait))
        async with self.database.store(held.workspace_id) as store:
            if outcome.fate is Fate.unknown:
                await store.reminders.unsure(held, look_at=store.now + SETTLES, reason=outcome.reason)
            elif outcome.fate in WORKSPACE_WAITS:
                again = store.now + timedelta(seconds=outcome.wait)
                await store.reminders.again(held, at=again, reason=outcome.reason, counted=False)
            elif outcome.fate is Fate.passing and held.attempt < MOST_ATTEMPTS:
                again = store.now + backoff(held.attempt, self.chance)
                await store.reminders.again(held, at=again, reason=outcome.reason)
            else:
                await self._give_up(store, held, outcome.reason)
        return outcome

    async def _give_up(self, store: Store, held: Reminder, reason: str) -> None:
        if await store.reminders.undeliverable(held, reason=reason):
            await _tell(store, held, reminders.UNDELIVERABLE)

    async def _ask(self, held: Reminder, reason: str) -> None:
        async with self.database.store(held.workspace_id) as store:
            if held.kind in OWN_KINDS:
                await store.reminders.leave(held)
            elif await store.reminders.ask(held, reason=reason):
                await _tell(store, held, reminders.UNCERTAIN)


async def _tell(store: Store, held: Reminder, kind: str) -> None:
    """Tells who answers for it, once for each time it happens; trouble with telling is only logged."""
    owner = None if held.kind in OWN_KINDS else await store.reminders.answerable(held)
    log.error("given up" if kind == reminders.UNDELIVERABLE else "in doubt", reminder=held.id, told=owner)
    if owner is not None:
        await store.reminders.plan(
            kind=kind,
            subject=f"reminder:{held.id}",
            recipient=owner,
            due_at=store.now,
            occurrence=store.now.isoformat(),
            facts={"reminder_id": held.id},
        )


async def _whole_to_owner(store: Store, reminder: Reminder) -> None:
    """What only a redacted card says in a channel, or nothing at all, the owner gets whole."""
    owner = await store.reminders.answerable(reminder)
    if owner is not None:
        await store.reminders.copy(reminder, to=owner, series=reminder.series)
