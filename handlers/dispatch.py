"""From Slack's payload to a handler: one catch-all a payload kind, each a look-up in the routes table.

Bolt walks its listeners one by one, so it is given a constant handful of them (design, section 2).
"""

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any

import orjson
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers import errors, help, members
from handlers.afterwards import Afterwards
from handlers.belonging import is_from_elsewhere
from handlers.bundles import in_its_part
from handlers.calling import ANSWER_SECONDS, answering
from handlers.desk import Desk
from handlers.drafts import Saving
from handlers.following import Following
from handlers.home import SHOWN_OWNERS
from handlers.outcomes import TROUBLE
from handlers.replies import Missed
from handlers.routes import Answer, Route, Routes
from messages.bundles import part_pressed
from messages.forms import unfilled
from messages.quoting import unescaped
from storage.errors import AlreadySubmitted, Missing, NotAllowed, NotForGuests, Refused
from storage.members import Right
from storage.store import Database

Payload = dict[str, Any]
Listener = Callable[["Dispatch", Payload, AsyncWebClient, AsyncBoltContext], Awaitable[BoltResponse]]


def _answered(listener: Listener) -> Listener:
    """Slack waits for what this listener gives."""

    @wraps(listener)
    async def within(
        self: "Dispatch", body: Payload, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse:
        with answering(self.patience):
            return await listener(self, body, client, context)

    return within


class Dispatch:
    """Answers Bolt's listeners.

    `nudge` wakes the clock after something was put into the outbox; `forget` drops what is remembered of the
    installation of a workspace, by its id; `afterwards` does what follows an answer; `missed` counts answers that
    a response_url did not take; `public_url` is where others reach Liaison; `patience` are the seconds that calls to
    Slack may take altogether while it waits for our answer.
    """

    def __init__(
        self,
        routes: Routes,
        database: Database,
        nudge: Callable[[], None],
        forget: Callable[[int], None],
        afterwards: Afterwards,
        missed: Missed,
        *,
        public_url: str | None,
        patience: float = ANSWER_SECONDS,
    ) -> None:
        self.routes = routes
        self.database = database
        self.nudge = nudge
        self.forget = forget
        self.public_url = public_url
        self.patience = patience
        self.people = members.People(database)
        self.drafts = Saving(database)
        self.afterwards = afterwards
        self.missed = missed
        self.following = Following(afterwards)

    @_answered
    async def command(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        word, _, rest = unescaped(body.get("text", "")).strip().partition(" ")
        desk = await self._desk(body, client, context, text=rest.strip())
        route = self.routes.word(word.casefold())
        answer = await self._run(route, desk) if route else help.unknown(desk, self.routes, word)
        return _ok({"response_type": "ephemeral", **answer} if answer else None)

    @_answered
    async def click(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        route = self.routes.clicks.get(body["actions"][0]["action_id"])
        context["asked"] = route is not None
        desk = await self._desk(body, client, context)
        if pressed := part_pressed(str(desk.action.get("block_id", ""))):
            bundle_id, reminder_id, desk.action["block_id"] = pressed
            desk.part = bundle_id, reminder_id
        if route is not None:
            if answer := await self._run(route, desk):
                await desk.replace(partial(in_its_part, desk, answer, desk.part))
        elif (form := self.routes.forms.get(desk.form)) and form.keeps_draft and desk.person.may(form.right):
            await self.drafts.keep(desk)
        return _ok()

    @_answered
    async def submit(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        desk = await self._desk(body, client, context)
        form = self.routes.forms[desk.form]
        _check(form, desk)
        try:
            if blank := unfilled(desk.view):
                raise Missing(field=blank)
            answer = await self._run(form, desk)
        except AlreadySubmitted:
            return _ok()
        except (Refused, *TROUBLE):
            if form.keeps_draft:
                await self.drafts.keep(desk)
            raise
        return _ok(answer)

    @_answered
    async def look_up(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        desk = await self._desk(body, client, context)
        route = self.routes.look_ups.get(body["action_id"])
        if route is None or not desk.person.may(route.right):
            return _ok({"options": []})
        found = await route.handler(desk)
        grouped = bool(found) and "options" in found[0]
        return _ok({"option_groups" if grouped else "options": found})

    @_answered
    async def shortcut(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        desk = await self._desk(body, client, context)
        await self._run(self.routes.shortcuts[body["callback_id"]], desk)
        return _ok()

    async def event(self, body: Payload, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        if context.get("workspace") and (route := self.routes.events.get(body["event"]["type"])):
            await route.handler(await self._desk(body, client, context, recognised=route.recognised))
        return _ok()

    async def error(
        self, error: Exception, body: Payload, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse:
        """The one error door: refusals in their own words, anything else with a reference that is in the log.

        Who only typed in a form has asked for nothing, and is told nothing of a draft that could not be kept.
        """
        context["outcome"] = "refused" if isinstance(error, Refused) else "failed"
        if not context.get("asked", True):
            errors.note(error, kind="draft")
            return _ok()
        words = members.words_of(context.get("person"))
        owners = await self._owners(context) if type(error) is NotAllowed else {}
        return _ok(
            await errors.show(
                error,
                payload=body,
                client=client,
                words=words,
                owners=owners,
                missed=self.missed,
                afterwards=self.afterwards,
            )
        )

    async def _owners(self, context: AsyncBoltContext) -> dict[str, str]:
        """Who can give somebody another role: some owners by user id, with their names."""
        async with self.database.store(context["workspace"].id, read_only=True) as store:
            return {one.user_id: one.name for one in (await store.members.owners())[:SHOWN_OWNERS]}

    async def _desk(
        self,
        payload: Payload,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        text: str = "",
        *,
        recognised: bool = True,
    ) -> Desk:
        workspace = context["workspace"]
        user_id = context.user_id if recognised else None
        if user_id and is_from_elsewhere(payload, workspace):
            person = await self.people.from_elsewhere(workspace=workspace, user_id=user_id)
        else:
            person = await self.people.recognise(client, workspace=workspace, user_id=user_id)
        context["person"] = person
        return Desk(
            database=self.database,
            client=client,
            workspace=workspace,
            person=person,
            words=self.people.words_of(person),
            payload=payload,
            nudge=self.nudge,
            forget=partial(self.forget, workspace.id),
            people=self.people,
            afterwards=self.afterwards,
            missed=self.missed,
            public_url=self.public_url,
            text=text,
        )

    async def _run(self, route: Route, desk: Desk) -> Answer:
        _check(route, desk)
        answer: Answer = await route.handler(desk)
        self.following.after(desk)
        return answer


def _check(route: Route, desk: Desk) -> None:
    """Raises `NotForGuests` for who may do nothing here at all, `NotAllowed` for whose role does not include it."""
    if not desk.person.may(route.right):
        raise NotAllowed if desk.person.may(Right.use) else NotForGuests


def _ok(body: Answer = None) -> BoltResponse:
    if not body:
        return BoltResponse(status=200)
    return BoltResponse(status=200, body=orjson.dumps(body).decode())
