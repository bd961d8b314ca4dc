"""Finding prospects in a register of a thousand organizations and in one of a million, on both databases."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import make_url

from bot.app import Liaison
from storage.opportunity import Need
from storage.prospect_rules import Asked
from tests.bench import registers
from tests.bench.crowd import WHERE
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, cpu_ratio, latencies, wall_ratio
from tests.bench.slack import PERSON, TEAM, command, send, slack_api

FEW, MANY = 1_000, int(os.environ.get("BENCH_PROSPECTS", "1000000"))
SOUGHT = 20


async def results(database_url: str) -> AsyncIterator[Result]:
    """`/partner find` for words, for an opportunity and for names; a million prospects beside a thousand."""
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
    def asked(liaison: Liaison, *lines: str) -> Callable[[], Awaitable[object]]:
        turns = cycle([command(line) for line in lines])
        return lambda: send(liaison.bolt, next(turns))

    known = registers.names(FEW)[:: FEW // SOUGHT]
    wanted = {
        "find a service": [f"find {one}" for one in ("mentoring", "garde d’enfants", "legal help", "food hampers")],
        "find a service in a place": [f"find mentorat {where}" for where in WHERE[:20]],
        "find for an opportunity": ["find Apprentices where they are needed"],
        "find a name": [f"find {name}" for name in known],
        "find a name with a slip": [f"find {slipped(name, place)}" for place, name in enumerate(known)],
    }
    for what, lines in wanted.items():
        name = f"{database}: {what}, {MANY:,} prospects / {FEW:,}"
        yield await wall_ratio(name, asked(many, *lines), asked(few, *lines), goal=1.15, times=60)
        yield await cpu_ratio(f"{name}, CPU", asked(many, *lines), asked(few, *lines), goal=1.15, times=4)
        yield Result(f"{database}: {what}, {MANY:,} prospects", None, None, await latencies(asked(many, *lines), 100))
        yield Result(f"{database}: {what}, {FEW:,} prospects", None, None, await latencies(asked(few, *lines), 100))
    name = f"{database}: names with a slip found among the first ten, {MANY:,} prospects"
    yield Result(name, None, None, {"percent": await _found(many)})


async def _found(liaison: Liaison) -> float:
    workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
    known = registers.names(FEW)[::3]
    found = 0
    async with liaison.database.store(workspace.id, read_only=True) as store:
        for turn, name in enumerate(known):
            typed = slipped(name, turn)
            ranked = (await store.prospects.find(Asked.words(typed), name=typed)).ranked[:10]
            found += name in {one.known.name for one in ranked}
    return round(100 * found / len(known), 1)


def slipped(name: str, turn: int) -> str:
    """The name with a letter missing, doubled or wrong by turns, early in it, in the middle and late."""
    place = 1 + turn * 7 % (len(name) - 1)
    return name[:place] + ("", name[place] * 2, "q")[turn % 3] + name[place + 1 :]


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
