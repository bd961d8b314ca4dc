"""The database for a command of the command line, and the workspace that it means."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.asked import NoSuchWorkspace
from bot.clock import Time
from bot.serve import OutOfDate
from bot.settings import Settings
from storage.engine import open_engine
from storage.installs import Workspace
from storage.schema import is_current
from storage.store import Database


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, until the block ends. Raises `OutOfDate`."""
    engine = open_engine(settings.database_url)
    try:
        if not await is_current(engine):
            raise OutOfDate
        yield Database(engine, Time())
    finally:
        await engine.dispose()


async def meant(database: Database, named: str | None) -> Workspace:
    """The workspace of this Slack id or name, or the only one. Raises `NoSuchWorkspace`."""
    async with database.installs() as installs:
        workspaces = await installs.active()
    asked = (named or "").casefold()
    found = [one for one in workspaces if not named or asked in (one.slack_id.casefold(), one.name.casefold())]
    if len(found) != 1:
        raise NoSuchWorkspace
    return found[0]
