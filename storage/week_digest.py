"""The Monday digest: a person's week, in their direct messages once a week, if they ask for it."""

from datetime import date, datetime

from sqlalchemy import select

from storage.courtesy import nine_on
from storage.days import instant
from storage.members import Member
from storage.public_holidays import SATURDAY
from storage.quiet import NINE, next_working_day
from storage.reminder import Reminder
from storage.settings import Hours
from storage.shelf import Shelf
from storage.week import A_WEEK, Span

DIGEST = "week.digest"
KEPT_AHEAD = 2
"""Weeks that wait in the outbox, so that a silence of Liaison's loses none."""


def digest_at(monday: date, *, hours: Hours, province: str) -> datetime:
    """When a week is told (UTC): nine of the person's on its Monday, or on the next day that is no public holiday of
    the province; when their quiet hours end, if that is later."""
    return nine_on(instant(next_working_day(monday, province), NINE, hours.zone), hours)


class WeekDigests(Shelf):
    """Plans the digests; whoever changes a person's hours calls it."""

    async def choose(self, user_id: str, *, wanted: bool) -> Member | None:
        """Whether somebody gets it; doing so again changes nothing."""
        member = await self.store.members.by_user(user_id)
        if member is not None and member.week_digest is not wanted:
            member.week_digest = wanted
            await self.session.flush()
            await self.plan(user_id)
        return member

    async def was_offered(self, user_id: str) -> bool:
        """Whether it was offered to them before, or they have it."""
        member = await self.store.members.by_user(user_id)
        return member is None or member.week_digest or member.week_digest_offered

    async def note_offer(self, user_id: str) -> None:
        member = await self.store.members.by_user(user_id)
        if member is not None:
            member.week_digest_offered = True
            await self.session.flush()

    async def plan(self, user_id: str) -> None:
        """Plans the weeks to come, and takes back what is not to be said any more."""
        await self.store.reminders.cancel(subject=_subject(user_id), kind=DIGEST, reason="replanned")
        member = await self.store.members.by_user(user_id)
        if member is not None and member.week_digest and not member.left:
            await self._plan_from(member, await self.store.weeks.span(member))

    async def plan_all(self) -> None:
        """The same for everybody who gets it, after the workspace's hours or holidays have changed."""
        for user_id in list(await self.session.scalars(select(Member.user_id).where(Member.week_digest))):
            await self.plan(user_id)

    async def due(self, reminder: Reminder) -> Member | None:
        """Whose week is to be told now; None when it is over, when it is a weekend, and for who does not want it. First
        of all the weeks after it are planned; of several that a silence swallowed the present one is told."""
        member = await self.store.members.by_user(reminder.recipient)
        if member is None or not member.week_digest or member.left:
            return None
        span = await self.store.weeks.span(member)
        told = date.fromisoformat(reminder.occurrence)
        await self._plan_from(member, span, late=told < span.monday)
        return member if told == span.monday and span.today.weekday() < SATURDAY else None

    async def _plan_from(self, member: Member, span: Span, *, late: bool = False) -> None:
        """The next weeks; with `late` also the present one, now, when its hour has passed."""
        settings = await self.store.settings.get()
        hours, now = settings.hours_of(member), self.store.now
        left, monday = KEPT_AHEAD, span.monday
        while left:
            at = digest_at(monday, hours=hours, province=settings.province)
            if at > now or (late and monday == span.monday):
                await self._put(member, monday, max(at, now))
                left -= 1
            monday += A_WEEK

    async def _put(self, member: Member, monday: date, at: datetime) -> None:
        subject = _subject(member.user_id)
        await self.store.reminders.plan(
            kind=DIGEST,
            subject=subject,
            recipient=member.user_id,
            due_at=at,
            occurrence=monday.isoformat(),
            series=subject,
        )


def _subject(user_id: str) -> str:
    return f"week:{user_id}"
