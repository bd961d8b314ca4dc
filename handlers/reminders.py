"""Reminders as people meet them: why one came, and what to do about one that did not."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.bundles import say_where_opened
from handlers.channels import postable
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from messages import reminders
from messages.blocks import channel
from messages.surfaces import Message
from messages.words import Words
from storage.actions import Action
from storage.members import Right
from storage.reminder import Reminder, ReminderState
from storage.store import Database, Store

routes = Routes()


@dataclass(frozen=True)
class Delivery:
    """What a reminder's handler is given when it is time to say it.

    `words` speak the reader's language: a person's own in a direct message, the workspace's in a channel. `shared`:
    people of another organization read along, so only a redacted card may go there (the owner is sent the whole one
    by a row of its own). `missed`: how many of the same series were passed over during a silence, this one speaking
    for them. What is written into `store` is kept together with the row's being sent.
    """

    store: Store
    reminder: Reminder
    words: Words
    shared: bool
    missed: int


class Posted(NamedTuple):
    """A message that stands in Slack since just now, and what is needed to begin what follows it."""

    reminder: Reminder
    database: Database
    client: AsyncWebClient
    afterwards: Afterwards


async def seen_by_reader(delivery: Delivery, action_ids: Collection[int]) -> list[Action]:
    """These actions, as far as the person the message goes to may see their partner today."""
    member = await delivery.store.members.by_user(delivery.reminder.recipient)
    if member is None:
        return []
    with delivery.store.seen_by(member):
        return await delivery.store.actions.several(action_ids)


async def is_back(delivery: Delivery) -> bool:
    """Whether the colleague it is about, who had left, is here again."""
    member = await delivery.store.members.by_user(delivery.reminder.subject.partition(":")[2])
    return member is not None and not member.left


@routes.reminder(reminders.UNDELIVERABLE, urgent=True)
async def undeliverable(delivery: Delivery) -> Message | None:
    reminder = await delivery.store.reminders.get(delivery.reminder.facts["reminder_id"])
    if reminder.state is not ReminderState.undeliverable:
        return None
    names, partner = await _known(delivery.store, reminder)
    return reminders.undeliverable(delivery.words, reminder, names=names, partner=partner)


@routes.reminder(reminders.UNCERTAIN, urgent=True)
async def uncertain(delivery: Delivery) -> Message | None:
    reminder = await delivery.store.reminders.get(delivery.reminder.facts["reminder_id"])
    if reminder.state is not ReminderState.uncertain:
        return None
    names, partner = await _known(delivery.store, reminder)
    return reminders.uncertain(delivery.words, reminder, names=names, partner=partner)


@routes.reminder(reminders.SET_ASIDE, urgent=True)
async def set_aside(delivery: Delivery) -> Message:
    return reminders.set_aside(delivery.words, delivery.reminder)


@routes.click(reminders.POST_AGAIN, right=Right.edit)
async def post_again(desk: Desk) -> Answer:
    async with desk.store() as store:
        reminder = await _to_settle(store, int(desk.value))
        wanted = await store.reminders.missing(reminder, again_at=store.now)
        names, _ = await _known(store, reminder)
    desk.nudge()
    return reminders.again(desk.words, reminder) if wanted else reminders.settled(desk.words, reminder, names=names)


@routes.click(reminders.LEAVE, right=Right.edit)
async def leave(desk: Desk) -> Answer:
    async with desk.store() as store:
        reminder = await _to_settle(store, int(desk.value))
        await store.reminders.leave(reminder)
        names, _ = await _known(store, reminder)
    return reminders.settled(desk.words, reminder, names=names)


async def _to_settle(store: Store, reminder_id: int) -> Reminder:
    """A message that this person may settle: what is about a partner, whoever may edit the partner."""
    reminder = await store.reminders.get(reminder_id)
    if reminder.partner_id is not None:
        await store.partners.must_edit(await store.partners.get(reminder.partner_id))
    return reminder


@routes.click(reminders.TO_ME)
async def to_me(desk: Desk) -> Answer:
    async with desk.store() as store:
        reminder = await store.reminders.get(int(desk.value))
        await store.reminders.copy(reminder, to=desk.person.user_id)
    desk.nudge()
    return reminders.to_you(desk.words, reminder)


@routes.click(reminders.CHOOSE, right=Right.edit)
async def choose(desk: Desk) -> None:
    async with desk.store(read_only=True) as store:
        reminder = await store.reminders.get(int(desk.value))
        partner = await store.partners.get(reminder.partner_id) if reminder.partner_id else None
        name = partner.name if partner and await store.partners.may_edit(partner) else None
    await desk.open(reminders.choose(desk.words, reminder, partner=name, origin=desk.origin))


@routes.submit(reminders.CHOSEN, right=Right.edit)
async def chosen(desk: Desk) -> None:
    """Posts it in the channel chosen, and what follows it where that is wanted. Raises what `channels.postable`
    raises."""
    wanted = desk.values[reminders.CHANNEL]
    async with desk.store(read_only=True) as store:
        reminder = await store.reminders.get(desk.meta["reminder"])
        confidential = await store.reminders.confidential(reminder)
    await postable(desk.client, wanted, field=reminders.CHANNEL, confidential=confidential)
    from_now_on = bool(desk.values.get(reminders.FROM_NOW_ON))
    async with desk.saving() as store:
        if from_now_on:
            await _settle(store, reminder, wanted)
        await store.reminders.copy(reminder, to=wanted)
    if "url" in desk.meta:
        said = reminders.moved(desk.words, reminder, place=channel(wanted), from_now_on=from_now_on)
        async with in_passing("not brought up to date", reminder=reminder.id):
            await say_where_opened(desk, said)


@routes.click(reminders.WHY)
async def why(desk: Desk) -> None:
    """Opens the ledger of what this message is about."""
    async with desk.store(read_only=True) as store:
        reminder = await store.reminders.get(int(desk.value))
        rows = await store.reminders.ledger(subject=reminder.subject)
        names = await store.members.names([row.recipient for row in rows if row.to_person])
    await desk.open(reminders.ledger(desk.words, reminder, rows, names=names))


async def _settle(store: Store, reminder: Reminder, channel_id: str) -> None:
    """Makes it the channel of these sessions or figures where they had one of their own, else the partner's."""
    partner = await store.partners.for_change(reminder.partner_id or 0)
    cadences = await store.sessions.cadences_of(partner.id)
    for cadence in cadences:
        if cadence.channel_id == reminder.recipient and reminder.series == f"cadence:{cadence.id}":
            return await store.sessions.change(cadence, replace(cadence.plan, channel_id=channel_id))
    if await store.kpis.move(partner, reminder.recipient, channel_id):
        return await store.check_ins.extend(partner)
    kept = await store.partners.description(partner)
    await store.partners.change(partner, replace(kept, channel_id=channel_id))
    for cadence in cadences:
        await store.sessions.extend(cadence)
    await store.terms.replan(partner_id=partner.id)
    await store.check_ins.extend(partner)
    await store.health.extend(partner)


async def _known(store: Store, reminder: Reminder) -> tuple[dict[str, str], str | None]:
    """The reader's name, and the partner's the message is about."""
    names = await store.members.names([reminder.recipient]) if reminder.to_person else {}
    partner = await store.partners.get(reminder.partner_id) if reminder.partner_id else None
    return names, partner.name if partner else None
