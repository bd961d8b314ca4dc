"""What is known of the places Liaison speaks in: who reads along, whether it may speak there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.outcomes import TROUBLE, Fate, outcome_of
from storage.errors import ChannelArchived, ChannelIsPublic, ChannelWithoutBot
from storage.store import Database

KNOWN_FOR = timedelta(minutes=3)
UNKNOWN = "channel_not_found"
"""Slack's word for a conversation that it does not have, or no more."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Place:
    """A conversation by its id. `shared`: people of another organization read along, or have been invited to.

    `public`: everybody in the workspace may read it. `kept`: it is from memory that these are a person's direct
    messages; Slack may know others by now.
    """

    channel: str
    public: bool = False
    shared: bool = False
    archived: bool = False
    member: bool = True
    kept: bool = False


class Places:
    """Asks Slack, and remembers for three minutes, a person's direct messages for good. Raises what
    `handlers.outcomes.TROUBLE` names."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = database.now
        self.known: dict[tuple[int, str], tuple[Place, datetime]] = {}
        self.doubted: set[tuple[int, str]] = set()

    async def of(self, client: AsyncWebClient, *, workspace_id: int, recipient: str) -> Place:
        """Where a recipient is reached: a person in their direct messages with Liaison, a channel in itself."""
        if recipient[:1] in ("U", "W"):
            return await self._direct(client, workspace_id, recipient)
        key, now = (workspace_id, recipient), self.now()
        place, until = self.known.get(key, (None, now))
        if place is None or until <= now:
            place = await look_up(client, recipient)
            self._sweep(now)
            self.known[key] = place, now + KNOWN_FOR
        return place

    def forget(self, *, workspace_id: int, recipient: str, wrong: bool = False) -> None:
        """Slack has just said something else about it; `wrong`: that it does not have such a place at all."""
        self.known.pop((workspace_id, recipient), None)
        if wrong:
            self.doubted.add((workspace_id, recipient))

    async def _direct(self, client: AsyncWebClient, workspace_id: int, user_id: str) -> Place:
        key = workspace_id, user_id
        anew = key in self.doubted
        channel, kept = await direct(self.database, client, workspace_id=workspace_id, user_id=user_id, anew=anew)
        self.doubted.discard(key)
        return Place(channel, kept=kept)

    def _sweep(self, now: datetime) -> None:
        if len(self.known) > 10_000:
            self.known = {key: known for key, known in self.known.items() if known[1] > now}


async def look_up(client: AsyncWebClient, recipient: str) -> Place:
    """What Slack says of a channel now (conversations.info)."""
    if recipient.startswith("D"):
        return Place(channel=recipient)
    channel = (await client.conversations_info(channel=recipient))["channel"]
    return Place(
        channel=recipient,
        public=not channel.get("is_private"),
        shared=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        archived=bool(channel.get("is_archived")),
        member=bool(channel.get("is_member")),
    )


async def direct(
    database: Database, client: AsyncWebClient, *, workspace_id: int, user_id: str, anew: bool = False
) -> tuple[str, bool]:
    """A person's direct messages with Liaison, and whether they were known: Slack is asked once (conversations.open),
    and again when it is to be `anew`."""
    async with database.store(workspace_id, read_only=True) as store:
        known = await store.members.by_user(user_id)
    if known is not None and known.dm_channel_id and not anew:
        return known.dm_channel_id, True
    opened = await client.conversations_open(users=[user_id])
    channel = str(opened["channel"]["id"])
    async with database.store(workspace_id) as store:
        await store.members.reach(user_id, channel)
    return channel, False


async def to_person(
    database: Database,
    client: AsyncWebClient,
    *,
    workspace_id: int,
    user_id: str,
    send: Callable[[str], Awaitable[Result]],
) -> Result:
    """What `send` gives, which is told where the person is reached; told anew where Slack has no such place any more.

    Raises what `handlers.outcomes.TROUBLE` names.
    """
    channel, kept = await direct(database, client, workspace_id=workspace_id, user_id=user_id)
    try:
        return await send(channel)
    except SlackApiError as error:
        if not kept or error.response.get("error") != UNKNOWN:
            raise
    channel, _ = await direct(database, client, workspace_id=workspace_id, user_id=user_id, anew=True)
    return await send(channel)


async def postable(client: AsyncWebClient, channel_id: str, *, field: str, confidential: bool = False) -> None:
    """Checks a channel named in a form, where Liaison is to speak of a partner; `field` is where the refusal is shown.

    Raises `ChannelArchived`, `ChannelWithoutBot`, `ChannelIsPublic` (for a confidential partner).
    """
    try:
        place = await look_up(client, channel_id)
    except TROUBLE as error:
        if outcome_of(error).fate is Fate.refused:
            raise ChannelWithoutBot(field=field) from error
        raise
    if place.archived:
        raise ChannelArchived(field=field)
    if confidential and (place.public or place.shared):
        raise ChannelIsPublic(field=field)
    if not place.member:
        raise ChannelWithoutBot(field=field)
