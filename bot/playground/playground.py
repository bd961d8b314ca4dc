"""The playground as one object: built from a manifest, served on a port, driven by tests or by its page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

import bot.playground.api_chat
import bot.playground.api_conversations
import bot.playground.api_files
import bot.playground.api_people
import bot.playground.api_views  # noqa: F401 - each module fills the table of methods
from bot.playground.api_oauth import Consent
from bot.playground.delivery import Delivery
from bot.playground.elements import Json, copied
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.interactions import Interactions
from bot.playground.modals import Modals
from bot.playground.page_routes import PageRoutes
from bot.playground.payloads import Payloads
from bot.playground.people import Channel, Person
from bot.playground.person import Actor
from bot.playground.serving import served
from bot.playground.sockets import Sockets
from bot.playground.traffic import Exchange, Traffic
from bot.playground.web_api import WebApi
from bot.playground.workspace import App, Workspace

Advance = Callable[[timedelta], Awaitable[datetime]]
NextDue = Callable[[], Awaitable[datetime | None]]


class Playground:
    """A workspace with one app installed, and everything Slack does around it."""

    def __init__(
        self,
        *,
        manifest: Json,
        app_url: str = "http://127.0.0.1:8080",
        signing_secret: str = "playground-signing-secret",  # noqa: S107 - a stand-in has no real secrets
        bot_token: str = "xoxb-playground",  # noqa: S107
        app_token: str = "xapp-playground",  # noqa: S107
        team_name: str = "Playground",
        people: list[Person] | None = None,
        channels: list[Channel] | None = None,
        advance: Advance | None = None,
        next_due: NextDue | None = None,
    ) -> None:
        app = App(manifest=manifest, signing_secret=signing_secret, bot_token=bot_token, app_token=app_token)
        self.workspace = Workspace(app=app, team_name=team_name, people=people or [], channels=channels or [])
        self.advance = advance
        self.next_due = next_due
        self.sockets = Sockets(self.workspace)
        self.delivery = Delivery(self.workspace, self.sockets, app_url)
        self.payloads = Payloads(self.workspace)
        self.events = Events(self.workspace, self.payloads, self.delivery)
        self.interactions = Interactions(self.workspace, self.payloads, self.delivery, self.events)
        self.modals = Modals(self.interactions)
        self._actors: dict[str, Actor] = {}
        self._application = Starlette(
            routes=self._routes(),
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])],
        )

    def _routes(self) -> list[BaseRoute]:
        web_api = WebApi(self.workspace)
        return [
            Route("/api/{method}", web_api.method, methods=["GET", "POST"]),
            Route("/upload/{id}", web_api.upload, methods=["POST"]),
            Route("/files/{id}/{name}", web_api.file),
            Route("/oauth/v2/authorize", Consent(self.workspace).authorize),
            Route("/hook/{token}", web_api.hook, methods=["POST"]),
            WebSocketRoute("/socket", self.sockets.serve),
            *PageRoutes(self.interactions, self.modals, self).routes(),
        ]

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        """The whole web application; lets a route close its connection without an answer (uvicorn only)."""
        if scope["type"] == "http":
            scope["playground.close"] = lambda: send.__self__.transport.close()
        await self._application(scope, receive, send)

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on the loopback address until the block ends; gives the URL."""
        async with served(self.asgi, port) as url:
            self.workspace.base_url = url
            try:
                yield url
            finally:
                await self.events.close()
                await self.sockets.cut()
                await self.delivery.close()

    # -- who and what

    def person(self, user: str) -> Actor:
        """The person with this id, ready to act."""
        if user not in self._actors:
            self._actors[user] = Actor(self.workspace.people[user], self.interactions, self.modals)
        return self._actors[user]

    def messages(self, channel: str) -> list[Json]:
        """Everything said in a channel, threads included, oldest first."""
        return copied(self.workspace.messages[channel])

    def ephemerals(self, user: str) -> list[Json]:
        """What was shown to this person only, oldest first; each has its channel."""
        return copied(self.workspace.ephemerals[user])

    def dms(self, user: str) -> list[Json]:
        """The conversation between the app and this person, oldest first."""
        return self.messages(self.workspace.im(user).id)

    async def until(self, condition: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until the condition gives something true, looking at each change; TimeoutError after `seconds`."""
        changed = asyncio.Event()
        stop = self.workspace.listen(lambda user, change: changed.set())
        try:
            async with asyncio.timeout(seconds):
                while not (result := condition()):
                    changed.clear()
                    await changed.wait()
                return result
        finally:
            stop()

    # -- the wire

    @property
    def url(self) -> str:
        return self.workspace.base_url

    @property
    def app_url(self) -> str:
        """Where the app listens; may be set later, when its port is known."""
        return self.delivery.app_url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self.delivery.app_url = url

    @property
    def transport(self) -> Literal["http", "socket"]:
        """Socket Mode while the app has a socket open, else HTTP."""
        return self.delivery.transport

    @property
    def faults(self) -> Faults:
        return self.workspace.faults

    @property
    def traffic(self) -> Traffic:
        return self.workspace.traffic

    @property
    def refused(self) -> list[Exchange]:
        """The exchanges in which Slack said no to the app; a test may want none."""
        return [one for one in self.traffic if one.direction == "to Slack" and one.refused]

    # -- time

    @property
    def offset(self) -> timedelta:
        """How far the clock is ahead of real time; messages are stamped with it."""
        return self.workspace.offset

    @offset.setter
    def offset(self, offset: timedelta) -> None:
        self.workspace.offset = offset

    @property
    def movable(self) -> bool:
        """Whether the app's clock follows."""
        return self.advance is not None

    def now(self) -> datetime:
        return self.workspace.now()

    async def move(self, delta: timedelta) -> datetime:
        """Move the clock ahead, the app's with it; gives the new now (UTC)."""
        self.workspace.offset += delta
        if self.advance is not None:
            self.workspace.offset = (await self.advance(delta)) - datetime.now(UTC)
        self.workspace.tell(None, {"type": "clock", "now": self.now().isoformat()})
        return self.now()

    async def move_to_next(self) -> datetime:
        """Move the clock to the next thing the app has to do; nowhere when there is none."""
        due = await self.next_due() if self.next_due is not None else None
        if due is None:
            return self.now()
        return await self.move(max(due - self.now(), timedelta(0)))

    # -- what happens around the app

    async def event(self, event: Json) -> None:
        """Deliver any event, subscribed to or not, such as channel_archive or team_join."""
        self.events.start(event)
        await self.events.settle()

    async def uninstall(self) -> None:
        """Remove the app: its token dies, and it hears of it."""
        self.workspace.installed = False
        app = self.workspace.app
        self.events.happened({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}})
        self.events.happened({"type": "app_uninstalled"})
        await self.events.settle()
