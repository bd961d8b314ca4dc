"""Requirements of a partnership, of the four kinds the standard names (25.2 P3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked

REQUIREMENT_LIMIT = 1000


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

    @property
    def answered(self) -> bool:
        """Whether it is settled: agreed in words, or marked as not applicable (field, section 3)."""
        return self.not_applicable or bool(self.text)


class Requirements(Shelf):
    """The shelf of requirements."""

    async def of(self, partner_id: int) -> dict[RequirementKind, Requirement]:
        """What is known of each kind, in the standard's order; a kind nobody has answered is not there."""
        found = (
            select(Requirement)
            .join(Partner, Partner.id == Requirement.partner_id)
            .where(Requirement.partner_id == partner_id)
        )
        known = {requirement.kind: requirement for requirement in await self.session.scalars(found)}
        return {kind: known[kind] for kind in RequirementKind if kind in known and known[kind].answered}

    async def answer(
        self,
        partner_id: int,
        kind: RequirementKind,
        *,
        text: str = "",
        not_applicable: bool = False,
        meeting_id: int | None = None,
        field: str = "requirement",
    ) -> Requirement:
        """Keeps what was agreed about one kind in place of what was known; a blank opens it again."""
        kept = checked(text, field=field, limit=REQUIREMENT_LIMIT)
        found = select(Requirement).where(Requirement.partner_id == partner_id, Requirement.kind == kind)
        requirement = (await self.session.scalars(found)).one_or_none()
        before = {"text": requirement.text, "not_applicable": requirement.not_applicable} if requirement else {}
        if requirement is None:
            requirement = self.store.add(Requirement(partner_id=partner_id, kind=kind))
        requirement.text, requirement.not_applicable = kept, not_applicable
        requirement.meeting_id = meeting_id
        requirement.changed_at, requirement.changed_by = self.store.now, self.store.by
        await self.session.flush()
        self.store.audit.note("meeting:requirement:answered", f"partner:{partner_id}", kind=kind.value, before=before)
        return requirement
