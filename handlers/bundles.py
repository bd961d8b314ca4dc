"""What was posted, brought up to date in its place: a message of its own, or a part of one that several share."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from handlers.channels import look_up
from handlers.desk import Desk
from handlers.members import words_for
from handlers.outcomes import in_passing
from handlers.posts import changing
from messages import bundles
from messages.surfaces import Message
from messages.words import Words
from storage.errors import NotFound
from storage.reminder import Reminder
from storage.store import Store

REDACTED_IN = "redacted_in"
"""A fact of a reminder: the channel in which only a redacted card was said."""

Made = Callable[[Store, Words, Reminder], Awaitable[Message | None]]
"""What stands in the place of a reminder, from the facts of the moment; None where it stays as it is."""


async def say_in_place(desk: Desk, reminders: Iterable[Reminder], made: Made) -> None:
    """Puts other words in the place of those of reminders that were posted; that they stay as they were is no error."""
    posted = [one for one in reminders if any(one.stands)]
    await asyncio.gather(
        *(desk.afterwards.soon(("post", one.id), partial(_say_in_place, desk, one, made)) for one in posted)
    )


async def may_say(client: AsyncWebClient, reminder: Reminder, *, confidential: bool) -> bool:
    """Whether what was posted may be changed: not where people read along by now who may not see it, those of another
    organization, or for a confidential partner everybody. A redacted card may be read by all."""
    place = await look_up(client, reminder.channel or "")
    redacted = reminder.facts.get(REDACTED_IN) == reminder.recipient
    return redacted or not (place.shared or (confidential and place.public))


async def say_where_opened(desk: Desk, message: Message) -> None:
    """Puts a message in the place of the one that a form was opened from, whose metadata has `desk.origin`."""
    await desk.replace_opener(partial(in_its_part, desk, message, tuple(desk.meta.get("part", ()))))


async def in_its_part(desk: Desk, message: Message, part_of: tuple[int, ...]) -> Message:
    """An answer to a press in a part of a message (its bundle and reminder), as the whole message then stands."""
    if not part_of:
        return message
    bundle_id, part = part_of
    async with desk.store() as store:
        pressed = desk.person.user_id, desk.channel_id
        bundle = await store.bundles.change(bundle_id, part, message, pressed=pressed)
    return bundles.bundle(desk.words, bundle.id, bundle.parts) if bundle else message


async def _say_in_place(desk: Desk, reminder: Reminder, made: Made) -> None:
    place = await _place(desk, reminder)
    if place is None:
        return
    channel, ts = place
    async with changing(desk.client, channel=channel, ts=ts) as put:
        async with in_passing("not brought up to date", reminder=reminder.id):
            async with _reading(desk, reminder) as store:
                now = await store.reminders.get(reminder.id)
                confidential = await store.reminders.confidential(now)
                message = await _said(store, now, made) if now.stands == reminder.stands else None
            if message is not None and await may_say(desk.client, now, confidential=confidential):
                await put(**message)


async def _said(store: Store, reminder: Reminder, made: Made) -> Message | None:
    words = await words_for(store, reminder.recipient)
    try:
        message = await made(store, words, reminder)
    except NotFound:
        return None
    if message is None or reminder.bundle_id is None:
        return message
    bundle = await store.bundles.change(reminder.bundle_id, reminder.id, message)
    return bundles.bundle(words, bundle.id, bundle.parts) if bundle else None


async def _place(desk: Desk, reminder: Reminder) -> tuple[str, str] | None:
    """The channel and ts of the message that it stands in; None where that is not kept any more."""
    if reminder.bundle_id is None:
        return reminder.channel or "", reminder.ts or ""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        return await store.bundles.place(reminder.bundle_id)


def _reading(desk: Desk, reminder: Reminder) -> AbstractAsyncContextManager[Store]:
    """A part is kept with the others of its message, so that is written."""
    alone = reminder.bundle_id is None
    return desk.database.store(desk.workspace.id, by=desk.person.user_id, read_only=alone)
