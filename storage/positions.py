"""Positions in a partnership, on both sides, each held by a person between two days (25.2 K3; field, section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.actions import Side
from storage.base import Base, Scoped, choice
from storage.contacts import Contact
from storage.errors import Archived, EndsBeforeStart, HeldSince, NobodyNamed, NotFound
from storage.members import Role
from storage.partners import Partner, subject
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf

VACANT = "roles.vacant"
ONE_DAY = timedelta(days=1)


class Position(StrEnum):
    lead = "lead"
    deputy = "deputy"
    sponsor = "sponsor"
    signatory = "signatory"
    privacy = "privacy"
    reporter = "reporter"


class Holding(Scoped, Base):
    """Somebody in a position from one local day to another, both included; `until` None: for now. On our side
    `user_id`, on theirs `contact_id`."""

    __tablename__ = "holdings"
    __table_args__ = (
        Index("ix_holdings_partner_id", "partner_id", "position", "id"),
        Index("ix_holdings_user_id", "workspace_id", "user_id", "until"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    position: Mapped[Position] = mapped_column(choice(Position))
    side: Mapped[Side] = mapped_column(choice(Side))
    user_id: Mapped[str | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    since: Mapped[date]
    until: Mapped[date | None]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str]

    @property
    def ref(self) -> str:
        """Who holds it, as the roles of an agreement name people."""
        return f"u:{self.user_id}" if self.user_id else f"c:{self.contact_id}"

    def current(self, today: date) -> bool:
        return self.until is None or self.until >= today


@dataclass(frozen=True)
class Holder:
    """Whom a form names: a colleague for our side, a contact for theirs."""

    user_id: str | None = None
    contact_id: int | None = None

    @property
    def side(self) -> Side:
        return Side.us if self.user_id else Side.them


class Positions(Shelf):
    """The shelf of positions. Those of a partner the person may not see are not there; the partner given to what
    changes them was checked for change."""

    async def of(self, partner_id: int) -> list[Holding]:
        """Who holds or held what with a partner: by position and side, the latest first."""
        found = list(await self.session.scalars(_holdings().where(Holding.partner_id == partner_id)))
        order = list(Position), list(Side)
        return sorted(
            found,
            key=lambda one: (order[0].index(one.position), order[1].index(one.side), -one.since.toordinal(), -one.id),
        )

    async def get(self, holding_id: int) -> Holding:
        """Raises `NotFound`."""
        found = (await self.session.scalars(_holdings().where(Holding.id == holding_id))).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def name(self, partner: Partner, position: Position, holder: Holder, *, since: date) -> Holding:
        """Somebody holds it from `since` on; whoever held it on that side did so until the day before.

        Raises `Archived`, `NobodyNamed`, `HasLeft`, `CannotBeAsked`, `NotFound` for a contact of somebody else's, and
        `HeldSince` where somebody began on that day or later.
        """
        if partner.archived:
            raise Archived
        if holder.user_id is None and holder.contact_id is None:
            raise NobodyNamed(field="holder")
        await self.store.partners.must_be_able(holder.user_id, partner.id)
        await self.store.communication.must_be_theirs(partner, holder.contact_id)
        earlier = [one for one in await self.of(partner.id) if (one.position, one.side) == (position, holder.side)]
        for one in earlier:
            if one.since >= since:
                raise HeldSince(field="since", day=one.since)
            if one.until is None or one.until >= since:
                one.until = since - ONE_DAY
        held = self.store.add(
            Holding(
                partner_id=partner.id,
                position=position,
                side=holder.side,
                user_id=holder.user_id,
                contact_id=holder.contact_id,
                since=since,
                until=None,
                noted_at=self.store.now,
                noted_by=self.store.by,
            )
        )
        await self.session.flush()
        self._note("named", partner, held)
        return held

    async def end(self, partner: Partner, held: Holding, *, until: date | None) -> None:
        """Says until when somebody holds it; None: for now, after all. Raises `EndsBeforeStart`, `HeldSince`."""
        if until is not None and until < held.since:
            raise EndsBeforeStart(field="until")
        for one in await self.of(partner.id):
            alike = (one.position, one.side) == (held.position, held.side)
            if alike and one.since > held.since and (until is None or until >= one.since):
                raise HeldSince(field="until", day=one.since)
        held.until = until
        await self.session.flush()
        self._note("ended" if until else "taken_up", partner, held)

    async def remove(self, partner: Partner, held: Holding) -> None:
        """It was noted by mistake; that it was stays in the trail."""
        await self.session.delete(held)
        await self.session.flush()
        self._note("removed", partner, held)

    async def held_by(self, user_id: str) -> list[tuple[Holding, Partner]]:
        """What a colleague holds today, with partners that are not archived."""
        today = await self.store.settings.today()
        found = (
            select(Holding, Partner)
            .join(Partner, Partner.id == Holding.partner_id)
            .where(Holding.user_id == user_id, ~Partner.archived)
            .order_by(Partner.name_key, Partner.id, Holding.id)
        )
        rows = (await self.session.execute(found)).unique()
        return [(held, partner) for held, partner in rows if held.current(today)]

    async def tell_owners(self, user_id: str) -> None:
        """Somebody has left: plans one message to each owner of partners in which they held a position, or whose roles
        name them."""
        partners = {partner.id: partner for _, partner in await self.held_by(user_id)}
        partners |= {one.id: one for one in await self.store.role_corrections.partners_naming(f"u:{user_id}")}
        for owner_id in {owner for one in partners.values() for owner in await self.to_tell(one, user_id)}:
            await self._plan(f"member:{user_id}", owner_id)

    async def tell_of_contact(self, partner: Partner, contact_id: int) -> None:
        """The same for a contact who is taken off: the partner's owner is told."""
        today = await self.store.settings.today()
        held = [one for one in await self.of(partner.id) if one.contact_id == contact_id and one.current(today)]
        named = await self.store.role_corrections.partners_naming(f"c:{contact_id}")
        if held or any(one.id == partner.id for one in named):
            await self._plan(f"contact:{contact_id}", partner.owner_id, partner_id=partner.id)

    async def vacated(self, who: str, owner_id: str) -> list[tuple[Partner, list[Holding]]]:
        """What "member:U1" or "contact:7" still holds although they are gone, of partners `owner_id` answers for."""
        noun, _, key = who.partition(":")
        today = await self.store.settings.today()
        theirs = Holding.user_id == key if noun == "member" else Holding.contact_id == int(key)
        rows = await self.session.execute(
            select(Holding, Partner)
            .join(Partner, Partner.id == Holding.partner_id)
            .where(theirs, ~Partner.archived)
            .order_by(Partner.name_key, Partner.id, Holding.id)
        )
        found: dict[int, tuple[Partner, list[Holding]]] = {}
        for held, partner in rows.unique():
            if held.current(today) and owner_id in await self.to_tell(partner, key):
                found.setdefault(partner.id, (partner, []))[1].append(held)
        return list(found.values())

    async def gone(self, holdings: Sequence[Holding]) -> set[int]:
        """Which of these are held by somebody who has left the workspace, or is no contact any more, by id."""
        users = await self.store.members.gone([one.user_id for one in holdings if one.user_id])
        ids = [one.contact_id for one in holdings if one.contact_id]
        removed = set(await self.session.scalars(select(Contact.id).where(Contact.id.in_(ids), Contact.removed)))
        return {one.id for one in holdings if one.user_id in users or one.contact_id in removed}

    async def to_tell(self, partner: Partner, user_id: str) -> list[str]:
        """Who is told that somebody left whom a partner counted on: its owner; the workspace's owners when that is the
        person who left."""
        if partner.owner_id != user_id:
            return [partner.owner_id]
        return await self.store.members.holding(Role.owner)

    async def _plan(self, about: str, owner_id: str, **facts: int) -> None:
        hours = await self.store.settings.hours_of(await self.store.members.by_user(owner_id))
        await self.store.reminders.plan(
            kind=VACANT,
            subject=about,
            recipient=owner_id,
            occurrence=self.store.now.isoformat(),
            due_at=outside_quiet_hours(self.store.now, zone=hours.zone, start=hours.start, end=hours.end),
            facts=facts,
        )

    def _note(self, action: str, partner: Partner, held: Holding) -> None:
        self.store.audit.note(
            f"partner:position:{action}", subject(partner), position=held.position, side=held.side, who=held.ref
        )


def _holdings() -> Select[Holding]:
    return select(Holding).join(Partner, Partner.id == Holding.partner_id)
