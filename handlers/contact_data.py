"""Where the data of a partner's people came from and what they are kept for: the form, opened from the card."""

from typing import Any

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.partners import facts
from handlers.routes import Answer, Routes
from messages import contact_data, partners
from messages.card import card_view
from messages.drafts import offered_back
from messages.surfaces import View, update
from storage.members import Right
from storage.partners import subject
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(contact_data.OPEN, right=Right.edit)
async def opened(desk: Desk) -> Answer:
    """The form as the data are kept, or as the person left it."""
    meta: Meta = {"card": desk.view["id"]} if desk.form == partners.CARD else {}
    async with desk.store(read_only=True) as store:
        view = await _form(desk, store, int(desk.value), meta)
    await desk.open(view)
    return None


@routes.click(contact_data.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        view = await _form(desk, store, desk.meta["id"], {**desk.meta, "again": desk.meta.get("again", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(contact_data.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps it, unless somebody changed the partner meanwhile; the card shows it."""
    said = contact_data.said(desk.values)
    async with desk.saving() as store:
        partner = await store.partners.for_change(desk.meta["id"], version=desk.meta["version"])
        await store.contacts.explain(partner, said)
    async with desk.store(read_only=True) as store:
        view = card_view(desk.words, await facts(store, partner.id, partners.kept(desk.words)))
    if "card" not in desk.meta:
        return update(view)
    async with in_passing("not brought up to date", partner=partner.id):
        await desk.client.views_update(view_id=desk.meta["card"], view=view)
    return None


async def _form(desk: Desk, store: Store, partner_id: int, meta: Meta) -> View:
    """Raises `NotFound`, `NotAllowed`."""
    partner = await store.partners.get(partner_id)
    await store.partners.must_edit(partner)
    people = await store.contacts.of(partner)
    values = contact_data.first_values(people)
    about = f"{subject(partner)}:contacts"
    draft = await store.drafts.find(user_id=desk.person.user_id, form=contact_data.FORM, subject=about)
    notes = []
    if draft is not None:
        values |= draft.values
        notes = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=contact_data.AFRESH)
    return contact_data.form(
        desk.words,
        partner.name,
        people,
        values,
        today=desk.now.astimezone(desk.words.zone).date(),
        meta={**meta, "subject": about, "id": partner.id, "version": partner.version},
        notes=notes,
    )
