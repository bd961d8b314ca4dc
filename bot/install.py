"""Which workspace a request comes from, and with which token we answer it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.vault import Vault
from handlers.outcomes import NotInstalled
from storage.installs import Workspace
from storage.store import Database

AT_HAND = timedelta(minutes=1)
"""How long another process may not notice that an installation has changed."""

Team = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """A workspace that has Liaison, and its token, until it is looked up again."""

    workspace: Workspace
    token: str = field(repr=False)
    until: datetime
    result: AuthorizeResult = field(repr=False)


class Installations:
    """Authorizes requests from memory: one look-up a workspace and minute, forgotten when its installation changes.

    With a `bot_token` there is one workspace, the token's; else each has its own, kept sealed by `vault`.
    (The stock installation store costs 33 no-ops a request: design, section 2.)
    """

    def __init__(
        self, database: Database, client: AsyncWebClient, *, bot_token: str | None, vault: Vault | None
    ) -> None:
        self.database = database
        self.client = client
        self.bot_token = bot_token
        self.vault = vault
        self.own: int | None = None
        self.by_team: dict[Team, Known] = {}
        self.by_id: dict[int, Known] = {}

    async def begin(self) -> None:
        """Learns whose the one token is, or seals every token with the newest key, so that older ones may go.

        Raises `SlackApiError` for a token that Slack does not know, `UnreadableToken` where a key is missing.
        """
        if self.bot_token:
            self.own = (await self._install(self.bot_token)).id
            return
        async with self.database.installs() as installs:
            for workspace in await installs.active():
                if workspace.bot_token and self.vault:
                    token = self.vault.read(workspace.bot_token, owner=workspace.slack_id)
                    workspace.bot_token = self.vault.seal(token, owner=workspace.slack_id)

    async def workspace_of(
        self, *, enterprise_id: str | None, team_id: str | None
    ) -> tuple[Workspace, AuthorizeResult] | None:
        """The workspace of a request and what Bolt needs to answer it; None where Liaison is not installed.

        Without a team it is the organization, where Liaison is installed for all of it.
        """
        team = (enterprise_id or "", team_id or "")
        known = self.by_team.get(team)
        if known is None or known.until <= self.database.now():
            async with self.database.installs() as installs:
                workspace = await installs.by_team(enterprise_id=enterprise_id, team_id=team_id)
            known = self._known(workspace, enterprise_id, team_id)
            if known is None:
                return None
            self.by_team[team] = known
        return known.workspace, known.result

    async def client_of(self, workspace_id: int) -> AsyncWebClient:
        """A client that speaks as the bot of this workspace, for what is said unprompted. Raises `NotInstalled`."""
        known = self.by_id.get(workspace_id)
        if known is None or known.until <= self.database.now():
            async with self.database.installs() as installs:
                known = self._known(await installs.get(workspace_id))
            if known is None:
                raise NotInstalled
            self.by_id[workspace_id] = known
        return AsyncWebClient(
            token=known.token, base_url=self.client.base_url, session=self.client.session, retry_handlers=[]
        )

    def forget(self, workspace_id: int) -> None:
        """Its token has changed or is gone."""
        self.by_id.pop(workspace_id, None)
        self.by_team = {team: known for team, known in self.by_team.items() if known.workspace.id != workspace_id}

    def _known(
        self, workspace: Workspace | None, enterprise_id: str | None = None, team_id: str | None = None
    ) -> Known | None:
        """With its own token or none at all: never with another's. Raises `UnreadableToken`."""
        if workspace is None or workspace.removed_at is not None:
            return None
        token = self._token(workspace)
        if token is None:
            return None
        result = AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
        )
        return Known(workspace, token, self.database.now() + AT_HAND, result)

    def _token(self, workspace: Workspace) -> str | None:
        if self.bot_token:
            return self.bot_token if workspace.id == self.own else None
        if workspace.bot_token is None or self.vault is None:
            return None
        return self.vault.read(workspace.bot_token, owner=workspace.slack_id)

    async def _install(self, token: str) -> Workspace:
        answer = await self.client.auth_test(token=token)
        async with self.database.installs() as installs:
            return await installs.keep(
                enterprise_id=answer.get("enterprise_id"),
                team_id=None if answer.get("is_enterprise_install") else answer["team_id"],
                name=answer["team"],
                bot_user_id=answer["user_id"],
                bot_id=answer["bot_id"],
                bot_token=None,
                scopes=answer.headers.get("x-oauth-scopes", ""),
                installer_id=None,
            )
