"""Bringing a database to the shape this version needs; Alembic is imported where it is used, not when serving."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

HEAD = "head"
EMPTY = "base"


async def migrate(engine: AsyncEngine, revision: str = HEAD) -> None:
    """Moves the database up (or, with an older revision or `EMPTY`, down) to `revision`, in one transaction."""
    from alembic import command

    def move(connection: Connection) -> None:
        config = _config(connection)
        if revision == EMPTY or _is_older(_scripts(config), revision, _current(connection)):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)

    async with engine.begin() as connection:
        await connection.run_sync(move)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the newest migration."""
    async with engine.connect() as connection:
        present = await connection.run_sync(_current)
    return present == _scripts(_config()).get_current_head()


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _scripts(config: "Config") -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(config)


def _current(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _is_older(scripts: "ScriptDirectory", revision: str, present: str | None) -> bool:
    if present is None or revision == HEAD:
        return False
    past = list(scripts.iterate_revisions(present, EMPTY))
    return revision in {script.revision for script in past[1:]}
