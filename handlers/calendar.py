"""Sessions in people's own calendars: a private link to all of them, a file of one, and what a link shows."""

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.members import People, words_of
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import calendar
from messages.calendar_file import calendar_file
from messages.surfaces import View
from messages.words import Words
from storage.calendar import entries
from storage.errors import CalendarFileNotTaken, FilesNotTaken, NotFound, NotReachable
from storage.feeds import is_read_again
from storage.members import Right
from storage.partners import Partner
from storage.store import Database

routes = Routes()


@routes.command("calendar", about=calendar.ABOUT, usage=calendar.USAGE, aliases=("calendrier",))
async def opened(desk: Desk) -> Answer:
    """The link to all that is the person's, or to one partner."""
    if not desk.text:
        await desk.open(await _view(desk, None))
        return None
    partner = await named(desk, desk.text, then=calendar.OPEN, archived=None)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await _view(desk, partner.id))
    return None


@routes.click(calendar.OPEN)
async def picked(desk: Desk) -> Answer:
    await desk.open(await _view(desk, int(desk.value) if desk.value else None))
    return None


@routes.click(calendar.LINK)
async def link(desk: Desk) -> Answer:
    """Makes a link and shows it once; a former one opens nothing from now on. Raises `NotReachable`."""
    if desk.public_url is None:
        raise NotReachable
    partner_id = None if desk.value == calendar.MINE else int(desk.value)
    async with desk.store() as store:
        token = await store.calendar.make_link(partner_id)
    await desk.update(await _view(desk, partner_id, url=f"{desk.public_url}/ics/{token}.ics"))
    return None


@routes.click(calendar.REVOKE)
async def revoke(desk: Desk) -> Answer:
    async with desk.store() as store:
        await store.calendar.revoke_link(int(desk.value))
    await desk.update(await _view(desk, desk.meta.get("partner")))
    return None


@routes.click(calendar.ADD)
async def add(desk: Desk) -> Answer:
    """One session as a file, sent to the person alone. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        entry = await store.calendar.entry(int(desk.value))
        if entry is None:
            raise NotFound
    local = Words(desk.words.language, entry.series.cadence.zone)
    data = calendar_file(local, [entry], team=desk.workspace.slack_id)
    name = f"liaison-{entry.starts_at.astimezone(local.zone):%Y-%m-%d}.ics"

    async def send() -> None:
        try:
            await send_file(desk, name=name, data=data, comment=calendar.said_beside(local, entry))
        except FilesNotTaken as error:
            raise CalendarFileNotTaken from error

    return await on_its_way(desk, ("session", desk.value), send)


async def read(
    database: Database, client_of: Callable[[int], Awaitable[AsyncWebClient]], people: People, token: str
) -> bytes | None:
    """What a link shows now: what its owner may see today, in their language. None when it opens nothing: unknown,
    revoked, of a workspace or person that left, of a guest, of a partner out of sight; all alike from outside."""
    feed = await database.feed(token)
    if feed is None:
        return None
    async with database.installs() as installs:
        workspace = await installs.get(feed.workspace_id)
    if workspace.removed_at is not None:
        return None
    person = await people.look_up(await client_of(workspace.id), workspace, feed.user_id)
    if person.left or not person.may(Right.use):
        return None
    async with database.store(workspace.id, by=person.user_id, person=person, read_only=True) as store:
        try:
            partner = await store.partners.get(feed.partner_id) if feed.partner_id is not None else None
        except NotFound:
            return None
        shelf = store.calendar
        series = await (shelf.of_partner(partner.id) if partner else shelf.of_person(person.user_id))
        province, now = (await store.settings.get()).province, store.now
    if is_read_again(feed, now):
        async with database.store(workspace.id, by=person.user_id) as store:
            await store.calendar.note_read(feed.id)
    words = words_of(person)

    def made() -> bytes:
        found = entries(series, province=province, now=now)
        title = calendar.name_of(words, partner)
        return calendar_file(words, found, team=workspace.slack_id, title=title, refresh=True)

    return await asyncio.to_thread(made)


async def _view(desk: Desk, partner_id: int | None, url: str | None = None) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id) if partner_id is not None else None
        return calendar.calendar(
            desk.words,
            await store.calendar.links(),
            partner=partner,
            coming=await store.sessions.next_of(partner.id) if partner else None,
            url=url,
            reachable=desk.public_url is not None,
        )
