"""The bot's web server: Slack's endpoint, calendars, health, readiness, metrics."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Liaison
from bot.log import Seldom
from bot.metrics import CONTENT_TYPE
from bot.payloads import read
from bot.proof import Proof, TurnedAway
from bot.web_calendar import calendar_routes
from bot.web_install import install_routes
from storage.schema import is_current

LATE = timedelta(minutes=10)
Endpoint = Callable[[Request], Awaitable[Response]]


def build_web(liaison: Liaison) -> Starlette:
    """`/ics/…` for calendars; over HTTP `POST /slack/events` for all Slack sends; and what `build_admin` serves, where
    that has no port of its own.

    In Socket Mode there is no such endpoint: nothing that comes over HTTP could be told from a forgery.
    """
    routes = calendar_routes(liaison)
    if secret := liaison.settings.proving_secret:
        routes.append(Route("/slack/events", _events(liaison, Proof(secret)), methods=["POST"]))
    if liaison.oauth:
        routes += install_routes(liaison.oauth)
    routes += [HEALTH] if liaison.settings.admin_port is not None else _admin_routes(liaison)
    return Starlette(routes=routes)


def build_admin(liaison: Liaison) -> Starlette:
    """`/healthz`, `/readyz` and `/metrics`, for those who run it."""
    return Starlette(routes=_admin_routes(liaison))


def _events(liaison: Liaison, proof: Proof) -> Endpoint:
    turned_away = Seldom("turned away")

    async def events(request: Request) -> Response:
        """Bolt is given what is proved and read already, as it is over a socket: one way for both."""
        try:
            body = await proof.body(request)
            payload = read(body, request.headers.get("content-type", "")) if body else None
        except TurnedAway as turned:
            liaison.metrics.turned_away(turned.status)
            turned_away.note(f"{turned.status} {turned.why}")
            return Response(status_code=turned.status)
        if payload is None:
            return Response()
        return to_starlette_response(
            await liaison.bolt.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        )

    return events


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


HEALTH = Route("/healthz", _health)


def _admin_routes(liaison: Liaison) -> list[Route]:
    async def ready(_request: Request) -> Response:
        state, well = await _readiness(liaison)
        return JSONResponse(state, status_code=200 if well else 503)

    async def metrics(_request: Request) -> Response:
        return Response(await liaison.metrics.shown(liaison.database), media_type=CONTENT_TYPE)

    return [HEALTH, Route("/readyz", ready), Route("/metrics", metrics)]


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
