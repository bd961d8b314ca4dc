"""Mutes: messages about a partner that are not wanted for a while, by a person or in the partner's channel."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.errors import NotAllowed, PastDay
from storage.members import Right
from storage.partners import Partner, subject
from storage.reminder import Reminder
from storage.shelf import Shelf

MUTED = "partner:channel:muted"
UNMUTED = "partner:channel:unmuted"
CHANNEL = ""
"""In the place of a person's user id: what is said about the partner in channels."""


class Mute(Scoped, Base):
    """Nothing is said about a partner to one reader, through the local day `until`, or (None) until it is unmuted."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("partner_id", "reader"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    reader: Mapped[str]
    until: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Mutes(Shelf):
    """The shelf of mutes; one that has ended is as good as none."""

    async def of(self, partner_id: int) -> dict[str, Mute]:
        """What is muted today about a partner, by reader: for the person of this transaction, and in channels."""
        readers = (CHANNEL, self.store.by)
        found = select(Mute).where(Mute.partner_id == partner_id, Mute.reader.in_(readers), await self._lasting())
        return {mute.reader: mute for mute in await self.session.scalars(found)}

    def may_mute_channel(self, partner: Partner) -> bool:
        """Whether the person may mute what is said in channels: coordinators, and whoever looks after the partner."""
        person = self.store.person
        return person is None or person.may(Right.coordinate) or partner.owner_id == person.user_id

    async def choose(self, partner: Partner, wanted: Mapping[str, tuple[bool, date | None]]) -> None:
        """What the person wants muted: by reader whether, and until when.

        Raises `NotAllowed`, `PastDay` (its field is the reader, or "channel").
        """
        if CHANNEL in wanted and not self.may_mute_channel(partner):
            raise NotAllowed
        today = await self.store.settings.today()
        for reader, (muted, until) in wanted.items():
            if muted and until is not None and until < today:
                raise PastDay(field=reader or "channel")
            await self.session.execute(delete(Mute).where(Mute.partner_id == partner.id, Mute.reader == reader))
            if muted:
                mute = Mute(partner_id=partner.id, reader=reader, until=until, by=self.store.by, at=self.store.now)
                self.store.add(mute)
            if reader == CHANNEL:
                facts = {"until": until.isoformat()} if until else {}
                self.store.audit.note(MUTED if muted else UNMUTED, subject(partner), **facts)
        await self.session.flush()

    async def silences(self, reminder: Reminder) -> bool:
        """Whether the reader of a message does not want it today."""
        if reminder.partner_id is None:
            return False
        reader = reminder.recipient if reminder.to_person else CHANNEL
        found = select(Mute.id).where(
            Mute.partner_id == reminder.partner_id, Mute.reader == reader, await self._lasting()
        )
        return await self.session.scalar(found) is not None

    async def muted_for(self, user_id: str) -> ColumnElement[bool]:
        """Whether a person wants to hear nothing of a partner today: a condition on `Partner`."""
        mute = exists().where(Mute.partner_id == Partner.id, Mute.reader == user_id, await self._lasting())
        return mute.correlate(Partner)

    async def _lasting(self) -> ColumnElement[bool]:
        return or_(Mute.until.is_(None), Mute.until >= await self.store.settings.today())
