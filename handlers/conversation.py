"""What the app answers in its own direct messages."""

from typing import Any

from handlers.desk import Desk
from handlers.routes import Routes
from messages import conversation
from messages.quoting import as_read
from messages.surfaces import Message
from storage.errors import AlreadySubmitted
from storage.members import Right
from storage.partners import Partner

MOST_READ = 200
MOST_FOUND = 5
WRITTEN = (None, "file_share")
"""Subtypes of a message that a person wrote (Slack: file_share is one with files)."""


def routes_of_conversation(house: Routes) -> Routes:
    """The routes of conversation, which knows every command of `house`."""
    routes = Routes()

    @routes.event("message")
    async def written(desk: Desk) -> None:
        """Answers what a person writes to the app, once for each message; and a file that they send it."""
        event = desk.payload["event"]
        if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype") not in WRITTEN:
            return
        try:
            async with desk.store() as store:
                await store.drafts.submit(key=f"message:{event['channel']}:{event['ts']}")
        except AlreadySubmitted:
            return
        answer = await _answer(desk, house, event)
        await desk.client.chat_postMessage(channel=event["channel"], thread_ts=event.get("thread_ts"), **answer)

    return routes


async def _answer(desk: Desk, house: Routes, event: dict[str, Any]) -> Message:
    if not desk.person.may(Right.use):
        return conversation.not_yours(desk.words)
    written = as_read(str(event.get("text") or ""), {}).strip()
    if event.get("files") and not written:
        return conversation.no_files(desk.words)
    typed = written.removeprefix("/partner").strip()[:MOST_READ]
    word, _, rest = typed.partition(" ")
    command = house.word(word.casefold())
    if command is not None and desk.person.may(command.right):
        return conversation.command(desk.words, f"{command.word} {rest}".strip())
    found: list[Partner] = []
    if typed:
        async with desk.store(read_only=True) as store:
            found = await store.partners.find(typed, limit=MOST_FOUND)
    return conversation.answer(desk.words, found, may_add=desk.person.may(Right.edit))
