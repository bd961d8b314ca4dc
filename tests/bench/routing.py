"""What it costs to get from Slack's request to our function and back."""

from collections.abc import AsyncIterator
from functools import partial

from handlers.desk import Desk
from tests.bench import bare
from tests.bench.house import assembled
from tests.bench.measure import Result, cpu_ratio, wall_ratio
from tests.bench.slack import command, send, slack_api

ROUTES = 300


async def results(database_url: str) -> AsyncIterator[Result]:
    """No-op, help, acknowledgement and authorization."""
    async with slack_api() as api, assembled(database_url, api) as liaison:
        for number in range(ROUTES):
            liaison.routes.command(f"no-op-{number}", about="")(_nothing)
        plain = partial(send, bare.no_op(), command(""))
        no_op = partial(send, liaison.bolt, command(f"no-op-{ROUTES - 1}"))
        yield await cpu_ratio("no-op, 300 routes / bare Bolt, one listener", no_op, plain, goal=1.1)
        for number in range(ROUTES):
            del liaison.routes.commands[f"no-op-{number}"]
        guide = partial(send, liaison.bolt, command("help"))
        yield await cpu_ratio("/partner help / bare Bolt no-op", guide, plain, goal=1.3)
        shipped = partial(send, bare.as_shipped(api), command(""))
        liaison.routes.command("no-op", about="")(_nothing)
        no_op = partial(send, liaison.bolt, command("no-op"))
        yield await wall_ratio("p50 of an acknowledgement / Bolt's default settings", no_op, shipped, goal=0.1)
        single = partial(send, bare.one_token(api), command(""))
        authorized = partial(send, bare.no_op(), command(""))
        known = liaison.installations.workspace_of

        async def warm() -> None:
            await known(enterprise_id=None, team_id="T_BENCH")
            await authorized()

        yield await cpu_ratio("warm authorize / a single token", warm, single, goal=1.1)


async def _nothing(_desk: Desk) -> None:
    return None
