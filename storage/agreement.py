"""One agreement with a partner: what is being written, its versions, and every move of its state (25.2 P4)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from storage.agreement_parts import AgreementKind, Content, Part
from storage.base import Base, Scoped, choice


class AgreementState(StrEnum):
    """Where an agreement stands. The first three are of the version being written, the others of one that is signed."""

    drafting = "drafting"
    in_review = "in_review"
    approved = "approved"
    signed = "signed"
    in_force = "in_force"
    expiring = "expiring"
    expired = "expired"
    ended = "ended"
    superseded = "superseded"


BEING_WRITTEN = (AgreementState.drafting, AgreementState.in_review, AgreementState.approved)
STANDING = (AgreementState.signed, AgreementState.in_force, AgreementState.expiring)
OVER = (AgreementState.expired, AgreementState.ended, AgreementState.superseded)


class Decision(StrEnum):
    """What is decided before the end (field, section 5)."""

    renew = "renew"
    renegotiate = "renegotiate"
    close = "close"


class Agreement(Scoped, Base):
    """An agreement with one partner.

    `signed_number` is the version that holds; the dates are that version's, local days. `amending` is the state of the
    amendment that is being written meanwhile. `notices` are days before the end. `turns_at` is the instant (UTC) at
    which a date moves the state next. `follows_id` is the agreement that this one renews. `ended_…` is what was said
    when it was closed; `handed_over_at`: what is to be done before its last day became action items.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        Index("ix_agreements_partner_id", "partner_id", "id"),
        Index("ix_agreements_by_state", "workspace_id", "state", "ends_on", "id"),
        Index("ix_agreements_turns_at", "workspace_id", "turns_at"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id", ondelete="SET NULL"))
    kind: Mapped[AgreementKind] = mapped_column(choice(AgreementKind))
    title: Mapped[str]
    language: Mapped[str]
    owner_id: Mapped[str]
    state: Mapped[AgreementState] = mapped_column(choice(AgreementState), default=AgreementState.drafting)
    amending: Mapped[AgreementState | None] = mapped_column(choice(AgreementState))
    signed_number: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    notices: Mapped[list[int]] = mapped_column(default=list)
    review_on: Mapped[date | None]
    review_cadence_id: Mapped[int | None] = mapped_column(ForeignKey("cadences.id", ondelete="SET NULL"))
    decision: Mapped[Decision | None] = mapped_column(choice(Decision))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    ended_why: Mapped[str] = mapped_column(default="")
    ended_lessons: Mapped[str] = mapped_column(default="")
    ended_stays: Mapped[str] = mapped_column(default="")
    handed_over_at: Mapped[datetime | None]
    turns_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    @property
    def writing(self) -> AgreementState | None:
        """The state of the version being written: of the agreement itself, or of its amendment; None when neither."""
        return self.state if self.state in BEING_WRITTEN else self.amending

    @property
    def subject(self) -> str:
        """What its reminders and drafts are about."""
        return f"agreement:{self.id}"


class AgreementPart(Scoped, Base):
    """One part as it is being written, shared by all who write; `revision` counts what was kept."""

    __tablename__ = "agreement_parts"
    __table_args__ = (UniqueConstraint("agreement_id", "part"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    part: Mapped[Part] = mapped_column(choice(Part))
    saying: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class AgreementVersion(Scoped, Base):
    """A round that was saved; it never changes. `amends` and `restores` are numbers of other versions."""

    __tablename__ = "agreement_versions"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[AgreementKind] = mapped_column(choice(AgreementKind))
    title: Mapped[str]
    language: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str] = mapped_column(default="")
    amends: Mapped[int | None]
    restores: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str]


class AgreementMove(Scoped, Base):
    """One move of a state: who, when, why. `number` is the version it concerns; `amendment`: the amendment's state
    moved, the agreement's did not; `by_itself`: a rule or a date moved it."""

    __tablename__ = "agreement_moves"
    __table_args__ = (Index("ix_agreement_moves_agreement_id", "agreement_id", "id"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    state_from: Mapped[AgreementState | None] = mapped_column(choice(AgreementState))
    state_to: Mapped[AgreementState | None] = mapped_column(choice(AgreementState))
    amendment: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    by_itself: Mapped[bool] = mapped_column(default=False)


class VersionsNeverChange(Exception):
    """A version was about to be changed. The database refuses it too, by a trigger."""


@event.listens_for(AgreementVersion, "before_update")
def _never(mapper: Mapper[Any], connection: Connection, version: AgreementVersion) -> None:
    raise VersionsNeverChange(version.id)


def content_of(parts: dict[Part, AgreementPart]) -> Content:
    """What is being written, as the content of a version would be."""
    return {part.value: parts[part].saying for part in Part if part in parts and parts[part].saying}
