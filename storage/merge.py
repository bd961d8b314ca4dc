"""Two organizations made one: who did it, when, and every change it made, so that it can be taken apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, Scoped
from storage.organizations import Kind, Organization
from storage.partners import Partner

KEPT_FOR = timedelta(days=30)
"""How long two can be taken apart again."""


class Merge(Scoped, Base):
    """One organization put into another. `kept_name` and `gone_name` are what they were called before; the partnerships
    are those they had, `moved` when the only one went over. It can be undone until `KEPT_FOR` is over."""

    __tablename__ = "merges"
    __table_args__ = (
        Index("ix_merges_kept_id", "kept_id", "id"),
        Index("ix_merges_gone_id", "gone_id", "id"),
        Index("ix_merges_at", "workspace_id", "at"),
    )

    kept_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    kept_partner_id: Mapped[int | None] = mapped_column(BigId)
    gone_partner_id: Mapped[int | None] = mapped_column(BigId)
    kept_name: Mapped[str]
    gone_name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]

    @property
    def subject(self) -> str:
        """What is said of it in the outbox is about this."""
        return f"merge:{self.id}"

    @property
    def partner_id(self) -> int | None:
        """The partnership that there is now, if any."""
        return self.kept_partner_id or self.gone_partner_id

    def open(self, now: datetime) -> bool:
        """Whether the two can still be taken apart."""
        return self.undone_at is None and now < self.at + KEPT_FOR


class MergeMove(Scoped, Base):
    """What a merge changed in one row: the columns as they were, and as it left them. A row that it added has nothing
    before."""

    __tablename__ = "merge_moves"
    __table_args__ = (Index("ix_merge_moves_merge_id", "merge_id", "id"),)

    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id", ondelete="CASCADE"))
    noun: Mapped[str]
    row_id: Mapped[int] = mapped_column(BigId)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Source(StrEnum):
    """Whose value of a field is taken."""

    kept = "kept"
    gone = "gone"
    both = "both"


LISTS = frozenset(("kinds", "languages", "reasons"))
"""Fields of which both values can be put together."""
OF_ORGANIZATION = ("name", "kinds", "region", "languages", "serves", "website", "email", "description")
OF_PARTNER = ("stage", "owner_id", "channel_id", "reasons")


@dataclass(frozen=True)
class Side:
    """One of the two, as it is before: its partnership, kinds, and how much of each sort hangs on it, by table."""

    organization: Organization
    partner: Partner | None
    kinds: Sequence[Kind]
    people: Sequence[str]
    counts: Mapping[str, int]
    source: str

    def value(self, field: str) -> Any:
        """A field as it stands: text, a list of texts, or None for what it does not have."""
        if field == "kinds":
            return [kind.value for kind in self.kinds]
        if field in OF_PARTNER:
            found = getattr(self.partner, field) if self.partner else None
            return found.value if isinstance(found, StrEnum) else found
        return getattr(self.organization, field)


@dataclass(frozen=True)
class Preview:
    """What would come of putting `gone` into `kept`: contacts that become one, and what there is of on both sides,
    where only one can stay."""

    kept: Side
    gone: Side
    same_people: Sequence[str]
    conflicts: Mapping[str, int]
    same_kpis: Sequence[str]
    two_plans: bool
    confidential: bool

    def differing(self) -> list[str]:
        """The fields in which they differ; those of the partnership only where there are two."""
        fields = [*OF_ORGANIZATION, *(OF_PARTNER if self.kept.partner and self.gone.partner else ())]
        return [one for one in fields if _compared(self.kept.value(one)) != _compared(self.gone.value(one))]

    def to_choose(self) -> list[str]:
        """Those of them in which both say something."""
        return [one for one in self.differing() if self.kept.value(one) and self.gone.value(one)]

    def usual(self, field: str) -> Source:
        """What is proposed for a field: both where that can be, else the kept one's, else the other's."""
        if field in LISTS and self.kept.value(field) and self.gone.value(field):
            return Source.both
        return Source.kept if self.kept.value(field) else Source.gone


def _compared(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value or ""
