"""The outbox of a workspace: everything Liaison says unprompted is a row here, said once (design, section 3).

`storage.outbox` holds the clock's view of all workspaces.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import distinct, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.errors import NotFound
from storage.members import Member, Role
from storage.partners import Partner
from storage.reminder import PASSED_OVER, Reminder, ReminderState, same_series
from storage.shelf import Shelf

LEASE = timedelta(minutes=2)
"""How long a claim, or a post in hand, is another worker's: longer than Slack ever takes to answer us."""

WAITING = (ReminderState.planned, ReminderState.claimed)
HELD = (ReminderState.claimed, ReminderState.sending)
SAID = (ReminderState.sending, ReminderState.sent, ReminderState.uncertain, ReminderState.left)
"""What counts towards a day's budget: it was said, or may have been."""


class Reminders(Shelf):
    """The shelf of a workspace's reminders: planning and taking back, and what becomes of one that is delivered.

    What a worker does to a row holds only while the row is still its own: the same worker and attempt, in the state
    it left it in. Each of those methods says whether it was.
    """

    async def plan(
        self,
        *,
        kind: str,
        subject: str,
        recipient: str,
        due_at: datetime,
        occurrence: str = "",
        ahead: int = 0,
        series: str = "",
        facts: dict[str, Any] | None = None,
    ) -> Reminder:
        """Puts one thing to say into the outbox; `due_at` is UTC, `recipient` a channel or user id.

        Planning the same key again moves one that still waits (or was cancelled) to the new `due_at` and `facts`,
        and leaves one that was said alone. What somebody causes for this very moment, for themselves or a channel,
        follows at once; everything else waits until it is polite.
        """
        person = recipient[:1] in ("U", "W")
        prompted = self.store.by_person and due_at <= self.store.now and (not person or recipient == self.store.by)
        key = {"kind": kind, "subject": subject, "recipient": recipient, "occurrence": occurrence, "ahead": ahead}
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        new = dialect.insert(Reminder).values(
            **key,
            workspace_id=self.store.workspace_id,
            series=series,
            facts=facts or {},
            due_at=due_at,
            created_at=self.store.now,
            prompted=prompted,
        )
        await self.session.execute(new.on_conflict_do_nothing())
        found = select(Reminder).filter_by(**key).with_for_update()
        reminder = (await self.session.scalars(found)).one()
        reminder.planned_again(due_at=due_at, series=series, facts=facts or {}, prompted=prompted)
        await self.session.flush()
        return reminder

    async def copy(self, reminder: Reminder, *, to: str, series: str = "") -> None:
        """The same for another recipient, now; `reminder` itself stays as it is.

        Without a `series` a newer one does not pass over it: somebody asked for this very message.
        """
        await self.plan(
            kind=reminder.kind,
            subject=reminder.subject,
            recipient=to,
            due_at=self.store.now,
            occurrence=reminder.occurrence,
            ahead=reminder.ahead,
            series=series,
            facts=reminder.facts,
        )

    async def cancel(self, *, subject: str, reason: str, kind: str | None = None) -> None:
        """Takes back what still waits to be said about `subject`; `reason` (a catalog sentence) stays on the row.

        What its reader has put off stays: whether there is anything to say still is seen when it comes back.
        """
        change = (
            update(Reminder)
            .where(Reminder.subject == subject, Reminder.state.in_(WAITING), ~Reminder.snoozed)
            .values(state=ReminderState.cancelled, reason=reason, settled_at=self.store.now)
        )
        if kind is not None:
            change = change.where(Reminder.kind == kind)
        await self.session.execute(change)

    async def get(self, reminder_id: int) -> Reminder:
        """One reminder. Raises `NotFound`, also when it is about a partner this person may not see."""
        reminder = (await self.session.scalars(select(Reminder).where(Reminder.id == reminder_id))).one_or_none()
        if reminder is None:
            raise NotFound
        if reminder.partner_id is not None and await self._partner_owner(reminder) is None:
            raise NotFound
        return reminder

    async def about(self, *, subject: str, kind: str | None = None) -> list[Reminder]:
        """Everything planned or said about `subject`, oldest due first."""
        found = select(Reminder).where(Reminder.subject == subject).order_by(Reminder.due_at, Reminder.id)
        if kind is not None:
            found = found.where(Reminder.kind == kind)
        return list(await self.session.scalars(found))

    async def ledger(self, *, subject: str, most: int = 10) -> list[Reminder]:
        """Why reminders about `subject` did or did not go: the last ones, newest due first."""
        found = select(Reminder).where(Reminder.subject == subject)
        return list(await self.session.scalars(found.order_by(Reminder.due_at.desc(), Reminder.id.desc()).limit(most)))

    async def passed_over(self, reminder: Reminder) -> int:
        """How many of its series fell silent since the last one that was said, this one speaking for them."""
        if not reminder.series:
            return 0
        alike = select(func.count()).where(*same_series(reminder), Reminder.due_at <= reminder.due_at)
        said = select(func.max(Reminder.due_at)).where(*same_series(reminder), Reminder.state == ReminderState.sent)
        silent = alike.where(Reminder.reason == PASSED_OVER)
        if last := await self.session.scalar(said):
            silent = silent.where(Reminder.due_at > last)
        return await self.session.scalar(silent) or 0

    async def answerable(self, reminder: Reminder) -> str | None:
        """Who is told of trouble with it: the partner's owner, else an owner of the workspace; not its own reader."""
        owners = select(Member.user_id).where(Member.role == Role.owner).order_by(Member.id)
        people = [await self._partner_owner(reminder), *await self.session.scalars(owners)]
        gone = {reminder.recipient, None, *await self.session.scalars(select(Member.user_id).where(Member.left))}
        return next((user for user in people if user not in gone), None)

    async def tell_owner(self, *, kind: str, subject: str) -> None:
        """Something that concerns the whole workspace is told to an owner of it, at once."""
        at = self.store.now
        for owner in (await self.store.members.holding(Role.owner))[:1]:
            await self.plan(kind=kind, subject=subject, recipient=owner, due_at=at, occurrence=at.isoformat())

    async def confidential(self, reminder: Reminder) -> bool:
        """Whether it is about a confidential partner."""
        found = select(Partner.confidential).where(Partner.id == reminder.partner_id)
        return reminder.partner_id is not None and bool(await self.session.scalar(found))

    async def held(self, claimed: Reminder) -> Reminder | None:
        """The row, locked until the transaction ends, while it is still this worker's to say."""
        found = select(Reminder).where(*self._mine(claimed), Reminder.state == ReminderState.claimed)
        return (await self.session.scalars(found.with_for_update())).one_or_none()

    async def room(
        self, reminder: Reminder, *, budget: int, day: tuple[datetime, datetime], first: Collection[str]
    ) -> bool:
        """Whether one more message to its recipient is within the budget of a local `day` (its ends in UTC).

        What is of a kind in `first` and still to be said on that day keeps its place. Two workers who ask about the
        same recipient wait for each other.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            key = f"{self.store.workspace_id}:{reminder.recipient}"
            await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        theirs = Reminder.recipient == reminder.recipient
        said = select(func.count(distinct(func.coalesce(-Reminder.bundle_id, Reminder.id)))).where(
            theirs,
            Reminder.sending_at >= day[0],
            ~Reminder.prompted,
            or_(Reminder.state.in_(SAID), Reminder.snoozed),
        )
        taken = await self.session.scalar(said) or 0
        if taken < budget and reminder.kind not in first:
            coming = select(func.count()).where(
                theirs, Reminder.kind.in_(first), Reminder.state.in_(WAITING), Reminder.due_at < day[1]
            )
            taken += await self.session.scalar(coming) or 0
        return taken < budget

    async def put_off(self, held: Collection[Reminder], *, until: datetime, reason: str) -> None:
        """It is not polite to say these now; no attempt is counted. All in one statement, those that are still held."""
        change = (
            update(Reminder)
            .where(
                Reminder.id.in_([one.id for one in held]),
                Reminder.worker.in_({one.worker for one in held}),
                Reminder.state == ReminderState.claimed,
            )
            .values(
                state=ReminderState.planned,
                worker=None,
                lease_until=None,
                retry_at=until,
                reason=reason,
                attempt=Reminder.attempt - 1,
            )
            .execution_options(synchronize_session=False)
        )
        await self.session.execute(change)

    async def snooze(self, reminder: Reminder, *, until: datetime) -> bool:
        """Its reader wants it once more, at `until` (UTC); False when it is on its way back already."""
        said = (ReminderState.sent, ReminderState.left, ReminderState.uncertain)
        again = {"due_at": until, "attempt": 0, "cut_off": 0, "snoozed": True, "prompted": False, "settled_at": None}
        change = (
            update(Reminder)
            .where(Reminder.id == reminder.id, Reminder.state.in_(said))
            .values(state=ReminderState.planned, reason="", retry_at=None, ts=None, bundle_id=None, **again)
            .returning(Reminder.id)
        )
        return await self.session.scalar(change) is not None

    async def wake(self, reminder: Reminder) -> bool:
        """Its reader wants what they put off now after all; False when it has come back already."""
        change = (
            update(Reminder)
            .where(Reminder.id == reminder.id, Reminder.snoozed, Reminder.state == ReminderState.planned)
            .values(due_at=self.store.now, retry_at=None, prompted=True)
            .returning(Reminder.id)
        )
        return await self.session.scalar(change) is not None

    async def drop(self, reminder: Reminder, *, reason: str) -> None:
        """It is not to be said after all."""
        reminder.state, reminder.reason, reminder.settled_at = ReminderState.cancelled, reason, self.store.now
        reminder.worker = reminder.lease_until = reminder.retry_at = None
        await self.session.flush()

    async def begin(self, reminder: Reminder, *, channel: str) -> None:
        """The post is about to leave for `channel`: from here on a crash leaves it uncertain."""
        reminder.state, reminder.channel, reminder.reason = ReminderState.sending, channel, ""
        reminder.sending_at, reminder.lease_until = self.store.now, self.store.now + LEASE
        await self.session.flush()

    async def sent(self, held: Reminder, *, channel: str, ts: str) -> bool:
        """Slack has it, in a message of its own or in that of its bundle; a late answer counts too."""
        known = (ReminderState.sending, ReminderState.uncertain, ReminderState.planned)
        if held.bundle_id is not None:
            await self.store.bundles.posted(held.bundle_id, ts=ts)
        own = ts if held.bundle_id is None else None
        return await self._become(
            held, known, ReminderState.sent, reason="", channel=channel, ts=own, bundle_id=held.bundle_id, snoozed=False
        )

    async def again(self, held: Reminder, *, at: datetime, reason: str, counted: bool = True) -> bool:
        """Nothing was said; it is tried again `at`. Not `counted`: the attempt was no fault of the row's."""
        attempt = held.attempt if counted else held.attempt - 1
        return await self._become(
            held, HELD, ReminderState.planned, reason=reason, retry_at=at, attempt=attempt, cut_off=0, settled_at=None
        )

    async def undeliverable(self, held: Reminder, *, reason: str) -> bool:
        """Nothing was said, and nothing will be until a person does something about it."""
        was = (*HELD, ReminderState.uncertain)
        return await self._become(held, was, ReminderState.undeliverable, reason=reason)

    async def unsure(self, held: Reminder, *, look_at: datetime, reason: str) -> bool:
        """Whether it was said is not known; the channel is searched at `look_at`."""
        was = (ReminderState.sending, ReminderState.uncertain)
        return await self._become(held, was, ReminderState.uncertain, reason=reason, retry_at=look_at, settled_at=None)

    async def ask(self, held: Reminder, *, reason: str) -> bool:
        """The channel cannot be searched: it stays uncertain until a person says what to do."""
        return await self._become(
            held, (ReminderState.uncertain,), ReminderState.uncertain, reason=reason, retry_at=None, settled_at=None
        )

    async def missing(self, held: Reminder, *, again_at: datetime) -> bool:
        """The channel was searched and does not have it, or a person wants it posted again."""
        return await self._become(
            held, (ReminderState.uncertain,), ReminderState.planned, reason="", retry_at=again_at, settled_at=None
        )

    async def leave(self, held: Reminder) -> bool:
        """A person does not want it posted again."""
        return await self._become(held, (ReminderState.uncertain,), ReminderState.left)

    async def _become(
        self, held: Reminder, was: tuple[ReminderState, ...], state: ReminderState, **changes: Any
    ) -> bool:
        values = {"retry_at": None, "settled_at": self.store.now} | changes
        if state is ReminderState.planned:
            values["bundle_id"] = None
        change = (
            update(Reminder)
            .where(*self._mine(held), Reminder.state.in_(was))
            .values(state=state, worker=None, lease_until=None, **values)
            .returning(Reminder.id)
        )
        return await self.session.scalar(change) is not None

    def _mine(self, held: Reminder) -> tuple[Any, ...]:
        nobodys_else = or_(Reminder.worker.is_(None), Reminder.worker == held.worker)
        return (Reminder.id == held.id, Reminder.attempt == held.attempt, nobodys_else)

    async def _partner_owner(self, reminder: Reminder) -> str | None:
        return await self.session.scalar(select(Partner.owner_id).where(Partner.id == reminder.partner_id))
