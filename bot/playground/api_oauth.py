"""Installing by OAuth: the consent is given at once, the code is good once."""

import secrets
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.playground.api import Call, Refusal, method
from bot.playground.elements import Json
from bot.playground.workspace import Workspace


class Consent:
    """GET /oauth/v2/authorize: `user` (an addition of the playground) says who installs, else the first admin."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("client_id") != self.workspace.app.client_id:
            return PlainTextResponse("invalid_client_id", status_code=400)
        admins = [person.id for person in self.workspace.people.values() if person.is_admin]
        code = secrets.token_hex(16)
        self.workspace.codes[code] = asked.get("user") or admins[0]
        self.workspace.scopes = {scope for scope in asked.get("scope", "").split(",") if scope}
        back = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{asked.get('redirect_uri', '')}?{back}", status_code=302)


@method("oauth.v2.access", caller="anyone")
async def access(call: Call) -> Json:
    workspace, app = call.workspace, call.workspace.app
    if call.text("client_id") != app.client_id:
        raise Refusal("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise Refusal("bad_client_secret")
    user = workspace.codes.pop(call.text("code"), None)
    if user is None:
        raise Refusal("invalid_code")
    workspace.installed = True
    return {
        "app_id": app.id,
        "authed_user": {"id": user},
        "scope": ",".join(sorted(workspace.scopes)),
        "token_type": "bot",
        "access_token": app.bot_token,
        "bot_user_id": app.bot_user_id,
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
