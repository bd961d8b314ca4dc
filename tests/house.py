"""A whole house for a test: the real bot on a real database, in the playground, with a clock that can be moved."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.manifest import build_manifest
from bot.playground import Channel, Person, Playground
from bot.playground.serving import served
from bot.settings import Settings
from bot.web import build_web
from handlers import house as routes_of_the_house
from messages import reminders, snoozing
from storage.store import Database, Store
from tests.asked_of_slack import asked_in_time
from tests.engines import lent_engine
from tests.instants import read_locally
from tests.log_lines import as_listed

PUBLIC = "https://liaison.example"
PATIENCE = 15.0
THURSDAY = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)  # 10:00 in Toronto
AMELIE, SAM, PRIYA, MARC, GUEST, STRANGER = "U_AMELIE", "U_SAM", "U_PRIYA", "U_MARC", "U_GUEST", "U_STRANGER"
OUTSIDER = "U_OUTSIDER"
GENERAL, RIVER, SHARED, SECRET, WITHOUT_BOT = "C_GENERAL", "C_RIVER", "C_SHARED", "C_SECRET", "C_WITHOUT"

PEOPLE = (
    Person(id=AMELIE, name="Amélie Roy", display_name="Amélie", locale="en-CA", is_admin=True),
    Person(id=SAM, name="Sam Osei", display_name="Sam", locale="en-CA"),
    Person(id=PRIYA, name="Priya Nair", display_name="Priya", locale="en-GB", tz="America/St_Johns"),
    Person(id=MARC, name="Marc Tremblay", display_name="Marc", locale="fr-CA", tz="America/Montreal"),
    Person(id=GUEST, name="Gwen Guest", display_name="Gwen", is_restricted=True),
    Person(id=STRANGER, name="Sid Stranger", display_name="Sid", is_stranger=True),
    Person(id=OUTSIDER, name="Olga Outsider", display_name="Olga", team_id="T0PARTNER", is_admin=True),
)
EVERYBODY = [person.id for person in PEOPLE]
CHANNELS = (
    Channel(id=GENERAL, name="general", members=EVERYBODY, bot_is_member=True),
    Channel(id=RIVER, name="rivière-nord", members=[AMELIE, SAM, MARC], bot_is_member=True),
    Channel(id=SHARED, name="with-outsiders", members=[AMELIE, OUTSIDER], bot_is_member=True, is_ext_shared=True),
    Channel(id=SECRET, name="leadership", members=[AMELIE], is_private=True, bot_is_member=True),
    Channel(id=WITHOUT_BOT, name="elsewhere", members=EVERYBODY, bot_is_member=False),
)


@dataclass
class House:
    """What a test holds: the workspace people live in, the bot, and the bot's clock."""

    playground: Playground
    liaison: Liaison
    time: Time
    bot: AsyncExitStack

    @property
    def database(self) -> Database:
        return self.liaison.database

    @asynccontextmanager
    async def store(self, by: str = AMELIE) -> AsyncIterator[Store]:
        """A transaction in the workspace, to look at or prepare what is kept."""
        async with self.database.installs() as installs:
            workspace = (await installs.active())[0]
        async with self.database.store(workspace.id, by=by) as store:
            yield store

    async def settle(self) -> None:
        """Lets the clock say everything that is due now, and what follows an answer or a message be done."""
        await self.liaison.afterwards.finished()
        await self.liaison.delivering.deliver_due()
        await self.liaison.afterwards.finished()

    async def pass_time(self, delta: timedelta) -> None:
        """Moves the clock and lets it say what has fallen due."""
        await self.playground.move(delta)
        await self.settle()

    async def until(self, moment: datetime) -> None:
        """Lets time pass to `moment` (UTC), stopping on the way at whatever falls due."""
        while (now := self.time()) < moment:
            async with self.database.outbox() as outbox:
                due = await outbox.next_due() or moment
            await self.pass_time(max(min(due, moment) - now, timedelta(seconds=1)))

    async def leaves(self, user_id: str) -> None:
        """Slack says that somebody was deactivated, and what follows from that is done."""
        person = self.playground.workspace.people[user_id]
        person.deleted = True
        user = self.playground.workspace.user_object(person, with_locale=True)
        self.playground.workspace.event({"type": "user_change", "user": user})
        await self.playground.events.settle()
        await self.settle()

    async def restart(self) -> None:
        """Stops the bot and starts another on the same database, for the same people."""
        settings, engine = self.liaison.settings, self.database.engine
        await self.bot.aclose()
        self.liaison = await self.bot.enter_async_context(_bot(settings, engine, self.time, self.playground))


@asynccontextmanager
async def living(
    database_url: str,
    *,
    transport: str = "http",
    at: datetime = THURSDAY,
    people: tuple[Person, ...] = PEOPLE,
    channels: tuple[Channel, ...] = CHANNELS,
    public_url: str | None = PUBLIC,
) -> AsyncIterator[House]:
    """A bot on a migrated database, living in a playground where it is `at` (UTC); no clock runs by itself."""
    time = Time(at)
    over_socket = transport == "socket"
    manifest = build_manifest(routes_of_the_house(), public_url=None if over_socket else PUBLIC)
    playground = Playground(
        manifest=manifest,
        people=[Person(**vars(person)) for person in people],
        channels=[Channel(**{**vars(channel), "members": list(channel.members)}) for channel in channels],
        advance=time.advance,
    )
    playground.offset = time.offset
    # Slack's are 3 s each; how fast answers are is measured by the benchmark, not here
    playground.delivery.patience = playground.workspace.tickets.trigger_seconds = PATIENCE
    async with lent_engine(database_url) as engine, playground.running() as slack:
        settings = Settings(
            _env_file=None,
            SLACK_BOT_TOKEN="xoxb-playground",
            SLACK_SIGNING_SECRET="playground-signing-secret",
            SLACK_APP_TOKEN="xapp-playground" if over_socket else None,
            SLACK_API_URL=f"{slack}/api/",
            LIAISON_PUBLIC_URL=public_url,
            LIAISON_DATABASE_URL=database_url,
        )
        async with AsyncExitStack() as bot:
            liaison = await bot.enter_async_context(_bot(settings, engine, time, playground))
            yield House(playground, liaison, time, bot)
    says_why(playground)


def says_why(playground: Playground) -> None:
    """Whatever a test has had said unasked, of whatever kind, told why it came, and a person how to put it off."""
    channels = playground.workspace.channels.values()
    shared = {one.id for one in channels if one.is_ext_shared or one.pending_team_ids}
    for exchange in playground.traffic.named("chat.postMessage"):
        request = exchange.request
        if exchange.direction != "to Slack" or "liaison_reminder" not in str(request) or request["channel"] in shared:
            continue
        assert reminders.WHY in str(request["blocks"]), request["text"]
        assert not request["channel"].startswith("D") or snoozing.LATER in str(request["blocks"]), request["text"]


@asynccontextmanager
async def _bot(settings: Settings, engine: AsyncEngine, time: Time, playground: Playground) -> AsyncIterator[Liaison]:
    async with (
        build_app(settings, engine, time, pace=0, patience=PATIENCE) as liaison,
        served(build_web(liaison), 0) as url,
    ):
        playground.app_url = url
        with asked_in_time(liaison), read_locally(), as_listed():
            async with _connected(liaison, playground, settings.app_token):
                yield liaison


@asynccontextmanager
async def _connected(liaison: Liaison, playground: Playground, token: SecretStr | None) -> AsyncIterator[None]:
    if token is None:
        yield
        return
    handler = AsyncSocketModeHandler(liaison.bolt, token.get_secret_value(), web_client=liaison.bolt.client)
    await handler.connect_async()
    await playground.until(lambda: playground.transport == "socket")
    yield
    await handler.close_async()
    await playground.until(lambda: playground.transport == "http")
