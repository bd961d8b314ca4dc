"""Liaison assembled for a benchmark, against an API that answers at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.settings import Settings
from storage.engine import open_engine
from storage.schema import migrate
from tests.bench.slack import SECRET, TOKEN


@asynccontextmanager
async def assembled(database_url: str, api: str) -> AsyncIterator[Liaison]:
    """A bot on `database_url`, migrated first."""
    engine = open_engine(database_url)
    await migrate(engine)
    settings = Settings(
        _env_file=None,
        SLACK_BOT_TOKEN=TOKEN,
        SLACK_SIGNING_SECRET=SECRET,
        SLACK_API_URL=api,
        LIAISON_DATABASE_URL=database_url,
    )
    async with build_app(settings, engine, Time()) as liaison:
        yield liaison
    await engine.dispose()
