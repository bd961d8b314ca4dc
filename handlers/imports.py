"""/partner import: a file is given, looked through, confirmed, stopped, resumed, taken back."""

from collections.abc import Awaitable, Callable
from pathlib import PurePath

from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.desk import Desk
from handlers.import_work import ImportWork
from handlers.outcomes import NotInstalled
from handlers.routes import Answer, Routes
from messages import imports
from messages.mapping import key_of
from messages.surfaces import update
from storage.errors import Missing
from storage.imports import Import, ImportState
from storage.members import Right
from storage.store import Database, Store

routes = Routes()
CLI = "cli"


@routes.command("import", about=imports.ABOUT, right=Right.coordinate, aliases=("importer",))
async def begin(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        sources = await store.sources.all()
    await desk.open(imports.form(desk.words, sources))
    return None


@routes.submit(imports.FORM, right=Right.coordinate)
async def given(desk: Desk) -> Answer:
    """Takes the file in hand; what is in it is told in a message."""
    values = desk.values
    file = values[imports.FILE][0]
    name = str(file.get("name") or "file")
    async with desk.saving() as store:
        source = await store.sources.named(
            values[imports.SOURCE] or PurePath(name).stem, licence=values[imports.LICENCE] or ""
        )
        one = await store.imports.give(source=source, name=name, file_id=str(file["id"]))
    _work(desk, one)
    return update(imports.received(desk.words))


@routes.click(imports.GO, right=Right.coordinate)
@routes.click(imports.RESUME, right=Right.coordinate)
async def go(desk: Desk) -> Answer:
    """Reads it, or reads on."""
    return await _change(desk, lambda store, one: store.imports.confirm(one), imports.running)


@routes.click(imports.STOP, right=Right.coordinate)
async def stop(desk: Desk) -> Answer:
    return await _change(desk, lambda store, one: store.imports.stop(one), imports.ended)


@routes.click(imports.DISCARD, right=Right.coordinate)
async def discard(desk: Desk) -> Answer:
    return await _change(desk, lambda store, one: store.imports.discard(one), imports.ended)


@routes.click(imports.UNDO, right=Right.coordinate)
async def take_back(desk: Desk) -> Answer:
    return await _change(desk, lambda store, one: store.imports.take_back(one), imports.ended)


@routes.click(imports.COLUMNS, right=Right.coordinate)
async def columns(desk: Desk) -> Answer:
    """Which column is what, as it was guessed or said."""
    async with desk.store(read_only=True) as store:
        one = await store.imports.get(int(desk.value))
    await desk.open(imports.columns(desk.words, one, one.columns["headings"], one.columns["fields"]))
    return None


@routes.submit(imports.MATCH, right=Right.coordinate)
async def match(desk: Desk) -> Answer:
    """Looks through it again with these columns, and remembers them for tables of the same headings."""
    async with desk.saving() as store:
        one = await store.imports.get(int(desk.meta["id"]))
        headings = one.columns["headings"]
        fields = imports.chosen(headings, desk.values)
        if "name" not in fields:
            raise Missing(field="name")
        await store.imports.look_again(one, fields, headings=key_of(headings))
    _work(desk, one)
    return update(imports.received(desk.words))


async def resume(
    database: Database,
    workspace_id: int,
    client_of: Callable[[int], Awaitable[AsyncWebClient]],
    afterwards: Afterwards,
) -> None:
    """After a restart: what was in hand in this workspace goes on; what another process holds is left to it, and what
    belongs to a workspace that was removed meanwhile to its coming back."""
    async with database.store(workspace_id, read_only=True) as store:
        busy = [one.id for one in await store.imports.busy() if one.created_by != CLI]
    if not busy:
        return
    try:
        client = await client_of(workspace_id)
    except NotInstalled:
        return
    for import_id in busy:
        work = ImportWork(database, client, workspace_id, import_id, afterwards.stopping)
        afterwards.begin(("import", workspace_id, import_id), work.do)


async def _change(desk: Desk, move: Callable[[Store, Import], Awaitable[None]], said: Callable[..., Answer]) -> Answer:
    async with desk.store() as store:
        one = await store.imports.get(int(desk.value))
        await move(store, one)
    if one.state in (ImportState.running, ImportState.undoing):
        _work(desk, one)  # which tells how far it is, in the same message
        return None
    return said(desk.words, one)


def _work(desk: Desk, one: Import) -> None:
    stopping = desk.afterwards.stopping
    work = ImportWork(desk.database, desk.client, desk.workspace.id, one.id, stopping)
    desk.afterwards.begin(("import", desk.workspace.id, one.id), work.do)
