"""Taking an import back, row by row: what it brought goes, unless somebody touched it or anything hangs on it."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import Column, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base
from storage.engine import open_engine
from storage.store import Database
from tests.every_column import SAID, tables
from tests.filled import BEGIN, all_rows, fill, row
from tests.house import AMELIE
from tests.test_migrations import within

TABLES = Base.metadata.tables
BROUGHT = set(tables("undo", "goes"))
IMPORT, OTHER = 1, 2
MADE = set(tables("merge", "anew"))
FREE, HELD = 71, 72
"""A row of each kind that nothing refers to, and one that somebody touched."""
NAMED_BY_NUMBER: dict[str, Callable[[int], dict[str, Any]]] = {
    "meetings": lambda number: {"contact_ids": [number]},
    "health_sheets": lambda number: {"who": f"c:{number}"},
    "agreement_parts": lambda number: {"saying": roles(number), "part": "goals"},
    "agreement_versions": lambda number: {"content": {"roles": roles(number)}, "number": number},
    "role_corrections": lambda number: {"saying": roles(number), "number": number},
}
"""Who was met, who answered, who has a role in an agreement."""


def roles(number: int) -> dict[str, Any]:
    return {"theirs": [{"who": f"c:{number}"}]}


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """Rows 1 and 2 of each table, which stay, since another import brought them."""
    engine = open_engine(sqlite_url)
    await fill(engine)
    async with within(engine, 1) as connection:
        for name in BROUGHT:
            table = TABLES[name]
            await connection.execute(update(table).where(table.c.workspace_id == 1).values(import_id=OTHER))
    yield engine
    await engine.dispose()


def new(name: str, number: int, **more: Any) -> dict[str, Any]:
    """A row that the import brought, of the same organization as row 1."""
    of_one = {**row(TABLES[name], 1), "id": number, "external_id": f"{name} {number}", "name_key": f"{name} {number}"}
    brought = {"import_id": IMPORT, "touched": False, **more}
    return {key: value for key, value in {**of_one, **brought}.items() if key in TABLES[name].c}


async def add(engine: AsyncEngine, name: str, *rows: dict[str, Any]) -> None:
    async with within(engine, 1) as connection:
        for one in rows:
            await connection.execute(insert(TABLES[name]).values(one))


async def take_back(engine: AsyncEngine) -> None:
    place: tuple[int, int] | None = (0, 0)
    while place is not None:
        async with Database(engine, lambda: BEGIN).store(1, by=AMELIE) as store:
            place, _ = await store.undoing.go_on(IMPORT, place)


def referring() -> list[Column[Any]]:
    """Every column of a table that is not made from others, which refers to what an import brings."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if SAID[table.name].words["merge"] != "anew"
        for column in table.c
        if any(key.column.table.name in BROUGHT for key in column.foreign_keys)
    ]


async def test_what_an_import_brought_goes_and_everything_else_stays_as_it_is(engine: AsyncEngine) -> None:
    before = await all_rows(engine)
    for name in tables("undo", "goes"):
        touched = new(name, HELD, touched=True)
        await add(engine, name, new(name, FREE), touched)
    await take_back(engine)
    after = await all_rows(engine)
    stayed = after.keys() - before.keys()
    assert {one for one in stayed if one[0] in BROUGHT} == {(name, HELD) for name in BROUGHT}
    assert {key: after.get(key) for key in before if key[0] not in MADE} == {
        key: one for key, one in before.items() if key[0] not in MADE
    }


async def test_what_anything_refers_to_stays(engine: AsyncEngine) -> None:
    """By each column of each table in turn; and where people are named by their number in other ways."""
    kept = set()
    for number, column in enumerate(referring(), start=100):
        [target] = {key.column.table.name for key in column.foreign_keys}
        kept.add((target, number))
        await add(engine, target, new(target, number))
        references = {one.name: 1 for one in column.table.c if one.foreign_keys}
        own = {**row(column.table, number), **references, column.name: number}
        await add(engine, column.table.name, own)
    for number, (name, naming) in enumerate(NAMED_BY_NUMBER.items(), start=200):
        kept.add(("contacts", number))
        await add(engine, "contacts", new("contacts", number))
        await add(engine, name, {**row(TABLES[name], 1), "id": number, **naming(number)})
    await add(engine, "contacts", new("contacts", FREE))
    await take_back(engine)
    rows = await all_rows(engine)
    assert kept - rows.keys() == set()
    assert ("contacts", FREE) not in rows


async def test_what_is_a_partners_now_stays_with_all_that_came_with_it(engine: AsyncEngine) -> None:
    source = (await all_rows(engine))["imports", IMPORT]["source_id"]
    taken, other = 80, 81
    for number in (taken, other):
        await add(engine, "organizations", new("organizations", number, source_id=source))
    await add(engine, "partners", {**row(TABLES["partners"], 1), "id": taken, "organization_id": taken})
    theirs = [name for name in tables("undo", "goes") if "organization_id" in TABLES[name].c]
    for name in theirs:
        await add(engine, name, *(new(name, number, organization_id=number) for number in (taken, other)))
    await take_back(engine)
    rows = await all_rows(engine)
    assert {(name, taken) for name in theirs} <= rows.keys()
    assert not {(name, other) for name in theirs} & rows.keys()
