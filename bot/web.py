"""The bot's web server: Slack's endpoint, health, readiness, metrics."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Liaison
from storage.schema import is_current


def build_web(liaison: Liaison) -> Starlette:
    """`POST /slack/events` for everything Slack sends, `/healthz`, `/readyz`, `/metrics`."""
    slack = AsyncSlackRequestHandler(liaison.bolt)

    async def events(request: Request) -> Response:
        if not request.headers.get("x-slack-request-timestamp", "").isdigit():
            return PlainTextResponse("", status_code=401)
        return await slack.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        current = await is_current(liaison.database.engine)
        return JSONResponse({"migrations": current}, status_code=200 if current else 503)

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", health),
            Route("/readyz", ready),
        ]
    )
