"""One colleague's review of one version of an agreement (25.2 P4)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.agreement_parts import Part
from storage.base import Base, Scoped, choice


class Verdict(StrEnum):
    """`unanswered`: the version was replaced, or its review was over, before they answered. `withdrawn`: they need not
    answer, somebody else does."""

    waiting = "waiting"
    approved = "approved"
    changes = "changes"
    unanswered = "unanswered"
    withdrawn = "withdrawn"


class AgreementReview(Scoped, Base):
    """One person asked to review one version; `part` and `comment` say what they want changed."""

    __tablename__ = "agreement_reviews"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number", "user_id"),
        Index("ix_agreement_reviews_user_id", "workspace_id", "user_id", "verdict"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    number: Mapped[int]
    user_id: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict), default=Verdict.waiting)
    part: Mapped[Part | None] = mapped_column(choice(Part))
    comment: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
