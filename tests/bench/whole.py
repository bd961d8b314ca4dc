"""A whole request: verify, read by SQL, build a 20-block view, open it over TLS; beside the usual way of doing so."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import orjson
from slack_bolt.async_app import AsyncApp
from slack_sdk.models.blocks import InputBlock, MarkdownTextObject, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.app import Liaison
from handlers.desk import Desk
from messages import blocks, inputs, surfaces
from storage.partners import Partner
from tests.bench import bare, crowd
from tests.bench.house import assembled
from tests.bench.measure import Result, Work, cpu_ratio
from tests.bench.slack import SECRET, TEAM, TOKEN, command, send, slack_api

PARTNERS = 1_000
SOUGHT = 500


async def results(database_url: str) -> AsyncIterator[Result]:
    """Against a no-op, and against the same work the usual way."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    async with slack_api() as plain_api, slack_api(tls=True) as api, assembled(database_url, plain_api) as liaison:
        workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
        await crowd.gather(liaison.database, workspace.id, PARTNERS)
        liaison.bolt.client.base_url, liaison.bolt.client.ssl = api, trusting
        liaison.routes.command("open", about="")(_open)
        ours = partial(send, liaison.bolt, command("open"))
        no_op = partial(send, bare.no_op(), command(""))
        yield await cpu_ratio("a whole request / bare Bolt no-op", ours, no_op, goal=5.0, times=40)
        yield Result("of that, a bare post over TLS / bare Bolt no-op", None, None, await _post(liaison, api, no_op))
        shipped = partial(send, _as_shipped(database_url, api, trusting), command(""))
        yield await cpu_ratio(
            "a whole request / the same with Bolt, ORM and SDK as shipped", ours, shipped, goal=0.33, times=5
        )


async def _post(liaison: Liaison, api: str, no_op: Work) -> dict[str, float]:
    """How many no-ops a post of a view takes that nothing reads, checks or wraps: the least that any way costs."""
    session, trusting = liaison.bolt.client.session, liaison.bolt.client.ssl
    assert session is not None
    body = orjson.dumps({"trigger_id": "1.2.3", "view": _view("A partner")})

    async def post() -> None:
        async with session.post(f"{api}views.open", data=body, ssl=trusting) as answer:
            await answer.read()

    found = await cpu_ratio("", post, no_op, goal=1, times=40)
    return {"ratio": found.ratio or 0, **found.raw}


async def _open(desk: Desk) -> None:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(SOUGHT)
    await desk.open(_view(partner.name))


def _view(name: str) -> surfaces.View:
    fields = [inputs.field(f"f{n}", f"Field {n}", inputs.text(name)) for n in range(10)]
    texts = [blocks.section(f"{name}, line {n}") for n in range(10)]
    return surfaces.modal("bench", "Bench", [*texts, *fields], submit="Save", close="Cancel")


def _as_shipped(database_url: str, api: str, trusting: ssl.SSLContext) -> AsyncApp:
    path = Path(make_url(database_url).database or "")
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    app = AsyncApp(signing_secret=SECRET, client=AsyncWebClient(token=TOKEN, base_url=api, ssl=trusting))

    async def opened(ack: Callable[[], Awaitable[None]], body: dict[str, str], client: AsyncWebClient) -> None:
        async with AsyncSession(engine) as session:
            partner = (await session.scalars(select(Partner).where(Partner.id == SOUGHT))).one()
        view = View(
            type="modal",
            callback_id="bench",
            title="Bench",
            submit="Save",
            close="Cancel",
            blocks=[
                *(SectionBlock(text=MarkdownTextObject(text=f"{partner.name}, line {n}")) for n in range(10)),
                *(
                    InputBlock(
                        block_id=f"f{n}",
                        label=f"Field {n}",
                        element=PlainTextInputElement(action_id="field", initial_value=partner.name),
                    )
                    for n in range(10)
                ),
            ],
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    app.command("/partner")(opened)
    return app
