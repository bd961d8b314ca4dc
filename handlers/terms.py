"""The dates of agreements: announced, decided about, reported on."""

import asyncio

from handlers.agreement_view import refresh
from handlers.channels import say_anew
from handlers.desk import Desk
from handlers.members import words_for
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import agreements, terms
from messages.surfaces import Message, View
from messages.words import Words
from storage.agreement import Agreement, AgreementState
from storage.days import checked_day
from storage.decisions import Closing
from storage.errors import Missing
from storage.members import Right
from storage.reminder import Reminder
from storage.reports_due import REPORT, ReportState
from storage.store import Store
from storage.terms import ENDING, OVER, STARTED

routes = Routes()


@routes.reminder(ENDING)
@routes.reminder(STARTED)
@routes.reminder(OVER)
async def date_comes(delivery: Delivery) -> Message | None:
    """A date of an agreement, from today's facts; first of all its state is brought to today."""
    agreement = await _of(delivery.store, delivery.reminder)
    await delivery.store.terms.settle(agreement)
    if delivery.shared:
        return terms.redacted(delivery.words)
    return await _said(delivery.store, delivery.words, agreement, delivery.reminder)


async def _said(store: Store, words: Words, agreement: Agreement, reminder: Reminder) -> Message | None:
    """What is said of a date now; None when it is no longer true."""
    partner = await store.partners.get(agreement.partner_id)
    today = await store.settings.today()
    if reminder.kind == STARTED:
        there = agreement.state in (AgreementState.in_force, AgreementState.expiring)
        return terms.started(words, agreement, partner.name, reminder=reminder) if there else None
    if reminder.kind == OVER:
        there = agreement.state in (AgreementState.expired, AgreementState.ended)
        return terms.over(words, agreement, partner.name, reminder=reminder) if there else None
    if agreement.ends_on is None or (agreement.state is not AgreementState.expiring and reminder.ts is None):
        return None
    names = await store.members.names([agreement.decided_by] if agreement.decided_by else [])
    return terms.ending(words, agreement, partner.name, today=today, names=names, reminder=reminder)


@routes.click(terms.RENEW, right=Right.edit)
async def renew(desk: Desk) -> Answer:
    """A new agreement begins; what was posted about the end says so."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.decisions.renew(agreement)
    return await _decided(desk, agreement)


@routes.click(terms.RENEGOTIATE, right=Right.edit)
async def renegotiate(desk: Desk) -> Answer:
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.decisions.renegotiate(agreement)
    return await _decided(desk, agreement)


@routes.click(terms.CLOSE, right=Right.edit)
async def close(desk: Desk) -> Answer:
    """Asks when, and why."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        await store.partners.must_edit(partner)
        today = await store.settings.today()
    on = max(agreement.ends_on or today, today)
    await desk.open(terms.close_form(desk.words, agreement, partner.name, on=on))
    return None


@routes.submit(terms.CLOSING, right=Right.edit, keeps_draft=True)
async def closed(desk: Desk) -> Answer:
    on = checked_day(desk.values[terms.ON], field=terms.ON, required=True)
    if on is None:
        raise Missing(field=terms.ON)
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(desk.meta["agreement"]))
        await store.decisions.close(agreement, Closing(on, desk.values[terms.WHY] or ""))
    await refresh(desk, agreement.id)
    await _say_anew(desk, agreement.id)
    return None


@routes.click(terms.RECONSIDER, right=Right.edit)
async def reconsider(desk: Desk) -> Answer:
    """Takes a decision back."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.decisions.reconsider(agreement)
    return await _decided(desk, agreement)


async def _decided(desk: Desk, agreement: Agreement) -> Answer:
    desk.nudge()
    if desk.form == agreements.VIEW:
        await refresh(desk, agreement.id)
    await _say_anew(desk, agreement.id)
    return None


async def _say_anew(desk: Desk, agreement_id: int) -> None:
    """Brings what was posted about the end of an agreement up to date."""
    calls = []
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id, read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        for reminder in await store.reminders.about(subject=agreement.subject):
            if reminder.ts and reminder.channel and reminder.kind in (ENDING, OVER):
                words = await words_for(store, reminder.recipient)
                if message := await _said(store, words, agreement, reminder):
                    calls.append(_post(desk, reminder, message, confidential=partner.confidential))
    await asyncio.gather(*calls)


async def _post(desk: Desk, reminder: Reminder, message: Message, *, confidential: bool) -> None:
    if reminder.channel and reminder.ts:
        await say_anew(desk.client, message, channel=reminder.channel, ts=reminder.ts, confidential=confidential)


@routes.reminder(REPORT)
async def report_due(delivery: Delivery) -> Message | None:
    """A report that is due; nothing once it was sent. The days after it are put on the calendar."""
    store, reminder = delivery.store, delivery.reminder
    due = await store.reports_due.get(int(reminder.subject.partition(":")[2]))
    agreement = await store.agreements.get(due.agreement_id)
    await store.reports_due.extend(agreement)
    if due.state is not ReportState.open:
        return None
    if delivery.shared:
        return terms.redacted(delivery.words)
    return await _reported(store, delivery.words, due.id, reminder)


async def _reported(store: Store, words: Words, report_id: int, reminder: Reminder) -> Message:
    due = await store.reports_due.get(report_id)
    agreement = await store.agreements.get(due.agreement_id)
    partner = await store.partners.get(agreement.partner_id)
    by = due.settled_by or ""
    name = (await store.members.names([by])).get(by, by) if by else ""
    today = await store.settings.today()
    return terms.report(words, due, agreement, partner.name, today=today, name=name, reminder=reminder)


@routes.click(terms.REPORTED, right=Right.edit)
async def reported(desk: Desk) -> Answer:
    return await _settle(desk, sent=True)


@routes.click(terms.NOT_REPORTED, right=Right.edit)
async def not_reported(desk: Desk) -> Answer:
    return await _settle(desk, sent=False)


async def _settle(desk: Desk, *, sent: bool) -> Answer:
    """A report was sent, or not after all; every message about it says so, and the calendar that is open."""
    calls = []
    async with desk.store() as store:
        due = await store.reports_due.get(int(desk.value))
        agreement = await store.agreements.for_change(due.agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        await store.reports_due.settle(due, sent=sent)
        for reminder in await store.reminders.about(subject=due.subject):
            if reminder.ts:
                words = await words_for(store, reminder.recipient)
                message = await _reported(store, words, due.id, reminder)
                calls.append(_post(desk, reminder, message, confidential=partner.confidential))
    desk.nudge()
    if desk.form == terms.VIEW:
        await desk.update(await _calendar(desk, agreement.id))
    await asyncio.gather(*calls)
    return None


@routes.click(terms.REPORTS)
async def calendar(desk: Desk) -> Answer:
    """The reporting calendar of one agreement."""
    await desk.open(await _calendar(desk, int(desk.value)))
    return None


async def _calendar(desk: Desk, agreement_id: int) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        reports = await store.reports_due.of(agreement)
        return terms.calendar(
            desk.words,
            agreement,
            partner.name,
            reports,
            await store.members.names(sorted({one.settled_by for one in reports if one.settled_by})),
            today=await store.settings.today(),
            may_edit=await store.partners.may_edit(partner),
        )


async def _of(store: Store, reminder: Reminder) -> Agreement:
    return await store.agreements.get(int(reminder.subject.partition(":")[2]))
