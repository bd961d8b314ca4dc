"""Requirements of a partnership, of the four kinds the standard names (25.2 P3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class RequirementKind(StrEnum):
    schedule = "schedule"
    finance = "finance"
    reporting = "reporting"
    measurement = "measurement"


class Requirement(Scoped, Base):
    """What one kind of requirement asks, as last agreed; or that it does not apply."""

    __tablename__ = "requirements"
    __table_args__ = (UniqueConstraint("partner_id", "kind"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    kind: Mapped[RequirementKind] = mapped_column(choice(RequirementKind))
    text: Mapped[str] = mapped_column(default="")
    not_applicable: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class Requirements(Shelf):
    """The shelf of requirements."""
