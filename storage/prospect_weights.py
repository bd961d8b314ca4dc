"""How much each question counts when prospects are ranked, in this workspace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from storage.base import Base, Scoped
from storage.prospect_rules import DEFAULTS, Factor
from storage.shelf import Shelf

WEIGHED = "prospect:weights:changed"


class Weighting(Scoped, Base):
    """How much each question counts in this workspace, by its name."""

    __tablename__ = "weightings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    weights: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str]


class ProspectWeights(Shelf):
    """The shelf of the weights."""

    async def weights(self) -> dict[Factor, int]:
        """How much each question counts here: as a coordinator said, else as it was at first."""
        kept = await self.weighting()
        return dict(DEFAULTS) | ({Factor(name): int(one) for name, one in kept.weights.items()} if kept else {})

    async def weighting(self) -> Weighting | None:
        """What a coordinator said, with who and when."""
        return (await self.session.scalars(select(Weighting))).one_or_none()

    async def weigh(self, weights: Mapping[Factor, int]) -> None:
        """Says anew how much each question counts, 0 to 10."""
        before = await self.weights()
        kept = await self.weighting() or self.store.add(Weighting(weights={}, at=self.store.now, by=self.store.by))
        kept.weights = {factor.value: weight for factor, weight in weights.items()}
        kept.at, kept.by = self.store.now, self.store.by
        changes = {
            factor.value: [before[factor], weights[factor]] for factor in Factor if before[factor] != weights[factor]
        }
        if changes:
            self.store.audit.note(WEIGHED, "prospects", changes=changes)
        await self.session.flush()
