"""Details: what a source says beyond what Liaison works with; kept as it came, so that nothing is lost on the way out.

Schedules, costs, funding, documents, accessibility, programs, further addresses, metadata and the like (HSDS 3.x).
"""

from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, Scoped
from storage.shelf import Shelf


class Detail(Scoped, Base):
    """One object of the standard: its `resource` ("schedule"), its id there, and `data` in the words of the standard,
    where it refers to others by their external ids. `organization_id` is whose it is, None for one that is nobody's
    (a taxonomy)."""

    __tablename__ = "details"
    __table_args__ = (
        Index("ix_details_external_id", "source_id", "resource", "external_id", unique=True),
        Index("ix_details_organization_id", "organization_id", "resource"),
    )

    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    resource: Mapped[str]
    external_id: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    import_id: Mapped[int | None] = mapped_column(BigId)
    digest: Mapped[str] = mapped_column(default="")
    touched: Mapped[bool] = mapped_column(default=False)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Details(Shelf):
    """The shelf of details, read by the organization that the person has been shown."""

    async def of(self, organization_id: int, resource: str) -> list[Detail]:
        """Those of one sort, in the order they came."""
        found = select(Detail).where(Detail.organization_id == organization_id, Detail.resource == resource)
        return list(await self.session.scalars(found.order_by(Detail.id)))
