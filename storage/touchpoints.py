"""Touchpoints: each contact with a partner that somebody logged, and the messages saved with it (25.2 P5).

A recorded meeting is one by itself: it is read from the meetings, never copied.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, false, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.communication import How
from storage.days import instant
from storage.errors import Archived, Missing, NotAllowed, NotFound, NotHappenedYet, SavedAlready
from storage.first_contact import first_contact, no_contact
from storage.meetings import Meeting
from storage.members import Right
from storage.partners import Partner, subject
from storage.shelf import Shelf
from storage.texts import LIMIT, checked

NOTE_LIMIT = 1000
AUTHOR_LIMIT = 200
NOON = time(12)
LOGGED, CHANGED = "partner:touchpoint:logged", "partner:touchpoint:changed"
SAVED, REMOVED = "partner:touchpoint:saved", "partner:touchpoint:removed"


class Source(StrEnum):
    logged = "logged"
    message = "message"


class Touchpoint(Scoped, Base):
    """One contact, or one message saved. `by` is who of us it was (a Slack user id), `contact_id` None: not said whom.

    Of a message `text`, `author` (a name), `link` are kept, `cut` when the text goes on behind the link; it `counts`
    as a contact when somebody said so. `key` keeps the same thing from being kept twice with one partner.
    """

    __tablename__ = "touchpoints"
    __table_args__ = (
        UniqueConstraint("partner_id", "key"),
        Index("ix_touchpoints_partner_id", "partner_id", "at", "id"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    how: Mapped[How] = mapped_column(choice(How))
    by: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    source: Mapped[Source] = mapped_column(choice(Source))
    counts: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    cut: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str | None]
    logged_at: Mapped[datetime]
    logged_by: Mapped[str]


@dataclass(frozen=True)
class SavedMessage:
    """A message of Slack's to keep: where it stands (`key`), when it was written, by whom, what it says of itself."""

    key: str
    at: datetime
    author: str
    text: str
    link: str
    cut: bool


@dataclass(frozen=True)
class Last:
    """The last contacts with a partner: the last meeting, and the last of those logged by contact (None: not said)."""

    met: datetime | None
    logged: dict[int | None, datetime]

    def counting(self, contact_id: int | None) -> datetime | None:
        """The last one that counts for a promise to talk to `contact_id`: a meeting always does, a contact when it
        was with them or does not say with whom. For a promise that names nobody, every one does."""
        if contact_id is None:
            known = [self.met, *self.logged.values()]
        else:
            known = [self.met, self.logged.get(None), self.logged.get(contact_id)]
        return max((at for at in known if at is not None), default=None)


NOTHING = Last(None, {})
"""No contact on record."""


def moment_of(day: date, *, now: datetime, zone: ZoneInfo, field: str) -> datetime:
    """The instant (UTC) kept for a contact on a local day: now for today, noon for an earlier one.

    Raises `NotHappenedYet` for a day to come.
    """
    today = now.astimezone(zone).date()
    if day > today:
        raise NotHappenedYet(field=field)
    return now if day == today else instant(day, NOON, zone)


class Touchpoints(Shelf):
    """The shelf of touchpoints. Those of a partner the person may not see are not there."""

    async def get(self, touchpoint_id: int, *, hold: bool = False) -> Touchpoint:
        """One of them; held, on demand, until the transaction ends. Raises `NotFound`."""
        found = (
            select(Touchpoint).join(Partner, Partner.id == Touchpoint.partner_id).where(Touchpoint.id == touchpoint_id)
        )
        if hold:
            found = found.with_for_update(of=Touchpoint).execution_options(populate_existing=True)
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def recent(self, partner: Partner, *, limit: int = 5) -> list[Touchpoint | Meeting]:
        """The newest contacts, meetings and saved messages of a partner the person has been shown, newest first."""
        found = select(Touchpoint).where(Touchpoint.partner_id == partner.id)
        newest = found.order_by(Touchpoint.at.desc(), Touchpoint.id.desc()).limit(limit)
        every: list[Touchpoint | Meeting] = [*await self.session.scalars(newest)]
        every += await self.store.meetings.of(partner.id, limit=limit)
        return sorted(every, key=when, reverse=True)[:limit]

    async def newest(self, partner_id: int) -> Touchpoint | None:
        """The last contact that was logged with a partner the person has been shown."""
        found = (
            select(Touchpoint)
            .where(Touchpoint.partner_id == partner_id, Touchpoint.counts)
            .order_by(Touchpoint.at.desc(), Touchpoint.id.desc())
            .limit(1)
        )
        return (await self.session.scalars(found)).one_or_none()

    async def last(self, partner_id: int) -> Last:
        """When there last was contact with a partner the person has been shown."""
        met = select(func.max(Meeting.held_at)).where(Meeting.partner_id == partner_id)
        logged = (
            select(Touchpoint.contact_id, func.max(Touchpoint.at))
            .where(Touchpoint.partner_id == partner_id, Touchpoint.counts)
            .group_by(Touchpoint.contact_id)
        )
        rows = await self.session.execute(logged)
        return Last(await self.session.scalar(met), {contact_id: at for contact_id, at in rows})

    async def last_of(self, partner_ids: Select[int] | Collection[int]) -> dict[int, Last]:
        """The same for several partners, by id; those without any contact are left out."""
        met = select(Meeting.partner_id, func.max(Meeting.held_at)).where(Meeting.partner_id.in_(partner_ids))
        logged = select(Touchpoint.partner_id, Touchpoint.contact_id, func.max(Touchpoint.at)).where(
            Touchpoint.partner_id.in_(partner_ids), Touchpoint.counts
        )
        found = {
            partner_id: Last(at, {}) for partner_id, at in await self.session.execute(met.group_by(Meeting.partner_id))
        }
        each = logged.group_by(Touchpoint.partner_id, Touchpoint.contact_id)
        for partner_id, contact_id, at in await self.session.execute(each):
            found.setdefault(partner_id, Last(None, {})).logged[contact_id] = at
        return found

    async def may_log(self, partner: Partner) -> bool:
        """Whether the person may log a contact: they may edit the partner, or the process names them."""
        if await self.store.partners.may_edit(partner):
            return True
        person = self.store.person
        return person is not None and person.may(Right.edit) and await self._named(partner, person.user_id)

    async def for_log(self, partner_id: int, *, field: str | None = None) -> Partner:
        """The partner, to log something with. Raises `NotFound`, `NotAllowed`, `Archived`, the last two at `field`."""
        partner = await self.store.partners.get(partner_id)
        if not await self.may_log(partner):
            raise NotAllowed(field=field)
        if partner.archived:
            raise Archived(field=field)
        return partner

    async def log(
        self,
        partner: Partner,
        *,
        at: datetime,
        how: How,
        by: str | None = None,
        contact_id: int | None = None,
        note: str = "",
        key: str | None = None,
    ) -> Touchpoint:
        """Keeps a contact; the same `key` with the same partner gives the one that is there.

        Raises `NotHappenedYet`, `NotFound` for a contact of somebody else's, and what `texts.checked` raises.
        """
        if at > self.store.now:
            raise NotHappenedYet(field="day")
        await self.store.communication.must_be_theirs(partner, contact_id)
        there = await self._keyed(partner, key)
        if there is not None:
            return there
        one = self._new(partner, Source.logged, at=at, how=how, key=key)
        one.by, one.contact_id, one.counts = by or self.store.by, contact_id, True
        one.note = checked(note, field="note", limit=NOTE_LIMIT)
        try:
            async with self.session.begin_nested():
                self.store.add(one)
        except IntegrityError:
            return await self._keyed(partner, key) or one
        await self._noted(partner, LOGGED, one)
        await first_contact(self.store, partner)
        return one

    async def save(self, partner: Partner, message: SavedMessage, *, counts: bool) -> Touchpoint:
        """Keeps a message with a partner, as a contact when it `counts`.

        Raises `SavedAlready`, `Missing` for one that says nothing and has no link, and what `texts.checked` raises.
        """
        there = await self._keyed(partner, message.key)
        if there is not None:
            raise await self._saved(there)
        one = self._new(partner, Source.message, at=min(message.at, self.store.now), how=How.slack, key=message.key)
        one.note = checked(message.text, field="text", limit=LIMIT)
        if not one.note and not message.link:
            raise Missing(field="text")
        one.by, one.contact_id, one.counts = self.store.by, None, counts
        one.author, one.link, one.cut = message.author[:AUTHOR_LIMIT], message.link, message.cut
        try:
            async with self.session.begin_nested():
                self.store.add(one)
        except IntegrityError as error:
            raise await self._saved(await self._keyed(partner, message.key) or one) from error
        await self._noted(partner, SAVED, one)
        if counts:
            await first_contact(self.store, partner)
        return one

    async def change(
        self, partner: Partner, one: Touchpoint, *, at: datetime, how: How, by: str, contact_id: int | None, note: str
    ) -> None:
        """Corrects what was logged. Raises as `log`."""
        if at > self.store.now:
            raise NotHappenedYet(field="day")
        await self.store.communication.must_be_theirs(partner, contact_id)
        one.note = checked(note, field="note", limit=NOTE_LIMIT)
        one.at, one.how, one.by, one.contact_id = at, how, by, contact_id
        await self._noted(partner, CHANGED, one)

    async def remove(self, one: Touchpoint) -> Partner:
        """Takes it away: undone, or logged by mistake; that it was, and by whom, stays in the trail. A stage that it
        moved goes back where it was the only contact and nothing has moved the stage since.

        Raises `NotAllowed` for somebody who may not log with that partner.
        """
        partner = await self.store.partners.get(one.partner_id)
        if not await self.may_log(partner):
            raise NotAllowed
        await self.session.delete(one)
        await self._noted(partner, REMOVED, one)
        if (await self.last(partner.id)).counting(None) is None:
            await no_contact(self.store, partner)
        return partner

    async def in_channel(self, channel_id: str) -> Partner | None:
        """The partner whose channel it is, when there is exactly one that the person may see."""
        found = select(Partner).where(Partner.channel_id == channel_id, Partner.archived == false()).limit(2)
        there = list(await self.session.scalars(found))
        return there[0] if len(there) == 1 else None

    def _new(self, partner: Partner, source: Source, *, at: datetime, how: How, key: str | None) -> Touchpoint:
        one = Touchpoint(partner_id=partner.id, source=source, at=at, how=how, key=key)
        one.link, one.author, one.cut = "", "", False
        one.logged_at, one.logged_by = self.store.now, self.store.by
        return one

    async def _noted(self, partner: Partner, tag: str, one: Touchpoint) -> None:
        await self.session.flush()
        self.store.audit.note(tag, subject(partner), touchpoint=one.id, at=one.at.isoformat(), how=one.how)
        await self.store.silences.plan(partner)

    async def _keyed(self, partner: Partner, key: str | None) -> Touchpoint | None:
        if key is None:
            return None
        found = select(Touchpoint).where(Touchpoint.partner_id == partner.id, Touchpoint.key == key)
        return (await self.session.scalars(found)).one_or_none()

    async def _saved(self, there: Touchpoint) -> SavedAlready:
        name = (await self.store.members.names([there.logged_by]))[there.logged_by]
        return SavedAlready(field="partner", name=name)

    async def _named(self, partner: Partner, user_id: str) -> bool:
        return await self.store.communication.named(partner.id, user_id)


def when(one: Touchpoint | Meeting) -> datetime:
    """When it was (UTC)."""
    return one.held_at if isinstance(one, Meeting) else one.at
