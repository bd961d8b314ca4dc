"""Rounds as they go out: both sides are asked, one reminder, what came of it; what was posted is brought up to date."""

from dataclasses import replace

from handlers.bundles import REDACTED_IN, say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Routes
from messages import health_posts
from messages.health_posts import Asked
from messages.surfaces import Message
from messages.words import Words
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
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        posted = await store.reminders.about(subject=(await store.health.get(round_id)).subject)
    await say_in_place(desk, posted, _now)


async def _now(store: Store, words: Words, reminder: Reminder) -> Message | None:
    """What a message about a round says now; a redacted card stays as it is."""
    one = await _round(store, reminder)
    if reminder.facts.get(REDACTED_IN) == reminder.recipient:
        return None
    told = await _asked(store, one)
    if reminder.kind == ASKED:
        return health_posts.asked(words, told, reminder)
    if reminder.kind == NUDGED and (done := await store.health_answers.answered(one, reminder.recipient)):
        return health_posts.nudged(words, told, reminder, done=done)
    if reminder.kind == RESULT:
        signal = await store.health_signals.of(told.partner)
        if signal.rounds and signal.rounds[0].round.id == one.id:
            return health_posts.result(words, signal, reminder)
    return None


async def _asked(store: Store, one: HealthRound) -> Asked:
    partner = await store.partners.get(one.partner_id)
    told = Asked(one, partner, await store.health_answers.counts(one), [])
    if not told.open:
        return told
    return replace(told, people=list((await store.members.names(await store.health.asked(partner))).values()))


async def _round(store: Store, reminder: Reminder) -> HealthRound:
    return await store.health.get(int(reminder.subject.partition(":")[2]))
