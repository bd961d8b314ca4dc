"""What was posted, brought up to date in its place: a message of its own, or a part of one that several share."""

from handlers.desk import Desk
from handlers.members import words_for
from handlers.outcomes import in_passing
from messages import bundles
from messages.surfaces import Message
from storage.reminder import Reminder


async def say_in_place(desk: Desk, reminder: Reminder, message: Message) -> None:
    """Puts other words in the place of those of one reminder; that they stay as they were is no error."""
    async with in_passing("not brought up to date", reminder=reminder.id):
        if reminder.bundle_id is None:
            if reminder.channel and reminder.ts:
                await desk.client.chat_update(channel=reminder.channel, ts=reminder.ts, **message)
            return
        async with desk.database.store(desk.workspace.id, by=desk.person.user_id) as store:
            bundle = await store.bundles.change(reminder.bundle_id, reminder.id, message)
            words = await words_for(store, reminder.recipient)
        if bundle is not None and bundle.ts:
            whole = bundles.bundle(words, bundle.id, bundle.parts)
            await desk.client.chat_update(channel=bundle.channel, ts=bundle.ts, **whole)


async def say_where_opened(desk: Desk, message: Message) -> None:
    """Puts a message in the place of the one that a form was opened from, whose metadata has `desk.origin`."""
    await desk.replace_opener(await in_its_part(desk, message, tuple(desk.meta.get("part", ()))))


async def in_its_part(desk: Desk, message: Message, part_of: tuple[int, ...]) -> Message:
    """An answer to a press in a part of a message (its bundle and reminder), as the whole message then stands."""
    if not part_of:
        return message
    bundle_id, part = part_of
    async with desk.store() as store:
        pressed = desk.person.user_id, desk.channel_id
        bundle = await store.bundles.change(bundle_id, part, message, pressed=pressed)
    return bundles.bundle(desk.words, bundle.id, bundle.parts) if bundle else message
