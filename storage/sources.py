"""Sources: where imported records come from, under which licence; provenance stays with each record."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.organizations import NAME_LIMIT, SHORT_LIMIT, one_line
from storage.shelf import Shelf
from storage.texts import checked


class Source(Scoped, Base):
    """One publisher of data ("211 Ontario"), and the licence that its data carry."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    licence: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class Sources(Shelf):
    """The shelf of sources. They stay as long as the workspace does."""

    async def named(self, name: str, *, licence: str = "") -> Source:
        """The source of that name, made when there is none; a `licence` that is given is its licence from now on."""
        kept = one_line(checked(name, field="source", limit=NAME_LIMIT, required=True))
        source = await self.known(kept)
        if source is None:
            source = self.store.add(Source(name=kept, created_at=self.store.now, created_by=self.store.by))
        if licence.strip():
            source.licence = one_line(checked(licence, field="licence", limit=SHORT_LIMIT))
        await self.session.flush()
        return source

    async def known(self, name: str) -> Source | None:
        """The source of that name, None when there is none."""
        return (await self.session.scalars(select(Source).where(Source.name == one_line(name)))).one_or_none()

    async def get(self, source_id: int | None) -> Source | None:
        if source_id is None:
            return None
        return (await self.session.scalars(select(Source).where(Source.id == source_id))).one_or_none()

    async def all(self) -> list[Source]:
        """By name."""
        return list(await self.session.scalars(select(Source).order_by(Source.name)))
