"""One partner: an organization with a partnership, its stage and the people named on it (field, section 3)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from storage.base import Base, BigId, Key, Scoped, choice
from storage.organizations import Kind, Organization

if TYPE_CHECKING:
    from storage.settings import Settings


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


def _from_the_end(row: DefaultExecutionContext) -> str:
    return str((row.current_parameters or {})["name_key"])[::-1]


class Partner(Scoped, Base):
    """A partnership with one organization; `name_key` repeats the organization's so that lists page by one index, and
    `name_back` is the same from its end, so that an ending is found in order too. One that was put into another
    (`merged_into_id`) is in no look-up any more."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        Index("ix_partners_by_name", "workspace_id", "archived", "name_key", "id"),
        Index("ix_partners_by_ending", "workspace_id", "archived", "name_back", "id"),
        Index("ix_partners_by_stage", "workspace_id", "archived", "stage", "name_key", "id"),
        Index("ix_partners_by_owner", "workspace_id", "archived", "owner_id", "name_key", "id"),
        Index("ix_partners_by_channel", "workspace_id", "channel_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name_key: Mapped[str] = mapped_column(Key)
    name_back: Mapped[str] = mapped_column(Key, default=_from_the_end)
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.identified)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    owner_id: Mapped[str]
    channel_id: Mapped[str | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    ask_again_on: Mapped[date | None]
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(BigId)

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    @validates("name_key")
    def _reverse(self, _name: str, key: str) -> str:
        self.name_back = key[::-1]
        return key

    @property
    def name(self) -> str:
        return self.organization.name

    def place(self, settings: "Settings") -> str:
        """Where it is spoken of: its channel, else (never when confidential) the default one, else its owner."""
        default = None if self.confidential else settings.default_channel
        return self.channel_id or default or self.owner_id


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


@dataclass(frozen=True)
class Description:
    """All that the form says of a partner and its organization."""

    name: str
    kinds: tuple[Kind, ...]
    reasons: tuple[Reason, ...]
    website: str
    region: str
    languages: tuple[str, ...]
    serves: str
    channel_id: str | None
    owner_id: str
    people: tuple[str, ...]
    confidential: bool


def completed(said: Description, known: Organization, kinds: Sequence[Kind]) -> Description:
    """What a form says of an organization, and what is known of it already where the form says nothing."""
    return replace(
        said,
        kinds=said.kinds or tuple(kinds),
        website=said.website or known.website,
        region=said.region or known.region,
        languages=said.languages or tuple(known.languages),
        serves=said.serves or known.serves,
    )


def differences(one: Description, other: Description) -> dict[str, list[Any]]:
    """What differs, by field: the former value and the later one, as JSON values."""
    before, after = asdict(one), asdict(other)
    return {
        name: [_json(before[name]), _json(after[name])]
        for name in before
        if (set(before[name]) if isinstance(before[name], tuple) else before[name])
        != (set(after[name]) if isinstance(after[name], tuple) else after[name])
    }


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def subject(partner: Partner) -> str:
    """What a partner is called in the audit trail, in drafts and in the outbox: "partner:7"."""
    return f"partner:{partner.id}"
