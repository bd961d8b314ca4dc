"""First contacts: a promise to get in touch with a prospect, and the message prepared for it."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.actions import Action, ActionState
from storage.base import Base, Scoped
from storage.errors import AlreadyThere, NotFound
from storage.opportunity import Opportunity
from storage.organizations import Organization
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import LIMIT, checked


class Introduction(Scoped, Base):
    """The message for a first contact, in `language` ("en" or "fr"); a person copies and sends it."""

    __tablename__ = "introductions"
    __table_args__ = (
        UniqueConstraint("action_id"),
        Index("ix_introductions_partner_id", "partner_id", "id"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    language: Mapped[str]
    message: Mapped[str]


class Introductions(Shelf):
    """The shelf of first contacts. Those of a partner the person may not see are not there."""

    async def plan(
        self,
        organization: Organization,
        *,
        what: str,
        message: str,
        language: str,
        assignee_id: str,
        due_on: date | None,
        opportunity: Opportunity | None,
    ) -> tuple[Partner, Introduction]:
        """Promises the first contact. The organization is a partner from then on, identified, and owned by the actor;
        linked to the opportunity it is for. Raises `AlreadyThere` when it is one already, and what `texts.checked` and
        `Actions.add` raise."""
        kept = checked(message, field="message", limit=LIMIT, required=True)
        if await self.store.prospects.partner(organization.id):
            raise AlreadyThere(field="message")
        partner = await self.store.partners.take_over(organization)
        if opportunity is not None:
            await self.store.opportunities.link(opportunity, partner)
        action = await self.store.actions.add(partner_id=partner.id, what=what, assignee_id=assignee_id, due_on=due_on)
        one = self.store.add(Introduction(action_id=action.id, partner_id=partner.id, language=language, message=kept))
        await self.session.flush()
        return partner, one

    async def get(self, introduction_id: int) -> tuple[Partner, Introduction]:
        """Raises `NotFound`."""
        found = select(Partner, Introduction).join(Introduction, Introduction.partner_id == Partner.id)
        row = (await self.session.execute(found.where(Introduction.id == introduction_id))).one_or_none()
        if row is None:
            raise NotFound
        return row[0], row[1]

    async def open_of(self, partner_id: int) -> Introduction | None:
        """The message that is still to be sent to a partner the person has been shown."""
        found = (
            select(Introduction)
            .join(Action, Action.id == Introduction.action_id)
            .where(Introduction.partner_id == partner_id, Action.state == ActionState.open)
        )
        return (await self.session.scalars(found.order_by(Introduction.id.desc()).limit(1))).one_or_none()
