"""/partner assets: the list of community resources, one of them, and what the map covers."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from handlers.charts import drawn_by_slack
from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from messages import resource_chart, resources
from messages.blocks import Block
from messages.narrowing import narrowed
from messages.surfaces import View, update
from messages.words import escape
from storage.assets import Asset
from storage.members import Right
from storage.resources import Wanted

routes = Routes()
Meta = dict[str, Any]


@routes.command("assets", about=resources.ABOUT, usage=resources.USAGE, aliases=("ressources",))
async def listed(desk: Desk) -> Answer:
    meanings, rest = narrowed(desk.text, resources.vocabulary(), {})
    await desk.open(await _listing(desk, resources.understood(meanings, rest)))
    return None


@routes.click(resources.BY_CATEGORY)
async def by_category(desk: Desk) -> Answer:
    before = resources.unpacked(desk.meta)
    category = None if desk.value == resources.ANY else Asset(desk.value)
    return await _turned(desk, Wanted(category, before.ours, before.name, before.archived))


@routes.click(resources.BY_SIDE)
async def by_side(desk: Desk) -> Answer:
    before = resources.unpacked(desk.meta)
    ours = None if desk.value == resources.ANY else desk.value == resources.OURS
    return await _turned(desk, Wanted(before.category, ours, before.name, before.archived))


@routes.click(resources.EVERY)
async def every(desk: Desk) -> Answer:
    return await _turned(desk, Wanted())


@routes.click(resources.TURN)
@routes.click(f"{resources.TURN}.back")
async def turned(desk: Desk) -> Answer:
    """The next page, or the one before."""
    return await _turned(desk, resources.unpacked(desk.meta), **resources.place_of(desk.value))


@routes.options(resources.SEARCH)
async def search(desk: Desk) -> list[dict[str, Any]]:
    async with desk.store(read_only=True) as store:
        return resources.choices(await store.resources.to_pick(desk.typed))


@routes.click(resources.OPEN)
@routes.click(resources.SEARCH)
async def opened(desk: Desk) -> Answer:
    """One with all that is known of it; it remembers the list below."""
    meta: Meta = {"id": int(desk.value)}
    if desk.form == resources.LIST:
        meta["list"] = {"window": desk.view["id"], **desk.meta}
    await desk.open(await card_of(desk, meta))
    return None


@routes.click(resources.ARCHIVE, right=Right.edit)
async def archive(desk: Desk) -> Answer:
    async with desk.store() as store:
        one = await store.resources.for_change(int(desk.value))
        await store.resources.shelve(one, archived=True)
    return await redraw(desk, resources.archived(desk.words, one))


@routes.click(resources.RESTORE, right=Right.edit)
async def restore(desk: Desk) -> Answer:
    async with desk.store() as store:
        one = await store.resources.for_change(int(desk.value))
        await store.resources.shelve(one, archived=False)
    return await redraw(desk, resources.note(desk.words, resources.BACK_NOTE))


@routes.click(resources.UNDO, right=Right.edit)
async def undo(desk: Desk) -> Answer:
    """Puts back what the last change took."""
    async with desk.store() as store:
        await store.resources.undo_edit(await store.resources.for_change(int(desk.value)))
    return await redraw(desk, resources.note(desk.words, resources.UNDONE_NOTE))


@routes.click(resources.COVERAGE)
async def coverage(desk: Desk) -> Answer:
    """What is there and what is needed, by category."""
    async with desk.store(read_only=True) as store:
        covers = await store.resources.coverage()
    await desk.open(resource_chart.view(desk.words, covers))
    return None


@routes.click(resource_chart.PICTURE)
async def picture(desk: Desk) -> Answer:
    """The same as a picture, to the person alone, made while they go on."""
    return await on_its_way(desk, "coverage", partial(_send_picture, desk))


async def _send_picture(desk: Desk) -> None:
    """Drawn by Slack where it does, else made beside the loop."""
    async with desk.store(read_only=True) as store:
        covers = await store.resources.coverage()
    if await drawn_by_slack(desk, resource_chart.drawn(desk.words, covers)):
        return
    data = await asyncio.to_thread(resource_chart.png, desk.words, covers)
    said = resource_chart.said(desk.words, covers)
    name = f"{desk.words.text(resource_chart.TITLE)}.png"
    await send_file(desk, name=name, data=data, comment=escape(said), alt=said)


async def card_of(desk: Desk, meta: Meta, notes: Sequence[Block] = ()) -> View:
    """The card of the resource that `meta` names. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        one = await store.resources.get(meta["id"])
        change = await store.resources.last_change(one)
        people = {one.created_by, *([change.by] if change else [])}
        before = change.facts.get("changes", {}).get("organization_id", []) if change else []
        return resources.card(
            desk.words,
            one,
            change,
            names=await store.members.names(sorted(people)),
            holders=await store.resources.names_of([key for key in before if key]),
            may_edit=desk.person.may(Right.edit),
            meta=meta,
            notes=notes,
        )


async def redraw(desk: Desk, notes: Sequence[Block] = ()) -> Answer:
    """The card anew, in its own place, and the list below it."""
    await desk.update(await card_of(desk, desk.meta, notes))
    await _list_below(desk, desk.meta)
    return None


async def refreshed(desk: Desk, resource_id: int, notes: Sequence[Block] = ()) -> Answer:
    """After a form: the card it was opened from is brought up to date, or the card takes the form's place."""
    below = desk.meta.get("card")
    if not below:
        meta: Meta = {"id": resource_id, **({"list": desk.meta["list"]} if "list" in desk.meta else {})}
        await _list_below(desk, meta)
        return update(await card_of(desk, meta, notes))
    async with in_passing("not brought up to date", resource=resource_id):
        await desk.client.views_update(view_id=below["window"], view=await card_of(desk, below["meta"], notes))
    await _list_below(desk, below["meta"])
    return None


async def _list_below(desk: Desk, meta: Meta) -> None:
    below = meta.get("list")
    if not below:
        return
    place = {name: below[name] for name in ("after", "before") if name in below}
    view = await _listing(desk, resources.unpacked(below), **place)
    async with in_passing("not brought up to date", window=below["window"]):
        await desk.client.views_update(view_id=below["window"], view=view)


async def _listing(desk: Desk, wanted: Wanted, **place: int) -> View:
    async with desk.store(read_only=True) as store:
        pages = await store.resources.page(wanted, **place)
    meta = {**resources.packed(wanted), **place}
    return resources.listing(desk.words, wanted, pages, may_edit=desk.person.may(Right.edit), meta=meta)


async def _turned(desk: Desk, wanted: Wanted, **place: int) -> Answer:
    await desk.update(await _listing(desk, wanted, **place))
    return None
