"""The assembled bot: Bolt, the routes table, the database, the clock."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Clock
from bot.install import Installations
from bot.metrics import MeasuredApp, Metrics
from bot.settings import Settings
from handlers import house
from handlers.delivering import Delivering
from handlers.dispatch import Dispatch
from handlers.routes import Routes
from storage.store import Database

SLACK_SECONDS = 10
ANYTHING = re.compile("")


@dataclass(frozen=True)
class Liaison:
    """The parts of one running bot."""

    settings: Settings
    routes: Routes
    database: Database
    bolt: AsyncApp
    installations: Installations
    delivering: Delivering
    clock: Clock
    metrics: Metrics


@asynccontextmanager
async def build_app(
    settings: Settings, engine: AsyncEngine, now: Callable[[], datetime], *, pace: float = 1.0
) -> AsyncIterator[Liaison]:
    """Assembles a bot on a migrated database; `now` gives the present instant (UTC).

    `pace` is the seconds between two unprompted messages in one channel (Slack: about one a second).

    The clock is assembled but not started. Leaving the block stops it: what is in hand is finished first.
    Raises `SlackApiError` when Slack does not know the token.
    """
    routes = house()
    database = Database(engine, now)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_SECONDS)) as session:
        client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        installations = Installations(database, client, token)
        await installations.install()
        metrics = Metrics()
        delivering = Delivering(routes, database, installations.client_of, pace=pace, seen=metrics.delivered)
        clock = Clock(delivering.deliver_due, settings.clock_interval, delivering.stop)
        dispatch = Dispatch(routes, database, clock.nudge)
        bolt = _bolt(settings, client, installations, dispatch, metrics)
        try:
            yield Liaison(settings, routes, database, bolt, installations, delivering, clock, metrics)
        finally:
            await clock.stop()


def _bolt(
    settings: Settings, client: AsyncWebClient, installations: Installations, dispatch: Dispatch, metrics: Metrics
) -> AsyncApp:
    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        known = await installations.workspace_of(enterprise_id=enterprise_id, team_id=team_id)
        if known is None:
            return None
        context["workspace"], result = known
        return result

    app = MeasuredApp(
        metrics,
        client=client,
        signing_secret=settings.signing_secret.get_secret_value() if settings.signing_secret else None,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=not settings.over_socket,
    )
    app.command(ANYTHING)(dispatch.command)
    app.action(ANYTHING)(dispatch.click)
    app.view(ANYTHING)(dispatch.submit)
    app.view_closed(ANYTHING)(dispatch.closed)
    app.options(ANYTHING)(dispatch.look_up)
    app.shortcut(ANYTHING)(dispatch.shortcut)
    app.event(ANYTHING)(dispatch.event)
    app.error(dispatch.error)
    return app
