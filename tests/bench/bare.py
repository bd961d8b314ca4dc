"""The plain ways that Liaison is compared with: Bolt alone, tuned or as it comes."""

from collections.abc import Awaitable, Callable

from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench.slack import BOT, SECRET, TEAM, TOKEN

_KNOWN = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_id="B_BENCH", bot_user_id=BOT)


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return _KNOWN


def no_op(session: ClientSession | None = None) -> AsyncApp:
    """Bolt with one listener that does nothing, acknowledging when it has run."""
    app = AsyncApp(
        signing_secret=SECRET,
        authorize=_authorize,
        client=AsyncWebClient(session=session),
        process_before_response=True,
    )
    app.command("/partner")(_acknowledge)
    return app


def as_shipped(api: str, *listeners: tuple[str, Callable[..., Awaitable[None]]]) -> AsyncApp:
    """Bolt with its default settings and one token."""
    app = AsyncApp(signing_secret=SECRET, token=TOKEN, client=AsyncWebClient(token=TOKEN, base_url=api))
    for command, listener in listeners or (("/partner", _acknowledge),):
        app.command(command)(listener)
    return app


def one_token(api: str) -> AsyncApp:
    """Bolt tuned like Liaison, but with a single token instead of a look-up of the workspace."""
    client = AsyncWebClient(token=TOKEN, base_url=api)
    app = AsyncApp(signing_secret=SECRET, token=TOKEN, client=client, process_before_response=True)
    app.command("/partner")(_acknowledge)
    return app


async def _acknowledge(ack: Callable[[], Awaitable[object]]) -> None:
    await ack()
