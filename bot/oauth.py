"""Installation by OAuth: sent to Slack for consent, back with a code, which becomes a token (Slack: OAuth v2)."""

import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.settings import Settings
from bot.vault import Vault
from handlers.installs import welcome
from storage.installs import STATE_GOOD_FOR, Workspace
from storage.store import Database


class TokenExpires(Exception):
    """Token rotation is switched on for the Slack app; Liaison needs a token that lasts."""


class OAuth:
    """The two steps of an installation. `changed` is told the workspace (by id) whose token is a new one."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        client: AsyncWebClient,
        vault: Vault,
        changed: Callable[[int], None],
    ) -> None:
        self.settings = settings
        self.database = database
        self.client = client
        self.vault = vault
        self.changed = changed

    def begin(self) -> tuple[str, str]:
        """Slack's page of consent, and the state with which it will send the person back. Nothing is kept: anybody may
        begin, as often as they like."""
        state = self.vault.begun(self.database.now())
        asked = {
            "client_id": self.settings.client_id,
            "scope": ",".join([*SCOPES, *OPTIONAL_SCOPES]),
            "redirect_uri": self.settings.redirect_url,
            "state": state,
        }
        site = self.settings.api_url.removesuffix("api/")
        return f"{site}oauth/v2/authorize?{urlencode(asked)}", state

    async def is_ours(self, state: str, *, of_browser: str) -> bool:
        """Whether the state was given to this browser at most 10 minutes ago; it is good once."""
        if not (state and secrets.compare_digest(state.encode(), of_browser.encode())):
            return False
        if not self.vault.is_begun(state, now=self.database.now(), good_for=STATE_GOOD_FOR):
            return False
        async with self.database.installs() as installs:
            return not await installs.is_spent(state)

    async def finish(self, code: str, *, state: str) -> tuple[Workspace, str]:
        """Exchanges the code, keeps the installation and greets the installer; gives the app's id too.

        Nothing is kept unless Slack answers everything. Raises `SlackApiError` and what else a call to Slack raises,
        `TokenExpires`.
        """
        secret = self.settings.client_secret
        given = await self.client.api_call(
            "oauth.v2.access",
            data={
                "client_id": self.settings.client_id,
                "client_secret": secret.get_secret_value() if secret else "",
                "code": code,
                "redirect_uri": self.settings.redirect_url,
            },
        )
        if given.get("refresh_token"):
            raise TokenExpires
        token, installer_id = given["access_token"], given["authed_user"]["id"]
        bot = await self.client.auth_test(token=token)
        installer = await self.client.users_info(token=token, user=installer_id, include_locale=True)
        enterprise, team = given.get("enterprise") or {}, _team(given)
        async with self.database.installs() as installs:
            await installs.spend(state)
            workspace = await installs.keep(
                enterprise_id=enterprise.get("id"),
                team_id=team.get("id"),
                name=(team or enterprise).get("name", ""),
                bot_user_id=given["bot_user_id"],
                bot_id=bot["bot_id"],
                bot_token=self.vault.seal(token, owner=team.get("id") or enterprise["id"]),
                scopes=given["scope"],
                installer_id=installer_id,
            )
        await welcome(self.database, workspace=workspace, installer=installer["user"])
        self.changed(workspace.id)
        return workspace, given["app_id"]


def _team(given: AsyncSlackResponse) -> dict[str, str]:
    """The team it was installed for, {} for the whole organization, where Slack may name one all the same."""
    return {} if given.get("is_enterprise_install") else given.get("team") or {}
