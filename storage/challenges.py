"""Challenges of a partnership: raised in a review or between two, open until somebody closes them (25.2 P5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, case, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import Archived, CannotBeAsked, CannotTakeOn, Changed, HasLeft, NotAllowed, NotFound
from storage.members import Right, Role
from storage.partners import Partner
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf
from storage.texts import checked

ORPHANED = "challenges.orphaned"
RAISED, CHANGED = "partner:challenge:raised", "partner:challenge:changed"
CLOSED, REOPENED = "partner:challenge:closed", "partner:challenge:reopened"
WHAT_LIMIT, NEXT_LIMIT, LEARNED_LIMIT = 500, 300, 500
IN_SIGHT = timedelta(hours=12)
"""How long a challenge that was closed stays in sight, so that it can be opened again."""


class ChallengeKind(StrEnum):
    people = "people"
    money = "money"
    communication = "communication"
    roles = "roles"
    delivery = "delivery"
    access = "access"
    rules = "rules"
    other = "other"


class Severity(StrEnum):
    critical = "critical"
    serious = "serious"
    minor = "minor"


class Challenge(Scoped, Base):
    """Something that stands in the way. `owner_id` None: whoever looks after the partner. `internal`: for our own team.

    `review_id` is the review in which it was raised, `closed_review_id` the one in which it was closed; None between.
    `learned` is what was said when it was closed. `version` counts what was changed.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        Index("ix_challenges_partner_id", "partner_id", "closed_at"),
        Index("ix_challenges_owner_id", "workspace_id", "owner_id"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"))
    what: Mapped[str]
    kind: Mapped[ChallengeKind] = mapped_column(choice(ChallengeKind))
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    owner_id: Mapped[str | None]
    next_step: Mapped[str] = mapped_column(default="")
    internal: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime]
    raised_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closed_review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"))
    learned: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class Raising:
    """What a form says of one challenge; `field` is that of its text, the others follow it ("_owner", "_next")."""

    what: str
    kind: ChallengeKind = ChallengeKind.other
    severity: Severity = Severity.serious
    owner_id: str | None = None
    next_step: str = ""
    internal: bool = False
    field: str = "what"


class Challenges(Shelf):
    """The shelf of challenges. Those of a partner the person may not see are not there."""

    async def get(self, challenge_id: int) -> Challenge:
        """Raises `NotFound`."""
        one = (await self.session.scalars(_seen().where(Challenge.id == challenge_id))).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def for_change(self, challenge_id: int) -> tuple[Challenge, Partner]:
        """One that the person may change, held until the transaction ends. Raises `NotFound`, `NotAllowed`."""
        partner = await self.store.partners.get((await self.get(challenge_id)).partner_id)
        held = select(Challenge).where(Challenge.id == challenge_id).with_for_update()
        one = (await self.session.scalars(held.execution_options(populate_existing=True))).one()
        if not await self.may_change(one, partner):
            raise NotAllowed
        return one, partner

    async def may_change(self, one: Challenge, partner: Partner) -> bool:
        """Whether the person may: it is theirs, or they may edit the partner."""
        person = self.store.person
        theirs = person is not None and person.may(Right.edit) and one.owner_id == person.user_id
        return theirs or await self.store.partners.may_edit(partner)

    async def open_of(self, partner_id: int) -> list[Challenge]:
        """What is open with a partner, the most severe first, then the oldest."""
        return await self._listed(Challenge.partner_id == partner_id, Challenge.closed_at.is_(None))

    async def in_sight(self, partner_id: int) -> list[Challenge]:
        """The same with what was closed in the last hours."""
        lately = or_(Challenge.closed_at.is_(None), Challenge.closed_at > self.store.now - IN_SIGHT)
        return await self._listed(Challenge.partner_id == partner_id, lately)

    async def of_review(self, review_id: int) -> list[Challenge]:
        """What was raised or closed in one review."""
        return await self._listed(or_(Challenge.review_id == review_id, Challenge.closed_review_id == review_id))

    async def counts(self, partner_id: int) -> Mapping[Severity, int]:
        """How many are open with a partner that the person has been shown, by severity."""
        found = select(Challenge.severity, func.count()).group_by(Challenge.severity)
        found = found.where(Challenge.partner_id == partner_id, Challenge.closed_at.is_(None))
        return {severity: count for severity, count in await self.session.execute(found)}

    async def begin(self, partner: Partner, said: Raising, *, review_id: int | None = None) -> Challenge:
        """Raises a challenge with a partner that the person may edit.

        Raises `Archived`, `Missing`, `TooLong`, `LooksLikeIdentityNumber`, `HasLeft`, `CannotTakeOn`.
        """
        if partner.archived:
            raise Archived
        one = Challenge(partner_id=partner.id, review_id=review_id, raised_at=self.store.now, raised_by=self.store.by)
        one.closed_at = one.closed_by = one.closed_review_id = None
        one.learned, one.version = "", 1
        await self._follow(one, partner, said)
        self.store.add(one)
        await self._noted(RAISED, one)
        return one

    async def change(self, one: Challenge, partner: Partner, said: Raising, *, seen: int) -> None:
        """Says something else of it. Raises `Changed` when it is no longer at version `seen`, and as `begin`."""
        if one.version != seen:
            raise Changed(field=said.field)
        await self._follow(one, partner, said)
        one.version += 1
        await self._noted(CHANGED, one)

    async def close(self, one: Challenge, learned: str = "", *, review_id: int | None = None, field: str = "") -> None:
        """It stands in the way no more; pressing twice changes nothing. What was learned may be added afterwards."""
        one.learned = checked(learned, field=field or "learned", limit=LEARNED_LIMIT) or one.learned
        if one.closed_at is None:
            one.closed_at, one.closed_by, one.closed_review_id = self.store.now, self.store.by, review_id
            one.version += 1
            await self._noted(CLOSED, one)

    async def reopen(self, one: Challenge) -> None:
        """Undoes `close`; what was learned stays."""
        if one.closed_at is not None:
            one.closed_at = one.closed_by = one.closed_review_id = None
            one.version += 1
            await self._noted(REOPENED, one)

    async def tell_owners(self, user_id: str) -> None:
        """Somebody has left: plans one message to each owner of partners in which they had open challenges."""
        owners: set[str] = set()
        for _, partner in await self._held_by(user_id):
            owners |= set(await self._told(partner, user_id))
        for owner_id in owners:
            hours = await self.store.settings.hours_of(await self.store.members.by_user(owner_id))
            await self.store.reminders.plan(
                kind=ORPHANED,
                subject=f"member:{user_id}",
                recipient=owner_id,
                occurrence=self.store.now.isoformat(),
                due_at=outside_quiet_hours(self.store.now, zone=hours.zone, start=hours.start, end=hours.end),
            )

    async def orphaned(self, user_id: str, owner_id: str) -> list[tuple[Challenge, Partner]]:
        """What somebody who left still has open in the partners that `owner_id` answers for."""
        held = await self._held_by(user_id)
        return [(one, partner) for one, partner in held if owner_id in await self._told(partner, user_id)]

    async def _held_by(self, user_id: str) -> list[tuple[Challenge, Partner]]:
        found = select(Challenge, Partner).join(Partner, Partner.id == Challenge.partner_id)
        found = found.where(Challenge.owner_id == user_id, Challenge.closed_at.is_(None), ~Partner.archived)
        return [(one, partner) for one, partner in await self.session.execute(found.order_by(Challenge.id))]

    async def _told(self, partner: Partner, user_id: str) -> list[str]:
        """The partner's owner; the workspace's owners when that is the person who left."""
        return [partner.owner_id] if partner.owner_id != user_id else await self.store.members.holding(Role.owner)

    async def _follow(self, one: Challenge, partner: Partner, said: Raising) -> None:
        one.what = checked(said.what, field=said.field, limit=WHAT_LIMIT, required=True)
        one.next_step = checked(said.next_step, field=f"{said.field}_next", limit=NEXT_LIMIT)
        if said.owner_id != one.owner_id:
            try:
                await self.store.partners.must_be_able(said.owner_id, partner.id)
            except CannotBeAsked as error:
                raise CannotTakeOn(field=f"{said.field}_owner", **error.facts) from error
            except HasLeft as error:
                raise HasLeft(field=f"{said.field}_owner", **error.facts) from error
        one.kind, one.severity, one.owner_id, one.internal = said.kind, said.severity, said.owner_id, said.internal

    async def _listed(self, *wanted: ColumnElement[bool]) -> list[Challenge]:
        closed_last = Challenge.closed_at.is_not(None)
        found = _seen().where(*wanted).order_by(closed_last, _RANK, Challenge.raised_at, Challenge.id)
        return list(await self.session.scalars(found))

    async def _noted(self, tag: str, one: Challenge) -> None:
        await self.session.flush()
        self.store.audit.note(tag, f"partner:{one.partner_id}", challenge=one.id, what=one.what)


def names_in(challenges: Iterable[Challenge]) -> set[str]:
    """The user ids of everybody these challenges speak of."""
    return {user for one in challenges for user in (one.owner_id, one.closed_by, one.raised_by) if user}


def _seen() -> Select[Challenge]:
    return select(Challenge).join(Partner, Partner.id == Challenge.partner_id)


_RANK = case({severity.value: place for place, severity in enumerate(Severity)}, value=Challenge.severity)
