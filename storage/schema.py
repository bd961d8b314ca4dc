"""Bringing a database to the shape this version needs; Alembic is imported where it is used, not when serving."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import guards

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

HEAD = "head"
EMPTY = "base"
_POWERS = text(
    "SELECT EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(oid, 'MEMBER')), "
    "EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
    "AND pg_has_role(relowner, 'MEMBER'))"
)
_AS_THE_OWNER = text(
    "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace"
)


async def migrate(engine: AsyncEngine, revision: str = HEAD, *, role: str | None = None) -> None:
    """Moves the database up (or, with an older revision or `EMPTY`, down) to `revision`, in one transaction.

    `role` is the one of PostgreSQL under which the bot runs, where it is not the one that migrates and owns the tables:
    it is given what the bot needs, on later tables too, and nothing that would let it switch row-level security off.
    Raises `guards.CrossReferences` where data of before there were guards refer to another workspace.
    """
    from alembic import command

    def move(connection: Connection) -> None:
        config = _config(connection)
        guarded = guards.lift(connection)
        if revision == EMPTY or _is_older(_scripts(config), revision, _current(connection)):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        if not guarded:
            guards.look(connection)
        guards.put(connection)
        if role is not None:
            _grant(connection, role)

    async with engine.begin() as connection:
        await connection.run_sync(move)


async def role_of(engine: AsyncEngine) -> str | None:
    """Under which role of PostgreSQL an engine works; None on SQLite, which knows none."""
    if engine.dialect.name == "sqlite":
        return None
    async with engine.connect() as connection:
        return str(await connection.scalar(text("SELECT current_user")))


async def powers(engine: AsyncEngine) -> tuple[bool, bool]:
    """Whether the role of an engine, or one that it may take on, is above row-level security (superuser, `BYPASSRLS`);
    and whether it owns tables, so that it may switch that off."""
    async with engine.connect() as connection:
        row = (await connection.execute(_POWERS)).one()
    return bool(row[0]), bool(row[1])


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the newest migration."""
    async with engine.connect() as connection:
        present = await connection.run_sync(_current)
    return present == _scripts(_config()).get_current_head()


def _grant(connection: Connection, role: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    to, schema = quote(role), quote(str(connection.scalar(text("SELECT current_schema()"))))
    functions = connection.scalars(_AS_THE_OWNER).all()
    for right in (
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {to}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {to}",
        *(f"GRANT EXECUTE ON FUNCTION {one} TO {to}" for one in functions),
    ):
        connection.exec_driver_sql(right)


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
