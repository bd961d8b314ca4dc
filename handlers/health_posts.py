"""Rounds as they go out: both sides are asked, one reminder, what came of it; what was posted is brought up to date."""

from dataclasses import replace

from handlers.bundles import say_in_place
from handlers.channels import say_anew
from handlers.check_in_posts import REDACTED_IN
from handlers.desk import Desk
from handlers.members import words_for
from handlers.reminders import Delivery
from handlers.routes import Routes
from messages import health_posts
from messages.health_posts import Asked
from messages.surfaces import Message
from storage.errors import CannotBeAsked, HasLeft
from storage.health import HealthRound, RoundState
from storage.health_rounds import ASKED, NUDGED, RESULT
from storage.reminder import Reminder
from storage.store import Store

routes = Routes()


@routes.reminder(ASKED, alone=True)
async def asked(delivery: Delivery) -> Message | None:
    """The round is opened as it is said."""
    store, reminder = delivery.store, delivery.reminder
    one = await _round(store, reminder)
    if one.state not in (RoundState.planned, RoundState.open) or (await store.partners.get(one.partner_id)).archived:
        return None
    await store.health.opened(one, reminder.recipient)
    if delivery.shared:
        reminder.facts = {**reminder.facts, REDACTED_IN: reminder.recipient}
        return health_posts.redacted(delivery.words, reminder)
    return health_posts.asked(delivery.words, await _asked(store, one), reminder)


@routes.reminder(NUDGED)
async def nudged(delivery: Delivery) -> Message | None:
    """Nothing for somebody who has answered, has left, or may not see the partner any more."""
    store, reminder = delivery.store, delivery.reminder
    one = await _round(store, reminder)
    partner = await store.partners.get(one.partner_id)
    if one.state is not RoundState.open or partner.archived:
        return None
    if await store.health_answers.answered(one, reminder.recipient):
        return None
    try:
        await store.partners.must_be_able(reminder.recipient, partner.id)
    except (HasLeft, CannotBeAsked):
        return None
    return health_posts.nudged(delivery.words, await _asked(store, one), reminder, done=False)


@routes.reminder(RESULT)
async def result(delivery: Delivery) -> Message | None:
    """Closes the round, and says what came of it."""
    store, reminder = delivery.store, delivery.reminder
    one = await _round(store, reminder)
    await store.health.close(one)
    partner = await store.partners.get(one.partner_id)
    if partner.archived:
        return None
    if delivery.shared:
        reminder.facts = {**reminder.facts, REDACTED_IN: reminder.recipient}
        return health_posts.redacted(delivery.words, reminder)
    return health_posts.result(delivery.words, await store.health_signals.of(partner), reminder)


async def refresh(desk: Desk, round_id: int) -> None:
    """Brings what was posted about a round up to date."""
    said = []
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        one = await store.health.get(round_id)
        told = await _asked(store, one)
        for reminder in await store.reminders.about(subject=one.subject):
            if not (reminder.ts or reminder.bundle_id) or reminder.facts.get(REDACTED_IN) == reminder.recipient:
                continue
            words = await words_for(store, reminder.recipient)
            if reminder.kind == ASKED:
                said.append((reminder, health_posts.asked(words, told, reminder)))
            elif reminder.kind == NUDGED and (done := await store.health_answers.answered(one, reminder.recipient)):
                said.append((reminder, health_posts.nudged(words, told, reminder, done=done)))
            elif reminder.kind == RESULT:
                signal = await store.health_signals.of(told.partner)
                if signal.rounds and signal.rounds[0].round.id == round_id:
                    said.append((reminder, health_posts.result(words, signal, reminder)))
    for reminder, message in said:
        if reminder.kind == NUDGED or reminder.bundle_id is not None:
            await say_in_place(desk, reminder, message)
        else:
            await say_anew(
                desk.client,
                message,
                channel=reminder.channel or "",
                ts=reminder.ts or "",
                confidential=told.partner.confidential,
            )


async def _asked(store: Store, one: HealthRound) -> Asked:
    partner = await store.partners.get(one.partner_id)
    told = Asked(one, partner, await store.health_answers.counts(one), [])
    if not told.open:
        return told
    return replace(told, people=list((await store.members.names(await store.health.asked(partner))).values()))


async def _round(store: Store, reminder: Reminder) -> HealthRound:
    return await store.health.get(int(reminder.subject.partition(":")[2]))
