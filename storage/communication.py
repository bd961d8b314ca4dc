"""How we keep in touch with a partner: who of us talks to whom, how, and how often (25.2 P5)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import Archived, NotFound
from storage.partners import Partner, subject
from storage.shelf import Shelf
from storage.texts import checked

NOTE_LIMIT = 300
ADDED, CHANGED, ENDED = "partner:communication:added", "partner:communication:changed", "partner:communication:ended"


class How(StrEnum):
    phone = "phone"
    email = "email"
    in_person = "in_person"
    video = "video"
    slack = "slack"
    other = "other"


class Every(StrEnum):
    weekly = "weekly"
    biweekly = "biweekly"
    monthly = "monthly"
    quarterly = "quarterly"


class Arrangement(Scoped, Base):
    """One line of the process. `member_id` None: whoever looks after the partner; `contact_id` None: anyone there.

    `agreed_at` is when this rhythm was agreed, or taken up again after a pause.
    """

    __tablename__ = "arrangements"
    __table_args__ = (
        Index("ix_arrangements_partner_id", "partner_id", "id"),
        Index("ix_arrangements_member_id", "workspace_id", "member_id"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    member_id: Mapped[str | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    how: Mapped[How] = mapped_column(choice(How))
    every: Mapped[Every] = mapped_column(choice(Every))
    note: Mapped[str] = mapped_column(default="")
    agreed_at: Mapped[datetime]
    agreed_by: Mapped[str]
    paused: Mapped[bool] = mapped_column(default=False)

    @property
    def terms(self) -> "Terms":
        return Terms(**{name: getattr(self, name) for name in Terms.__dataclass_fields__})


@dataclass(frozen=True)
class Terms:
    """What a form says of one line."""

    member_id: str | None
    contact_id: int | None
    how: How
    every: Every
    note: str = ""


class Communication(Shelf):
    """The shelf of arrangements. Those of a partner the person may not see are not there; the partner given to what
    changes one was checked for change. Each change plans anew when a silence is noticed."""

    async def of(self, partner_id: int) -> list[Arrangement]:
        """The process of a partner, in the order it was agreed."""
        found = (
            select(Arrangement)
            .join(Partner, Partner.id == Arrangement.partner_id)
            .where(Arrangement.partner_id == partner_id)
        )
        return list(await self.session.scalars(found.order_by(Arrangement.id)))

    async def get(self, arrangement_id: int) -> Arrangement:
        """Raises `NotFound`."""
        found = (
            select(Arrangement)
            .join(Partner, Partner.id == Arrangement.partner_id)
            .where(Arrangement.id == arrangement_id)
        )
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def add(self, partner: Partner, terms: Terms) -> Arrangement:
        """Agrees on one line more. Raises `Archived`, `HasLeft`, `CannotBeAsked`, `NotFound` for a contact who is not
        theirs, and what `texts.checked` raises."""
        one = Arrangement(partner_id=partner.id, agreed_at=self.store.now, agreed_by=self.store.by)
        one.paused = False
        await self._follow(partner, one, terms)
        self.store.add(one)
        await self._changed(partner, ADDED, one)
        return one

    async def change(self, partner: Partner, one: Arrangement, terms: Terms) -> None:
        """Another rhythm, or another person of theirs, is agreed from now on. Raises as `add`."""
        before = one.every, one.contact_id
        await self._follow(partner, one, terms)
        if (one.every, one.contact_id) != before:
            one.agreed_at, one.agreed_by = self.store.now, self.store.by
        await self._changed(partner, CHANGED, one)

    async def pause(self, partner: Partner, one: Arrangement, *, paused: bool) -> None:
        """Says nothing of this line any more, or counts from now on again."""
        if one.paused is paused:
            return
        one.paused = paused
        if not paused:
            one.agreed_at, one.agreed_by = self.store.now, self.store.by
        await self._changed(partner, CHANGED, one)

    async def end(self, partner: Partner, one: Arrangement) -> None:
        """Takes a line out of the process."""
        await self.session.delete(one)
        await self._changed(partner, ENDED, one)

    async def named(self, partner_id: int, user_id: str) -> bool:
        """Whether the process names this person."""
        return any(one.member_id == user_id for one in await self.of(partner_id))

    async def _follow(self, partner: Partner, one: Arrangement, terms: Terms) -> None:
        if partner.archived:
            raise Archived
        await self.store.partners.must_be_able(terms.member_id, partner.id)
        await self.must_be_theirs(partner, terms.contact_id)
        for name, value in asdict(terms).items():
            setattr(one, name, value)
        one.note = checked(terms.note, field="note", limit=NOTE_LIMIT)

    async def must_be_theirs(self, partner: Partner, contact_id: int | None) -> None:
        """Raises `NotFound` for a contact of somebody else's."""
        if contact_id is not None and (await self.store.contacts.get(contact_id)).organization_id != (
            partner.organization_id
        ):
            raise NotFound(field="contact")

    async def _changed(self, partner: Partner, tag: str, one: Arrangement) -> None:
        await self.session.flush()
        self.store.audit.note(tag, subject(partner), arrangement=one.id, every=one.every, paused=one.paused)
        await self.store.silences.plan(partner)


def people_of(arrangements: Iterable[Arrangement]) -> set[str]:
    """The user ids of our people whom a process names."""
    return {one.member_id for one in arrangements if one.member_id}
