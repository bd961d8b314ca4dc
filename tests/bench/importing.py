"""Importing a package of the standard beside a bare `executemany` of the very rows that come of it."""

import json
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
from sqlalchemy import make_url, text

from bot.clock import Time
from storage.base import Base
from storage.engine import open_engine
from storage.exchanging import NOUNS
from storage.schema import migrate
from storage.store import Database
from tests import hsds
from tests.bench.house import postgresql
from tests.bench.measure import Result
from tests.importing import take, workspace

ORGANIZATIONS, SERVICES, BATCH = 1_000, 5, 2_000
TABLES = ["sources", "details", *dict.fromkeys(noun.__tablename__ for noun in NOUNS.values())]


async def results(database_url: str) -> AsyncIterator[Result]:
    """CPU on SQLite; the wall clock on PostgreSQL, where the server does most of the work."""
    data = hsds.zipped(hsds.tables(ORGANIZATIONS, SERVICES))
    ours, again, tables = await _imported(database_url, data, time.process_time)
    other = f"{database_url}.bare"
    await _migrated(other)
    theirs = _bare_sqlite(str(make_url(other).database), tables)
    rows = sum(len(rows) for _columns, rows in tables.values())
    raw = {"rows": rows, "ours_us_a_row": round(ours / rows * 1e6), "theirs_us_a_row": round(theirs / rows * 1e6)}
    yield Result("SQLite: importing HSDS / a bare executemany of the same rows", round(ours / theirs, 2), None, raw)
    yield Result("SQLite: the same file again / the first time", round(again / ours, 2), None, {})
    with postgresql("importing", "bare") as [mine, bare]:
        ours, again, tables = await _imported(mine, data, time.perf_counter)
        await _migrated(bare)
        theirs = await _bare_postgresql(bare, tables)
        yield Result(
            "PostgreSQL: importing HSDS / a bare executemany of the same rows", round(ours / theirs, 2), None, {}
        )
        yield Result("PostgreSQL: the same file again / the first time", round(again / ours, 2), None, {})


Tables = dict[str, tuple[list[str], list[tuple[object, ...]]]]


async def _imported(url: str, data: bytes, clock: object) -> tuple[float, float, Tables]:
    """Seconds for the first and the second import, and the rows that came of it, as the driver takes them."""
    assert callable(clock)
    engine = await _migrated(url)
    database = Database(engine, Time())
    here = await workspace(database)
    taken = []
    for _ in range(2):
        began = clock()
        await take(database, here, data, batch=BATCH)
        taken.append(clock() - began)
    tables: Tables = {}
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT set_config('liaison.workspace', :it, true)"), {"it": str(here)})
        for name in TABLES:
            columns = [column.name for column in Base.metadata.tables[name].columns]
            found = await connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {name}")  # noqa: S608
            tables[name] = (columns, [tuple(map(_plain, row)) for row in found])
    await engine.dispose()
    return taken[0], taken[1], tables


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value


async def _migrated(url: str):
    engine = open_engine(url)
    await migrate(engine)
    if url.endswith(".bare") or "bare_" in url:
        database = Database(engine, Time())
        await workspace(database)
    return engine


def _bare_sqlite(path: str, tables: Tables) -> float:
    assert Path(path).exists()
    database = sqlite3.connect(path)
    began = time.process_time()
    for name in _ordered(tables):
        columns, rows = tables[name]
        marks = ", ".join("?" * len(columns))
        for start in range(0, len(rows), BATCH):
            with database:
                database.executemany(
                    f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                    rows[start : start + BATCH],
                )
    taken = time.process_time() - began
    database.close()
    return taken


async def _bare_postgresql(url: str, tables: Tables) -> float:
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    await connection.execute("SELECT set_config('liaison.workspace', '1', false)")
    began = time.perf_counter()
    for name in _ordered(tables):
        columns, rows = tables[name]
        marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        for start in range(0, len(rows), BATCH):
            await connection.executemany(
                f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                rows[start : start + BATCH],
            )
    taken = time.perf_counter() - began
    await connection.close()
    return taken


def _ordered(tables: Tables) -> list[str]:
    """What others refer to first."""
    return [table.name for table in Base.metadata.sorted_tables if table.name in tables]
