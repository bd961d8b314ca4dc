"""Nudges: who is reminded of their actions, and when; at most one message a day however many items."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from storage.actions import ONE_DAY, Action, ActionState, Side
from storage.members import Role
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf

DUE = "actions.due"
ORPHANED = "actions.orphaned"
NINE = time(9)
STILL_TODAY = timedelta(minutes=15)


def nudge_days(due_on: Iterable[date]) -> set[date]:
    """The days on which somebody is reminded of what is open: the day before it is due, and the day after."""
    return {day for due in due_on for day in (due - ONE_DAY, due + ONE_DAY)}


class Nudges(Shelf):
    """Plans what is said to people about their actions, whoever changes one."""

    async def plan(self, user_id: str | None) -> None:
        """Plans one direct message for each day on which something is worth a word, and takes back the others.

        At the person's 09:00, or when their quiet hours end; at most one a day however many items.
        """
        if user_id is None:
            return
        subject = f"member:{user_id}"
        member = await self.store.members.by_user(user_id)
        await self.store.reminders.cancel(subject=subject, kind=DUE, reason="replanned")
        if member is not None and member.left:
            return
        hours = await self.store.settings.hours_of(member)
        wanted = select(Action.due_on).distinct()
        wanted = wanted.where(
            Action.assignee_id == user_id,
            Action.state == ActionState.open,
            Action.side != Side.them,
            Action.due_on >= self.store.now.astimezone(hours.zone).date() - ONE_DAY,
        )
        due = [day for day in await self.session.scalars(wanted) if day is not None]
        for day in sorted(nudge_days(due)):
            nine = datetime.combine(day, NINE, tzinfo=hours.zone).astimezone(UTC)
            at = outside_quiet_hours(nine, zone=hours.zone, start=hours.start, end=hours.end)
            if at > self.store.now - STILL_TODAY:
                await self.store.reminders.plan(
                    kind=DUE,
                    subject=subject,
                    recipient=user_id,
                    occurrence=day.isoformat(),
                    due_at=at,
                    series=subject,
                )

    async def plan_all(self) -> None:
        """Plans everybody's anew, after the workspace's hours have changed."""
        yesterday = await self.store.settings.today() - ONE_DAY
        holders = select(Action.assignee_id).distinct()
        holders = holders.where(Action.state == ActionState.open, Action.due_on >= yesterday - ONE_DAY)
        for user_id in list(await self.session.scalars(holders)):
            await self.plan(user_id)

    async def orphaned(self, user_id: str, owner_id: str) -> list[Action]:
        """What somebody who left still has open in the partners that `owner_id` looks after."""
        theirs = await self.store.actions.mine(user_id)
        return [action for action in theirs if owner_id in await self._to_tell(action, user_id)]

    async def tell_owners(self, user_id: str) -> None:
        """Plans one message to each owner of partners in which somebody who left has open actions."""
        await self.plan(user_id)
        for action in await self.store.actions.mine(user_id):
            for owner_id in await self._to_tell(action, user_id):
                await self.store.reminders.plan(
                    kind=ORPHANED,
                    subject=f"member:{user_id}",
                    recipient=owner_id,
                    occurrence=self.store.now.isoformat(),
                    due_at=self.store.now,
                )

    async def _to_tell(self, action: Action, user_id: str) -> list[str]:
        """The owner of the partner or the opportunity; the workspace's owners when there is none, or they left."""
        about = action.partner or action.opportunity
        if about is not None and about.owner_id != user_id:
            return [about.owner_id]
        return await self.store.members.holding(Role.owner)
