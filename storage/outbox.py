"""The clock's view of the outbox: what is due, in every workspace, and who works on it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, and_, bindparam, exists, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.base import UtcDateTime
from storage.installs import Workspace
from storage.reminder import MOST_CUT_OFF, PASSED_OVER, Reminder, ReminderState, same_series
from storage.reminders import LEASE

INTERRUPTED = "interrupted"


class Outbox:
    """The only SQL outside a workspace's scope: it sees every workspace's reminders, and nothing else of them.

    A claim is `FOR UPDATE SKIP LOCKED` on PostgreSQL, where any number of workers may claim at once; SQLite has one
    writer at a time. Both are one `UPDATE … RETURNING`.
    """

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now

    async def tidy(self) -> None:
        """Puts back what a vanished worker had claimed, doubts what it was sending, and passes over what is stale."""
        for statement in _TIDY:
            await self.session.execute(statement, {"at": self.now})

    async def busy(self, *, without: Collection[int]) -> list[int]:
        """The workspaces that have something to say or to look for now, except those that are to be left in peace."""
        waiting = exists().where(Reminder.workspace_id == Workspace.id, or_(self._due, self._doubtful))
        found = select(Workspace.id).where(
            self._open,
            Workspace.id.not_in(without),
            waiting,
        )
        return list(await self.session.scalars(found.order_by(Workspace.id)))

    async def claim(self, *, worker: str, workspaces: Sequence[int], share: int) -> list[Reminder]:
        """Takes what is due, at most `share` rows of each workspace, oldest first. Of what a worker had in hand when it
        vanished, one row at a time is in this worker's hands: should it vanish too, that one row was the cause."""
        known = {"state": ReminderState.claimed, "worker": worker, "lease_until": self.now + LEASE}
        again = {**known, "attempt": Reminder.attempt + 1}
        suspected = Reminder.cut_off.between(1, MOST_CUT_OFF - 1)
        taken = await self._take(and_(self._due, ~suspected), workspaces, share, **again)
        other = aliased(Reminder)
        in_hand = exists().where(
            other.worker == worker, other.state.in_((ReminderState.claimed, ReminderState.sending)), other.cut_off > 0
        )
        one = (
            select(Reminder.id)
            .where(Reminder.workspace_id.in_(workspaces), self._due, suspected, ~in_hand)
            .order_by(Reminder.cut_off, Reminder.due_at, Reminder.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken += await self._taken([one.subquery()], **again)
        return sorted(taken, key=lambda reminder: (reminder.due_at, reminder.id))

    async def companions(
        self, *, worker: str, workspace_id: int, until: Mapping[str, datetime], alone: Collection[str], most: int
    ) -> list[Reminder]:
        """Takes what else is to be said within the hour to people whom something is being said to, oldest first.

        `until` has the end of each one's hour by their user id; kinds in `alone` are never said together with others,
        nor is what somebody asked for.
        """
        same_hour = or_(
            *(
                and_(
                    Reminder.recipient == recipient,
                    Reminder.due_at < end,
                    or_(Reminder.retry_at.is_(None), Reminder.retry_at < end),
                )
                for recipient, end in until.items()
            )
        )
        planned = and_(Reminder.state == ReminderState.planned, same_hour, ~Reminder.prompted)
        taken = await self._take(
            and_(planned, Reminder.kind.not_in(alone), Reminder.cut_off == 0),
            [workspace_id],
            most,
            state=ReminderState.claimed,
            worker=worker,
            lease_until=self.now + LEASE,
            attempt=Reminder.attempt + 1,
        )
        return sorted(taken, key=lambda reminder: (reminder.due_at, reminder.id))

    async def doubtful(self, *, workspaces: Sequence[int], share: int) -> list[Reminder]:
        """What is to be searched for now; should the search be cut short, it is due again when a lease would end."""
        return await self._take(self._doubtful, workspaces, share, retry_at=self.now + LEASE)

    async def release(self, *, worker: str, workspaces: Collection[int] | None = None) -> None:
        """Gives back what this worker claimed and has not begun to send; the attempt does not count."""
        mine = Reminder.worker == worker
        if workspaces is not None:
            mine = and_(mine, Reminder.workspace_id.in_(workspaces))
        await self._change(
            ReminderState.claimed,
            mine,
            state=ReminderState.planned,
            worker=None,
            lease_until=None,
            attempt=Reminder.attempt - 1,
        )

    async def pause(self, workspace_id: int, *, until: datetime) -> None:
        """Slack asked us to wait: nobody claims anything of this workspace before `until` (UTC)."""
        await self.session.execute(update(Workspace).where(Workspace.id == workspace_id).values(paused_until=until))

    async def next_due(self) -> datetime | None:
        """When the next thing that still waits is to be said, in any workspace that is still there (UTC), or None."""
        return await self._first(Workspace.removed_at.is_(None))

    async def lag(self) -> timedelta:
        """How long what is most overdue has been waiting, other than for Slack; zero when the clock keeps up."""
        due = await self._first(self._open)
        return max(self.now - due, timedelta(0)) if due else timedelta(0)

    async def counts(self) -> dict[ReminderState, int]:
        """How many rows are in each state, in all workspaces together."""
        rows = await self.session.execute(select(Reminder.state, func.count()).group_by(Reminder.state))
        return dict.fromkeys(ReminderState, 0) | {state: number for state, number in rows}

    @property
    def _open(self) -> Any:
        """Workspaces that are there, and in which Liaison may speak now."""
        paused = and_(Workspace.paused_until.is_not(None), Workspace.paused_until > self.now)
        return and_(Workspace.removed_at.is_(None), ~paused)

    async def _first(self, where: Any) -> datetime | None:
        planned = Reminder.state == ReminderState.planned
        here = Reminder.workspace_id.in_(select(Workspace.id).where(where))
        first = select(func.min(Reminder.due_at)).where(planned, Reminder.retry_at.is_(None), here)
        again = select(func.min(Reminder.retry_at)).where(or_(planned, Reminder.state == ReminderState.uncertain), here)
        waiting = [await self.session.scalar(first), await self.session.scalar(again)]
        return min((due for due in waiting if due), default=None)

    @property
    def _due(self) -> Any:
        again = or_(Reminder.retry_at.is_(None), Reminder.retry_at <= self.now)
        return and_(Reminder.state == ReminderState.planned, Reminder.due_at <= self.now, again)

    @property
    def _doubtful(self) -> Any:
        return and_(Reminder.state == ReminderState.uncertain, Reminder.retry_at <= self.now)

    async def _take(self, wanted: Any, workspaces: Sequence[int], share: int, **values: Any) -> list[Reminder]:
        """One statement: the first rows of each workspace that nobody else is taking."""
        each = [
            select(Reminder.id)
            .where(Reminder.workspace_id == workspace_id, wanted)
            .order_by(Reminder.due_at, Reminder.id)
            .limit(share)
            .with_for_update(skip_locked=True)
            .subquery()
            for workspace_id in workspaces
        ]
        return await self._taken(each, **values)

    async def _taken(self, each: Sequence[Any], **values: Any) -> list[Reminder]:
        if not each:
            return []
        picked = union_all(*(select(rows.c.id) for rows in each)).cte("picked")
        picked = picked.prefix_with("MATERIALIZED", dialect="postgresql")
        change = update(Reminder).where(Reminder.id.in_(select(picked.c.id))).values(**values).returning(Reminder)
        return list(await self.session.scalars(change, execution_options={"synchronize_session": False}))

    async def _change(self, was: ReminderState, where: Any, /, **values: Any) -> None:
        await self.session.execute(_changing(was, where, **values))


def _changing(was: ReminderState, where: Any, /, **values: Any) -> Executable:
    """Changes rows that nobody else is changing, without waiting for them."""
    found = select(Reminder.id).where(Reminder.state == was, where).with_for_update(skip_locked=True)
    change = update(Reminder).where(Reminder.id.in_(found)).values(**values)
    return change.execution_options(synchronize_session=False)


def _tidying() -> tuple[Executable, ...]:
    """Made once, for they run before every message: `at` is the present instant."""
    at = bindparam("at", type_=UtcDateTime())
    ended = Reminder.lease_until <= at
    newer = aliased(Reminder)
    later = or_(newer.due_at > Reminder.due_at, and_(newer.due_at == Reminder.due_at, newer.id > Reminder.id))
    speaks = exists().where(
        *same_series(Reminder, newer),
        later,
        newer.state.in_((ReminderState.planned, ReminderState.claimed, ReminderState.sending)),
        newer.due_at <= at,
    )
    return (
        _changing(
            ReminderState.claimed,
            ended,
            state=ReminderState.planned,
            worker=None,
            lease_until=None,
            cut_off=Reminder.cut_off + 1,
        ),
        _changing(
            ReminderState.sending,
            ended,
            state=ReminderState.uncertain,
            reason=INTERRUPTED,
            retry_at=at,
            worker=None,
            lease_until=None,
            cut_off=Reminder.cut_off + 1,
        ),
        _changing(
            ReminderState.planned,
            and_(Reminder.series != "", Reminder.due_at <= at, speaks),
            state=ReminderState.cancelled,
            reason=PASSED_OVER,
            settled_at=at,
        ),
    )


_TIDY = _tidying()
