"""An opportunity noted or changed: the form, what was left in it, and two people at once."""

from collections.abc import Sequence
from typing import Any

from handlers.desk import Desk
from handlers.opportunity_views import refreshed
from handlers.routes import Answer, Routes
from messages import opportunities
from messages import opportunity_form as forms
from messages.blocks import Block
from messages.surfaces import View
from storage.drafts import Draft
from storage.errors import CannotOwn, NotFound
from storage.members import Right, Role
from storage.opportunity import Need, subject

routes = Routes()
Meta = dict[str, Any]
SEEN = "seen_version"


@routes.click(opportunities.NEW, right=Right.edit)
async def new_pressed(desk: Desk) -> Answer:
    return await open_new(desk, "")


async def open_new(desk: Desk, outcome: str) -> Answer:
    """An empty form, or the one left unfinished."""
    meta: Meta = {"subject": ""}
    if desk.form == opportunities.BOARD:
        meta["board"] = {"window": desk.view["id"], **desk.meta}
    draft = await _left(desk, "")
    begun = str(draft.values.get(forms.OUTCOME) or "") if draft else ""
    if draft and outcome in ("", begun):
        await desk.open(_form(desk, draft.values, meta, draft))
        return None
    notes = forms.unfinished(desk.words, begun) if draft else []
    await desk.open(_form(desk, forms.first_values(outcome, owner_id=desk.person.user_id), meta, notes=notes))
    return None


@routes.click(forms.CONTINUE, right=Right.edit)
async def continue_unfinished(desk: Desk) -> Answer:
    """The form that was left unfinished takes the place of the one just begun."""
    draft = await _left(desk, desk.subject)
    if draft is None:
        raise NotFound
    await desk.update(_form(desk, draft.values, _afresh(desk.meta), draft))
    return None


@routes.click(opportunities.EDIT, right=Right.edit)
async def edit_pressed(desk: Desk) -> Answer:
    """The form as the opportunity is kept, or as the person left it."""
    async with desk.store(read_only=True) as store:
        one = await store.opportunities.get(int(desk.value))
        last = await store.opportunities.last_edit(one)
        names = await store.members.names(sorted(opportunities.people_in([last] if last else [])))
    meta: Meta = {"subject": subject(one), "id": one.id, "version": one.version, "begun": {SEEN: one.version}}
    if desk.form == opportunities.CARD:
        meta["card"] = {"window": desk.view["id"], "meta": desk.meta}
    values = forms.values_of(Need.of(one))
    draft = await _left(desk, meta["subject"])
    notes: list[Block] = []
    if draft:
        values |= draft.values
        if last and draft.values.get(SEEN) != one.version:
            notes = forms.changed_meanwhile(desk.words, last, names)
    await desk.open(_form(desk, values, meta, draft, notes=notes))
    return None


@routes.click(forms.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        if "id" in desk.meta:
            values = forms.values_of(Need.of(await store.opportunities.get(desk.meta["id"])))
        else:
            values = forms.first_values("", owner_id=desk.person.user_id)
    await desk.update(_form(desk, values, _afresh(desk.meta)))
    return None


@routes.submit(forms.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps it, unless somebody changed it meanwhile."""
    need = forms.need_of(desk.values)
    await _may_own(desk, need.owner_id)
    async with desk.saving() as store:
        if "id" in desk.meta:
            one = await store.opportunities.for_change(desk.meta["id"], version=desk.meta["version"])
            await store.opportunities.change(one, need)
        else:
            one = await store.opportunities.create(need)
    return await refreshed(desk, one.id, opportunities.saved(desk.words, new="id" not in desk.meta))


async def _may_own(desk: Desk, user_id: str) -> None:
    member = await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    if member.left or member.role is Role.nobody:
        raise CannotOwn(field=forms.OWNER, name=member.name)


async def _left(desk: Desk, subject_: str) -> Draft | None:
    """What the person left in this form."""
    async with desk.store(read_only=True) as store:
        return await store.drafts.find(user_id=desk.person.user_id, form=forms.FORM, subject=subject_)


def _form(
    desk: Desk, values: dict[str, Any], meta: Meta, draft: Draft | None = None, *, notes: Sequence[Block] = ()
) -> View:
    saved_at = draft.saved_at if draft else None
    return forms.form(desk.words, values, meta=meta, now=desk.now, saved_at=saved_at, notes=notes)


def _afresh(meta: Meta) -> Meta:
    return {**meta, "afresh": meta.get("afresh", 0) + 1}
