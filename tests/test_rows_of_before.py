"""Each migration runs over rows of before, and every value is looked at: kept, or what is stated of it here."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, column, insert, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import schema
from storage.base import Base
from storage.engine import open_engine
from storage.schema import migrate
from tests.filled import NUMBERS, once, value, workspace_of
from tests.test_migrations import INDEXES, within

BEFORE = "0026"
"""The first revision whose rows are looked at. Where migrations are made one, that one takes its place."""
GONE = "gone"
STATED: dict[str, dict[str, Any]] = {
    "0027": {"members.dm_channel_id": None},
}
"""By migration, what rows of before say in each column that it adds or writes over, as a value or by the number of the
row; `GONE` for a column or a table that it takes away."""
Rows = dict[tuple[str, int], dict[str, Any]]


def later() -> list[tuple[str, str]]:
    """Every migration after `BEFORE`, with the one that it follows, the oldest first."""
    scripts = ScriptDirectory.from_config(schema._config()).iterate_revisions("head", BEFORE)
    return [(str(one.down_revision), one.revision) for one in reversed(list(scripts))]


def test_every_migration_says_what_becomes_of_rows_of_before() -> None:
    assert [revision for _, revision in later()] == list(STATED)


@pytest.fixture
async def engine(owned_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(owned_url)
    yield engine
    await engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """The tables that there are, those first that others refer to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith((*INDEXES, "alembic")))
    return found.sorted_tables


def said(one: Column[Any], number: int) -> Any:
    """What a column of before says in a row, as the noun has it where there is one."""
    known = Base.metadata.tables.get(one.table.name)
    if known is not None and one.name in known.c:
        return value(known.c[one.name], number)
    return f"{one.name} {number}" if one.type.python_type is str else one.type.python_type(number)


def typed(there: Table) -> Any:
    """A table of before with the types of its noun."""
    known = Base.metadata.tables.get(there.name)
    types = {
        one.name: known.c[one.name].type if known is not None and one.name in known.c else one.type for one in there.c
    }
    return table(there.name, *(column(name, kind) for name, kind in types.items()))


async def put_in(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        tables = await connection.run_sync(tables_of)
    for number in NUMBERS:
        workspace = workspace_of(number)
        first = number == workspace * 2 - 1
        async with within(engine, workspace) as connection:
            for one in tables:
                if first or not once(one):
                    own = number if "workspace_id" in one.c else workspace
                    await connection.execute(insert(typed(one)).values({c.name: said(c, own) for c in one.c}))


async def all_there(engine: AsyncEngine) -> Rows:
    found: Rows = {}
    for workspace in (1, 2):
        async with within(engine, workspace) as connection:
            for one in await connection.run_sync(tables_of):
                for row in (await connection.execute(select(typed(one)))).mappings():
                    found[one.name, row["id"]] = dict(row)
    return found


@pytest.mark.parametrize(("former", "revision"), later())
async def test_what_rows_of_before_said_they_say_afterwards(engine: AsyncEngine, former: str, revision: str) -> None:
    await migrate(engine, former)
    await put_in(engine)
    before = await all_there(engine)
    assert len(before) > 100
    await migrate(engine, revision)
    after = await all_there(engine)
    stated = dict(STATED[revision])
    assert {name for name, _ in before.keys() ^ after.keys()} <= {name for name, said in stated.items() if said is GONE}
    for (name, number), row in after.items():
        was = before[name, number]
        meant = {
            one: said(number) if callable(said) else said
            for key, said in stated.items()
            for of, _, one in [key.partition(".")]
            if of == name and said is not GONE
        }
        gone = {one for one in was if stated.get(f"{name}.{one}") is GONE}
        assert row == {one: said for one, said in was.items() if one not in gone} | meant, (name, number)
