"""The database itself refuses a reference into another workspace, and its own owner is not who the bot works as."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Column, Table, delete, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.clock import Time
from storage import guards
from storage.engine import open_engine
from storage.guards import REFUSED, CrossReferences
from storage.schema import migrate, powers, role_of
from storage.store import Database
from tests.house import THURSDAY
from tests.test_migrations import SCOPED, TABLES, counted, fill, row, within

REFERENCES = [
    (table, column)
    for table in TABLES
    for column in table.columns
    for key in column.foreign_keys
    if table.name in SCOPED and key.column.table.name in SCOPED
]


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A row of each of two workspaces in every table, as the bot sees the database."""
    engine = open_engine(database_url)
    await fill(engine, 1)
    await fill(engine, 2)
    yield engine
    await engine.dispose()


async def scope(connection: AsyncConnection, workspace: int) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT set_config('liaison.workspace', :it, true)"), {"it": str(workspace)})


async def refused(engine: AsyncEngine, table: Table, column: Column[Any], *, added: bool, to: int) -> bool:
    """Whether a row of the first workspace may not refer to what has this number; nothing is kept."""
    async with engine.connect() as connection, connection.begin() as transaction:
        keys = {key.column.table for key in column.foreign_keys}
        if table not in keys:  # its own rows stand in nobody's way: some things are there once only
            await scope(connection, 2)
            await connection.execute(delete(table).where(table.c.id == 2))
        await scope(connection, 1)
        if added:
            await connection.execute(delete(table).where(table.c.id == 1))
            change: Any = insert(table).values(row(table, 1) | {column.name: to})
        else:
            change = update(table).where(table.c.id == 1).values({column.name: to})
        try:
            await connection.execute(change)
        except IntegrityError as error:
            return REFUSED in str(error.orig)
        finally:
            await transaction.rollback()
    return False


async def test_no_row_refers_to_another_workspace(engine: AsyncEngine) -> None:
    """Every foreign key between tables of a workspace, of a new row and of a changed one; within one workspace both are
    taken."""
    assert len(REFERENCES) > 80
    for table, column in REFERENCES:
        for added in (True, False) if table.name != "agreement_versions" else (True,):  # a version never changes
            assert await refused(engine, table, column, added=added, to=2), (table.name, column.name, added)
            assert not await refused(engine, table, column, added=added, to=1), (table.name, column.name, added)


async def test_no_row_goes_over_into_another_workspace(engine: AsyncEngine) -> None:
    for table in (one for one in TABLES if one.name in SCOPED):
        with pytest.raises(DBAPIError, match=f"{REFUSED}|row-level security|never changes"):
            async with within(engine, 1) as connection:
                await connection.execute(update(table).where(table.c.id == 1).values(workspace_id=2))


async def test_everything_of_a_removed_workspace_is_deleted_under_the_role_of_the_bot(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        workspaces = next(table for table in TABLES if table.name == "workspaces")
        removed = THURSDAY.replace(year=2020)
        await connection.execute(update(workspaces).values(removed_at=None))
        await connection.execute(update(workspaces).where(workspaces.c.id == 2).values(removed_at=removed))
    async with Database(engine, Time(THURSDAY)).installs() as installs:
        assert await installs.purge() == 1
    for workspace, left in ((1, 1), (2, 0)):
        async with within(engine, workspace) as connection:
            for name, number in (await counted(connection)).items():
                rows = number
                if name in SCOPED and connection.dialect.name == "sqlite":
                    table = next(table for table in TABLES if table.name == name)
                    found = select(table.c.id).where(table.c.workspace_id == workspace)
                    rows = len((await connection.scalars(found)).all())
                assert name not in SCOPED or rows == left, name


async def test_data_that_refer_to_another_workspace_stop_the_migration_and_stay(owned_url: str) -> None:
    """They were let in before there were guards: what and where is said, and nothing is changed."""
    engine = open_engine(owned_url)
    await fill(engine, 1)
    await fill(engine, 2)
    await migrate(engine, "0022")
    async with within(engine, 1) as connection:
        await connection.run_sync(guards.lift)
        await connection.execute(text("UPDATE actions SET contact_id = 2 WHERE id = 1"))
    with pytest.raises(CrossReferences, match=r"^actions\.contact_id \(2\)$"):
        await migrate(engine)
    async with within(engine, 1) as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "0022"
        assert await connection.scalar(text("SELECT contact_id FROM actions WHERE id = 1")) == 2
        await connection.execute(text("UPDATE actions SET contact_id = 1 WHERE id = 1"))
    await migrate(engine)
    await engine.dispose()


FORBIDDEN = (
    "ALTER TABLE members DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE members NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY within_workspace ON members",
    "DROP FUNCTION within_workspace_members() CASCADE",
    "ALTER TABLE actions DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "TRUNCATE members",
    "CREATE TABLE mine (id bigint)",
    "UPDATE alembic_version SET version_num = '0001'",
    "DROP TABLE members",
)


async def test_the_bot_owns_nothing_and_cannot_switch_its_guards_off(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    assert await powers(engine) == (False, False)
    async with engine.connect() as connection:
        anybody = (
            "SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) "
            "WHERE prosecdef AND grantee = 0"
        )
        assert (await connection.scalars(text(anybody))).all() == [], "what works as the owner is for the bot alone"
    for forbidden in FORBIDDEN:
        with pytest.raises(DBAPIError, match=r"must be owner|permission denied"):
            async with engine.begin() as connection:
                await connection.execute(text(forbidden))
    await engine.dispose()


async def test_what_the_owner_may_is_known(postgresql: str, postgresql_owner_url: str, sqlite_url: str) -> None:
    owner, superuser, file = open_engine(postgresql_owner_url), open_engine(postgresql), open_engine(sqlite_url)
    assert await powers(owner) == (False, True)
    assert (await powers(superuser))[0]
    assert await role_of(owner) == make_url(postgresql_owner_url).username
    assert await role_of(file) is None
    for engine in (owner, superuser, file):
        await engine.dispose()


async def test_another_workspace_is_in_no_index(postgresql_url: str) -> None:
    """Names and words have indexes of their own on PostgreSQL, which functions search as their owner."""
    engine = open_engine(postgresql_url)
    await fill(engine, 1)
    await fill(engine, 2)
    for here in (1, 2):
        async with within(engine, here) as connection:
            words = "INSERT INTO organization_words VALUES (:it, to_tsvector('simple', 'bridges'), :it)"
            await connection.execute(text(words), {"it": here})
    for statement in (
        "SELECT workspace_id FROM partner_names",
        "SELECT workspace_id FROM organization_words",
        "SELECT partners_named('%', 9)",
        "SELECT organizations_saying('bridges'::tsquery, 9)",
    ):
        for here in (1, 2):
            async with within(engine, here) as connection:
                assert (await connection.scalars(text(statement))).all() == [here], statement
        for nobody in ("", "clock"):
            async with within(engine, nobody) as connection:
                assert (await connection.scalars(text(statement))).all() == [], statement
    await engine.dispose()
