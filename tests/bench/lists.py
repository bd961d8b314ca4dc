"""Listing and finding among a thousand partners and among a million, on both databases."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

from sqlalchemy import make_url

from bot.app import Liaison
from tests.bench import crowd
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, cpu_ratio, latencies, wall_ratio
from tests.bench.slack import TEAM, command, send, slack_api

FEW, MANY = 1_000, int(os.environ.get("BENCH_PARTNERS", "1000000"))
SOUGHT = 20


async def results(database_url: str) -> AsyncIterator[Result]:
    """`/partner list`, `/partner show`, a typo, a deep page; a million beside a thousand."""
    folder = Path(make_url(database_url).database or ".").parent
    async with _pair(f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db") as pair:
        async for result in _compared("SQLite", *pair):
            yield result
    with postgresql("few", "many") as addresses:
        async with _pair(*addresses) as pair:
            async for result in _compared("PostgreSQL", *pair):
                yield result


async def _compared(database: str, few: Liaison, many: Liaison) -> AsyncIterator[Result]:
    def asked(liaison: Liaison, *lines: str) -> Callable[[], Awaitable[object]]:
        turns = cycle([command(line) for line in lines])
        return lambda: send(liaison.bolt, next(turns))

    known = crowd.names(FEW)[:: FEW // SOUGHT]
    for what, lines in {
        "/partner list": ["list"],
        "find by name": [f"show {name}" for name in known],
        "find by its beginning": [f"list {name.rsplit(maxsplit=2)[0]}" for name in known],
        "find with a typo": [f"show {name[:4]}{name[5:]}" for name in known],
    }.items():
        name = f"{database}: {what}, {MANY:,} partners / {FEW:,}"
        yield await wall_ratio(name, asked(many, *lines), asked(few, *lines), goal=1.15, times=200)
        yield Result(f"{database}: {what}, {MANY:,} partners", None, None, await latencies(asked(many, *lines)))
    yield await cpu_ratio(
        f"{database}: a page in the middle of {MANY:,} / the first",
        partial(_page, many, MANY // 2),
        partial(_page, many, None),
        goal=2.0,
        times=20,
    )


async def _page(liaison: Liaison, after: int | None) -> None:
    workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
    async with liaison.database.store(workspace.id, read_only=True) as store:
        assert (await store.partners.page(after=after)).lines


@asynccontextmanager
async def _pair(few_url: str, many_url: str) -> AsyncIterator[tuple[Liaison, Liaison]]:
    async with slack_api() as api, assembled(few_url, api) as few, assembled(many_url, api) as many:
        for liaison, count in ((few, FEW), (many, MANY)):
            workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
            await crowd.gather(liaison.database, workspace.id, count)
        yield few, many
