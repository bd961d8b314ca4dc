"""`liaison demo`: the real bot beside a stand-in for Slack, with sample partners, for somebody without a workspace."""

import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import typer
from pydantic import SecretStr

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.log import set_up
from bot.manifest import build_manifest
from bot.playground import Playground
from bot.playground.serving import served
from bot.seed import sow
from bot.seed_people import CHANNELS, PEOPLE, TEAM
from bot.serve import stoppable
from bot.settings import Settings
from bot.web import build_web
from handlers import house
from storage.engine import open_engine
from storage.schema import migrate

MOST_STOPS = 20
"""On the way to a later moment; a day has a few."""


@dataclass(frozen=True)
class Demo:
    """A demonstration that is running: the stand-in, the bot, and the address of the page."""

    playground: Playground
    liaison: Liaison
    url: str


async def demo(*, port: int, over_socket: bool, database: Path | None) -> None:
    """Runs until Ctrl-C. Data are kept in `database`, or in a temporary file that is removed at the end.

    Raises `OSError` when the port is taken.
    """
    async with stoppable() as stop, running(port=port, over_socket=over_socket, database=database) as it:
        address = it.url.replace("127.0.0.1", "localhost")
        typer.echo(f"\n  Liaison is at {address} (a stand-in for Slack, on this machine only).")
        typer.echo("  Try /partner there. Ctrl-C stops.\n")
        await stop.wait()


@asynccontextmanager
async def running(
    *, port: int = 0, over_socket: bool = False, database: Path | None = None, pace: float = 1.0
) -> AsyncIterator[Demo]:
    """A demonstration on the loopback address until the block ends; port 0 takes a free one, `pace` as `build_app`."""
    time = Time()
    async with AsyncExitStack() as stack:
        if database is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liaison-demo-"))
            database = Path(folder) / "liaison.db"
        engine = open_engine(f"sqlite:///{database.resolve()}")
        stack.push_async_callback(engine.dispose)
        await migrate(engine)

        async def next_due() -> datetime | None:
            async with liaison.database.outbox() as outbox:
                return await outbox.next_due()

        async def advance(delta: timedelta) -> datetime:
            """Stops on the way at whatever falls due: a jump from night to night would pass over every polite hour."""
            end = time() + delta
            for _ in range(MOST_STOPS):
                due = await next_due()
                if due is None or not time() < due < end:
                    break
                await time.advance(due - time())
                playground.offset = time.offset
                await liaison.delivering.deliver_due()
            now = await time.advance(max(end - time(), timedelta(0)))
            liaison.clock.nudge()
            return now

        playground = Playground(
            manifest=build_manifest(house(), public_url=None if over_socket else "https://liaison.example"),
            team_name=TEAM,
            people=deepcopy(list(PEOPLE)),
            channels=deepcopy(list(CHANNELS)),
            advance=advance,
            next_due=next_due,
        )
        url = await stack.enter_async_context(playground.running(port))
        web_port = _free_port()
        settings = _settings(url, over_socket=over_socket, public_url=f"http://127.0.0.1:{web_port}")
        set_up(settings)
        liaison = await stack.enter_async_context(build_app(settings, engine, time, pace=pace))
        await sow(liaison.database)
        playground.app_url = await stack.enter_async_context(served(build_web(liaison), web_port))
        if over_socket:
            from bot.socket_mode import connected

            await stack.enter_async_context(connected(liaison, "xapp-playground"))
        liaison.clock.start()
        yield Demo(playground, liaison, url)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _settings(slack: str, *, over_socket: bool, public_url: str) -> Settings:
    """A demonstration never meets a real workspace: everything that the environment may hold is set here."""
    return Settings(
        _env_file=None,
        SLACK_BOT_TOKEN=SecretStr("xoxb-playground"),
        SLACK_SIGNING_SECRET=SecretStr("playground-signing-secret"),
        SLACK_APP_TOKEN=SecretStr("xapp-playground") if over_socket else None,
        SLACK_API_URL=f"{slack}/api/",
        LIAISON_PUBLIC_URL=public_url,
        LIAISON_LOG_LEVEL="warning",
        LIAISON_LOG_FORMAT="console",
        LIAISON_CLOCK_INTERVAL=1.0,
    )
