"""Messages of Slack's saved with a partner, from a message's own menu."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from handlers.channels import look_up
from handlers.desk import Desk
from handlers.outcomes import TROUBLE
from handlers.routes import Answer, Routes
from messages import saved_messages, touchpoints
from messages.partners import FIND
from messages.quoting import as_read, mentioned
from messages.surfaces import update
from storage.errors import NotShared
from storage.members import Right
from storage.texts import LIMIT
from storage.touchpoints import AUTHOR_LIMIT, SavedMessage

routes = Routes()
PATIENCE = 1.0
"""Seconds that Slack gets to say where a message stands; it gives us three to open the form."""


@routes.shortcut(
    saved_messages.SAVE,
    name=saved_messages.SHORTCUT_NAME,
    about=saved_messages.SHORTCUT_ABOUT,
    right=Right.edit,
    on_message=True,
)
async def save(desk: Desk) -> Answer:
    """Asks which partner it belongs to; the one whose channel it stands in is there already."""
    message, channel_id = desk.payload["message"], desk.payload["channel"]["id"]
    ts = message["ts"]
    private, link, author = await asyncio.gather(
        _private(desk, channel_id), _link(desk, channel_id, ts), _author(desk, message)
    )
    async with desk.store(read_only=True) as store:
        said = str(message.get("text") or "")
        text = as_read(said, await store.members.names(mentioned(said))).strip()
        partner = await store.touchpoints.in_channel(channel_id)
    key = f"{channel_id}:{ts}"
    saved = SavedMessage(key=key, at=_instant(ts), author=author, text=text[:LIMIT], link=link, cut=len(text) > LIMIT)
    meta = {
        "subject": f"message:{key}",
        "channel": channel_id,
        "ts": ts,
        "author": author,
        "link": link,
        "cut": saved.cut,
        "private": private,
    }
    await desk.open(saved_messages.form(desk.words, saved, partner, find=FIND, private=private, meta=meta))
    return None


@routes.submit(saved_messages.FORM, right=Right.edit)
async def saving(desk: Desk) -> Answer:
    meta, values = desk.meta, desk.values
    if meta["private"] and saved_messages.YES not in (values.get(saved_messages.SURE) or ()):
        raise NotShared(field=saved_messages.SURE)
    message = SavedMessage(
        key=f"{meta['channel']}:{meta['ts']}",
        at=_instant(meta["ts"]),
        author=meta["author"],
        text=values[saved_messages.TEXT] or "",
        link=meta["link"],
        cut=meta["cut"],
    )
    async with desk.saving() as store:
        partner = await store.touchpoints.for_log(int(values[saved_messages.PARTNER]), field=saved_messages.PARTNER)
        counts = values[saved_messages.COUNTS] == saved_messages.CONTACT
        one = await store.touchpoints.save(partner, message, counts=counts)
    return update(saved_messages.saved(desk.words, one, partner.name))


@routes.click(saved_messages.UNDO, right=Right.edit)
async def unsave(desk: Desk) -> Answer:
    """Takes it away again."""
    async with desk.store() as store:
        partner = await store.touchpoints.remove(await store.touchpoints.get(int(desk.value)))
    desk.nudge()
    await desk.update(touchpoints.removed(desk.words, partner.name))
    return None


async def _private(desk: Desk, channel_id: str) -> bool:
    """Whether not everybody in the workspace may read it: unless Slack says that they may."""
    if channel_id.startswith("D"):
        return True
    try:
        async with asyncio.timeout(PATIENCE):
            return not (await look_up(desk.client, channel_id)).public
    except TROUBLE:
        return True


async def _link(desk: Desk, channel_id: str, ts: str) -> str:
    """The message's own address; "" where Slack gives Liaison none, as in conversations it is not in."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await desk.client.chat_getPermalink(channel=channel_id, message_ts=ts)
    except TROUBLE:
        return ""
    return str(found["permalink"])


async def _author(desk: Desk, message: dict[str, Any]) -> str:
    """Who wrote it, by name: a colleague, somebody of another organization, an app."""
    user_id = message.get("user")
    if not user_id or message.get("bot_id"):
        profile = message.get("bot_profile") or {}
        name = message.get("username") or profile.get("name") or desk.words.text(saved_messages.AN_APP)
        return str(name)[:AUTHOR_LIMIT]
    async with desk.store(read_only=True) as store:
        known = (await store.members.names([user_id]))[user_id]
    if known != user_id:
        return known[:AUTHOR_LIMIT]
    try:
        async with asyncio.timeout(PATIENCE):
            user = (await desk.client.users_info(user=user_id))["user"]
    except TROUBLE:
        return str(user_id)
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or user.get("real_name") or user.get("name") or user_id)[:AUTHOR_LIMIT]


def _instant(ts: str) -> datetime:
    """When a message was written (Slack: its ts is seconds since 1970, then a number)."""
    return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC)
