"""Locations and phones: where organizations and their services are found, and reached (HSDS 3.x: location, phone)."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.imported import Imported
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf


class LocationType(StrEnum):
    physical = "physical"
    postal = "postal"
    virtual = "virtual"


class Location(Imported, Scoped, Base):
    """One place. Its address is the first physical one, or else the first, that the source names (`address_id` there,
    `address_type`); all of them stay among the details. `province` is as written ("ON", "Québec"). `organization_id`
    is None for a place that several share and none owns."""

    __tablename__ = "locations"
    __table_args__ = (
        Index("ix_locations_external_id", "source_id", "external_id", unique=True),
        Index("ix_locations_organization_id", "organization_id", "id"),
    )

    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    type: Mapped[LocationType] = mapped_column(choice(LocationType))
    name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    address_id: Mapped[str | None]
    address_type: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")


class Phone(Imported, Scoped, Base):
    """A telephone number of an organization, or of one of its services, locations or contacts."""

    __tablename__ = "phones"
    __table_args__ = (
        Index("ix_phones_external_id", "source_id", "external_id", unique=True),
        Index("ix_phones_organization_id", "organization_id", "id"),
        Index("ix_phones_service_id", "service_id"),
        Index("ix_phones_location_id", "location_id"),
        Index("ix_phones_contact_id", "contact_id"),
    )

    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    number: Mapped[str]
    extension: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")


class Locations(Shelf):
    """The shelf of locations, read by the organization that the person has been shown."""

    async def of(self, organization_id: int, *, limit: int = 100) -> list[Location]:
        """Its own places and those where it gives services, in the order they came."""
        services = select(Service.id).where(Service.organization_id == organization_id)
        there = select(ServiceLocation.location_id).where(ServiceLocation.service_id.in_(services))
        found = select(Location).where(or_(Location.organization_id == organization_id, Location.id.in_(there)))
        return list(await self.session.scalars(found.order_by(Location.id).limit(limit)))

    async def phones(self, organization_id: int, *, limit: int = 100) -> list[Phone]:
        """Every number of the organization, in the order they came."""
        found = select(Phone).where(Phone.organization_id == organization_id).order_by(Phone.id).limit(limit)
        return list(await self.session.scalars(found))
