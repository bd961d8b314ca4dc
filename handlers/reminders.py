"""Saying what the outbox holds, once (design, section 3)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from handlers.routes import Routes
from messages.words import Words
from storage.reminders import Reminder
from storage.store import Database, Store


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
