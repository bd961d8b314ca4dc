"""The tables that migrating makes are those that the nouns describe: types, defaults, keys, constraints, indexes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Connection, Integer, Table, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base
from storage.engine import open_engine
from tests.test_migrations import INDEXES

MODEL = "model"
"""The schema, or on SQLite the attached database, in which the nouns make their own tables."""
OF_BEFORE: dict[tuple[str, str], Any] = {
    ("members", "team_known"): False,  # of those of before nobody had asked Slack
    ("organizations", "name_back"): "",
    ("partners", "name_back"): "",
}
"""What rows of before were given, where that is not what a new row is."""
Shape = dict[str, Any]


@pytest.fixture
async def engine(owned_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(owned_url)
    yield engine
    await engine.dispose()


def shape(connection: Connection, table: str, schema: str | None) -> Shape:
    """What the database says of a table, without the order of its columns."""
    found = inspect(connection)
    indexes = [one for one in found.get_indexes(table, schema=schema) if not one.get("duplicates_constraint")]
    return {
        "columns": {
            one["name"]: (repr(one["type"]), one["nullable"], one.get("computed"), one.get("identity"))
            for one in found.get_columns(table, schema=schema)
        },
        "key": {"": found.get_pk_constraint(table, schema=schema)["constrained_columns"]},
        "unique": {one["name"]: one["column_names"] for one in found.get_unique_constraints(table, schema=schema)},
        "checks": {one["sqltext"]: True for one in found.get_check_constraints(table, schema=schema)},
        "references": {
            one["constrained_columns"][0]: (one["referred_table"], one["referred_columns"], one["options"])
            for one in found.get_foreign_keys(table, schema=schema)
        },
        "indexes": {
            one["name"]: (one["column_names"], bool(one["unique"]), partly(one.get("dialect_options", {})))
            for one in indexes
        },
    }


def partly(options: Shape) -> dict[str, str]:
    """Of which rows an index is, and how it is made."""
    return {name: str(value) for name, value in options.items()}


def by_itself(connection: Connection, table: Table) -> dict[str, Any]:
    """What the database puts where nothing is said, by column."""
    said = {one["name"]: one["default"] for one in inspect(connection).get_columns(table.name)}
    return {name: default for name, default in said.items() if default is not None and name != "id"}


def value(column: Column[Any], default: str) -> Any:
    """A default of the database as a value of its column."""
    plain = default.split("::")[0].strip("'")
    if isinstance(column.type, JSON):
        return json.loads(plain)
    if isinstance(column.type, Boolean):
        return plain in ("1", "true")
    return int(plain) if isinstance(column.type, Integer) else plain


def of_noun(column: Column[Any]) -> Any:
    """What the noun puts where nothing is said."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


async def test_migrated_tables_are_as_the_nouns_describe_them(engine: AsyncEngine) -> None:
    postgresql = engine.dialect.name == "postgresql"
    async with engine.connect() as connection:
        make = f"CREATE SCHEMA {MODEL}" if postgresql else f"ATTACH ':memory:' AS {MODEL}"
        await connection.execute(text(make))
        described = await connection.execution_options(schema_translate_map={None: MODEL})
        await described.run_sync(Base.metadata.create_all)
        names = await connection.run_sync(lambda bound: set(inspect(bound).get_table_names()))
        indexes = {name for name in names if name.startswith(INDEXES)}
        assert names - indexes - {"alembic_version"} == set(Base.metadata.tables)
        wrong = []
        for table in Base.metadata.sorted_tables:
            migrated = await connection.run_sync(shape, table.name, None)
            meant = await connection.run_sync(shape, table.name, MODEL)
            wrong += [
                f"{table.name}.{what} {name}: {migrated[what].get(name)} instead of {meant[what].get(name)}"
                for what in meant
                for name in migrated[what].keys() | meant[what].keys()
                if migrated[what].get(name) != meant[what].get(name)
            ]
    assert wrong == []


async def test_what_the_database_puts_by_itself_is_what_the_noun_would(engine: AsyncEngine) -> None:
    """Migrations leave defaults, by which rows of before got their values."""
    found = 0
    async with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for name, default in (await connection.run_sync(by_itself, table)).items():
                of_before = (table.name, name) in OF_BEFORE
                meant = OF_BEFORE[table.name, name] if of_before else of_noun(table.c[name])
                assert value(table.c[name], default) == meant, f"{table.name}.{name}"
                found += 1
    assert found > 10
