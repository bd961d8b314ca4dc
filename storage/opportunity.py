"""One opportunity: an outcome that a partnership would improve (25.2 P1)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.assets import Asset
from storage.base import Base, Scoped, choice
from storage.partners import Reason

OUTCOME_LIMIT = 300
TEXT_LIMIT = 1000
REGION_LIMIT = 200


class OpportunityState(StrEnum):
    """Where it stands; the last two are put away."""

    open = "open"
    exploring = "exploring"
    matched = "matched"
    achieved = "achieved"
    dropped = "dropped"


PUT_AWAY = (OpportunityState.achieved, OpportunityState.dropped)


class Urgency(StrEnum):
    high = "high"
    normal = "normal"
    low = "low"


class Opportunity(Scoped, Base):
    """An outcome to improve, whom it concerns, what is missing and what is needed. It belongs to the whole team: every
    member sees it and may change it."""

    __tablename__ = "opportunities"
    __table_args__ = (Index("ix_opportunities_by_state", "workspace_id", "state", "id"),)

    outcome: Mapped[str]
    whom: Mapped[str] = mapped_column(default="")
    gap: Mapped[str] = mapped_column(default="")
    reasons: Mapped[list[str]] = mapped_column(default=list)
    assets: Mapped[list[str]] = mapped_column(default=list)
    services: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    region: Mapped[str] = mapped_column(default="")
    success: Mapped[str] = mapped_column(default="")
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency))
    state: Mapped[OpportunityState] = mapped_column(choice(OpportunityState))
    owner_id: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[int]


class OpportunityPartner(Scoped, Base):
    """A partner that was found, or made, for an opportunity."""

    __tablename__ = "opportunity_partners"
    __table_args__ = (
        UniqueConstraint("opportunity_id", "partner_id"),
        Index("ix_opportunity_partners_partner_id", "partner_id"),
    )

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by: Mapped[str]


@dataclass(frozen=True)
class Need:
    """All that the form says of an opportunity. `languages` are language codes."""

    outcome: str
    whom: str = ""
    gap: str = ""
    reasons: tuple[Reason, ...] = ()
    assets: tuple[Asset, ...] = ()
    services: str = ""
    languages: tuple[str, ...] = ()
    region: str = ""
    success: str = ""
    urgency: Urgency = Urgency.normal
    owner_id: str = ""

    @classmethod
    def of(cls, one: Opportunity) -> "Need":
        return cls(
            outcome=one.outcome,
            whom=one.whom,
            gap=one.gap,
            reasons=tuple(Reason(reason) for reason in one.reasons),
            assets=tuple(Asset(asset) for asset in one.assets),
            services=one.services,
            languages=tuple(one.languages),
            region=one.region,
            success=one.success,
            urgency=one.urgency,
            owner_id=one.owner_id,
        )

    def changes(self, later: "Need") -> dict[str, list[Any]]:
        """What differs, by field: the former value and the later one, as JSON values."""
        before, after = asdict(self), asdict(later)
        return {
            name: [_json(before[name]), _json(after[name])]
            for name in before
            if _in_order(before[name]) != _in_order(after[name])
        }


def subject(one: Opportunity) -> str:
    """What an opportunity is called in the audit trail and in drafts: "opportunity:7"."""
    return f"opportunity:{one.id}"


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _in_order(value: Any) -> Any:
    """What was chosen of several, whatever the order of choosing."""
    return sorted(value) if isinstance(value, tuple) else value
