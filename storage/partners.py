"""Partners: an organization with a partnership, its stage, and the rules of its life (field, section 3)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Base, Scoped, choice
from storage.organizations import Organization
from storage.shelf import Shelf


class Stage(StrEnum):
    """Where a partnership stands (field, section 3)."""

    identified = "identified"
    contacted = "contacted"
    exploring = "exploring"
    agreeing = "agreeing"
    active = "active"
    under_review = "under_review"
    renewing = "renewing"
    paused = "paused"
    closed = "closed"
    declined = "declined"


class Reason(StrEnum):
    """Reasons to partner (25.2, field, section 1)."""

    duplication = "duplication"
    pooling = "pooling"
    social_issue = "social_issue"
    social_change = "social_change"
    services = "services"
    outreach = "outreach"


class Partner(Scoped, Base):
    """A partnership with one organization; `name_key` repeats the organization's so that lists page by one index."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        Index("ix_partners_by_name", "workspace_id", "archived", "name_key", "id"),
        Index("ix_partners_by_stage", "workspace_id", "archived", "stage", "name_key", "id"),
        Index("ix_partners_by_owner", "workspace_id", "archived", "owner_id", "name_key", "id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name_key: Mapped[str]
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.identified)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    owner_id: Mapped[str]
    channel_id: Mapped[str | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    ask_again_on: Mapped[date | None]
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        return self.organization.name


class PartnerPerson(Scoped, Base):
    """A colleague named on a partner: may edit it, and sees it when it is confidential."""

    __tablename__ = "partner_people"
    __table_args__ = (UniqueConstraint("partner_id", "user_id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    user_id: Mapped[str]


class StageMove(Scoped, Base):
    """One move of a partner's stage: who, when, why; `overridden` when a gate advised against it."""

    __tablename__ = "stage_moves"
    __table_args__ = (Index("ix_stage_moves_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    stage_from: Mapped[Stage | None] = mapped_column(choice(Stage))
    stage_to: Mapped[Stage] = mapped_column(choice(Stage))
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    by_itself: Mapped[bool] = mapped_column(default=False)
    overridden: Mapped[bool] = mapped_column(default=False)


class Partners(Shelf):
    """The shelf of partners."""
