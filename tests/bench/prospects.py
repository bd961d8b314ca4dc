"""Finding prospects in a register of a thousand organizations and in one of a million, on both databases."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import make_url

from bot.app import Liaison
from storage.opportunity import Need
from tests.bench import registers
from tests.bench.crowd import WHERE
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, latencies, wall_ratio
from tests.bench.slack import PERSON, TEAM, command, send, slack_api

FEW, MANY = 1_000, int(os.environ.get("BENCH_PROSPECTS", "1000000"))


async def results(database_url: str) -> AsyncIterator[Result]:
    """`/partner find` for words and for an opportunity; a million prospects beside a thousand."""
    folder = Path(make_url(database_url).database or ".").parent
    async with _pair(f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db") as pair:
        async for result in _compared("SQLite", *pair):
            yield result
    if "sqlite" in os.environ.get("BENCH_ONLY", ""):
        return
    with postgresql("few", "many") as addresses:
        async with _pair(*addresses) as pair:
            async for result in _compared("PostgreSQL", *pair):
                yield result


async def _compared(database: str, few: Liaison, many: Liaison) -> AsyncIterator[Result]:
    def asked(liaison: Liaison, *lines: str) -> Callable[[], Awaitable[object]]:
        turns = cycle([command(line) for line in lines])
        return lambda: send(liaison.bolt, next(turns))

    wanted = {
        "find a service": [f"find {one}" for one in ("mentoring", "garde d’enfants", "legal help", "food hampers")],
        "find a service in a place": [f"find mentorat {where}" for where in WHERE[:20]],
        "find for an opportunity": ["find Apprentices where they are needed"],
    }
    for what, lines in wanted.items():
        name = f"{database}: {what}, {MANY:,} prospects / {FEW:,}"
        yield await wall_ratio(name, asked(many, *lines), asked(few, *lines), goal=1.15, times=60)
        yield Result(f"{database}: {what}, {MANY:,} prospects", None, None, await latencies(asked(many, *lines), 100))
        yield Result(f"{database}: {what}, {FEW:,} prospects", None, None, await latencies(asked(few, *lines), 100))


@asynccontextmanager
async def _pair(few_url: str, many_url: str) -> AsyncIterator[tuple[Liaison, Liaison]]:
    async with slack_api() as api, assembled(few_url, api) as few, assembled(many_url, api) as many:
        for liaison, count in ((few, FEW), (many, MANY)):
            workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
            await registers.gather(liaison.database, workspace.id, count)
            async with liaison.database.store(workspace.id, by=PERSON) as store:
                await store.opportunities.create(
                    Need(
                        outcome="Apprentices where they are needed",
                        whom="Newcomers, youth",
                        services="trades mentoring, language assessment, child care",
                        region=WHERE[7],
                        languages=("fr",),
                    )
                )
        yield few, many
