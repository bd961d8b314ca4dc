"""What reviewers were told, as it stands now: made when it is sent, and made anew when something has changed."""

from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery
from messages import approvals
from messages.approvals import Question
from messages.surfaces import Message
from messages.words import Words
from storage.agreement import Agreement, AgreementState
from storage.approvals import ASKED, NUDGED, Verdict
from storage.errors import NotFound
from storage.reminder import Reminder
from storage.store import Store

ROUNDS = 2
"""So many of the versions that were sent last have messages that are kept up to date."""


async def about(delivery: Delivery) -> tuple[Agreement, str | None]:
    """The agreement a reminder is about, and its partner's name; None where its reader may not see the partner."""
    agreement = await delivery.store.agreements.get(_agreement_id(delivery.reminder))
    return agreement, await _partner(delivery.store, agreement, delivery.reminder)


async def asked(delivery: Delivery, *, again: bool) -> Message | None:
    """What a reviewer is asked; nothing once they have answered, or the version was replaced. They are not reminded
    while somebody else's changes are worked on."""
    told = await question_of(delivery.store, delivery.reminder)
    if told is None or told.number != told.newest or told.review is None:
        return None
    going_on = not again or told.agreement.writing is AgreementState.in_review
    if told.review.verdict is not Verdict.waiting or told.agreement.writing is None or not going_on:
        return None
    return approvals.question(delivery.words, told, delivery.reminder, again=again)


async def question_of(store: Store, reminder: Reminder) -> Question | None:
    """What the reader of a message was asked, as things stand; None when they may not see the partner any more."""
    agreement = await store.agreements.get(_agreement_id(reminder))
    partner = await _partner(store, agreement, reminder)
    last = await store.agreements.last_version(agreement)
    if partner is None or last is None:
        return None
    number = reminder.facts["number"]
    newest = last.number if agreement.writing is not None else agreement.signed_number or last.number
    review = await store.approvals.by(agreement, number, reminder.recipient)
    newer = await store.approvals.by(agreement, newest, reminder.recipient) if newest != number else None
    latest = newer or review
    by = latest.asked_by if latest else reminder.facts["by"]
    name = (await store.members.names([by]))[by]
    return Question(agreement, partner, number, newest, review, newer, name)


async def clicked(desk: Desk, store: Store, agreement: Agreement) -> Reminder | None:
    """The reminder whose message the person pressed a button in; None in the agreement's own view, and for somebody
    who was never asked."""
    if desk.message_ts is None:
        return None
    known = await store.reminders.about(subject=agreement.subject)
    mine = [one for one in known if one.kind in (ASKED, NUDGED) and one.recipient == desk.person.user_id]
    here = [one for one in mine if one.ts == desk.message_ts or one.id in desk.part[1:]]
    return next(iter(here or reversed(mine)), None)


async def said_anew(desk: Desk, agreement_id: int) -> None:
    """Brings the messages that reviewers have up to date: of the version sent last, and the one before it."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        known = await store.reminders.about(subject=f"agreement:{agreement_id}")
    posted = [one for one in known if one.kind in (ASKED, NUDGED) and any(one.stands)]
    numbers = sorted({one.facts["number"] for one in posted})[-ROUNDS:]
    await say_in_place(desk, [one for one in posted if one.facts["number"] in numbers], _now)


async def _now(store: Store, words: Words, reminder: Reminder) -> Message | None:
    told = await question_of(store, reminder)
    return approvals.question(words, told, reminder) if told else None


async def recognise(desk: Desk, user_ids: list[str]) -> None:
    """Asks Slack about those whom Liaison has not met yet, so that guests and people who left are known as such."""
    for user_id in user_ids:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)


async def _partner(store: Store, agreement: Agreement, reminder: Reminder) -> str | None:
    if not reminder.to_person:
        return (await store.partners.get(agreement.partner_id)).name
    member = await store.members.by_user(reminder.recipient)
    if member is None or member.left:
        return None
    with store.seen_by(member):
        try:
            return (await store.partners.get(agreement.partner_id)).name
        except NotFound:
            return None


def _agreement_id(reminder: Reminder) -> int:
    return int(reminder.subject.partition(":")[2])
