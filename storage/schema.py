"""Bringing a database to the shape this version needs."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

HEAD = "head"
EMPTY = "base"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine, revision: str = HEAD) -> None:
    """Moves the database up (or, with an older revision or `EMPTY`, down) to `revision`, in one transaction."""

    def move(connection: Connection) -> None:
        config = _config(connection)
        if revision == EMPTY or _is_older(config, revision, _current(connection)):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)

    async with engine.begin() as connection:
        await connection.run_sync(move)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the newest migration."""
    async with engine.connect() as connection:
        present = await connection.run_sync(_current)
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_older(config: Config, revision: str, present: str | None) -> bool:
    if present is None or revision == HEAD:
        return False
    past: list[Any] = list(ScriptDirectory.from_config(config).iterate_revisions(present, EMPTY))
    return revision in {script.revision for script in past[1:]}
