"""The end of an installation, and the greeting at its beginning."""

from datetime import UTC, datetime
from typing import Any

from handlers.desk import Desk
from handlers.members import remember
from handlers.reminders import Delivery
from handlers.routes import Routes
from messages import installs
from messages.surfaces import Message
from storage.installs import Workspace
from storage.members import Role
from storage.store import Database

routes = Routes()


@routes.event("app_uninstalled", recognised=False)
async def uninstalled(desk: Desk) -> None:
    """The workspace removed Liaison; its token is dead, so Slack is asked nothing."""
    await _remove(desk)


@routes.event("tokens_revoked", recognised=False)
async def revoked(desk: Desk) -> None:
    """Without the bot's token Liaison can do nothing there, as if it had been removed."""
    if desk.payload["event"]["tokens"].get("bot"):
        await _remove(desk)


@routes.reminder(installs.GREETING)
async def greet(delivery: Delivery) -> Message:
    person = await delivery.store.members.by_user(delivery.reminder.recipient)
    return installs.greeting(
        delivery.words, delivery.reminder.id, owner=person is not None and person.role is Role.owner
    )


async def welcome(database: Database, *, workspace: Workspace, installer: dict[str, Any]) -> None:
    """Meets whoever installed Liaison (a user object of Slack's), and plans one greeting. They own it from then on
    unless somebody else does: installing again, as every new permission asks, takes a role from nobody and gives none
    to a member who could not have been given it otherwise."""
    person = await remember(database, workspace=workspace, user=installer)
    async with database.store(workspace.id, by=person.user_id) as store:
        if not {*await store.members.holding(Role.owner)} - {person.user_id}:
            await store.members.entrust(person.user_id)
        await store.reminders.plan(
            kind=installs.GREETING, subject="workspace", recipient=person.user_id, due_at=store.now
        )


async def _remove(desk: Desk) -> None:
    told_at = desk.payload.get("event_time")
    since = desk.database.now() if told_at is None else datetime.fromtimestamp(told_at, UTC)
    async with desk.database.installs() as shelf:
        await shelf.remove(desk.workspace.id, since=since)
    desk.forget()
