"""Likely duplicates in a register of a thousand organizations and in one of a hundred thousand, on both databases."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import insert, make_url, text

from bot.app import Liaison
from storage.match_rules import BUSINESS_NUMBER
from storage.organizations import Identifier
from tests.bench import registers
from tests.bench.crowd import BATCH
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, cpu_ratio, latencies, wall_ratio
from tests.bench.slack import PERSON, TEAM, command, send, slack_api

FEW, MANY = 1_000, int(os.environ.get("BENCH_DUPLICATES", "100000"))
TWIN = 20
"""Of so many organizations, two have one number: of each thousand, fifty pairs."""


async def results(database_url: str) -> AsyncIterator[Result]:
    """The first page of `/partner duplicates`, and one organization compared anew."""
    only = os.environ.get("BENCH_ONLY", "")
    folder = Path(make_url(database_url).database or ".").parent
    if only != "postgresql":
        async with _pair(f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db") as pair:
            async for result in _compared("SQLite", *pair):
                yield result
    if only != "sqlite":
        with postgresql("few", "many") as addresses:
            async with _pair(*addresses) as pair:
                async for result in _compared("PostgreSQL", *pair):
                    yield result


async def _compared(database: str, few: Liaison, many: Liaison) -> AsyncIterator[Result]:
    wanted = {"the first page of /partner duplicates": _page, "comparing one organization anew": _anew}
    for what, work in wanted.items():
        ours, theirs = await work(many), await work(few)
        name = f"{database}: {what}, {MANY:,} organizations / {FEW:,}"
        yield await wall_ratio(name, ours, theirs, goal=1.15, times=200)
        yield await cpu_ratio(f"{name}, CPU", ours, theirs, goal=1.15, times=20)
        yield Result(f"{database}: {what}, {MANY:,} organizations", None, None, await latencies(ours))
        yield Result(f"{database}: {what}, {FEW:,} organizations", None, None, await latencies(theirs))


async def _page(liaison: Liaison) -> Callable[[], Awaitable[object]]:
    return lambda: send(liaison.bolt, command("duplicates"))


async def _anew(liaison: Liaison) -> Callable[[], Awaitable[object]]:
    """Some that have a twin and some that have none, by turns."""
    workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
    turns = cycle(range(TWIN * 5, FEW, TWIN // 2))

    async def compare() -> None:
        async with liaison.database.store(workspace.id, by=PERSON) as store:
            await store.duplicates.keep([next(turns)])

    return compare


@asynccontextmanager
async def _pair(few_url: str, many_url: str) -> AsyncIterator[tuple[Liaison, Liaison]]:
    async with slack_api() as api, assembled(few_url, api) as few, assembled(many_url, api) as many:
        for liaison, count in ((few, FEW), (many, MANY)):
            workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
            await registers.gather(liaison.database, workspace.id, count)
            await _twins(liaison, workspace.id, count)
        yield few, many


async def _twins(liaison: Liaison, workspace_id: int, count: int) -> None:
    """Numbers that two share, then everybody compared as the clock does it."""
    rows = [
        {
            "workspace_id": workspace_id,
            "organization_id": one,
            "scheme": BUSINESS_NUMBER,
            "kind": "",
            "number": f"{one // TWIN:09}",
            "digest": "",
            "touched": False,
            "more": {},
        }
        for one in range(1, count + 1)
        if one % TWIN < 2
    ]
    for start in range(0, len(rows), BATCH):
        async with liaison.database.store(workspace_id, by=PERSON) as store:
            await store.session.execute(insert(Identifier.__table__), rows[start : start + BATCH])
    after: int | None = 0
    while after is not None:
        async with liaison.database.store(workspace_id) as store:
            after = await store.duplicates.catch_up(after)
    engine = liaison.database.engine
    if engine.dialect.name == "sqlite":
        async with engine.begin() as connection:
            await connection.execute(text("ANALYZE"))
    else:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for table in ("match_keys", "likely_pairs", "identifiers"):
                await connection.execute(text(f"VACUUM ANALYZE {table}"))
