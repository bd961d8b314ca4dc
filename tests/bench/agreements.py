"""Opening a part of an agreement beside opening the form for a meeting with the same partner."""

from collections.abc import AsyncIterator
from functools import partial

from bot.app import Liaison
from handlers.agreement_page import page_of
from handlers.desk import Desk
from handlers.meeting_view import opened
from storage.agreement_parts import Part
from tests import agreeing
from tests.bench import crowd
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, cpu_ratio
from tests.bench.slack import TEAM, command, send, slack_api

PARTNERS = 1_000
MEET = "open-meeting"
PAGES = {"a part nobody has written": (1, Part.goals), "a part that is written": (2, Part.goals)}


async def results(database_url: str) -> AsyncIterator[Result]:
    """CPU of the whole request, from the payload to the answer."""
    with postgresql("agreements") as [address]:
        for database, url in (("SQLite", database_url), ("PostgreSQL", address)):
            async with slack_api() as api, assembled(url, api) as liaison:
                workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
                await crowd.gather(liaison.database, workspace.id, PARTNERS)
                await _prepare(liaison, workspace.id)
                ask = partial(send, liaison.bolt)
                for what in PAGES:
                    ours, theirs = (partial(ask, command(word)) for word in (_word(what), MEET))
                    name = f"{database}: opening {what} / opening the meeting form"
                    yield await cpu_ratio(name, ours, theirs, goal=1.3)


def _word(what: str) -> str:
    return "open-" + what.replace(" ", "-")


async def _prepare(liaison: Liaison, workspace_id: int) -> None:
    """Two agreements with one partner, one of them written; and a word that opens each."""
    async with liaison.database.store(workspace_id, by="U_BENCH") as store:
        partner = await store.partners.get(1)
        await agreeing.begun(store, partner)
        await agreeing.written(store, await agreeing.begun(store, partner))
    liaison.routes.command(MEET, about="")(_meet)
    for what, (agreement_id, part) in PAGES.items():
        liaison.routes.command(_word(what), about="")(partial(_open, agreement_id, part))


async def _meet(desk: Desk) -> None:
    await desk.open(await opened(desk, {"partner": 1}))


async def _open(agreement_id: int, part: Part, desk: Desk) -> None:
    await desk.open(await page_of(desk, agreement_id, part))
