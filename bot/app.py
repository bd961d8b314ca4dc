"""The assembled bot: Bolt, the routes table, the database, the clock."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chores import Chores
from bot.clock import Clock
from bot.install import Installations
from bot.metrics import MeasuredApp, Metrics
from bot.oauth import OAuth
from bot.settings import Settings
from handlers import house, imports, members
from handlers.addresses import only_slack
from handlers.afterwards import Afterwards
from handlers.calling import ANSWER_SECONDS, FILE_SECONDS, in_time
from handlers.delivering import Delivering
from handlers.dispatch import Dispatch
from handlers.replies import respond
from handlers.routes import Routes
from messages.installs import not_installed
from messages.surfaces import message
from messages.words import read_catalogs
from storage.public_holidays import holiday_on
from storage.store import Database

ANYTHING = re.compile("")
REMOVAL = re.compile("^(app_uninstalled|tokens_revoked)$")


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
    afterwards: Afterwards
    metrics: Metrics
    chores: Chores
    oauth: OAuth | None


@asynccontextmanager
async def build_app(
    settings: Settings,
    engine: AsyncEngine,
    now: Callable[[], datetime],
    *,
    pace: float = 1.0,
    patience: float = ANSWER_SECONDS,
) -> AsyncIterator[Liaison]:
    """Assembles a bot on a migrated database; `now` gives the present instant (UTC).

    `pace` is the seconds between two unprompted messages in one channel (Slack: about one a second), `patience` those
    that calls to Slack may take altogether while it waits for our answer.

    The clock is assembled but not started. Leaving the block stops it: what is in hand is finished first, and what
    follows an answer.
    Raises `NotReady` when the settings are not enough, `SlackApiError` when Slack does not know the token,
    `UnreadableToken` when a key to a kept one is missing.
    """
    settings.check_ready()
    await asyncio.to_thread(_warm_up, now().astimezone(UTC).date())
    routes = house()
    database = Database(engine, now)
    timeout, only = aiohttp.ClientTimeout(total=FILE_SECONDS), only_slack(settings.api_url)
    async with aiohttp.ClientSession(timeout=timeout, middlewares=(only, in_time)) as session:
        client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        token = settings.bot_token.get_secret_value() if settings.bot_token else None
        installations = Installations(database, client, bot_token=token, vault=settings.vault)
        await installations.begin()
        metrics = Metrics()
        afterwards = Afterwards()
        client_of = installations.client_of
        delivering = Delivering(routes, database, client_of, afterwards, pace=pace, seen=metrics.delivered)

        async def resume(workspace_id: int) -> None:
            await imports.resume(database, workspace_id, client_of, afterwards)
            looking = partial(members.look_at_again, database, workspace_id, client_of)
            afterwards.begin(("members", workspace_id), looking)

        chores = Chores(database, resume)

        async def tick() -> None:
            await delivering.deliver_due()
            await chores.do_due()

        clock = Clock(tick, settings.clock_interval, delivering.stop, metrics.stumbles.inc)
        public_url = settings.public_base
        dispatch = Dispatch(
            routes,
            database,
            clock.nudge,
            installations.forget,
            afterwards,
            metrics.missed,
            public_url=public_url,
            patience=patience,
        )
        bolt = _bolt(settings, client, installations, dispatch, metrics)

        def changed(workspace_id: int) -> None:
            installations.forget(workspace_id)
            dispatch.people.forget(workspace_id)
            clock.nudge()

        vault = settings.vault if settings.by_oauth else None
        oauth = OAuth(settings, database, client, vault, changed) if vault else None
        try:
            yield Liaison(
                settings,
                routes,
                database,
                bolt,
                installations,
                delivering,
                clock,
                afterwards,
                metrics,
                chores,
                oauth,
            )
        finally:
            await asyncio.gather(clock.stop(), afterwards.stop())
            await afterwards.stop()  # what follows the last message of the clock


def _warm_up(today: date) -> None:
    """What would hold up the event loop when it is first used."""
    read_catalogs()
    holiday_on(today, "ON")


def _bolt(
    settings: Settings, client: AsyncWebClient, installations: Installations, dispatch: Dispatch, metrics: Metrics
) -> AsyncApp:
    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        known = await installations.workspace_of(
            enterprise_id=enterprise_id, team_id=None if context.is_enterprise_install else team_id
        )
        if known is None:
            return None
        context["workspace"], result = known
        return result

    async def answering(body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext, next: Any) -> None:
        """Bolt itself answers where Liaison is not installed; its own way goes anywhere, by a session of its own."""

        async def say(text: str) -> None:
            await respond(client, body, message(text), missed=metrics.missed)

        context["respond"] = say
        await next()

    async def removal(body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        """Bolt authorizes nobody here, for the token is dead; the workspace is found without it."""
        team_id = None if context.is_enterprise_install else context.team_id
        async with dispatch.database.installs() as installs:
            context["workspace"] = await installs.by_team(enterprise_id=context.enterprise_id, team_id=team_id)
        return await dispatch.event(body, client, context)

    app = MeasuredApp(
        metrics,
        name="liaison",  # else Bolt looks through the whole stack for one
        client=client,
        before_authorize=answering,
        authorize=authorize,
        user_facing_authorize_error_message=not_installed(settings.install_url),
        logger=logging.getLogger("slack_bolt"),  # else each of Bolt's loggers takes the level of the root
        process_before_response=True,
        signing_secret="",
        request_verification_enabled=False,  # what comes here is proved (bot.proof), or by a socket
        attaching_function_token_enabled=False,  # for workflow steps, which Liaison has none of
        attaching_conversation_kwargs_enabled=False,  # for Slack's assistant pane, likewise
    )
    app.command(ANYTHING)(dispatch.command)
    app.action(ANYTHING)(dispatch.click)
    app.view(ANYTHING)(dispatch.submit)
    app.options(ANYTHING)(dispatch.look_up)
    app.shortcut(ANYTHING)(dispatch.shortcut)
    app.event(REMOVAL)(removal)
    app.event(ANYTHING)(dispatch.event)
    app.error(dispatch.error)
    return app
