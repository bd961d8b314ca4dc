"""The address at which calendars read sessions: `GET /ics/<token>.ics`, by a private link and nothing else."""

import hashlib

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Liaison
from handlers.calendar import read
from handlers.members import People
from handlers.outcomes import NotInstalled

# The address is the key: it must not travel on, be kept by anything in between, or be found by a search.
GUARDED = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
SERVED = {
    **GUARDED,
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'attachment; filename="liaison.ics"',
}


def calendar_routes(liaison: Liaison) -> list[Route]:
    """GET and HEAD, with an ETag; 404 for whatever opens nothing, without saying why; nothing is logged."""
    people = People(liaison.database)

    async def feed(request: Request) -> Response:
        token = request.path_params["token"]
        try:
            data = await read(liaison.database, liaison.installations.client_of, people, token)
        except NotInstalled:
            data = None
        if data is None:
            return PlainTextResponse("Not found", status_code=404, headers={**GUARDED, "Cache-Control": "no-store"})
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {**SERVED, "ETag": tag}
        if _knows(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type="text/calendar", headers=headers)

    return [Route("/ics/{token}.ics", feed, methods=["GET"])]


def _knows(asked: str, tag: str) -> bool:
    """Whether what the client has already is this (RFC 9110, section 13.1.2: weak comparison, a list or "*")."""
    known = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return tag in known or "*" in known
