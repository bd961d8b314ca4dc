"""What is said now, and what waits: quiet hours, holidays, the day's budget, and what is said together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from handlers.members import People
from handlers.outcomes import TROUBLE
from handlers.routes import Routes
from storage.courtesy import day_of, hour_ends, morning_after, polite_at
from storage.installs import Workspace
from storage.members import Member
from storage.reminder import ENOUGH, HOLIDAY, QUIET_HOURS, Reminder
from storage.settings import NO_BUDGET, Settings
from storage.store import Database, Store

Together = list[Reminder]
"""Rows for one recipient that are said in one message as far as they fit."""
MOST_COMPANIONS = 50


class Wait(NamedTuple):
    """Until when (UTC) something is not said, and why."""

    until: datetime
    reason: str


class Courtesy:
    """Decides for rows that are claimed. A kind of message needs to do nothing for it (`handlers.routes.Telling`)."""

    def __init__(self, routes: Routes, database: Database, people: People) -> None:
        self.routes = routes
        self.database = database
        self.people = people

    async def sorted_out(
        self, client: AsyncWebClient, workspace: Workspace, claimed: Sequence[Reminder], *, worker: str
    ) -> list[Together]:
        """What is said now, urgent things first; the rest is put off, in as few statements as may be."""
        readers = await self._readers(client, workspace, claimed)
        async with self.database.store(workspace.id) as store:
            settings = await store.settings.get()
            now, waiting = store.now, dict[Wait, list[Reminder]]()
            for reminder in claimed:
                if wait := self.wait(reminder, readers.get(reminder.recipient), settings, now):
                    waiting.setdefault(wait, []).append(reminder)
            for wait, reminders in waiting.items():
                await store.reminders.put_off(reminders, until=wait.until, reason=wait.reason)
        late = {reminder.id for reminders in waiting.values() for reminder in reminders}
        said = [reminder for reminder in claimed if reminder.id not in late]
        return self._together(said + await self._companions(workspace, said, readers, settings, worker=worker))

    def wait(self, reminder: Reminder, reader: Member | None, settings: Settings, now: datetime) -> Wait | None:
        """Until when it is not polite to say this; None when it is now, and for what somebody has just asked for."""
        if reminder.asked_for(now):
            return None
        hours = settings.hours_of(reader)
        if (quiet := polite_at(now, hours)) > now:
            return Wait(quiet, QUIET_HOURS)
        respected = reminder.to_person and not self._is("urgent", reminder)
        free = polite_at(now, hours, province=settings.province) if respected else now
        return Wait(free, HOLIDAY) if free > now else None

    async def enough(self, store: Store, reminder: Reminder, reader: Member | None, settings: Settings) -> Wait | None:
        """The next morning when the recipient has had enough messages for today; None when there is room."""
        budget = settings.budget_of(reader)
        if budget == NO_BUDGET or reminder.asked_for(store.now):
            return None
        hours = settings.hours_of(reader)
        if await store.reminders.room(
            reminder, budget=budget, day=day_of(store.now, hours), first=self._kinds("urgent")
        ):
            return None
        province = settings.province if reminder.to_person else None
        return Wait(morning_after(store.now, hours, province=province), ENOUGH)

    async def _readers(
        self, client: AsyncWebClient, workspace: Workspace, claimed: Sequence[Reminder]
    ) -> dict[str, Member]:
        """The people it is for. Whom Slack does not tell of now are missing: saying it will meet the same trouble."""
        found = {}
        for user_id in {reminder.recipient for reminder in claimed if reminder.to_person}:
            try:
                found[user_id] = await self.people.recognise(client, workspace=workspace, user_id=user_id)
            except TROUBLE:
                continue
        return found

    async def _companions(
        self,
        workspace: Workspace,
        said: Sequence[Reminder],
        readers: Mapping[str, Member],
        settings: Settings,
        *,
        worker: str,
    ) -> list[Reminder]:
        """What else the same people are to be told within the hour."""
        now = self.database.now()
        ends = {
            one.recipient: hour_ends(now, settings.hours_of(readers.get(one.recipient)))
            for one in said
            if one.to_person and self._joins(one)
        }
        if not ends:
            return []
        async with self.database.outbox() as outbox:
            return await outbox.companions(
                worker=worker, workspace_id=workspace.id, until=ends, alone=self._kinds("alone"), most=MOST_COMPANIONS
            )

    def _together(self, said: Sequence[Reminder]) -> list[Together]:
        units: dict[object, Together] = {}
        for reminder in said:
            units.setdefault(reminder.recipient if self._joins(reminder) else reminder.id, []).append(reminder)
        for unit in units.values():
            unit.sort(key=self._rank)
        return sorted(units.values(), key=lambda unit: self._rank(unit[0]))

    def _joins(self, reminder: Reminder) -> bool:
        joins = not self._is("alone", reminder) if reminder.to_person else self._is("short", reminder)
        return joins and not reminder.prompted and not reminder.cut_off

    def _rank(self, reminder: Reminder) -> tuple[bool, bool, datetime, int]:
        """What somebody asked for, then what is urgent, then what has waited longest."""
        return not reminder.prompted, not self._is("urgent", reminder), reminder.due_at, reminder.id

    def _is(self, trait: str, reminder: Reminder) -> bool:
        return reminder.kind in self._kinds(trait)

    def _kinds(self, trait: str) -> list[str]:
        return [kind for kind, telling in self.routes.reminders.items() if getattr(telling, trait)]
