"""Contacts: people at an organization."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ForeignKey, Index, false, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.days import checked_day
from storage.errors import NotAnAddress, NotFound
from storage.imported import Imported
from storage.organizations import NAME_LIMIT, SHORT_LIMIT
from storage.partners import Partner, subject
from storage.shelf import Shelf
from storage.standard import made_id
from storage.texts import checked

PHONE_LIMIT = 60
EXPLAINED, HANDED_ON = "partner:contacts:explained", "partner:contacts:handed_on"
_EMAIL = re.compile(r"[^\s@<>|]+@[^\s@<>|]+\.[^\s@<>|.]+")


class Contact(Imported, Scoped, Base):
    """A person at an organization: work data only, with where it came from and why it is kept (field, section 13)."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_organization_id", "organization_id"),
        Index("ix_contacts_external_id", "source_id", "external_id", unique=True),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    collected_on: Mapped[date]
    review_on: Mapped[date | None]
    removed: Mapped[bool] = mapped_column(default=False)

    def to_review(self, today: date) -> bool:
        """Whether the day to look at these data again has come."""
        return self.review_on is not None and self.review_on <= today


@dataclass(frozen=True)
class Reasons:
    """Where a person's data came from, what they are kept for, in which language to write to them (a code), and until
    when to look at them again, a local day."""

    source: str = ""
    purpose: str = ""
    language: str = ""
    review_on: date | None = None

    @classmethod
    def of(cls, contact: Contact) -> "Reasons":
        return cls(contact.source, contact.purpose, contact.language, contact.review_on)

    @classmethod
    def typed(cls, contact_id: int, *, source: str, purpose: str, language: str, review_on: str | None) -> "Reasons":
        """Raises what `texts.checked` and `checked_day` raise, with the field named `source.<id>` and so on."""
        return cls(
            source=checked(source, field=f"source.{contact_id}", limit=SHORT_LIMIT),
            purpose=checked(purpose, field=f"purpose.{contact_id}", limit=SHORT_LIMIT),
            language=language,
            review_on=checked_day(review_on, field=f"review_on.{contact_id}"),
        )


@dataclass(frozen=True)
class Details:
    """What a form says of one person. Raises what `texts.checked` raises, and `NotAnAddress`, with the field named
    `contact_name.<row>` and so on; a name is needed as soon as anything is said."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""

    @classmethod
    def typed(cls, *, row: str, name: str | None, title: str | None, email: str | None, phone: str | None) -> "Details":
        said = any((value or "").strip() for value in (name, title, email, phone))
        address = checked(email, field=f"contact_email.{row}", limit=SHORT_LIMIT)
        if address and not _EMAIL.fullmatch(address):
            raise NotAnAddress(field=f"contact_email.{row}")
        return cls(
            name=checked(name, field=f"contact_name.{row}", limit=NAME_LIMIT, required=said),
            title=checked(title, field=f"contact_title.{row}", limit=NAME_LIMIT),
            email=address,
            phone=checked(phone, field=f"contact_phone.{row}", limit=PHONE_LIMIT),
        )

    @property
    def blank(self) -> bool:
        return not self.name


@dataclass(frozen=True)
class Card:
    """A person as other programs know one: `uid` is a UUID that stays, `language` a code."""

    uid: str
    name: str
    organization: str
    title: str
    email: str
    numbers: Sequence[str]
    language: str


class Contacts(Shelf):
    """The shelf of contacts. They are reached through their partner, which a person must be allowed to see."""

    async def of(self, partner: Partner) -> list[Contact]:
        """The people of a partner's organization, in the order they were added."""
        return await self.at(partner.organization_id)

    async def at(self, organization_id: int) -> list[Contact]:
        """The people of an organization that the person has been shown, partner or prospect, in the order they came."""
        found = select(Contact).where(Contact.organization_id == organization_id, Contact.removed == false())
        return list(await self.session.scalars(found.order_by(Contact.id)))

    async def cards(self, partner: Partner) -> list[Card]:
        """The same people, to be handed on; that they were stays in the trail. Raises `NotAllowed` for somebody who may
        not edit the partner."""
        await self.store.partners.must_edit(partner)
        people = await self.of(partner)
        if people:
            self.store.audit.note(HANDED_ON, subject(partner), people=[one.id for one in people])
        more: dict[int | None, list[str]] = defaultdict(list)
        for phone in await self.store.locations.phones(partner.organization_id):
            extension = f" x{phone.extension}" if phone.extension else ""
            more[phone.contact_id].append(f"{phone.number}{extension}")
        return [
            Card(
                uid=made_id("liaison", self.store.workspace_id, Contact.__tablename__, one.id),
                name=one.name,
                organization=partner.name,
                title=one.title,
                email=one.email,
                numbers=list(dict.fromkeys([*([one.phone] if one.phone else []), *more[one.id]])),
                language=one.language,
            )
            for one in people
        ]

    async def get(self, contact_id: int) -> Contact:
        """One contact of a partner that the person may see. Raises `NotFound`."""
        found = (
            select(Contact)
            .join(Partner, Partner.organization_id == Contact.organization_id)
            .where(Contact.id == contact_id)
        )
        contact = (await self.session.scalars(found)).one_or_none()
        if contact is None:
            raise NotFound
        return contact

    async def names(self, contact_ids: Collection[int]) -> dict[int, str]:
        """Names by id, those of people who were removed too; of partners the person has been shown."""
        rows = await self.session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(contact_ids)))
        return {contact_id: name for contact_id, name in rows}

    async def named(self, partner: Partner, *, removed: bool = False) -> list[str]:
        """The names of a partner's people, or of those who were removed."""
        of = Contact.organization_id == partner.organization_id, Contact.removed.is_(removed)
        return list(await self.session.scalars(select(Contact.name).where(*of).order_by(Contact.id)))

    async def add(
        self, partner: Partner, *, name: str, title: str = "", email: str = "", phone: str = "", source: str = ""
    ) -> Contact:
        """A new person at the partner's organization; the texts are checked already."""
        contact = self.store.add(
            Contact(
                organization_id=partner.organization_id,
                name=name,
                title=title,
                email=email,
                phone=phone,
                source=source,
                collected_on=await self.store.settings.today(),
            )
        )
        await self.session.flush()
        return contact

    async def replace(self, partner: Partner, rows: list[tuple[int | None, Details]]) -> None:
        """Keeps what a form says: a row with an id changes that contact, a blank one removes them, others are new.

        Contacts that the form did not show stay as they are.
        """
        known = {contact.id: contact for contact in await self.of(partner)}
        for contact_id, details in rows:
            contact = known.get(contact_id) if contact_id else None
            if contact is None:
                if not details.blank:
                    await self.add(partner, **asdict(details))
            elif details.blank:
                contact.removed = contact.touched = True
                await self.store.positions.tell_of_contact(partner, contact.id)
            else:
                contact.touched = True
                contact.name, contact.title = details.name, details.title
                contact.email, contact.phone = details.email, details.phone
        await self.session.flush()
        await self.store.duplicates.keep([partner.organization_id])

    async def explain(self, partner: Partner, said: Mapping[int, Reasons]) -> None:
        """Keeps where the data of a partner's people came from and why they are kept, by contact; the partner is held.
        People who are no longer there are passed over."""
        known = {contact.id: contact for contact in await self.of(partner)}
        changed = {
            contact_id: one
            for contact_id, one in said.items()
            if contact_id in known and Reasons.of(known[contact_id]) != one
        }
        for contact_id, one in changed.items():
            contact = known[contact_id]
            contact.source, contact.purpose = one.source, one.purpose
            contact.language, contact.review_on = one.language, one.review_on
            contact.touched = True
        if changed:
            partner.version += 1
            self.store.audit.note(EXPLAINED, subject(partner))
            await self.session.flush()
