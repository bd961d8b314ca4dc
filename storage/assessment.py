"""One check of readiness, and the actions that were made of its gaps (25.2 K4; field, section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.readiness_rules import FULL, SHORT, Answers, Given, Point, Says

UNDO = timedelta(hours=24)
"""How long a check may be corrected or taken back by whoever made it."""


class Assessment(Scoped, Base):
    """One check: of ourselves for an opportunity, of another organization, or (with neither) of ourselves in general.
    It is never overwritten by the next one. `answers`: by point what was said, the evidence, and whether it was kept
    from the check before."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_opportunity_id", "workspace_id", "opportunity_id", "id"),
        Index("ix_assessments_organization_id", "organization_id", "id"),
    )

    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    answers: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str]
    corrected_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]

    @property
    def about(self) -> "About":
        return About(self.opportunity_id, self.organization_id)

    @property
    def given(self) -> dict[Point, Given]:
        """What was said, by point."""
        return {Point(name): _read(kept) for name, kept in self.answers.items()}

    def correctable(self, now: datetime) -> bool:
        """Whether it was made so lately that it may be corrected or taken back."""
        return now - self.at <= UNDO


class ReadinessStep(Scoped, Base):
    """An action that was made of a gap."""

    __tablename__ = "readiness_steps"
    __table_args__ = (
        UniqueConstraint("assessment_id", "point"),
        Index("ix_readiness_steps_action_id", "action_id"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"))
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"))
    point: Mapped[str]


@dataclass(frozen=True)
class About:
    """What is checked: ourselves for an opportunity, an organization, or ourselves in general."""

    opportunity_id: int | None = None
    organization_id: int | None = None

    @property
    def points(self) -> Sequence[Point]:
        return SHORT if self.organization_id is not None else FULL

    @property
    def key(self) -> str:
        """ "us", "opportunity:7" or "organization:7"."""
        if self.opportunity_id is not None:
            return f"opportunity:{self.opportunity_id}"
        return f"organization:{self.organization_id}" if self.organization_id is not None else "us"

    @classmethod
    def read(cls, key: str) -> "About":
        noun, _, number = key.partition(":")
        return cls(**{f"{noun}_id": int(number)}) if number else cls()


US = About()


def _read(kept: dict[str, Any]) -> Given:
    says = kept.get("says")
    return Given(Says(says) if says else None, kept.get("evidence", ""), kept.get("kept", False))


def written(answers: Answers) -> dict[str, Any]:
    """Answers as they are kept."""
    return {
        point.value: {"says": given.says, "evidence": given.evidence, "kept": given.kept}
        for point, given in answers.items()
    }
