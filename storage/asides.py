"""Organizations that are not for us: looked at, left out from then on, with why, until somebody looks again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.errors import AlreadyThere
from storage.in_sight import in_sight
from storage.organizations import Organization
from storage.shelf import Shelf
from storage.texts import checked

WHY_LIMIT = 500
SET_ASIDE, TAKEN_BACK = "prospect:aside:set", "prospect:aside:taken_back"


class Aside(Scoped, Base):
    """An organization that was looked at and is not for us, with why."""

    __tablename__ = "asides"
    __table_args__ = (UniqueConstraint("organization_id"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class Asides(Shelf):
    """The shelf of what is set aside."""

    async def of(self, organization_id: int) -> Aside | None:
        """Why an organization is not for us, if it is not."""
        found = select(Aside).where(Aside.organization_id == organization_id)
        return (await self.session.scalars(found)).one_or_none()

    async def page(self, *, after: int | None = None, size: int = 10) -> list[tuple[Aside, Organization]]:
        """Those that were set aside, the newest first, from the one `after` on."""
        found = select(Aside, Organization).join(Organization, Organization.id == Aside.organization_id)
        found = found.where(in_sight(Organization.id))
        if after is not None:
            found = found.where(Aside.id < after)
        rows = await self.session.execute(found.order_by(Aside.id.desc()).limit(size))
        return [(aside, organization) for aside, organization in rows]

    async def among(self, organization_ids: Collection[int]) -> list[int]:
        """Those of these organizations that are set aside."""
        found = select(Aside.organization_id).where(Aside.organization_id.in_(organization_ids))
        return list(await self.session.scalars(found))

    async def count(self) -> int:
        return await self.session.scalar(select(func.count()).select_from(Aside)) or 0

    async def set_aside(self, organization: Organization, why: str) -> None:
        """Not for us, with why; it is left out from then on. Raises `AlreadyThere`, and what `texts.checked` raises."""
        if await self.of(organization.id):
            raise AlreadyThere(field="why")
        kept = checked(why, field="why", limit=WHY_LIMIT, required=True)
        self.store.add(Aside(organization_id=organization.id, why=kept, at=self.store.now, by=self.store.by))
        await self.session.flush()
        self.store.audit.note(SET_ASIDE, f"organization:{organization.id}", why=kept)
        await self.store.search.keep([organization.id])

    async def take_back(self, organization: Organization) -> None:
        """Looks at it again; nothing when it was not set aside."""
        if await self.of(organization.id) is None:
            return
        await self.session.execute(delete(Aside).where(Aside.organization_id == organization.id))
        self.store.audit.note(TAKEN_BACK, f"organization:{organization.id}")
        await self.session.flush()
        await self.store.search.keep([organization.id])
