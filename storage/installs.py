"""Workspaces that installed Liaison: one row each, whether the host serves one or many."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Workspace(Base):
    """A Slack workspace. `enterprise_id` is "" outside an Enterprise Grid, `team_id` "" for an org-wide install.

    `paused_until` (UTC): Slack asked that nothing be said there unprompted before then.
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


class Installs:
    """The shelf of workspaces; the only one that is not scoped to a workspace."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now

    async def by_team(self, *, enterprise_id: str | None, team_id: str | None) -> Workspace | None:
        """The workspace of a request, None when it never installed or has removed Liaison."""
        found = select(Workspace).where(
            Workspace.enterprise_id == (enterprise_id or ""),
            Workspace.team_id == (team_id or ""),
            Workspace.removed_at.is_(None),
        )
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
        team_id: str,
        name: str,
        bot_user_id: str,
        bot_id: str,
        bot_token: bytes | None,
        scopes: str,
        installer_id: str | None,
    ) -> Workspace:
        """Notes an installation, or renews it when the workspace is known already."""
        found = select(Workspace).where(Workspace.enterprise_id == (enterprise_id or ""), Workspace.team_id == team_id)
        workspace = (await self.session.scalars(found)).one_or_none()
        if workspace is None:
            workspace = Workspace(enterprise_id=enterprise_id or "", team_id=team_id, installed_at=self.now)
            self.session.add(workspace)
        workspace.name, workspace.scopes = name, scopes
        workspace.bot_user_id, workspace.bot_id, workspace.bot_token = bot_user_id, bot_id, bot_token
        workspace.installer_id = installer_id or workspace.installer_id
        workspace.removed_at = None
        await self.session.flush()
        return workspace
