"""Partners: finding, showing, archiving and restoring them."""

from typing import Any

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import partners
from messages.card import Facts, card, card_view
from messages.surfaces import Message
from messages.words import Rich
from storage.assessment import About
from storage.members import Right
from storage.partners import Partner
from storage.store import Store

routes = Routes()
PICK = partners.FIND


async def named(desk: Desk, typed: str, *, then: str, archived: bool | None = False) -> Partner | Message:
    """The partner that `typed` means; where that is not clear, the message to answer with: several to pick from or the
    nearest, each a button with the action `then` and the partner's id as value. `archived` None looks among all."""
    async with desk.store(read_only=True) as store:
        found = await store.partners.find(typed, archived=archived)
        if len(found) == 1:
            return found[0]
        if found:
            return partners.picker(desk.words, typed, found, then=then)
        put_away = await store.partners.find(typed, limit=1, archived=True) if archived is False else []
        if put_away:
            return partners.is_archived(desk.words, put_away[0], may_edit=await store.partners.may_edit(put_away[0]))
        nearest = await store.partners.nearest(typed) if archived is not True else []
    return partners.none_called(desk.words, typed, nearest, then=then)


async def facts(store: Store, partner_id: int, *notes: Rich) -> Facts:
    """What the card of a partner is made of today. Raises `NotFound`."""
    partner = await store.partners.get(partner_id)
    people = await store.partners.people(partner)
    return Facts(
        partner=partner,
        kinds=await store.organizations.kinds(partner.organization_id),
        standing=await store.partners.standing(partner),
        people=people,
        contacts=await store.contacts.of(partner),
        names=await store.members.names([*people, partner.owner_id, partner.created_by]),
        may_edit=await store.partners.may_edit(partner),
        health=(await store.health_signals.of(partner)).reasons,
        now=store.now,
        notes=notes,
        mutes=await store.mutes.of(partner.id),
        opportunities=await store.opportunities.of_partner(partner.id),
        introduction=await store.introductions.open_of(partner.id),
        readiness=await store.readiness.latest(About(organization_id=partner.organization_id)),
        source=await store.sources.get(partner.organization.source_id),
        reading=await store.prospects.reading(partner.organization),
    )


async def show(desk: Desk, partner_id: int, *notes: Rich) -> Answer:
    """The card, where the person is: it takes the place of a message that is theirs alone; over a form or Home it is a
    modal; below a message that others read too, only they see it."""
    async with desk.store(read_only=True) as store:
        known = await facts(store, partner_id, *notes)
    if desk.view:
        await desk.open(card_view(desk.words, known))
        return None
    if desk.payload.get("container", {}).get("is_ephemeral", "command" in desk.payload):
        return card(desk.words, known)
    await desk.reply(card(desk.words, known))
    return None


async def redraw(desk: Desk, partner_id: int, *notes: Rich) -> Answer:
    """The card anew, in the place of the one that was clicked in."""
    if desk.form != partners.CARD:
        return await show(desk, partner_id, *notes)
    async with desk.store(read_only=True) as store:
        known = await facts(store, partner_id, *notes)
    await desk.update(card_view(desk.words, known))
    return None


@routes.command("show", about=partners.SHOW_ABOUT, usage=partners.USAGE, aliases=("fiche", "voir"))
async def show_named(desk: Desk) -> Answer:
    partner = await named(desk, desk.text, then=partners.SHOW, archived=None)
    return await show(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(partners.SHOW)
@routes.click(partners.SEARCH)
async def show_picked(desk: Desk) -> Answer:
    return await show(desk, int(desk.value))


@routes.options(partners.FIND)
@routes.options(partners.SEARCH)
async def find(desk: Desk) -> list[dict[str, Any]]:
    """Partners by what is typed, for every form that asks for one."""
    async with desk.store(read_only=True) as store:
        return partners.choices(await store.partners.to_pick(desk.typed))


@routes.command("archive", about=partners.ARCHIVE_ABOUT, usage=partners.USAGE, right=Right.edit, aliases=("archiver",))
async def archive_named(desk: Desk) -> Answer:
    return await _shelve_named(desk, partners.ARCHIVE, archived=True)


@routes.click(partners.ARCHIVE, right=Right.edit)
async def archive_picked(desk: Desk) -> Answer:
    return await shelve(desk, int(desk.value), archived=True)


@routes.command("restore", about=partners.RESTORE_ABOUT, usage=partners.USAGE, right=Right.edit, aliases=("restaurer",))
async def restore_named(desk: Desk) -> Answer:
    return await _shelve_named(desk, partners.RESTORE, archived=False)


@routes.click(partners.RESTORE, right=Right.edit)
async def restore_picked(desk: Desk) -> Answer:
    return await shelve(desk, int(desk.value), archived=False)


async def _shelve_named(desk: Desk, then: str, *, archived: bool) -> Answer:
    partner = await named(desk, desk.text, then=then, archived=not archived)
    return await shelve(desk, partner.id, archived=archived) if isinstance(partner, Partner) else partner


async def shelve(desk: Desk, partner_id: int, *, archived: bool) -> Answer:
    """Puts a partner away, and says how to undo it; or brings it back."""
    async with desk.store() as store:
        partner = await store.partners.for_change(partner_id)
        await (store.partners.archive if archived else store.partners.restore)(partner)
    desk.nudge()
    if archived and not desk.view:
        return partners.archived(desk.words, partner)
    return await redraw(desk, partner_id, *([] if archived else [partners.restored(desk.words, partner)]))
