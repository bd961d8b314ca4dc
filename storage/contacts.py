"""Contacts: people at an organization."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.shelf import Shelf


class Contact(Scoped, Base):
    """A person at an organization: work data only, with where it came from and why it is kept (field, section 13)."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_organization_id", "organization_id"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    collected_on: Mapped[date]
    removed: Mapped[bool] = mapped_column(default=False)


class Contacts(Shelf):
    """The shelf of contacts."""
