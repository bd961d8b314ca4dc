"""Merging two organizations that are one: compared, previewed, done; and taken apart again."""

from typing import Any

from handlers.desk import Desk
from handlers.duplicates import list_of
from handlers.outcomes import in_passing
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import duplicates, merges
from messages.surfaces import Message, View, update
from storage.errors import NotFound
from storage.members import Right
from storage.merge import Preview, Source
from storage.merges import NOTICE, UNDONE
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]
RECENT = 10


@routes.click(duplicates.MERGE, right=Right.edit)
async def compare(desk: Desk) -> Answer:
    """Both side by side; the one that more hangs on is proposed to stay."""
    one, _, other = desk.value.partition(":")
    meta: Meta = {"kept": int(one), "gone": int(other)}
    if desk.form == duplicates.LIST:
        meta["list"] = {"window": desk.view["id"], "meta": desk.meta}
    async with desk.store(read_only=True) as store:
        preview = await store.merges.preview(meta["kept"], meta["gone"])
        if _weight(preview, "gone") > _weight(preview, "kept"):
            meta |= {"kept": meta["gone"], "gone": meta["kept"]}
    await desk.open(await _form(desk, meta, {}))
    return None


@routes.click(merges.KEEP, right=Right.edit)
async def keep_the_other(desk: Desk) -> Answer:
    """The other one is to stay; what was chosen of the fields goes along with it."""
    meta = _kept_in(desk)
    await desk.update(await _form(desk, meta, _turned(desk.values) if meta["kept"] != desk.meta["kept"] else {}))
    return None


@routes.submit(merges.FORM, right=Right.edit)
async def preview(desk: Desk) -> Answer:
    """What would come of it, in the place of the form."""
    meta = {**_kept_in(desk), "choices": {name: one.value for name, one in _choices(desk.values).items()}}
    async with desk.store(read_only=True) as store:
        found = await store.merges.preview(meta["kept"], meta["gone"])
        names = await _names(store, found)
    return update(merges.preview_view(desk.words, found, names, _of(meta), meta=meta))


@routes.click(merges.BACK, right=Right.edit)
async def back(desk: Desk) -> Answer:
    await desk.update(await _form(desk, desk.meta, _of(desk.meta)))
    return None


@routes.submit(merges.PREVIEW, right=Right.edit)
async def merge(desk: Desk) -> Answer:
    """Done, in one transaction; the list below does not show the pair any more."""
    async with desk.saving() as store:
        made = await store.merges.merge(desk.meta["kept"], desk.meta["gone"], _of(desk.meta))
    if below := desk.meta.get("list"):
        async with in_passing("not brought up to date", window=below["window"]):
            view = await list_of(desk, below["meta"])
            await desk.client.views_update(view_id=below["window"], view=view)
    return update(merges.done(desk.words, made))


@routes.click(merges.APART, right=Right.edit)
async def take_apart(desk: Desk) -> Answer:
    """Puts back what was moved; from the channel's message, a list, a history, or the window that said it was done."""
    async with desk.store() as store:
        made, lost = await store.merges.take_apart(int(desk.value))
        names = await store.members.names([desk.person.user_id])
    desk.nudge()
    if desk.view:
        await desk.update(merges.apart(desk.words, made, lost))
        return None
    return merges.apart_in_place(desk.words, made, lost, names[desk.person.user_id])


@routes.click(duplicates.SHOW_MERGED)
async def show_recent(desk: Desk) -> Answer:
    """Those that can still be taken apart, the newest first."""
    after = int(desk.value) if desk.value else None
    async with desk.store(read_only=True) as store:
        found = await store.merges.recent(after=after, size=RECENT + 1)
        names = await store.members.names(sorted({one.by for one in found}))
    more = found[RECENT - 1].id if len(found) > RECENT else None
    view = merges.recent(desk.words, found[:RECENT], names, more)
    await (desk.update if desk.form == merges.RECENT else desk.open)(view)
    return None


@routes.reminder(NOTICE, short=True)
async def merged(delivery: Delivery) -> Message | None:
    """Another one is part of a partner now; nothing when they are two again."""
    made, by = await _told(delivery)
    if made is None or made.undone_at is not None:
        return None
    if delivery.shared:
        return merges.redacted(delivery.words)
    return merges.notice(delivery.words, made, by, reminder=delivery.reminder)


@routes.reminder(UNDONE, short=True)
async def undone(delivery: Delivery) -> Message | None:
    """They are two again."""
    made, by = await _told(delivery)
    if made is None:
        return None
    if delivery.shared:
        return merges.redacted(delivery.words)
    return merges.undone_notice(delivery.words, made, by, reminder=delivery.reminder)


async def _told(delivery: Delivery) -> tuple[Any, str]:
    try:
        made = await delivery.store.merges.get(delivery.reminder.facts["merge"])
    except NotFound:
        return None, ""
    by = made.undone_by or made.by
    return made, (await delivery.store.members.names([by]))[by]


async def _form(desk: Desk, meta: Meta, choices: dict[str, Source]) -> View:
    async with desk.store(read_only=True) as store:
        found = await store.merges.preview(meta["kept"], meta["gone"])
        names = await _names(store, found)
    return merges.form(desk.words, found, names, choices, meta=meta)


async def _names(store: Store, found: Preview) -> dict[str, str]:
    """Our people's names, and how channels are shown."""
    partners = [side.partner for side in (found.kept, found.gone) if side.partner]
    return dict(await store.members.names(sorted({one.owner_id for one in partners})))


def _kept_in(desk: Desk) -> Meta:
    """The form's metadata, with the one that is chosen to stay."""
    ids = {desk.meta["kept"], desk.meta["gone"]}
    kept = int(desk.values.get("keep") or desk.meta["kept"])
    return {**desk.meta, "kept": kept, "gone": (ids - {kept}).pop()}


def _choices(values: dict[str, Any]) -> dict[str, Source]:
    return {
        name.removeprefix(merges.TAKE): Source(value)
        for name, value in values.items()
        if name.startswith(merges.TAKE) and value
    }


def _turned(values: dict[str, Any]) -> dict[str, Source]:
    other = {Source.kept: Source.gone, Source.gone: Source.kept, Source.both: Source.both}
    return {name: other[source] for name, source in _choices(values).items()}


def _of(meta: Meta) -> dict[str, Source]:
    return {name: Source(value) for name, value in meta.get("choices", {}).items()}


def _weight(found: Preview, which: str) -> tuple[bool, int]:
    side = found.kept if which == "kept" else found.gone
    return side.partner is not None, sum(side.counts.values())
