"""Services: what an organization offers, and where (HSDS 3.x: service, service_at_location, service_area)."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.imported import Imported
from storage.shelf import Shelf


class ServiceStatus(StrEnum):
    """The standard's four."""

    active = "active"
    inactive = "inactive"
    defunct = "defunct"
    temporarily_closed = "temporarily closed"


class Service(Imported, Scoped, Base):
    """One service. `languages` are codes ("en", "fr", "iu"); `eligibility` and `fees` are what the standard calls
    `eligibility_description` and `fees_description`, as plain text."""

    __tablename__ = "services"
    __table_args__ = (
        Index("ix_services_external_id", "source_id", "external_id", unique=True),
        Index("ix_services_organization_id", "organization_id", "id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]
    alternate_name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[ServiceStatus] = mapped_column(choice(ServiceStatus))
    languages: Mapped[list[str]] = mapped_column(default=list)
    eligibility: Mapped[str] = mapped_column(default="")
    fees: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class ServiceLocation(Imported, Scoped, Base):
    """A service at a location (the standard's `service_at_location`)."""

    __tablename__ = "service_locations"
    __table_args__ = (
        Index("ix_service_locations_external_id", "source_id", "external_id", unique=True),
        Index("ix_service_locations_service_id", "service_id", "location_id"),
        Index("ix_service_locations_location_id", "location_id", "service_id"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    description: Mapped[str] = mapped_column(default="")


class ServiceArea(Imported, Scoped, Base):
    """Where a service is given: a name ("Durham Region"), a description, an extent."""

    __tablename__ = "service_areas"
    __table_args__ = (
        Index("ix_service_areas_external_id", "source_id", "external_id", unique=True),
        Index("ix_service_areas_organization_id", "organization_id", "id"),
        Index("ix_service_areas_service_id", "service_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")


class Services(Shelf):
    """The shelf of services, read by the organization that the person has been shown."""

    async def of(self, organization_id: int, *, limit: int = 100) -> list[Service]:
        """Its services, in the order they came."""
        found = select(Service).where(Service.organization_id == organization_id).order_by(Service.id).limit(limit)
        return list(await self.session.scalars(found))

    async def areas(self, organization_ids: Collection[int]) -> dict[int, list[str]]:
        """The names of the areas where organizations give services, by organization, each once, in order."""
        found = select(ServiceArea.organization_id, ServiceArea.name).where(
            ServiceArea.organization_id.in_(organization_ids), ServiceArea.name != ""
        )
        areas: dict[int, dict[str, None]] = {}
        for organization_id, name in await self.session.execute(found.order_by(ServiceArea.id)):
            areas.setdefault(organization_id, {})[name] = None
        return {organization_id: list(names) for organization_id, names in areas.items()}
