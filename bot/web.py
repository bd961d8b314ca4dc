"""The bot's web server: Slack's endpoint, calendars, health, readiness, metrics."""

from datetime import timedelta

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Liaison
from bot.metrics import CONTENT_TYPE
from bot.web_calendar import calendar_routes
from bot.web_install import install_routes
from storage.schema import is_current

LATE = timedelta(minutes=10)


def build_web(liaison: Liaison) -> Starlette:
    """`/healthz`, `/readyz`, `/metrics`, `/ics/…` for calendars; over HTTP `POST /slack/events` for all Slack sends.

    In Socket Mode there is no such endpoint: nothing that comes over HTTP could be told from a forgery.
    """
    slack = AsyncSlackRequestHandler(liaison.bolt)

    async def events(request: Request) -> Response:
        if not request.headers.get("x-slack-request-timestamp", "").isdigit():
            return PlainTextResponse("", status_code=401)
        return await slack.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        state, well = await _readiness(liaison)
        return JSONResponse(state, status_code=200 if well else 503)

    async def metrics(_request: Request) -> Response:
        return Response(await liaison.metrics.shown(liaison.database), media_type=CONTENT_TYPE)

    endpoint = [] if liaison.settings.over_socket else [Route("/slack/events", events, methods=["POST"])]
    if liaison.oauth:
        endpoint += install_routes(liaison.oauth)
    endpoint += calendar_routes(liaison)
    return Starlette(routes=[*endpoint, Route("/healthz", health), Route("/readyz", ready), Route("/metrics", metrics)])


async def _readiness(liaison: Liaison) -> tuple[dict[str, object], bool]:
    """What must be true for requests to be welcome: a database, of this version, and a clock that keeps up."""
    try:
        current = await is_current(liaison.database.engine)
        if not current:
            return {"database": True, "migrations": False}, False
        async with liaison.database.outbox() as outbox:
            lag = await outbox.lag()
    except (SQLAlchemyError, OSError):
        return {"database": False}, False
    return {"database": True, "migrations": True, "clock_lag_seconds": lag.total_seconds()}, lag < LATE
