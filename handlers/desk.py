"""The desk: one person's request, as a handler sees it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.calling import call
from handlers.channels import to_person
from handlers.members import People
from handlers.posts import turn
from handlers.replies import Missed, respond
from messages.blocks import Element
from messages.forms import Values, read
from messages.surfaces import Message, View
from messages.words import Words
from storage.drafts import Draft
from storage.errors import Changed
from storage.installs import Workspace
from storage.members import Member
from storage.store import Database, Store

Result = TypeVar("Result")


def as_it_is(facts: object) -> dict[str, Any]:
    """For the metadata of a form that changes something, and for its draft: what is true of it now, as a short mark
    (Slack: 3,000 characters). `facts` are those that the form is filled from, in nobody's language."""
    return {"begun": {"was": _mark(facts)}}


def overtaken(draft: Draft, facts: object) -> bool:
    """Whether they are others than those that a draft was begun from. One from before an upgrade does not say."""
    return bool(draft.values.get("was", now := _mark(facts)) != now)


def _mark(facts: object) -> str:
    return sha256(repr(facts).encode()).hexdigest()[:16]


@dataclass
class Desk:
    """Who asks, what they sent, and how to answer.

    `words` speak the person's language in their time zone. `text` is what follows the command's word. `nudge` wakes the
    clock, so that what was put into the outbox leaves at once; `people` is told to forget when a role or a language
    changes, `forget` drops what is remembered of the workspace's installation; `afterwards` does what the answer need
    not wait for; `missed` counts answers that a response_url did not take. `public_url` is where calendars reach
    Liaison (no slash at its end), None where they do not. `wrote`: something may have changed; `home_is_new`: the Home
    tab says so already. `part` is the bundle and the reminder whose part of a message was pressed, empty in a message
    that is one reminder's alone and elsewhere.
    """

    database: Database
    client: AsyncWebClient
    workspace: Workspace
    person: Member
    words: Words
    payload: dict[str, Any]
    nudge: Callable[[], None]
    forget: Callable[[], None]
    people: People
    afterwards: Afterwards
    missed: Missed
    public_url: str | None
    text: str = ""
    wrote: bool = False
    home_is_new: bool = False
    part: tuple[int, ...] = ()

    @property
    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.database.now()

    def store(self, *, read_only: bool = False) -> AbstractAsyncContextManager[Store]:
        """One transaction in this person's name; they see only what they may."""
        self.wrote = self.wrote or not read_only
        return self.database.store(self.workspace.id, by=self.person.user_id, person=self.person, read_only=read_only)

    @asynccontextmanager
    async def saving(self) -> AsyncIterator[Store]:
        """The transaction that saves a submitted form: once for each view id and hash, its draft discarded with it.

        Raises `AlreadySubmitted` when the same form, unchanged, was saved before.
        """
        async with self.store() as store:
            await store.drafts.submit(key=self.form_key)
            yield store
            await store.drafts.discard(user_id=self.person.user_id, form=self.form, subject=self.subject)
        self.nudge()

    @property
    def team_id(self) -> str | None:
        """The team the person works in: where Liaison is installed for a whole organization, what the payload says."""
        team, user = self.payload.get("team") or {}, self.payload.get("user") or {}
        return self.workspace.team_id or team.get("id") or self.payload.get("team_id") or user.get("team_id")

    @property
    def channel_id(self) -> str | None:
        """Where the person is: a command's channel, or that of the message they clicked in."""
        channel = self.payload.get("channel_id") or self.payload.get("channel") or {}
        return channel.get("id") if isinstance(channel, dict) else channel

    @cached_property
    def view(self) -> View:
        """The modal or Home the request came from, {} outside one."""
        view: View = self.payload.get("view") or {}
        return view

    @property
    def form(self) -> str:
        return str(self.view.get("callback_id", ""))

    @cached_property
    def meta(self) -> dict[str, Any]:
        """What the view carries along (its private metadata)."""
        meta: dict[str, Any] = json.loads(self.view.get("private_metadata") or "{}")
        return meta

    @property
    def form_key(self) -> str:
        """One state of one open form: the same one is saved once."""
        return f"{self.view['id']}:{self.view['hash']}"

    @property
    def subject(self) -> str:
        """What the form is about ("partner:7"): one draft for each person, form and subject."""
        return str(self.meta.get("subject", ""))

    @cached_property
    def values(self) -> Values:
        """The form's fields by name."""
        return read(self.view.get("state", {}).get("values", {}))

    @property
    def action(self) -> Element:
        """The control that was used."""
        action: Element = self.payload["actions"][0]
        return action

    @property
    def value(self) -> str:
        """The value of the button pressed or the option chosen."""
        chosen = self.action.get("selected_option") or self.action
        return str(chosen.get("value", ""))

    @property
    def typed(self) -> str:
        """What was typed into a typeahead."""
        return str(self.payload.get("value", ""))

    @property
    def message_ts(self) -> str | None:
        """The message that was clicked in, None elsewhere."""
        ts: str | None = self.payload.get("container", {}).get("message_ts")
        return ts

    @property
    def origin(self) -> dict[str, Any]:
        """The message that was clicked in, for the metadata of a form that is to change it; {} outside one."""
        url = self.payload.get("response_url")
        part = {"part": self.part} if self.part else {}
        return {"url": url, "post": self.post, **part} if url else {}

    @property
    def post(self) -> tuple[str, str]:
        """The message that was clicked in, by its channel and ts."""
        return self.channel_id or "", self.message_ts or ""

    def must_be_as_it_was(self, facts: object) -> None:
        """Raises `Changed` where these facts, read anew and held, are not those that the form was opened with. One
        opened before an upgrade does not say."""
        now = _mark(facts)
        if self.meta.get("begun", {}).get("was", now) != now:
            raise Changed

    async def met(self, user_ids: Collection[str], *, most: int | None = None) -> None:
        """Asks Slack about those of these people of whom Liaison knows too little; of `most` at a time."""
        async with self.store(read_only=True) as store:
            unknown = await store.members.unknown(user_ids)
        for user_id in unknown[:most]:
            await self.people.recognise(self.client, workspace=self.workspace, user_id=user_id)

    async def keep_draft(self) -> None:
        """Keeps what the form says now, to be offered back, with what it began from where its metadata says so."""
        async with self.database.store(self.workspace.id, by=self.person.user_id, person=self.person) as store:
            await store.drafts.keep(
                user_id=self.person.user_id,
                form=self.form,
                subject=self.subject,
                values=self.values | self.meta.get("begun", {}),
                key=self.form_key,
            )

    async def open(self, view: View) -> None:
        """Opens a modal, on top of the one the person is in, or in its place where Slack takes no more (three)."""
        trigger = self.payload["trigger_id"]
        if self.view.get("type") != "modal":
            await call(self.client, "views.open", trigger_id=trigger, view=view)
            return
        try:
            await call(self.client, "views.push", trigger_id=trigger, view=view)
        except SlackApiError as error:
            if error.response.get("error") != "push_limit_reached":
                raise
            await self.update(view)

    async def update(self, view: View) -> None:
        """Puts another view in the place of the one the person is in; where that has changed meanwhile, the newer
        press shows what is true then; where it was closed, nobody is looking."""
        try:
            await call(self.client, "views.update", view_id=self.view["id"], hash=self.view["hash"], view=view)
        except SlackApiError as error:
            if error.response.get("error") not in ("hash_conflict", "not_found"):
                raise

    async def reply(self, message: Message) -> None:
        """Says something only this person sees, below the message they clicked in."""
        whisper = {"response_type": "ephemeral", "replace_original": False, **message}
        await respond(self.client, self.payload, whisper, missed=self.missed)

    async def to_me(self, send: Callable[[str], Awaitable[Result]]) -> Result:
        """What `send` gives, which is told where the person's direct messages with Liaison are."""
        return await to_person(
            self.database, self.client, workspace_id=self.workspace.id, user_id=self.person.user_id, send=send
        )

    async def tell(self, message: Message) -> None:
        """Says something in the person's direct messages."""
        await self.to_me(lambda channel: self.client.chat_postMessage(channel=channel, **message))

    async def replace(self, made: Callable[[], Awaitable[Message]]) -> None:
        """Puts what `made` gives in the place of the message that was clicked in, when it is its turn."""
        await self._replace(self.payload, self.post, made)

    async def replace_opener(self, made: Callable[[], Awaitable[Message]]) -> None:
        """The same in the place of the message that a form was opened from, whose metadata has `origin`."""
        channel, ts = self.meta.get("post", self.post)  # a form opened before an upgrade does not say it
        await self._replace({**self.payload, "response_url": self.meta["url"]}, (channel, ts), made)

    async def _replace(
        self, asked: dict[str, Any], post: tuple[str, str], made: Callable[[], Awaitable[Message]]
    ) -> None:
        async with turn(*post):
            await respond(self.client, asked, {"replace_original": True, **await made()}, missed=self.missed)
