"""Putting off what was said to a person; it comes back once, worded from the facts of that day."""

from handlers import mutes
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import snoozing
from storage.courtesy import morning_after
from storage.errors import NotFound
from storage.reminder import Reminder
from storage.store import Store

routes = Routes()


@routes.click(snoozing.LATER)
async def later(desk: Desk) -> Answer:
    """Chosen twice, it comes back once."""
    how, _, reminder_id = desk.value.partition(":")
    if how == snoozing.FEWER:
        async with desk.store(read_only=True) as store:
            partner_id = (await _theirs(desk, store, int(reminder_id))).partner_id
        await mutes.open_form(desk, partner_id or 0)
        return None
    async with desk.store() as store:
        reminder = await _theirs(desk, store, int(reminder_id))
        settings = await store.settings.get()
        hours = settings.hours_of(desk.person)
        until = morning_after(store.now, hours, days=snoozing.DAYS[how], province=settings.province)
        if not await store.reminders.snooze(reminder, until=until):
            until = reminder.due_at
    return snoozing.put_off(desk.words, reminder, until)


@routes.click(snoozing.WAKE)
async def wake(desk: Desk) -> Answer:
    async with desk.store() as store:
        await store.reminders.wake(await _theirs(desk, store, int(desk.value)))
    desk.nudge()
    return snoozing.awake(desk.words)


async def _theirs(desk: Desk, store: Store, reminder_id: int) -> Reminder:
    """A message that was said to this very person. Raises `NotFound`."""
    reminder = await store.reminders.get(reminder_id)
    if reminder.recipient != desk.person.user_id:
        raise NotFound
    return reminder
