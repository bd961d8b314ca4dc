"""Likely duplicates in a register of a thousand organizations and in one of a hundred thousand, on both databases."""

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import insert, make_url, select, text

from bot.app import Liaison
from storage.duplicates import MOST_ALIKE, LikelyPair, MatchKey
from storage.match_rules import BUSINESS_NUMBER, Known, Likeness, keys_of, number_of, points_of, words_of
from storage.organizations import Identifier, Organization
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
    """Numbers that two share, and what was kept when everybody was compared: keys and likely pairs."""
    numbers = {one: f"{one // TWIN:09}" for one in range(1, count + 1) if one % TWIN < 2}
    holders: dict[str, int] = defaultdict(int)
    for start in range(0, count, BATCH):
        async with liaison.database.store(workspace_id, by=PERSON) as store:
            found = select(Organization.id, Organization.name).where(
                Organization.id > start, Organization.id <= start + BATCH
            )
            named = [(one, name) for one, name in await store.session.execute(found.order_by(Organization.id))]
            keys = []
            for one, name in named:
                number = {number_of(BUSINESS_NUMBER, numbers[one])} if one in numbers else set()
                for key in keys_of(Known((words_of(name),), frozenset(number))):
                    if holders[key] <= MOST_ALIKE:
                        holders[key] += 1
                        keys.append({"workspace_id": workspace_id, "organization_id": one, "key": key})
            twins = [one for one, _ in named if one in numbers]
            mine = [_numbered(workspace_id, one, numbers[one]) for one in twins]
            pairs = [_pair_of(workspace_id, one, numbers[one]) for one in twins if one % TWIN == 0 and one < count]
            for noun, rows in ((MatchKey, keys), (Identifier, mine), (LikelyPair, pairs)):
                await store.session.execute(insert(noun.__table__), rows)
    engine = liaison.database.engine
    if engine.dialect.name == "sqlite":
        async with engine.begin() as connection:
            await connection.execute(text("ANALYZE"))
    else:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for table in ("match_keys", "likely_pairs", "identifiers"):
                await connection.execute(text(f"VACUUM ANALYZE {table}"))


def _numbered(workspace_id: int, one: int, number: str) -> dict[str, object]:
    more = {"kind": "", "digest": "", "touched": False, "more": {}}
    return {"workspace_id": workspace_id, "organization_id": one, "scheme": BUSINESS_NUMBER, "number": number, **more}


def _pair_of(workspace_id: int, one: int, number: str) -> dict[str, object]:
    reasons = [f"{Likeness.number}:{number}"]
    points = {"points": points_of(reasons), "reasons": reasons}
    return {"workspace_id": workspace_id, "low_id": one, "high_id": one + 1, **points}
