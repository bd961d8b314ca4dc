"""/partner agreements: the register, narrowed by words, page by page, and as a file."""

import asyncio
from functools import partial

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.routes import Answer, Routes
from handlers.turning import turn_what_is_due
from messages import register, sheets
from storage.organizations import name_key
from storage.register import Wanted

routes = Routes()
SIZE = 10


@routes.command("agreements", about=register.ABOUT, usage=register.USAGE, aliases=("ententes",))
async def listed(desk: Desk) -> Answer:
    people: dict[str, str] = {}
    if desk.text:
        async with desk.store(read_only=True) as store:
            people = {name_key(name): user_id for user_id, name in await store.members.everybody()}
    return await _page(desk, register.understood(desk.text, me=desk.person.user_id, people=people))


@routes.click(register.PAGE)
@routes.click(f"{register.PAGE}.back")
async def turned(desk: Desk) -> Answer:
    """The next page, or the one before."""
    wanted, place = register.unpacked(desk.value)
    return await _page(desk, wanted, **place)


@routes.click(register.ALL)
async def every(desk: Desk) -> Answer:
    return await _page(desk, Wanted(everything=True))


@routes.click(register.CSV)
async def as_csv(desk: Desk) -> Answer:
    return await _export(desk, "csv")


@routes.click(register.EXCEL)
async def as_workbook(desk: Desk) -> Answer:
    return await _export(desk, "xlsx")


async def _page(desk: Desk, wanted: Wanted, **place: int) -> Answer:
    await turn_what_is_due(desk)
    async with desk.store(read_only=True) as store:
        pages = await store.register.page(wanted, size=SIZE, **place)
        owners = {entry.owner_id for entry in pages.entries} | ({wanted.owner_id} if wanted.owner_id else set())
        names = await store.members.names(sorted(owners))
    return register.listing(desk.words, wanted, pages, names=names)


async def _export(desk: Desk, ending: str) -> Answer:
    """The whole of what is listed, as a file in the person's direct messages."""
    wanted, _ = register.unpacked(desk.value)
    return await on_its_way(desk, ("register", ending, desk.value), partial(_send, desk, wanted, ending))


async def _send(desk: Desk, wanted: Wanted, ending: str) -> None:
    """Made beside the loop."""
    await turn_what_is_due(desk)
    async with desk.store(read_only=True) as store:
        rows = await store.register.rows(wanted)
        names = await store.members.names(sorted({row.entry.owner_id for row in rows}))
        today = await store.settings.today()
    table = register.table(desk.words, rows, names=names)
    if ending == "csv":
        data = sheets.csv(table)
    else:
        data = await asyncio.to_thread(sheets.xlsx, table, title=desk.words.text(register.TITLE))
    name = register.file_name(desk.words, today, ending)
    await send_file(desk, name=name, data=data, comment=register.comment(desk.words, rows))
