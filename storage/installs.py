"""Workspaces that installed Liaison: one row each, whether the host serves one or many."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, LargeBinary, UniqueConstraint, and_, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

KEPT_AFTER_REMOVAL = timedelta(days=13)
"""So that all is gone within 14 days even where the clock stands still for one of them."""
STATE_GOOD_FOR = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(seconds=5)


class Workspace(Base):
    """A Slack workspace. `enterprise_id` is "" outside an Enterprise Grid, `team_id` "" for an org-wide install.

    `bot_token` is encrypted. `installed_at` is the last time it was installed (UTC). Nothing is said in the
    workspace before `paused_until` (UTC): Slack asked us to wait.
    """

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)

    enterprise_id: Mapped[str] = mapped_column(default="")
    team_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(default="")
    bot_id: Mapped[str] = mapped_column(default="")
    bot_token: Mapped[bytes | None] = mapped_column(LargeBinary)
    scopes: Mapped[str] = mapped_column(default="")
    installer_id: Mapped[str | None]
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]

    @property
    def slack_id(self) -> str:
        """What Slack knows it by: the team, or the organization where it is installed for all of it."""
        return self.team_id or self.enterprise_id


class InstallState(Base):
    """The state of an installation by OAuth that came to its end: it is not good again, until `expires_at` (UTC), when
    it would be too old anyway. Whoever only begins leaves no row."""

    __tablename__ = "install_states"
    __table_args__ = (UniqueConstraint("state"),)

    state: Mapped[str]
    expires_at: Mapped[datetime]


class Installs:
    """The shelf of workspaces; the only one that is not scoped to a workspace."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now

    async def by_team(self, *, enterprise_id: str | None, team_id: str | None) -> Workspace | None:
        """The workspace of a request, None when it never installed or has removed Liaison.

        Without a team it is the one installed for the whole organization.
        """
        found = select(Workspace).where(_is(enterprise_id, team_id), Workspace.removed_at.is_(None))
        return (await self.session.scalars(found)).one_or_none()

    async def get(self, workspace_id: int) -> Workspace:
        """A workspace that is there."""
        return await self.session.get_one(Workspace, workspace_id)

    async def active(self) -> list[Workspace]:
        """Every workspace that has Liaison now, oldest first."""
        found = select(Workspace).where(Workspace.removed_at.is_(None)).order_by(Workspace.id)
        return list(await self.session.scalars(found))

    async def keep(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        name: str,
        bot_user_id: str,
        bot_id: str,
        bot_token: bytes | None,
        scopes: str,
        installer_id: str | None,
    ) -> Workspace:
        """Notes an installation, or renews it when the workspace is known already, with all that it had kept."""
        workspace = await self._known(enterprise_id, team_id) or await self._first_seen(enterprise_id, team_id)
        workspace.enterprise_id = enterprise_id or ""
        workspace.name, workspace.scopes = name, scopes
        workspace.bot_user_id, workspace.bot_id, workspace.bot_token = bot_user_id, bot_id, bot_token
        workspace.installer_id = installer_id or workspace.installer_id
        workspace.installed_at, workspace.removed_at, workspace.paused_until = self.now, None, None
        await self.session.flush()
        return workspace

    async def remove(self, workspace_id: int, *, since: datetime) -> bool:
        """Deletes the token at once and notes the removal; Slack says that it happened at `since` (UTC).

        Slack may tell of it late: a removal that is older than the present installation changes nothing (False).
        """
        change = update(Workspace).where(
            Workspace.id == workspace_id,
            Workspace.removed_at.is_(None),
            Workspace.installed_at <= since + CLOCKS_DIFFER,
        )
        return await self._rows(change.values(bot_token=None, removed_at=self.now, paused_until=None)) > 0

    async def purge(self) -> int:
        """Deletes everything of workspaces removed `KEPT_AFTER_REMOVAL` ago or longer; gives how many there were."""
        return await self._rows(delete(Workspace).where(Workspace.removed_at <= self.now - KEPT_AFTER_REMOVAL))

    async def is_spent(self, state: str) -> bool:
        """Whether an installation was finished with this state."""
        spent = select(InstallState.id).where(InstallState.state == state)
        return await self.session.scalar(spent) is not None

    async def spend(self, state: str) -> None:
        """An installation was finished with this state; those that are too old to be good are swept up."""
        await self.session.execute(delete(InstallState).where(InstallState.expires_at <= self.now))
        self.session.add(InstallState(state=state, expires_at=self.now + STATE_GOOD_FOR))

    async def _known(self, enterprise_id: str | None, team_id: str | None) -> Workspace | None:
        return (await self.session.scalars(select(Workspace).where(_is(enterprise_id, team_id)))).one_or_none()

    async def _first_seen(self, enterprise_id: str | None, team_id: str | None) -> Workspace:
        """Two may install at once: one of them finds the other's row."""
        workspace = Workspace(enterprise_id=enterprise_id or "", team_id=team_id or "", installed_at=self.now)
        try:
            async with self.session.begin_nested():
                self.session.add(workspace)
        except IntegrityError:
            return (await self.session.scalars(select(Workspace).where(_is(enterprise_id, team_id)))).one()
        return workspace

    async def _rows(self, change: Any) -> int:
        result = await self.session.execute(change, execution_options={"synchronize_session": False})
        return cast("CursorResult[Any]", result).rowcount


def _is(enterprise_id: str | None, team_id: str | None) -> ColumnElement[bool]:
    """A team's id is its own in all of Slack, and stays when the team joins an Enterprise Grid."""
    if team_id:
        return Workspace.team_id == team_id
    return and_(Workspace.team_id == "", Workspace.enterprise_id == (enterprise_id or ""))
