"""Review and sign-off: people are asked, answer, and their answers are told; signatures are recorded."""

from typing import Any

from handlers.agreement_view import refresh
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import approvals
from messages.surfaces import Message
from storage.actions import Side
from storage.agreement import Agreement
from storage.agreement_parts import Part, written
from storage.approvals import ANSWERED, APPROVED, ASKED, NUDGED, SIGNED, AgreementReview, Signing, Verdict
from storage.days import checked_day
from storage.errors import Missing, NotAsked
from storage.members import Right
from storage.store import Store

routes = Routes()


@routes.click(approvals.SEND, right=Right.edit)
async def send(desk: Desk) -> Answer:
    """Asks whom to ask."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        last = await store.agreements.last_version(agreement)
        unsaved = await store.agreements.unsaved(agreement)
        before = await store.approvals.of(agreement, last.number) if last else []
        people = [one.user_id for one in before] or await store.partners.people(partner)
        gone = await store.members.gone(people)
    await desk.open(
        approvals.send_form(
            desk.words,
            agreement,
            partner.name,
            number=last.number if last else None,
            unsaved=unsaved,
            people=[one for one in people if one not in gone],
        )
    )
    return None


@routes.submit(approvals.SENDING, right=Right.edit)
async def sent(desk: Desk) -> Answer:
    chosen = desk.values[approvals.REVIEWERS]
    await _recognise(desk, chosen)
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(desk.meta["agreement"]))
        await store.approvals.send(agreement, chosen, why=desk.values.get(approvals.WHY) or "")
    await refresh(desk, agreement.id)
    return None


@routes.click(approvals.APPROVE)
async def approve(desk: Desk) -> Answer:
    agreement_id, number = _version(desk)
    async with desk.store() as store:
        agreement = await store.approvals.hold(agreement_id)
        review = await store.approvals.answer(agreement, number, approved=True)
        partner = await store.partners.get(agreement.partner_id)
    desk.nudge()
    return await _shown(desk, agreement, partner.name, review)


@routes.click(approvals.CHANGES)
async def changes(desk: Desk) -> Answer:
    """Asks what should change."""
    agreement_id, number = _version(desk)
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        version = await store.agreements.version(agreement_id, number)
        if desk.person.user_id not in {one.user_id for one in await store.approvals.of(agreement, number)}:
            raise NotAsked
    place = {"channel": desk.channel_id, "ts": desk.message_ts} if desk.channel_id and desk.message_ts else {}
    parts = written(version.content)
    await desk.open(approvals.changes_form(desk.words, agreement, partner.name, parts, number=number, place=place))
    return None


@routes.submit(approvals.CHANGING)
async def changed(desk: Desk) -> Answer:
    """Keeps what should change; the message it was asked from says so."""
    meta, values = desk.meta, desk.values
    where = values[approvals.PART]
    part = Part(where) if where and where != approvals.WHOLE else None
    async with desk.saving() as store:
        agreement = await store.approvals.hold(int(meta["agreement"]))
        comment = values[approvals.COMMENT] or ""
        review = await store.approvals.answer(agreement, meta["number"], approved=False, part=part, comment=comment)
        partner = await store.partners.get(agreement.partner_id)
    if meta.get("ts"):
        message = approvals.answered_by_me(desk.words, agreement, partner.name, review)
        await desk.client.chat_update(channel=meta["channel"], ts=meta["ts"], **message)
    else:
        await refresh(desk, agreement.id)
    return None


@routes.click(approvals.AGAIN)
async def answer_again(desk: Desk) -> Answer:
    """The question anew, in the place of the answer."""
    agreement_id, number = _version(desk)
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        reviews = {one.user_id: one for one in await store.approvals.of(agreement, number)}
        review = reviews.get(desk.person.user_id)
        if review is None:
            raise NotAsked
        names = await store.members.names([review.asked_by])
        asked = await store.reminders.about(subject=agreement.subject, kind=ASKED)
        mine = [one for one in asked if one.recipient == desk.person.user_id and one.occurrence == f"v{number}"]
    by = names[review.asked_by]
    return approvals.asked(desk.words, agreement, partner.name, by=by, number=number, reminder=mine[-1])


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
    if not other:
        raise Missing(field=approvals.OTHER)
    await _recognise(desk, [other])
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(meta["agreement"]))
        await store.approvals.ask_instead(agreement, meta["number"], meta["user"], other)
    await refresh(desk, agreement.id)
    return None


@routes.click(approvals.SIGN, right=Right.edit)
async def sign(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        contacts = await store.contacts.of(partner)
        last = await store.agreements.last_version(agreement)
        signatures = await store.approvals.signatures(agreement, last.number) if last else []
        today = (await store.settings.today()).isoformat()
    await desk.open(approvals.sign_form(desk.words, agreement, partner.name, contacts, signatures, today=today))
    return None


@routes.submit(approvals.SIGNING, right=Right.edit, keeps_draft=True)
async def signed(desk: Desk) -> Answer:
    """Keeps one side's signature; with the second one the agreement takes effect."""
    values = desk.values
    side = Side(values[approvals.SIDE])
    member = values.get(approvals.MEMBER) if side is Side.us else None
    if member:
        await _recognise(desk, [member])
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(desk.meta["agreement"]))
        await store.approvals.sign(agreement, await _signing(store, values, side, member))
    await refresh(desk, agreement.id)
    return None


async def _signing(store: Store, values: dict[str, Any], side: Side, member: str | None) -> Signing:
    name, title = values.get(approvals.NAME) or "", values.get(approvals.TITLE) or ""
    if side is Side.them and (contact_id := values.get(approvals.CONTACT)):
        contact = await store.contacts.get(int(contact_id))
        name, title = name or contact.name, title or contact.title
    if member:
        name = name or (await store.members.names([member]))[member]
    day = checked_day(values[approvals.DAY], field=approvals.DAY, required=True)
    if day is None:
        raise Missing(field=approvals.DAY)
    file = next(iter(values.get(approvals.FILE) or []), None)
    return Signing(
        side=side,
        name=name,
        title=title,
        signed_on=day,
        user_id=member,
        file_id=file["id"] if file else None,
        file_name=file["name"] if file else "",
    )


@routes.reminder(ASKED)
async def ask(delivery: Delivery) -> Message | None:
    return await _asked(delivery, again=False)


@routes.reminder(NUDGED)
async def ask_again(delivery: Delivery) -> Message | None:
    return await _asked(delivery, again=True)


async def _asked(delivery: Delivery, *, again: bool) -> Message | None:
    """What a reviewer is asked; nothing once they have answered, or the version was replaced."""
    store, reminder = delivery.store, delivery.reminder
    agreement, partner = await _about(delivery)
    number = reminder.facts["number"]
    reviews = {one.user_id: one for one in await store.approvals.of(agreement, number)}
    review = reviews.get(reminder.recipient)
    if partner is None or review is None or review.verdict is not Verdict.waiting:
        return None
    by = (await store.members.names([review.asked_by]))[review.asked_by]
    return approvals.asked(delivery.words, agreement, partner, by=by, number=number, reminder=reminder, again=again)


@routes.reminder(ANSWERED)
async def tell_answer(delivery: Delivery) -> Message | None:
    """What one reviewer answered, as it stands now."""
    store, reminder = delivery.store, delivery.reminder
    agreement, partner = await _about(delivery)
    user_id = reminder.facts["by"]
    reviews = {one.user_id: one for one in await store.approvals.of(agreement, reminder.facts["number"])}
    review = reviews.get(user_id)
    if partner is None or review is None or review.verdict is Verdict.waiting:
        return None
    name = (await store.members.names([user_id]))[user_id]
    return approvals.answer_told(delivery.words, agreement, partner, review, name=name, reminder=reminder)


@routes.reminder(APPROVED)
async def tell_approved(delivery: Delivery) -> Message | None:
    agreement, partner = await _about(delivery)
    number = delivery.reminder.facts["number"]
    if partner is None or agreement.writing is None:
        return None
    return approvals.approved_told(delivery.words, agreement, partner, number=number, reminder=delivery.reminder)


@routes.reminder(SIGNED)
async def tell_signed(delivery: Delivery) -> Message | None:
    """The notice that both sides have signed."""
    if delivery.shared:
        return approvals.redacted(delivery.words)
    agreement, partner = await _about(delivery)
    if partner is None:
        return None
    signatures = await delivery.store.approvals.signatures(agreement, delivery.reminder.facts["number"])
    return approvals.signed(delivery.words, agreement, partner, signatures, reminder=delivery.reminder)


async def _about(delivery: Delivery) -> tuple[Agreement, str | None]:
    """The agreement a reminder is about, and its partner's name; None where its reader may not see the partner."""
    store, reminder = delivery.store, delivery.reminder
    agreement = await store.agreements.get(int(reminder.subject.partition(":")[2]))
    partner = await store.partners.get(agreement.partner_id)
    if not reminder.to_person:
        return agreement, partner.name
    member = await store.members.by_user(reminder.recipient)
    if member is None or member.left:
        return agreement, None
    with store.seen_by(member):
        return agreement, (await store.partners.get(agreement.partner_id)).name


async def _shown(desk: Desk, agreement: Agreement, partner: str, review: AgreementReview) -> Answer:
    """The answer in the place of the question; in the agreement's own view, the view as it is now."""
    if desk.view:
        await refresh(desk, agreement.id)
        return None
    return approvals.answered_by_me(desk.words, agreement, partner, review)


async def _recognise(desk: Desk, user_ids: list[str]) -> None:
    """Asks Slack about those whom Liaison has not met yet, so that guests and people who left are known as such."""
    for user_id in user_ids:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)


def _version(desk: Desk) -> tuple[int, int]:
    agreement_id, _, number = desk.value.partition(":")
    return int(agreement_id), int(number)
