"""Several workspaces and one bot that they install by OAuth, over real HTTP, as browsers and Slack would."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
from cryptography.fernet import Fernet

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.manifest import build_manifest
from bot.playground import Channel, Person, Playground
from bot.playground.serving import served
from bot.settings import Settings
from bot.web import build_web
from handlers import house as routes_of_the_house
from storage.installs import Workspace
from tests.asked_of_slack import asked_in_time
from tests.engines import lent_engine
from tests.house import AMELIE, CHANNELS, PATIENCE, PEOPLE, THURSDAY
from tests.instants import read_locally
from tests.log_lines import as_listed

PUBLIC = "https://liaison.example"
REDIRECT_URL = f"{PUBLIC}/slack/oauth_redirect"
KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = "playground-client-secret"


class Gateway:
    """One Slack for several workspaces: a call goes to the one whose token or code it bears, or that its path begins
    with.

    `consenting` is the workspace whose admin is asked for consent; `organization` makes the next installations
    org-wide ones of that enterprise; `rotating` adds what Slack gives where token rotation is on.
    """

    def __init__(self, *workspaces: Playground) -> None:
        self.workspaces = workspaces
        self.consenting = workspaces[0]
        self.organization: str | None = None
        self.rotating = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/oauth/v2/authorize":
            return await self.consenting.asgi(scope, receive, send)
        first, _, rest = scope["path"][1:].partition("/")
        for one in self.workspaces:
            if one.workspace.team_id == first:
                return await one.asgi({**scope, "path": f"/{rest}"}, receive, send)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token:
            return await self._of_token(token).asgi(scope, receive, send)
        body = (await receive())["body"]
        code = dict(parse_qsl(body.decode())).get("code", "")
        giver = next((one for one in self.workspaces if code in one.workspace.codes), self.workspaces[0])

        read = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Any:
            return read.pop() if read else await receive()

        if not (self.organization or self.rotating):
            return await giver.asgi(scope, again, send)
        answers = _Answers()
        await giver.asgi(scope, again, answers)
        await answers.pass_on(send, self._changed(answers.body))

    def _of_token(self, token: str) -> Playground:
        return next((one for one in self.workspaces if one.workspace.app.bot_token == token), self.workspaces[0])

    def _changed(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.organization and given.get("ok"):
            organization = {"id": self.organization, "name": "The Organization"}
            given |= {"is_enterprise_install": True, "enterprise": organization}
        if self.rotating:
            given |= {"refresh_token": "xoxe-1-refresh", "expires_in": 43200}
        return given


class _Answers:
    """Holds back an answer, so that it can be changed."""

    def __init__(self) -> None:
        self.start: dict[str, Any] = {}
        self.raw = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.raw += message.get("body", b"")

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)

    async def pass_on(self, send: Any, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        headers = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
        await send({**self.start, "headers": [*headers, (b"content-length", str(len(raw)).encode())]})
        await send({"type": "http.response.body", "body": raw})


@dataclass
class Page:
    """What a browser was shown, and where it was sent."""

    status: int
    text: str
    headers: Any
    cookie: str = ""

    @property
    def state(self) -> str:
        return parse_qs(urlsplit(self.headers["Location"]).query)["state"][0]


class Browser:
    """A person's browser: it keeps one cookie, and goes to the public address, which leads to the bot."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""

    async def get(self, address: str) -> Page:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            ours = address.replace(PUBLIC, self.url, 1)
            async with session.get(ours, headers=headers, allow_redirects=False) as answer:
                page = Page(answer.status, await answer.text(), answer.headers, answer.headers.get("Set-Cookie", ""))
        if page.cookie:
            self.cookie = page.cookie.partition(";")[0]
        return page

    async def consent(self, user: str | None = None) -> str:
        """Begins and says yes at Slack; gives the address that Slack sends back to."""
        begun = await self.get(f"{PUBLIC}/slack/install")
        asked = begun.headers["Location"] + (f"&user={user}" if user else "")
        return (await Browser(self.url).get(asked)).headers["Location"]

    async def install(self, user: str | None = None) -> Page:
        return await self.get(await self.consent(user))


@dataclass
class Town:
    """Workspaces, the bot, and the bot's clock."""

    gateway: Gateway
    liaison: Liaison
    time: Time
    url: str

    @property
    def workspaces(self) -> tuple[Playground, ...]:
        return self.gateway.workspaces

    async def install(self, playground: Playground, user: str = AMELIE) -> Page:
        """Somebody in this workspace installs Liaison."""
        self.gateway.consenting = playground
        return await Browser(self.url).install(user)

    async def row(self, playground: Playground) -> Workspace | None:
        """What is kept of this workspace while it has Liaison."""
        async with self.liaison.database.installs() as installs:
            return await installs.by_team(enterprise_id=None, team_id=playground.workspace.team_id)

    async def settle(self) -> None:
        await self.liaison.delivering.deliver_due()

    async def pass_time(self, delta: timedelta) -> None:
        """Moves every clock and lets the bot do what has fallen due."""
        await self.time.advance(delta)
        for playground in self.workspaces:
            playground.offset = self.time.offset
        await self.settle()
        await self.liaison.chores.do_due()


def workspace(team_id: str, *, name: str) -> Playground:
    """A workspace with the usual people and channels (the same ids in each), not installed yet."""
    playground = Playground(
        manifest=build_manifest(routes_of_the_house(), public_url=PUBLIC, redirect_url=REDIRECT_URL),
        bot_token=f"xoxb-{team_id}",
        team_name=name,
        people=[Person(**vars(person)) for person in PEOPLE],
        channels=[Channel(**{**vars(channel), "members": list(channel.members)}) for channel in CHANNELS],
    )
    playground.workspace.team_id = team_id
    playground.workspace.installed = False
    return playground


def settings_for(slack: str, database_url: str, **more: Any) -> Settings:
    """Settings of a bot that workspaces install by OAuth; `slack` is the base of its Slack."""
    given = {
        "SLACK_CLIENT_ID": "1111.2222",
        "SLACK_CLIENT_SECRET": SECRET,
        "SLACK_SIGNING_SECRET": "playground-signing-secret",
        "SLACK_API_URL": f"{slack}/api/",
        "LIAISON_SECRET_KEYS": KEY,
        "LIAISON_PUBLIC_URL": PUBLIC,
        "LIAISON_DATABASE_URL": database_url,
    }
    return Settings(_env_file=None, **{**given, **more})


@asynccontextmanager
async def town(database_url: str, *workspaces: Playground, **more: Any) -> AsyncIterator[Town]:
    """A bot on a migrated database, on Thursday 12 November 2026 at 10:00 in Toronto, that nobody has installed."""
    time, gateway = Time(THURSDAY), Gateway(*workspaces)
    async with AsyncExitStack() as stack:
        for playground in workspaces:
            playground.offset = time.offset
            await stack.enter_async_context(playground.running())
        slack = await stack.enter_async_context(served(gateway, 0))
        for playground in workspaces:
            playground.workspace.base_url = f"{slack}/{playground.workspace.team_id}"
        engine = await stack.enter_async_context(lent_engine(database_url))
        settings = settings_for(slack, database_url, **more)
        liaison = await stack.enter_async_context(build_app(settings, engine, time, pace=0, patience=PATIENCE))
        stack.enter_context(asked_in_time(liaison))
        stack.enter_context(read_locally())
        stack.enter_context(as_listed())
        url = await stack.enter_async_context(served(build_web(liaison), 0))
        for playground in workspaces:
            playground.app_url = url
        yield Town(gateway, liaison, time, url)


def refused(it: Town) -> list[Any]:
    return [one for playground in it.workspaces for one in playground.refused]


def calls(playground: Playground) -> int:
    return len([one for one in playground.traffic if one.direction == "to Slack"])


async def post_event(playground: Playground, event: dict[str, Any], **envelope: object) -> int:
    """An event as Slack signs it, with the envelope changed."""
    payload = playground.payloads.event(event) | envelope
    return (await playground.delivery.send("events_api", event["type"], payload)).status
