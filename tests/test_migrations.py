"""Migrations: up and down with data in the tables, workspaces kept apart by PostgreSQL itself."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import schema
from storage.base import Base, UtcDateTime
from storage.engine import open_engine
from storage.kpi import Exact
from storage.schema import EMPTY, HEAD, is_current, migrate

TABLES = Base.metadata.sorted_tables
SCOPED = {table.name for table in TABLES if "workspace_id" in table.c}
INDEXES = ("organization_words", "partner_names")
NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
SAMPLES: dict[type, Any] = {
    Text: "Rivière-Nord",
    Integer: 1,
    Float: 43.9,
    Boolean: False,
    UtcDateTime: NOW,
    Date: NOW.date(),
    Time: time(9),
    LargeBinary: b"\x00",
    JSON: [],
    Exact: Decimal(1),
}


@pytest.fixture
async def engine(owned_url):
    """A migrated database of either kind, as its owner."""
    engine = open_engine(owned_url)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def within(engine: AsyncEngine, workspace: object):
    """A transaction that PostgreSQL lets see one workspace only."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT set_config('liaison.workspace', :it, true)"), {"it": str(workspace)})
        yield connection


def row(table: Table, number: int) -> dict[str, Any]:
    """A plausible row, of the workspace with that number."""
    values: dict[str, Any] = {"id": number}
    for column in table.columns:
        if column.name == "id":
            continue
        if column.foreign_keys:
            values[column.name] = number
        elif getattr(column.type, "enums", None):
            values[column.name] = column.type.enums[0]
        else:
            sample = next(sample for kind, sample in SAMPLES.items() if isinstance(column.type, kind))
            values[column.name] = f"{sample} {number}" if isinstance(sample, str) else sample
    return values


async def fill(engine: AsyncEngine, number: int = 1) -> None:
    async with within(engine, number) as connection:
        for table in TABLES:
            await connection.execute(insert(table).values(row(table, number)))


async def counted(connection: AsyncConnection) -> dict[str, int]:
    present = await connection.run_sync(lambda bound: set(inspect(bound).get_table_names()))
    return {
        table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
        if table.name in present
    }


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda bound: inspect(bound).get_table_names()))


def revisions() -> Iterator[str]:
    """Every revision below the newest, newest first."""
    scripts = list(ScriptDirectory.from_config(schema._config()).walk_revisions())
    return (script.revision for script in scripts[1:])


async def test_down_and_up_one_step_at_a_time_keeps_the_data(engine):
    """A step down takes its own tables with it, and nothing of the others."""
    await fill(engine)
    below = list(revisions())
    for revision in below:
        await migrate(engine, revision)
        assert not await is_current(engine)
        async with within(engine, 1) as connection:
            assert set((await counted(connection)).values()) == {1}
    kept = await tables(engine)
    for revision in [*reversed(below[:-1]), HEAD]:
        await migrate(engine, revision)
        async with within(engine, 1) as connection:
            assert all(number == (name in kept) for name, number in (await counted(connection)).items())
    assert await is_current(engine)


async def test_whoever_installed_it_owns_it_as_a_role_that_was_given(engine):
    """Of nobody it is known then which team they are of: Slack has to be asked (0023)."""
    workspaces, members = Base.metadata.tables["workspaces"], Base.metadata.tables["members"]
    async with within(engine, 1) as connection:
        await connection.execute(insert(workspaces).values({**row(workspaces, 1), "installer_id": "U_1"}))
        for number, role in enumerate(("owner", "owner", "member"), start=1):
            person = {**row(members, number), "workspace_id": 1, "user_id": f"U_{number}", "role": role}
            await connection.execute(insert(members).values({**person, "team_known": True}))
    await migrate(engine, "0022")
    await migrate(engine)
    async with within(engine, 1) as connection:
        found = await connection.execute(
            select(members.c.user_id, members.c.role_given, members.c.team_known).order_by(members.c.id)
        )
        assert [tuple(one) for one in found] == [("U_1", True, False), ("U_2", False, False), ("U_3", False, False)]


async def test_down_to_nothing_and_up_again(engine):
    await fill(engine)
    await migrate(engine, EMPTY)
    assert await tables(engine) == {"alembic_version"}
    await migrate(engine)
    assert {table.name for table in TABLES} <= await tables(engine)
    await fill(engine)


async def test_migrating_twice_changes_nothing(engine):
    await fill(engine)
    await migrate(engine)
    async with within(engine, 1) as connection:
        assert set((await counted(connection)).values()) == {1}


async def test_an_empty_database_is_not_current(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")
    assert not await is_current(engine)
    await engine.dispose()


async def test_every_table_of_a_workspace_is_guarded(postgresql_url):
    """The indexes of names and words bind all but their owner, whose functions search them."""
    engine = open_engine(postgresql_url)
    tables = text(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a "
        "ON a.attrelid = c.oid WHERE c.relkind = 'r' AND a.attname = 'workspace_id'"
    )
    policies = text("SELECT tablename FROM pg_policies WHERE policyname = 'within_workspace' AND cmd = 'ALL'")
    async with engine.connect() as connection:
        found = {name: (secured, forced) for name, secured, forced in await connection.execute(tables)}
        guarded = set(await connection.scalars(policies))
    await engine.dispose()
    assert set(found) == guarded == SCOPED | set(INDEXES)
    assert found == {name: (True, name not in INDEXES) for name in guarded}


@pytest.fixture
async def two_workspaces(postgresql_url):
    """PostgreSQL with one row of each of two workspaces in every table, under a role without bypass."""
    engine = open_engine(postgresql_url)
    await fill(engine, 1)
    await fill(engine, 2)
    yield engine
    await engine.dispose()


async def test_row_level_security_shows_one_workspace_only(two_workspaces):
    async with within(two_workspaces, 2) as connection:
        role = "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"
        assert await connection.scalar(text(role)) is False
        for table in TABLES:
            if table.name in SCOPED:
                assert list(await connection.scalars(select(table.c.workspace_id))) == [2]


async def test_without_a_workspace_nothing_is_seen(two_workspaces):
    async with two_workspaces.begin() as connection:
        seen = await counted(connection)
    assert {name for name, number in seen.items() if number} == {table.name for table in TABLES} - SCOPED


async def test_the_clock_sees_reminders_of_all_workspaces_and_nothing_else(two_workspaces):
    async with within(two_workspaces, "clock") as connection:
        seen = await counted(connection)
    assert {name for name in SCOPED if seen[name]} == {"reminders"}
    assert seen["reminders"] == 2


async def test_row_level_security_refuses_to_write_for_another_workspace(two_workspaces):
    table = Base.metadata.tables["members"]
    with pytest.raises(DBAPIError, match="row-level security"):
        async with within(two_workspaces, 1) as connection:
            await connection.execute(insert(table).values({**row(table, 2), "id": 3, "user_id": "U_OTHER"}))
    async with within(two_workspaces, 1) as connection:
        changed = await connection.execute(table.update().where(table.c.id == 2).values(name="taken over"))
        assert changed.rowcount == 0
