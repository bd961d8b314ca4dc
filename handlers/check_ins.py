"""Check-ins as they go out: figures are due, still open, asked of somebody else; a reporter has left."""

from handlers.bundles import REDACTED_IN, say_in_place
from handlers.check_in_posts import pictured, refresh, said_of
from handlers.desk import Desk
from handlers.reminders import Delivery, is_back
from handlers.routes import Answer, Routes
from messages import check_in_forms as forms
from messages import check_ins
from messages.surfaces import Message
from messages.words import Words
from storage.check_in_asking import ASKED, LATE, ORPHANED
from storage.check_ins import DUE, REPORTED
from storage.kpi import CheckIn
from storage.members import Right
from storage.reminder import Reminder
from storage.store import Store

routes = Routes()


@routes.reminder(DUE, alone=True, then=pictured)
async def due(delivery: Delivery) -> Message | None:
    """The figures that are due, from today's facts; first of all the check-in after this one is kept."""
    store, reminder = delivery.store, delivery.reminder
    check_in = await _check_in(store, reminder)
    if not await store.check_ins.asked(check_in):
        return None
    return await _posted(delivery, check_in)


@routes.reminder(REPORTED, alone=True, then=pictured)
async def reported(delivery: Delivery) -> Message | None:
    """Figures that were reported before they were asked for."""
    return await _posted(delivery, await _check_in(delivery.store, delivery.reminder))


@routes.reminder(LATE)
@routes.reminder(ASKED, asked=True)
async def to_who_reports(delivery: Delivery) -> Message | None:
    """What is still open, to somebody who is to report it and may see the partner."""
    store, reminder = delivery.store, delivery.reminder
    check_in = await _check_in(store, reminder)
    partner = await store.partners.get(check_in.partner_id)
    left = [] if partner.archived else await store.check_ins.outstanding(check_in)
    member = await store.members.by_user(reminder.recipient)
    if member is None or not await store.check_ins.theirs(check_in, partner, left, reminder.recipient):
        return None
    with store.seen_by(member):
        return await said_of(store, delivery.words, check_in, reminder)


@routes.reminder(ORPHANED)
async def orphaned(delivery: Delivery) -> Message | None:
    """Whose figures nobody reports any more, to the owner of the partners; nothing when they are back."""
    store, reminder = delivery.store, delivery.reminder
    if await is_back(delivery) or not await store.check_ins.orphaned(_user(reminder), reminder.recipient):
        return None
    return await _orphans(store, delivery.words, reminder)


@routes.click(check_ins.ASK, right=Right.edit)
async def ask(desk: Desk) -> Answer:
    """Somebody else is to report; they are told, and the message says so."""
    user_id = desk.action.get("selected_user")
    if not user_id:
        return None
    check_in_id = int(desk.action["block_id"].partition(":")[2])
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    async with desk.store() as store:
        check_in = await store.check_ins.get(check_in_id)
        await store.check_ins.must_report(await store.partners.get(check_in.partner_id))
        await store.check_ins.ask(check_in, user_id, await store.check_ins.outstanding(check_in))
    desk.nudge()
    await refresh(desk, check_in_id)
    return None


@routes.click(check_ins.HAND_OVER, right=Right.edit)
async def hand_over(desk: Desk) -> Answer:
    """Asks who reports from now on."""
    partner_id, _, reminder_id = desk.value.partition(":")
    async with desk.store(read_only=True) as store:
        partner = await store.partners.for_change(int(partner_id))
        former = _user(await store.reminders.get(int(reminder_id)))
        kpis = [kpi for kpi in await store.kpis.of(partner.id) if kpi.reporter_id == former]
    meta = {"subject": f"partner:{partner.id}", "partner": partner.id, "former": former, "reminder": int(reminder_id)}
    if kpis:
        await desk.open(forms.hand_over_form(desk.words, partner.name, kpis, meta=meta))
    else:
        await _say_orphans_anew(desk, int(reminder_id))
    return None


@routes.submit(forms.HANDING, right=Right.edit)
async def handed_over(desk: Desk) -> Answer:
    user_id = desk.values[forms.REPORTER]
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    async with desk.saving() as store:
        partner = await store.partners.for_change(desk.meta["partner"])
        await store.kpis.hand_over(partner, desk.meta["former"], user_id, field=forms.REPORTER)
    await _say_orphans_anew(desk, desk.meta["reminder"])
    return None


async def _posted(delivery: Delivery, check_in: CheckIn) -> Message | None:
    store, reminder = delivery.store, delivery.reminder
    if (await store.partners.get(check_in.partner_id)).archived:
        return None
    if delivery.shared:
        reminder.facts = {**reminder.facts, REDACTED_IN: reminder.recipient}
    return await said_of(store, delivery.words, check_in, reminder, missed=delivery.missed, charts=False)


async def _orphans(store: Store, words: Words, reminder: Reminder) -> Message:
    user_id = _user(reminder)
    names = await store.members.names([user_id])
    found = await store.check_ins.orphaned(user_id, reminder.recipient)
    return check_ins.orphaned(words, names[user_id], found, reminder)


async def _say_orphans_anew(desk: Desk, reminder_id: int) -> None:
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        reminder = await store.reminders.get(reminder_id)
    await say_in_place(desk, [reminder], _orphans)


async def _check_in(store: Store, reminder: Reminder) -> CheckIn:
    return await store.check_ins.get(int(reminder.subject.partition(":")[2]))


def _user(reminder: Reminder) -> str:
    return reminder.subject.partition(":")[2]
