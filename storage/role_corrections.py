"""Corrections of the roles of a signed agreement: kept beside it, never in it (25.2 K3; field, section 6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, cast, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.agreement import STANDING, Agreement, AgreementPart, AgreementVersion
from storage.agreement_parts import ROWS, Part
from storage.agreement_texts import checked_part
from storage.base import Base, Scoped
from storage.errors import Archived, Changed, Missing, NotInThisState
from storage.partners import Partner, subject
from storage.shelf import Shelf
from storage.texts import checked

WHY_LIMIT = 300


class RoleCorrection(Scoped, Base):
    """The roles of one signed version as somebody corrected them, whole; the newest one is gone by. `why` is theirs."""

    __tablename__ = "role_corrections"
    __table_args__ = (Index("ix_role_corrections_agreement_id", "agreement_id", "number", "id"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    number: Mapped[int]
    saying: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class RoleCorrections(Shelf):
    """The shelf of corrections; the agreement given to it is of a partner the person has been shown."""

    async def of(self, agreement: Agreement) -> list[RoleCorrection]:
        """Those of the version that holds, newest first."""
        found = select(RoleCorrection).where(
            RoleCorrection.agreement_id == agreement.id, RoleCorrection.number == agreement.signed_number
        )
        return list(await self.session.scalars(found.order_by(RoleCorrection.id.desc())))

    async def keep(
        self, partner: Partner, agreement: Agreement, rows: Sequence[Mapping[str, Any]], *, why: str, seen: int
    ) -> RoleCorrection:
        """Keeps the roles as they are corrected. `agreement` is held; `seen` is the correction the person started from,
        0 for what was signed.

        Raises `Archived`, `Missing` without a reason, `Changed` when somebody else corrected them since,
        `NotInThisState` when the agreement holds no longer, and what `checked_part` raises.
        """
        if partner.archived:
            raise Archived
        if agreement.state not in STANDING or agreement.signed_number is None:
            raise NotInThisState(state=agreement.state)
        newest = next(iter(await self.of(agreement)), None)
        if (newest.id if newest else 0) != seen:
            raise Changed(field="why")
        reason = checked(why, field="why", limit=WHY_LIMIT)
        if not reason:
            raise Missing(field="why")
        made = self.store.add(
            RoleCorrection(
                agreement_id=agreement.id,
                number=agreement.signed_number,
                saying=checked_part(Part.roles, {ROWS: list(rows)}),
                why=reason,
                at=self.store.now,
                by=self.store.by,
            )
        )
        await self.session.flush()
        self.store.audit.note(
            "partner:roles:corrected", subject(partner), agreement=agreement.id, version=agreement.signed_number
        )
        return made

    async def take_over(self, agreement: Agreement) -> None:
        """Puts the newest correction into the amendment that is being written. `agreement` comes from `to_write`."""
        newest = next(iter(await self.of(agreement)), None)
        if newest is None or agreement.amending is None:
            raise NotInThisState(state=agreement.state)
        written = (await self.store.agreements.parts(agreement)).get(Part.roles)
        seen = written.revision if written else 0
        await self.store.agreements.keep_part(agreement, Part.roles, newest.saying, seen=seen)

    async def partners_naming(self, ref: str) -> list[Partner]:
        """Partners, not archived, in whose roles somebody may stand by this reference, by name."""
        named = f'"{ref}"'
        signed = select(Agreement.partner_id).join(
            AgreementVersion,
            (AgreementVersion.agreement_id == Agreement.id) & (AgreementVersion.number == Agreement.signed_number),
        )
        signed = signed.where(Agreement.state.in_(STANDING), cast(AgreementVersion.content, Text).contains(named))
        corrected = select(Agreement.partner_id).join(RoleCorrection, RoleCorrection.agreement_id == Agreement.id)
        corrected = corrected.where(cast(RoleCorrection.saying, Text).contains(named))
        written = select(Agreement.partner_id).join(AgreementPart, AgreementPart.agreement_id == Agreement.id)
        written = written.where(AgreementPart.part == Part.roles, cast(AgreementPart.saying, Text).contains(named))
        found = select(Partner).where(
            ~Partner.archived,
            or_(Partner.id.in_(signed), Partner.id.in_(corrected), Partner.id.in_(written)),
        )
        return list(await self.session.scalars(found.order_by(Partner.name_key, Partner.id)))
