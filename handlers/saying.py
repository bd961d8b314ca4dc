"""Saying what is in the outbox: posted once, and what became of it kept (design, section 3)."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.channels import UNKNOWN, Place, Places
from handlers.courtesy import Courtesy, Together, Wait
from handlers.errors import new_reference
from handlers.members import People
from handlers.outcomes import TROUBLE, Fate, Outcome, outcome_of
from handlers.pace import backoff
from handlers.preparing import Full, Preparing, Said
from handlers.reminders import Posted
from handlers.routes import Routes
from handlers.search import TooMuchSaid, carried, find
from messages import bundles, reminders
from messages.surfaces import Message
from storage.installs import Workspace
from storage.members import Member
from storage.reminder import CUT_OFF, MOST_CUT_OFF, Reminder
from storage.store import Database, Store

log = structlog.get_logger("liaison")
MOST_ATTEMPTS = 12
MOST_FAULTS = 5
SETTLES = timedelta(seconds=30)
"""How long Slack may still be at work on a post that we had no answer to."""
SEARCHED_FOR = timedelta(hours=1)
WORKSPACE_WAITS = (Fate.limited, Fate.shut)
"""After these, nothing at all is said in the workspace for as long as the outcome tells."""
OWN_KINDS = (reminders.UNDELIVERABLE, reminders.UNCERTAIN)
DONE = "done"

Result = TypeVar("Result")


class Spoke(NamedTuple):
    """How saying some rows went: `outcome` why nothing was said, None when it was or there was nothing; `left` what had
    no room and is to be said in the next message; `waits` until when the recipient is left in peace."""

    outcome: Outcome | None = None
    left: Together | None = None
    waits: Wait | None = None


class Saying:
    """Works on rows that this worker holds. What ends badly is kept on the row. `seen` hears how each row fared.

    `pause` is the seconds between what was to be one message and is said one by one.
    """

    def __init__(
        self,
        routes: Routes,
        database: Database,
        afterwards: Afterwards,
        chance: random.Random,
        seen: Callable[[str], None] = lambda fared: None,
        *,
        pause: float = 0.0,
    ) -> None:
        self.routes = routes
        self.database = database
        self.afterwards = afterwards
        self.chance = chance
        self.seen = seen
        self.pause = pause
        self.places = Places(database)
        self.people = People(database)
        self.courtesy = Courtesy(routes, database, self.people)
        self.preparing = Preparing(routes, database, self.courtesy)

    async def say(self, client: AsyncWebClient, workspace: Workspace, together: Together) -> Spoke:
        """Posts rows for one recipient in one message, as many as have room in it."""
        first = together[0]
        try:
            place = await self.places.of(client, workspace_id=workspace.id, recipient=first.recipient)
            reader = await self._reader(client, workspace, first)
        except TROUBLE as error:
            return Spoke(await self._failed(together, outcome_of(error).undone))
        said, left, waits = await self._prepared(together, place, reader)
        if not said:
            return Spoke(left=left, waits=waits)
        outcome = await self._post(client, said, place, reader)
        if outcome is not None and len(said) > 1 and _in_vain(said, outcome):
            outcome = await self._one_by_one(client, said, place, reader, outcome)
        elif outcome is not None:
            await self._failed([one.reminder for one in said], outcome)
        return Spoke(outcome, left, waits)

    async def look(self, client: AsyncWebClient, doubtful: Reminder) -> None:
        """Searches where it may have been posted; what is not there goes back to be said again."""
        await self.guarded(self._look(client, doubtful), doubtful)

    async def without_set_aside(self, claimed: Sequence[Reminder]) -> list[Reminder]:
        """Those that are begun. The others were in hand again and again when a worker vanished: they are given up."""
        aside = [one for one in claimed if one.cut_off >= MOST_CUT_OFF]
        for one in aside:
            async with self.database.store(one.workspace_id) as store:
                await self._give_up(store, one, CUT_OFF)
        return [one for one in claimed if one not in aside]

    async def guarded(self, work: Awaitable[Result], reminder: Reminder) -> Result | None:
        """A fault in one row is logged and kept on it, and stops no other."""
        [result] = await asyncio.gather(work, return_exceptions=True)
        if isinstance(result, Exception):
            fault = new_reference()
            self.seen("broke")
            log.error("delivery broke", reference=fault, reminder=reminder.id, kind=reminder.kind, exc_info=result)
            await self._broke(reminder, fault)
            return None
        if isinstance(result, BaseException):
            raise result
        return result

    async def _post(
        self, client: AsyncWebClient, said: Sequence[Said], place: Place, reader: Member | None
    ) -> Outcome | None:
        """Posts one message; None when Slack has it, which is kept, else what became of it, which is not."""
        first = said[0].reminder
        try:
            message, metadata = await self._joined(said, place, reader)
            answer = await client.chat_postMessage(channel=place.channel, metadata=metadata, **message)
        except TROUBLE as error:
            outcome = outcome_of(error)
            moved = place.kept and outcome.reason == UNKNOWN
            self.places.forget(workspace_id=first.workspace_id, recipient=first.recipient, wrong=moved)
            return Outcome(Fate.passing, outcome.reason) if moved else outcome
        async with self.database.store(first.workspace_id) as store:
            for one in said:
                await store.reminders.sent(one.reminder, channel=answer["channel"], ts=answer["ts"])
        for one in said:
            self.seen(DONE)
            self._posted(client, one.reminder)
        return None

    async def _one_by_one(
        self, client: AsyncWebClient, said: Sequence[Said], place: Place, reader: Member | None, refused: Outcome
    ) -> Outcome | None:
        """Each for itself what Slack did not take together, so that what is wrong with one costs no other. An outcome
        when the whole workspace waits."""
        rows = [one.reminder for one in said]
        log.warning("said one by one", reminders=[row.id for row in rows], reason=refused.reason)
        if (bundle_id := rows[0].bundle_id) is not None:
            async with self.database.store(rows[0].workspace_id) as store:
                await store.bundles.dissolve(bundle_id)
        for row in rows:
            row.bundle_id = None
        for number, one in enumerate(said):
            await asyncio.sleep(self.pause)
            outcome = await self._post(client, [one], place, reader)
            if outcome is not None and outcome.fate in WORKSPACE_WAITS:
                return await self._failed(rows[number:], outcome)
            if outcome is not None:
                await self._failed([one.reminder], outcome)
        return None

    async def _prepared(
        self, together: Together, place: Place, reader: Member | None
    ) -> tuple[list[Said], Together, Wait | None]:
        """What goes into the message; what is left for the next one; or until when there is to be none."""
        said: list[Said] = []
        for number, one in enumerate(together):
            made = await self.guarded(self.preparing.prepared(one, place, reader, said), one)
            if isinstance(made, Full):
                rest = together[number + 1 :] if made.wait else together[number:]
                return said, rest, made.wait
            if made is None:
                self.seen(DONE)
            else:
                said.append(made)
        return said, [], None

    async def _joined(
        self, said: Sequence[Said], place: Place, reader: Member | None
    ) -> tuple[Message, dict[str, Any]]:
        """The message of one row, or of several; and what it is found by."""
        metadata = carried([one.reminder.id for one in said])
        if len(said) == 1:
            return said[0].message, metadata
        parts = [bundles.part_of(one.reminder.id, one.message) for one in said]
        async with self.database.store(said[0].reminder.workspace_id) as store:
            rows = [one.reminder for one in said]
            made = await store.bundles.make(rows, parts, channel=place.channel)
            words = self.preparing.words(reader, await store.settings.get())
        for one in rows:
            one.bundle_id = made.id
        return bundles.bundle(words, made.id, made.parts), metadata

    async def _look(self, client: AsyncWebClient, doubtful: Reminder) -> None:
        now = self.database.now()
        channel, since = doubtful.channel or doubtful.recipient, doubtful.sending_at or doubtful.due_at
        try:
            ts = await find(client, channel=channel, reminder_id=doubtful.id, since=since)
        except TooMuchSaid:
            return await self._ask(doubtful, "too much said")
        except TROUBLE as error:
            outcome = outcome_of(error)
            again = outcome.fate in (Fate.passing, Fate.unknown) and now - since < SEARCHED_FOR
            if again or outcome.fate is Fate.shut:
                wait = max(SETTLES, timedelta(seconds=outcome.wait))
                async with self.database.store(doubtful.workspace_id) as store:
                    await store.reminders.unsure(doubtful, look_at=now + wait, reason=outcome.reason)
                return None
            return await self._ask(doubtful, outcome.reason)
        async with self.database.store(doubtful.workspace_id) as store:
            if ts:
                await store.reminders.sent(doubtful, channel=channel, ts=ts)
                self._posted(client, doubtful)
            elif doubtful.attempt < MOST_ATTEMPTS:
                wait = backoff(doubtful.attempt, self.chance) if doubtful.attempt > 1 else timedelta(0)
                await store.reminders.missing(doubtful, again_at=now + wait)
            else:
                await self._give_up(store, doubtful, doubtful.reason)

    def _posted(self, client: AsyncWebClient, reminder: Reminder) -> None:
        """What follows a message of this kind is begun."""
        if then := self.routes.reminders[reminder.kind].then:
            then(Posted(reminder, self.database, client, self.afterwards))

    async def _broke(self, claimed: Reminder, reference: str) -> None:
        """A fault of our own, which is in the log under `reference`: later again, and in the end not at all."""
        async with self.database.store(claimed.workspace_id) as store:
            if await store.reminders.held(claimed) is None:
                await store.reminders.unsure(claimed, look_at=store.now + SETTLES, reason=f"fault {reference}")
            elif claimed.attempt < MOST_FAULTS:
                again = store.now + backoff(claimed.attempt, self.chance)
                await store.reminders.again(claimed, at=again, reason=f"fault {reference}")
            else:
                await self._give_up(store, claimed, f"fault {reference}")

    async def _reader(self, client: AsyncWebClient, workspace: Workspace, claimed: Reminder) -> Member | None:
        """The person it is for; None for a channel, which is spoken to as the workspace's settings say."""
        if not claimed.to_person:
            return None
        return await self.people.recognise(client, workspace=workspace, user_id=claimed.recipient)

    async def _failed(self, held: Sequence[Reminder], outcome: Outcome) -> Outcome:
        ids = [one.id for one in held]
        log.warning("not said", reminders=ids, fate=outcome.fate.value, reason=outcome.reason)
        workspace_id = held[0].workspace_id
        if outcome.fate in WORKSPACE_WAITS:
            async with self.database.outbox() as outbox:
                await outbox.pause(workspace_id, until=self.database.now() + timedelta(seconds=outcome.wait))
        async with self.database.store(workspace_id) as store:
            for one in held:
                await self._fail(store, one, outcome)
                self.seen(outcome.fate)
        return outcome

    async def _fail(self, store: Store, held: Reminder, outcome: Outcome) -> None:
        if outcome.fate is Fate.unknown:
            await store.reminders.unsure(held, look_at=store.now + SETTLES, reason=outcome.reason)
        elif outcome.fate in WORKSPACE_WAITS:
            again = store.now + timedelta(seconds=outcome.wait)
            await store.reminders.again(held, at=again, reason=outcome.reason, counted=False)
        elif outcome.fate is Fate.passing and held.attempt < MOST_ATTEMPTS:
            again = store.now + backoff(held.attempt, self.chance)
            await store.reminders.again(held, at=again, reason=outcome.reason)
        else:
            await self._give_up(store, held, outcome.reason)

    async def _give_up(self, store: Store, held: Reminder, reason: str) -> None:
        if await store.reminders.undeliverable(held, reason=reason):
            await _tell(store, held, reminders.UNDELIVERABLE)

    async def _ask(self, held: Reminder, reason: str) -> None:
        async with self.database.store(held.workspace_id) as store:
            if held.kind in OWN_KINDS:
                await store.reminders.leave(held)
            elif await store.reminders.ask(held, reason=reason):
                await _tell(store, held, reminders.UNCERTAIN)


def _in_vain(said: Sequence[Said], outcome: Outcome) -> bool:
    """Whether the same message would never be taken: it is refused for what it is, or was tried as often as may be."""
    tried = max(one.reminder.attempt for one in said)
    return outcome.about_the_message or (outcome.fate is Fate.passing and tried >= MOST_ATTEMPTS)


async def _tell(store: Store, held: Reminder, kind: str) -> None:
    """Tells who answers for it, once for each time it happens; trouble with telling is only logged."""
    owner = None if held.kind in OWN_KINDS else await store.reminders.answerable(held)
    log.error("given up" if kind == reminders.UNDELIVERABLE else "in doubt", reminder=held.id, told=owner)
    if owner is not None:
        await store.reminders.plan(
            kind=kind,
            subject=f"reminder:{held.id}",
            recipient=owner,
            due_at=store.now,
            occurrence=store.now.isoformat(),
            facts={"reminder_id": held.id},
        )
