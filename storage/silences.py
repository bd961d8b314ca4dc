"""Silences: when somebody is told that there was no contact for longer than agreed; once for each silence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select

from storage.communication import Arrangement
from storage.contacts import Contact
from storage.errors import CannotBeAsked, HasLeft
from storage.members import Member, Role
from storage.partners import Partner
from storage.quiet import ONE_DAY, UNWATCHED, nudge_at, quiet_on, watched
from storage.reminder import Reminder
from storage.shelf import Shelf
from storage.touchpoints import NOTHING, Last

QUIET = "communication.quiet"


@dataclass(frozen=True)
class Silence:
    """One line's present silence. It counts from `since` (UTC): the last contact, or later the day the rhythm was
    agreed; `last` is the last contact ever. It is noticed on `day`, a local one."""

    arrangement: Arrangement
    last: datetime | None
    since: datetime
    began_on: date
    day: date

    @property
    def occurrence(self) -> str:
        """What makes this silence another than the next: its first day."""
        return self.began_on.isoformat()


@dataclass(frozen=True)
class Quiet:
    """A silence with its partner; `contact` names whom the line is with, "" for anyone there."""

    silence: Silence
    partner: Partner
    contact: str


class Silences(Shelf):
    """Plans what is said of silences, from today's facts: whoever changes them calls it."""

    async def plan(self, partner: Partner) -> None:
        """Plans one direct message to each reader for the present silence, and takes back what no longer holds.

        What was said stays said: the key holds the day the silence began.
        """
        subject = f"communication:{partner.id}"
        await self.store.reminders.cancel(subject=subject, kind=QUIET, reason="replanned")
        if not watched(partner):
            return
        settings = await self.store.settings.get()
        planned: dict[tuple[str, str], tuple[datetime, Silence]] = {}
        for silence in await self.of(partner):
            reader = await self.reader(silence.arrangement, partner)
            if reader is None:
                continue
            hours = await self.store.settings.hours_of(await self.store.members.by_user(reader))
            at = nudge_at(silence.day, now=self.store.now, hours=hours, province=settings.province)
            key = reader, silence.occurrence
            if key not in planned or at < planned[key][0]:
                planned[key] = at, silence
        for (reader, occurrence), (at, silence) in planned.items():
            await self.store.reminders.plan(
                kind=QUIET,
                subject=subject,
                recipient=reader,
                due_at=at,
                occurrence=occurrence,
                facts={"partner_id": partner.id, "arrangement": silence.arrangement.id},
            )

    async def plan_of(self, partner_id: int) -> None:
        """The same by the partner's id."""
        await self.plan(await self.store.partners.get(partner_id))

    async def plan_for(self, user_id: str) -> None:
        """The same for every partner of which somebody is told, after they left or their hours changed."""
        lines = exists().where(Arrangement.partner_id == Partner.id)
        theirs = exists().where(Arrangement.partner_id == Partner.id, Arrangement.member_id == user_id)
        found = select(Partner).where(lines, or_(Partner.owner_id == user_id, theirs))
        for partner in list(await self.session.scalars(found)):
            await self.plan(partner)

    async def plan_all(self) -> None:
        """The same for everybody, after the workspace's hours, province or zone changed."""
        lines = exists().where(Arrangement.partner_id == Partner.id)
        for partner in list(await self.session.scalars(select(Partner).where(lines))):
            await self.plan(partner)

    async def of(self, partner: Partner) -> list[Silence]:
        """The present silence of each line that is not paused."""
        lines = [one for one in await self.store.communication.of(partner.id) if not one.paused]
        if not lines:
            return []
        last = await self.store.touchpoints.last(partner.id)
        return [await self.silence(one, last) for one in lines]

    async def silence(self, one: Arrangement, last: Last) -> Silence:
        """The present silence of one line, in the workspace's local days."""
        return silence_of(one, last, (await self.store.settings.get()).zone)

    async def of_person(
        self, user_id: str, *, until: date, most: int, there: ColumnElement[bool]
    ) -> tuple[list[Quiet], int]:
        """The silences that are noticed by `until` (local) and are this person's to end, of partners that are `there`:
        the longest ones, at most so many, and how many there are in all. Theirs are their own lines, and of partners
        they own those that name nobody or a colleague who has left."""
        gone = select(Member.user_id).where(Member.left)
        nobody = or_(Arrangement.member_id.is_(None), Arrangement.member_id.in_(gone))
        theirs = or_(Arrangement.member_id == user_id, and_(nobody, Partner.owner_id == user_id))
        these = (~Arrangement.paused, there, Partner.stage.not_in(UNWATCHED), theirs)
        known = (
            Arrangement.id,
            Arrangement.partner_id,
            Arrangement.contact_id,
            Arrangement.every,
            Arrangement.agreed_at,
        )
        rows = await self.session.execute(
            select(*known).join(Partner, Partner.id == Arrangement.partner_id).where(*these)
        )
        lines = rows.all()
        if not lines:
            return [], 0
        partners = select(Arrangement.partner_id).join(Partner, Partner.id == Arrangement.partner_id).where(*these)
        last = await self.store.touchpoints.last_of(partners)
        zone = (await self.store.settings.get()).zone
        every = [silence_of(line, last.get(line.partner_id, NOTHING), zone) for line in lines]
        noticed = sorted((one for one in every if one.day <= until), key=lambda one: (one.since, one.arrangement.id))
        return await self._with_partners(noticed[:most]), len(noticed)

    async def _with_partners(self, silences: Sequence[Silence]) -> list[Quiet]:
        wanted = (
            select(Arrangement, Partner, Contact.name)
            .join(Partner, Partner.id == Arrangement.partner_id)
            .outerjoin(Contact, Contact.id == Arrangement.contact_id)
            .where(Arrangement.id.in_([one.arrangement.id for one in silences]))
        )
        rows = {row[0].id: row for row in (await self.session.execute(wanted)).all()}
        found = [(one, rows[one.arrangement.id]) for one in silences if one.arrangement.id in rows]
        return [Quiet(replace(one, arrangement=row[0]), row[1], row[2] or "") for one, row in found]

    async def told(self, reminder: Reminder) -> Silence | None:
        """What a reminder is to say now; None when there was contact, it was paused, or its reader cannot be told.

        Raises `NotFound`.
        """
        partner = await self.store.partners.get(reminder.facts["partner_id"])
        one = await self.store.communication.get(reminder.facts["arrangement"])
        if one.paused or not watched(partner):
            return None
        if reminder.to_person and not await self._reachable(reminder.recipient, partner):
            await self.plan(partner)
            return None
        silence = await self.silence(one, await self.store.touchpoints.last(partner.id))
        tomorrow = await self.store.settings.today() + ONE_DAY  # a reader may be a day ahead of the workspace
        return silence if silence.day <= tomorrow and silence.occurrence == reminder.occurrence else None

    async def reader(self, one: Arrangement, partner: Partner) -> str | None:
        """Who is told: the person named in the line, else the partner's owner, else an owner of the workspace."""
        for user_id in (one.member_id, partner.owner_id):
            if user_id and await self._reachable(user_id, partner):
                return user_id
        return next(iter(await self.store.members.holding(Role.owner)), None)

    async def _reachable(self, user_id: str, partner: Partner) -> bool:
        try:
            await self.store.partners.must_be_able(user_id, partner.id)
        except (HasLeft, CannotBeAsked):
            return False
        return True


def silence_of(one: Any, last: Last, zone: ZoneInfo) -> Silence:
    """The present silence of a line after these last contacts, in the local days of `zone`."""
    heard = last.counting(one.contact_id)
    since = max(heard, one.agreed_at) if heard else one.agreed_at
    began_on = since.astimezone(zone).date()
    return Silence(one, heard, since, began_on, quiet_on(began_on, one.every))
