"""What is known of the places Liaison speaks in: who reads along, whether it may speak there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from handlers.outcomes import TROUBLE, Fate, in_passing, outcome_of
from messages.surfaces import Message
from storage.errors import ChannelArchived, ChannelIsPublic, ChannelWithoutBot

KNOWN_FOR = timedelta(minutes=3)


@dataclass(frozen=True)
class Place:
    """A conversation by its id. `shared`: people of another organization read along, or have been invited to.

    `public`: everybody in the workspace may read it.
    """

    channel: str
    public: bool = False
    shared: bool = False
    archived: bool = False
    member: bool = True


class Places:
    """Asks Slack, and remembers for three minutes. Raises what `handlers.outcomes.TROUBLE` names."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.known: dict[tuple[int, str], tuple[Place, datetime]] = {}

    async def of(self, client: AsyncWebClient, *, workspace_id: int, recipient: str) -> Place:
        """Where a recipient is reached: a person in their direct messages with Liaison, a channel in itself."""
        key, now = (workspace_id, recipient), self.now()
        place, until = self.known.get(key, (None, now))
        if place is None or until <= now:
            place = await look_up(client, recipient)
            self._sweep(now)
            self.known[key] = place, now + KNOWN_FOR
        return place

    def forget(self, *, workspace_id: int, recipient: str) -> None:
        """Slack has just said something else about it."""
        self.known.pop((workspace_id, recipient), None)

    def _sweep(self, now: datetime) -> None:
        if len(self.known) > 10_000:
            self.known = {key: known for key, known in self.known.items() if known[1] > now}


async def look_up(client: AsyncWebClient, recipient: str) -> Place:
    """What Slack says of a recipient now (conversations.open for a person, conversations.info for a channel)."""
    if recipient[:1] in ("U", "W"):
        opened = await client.conversations_open(users=recipient)
        return Place(channel=opened["channel"]["id"])
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


async def say_anew(
    client: AsyncWebClient, message: Message, *, channel: str, ts: str, confidential: bool, redacted: bool = False
) -> None:
    """Puts a message in the place of one that was posted; that it stays as it was is no error.

    Nor is it changed, unless `redacted`, where people read along by now who may not see it: those of another
    organization, or for a confidential partner everybody.
    """
    async with in_passing("not brought up to date", channel=channel, ts=ts):
        place = await look_up(client, channel)
        if redacted or not (place.shared or (confidential and place.public)):
            await client.chat_update(channel=channel, ts=ts, **message)
