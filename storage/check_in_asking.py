"""What is said about a check-in to people: nudges, asking somebody instead, comments, and that a reporter has left."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from storage.kpi import COMMENT_LIMIT, CheckIn, CheckInComment, Kpi
from storage.members import Role
from storage.partners import Partner
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf
from storage.texts import checked

LATE = "check_ins.late"
ASKED = "check_ins.asked"
ORPHANED = "check_ins.orphaned"
NUDGED_AFTER = (3, 7)
"""Days after the question at which whoever reports is reminded, once each."""


class Asking(Shelf):
    """What the shelf of check-ins plans for people's direct messages."""

    async def who_reports(self, check_in: CheckIn, partner: Partner, kpis: Collection[Kpi]) -> list[str]:
        """Whoever is to report these: who was asked instead, else each one's reporter; the owner for who has left."""
        wanted = [check_in.asked_id] if check_in.asked_id else [kpi.reporter_id for kpi in kpis]
        gone = await self.store.members.gone(wanted)
        return list(dict.fromkeys(partner.owner_id if user_id in gone else user_id for user_id in wanted))

    async def theirs(self, check_in: CheckIn, partner: Partner, kpis: Sequence[Kpi], user_id: str) -> list[Kpi]:
        """Which of these somebody is to report."""
        return [kpi for kpi in kpis if user_id in await self.who_reports(check_in, partner, [kpi])]

    async def nudge(self, check_in: CheckIn, partner: Partner, kpis: Collection[Kpi]) -> None:
        """Plans the nudges of whoever reports these, until the next check-in comes."""
        for user_id in await self.who_reports(check_in, partner, kpis):
            for days in NUDGED_AFTER:
                at = await self._polite(user_id, self.store.now + timedelta(days=days))
                if at < check_in.closes_at:
                    await self.plan(LATE, check_in, user_id, at, ahead=days, series=check_in.subject)

    async def ask(self, check_in: CheckIn, user_id: str, kpis: Collection[Kpi], *, field: str = "ask") -> None:
        """Has a colleague report instead; they get a message of their own, and the nudges.

        Raises `HasLeft`, `CannotReport`.
        """
        partner = await self.store.partners.get(check_in.partner_id)
        await self.store.kpis.must_be_able_to_report(user_id, partner, field=field)
        if check_in.asked_id == user_id:
            return
        check_in.asked_id, check_in.asked_by = user_id, self.store.by
        await self.session.flush()
        await self.store.reminders.cancel(subject=check_in.subject, kind=LATE, reason="replanned")
        if user_id != self.store.by:
            at = await self._polite(user_id, self.store.now)
            await self.plan(ASKED, check_in, user_id, at, occurrence=self.store.now.isoformat())
        await self.nudge(check_in, partner, kpis)

    async def comment(self, check_in: CheckIn, text: str, *, field: str) -> None:
        """Adds to the figures of a period. Raises `Missing`, `TooLong`, `LooksLikeIdentityNumber`."""
        kept = checked(text, field=field, limit=COMMENT_LIMIT, required=True)
        self.store.add(CheckInComment(check_in_id=check_in.id, at=self.store.now, by=self.store.by, text=kept))
        await self.session.flush()

    async def comments(self, check_in: CheckIn, *, most: int = 5) -> list[CheckInComment]:
        """The last ones, oldest first."""
        found = select(CheckInComment).where(CheckInComment.check_in_id == check_in.id)
        newest = list(await self.session.scalars(found.order_by(CheckInComment.id.desc()).limit(most)))
        return newest[::-1]

    async def tell_owners(self, user_id: str) -> None:
        """Somebody has left: plans one message to each owner of partners whose figures they reported."""
        owners = {}
        for kpi in await self.store.kpis.reported_by(user_id):
            partner = await self.store.partners.get(kpi.partner_id)
            for owner_id in await self._to_tell(partner, user_id):
                owners[owner_id] = await self._polite(owner_id, self.store.now)
        for owner_id, at in owners.items():
            await self.store.reminders.plan(
                kind=ORPHANED,
                subject=f"member:{user_id}",
                recipient=owner_id,
                occurrence=self.store.now.isoformat(),
                due_at=at,
            )

    async def orphaned(self, user_id: str, owner_id: str) -> list[tuple[Partner, list[Kpi]]]:
        """What somebody who left still is to report for the partners that `owner_id` answers for, by partner."""
        found: dict[int, tuple[Partner, list[Kpi]]] = {}
        for kpi in await self.store.kpis.reported_by(user_id):
            partner = await self.store.partners.get(kpi.partner_id)
            if owner_id in await self._to_tell(partner, user_id):
                found.setdefault(partner.id, (partner, []))[1].append(kpi)
        return list(found.values())

    async def plan(
        self,
        kind: str,
        check_in: CheckIn,
        recipient: str,
        at: datetime,
        *,
        ahead: int = 0,
        series: str = "",
        occurrence: str = "",
    ) -> None:
        """Puts a message about a check-in into the outbox."""
        await self.store.reminders.plan(
            kind=kind,
            subject=check_in.subject,
            recipient=recipient,
            due_at=at,
            ahead=ahead,
            series=series,
            occurrence=occurrence,
            facts={"partner_id": check_in.partner_id},
        )

    async def _to_tell(self, partner: Partner, user_id: str) -> list[str]:
        """The partner's owner; the workspace's owners when that is the person who left."""
        if partner.owner_id != user_id:
            return [partner.owner_id]
        return await self.store.members.holding(Role.owner)

    async def _polite(self, user_id: str, at: datetime) -> datetime:
        hours = await self.store.settings.hours_of(await self.store.members.by_user(user_id))
        return outside_quiet_hours(at, zone=hours.zone, start=hours.start, end=hours.end)
