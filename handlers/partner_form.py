"""The form for a partner, new or known: opened, grown by a contact, saved; nothing is created by accident."""

from collections.abc import Sequence
from typing import Any

from handlers.desk import Desk
from handlers.partner_report import looked_at, said
from handlers.partners import facts, named
from handlers.routes import Answer, Routes
from messages import contacts, organizations, partners, prospects
from messages.blocks import Block
from messages.card import card_view
from messages.forms import Values
from messages.surfaces import View, update
from messages.words import Rich
from storage.contacts import Contact
from storage.drafts import Draft
from storage.errors import Changed, NearDuplicate, NotFound
from storage.members import Right
from storage.organizations import NAME_LIMIT, Organization, name_key
from storage.partners import Description, Partner, completed, differences, subject
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.command("new", about=partners.NEW_ABOUT, usage=partners.NEW_USAGE, right=Right.edit, aliases=("nouveau",))
async def new(desk: Desk) -> Answer:
    return await open_new(desk, desk.text)


@routes.click(partners.NEW, right=Right.edit)
async def new_pressed(desk: Desk) -> Answer:
    return await open_new(desk, desk.value)


@routes.click(prospects.MAKE, right=Right.edit)
async def make_of_prospect(desk: Desk) -> Answer:
    """The form for a new partner, filled with what is known of an organization, which it takes over."""
    async with desk.store(read_only=True) as store:
        organization = await store.prospects.get(int(desk.value))
    return await _open_of(desk, organization)


async def open_new(desk: Desk, name: str) -> Answer:
    """An empty form, or the one left unfinished; both are offered where another name was typed. A name that a prospect
    has takes that one over."""
    async with desk.store(read_only=True) as store:
        prospect = await store.prospects.called(name)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=partners.NEW, subject="")
    if prospect is not None:
        return await _open_of(desk, prospect)
    begun = str(draft.values.get(organizations.NAME) or "") if draft else ""
    if draft and (not name or name_key(name) == name_key(begun)):
        await desk.open(_form(desk, draft.values, {}, draft=draft))
        return None
    notes = partners.unfinished(desk.words, begun) if begun else []
    await desk.open(_form(desk, _blank(desk, name), {}, notes=notes))
    return None


@routes.command("edit", about=partners.EDIT_ABOUT, usage=partners.USAGE, right=Right.edit, aliases=("modifier",))
async def edit_named(desk: Desk) -> Answer:
    partner = await named(desk, desk.text, then=partners.EDIT, archived=None)
    return await open_edit(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(partners.EDIT, right=Right.edit)
async def edit_pressed(desk: Desk) -> Answer:
    return await open_edit(desk, int(desk.value))


async def open_edit(desk: Desk, partner_id: int) -> Answer:
    """The form as the partner is kept, or as the person left it."""
    async with desk.store(read_only=True) as store:
        values, meta, partner = await _kept(store, partner_id)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=partners.EDIT, subject=subject(partner))
        notes: list[Block] = []
        if draft:
            values |= draft.values
            notes = await _changed_since(desk, store, partner, values, draft)
    await desk.open(_form(desk, values, meta, draft=draft, notes=notes))
    return None


@routes.click(contacts.ADD, right=Right.edit)
async def another_contact(desk: Desk) -> Answer:
    """One row more; what was typed stays."""
    await desk.keep_draft()
    rows = list(desk.meta["rows"])
    await desk.update(_form(desk, desk.values, desk.meta, rows=[*rows, f"n{len(rows)}"]))
    return None


@routes.click(partners.CONTINUE, right=Right.edit)
async def continue_unfinished(desk: Desk) -> Answer:
    """The form that was left unfinished takes the place of the one just begun."""
    async with desk.store(read_only=True) as store:
        draft = await store.drafts.find(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    if draft is None:
        raise NotFound
    await desk.update(_form(desk, draft.values, _afresh(desk.meta), draft=draft))
    return None


@routes.click(partners.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        if "organization" in desk.meta:
            values = await _of_prospect(desk, store, await store.prospects.get(desk.meta["organization"]))
            meta = desk.meta
        elif desk.form == partners.NEW:
            values, meta = _blank(desk, ""), dict[str, Any]()
        else:
            values, meta, _partner = await _kept(store, int(desk.meta["id"]))
    await desk.update(_form(desk, values, {**meta, "afresh": _afresh(desk.meta)["afresh"]}))
    return None


@routes.click(partners.OTHER, right=Right.edit)
async def is_different(desk: Desk) -> Answer:
    """The person says that it is another organization than those shown; they save it themselves."""
    meta = {**desk.meta, "different": name_key(str(desk.values.get(organizations.NAME) or ""))}
    await desk.update(_form(desk, desk.values, meta, rows=meta["rows"], notes=partners.is_different(desk.words)))
    return None


@routes.submit(partners.NEW, right=Right.edit, keeps_draft=True)
async def save_new(desk: Desk) -> Answer:
    """Adds the partner, unless one of nearly the same name is there and the person has not said it is another."""
    described, rows = said(desk.values)
    note = await looked_at(desk, described, None)
    try:
        async with desk.saving() as store:
            if desk.meta.get("different") != name_key(described.name):
                like = await store.partners.near_duplicates(described.name)
                if like:
                    raise NearDuplicate(ids=[partner.id for partner in like])
            partner = await _made(desk, store, described)
            await store.contacts.replace(partner, rows)
    except NearDuplicate:
        await desk.keep_draft()
        notes = partners.duplicates(desk.words, like)
        return update(_form(desk, desk.values, desk.meta, rows=desk.meta["rows"], notes=notes))
    return await _saved(desk, partner.id, [partners.added(desk.words), *note])


@routes.submit(partners.EDIT, right=Right.edit, keeps_draft=True)
async def save_changes(desk: Desk) -> Answer:
    """Keeps the changes, unless somebody else saved meanwhile: then theirs are shown, and nothing is lost."""
    described, rows = said(desk.values)
    partner_id = int(desk.meta["id"])
    async with desk.store(read_only=True) as store:
        before = await store.partners.description(await store.partners.get(partner_id))
    note = await looked_at(desk, described, before)
    try:
        async with desk.saving() as store:
            partner = await store.partners.for_change(partner_id, version=desk.meta["version"])
            await store.partners.change(partner, described)
            await store.contacts.replace(partner, rows)
            for cadence in await store.sessions.cadences_of(partner.id):
                await store.sessions.extend(cadence)
            await store.terms.replan(partner_id=partner.id)
            await store.check_ins.extend(partner)
            await store.health.extend(partner)
    except Changed:
        return await _meanwhile(desk, partner_id)
    return await _saved(desk, partner_id, [partners.kept(desk.words), *note])


async def _open_of(desk: Desk, organization: Organization) -> Answer:
    """The form filled with what is known of an organization, or as the person left it."""
    async with desk.store(read_only=True) as store:
        values = await _of_prospect(desk, store, organization)
        meta: Meta = {"subject": f"organization:{organization.id}", "organization": organization.id}
        draft = await store.drafts.find(user_id=desk.person.user_id, form=partners.NEW, subject=meta["subject"])
    if desk.form == prospects.CARD:
        meta["opportunity"] = desk.meta.get("list", {}).get("meta", {}).get("opportunity")
    notes = prospects.known_already(desk.words)
    await desk.open(_form(desk, values | (draft.values if draft else {}), meta, draft=draft, notes=notes))
    return None


async def _of_prospect(desk: Desk, store: Store, organization: Organization) -> Values:
    """What is known of an organization, as the form's values."""
    kinds = await store.organizations.kinds(organization.id)
    values = prospects.values_of(organization, kinds, owner_id=desk.person.user_id)
    return values | contacts.values_of(_shown(await store.contacts.at(organization.id)))


async def _made(desk: Desk, store: Store, described: Description) -> Partner:
    """A new organization and the partnership with it, or with one that is known already, by its card or by its very
    name; linked to the opportunity it was found for."""
    known = desk.meta.get("organization")
    organization = await store.prospects.get(known) if known else None
    if organization is None and desk.meta.get("different") != name_key(described.name):
        organization = await store.prospects.called(described.name)
        if organization is not None:
            described = completed(described, organization, await store.organizations.kinds(organization.id))
    partner = await store.partners.create(organization=organization, **vars(described))
    if desk.meta.get("opportunity"):
        opportunity = await store.opportunities.for_change(desk.meta["opportunity"])
        await store.opportunities.link(opportunity, partner)
    return partner


async def _meanwhile(desk: Desk, partner_id: int) -> Answer:
    await desk.keep_draft()
    async with desk.store(read_only=True) as store:
        _values, meta, partner = await _kept(store, partner_id)
        notes = await _theirs(desk, store, partner, desk.values)
    meta["afresh"] = desk.meta.get("afresh", 0)
    return update(_form(desk, desk.values, meta, rows=desk.meta["rows"], notes=notes))


async def _saved(desk: Desk, partner_id: int, notes: Sequence[Rich]) -> Answer:
    """The card takes the form's place; a confidential partner may be out of the person's sight now."""
    try:
        async with desk.store(read_only=True) as store:
            known = await facts(store, partner_id, *notes)
    except NotFound:
        return update(partners.out_of_sight(desk.words))
    return update(card_view(desk.words, known))


def _form(
    desk: Desk,
    values: Values,
    meta: Meta,
    *,
    rows: Sequence[str] | None = None,
    draft: Draft | None = None,
    notes: Sequence[Block] = (),
) -> View:
    shown = rows if rows is not None else contacts.rows_of(values)
    saved_at = draft.saved_at if draft else None
    return partners.form(desk.words, values, meta=meta, rows=shown, now=desk.now, saved_at=saved_at, notes=notes)


def _blank(desk: Desk, name: str) -> Values:
    return {organizations.NAME: name[:NAME_LIMIT], partners.OWNER: desk.person.user_id}


def _afresh(meta: Meta) -> Meta:
    return {**meta, "afresh": meta.get("afresh", 0) + 1}


async def _kept(store: Store, partner_id: int) -> tuple[Values, Meta, Partner]:
    """What the form shows of a partner as it is kept. Raises `NotFound`, `NotAllowed`."""
    partner = await store.partners.get(partner_id)
    await store.partners.must_edit(partner)
    people = await store.contacts.of(partner)
    values = partners.values_of(await store.partners.description(partner)) | contacts.values_of(_shown(people))
    return values, {"subject": subject(partner), "id": partner.id, "version": partner.version}, partner


def _shown(people: list[Contact]) -> list[Contact]:
    return people[: contacts.MOST_ROWS]


async def _changed_since(desk: Desk, store: Store, partner: Partner, values: Values, draft: Draft) -> list[Block]:
    """What others saved after the person left their form."""
    last = await store.partners.last_edit(partner)
    if last is None or last.at <= draft.saved_at or last.by == desk.person.user_id:
        return []
    return await _theirs(desk, store, partner, values)


async def _theirs(desk: Desk, store: Store, partner: Partner, values: Values) -> list[Block]:
    now = await store.partners.description(partner)
    mine, _rows = said(values)
    fields = {name: kept for name, (_mine, kept) in differences(mine, now).items()}
    people = _shown(await store.contacts.of(partner))
    if any(values.get(name, kept) != (kept or None) for name, kept in contacts.values_of(people).items()):
        fields["contacts"] = [contact.name for contact in people]
    last = await store.partners.last_edit(partner)
    by, at = (last.by, last.at) if last else (partner.created_by, partner.created_at)
    names = await store.members.names([by, now.owner_id, *now.people])
    return partners.changed_meanwhile(desk.words, by=names[by], at=at, theirs=fields, names=names)
