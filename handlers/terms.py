"""The dates of agreements: announced, decided about."""

from datetime import date
from typing import Any

from handlers.agreement_view import refresh, told_of
from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import agreements, terms
from messages.drafts import offered_back
from messages.surfaces import Message, View
from messages.words import Words
from storage.agreement import Agreement, AgreementState
from storage.days import checked_day
from storage.decisions import Closing
from storage.members import Right
from storage.reminder import Reminder
from storage.store import Store
from storage.terms import ENDING, IN_FORCE, OVER, STARTED

routes = Routes()


@routes.reminder(ENDING, alone=True, urgent=True, essential=True)
@routes.reminder(STARTED, short=True)
@routes.reminder(OVER, alone=True, essential=True)
async def date_comes(delivery: Delivery) -> Message | None:
    """A date of an agreement, from today's facts; first of all what its day turns is turned."""
    store, reminder = delivery.store, delivery.reminder
    await store.terms.settle_due()
    said = await _said(store, delivery.words, reminder)
    return terms.redacted(delivery.words) if said and delivery.shared else said


async def _said(store: Store, words: Words, reminder: Reminder) -> Message | None:
    """What is said of a date now; None when it is no longer true. What was posted before stays, as things stand."""
    agreement = await store.agreements.get(int(reminder.subject.partition(":")[2]))
    told, posted = await told_of(store, agreement), reminder.ts is not None
    if (await store.partners.get(agreement.partner_id)).archived and not posted:
        return None
    if reminder.kind == STARTED:
        return terms.started(words, told, reminder) if agreement.state in IN_FORCE else None
    if reminder.kind == OVER:
        past = (AgreementState.expired, AgreementState.ended)
        return terms.over(words, told, reminder) if agreement.state in past else None
    coming = agreement.state is AgreementState.expiring and agreement.decision is None
    return terms.ending(words, told, reminder) if coming or posted else None


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


@routes.click(terms.RECONSIDER, right=Right.edit)
async def reconsider(desk: Desk) -> Answer:
    """Takes a decision back."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.decisions.reconsider(agreement)
    return await _decided(desk, agreement)


@routes.click(terms.HAND_OVER, right=Right.edit)
async def hand_over(desk: Desk) -> Answer:
    """What is to be done before the last day becomes action items, in the workspace's language."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        settings = await store.settings.get()
        tasks = terms.tasks(Words(settings.language, settings.zone), agreement, partner.name)
        await store.decisions.hand_over(agreement, tasks)
    return await _decided(desk, agreement)


@routes.click(terms.CLOSE, right=Right.edit)
async def close(desk: Desk) -> Answer:
    """Asks when, and why."""
    await desk.open(await _close_form(desk, int(desk.value)))
    return None


@routes.click(terms.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    await desk.update(await _close_form(desk, desk.meta["agreement"], again=desk.meta.get("again", 0) + 1))
    return None


@routes.submit(terms.CLOSING, right=Right.edit, keeps_draft=True)
async def closed(desk: Desk) -> Answer:
    values = desk.values
    closing = Closing(
        on=checked_day(values.get(terms.ON), field=terms.ON),
        why=values[terms.WHY] or "",
        lessons=values[terms.LESSONS] or "",
        stays=values[terms.STAYS] or "",
    )
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(desk.meta["agreement"])
        await store.decisions.close(agreement, closing)
    if desk.view.get("previous_view_id"):
        await refresh(desk, agreement.id)
    await _say_anew(desk, agreement.id)
    return None


async def _close_form(desk: Desk, agreement_id: int, *, again: int = 0) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        await store.partners.must_edit(await store.partners.get(agreement.partner_id))
        told = await told_of(store, agreement)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=terms.CLOSING, subject=agreement.subject)
    values: dict[str, Any] = {terms.ON: _last_day(agreement, told.today).isoformat(), **(draft.values if draft else {})}
    top = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=terms.AFRESH) if draft else []
    meta = {"subject": agreement.subject, "agreement": agreement.id, "again": again}
    return terms.close_form(desk.words, told, values, meta=meta, top=top)


def _last_day(agreement: Agreement, today: date) -> date:
    return max(agreement.ends_on or today, today)


async def _decided(desk: Desk, agreement: Agreement) -> Answer:
    desk.nudge()
    if desk.form == agreements.VIEW:
        await refresh(desk, agreement.id)
    await _say_anew(desk, agreement.id)
    return None


async def _say_anew(desk: Desk, agreement_id: int) -> None:
    """Brings what was posted about the end of an agreement up to date."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        known = await store.reminders.about(subject=f"agreement:{agreement_id}")
    await say_in_place(desk, [one for one in known if one.kind in (ENDING, OVER)], _said)
