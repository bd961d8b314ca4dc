"""The whole export, opened by readers that are not ours: every value of every row is there, and nothing else is."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.exporting import CSV, JSON, XLSX, write
from storage.base import Base
from storage.engine import open_engine
from storage.organizations import Kind
from storage.store import Database
from tests.every_column import SAID, tables
from tests.filled import BEGIN, Rows, all_rows, fill
from tests.importing import WORDS
from tests.test_migrations import within

File = dict[str, list[dict[str, Any]]]
OUT = ("said", "people", "code", "refers", "fact")
OF_NO_ORGANIZATION = {"sources", "members", "opportunities", "taxonomy_terms"}
"""What goes out whichever organization stays."""


def in_zip(data: bytes) -> File:
    with ZipFile(io.BytesIO(data)) as package:
        texts = {name.removesuffix(".csv"): package.read(name).decode("utf-8-sig") for name in package.namelist()}
    return {name: list(csv.DictReader(io.StringIO(said, newline=""))) for name, said in texts.items()}


def in_workbook(data: bytes) -> File:
    book = load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        heading, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heading, row, strict=True)) for row in rows]
    return found


READERS: dict[str, Callable[[bytes], File]] = {CSV: in_zip, XLSX: in_workbook, JSON: json.loads}


def says(cell: Any, value: Any, format: str) -> bool:
    """Whether a cell, or a value of JSON, says what the row does."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or value in ("", [], {}):
        return cell in (None, "") or (format == JSON and cell == value)
    if isinstance(value, bool):
        return bool(cell is value if format == JSON else str(cell) == str(int(value)))
    if isinstance(value, datetime):
        return datetime.fromisoformat(cell) == value
    if isinstance(value, date):
        return bool(cell.date() == value if format == XLSX else cell == value.isoformat())
    if isinstance(value, time):
        return bool(cell == value.strftime("%H:%M"))
    if isinstance(value, list | dict):
        return bool((cell if format == JSON else json.loads(cell)) == value)
    if isinstance(value, Decimal | float | int):
        return Decimal(str(cell)) == Decimal(str(value))
    return bool(cell == value)


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    await fill(engine, organization_kinds={n: {"kind": Kind.health} for n in range(1, 5)})
    yield engine
    await engine.dispose()


async def change(engine: AsyncEngine, table: str, number: int, **values: Any) -> None:
    one = Base.metadata.tables[table]
    async with within(engine, 1) as connection:
        await connection.execute(update(one).where(one.c.id == number).values(values))


async def written(engine: AsyncEngine, format: str, *, everybody: bool) -> tuple[File, int]:
    file = io.BytesIO()
    async with Database(engine, lambda: BEGIN).store(1, read_only=True) as store:
        left_out = await write(store, file, lambda _n: None, format=format, words=WORDS, everybody=everybody)
    return READERS[format](file.getvalue()), left_out


def unlike(found: File, rows: Rows, format: str, stays: Callable[[str, int], bool]) -> list[str]:
    """Where a file is not what the rows of workspace 1 say, but for those that stay."""
    wrong = [f"{name} goes out" for name in found.keys() - set(tables("export", "out"))]
    for name in tables("export", "out"):
        wanted = {n: one for (table, n), one in rows.items() if table == name and n <= 2 and not stays(name, n)}
        there = {int(one["id"]): one for one in found.get(name, [])}
        if wanted.keys() != there.keys():
            wrong.append(f"{name}: {sorted(there)} instead of {sorted(wanted)}")
            continue
        columns = SAID[name].of(*OUT)
        wrong += [f"{name}: {set(one)}" for one in there.values() if set(one) != {"id", *columns}]
        wrong += [
            f"{name} {n} {column}: {there[n].get(column)!r} instead of {one[column]!r}"
            for n, one in wanted.items()
            for column in columns
            if column not in there[n] or not says(there[n][column], one[column], format)
        ]
    return wrong


@pytest.mark.parametrize("format", READERS)
async def test_every_value_goes_out_as_it_is(engine: AsyncEngine, format: str) -> None:
    """But for a contact who was removed, what was merged into another, and Indigenous organizations."""

    async def looked(*, everybody: bool, stays: Callable[[str, int], bool]) -> int:
        found, left_out = await written(engine, format, everybody=everybody)
        assert unlike(found, await all_rows(engine), format, stays) == []
        return left_out

    def hangs_on_two(table: str, number: int) -> bool:
        return number == 2 and table not in OF_NO_ORGANIZATION

    await change(engine, "contacts", 1, removed=True)
    await change(engine, "organization_kinds", 2, kind=Kind.indigenous)
    removed = ("contacts", 1)
    assert await looked(everybody=True, stays=lambda *one: one == removed) == 0
    assert await looked(everybody=False, stays=lambda *one: one == removed or hangs_on_two(*one)) == 1
    if format == JSON:
        for name in ("organizations", "partners"):
            await change(engine, name, 2, merged_into_id=1)
        assert await looked(everybody=True, stays=lambda *one: one == removed or hangs_on_two(*one)) == 0
