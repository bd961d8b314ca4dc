"""Which workspace a request comes from, and with which token we answer it."""

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from storage.installs import Workspace
from storage.store import Database

Team = tuple[str, str]
Known = tuple[Workspace, AuthorizeResult]


class Installations:
    """Authorizes requests from memory: one look-up a workspace, forgotten when its installation changes.

    (The stock installation store costs 33 no-ops a request: design, section 2.)
    """

    def __init__(self, database: Database, client: AsyncWebClient, bot_token: str) -> None:
        self.database = database
        self.client = client
        self.bot_token = bot_token
        self.known: dict[Team, Known] = {}

    async def install(self) -> Workspace:
        """Learns from Slack whose token this is and keeps the workspace. Raises `SlackApiError` for a bad token."""
        answer = await self.client.auth_test(token=self.bot_token)
        async with self.database.installs() as installs:
            return await installs.keep(
                enterprise_id=answer.get("enterprise_id"),
                team_id=answer["team_id"],
                name=answer["team"],
                bot_user_id=answer["user_id"],
                bot_id=answer["bot_id"],
                bot_token=None,
                scopes=answer.headers.get("x-oauth-scopes", ""),
                installer_id=None,
            )

    async def workspace_of(self, *, enterprise_id: str | None, team_id: str | None) -> Known | None:
        """The workspace of a request and what Bolt needs to answer it; None where Liaison is not installed."""
        team = (enterprise_id or "", team_id or "")
        if team not in self.known:
            async with self.database.installs() as installs:
                workspace = await installs.by_team(enterprise_id=enterprise_id, team_id=team_id)
            if workspace is None:
                return None
            self.known[team] = (
                workspace,
                AuthorizeResult(
                    enterprise_id=enterprise_id,
                    team_id=team_id,
                    bot_token=self.bot_token,
                    bot_id=workspace.bot_id,
                    bot_user_id=workspace.bot_user_id,
                ),
            )
        return self.known[team]

    async def client_of(self, workspace_id: int) -> AsyncWebClient:
        """A client that speaks as the bot of this workspace, for what is said unprompted."""
        return AsyncWebClient(
            token=self.bot_token, base_url=self.client.base_url, session=self.client.session, retry_handlers=[]
        )

    def forget(self) -> None:
        self.known.clear()
