"""Who is asking: a person's name, language, zone and role, as Slack and the workspace say."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.belonging import is_colleague
from handlers.colleagues import Colleagues
from handlers.outcomes import TROUBLE
from handlers.routes import Routes
from messages.words import Words
from storage.installs import Workspace
from storage.members import Member, Role
from storage.store import Database, Store

if TYPE_CHECKING:
    from handlers.desk import Desk

routes = Routes()
FRESH = timedelta(days=1)
AT_HAND = timedelta(seconds=30)
MOST_AT_HAND = 1000
LOOKED_AT = 50
NO_SUCH_PERSON = frozenset({"user_not_found", "user_not_visible"})


class People:
    """Who is behind a request. A person just met is known from memory for `AT_HAND`; Slack is asked once a day.

    Where Slack does not answer, what it said last is taken; only somebody new cannot be recognised then.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.at_hand: dict[tuple[int, str], tuple[Member, datetime]] = {}
        self.colleagues = Colleagues()
        self.spoken: dict[tuple[str, str], Words] = {}

    async def recognise(self, client: AsyncWebClient, *, workspace: Workspace, user_id: str | None) -> Member:
        """The member behind a request; an event that is nobody's request gives one who may do nothing."""
        if user_id is None:
            return Member(user_id="", name="", role=Role.nobody, locale="", time_zone="")
        now = self.database.now()
        member, until = self.at_hand.get((workspace.id, user_id), (None, now))
        if member is None or until <= now:
            member = await self.look_up(client, workspace, user_id)
            if len(self.at_hand) > MOST_AT_HAND:
                self.at_hand = {key: known for key, known in self.at_hand.items() if known[1] > now}
            self.at_hand[workspace.id, user_id] = member, now + AT_HAND
        return member

    async def from_elsewhere(self, *, workspace: Workspace, user_id: str) -> Member:
        """Somebody whose request itself says that they are of another organization: Slack is not asked, and nothing is
        kept. They are spoken to in the workspace's language."""
        async with self.database.store(workspace.id, read_only=True) as store:
            language = (await store.settings.get()).language
        return Member(user_id=user_id, name="", role=Role.nobody, language=language, locale="", time_zone="")

    async def names(self, client: AsyncWebClient, *, workspace: Workspace, user_ids: list[str]) -> dict[str, str]:
        """Display names by user id. Who was never met is met now; who Slack does not tell of keeps their id."""
        async with self.database.store(workspace.id, read_only=True) as store:
            names = await store.members.names(user_ids)
        for user_id in [user_id for user_id, name in names.items() if name == user_id]:
            with suppress(*TROUBLE):
                names[user_id] = (await self.recognise(client, workspace=workspace, user_id=user_id)).name or user_id
        return names

    def words_of(self, person: Member) -> Words:
        """As `words_of`; made once for each language and zone."""
        key = person.speaks, person.time_zone
        words = self.spoken.get(key)
        if words is None:
            words = self.spoken[key] = words_of(person)
        return words

    def forget(self, workspace_id: int) -> None:
        """A role or a language has changed: everybody of the workspace is looked up anew."""
        self.at_hand = {key: known for key, known in self.at_hand.items() if key[0] != workspace_id}

    async def look_up(self, client: AsyncWebClient, workspace: Workspace, user_id: str) -> Member:
        """What is kept of a person, asked of Slack anew once a day; of somebody who has left, or whose team is not
        known yet, whenever they come."""
        async with self.database.store(workspace.id, by=user_id, read_only=True) as store:
            known = await store.members.by_user(user_id)
        if known and known.team_known and not known.left and self.database.now() - known.seen_at < FRESH:
            return known
        try:
            answer = await client.users_info(user=user_id, include_locale=True)
        except TROUBLE:
            if known is None or not known.team_known:
                raise
            return known
        return await remember(self.database, workspace=workspace, user=answer["user"])


@routes.event("user_change", recognised=False)
async def changed(desk: "Desk") -> None:
    """Slack says something new of a person: their name, language, zone, or that they left. Strangers stay unknown."""
    user = desk.payload["event"]["user"]
    async with desk.store(read_only=True) as store:
        known = await store.members.by_user(user["id"])
    if known is not None:
        await remember(desk.database, workspace=desk.workspace, user=user)
        desk.people.forget(desk.workspace.id)
        desk.nudge()


async def remember(database: Database, *, workspace: Workspace, user: dict[str, Any]) -> Member:
    """Keeps what Slack says of a user (the user object of `users.info` or `user_change`)."""
    profile = user.get("profile") or {}
    async with database.store(workspace.id, by=user["id"]) as store:
        return await store.members.meet(
            user_id=user["id"],
            name=profile.get("display_name") or user.get("real_name") or user.get("name", ""),
            role=_role_in_slack(user, workspace),
            locale=user.get("locale") or "",
            time_zone=user.get("tz") or "",
            left=bool(user.get("deleted")),
        )


async def look_at_again(
    database: Database, workspace_id: int, client_of: Callable[[int], Awaitable[AsyncWebClient]]
) -> None:
    """Asks Slack once about everybody who holds a role from a time when their team was not looked at; owners are told
    whose access ended. Where Slack does not answer, the next call goes on."""
    async with database.installs() as installs:
        workspace = await installs.get(workspace_id)
    while True:
        async with database.store(workspace_id, read_only=True) as store:
            people = await store.members.to_look_at(limit=LOOKED_AT)
        if not people:
            return
        client = await client_of(workspace_id)
        for user_id in people:
            try:
                user = {**(await client.users_info(user=user_id, include_locale=True))["user"], "id": user_id}
            except TROUBLE as error:
                if not isinstance(error, SlackApiError) or error.response.get("error") not in NO_SUCH_PERSON:
                    return
                user = {"id": user_id}  # nobody that this workspace can see
            await remember(database, workspace=workspace, user=user)


def words_of(person: Member | None) -> Words:
    """How a person is spoken to: their own language and zone; English and UTC before they are known."""
    if person is None:
        return Words("en", ZoneInfo("UTC"))
    return Words(person.speaks, person.zone)


async def words_for(store: Store, recipient: str) -> Words:
    """How a post is worded: a person's own way in a direct message (a user id), the workspace's in a channel."""
    person = await store.members.by_user(recipient) if recipient[:1] in ("U", "W") else None
    if person is not None:
        return words_of(person)
    settings = await store.settings.get()
    return Words(settings.language, settings.zone)


def _role_in_slack(user: dict[str, Any], workspace: Workspace) -> Role:
    """The role of somebody who was given none: what they are in Slack counts only where that is our own workspace."""
    if not is_colleague(user, workspace):
        return Role.nobody
    return Role.owner if user.get("is_admin") or user.get("is_owner") else Role.member
