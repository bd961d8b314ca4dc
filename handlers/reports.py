"""The reports that agreements ask for: announced, marked as sent, seen as a calendar."""

from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import reports, terms
from messages.surfaces import Message, View
from messages.words import Words
from storage.agreement import AgreementState
from storage.members import Right
from storage.reminder import Reminder
from storage.reports_due import REPORT, ReportState
from storage.store import Store

routes = Routes()


@routes.reminder(REPORT, alone=True)
async def report_due(delivery: Delivery) -> Message | None:
    """A report that is due; nothing once it was sent. First of all the days after it are put on the calendar."""
    store, reminder = delivery.store, delivery.reminder
    await store.terms.settle_due()
    due = await store.reports_due.get(int(reminder.subject.partition(":")[2]))
    await store.reports_due.use_up(due)
    agreement = await store.agreements.get(due.agreement_id)
    partner = await store.partners.get(agreement.partner_id)
    gone = agreement.state is AgreementState.superseded or partner.archived
    if due.state is not ReportState.open or gone:
        return None
    if delivery.shared:
        return terms.redacted(delivery.words)
    return await _said(store, delivery.words, reminder)


async def _said(store: Store, words: Words, reminder: Reminder) -> Message:
    due = await store.reports_due.get(int(reminder.subject.partition(":")[2]))
    agreement = await store.agreements.get(due.agreement_id)
    partner = await store.partners.get(agreement.partner_id)
    names = await store.members.names([due.settled_by] if due.settled_by else [])
    return reports.report(
        words,
        due,
        agreement,
        partner.name,
        today=await store.settings.today(),
        by=names.get(due.settled_by or "", ""),
        beside=await store.reports_due.overdue_beside(due),
        reminder=reminder,
    )


@routes.click(reports.REPORTED, right=Right.edit)
async def reported(desk: Desk) -> Answer:
    return await _settle(desk, sent=True)


@routes.click(reports.NOT_REPORTED, right=Right.edit)
async def not_reported(desk: Desk) -> Answer:
    return await _settle(desk, sent=False)


async def _settle(desk: Desk, *, sent: bool) -> Answer:
    """A report was sent, or not after all; every message about it says so, and the calendar that is open."""
    async with desk.store() as store:
        due = await store.reports_due.get(int(desk.value))
        agreement = await store.agreements.for_change(due.agreement_id)
        await store.reports_due.settle(due, sent=sent)
        posted = await store.reminders.about(subject=due.subject)
    desk.nudge()
    if desk.form == reports.VIEW:
        await desk.update(await _calendar(desk, agreement.id))
    await say_in_place(desk, posted, _said)
    return None


@routes.click(reports.REPORTS)
async def calendar(desk: Desk) -> Answer:
    """The reporting calendar of one agreement."""
    await desk.open(await _calendar(desk, int(desk.value)))
    return None


async def _calendar(desk: Desk, agreement_id: int) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        known = await store.reports_due.of(agreement)
        return reports.calendar(
            desk.words,
            agreement,
            partner.name,
            known,
            await store.members.names(sorted({one.settled_by for one in known if one.settled_by})),
            today=await store.settings.today(),
            may_edit=await store.partners.may_edit(partner),
        )
