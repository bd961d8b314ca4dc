"""The two addresses of an installation by OAuth, as a browser meets them."""

from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.log import Seldom
from bot.oauth import OAuth, TokenExpires
from bot.settings import INSTALL, REDIRECT
from handlers.outcomes import TROUBLE, outcome_of
from messages.installs import Failure, failed, installed
from storage.installs import STATE_GOOD_FOR

log = structlog.get_logger("liaison")
COOKIE = "__Host-liaison-install"  # browsers take it over https only, and for no other host (RFC 6265bis)
STATUS = {Failure.cancelled: 200, Failure.stale: 400, Failure.refused: 502}
# The address of the page holds a code: nothing may keep it, send it on, or run there.
GUARDED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def install_routes(oauth: OAuth) -> list[Route]:
    """`GET /slack/install` leads to Slack's consent, `GET /slack/oauth_redirect` is where Slack leads back to."""

    failures = Seldom("installation failed")

    async def begin(_request: Request) -> Response:
        url, state = oauth.begin()
        answer = RedirectResponse(url, status_code=302, headers=GUARDED)
        answer.set_cookie(
            COOKIE, state, max_age=int(STATE_GOOD_FOR.total_seconds()), secure=True, httponly=True, samesite="lax"
        )
        return answer

    def failure(why: Failure) -> Response:
        return _page(failed(why, again_url=oauth.settings.install_url or INSTALL), STATUS[why])

    async def finish(request: Request) -> Response:
        asked = request.query_params
        state = asked.get("state", "")
        if not await oauth.is_ours(state, of_browser=request.cookies.get(COOKIE, "")):
            return failure(Failure.stale)
        if asked.get("error") == "access_denied":
            return failure(Failure.cancelled)
        try:
            workspace, app_id = await oauth.finish(asked.get("code", ""), state=state)
        except TROUBLE as error:
            failures.note(outcome_of(error).reason)
            return failure(Failure.refused)
        except TokenExpires as error:
            log.error("installation failed", reason=error.__doc__)
            return failure(Failure.refused)
        log.info("installed", workspace=workspace.id)
        place = {"app": app_id, **({"team": workspace.team_id} if workspace.team_id else {})}
        page = installed(
            name=workspace.name,
            open_url=f"https://slack.com/app_redirect?{urlencode(place)}",
            whole_org=not workspace.team_id,
        )
        return _page(page, 200)

    return [Route(INSTALL, begin, methods=["GET"]), Route(REDIRECT, finish, methods=["GET"])]


def _page(html: str, status: int) -> Response:
    answer = HTMLResponse(html, status_code=status, headers=GUARDED)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return answer
