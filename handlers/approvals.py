"""Review: people are asked, answer, and their answers are told."""

from typing import Any

from handlers.agreement_view import refresh
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.reviewing import about, asked, clicked, question_of, recognise, said_anew
from handlers.routes import Answer, Routes
from messages import approvals
from messages.drafts import offered_back
from messages.surfaces import Message, View
from storage.agreement import AgreementState
from storage.agreement_parts import Part, written
from storage.approvals import ANSWERED, APPROVED, ASKED, NUDGED, REVIEWERS, Verdict
from storage.errors import NotAsked
from storage.members import Right

routes = Routes()


@routes.click(approvals.SEND, right=Right.edit)
async def send(desk: Desk) -> Answer:
    """Asks whom to ask."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        last = await store.agreements.last_version(agreement)
        saved = last is not None and not await store.agreements.unsaved(agreement)
        number = (last.number if last else 0) + (not saved)
        written = None if saved else await store.agreements.written(agreement)
        people = await store.approvals.reviewers(agreement)
    view = approvals.send_form(desk.words, agreement, partner.name, number=number, written=written, people=people)
    await desk.open(view)
    return None


@routes.submit(approvals.SENDING, right=Right.edit)
async def sent(desk: Desk) -> Answer:
    chosen = desk.values[REVIEWERS]
    await recognise(desk, chosen)
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(desk.meta["agreement"])
        why = desk.values.get(approvals.WHY) or ""
        seen = {name: desk.meta.get(name) for name in ("number", "written")}
        await store.approvals.send(agreement, chosen, why=why, **seen)
    await _everywhere(desk, agreement.id)
    return None


@routes.click(approvals.APPROVE)
async def approve(desk: Desk) -> Answer:
    """Approves; where the version was replaced meanwhile, the message says so and offers the new one."""
    agreement_id, number = _version(desk)
    try:
        async with desk.store() as store:
            agreement = await store.approvals.hold(agreement_id)
            await store.approvals.answer(agreement, number, approved=True)
    except NotAsked:
        return await _stands(desk, agreement_id)
    desk.nudge()
    await _everywhere(desk, agreement_id)
    return await _stands(desk, agreement_id) if desk.message_ts else None


@routes.click(approvals.CHANGES)
async def changes(desk: Desk) -> Answer:
    """Asks what should change."""
    agreement_id, number = _version(desk)
    try:
        await desk.open(await _changes_form(desk, agreement_id, number))
    except NotAsked:
        return await _stands(desk, agreement_id)
    return None


@routes.click(approvals.AFRESH)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been written."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    meta = desk.meta
    await desk.update(await _changes_form(desk, meta["agreement"], meta["number"], again=meta["again"] + 1))
    return None


@routes.submit(approvals.CHANGING, keeps_draft=True)
async def changed(desk: Desk) -> Answer:
    """Keeps what should change; the message it was asked in says so."""
    meta, values = desk.meta, desk.values
    where = values[approvals.PART]
    part = Part(where) if where and where != approvals.WHOLE else None
    async with desk.saving() as store:
        agreement = await store.approvals.hold(meta["agreement"])
        comment = values[approvals.COMMENT] or ""
        await store.approvals.answer(agreement, meta["number"], approved=False, part=part, comment=comment)
    await _everywhere(desk, agreement.id)
    return None


@routes.click(approvals.AGAIN)
async def answer_again(desk: Desk) -> Answer:
    """The question anew, in the place of the answer, which stands until another is given."""
    agreement_id, number = _version(desk)
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        reminder = await clicked(desk, store, agreement)
        told = await question_of(store, reminder) if reminder else None
        if reminder is None or told is None:
            raise NotAsked
        try:
            review = await store.approvals.asked(agreement, number, desk.person.user_id)
        except NotAsked:
            return approvals.question(desk.words, told, reminder)
    if review.verdict is Verdict.waiting:
        return approvals.question(desk.words, told, reminder)
    return approvals.asked_again(desk.words, told, review, reminder)


@routes.click(approvals.INSTEAD, right=Right.edit)
async def instead(desk: Desk) -> Answer:
    """Asks who shall be asked in somebody's place ("7:2:U1")."""
    agreement_id, number, user_id = desk.value.split(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        names = await store.members.names([user_id])
    view = approvals.instead_form(
        desk.words, agreement, partner.name, number=int(number), user_id=user_id, name=names[user_id]
    )
    await desk.open(view)
    return None


@routes.submit(approvals.REPLACING, right=Right.edit)
async def replaced(desk: Desk) -> Answer:
    meta, other = desk.meta, desk.values[approvals.OTHER]
    await recognise(desk, [other])
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(meta["agreement"])
        await store.approvals.ask_instead(agreement, meta["number"], meta["user"], other)
    await _everywhere(desk, agreement.id)
    return None


@routes.reminder(ASKED, asked=True)
async def ask(delivery: Delivery) -> Message | None:
    return await asked(delivery, again=False)


@routes.reminder(NUDGED)
async def ask_again(delivery: Delivery) -> Message | None:
    return await asked(delivery, again=True)


@routes.reminder(ANSWERED, asked=True)
async def tell_answer(delivery: Delivery) -> Message | None:
    """What one reviewer answered, as it stands now; nothing when everybody approves, which is told as one message."""
    store, facts = delivery.store, delivery.reminder.facts
    agreement, partner = await about(delivery)
    review = await store.approvals.by(agreement, facts["number"], facts["by"])
    everybody = agreement.writing is AgreementState.approved
    if partner is None or review is None or review.verdict is Verdict.waiting or everybody:
        return None
    name = (await store.members.names([review.user_id]))[review.user_id]
    return approvals.answer_told(delivery.words, agreement, partner, review, name=name, reminder=delivery.reminder)


@routes.reminder(APPROVED)
async def tell_approved(delivery: Delivery) -> Message | None:
    """That it can be signed; nothing when it has moved on."""
    agreement, partner = await about(delivery)
    number = delivery.reminder.facts["number"]
    last = await delivery.store.agreements.last_version(agreement)
    current = last is not None and last.number == number and agreement.writing is AgreementState.approved
    if partner is None or not current:
        return None
    return approvals.approved_told(delivery.words, agreement, partner, number=number, reminder=delivery.reminder)


async def _changes_form(desk: Desk, agreement_id: int, number: int, *, again: int = 0) -> View:
    """Begins with what the person wrote and did not send, else with what they had asked for before."""
    user_id = desk.person.user_id
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        review = await store.approvals.asked(agreement, number, user_id)
        version = await store.agreements.version(agreement_id, number)
        draft = await store.drafts.find(user_id=user_id, form=approvals.CHANGING, subject=agreement.subject)
    values: dict[str, Any] = {approvals.PART: review.part, approvals.COMMENT: review.comment}
    values |= draft.values if draft else {}
    top = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=approvals.AFRESH) if draft else []
    parts = written(version.content)
    return approvals.changes_form(
        desk.words, agreement, partner.name, parts, values, number=number, again=again, top=top
    )


async def _stands(desk: Desk, agreement_id: int) -> Message:
    """The message that was clicked in, as things stand now. Raises `NotAsked` for somebody who was never asked, and in
    the agreement's own view."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        reminder = await clicked(desk, store, agreement)
        told = await question_of(store, reminder) if reminder else None
    if reminder is None or told is None:
        raise NotAsked
    return approvals.question(desk.words, told, reminder)


async def _everywhere(desk: Desk, agreement_id: int) -> None:
    """The agreement's own view, where that is open, and what its reviewers were told."""
    if desk.view:
        await refresh(desk, agreement_id)
    await said_anew(desk, agreement_id)


def _version(desk: Desk) -> tuple[int, int]:
    agreement_id, _, number = desk.value.partition(":")
    return int(agreement_id), int(number)
