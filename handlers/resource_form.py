"""A community resource put on the map, or described anew."""

from typing import Any

from handlers.desk import Desk
from handlers.resources import refreshed
from handlers.routes import Answer, Routes
from messages import resource_form as forms
from messages import resources
from messages.blocks import Element, option
from messages.surfaces import View
from storage.drafts import Draft
from storage.members import Right
from storage.resources import Described, Resource, subject
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(resources.NEW, right=Right.edit)
async def new_pressed(desk: Desk) -> Answer:
    """An empty form, or the one left unfinished."""
    meta: Meta = {"subject": ""}
    values: dict[str, Any] = {}
    if desk.form == resources.LIST:
        meta["list"] = {"window": desk.view["id"], **desk.meta}
        values = {forms.CATEGORY: None if desk.meta["category"] == resources.ANY else desk.meta["category"]}
    await desk.open(await _form(desk, values, meta))
    return None


@routes.click(resources.EDIT, right=Right.edit)
async def edit_pressed(desk: Desk) -> Answer:
    """The form as the resource is kept, or as the person left it."""
    async with desk.store(read_only=True) as store:
        one = await store.resources.get(int(desk.value))
    meta: Meta = {"subject": subject(one), "id": one.id, "version": one.version}
    if desk.form == resources.CARD:
        meta["card"] = {"window": desk.view["id"], "meta": desk.meta}
    await desk.open(await _form(desk, _kept(desk, one), meta))
    return None


@routes.options(forms.HOLDERS, right=Right.edit)
async def holders(desk: Desk) -> list[dict[str, Any]]:
    """Who may hold it: we, partners, prospects."""
    async with desk.store(read_only=True) as store:
        return forms.holders(desk.words, desk.typed, await store.resources.holders(desk.typed))


@routes.click(forms.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported."""
    values: dict[str, Any] = {}
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        if "id" in desk.meta:
            values = _kept(desk, await store.resources.get(desk.meta["id"]))
    meta = {**desk.meta, "afresh": desk.meta.get("afresh", 0) + 1}
    await desk.update(forms.form(desk.words, values, meta=meta, now=desk.now))
    return None


@routes.submit(forms.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps it, unless somebody changed it meanwhile."""
    said = forms.described(desk.values)
    async with desk.saving() as store:
        if "id" in desk.meta:
            one = await store.resources.for_change(desk.meta["id"], version=desk.meta["version"])
            await store.resources.change(one, said)
        else:
            one = await store.resources.add(said)
    note = resources.SAVED_NOTE if "id" in desk.meta else resources.ADDED_NOTE
    return await refreshed(desk, one.id, resources.note(desk.words, note))


def _kept(desk: Desk, one: Resource) -> dict[str, Any]:
    holder = forms.us(desk.words) if one.ours else None
    if one.organization:
        holder = option(one.organization.name, str(one.organization.id))
    return forms.values_of(Described.of(one), holder)


async def _form(desk: Desk, values: dict[str, Any], meta: Meta) -> View:
    async with desk.store(read_only=True) as store:
        draft = await store.drafts.find(user_id=desk.person.user_id, form=forms.FORM, subject=meta["subject"])
        if draft:
            values = values | draft.values | {forms.HELD_BY: await _holder(desk, store, draft)}
    return forms.form(desk.words, values, meta=meta, now=desk.now, saved_at=draft.saved_at if draft else None)


async def _holder(desk: Desk, store: Store, draft: Draft) -> Element | None:
    """Whom the person had chosen, as an option."""
    value = draft.values.get(forms.HELD_BY)
    if value is None or value == forms.US:
        return forms.us(desk.words) if value else None
    names = await store.resources.names_of([int(value)])
    return option(names[int(value)], value) if names else None
