"""Likely duplicates: shown with why, and said to be two."""

from typing import Any

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import duplicates, partners
from messages.surfaces import View
from storage.duplicates import Candidates
from storage.members import Right

routes = Routes()
Meta = dict[str, Any]
DENIED = 10


@routes.command("duplicates", about=duplicates.ABOUT, usage=duplicates.USAGE, aliases=("doublons",))
async def shown(desk: Desk) -> Answer:
    """All likely duplicates, or those of the organization that was named."""
    if not desk.text:
        await desk.open(await list_of(desk, {}))
        return None
    async with desk.store(read_only=True) as store:
        found = await store.duplicates.called(desk.text)
    if not found:
        return duplicates.none_called(desk.words, desk.text)
    await desk.open(await list_of(desk, {"about": found[0].id}))
    return None


@routes.click(partners.DUPLICATES)
async def show(desk: Desk) -> Answer:
    """Those of one organization, from where it is spoken of."""
    await desk.open(await list_of(desk, {"about": int(desk.value)}))
    return None


@routes.click(duplicates.TURN)
@routes.click(f"{duplicates.TURN}.first")
async def turned(desk: Desk) -> Answer:
    meta = {name: value for name, value in desk.meta.items() if name != "after"}
    await desk.update(await list_of(desk, meta if desk.value == "first" else {**meta, "after": desk.value}))
    return None


@routes.click(duplicates.DENY, right=Right.edit)
async def deny(desk: Desk) -> Answer:
    """They are two: the pair is gone for good, with the way back on top."""
    async with desk.store() as store:
        found = await store.duplicates.get(int(desk.value))
        await store.duplicates.dismiss(found.pair)
    await desk.update(await list_of(desk, desk.meta, denied=found))
    return None


@routes.click(duplicates.UNDO, right=Right.edit)
async def undo(desk: Desk) -> Answer:
    async with desk.store() as store:
        await store.duplicates.take_back((await store.duplicates.get(int(desk.value))).pair)
    await desk.update(await list_of(desk, desk.meta))
    return None


@routes.click(duplicates.SHOW_DENIED)
async def show_denied(desk: Desk) -> Answer:
    """Those that somebody said are two, the newest first."""
    view = await _denied(desk, int(desk.value) if desk.value else None)
    await (desk.update if desk.form == duplicates.DENIED else desk.open)(view)
    return None


@routes.click(duplicates.TAKE_BACK, right=Right.edit)
async def take_back(desk: Desk) -> Answer:
    """They may be one after all; the list below shows them again when it is turned."""
    async with desk.store() as store:
        await store.duplicates.take_back((await store.duplicates.get(int(desk.value))).pair)
    await desk.update(await _denied(desk, None))
    return None


async def list_of(desk: Desk, meta: Meta, *, denied: Candidates | None = None) -> View:
    """The page that `meta` names. Raises `NotFound`."""
    points, _, number = str(meta.get("after") or "").partition(":")
    after = (int(points), int(number)) if number else None
    async with desk.store(read_only=True) as store:
        about = await store.prospects.get(meta["about"]) if meta.get("about") else None
        found = await store.duplicates.page(about=meta.get("about"), after=after, size=duplicates.SIZE + 1)
        shown = found[: duplicates.SIZE]
        kinds = {one.id: await store.organizations.kinds(one.id) for pair in shown for one in (pair.low, pair.high)}
    last = shown[-1].pair if len(found) > duplicates.SIZE else None
    return duplicates.listing(
        desk.words,
        shown,
        kinds,
        about=about,
        after=f"{last.points}:{last.id}" if last else None,
        meta=meta,
        may_edit=desk.person.may(Right.edit),
        denied=denied,
    )


async def _denied(desk: Desk, after: int | None) -> View:
    async with desk.store(read_only=True) as store:
        found = await store.duplicates.dismissed(after=after, size=DENIED + 1)
        names = await store.members.names(sorted({one.pair.dismissed_by or "" for one in found}))
    more = found[DENIED - 1].pair.id if len(found) > DENIED else None
    return duplicates.denied_list(desk.words, found[:DENIED], names, more)
