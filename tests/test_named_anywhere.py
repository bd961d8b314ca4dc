""" "My data": each column that can name a colleague, of each table, in turn."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base
from storage.engine import open_engine
from storage.store import Database
from tests.every_column import SAID, UNSAID, tables
from tests.filled import BEGIN, all_rows, fill, row
from tests.house import SAM
from tests.test_migrations import within

VERSIONS = "agreement_versions"
"""They never change."""
NEVER = {("touchpoints", "key")}
"""A fingerprint of what was saved."""
NAMING = {
    "agreement_parts": {"saying": {"rows": [{"ref": f"u:{SAM}"}]}},
    "role_corrections": {"saying": {"rows": [{"ref": f"u:{SAM}"}]}},
    "meetings": {"members": ["U_OTHER", SAM]},
}
"""Where a colleague is named within something."""


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    await fill(engine)
    yield engine
    await engine.dispose()


def shown(table: str) -> set[str]:
    """What of a row is for whoever it names."""
    said = SAID[table]
    columns = {name for name in said.of("said", "people", "code", "refers", "fact", "machine") if name != "digest"}
    return (columns | UNSAID) - {name for of, name in NEVER if of == table}


async def mine(engine: AsyncEngine) -> dict[str, list[dict[str, Any]]]:
    async with Database(engine, lambda: BEGIN).store(1, by=SAM, read_only=True) as store:
        return await store.privacy.of_member(SAM)


async def say(engine: AsyncEngine, number: int, workspace: int, said: dict[str, dict[str, Any]]) -> None:
    async with within(engine, workspace) as connection:
        for name, values in said.items():
            table = Base.metadata.tables[name]
            await connection.execute(update(table).where(table.c.id == number).values(values))


def rounds() -> list[dict[str, dict[str, Any]]]:
    """Each column that may name me, one of each table at a time."""
    naming: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in set(tables("mine", "mine")) - {VERSIONS}:
        columns = [column for column in SAID[name].of("people") if column not in NAMING.get(name, {})]
        naming[name] = [{column: SAM} for column in columns] + [{key: one} for key, one in NAMING.get(name, {}).items()]
    return [
        {name: said[at] for name, said in naming.items() if at < len(said)}
        for at in range(max(map(len, naming.values())))
    ]


async def test_every_column_that_names_me_brings_its_whole_row_and_no_other(engine: AsyncEngine) -> None:
    assert await mine(engine) == {}
    before = await all_rows(engine)
    named = 0
    for naming in rounds():
        for number, workspace in ((1, 1), (3, 2)):
            await say(engine, number, workspace, naming)
        found = await mine(engine)
        assert found.keys() == naming.keys(), naming.keys() ^ found.keys()
        for name, said in naming.items():
            [shown_] = found[name]
            there = before[name, 1] | said
            assert set(shown_) == {column for column in shown(name) if there[column] not in (None, "", [], {})}, name
            assert (shown_["id"], SAM in json.dumps(shown_, default=str)) == (1, True), name
            named += 1
        was = {name: {column: before[name, 1][column] for column in said} for name, said in naming.items()}
        await say(engine, 1, 1, was)
    assert named > 70


async def test_a_version_that_names_me_is_mine(engine: AsyncEngine) -> None:
    versions = Base.metadata.tables[VERSIONS]
    ways: list[dict[str, Any]] = [{"by": SAM}, {"content": {"roles": {"rows": [{"ref": f"u:{SAM}"}]}}}]
    async with within(engine, 1) as connection:
        for number, said in enumerate(ways, start=50):
            one = {**row(versions, 1), "id": number, "number": number, **said}
            await connection.execute(insert(versions).values(one))
    found = await mine(engine)
    assert {name: [one["id"] for one in rows] for name, rows in found.items()} == {VERSIONS: [50, 51]}
    assert all(set(one) == shown(VERSIONS) for one in found[VERSIONS])


async def test_a_contact_is_handed_out_with_whatever_refers_to_them(engine: AsyncEngine) -> None:
    """By a column of any table, and as one who was at a meeting; nothing of anybody else."""
    async with Database(engine, lambda: BEGIN).store(1, by=SAM) as store:
        found = await store.privacy.of_contact(1)
    referring = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.c
        if any(key.column.table.name == "contacts" for key in column.foreign_keys)
    }
    assert len(referring) > 3
    handed = {name: [one["id"] for one in rows] for name, rows in found.items()}
    assert handed == {name: [1] for name in ("contacts", "meetings", *referring)}
    assert all(set(one) >= set(SAID[name].of("said", "people")) for name, rows in found.items() for one in rows)
