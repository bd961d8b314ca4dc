"""`liaison serve` and `liaison worker` as real processes: they answer, and stop gracefully."""

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.manifest import build_manifest
from bot.playground import Playground, SlackError
from bot.serve import serve, work
from bot.settings import Settings
from handlers import house
from tests.house import CHANNELS, GENERAL, PEOPLE, SAM


class Process:
    """A `liaison` process and what it has logged (JSON, a line an event)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []

    async def until(self, event: str) -> dict:
        """The first line that logs `event`."""
        async with asyncio.timeout(60):
            while line := (await self.process.stderr.readline()).decode():
                self.lines.append(line)
                if line.startswith("{") and json.loads(line)["event"] == event:
                    return json.loads(line)
        raise AssertionError("".join(self.lines))

    async def end(self) -> int:
        """Its exit code; it has ten seconds, and what a busy machine takes to wake it."""
        async with asyncio.timeout(15):
            self.lines.append((await self.process.stderr.read()).decode())
            return await self.process.wait()


@asynccontextmanager
async def slack(transport="http"):
    """A playground for a process of its own."""
    public_url = None if transport == "socket" else "https://liaison.example"
    manifest = build_manifest(house(), public_url=public_url)
    playground = Playground(manifest=manifest, people=list(PEOPLE), channels=list(CHANNELS))
    async with playground.running():
        yield playground


IMPATIENT = ("-c", "from bot import listening; listening.FINISH_SECONDS = 0.1; import bot.__main__")
"""Liaison, but that requests in hand have a tenth of a second to come to their end."""


@asynccontextmanager
async def running(playground, database_url, *words, module=("-m", "bot"), **settings):
    """`liaison WORDS` with the playground as its Slack; killed at the end should it still run."""
    given = {
        "SLACK_API_URL": f"{playground.url}/api/",
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_SIGNING_SECRET": "playground-signing-secret",
        "LIAISON_DATABASE_URL": database_url,
        "LIAISON_PORT": "0",
        "LIAISON_LOG_FORMAT": "json",
        "LIAISON_CLOCK_INTERVAL": "0.05",
        **settings,
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "LIAISON_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, *words, env={**inherited, **given}, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_it_serves_and_finishes_what_is_in_hand(sqlite_url, transport):
    token = {"SLACK_APP_TOKEN": "xapp-playground"} if transport == "socket" else {}
    async with slack(transport) as playground, running(playground, sqlite_url, "serve", **token) as liaison:
        ready = await liaison.until("ready")
        playground.app_url = f"http://127.0.0.1:{ready['port']}"
        assert ready["socket_mode"] is (transport == "socket")
        async with aiohttp.ClientSession(playground.app_url) as session:
            assert await (await session.get("/readyz")).json() == {
                "database": True,
                "migrations": True,
                "clock_lag_seconds": 0.0,
            }
            async with session.post("/slack/events", data={"command": "/partner"}) as forged:
                assert forged.status == (404 if transport == "socket" else 401)

        asking, held = await in_hand(playground, playground.person(SAM).command("/partner help", channel=GENERAL))
        liaison.process.send_signal(signal.SIGTERM)
        await liaison.until("stopping")
        held.released.set()

        assert "/partner help" in (await asking)[0]["text"]
        assert await liaison.end() == 0
        with pytest.raises(SlackError):
            await playground.person(SAM).command("/partner help", channel=GENERAL)


async def test_two_signals_are_one(sqlite_url):
    async with slack() as playground, running(playground, sqlite_url, "serve", "--no-clock") as liaison:
        await liaison.until("ready")
        liaison.process.send_signal(signal.SIGINT)
        liaison.process.send_signal(signal.SIGTERM)
        assert await liaison.end() == 0


async def test_a_request_that_does_not_end_is_cut_short(sqlite_url):
    async with slack() as playground, running(playground, sqlite_url, "serve", module=IMPATIENT) as liaison:
        playground.app_url = f"http://127.0.0.1:{(await liaison.until('ready'))['port']}"
        asking, _ = await in_hand(playground, playground.person(SAM).open_home())
        liaison.process.send_signal(signal.SIGTERM)
        assert await liaison.end() == 0
        assert '"event": "stopped"' in liaison.lines[-1], "the request was cut short, and not the whole"
        assert await asking is None


def settings(playground, database_url, **changed):
    given = {"SLACK_BOT_TOKEN": "xoxb-playground", "SLACK_SIGNING_SECRET": "secret", "LIAISON_PORT": 0, **changed}
    return Settings(_env_file=None, SLACK_API_URL=f"{playground.url}/api/", LIAISON_DATABASE_URL=database_url, **given)


@pytest.mark.parametrize("work", [serve, work])
async def test_it_starts_only_with_a_token_slack_knows(sqlite_url, work):
    async with slack() as playground:
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await work(settings(playground, sqlite_url, SLACK_BOT_TOKEN="xoxb-another"))


async def test_it_starts_only_with_an_app_token_slack_knows(sqlite_url):
    async with slack("socket") as playground:
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await serve(settings(playground, sqlite_url, SLACK_APP_TOKEN="xapp-another"))


async def test_a_port_that_is_taken_is_said(sqlite_url):
    async with slack() as playground:
        with pytest.raises(OSError, match="in use"):
            await serve(settings(playground, sqlite_url, LIAISON_PORT=playground.url.rpartition(":")[2]))


async def test_a_socket_that_is_lost_comes_back(sqlite_url):
    async with slack("socket") as playground:
        async with running(playground, sqlite_url, "serve", SLACK_APP_TOKEN="xapp-playground") as liaison:
            await liaison.until("ready")
            await playground.sockets.cut()
            await playground.until(lambda: playground.transport == "socket", seconds=30)
            assert (await playground.person(SAM).command("/partner help", channel=GENERAL))[0]["text"]


async def in_hand(playground, work):
    """The work begun, at the moment when the app asks Slack who somebody is, and what it waits for."""
    held = playground.faults.hold("users.info")
    begun = asyncio.create_task(work)
    async with asyncio.timeout(15):
        await held.came.wait()
    return begun, held
