"""The people of a workspace who use Liaison, and what each may do."""

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class Role(StrEnum):
    """Design, section 10. `nobody` is a guest or a stranger from a shared channel."""

    owner = "owner"
    coordinator = "coordinator"
    member = "member"
    viewer = "viewer"
    nobody = "nobody"


class Right(StrEnum):
    """What a route needs. `edit` is further narrowed by who owns the partner."""

    use = "use"
    edit = "edit"
    coordinate = "coordinate"
    administer = "administer"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.owner: frozenset(Right),
    Role.coordinator: frozenset({Right.use, Right.edit, Right.coordinate}),
    Role.member: frozenset({Right.use, Right.edit}),
    Role.viewer: frozenset({Right.use}),
    Role.nobody: frozenset(),
}


class Member(Scoped, Base):
    """A person in Slack, by user id. `language` and quiet hours are their own choice, None means as Slack says."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.member)
    role_given: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    left: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def speaks(self) -> str:
        """ "fr" for any French locale or by choice, else "en"."""
        return self.language or ("fr" if self.locale.lower().startswith("fr") else "en")


class Members(Shelf):
    """The shelf of members."""

    async def meet(self, *, user_id: str, name: str, role: Role, locale: str, time_zone: str, left: bool) -> Member:
        """Keeps what Slack says of a person now. A role that was given in Liaison stays, unless they are a guest."""
        member = await self.by_user(user_id)
        if member is None:
            member = self.store.add(Member(user_id=user_id, role=role, role_given=False))
        elif role is Role.nobody or not member.role_given:
            member.role = role
        member.name, member.locale, member.time_zone, member.left = name, locale, time_zone, left
        member.seen_at = self.store.now
        await self.session.flush()
        return member

    async def by_user(self, user_id: str) -> Member | None:
        return (await self.session.scalars(select(Member).where(Member.user_id == user_id))).one_or_none()

    async def names(self, user_ids: list[str]) -> dict[str, str]:
        """Display names by user id; a person never met is shown by their id."""
        rows = await self.session.execute(select(Member.user_id, Member.name).where(Member.user_id.in_(user_ids)))
        known = {user_id: name for user_id, name in rows if name}
        return {user_id: known.get(user_id, user_id) for user_id in user_ids}
