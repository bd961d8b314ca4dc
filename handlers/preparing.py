"""Making what is to be said: looked at once more, worded from today's facts, and marked as being sent."""

from dataclasses import dataclass
from typing import NamedTuple

from handlers.channels import Place
from handlers.courtesy import Courtesy, Wait
from handlers.members import words_of
from handlers.reminders import Delivery
from handlers.routes import Routes
from messages import bundles, reminders
from messages.surfaces import Message
from messages.words import Words
from storage.errors import NotFound
from storage.members import Member, Role
from storage.reminder import CONFIDENTIAL, MUTED, NOT_ONE_OF_US, NOTHING_TO_SAY, Reminder
from storage.settings import Settings
from storage.store import Database, Store


class Said(NamedTuple):
    """One row that is being sent, and its words."""

    reminder: Reminder
    message: Message


@dataclass(frozen=True)
class Full:
    """There is no room for it: in this message, or with a `wait` for today."""

    wait: Wait | None = None


class Preparing:
    """Prepares one row in one transaction; what its handler writes is kept together with its being sent."""

    def __init__(self, routes: Routes, database: Database, courtesy: Courtesy) -> None:
        self.routes = routes
        self.database = database
        self.courtesy = courtesy

    async def prepared(
        self, claimed: Reminder, place: Place, reader: Member | None, joined: list[Said]
    ) -> Said | Full | None:
        """The row, marked as being sent; None when it is not ours any more, or not to be said here.

        `joined` is what the same message says already: only its first row counts towards the budget.
        """
        async with self.database.store(claimed.workspace_id) as store:
            reminder = await store.reminders.held(claimed)
            if reminder is None:
                return None
            if reader is not None and reader.role is Role.nobody:
                await whole_to_owner(store, reminder)
                await store.reminders.drop(reminder, reason=NOT_ONE_OF_US)
                return None
            settings = await store.settings.get()
            wait = self.courtesy.wait(reminder, reader, settings, store.now)
            if wait is None and not joined:
                wait = await self.courtesy.enough(store, reminder, reader, settings)
            if wait is not None:
                await store.reminders.put_off([reminder], until=wait.until, reason=wait.reason)
                return Full(wait)
            if place.public and await store.reminders.confidential(reminder):
                await whole_to_owner(store, reminder)
                await store.reminders.drop(reminder, reason=CONFIDENTIAL)
                return None
            message = await self._made(store, reminder, place, reader, settings)
            if message is None:
                await store.reminders.drop(reminder, reason=NOTHING_TO_SAY)
                return None
            if await self._muted(store, reminder):
                await store.reminders.drop(reminder, reason=MUTED)
                return None
            if joined and not bundles.takes([said.message for said in joined], message):
                return Full()
            if place.shared:
                await whole_to_owner(store, reminder)
            await store.reminders.begin(reminder, channel=place.channel)
            return Said(reminder, message)

    async def _made(
        self, store: Store, reminder: Reminder, place: Place, reader: Member | None, settings: Settings
    ) -> Message | None:
        missed = await store.reminders.passed_over(reminder)
        words = self.words(reader, settings)
        delivery = Delivery(store=store, reminder=reminder, words=words, shared=place.shared, missed=missed)
        try:
            made = await self.routes.reminders[reminder.kind].handler(delivery)
        except NotFound:
            return None
        return reminders.finished(words, made, reminder, shared=place.shared) if made else None

    async def _muted(self, store: Store, reminder: Reminder) -> bool:
        """Whether its reader does not want to hear of the partner. What is essential reaches the owner all the same."""
        telling = self.routes.reminders[reminder.kind]
        wanted = telling.asked or (reminder.to_person and (reminder.prompted or telling.essential))
        if wanted or not await store.mutes.silences(reminder):
            return False
        if telling.essential:
            await whole_to_owner(store, reminder)
        return True

    def words(self, reader: Member | None, settings: Settings) -> Words:
        """How a recipient is spoken to: a channel as the workspace's settings say."""
        return words_of(reader) if reader else Words(settings.language, settings.zone)


async def whole_to_owner(store: Store, reminder: Reminder) -> None:
    """What only a redacted card says in a channel, or nothing at all, the owner gets whole."""
    owner = await store.reminders.answerable(reminder)
    if owner is not None:
        await store.reminders.copy(reminder, to=owner, series=reminder.series)
