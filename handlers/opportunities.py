"""/partner need: the board of opportunities, one with its partners, moved, linked, and back."""

from typing import Any

from handlers import partners
from handlers.desk import Desk
from handlers.opportunity_form import open_new
from handlers.opportunity_views import board_of, card_of, redraw, refreshed
from handlers.routes import Answer, Routes
from messages import opportunities, opportunity_board
from messages.narrowing import narrowed
from storage.errors import NotAllowed
from storage.members import Right
from storage.opportunities import Wanted
from storage.opportunity import OpportunityState, Urgency, subject
from storage.organizations import name_key
from storage.texts import checked

routes = Routes()


@routes.command("need", about=opportunity_board.ABOUT, usage=opportunity_board.USAGE, aliases=("besoin", "besoins"))
async def needed(desk: Desk) -> Answer:
    """The board, narrowed by words that have a meaning; anything else is the outcome of a new one. Raises `NotAllowed`
    for whoever may note none."""
    people: dict[str, str] = {}
    if desk.text:
        async with desk.store(read_only=True) as store:
            people = {name_key(name): user_id for user_id, name in await store.members.everybody()}
    meanings, rest = narrowed(desk.text, opportunity_board.vocabulary(), people)
    if rest and not desk.person.may(Right.edit):
        raise NotAllowed
    if rest:
        return await open_new(desk, desk.text)
    await desk.open(await board_of(desk, opportunity_board.understood(meanings, me=desk.person.user_id)))
    return None


@routes.click(opportunity_board.BY_STATE)
async def by_state(desk: Desk) -> Answer:
    state = None if desk.value == opportunity_board.ANY else OpportunityState(desk.value)
    before = opportunity_board.unpacked(desk.meta)
    return await _turned(desk, Wanted(state, before.owner_id, before.urgency))


@routes.click(opportunity_board.BY_OWNER)
async def by_owner(desk: Desk) -> Answer:
    before = opportunity_board.unpacked(desk.meta)
    return await _turned(
        desk, Wanted(before.state, None if desk.value == opportunity_board.ANY else desk.value, before.urgency)
    )


@routes.click(opportunity_board.BY_URGENCY)
async def by_urgency(desk: Desk) -> Answer:
    before = opportunity_board.unpacked(desk.meta)
    urgency = None if desk.value == opportunity_board.ANY else Urgency(desk.value)
    return await _turned(desk, Wanted(before.state, before.owner_id, urgency))


@routes.click(opportunity_board.TURN)
@routes.click(f"{opportunity_board.TURN}.back")
async def turned(desk: Desk) -> Answer:
    """The next page, or the one before."""
    return await _turned(desk, opportunity_board.unpacked(desk.meta), **opportunity_board.place_of(desk.value))


@routes.click(opportunities.OPEN)
async def opened(desk: Desk) -> Answer:
    """One with all that is known of it; it remembers the board below."""
    meta: dict[str, Any] = {"id": int(desk.value)}
    if desk.form == opportunities.BOARD:
        meta |= {"board": {"window": desk.view["id"], **desk.meta}}
    await desk.open(await card_of(desk, meta))
    return None


@routes.click(opportunities.OF_PARTNER)
async def of_partner(desk: Desk) -> Answer:
    """A line of the menu beside a linked partner."""
    what, _, partner_id = desk.value.partition(":")
    if what == "off":
        return await _unlink(desk, int(partner_id))
    return await partners.show(desk, int(partner_id))


@routes.click(opportunities.MOVE, right=Right.edit)
async def move_pressed(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        one = await store.opportunities.get(int(desk.value))
    meta = {"subject": subject(one), "id": one.id, "card": _window(desk)}
    await desk.open(opportunities.moving_form(desk.words, one, meta=meta))
    return None


@routes.submit(opportunities.MOVING, right=Right.edit)
async def move(desk: Desk) -> Answer:
    """Moves it along the board; the card below says so, with the way back."""
    why = checked(desk.values[opportunities.WHY], field=opportunities.WHY, limit=opportunities.WHY_LIMIT)
    async with desk.saving() as store:
        one = await store.opportunities.for_change(desk.meta["id"])
        before = one.state
        await store.opportunities.move(one, OpportunityState(desk.values[opportunities.TO]), why=why)
    return await refreshed(desk, one.id, opportunities.moved(desk.words, one, before))


@routes.click(opportunities.BACK, right=Right.edit)
async def move_back(desk: Desk) -> Answer:
    """Takes a move back."""
    opportunity_id, _, before = desk.value.partition(":")
    async with desk.store() as store:
        one = await store.opportunities.for_change(int(opportunity_id))
        if one.state != before:
            await store.opportunities.move(one, OpportunityState(before))
    return await redraw(desk, one.id)


@routes.click(opportunities.LINK, right=Right.edit)
async def link_pressed(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        one = await store.opportunities.get(int(desk.value))
    meta = {"subject": subject(one), "id": one.id, "card": _window(desk)}
    await desk.open(opportunities.linking_form(desk.words, one, meta=meta))
    return None


@routes.submit(opportunities.LINKING, right=Right.edit)
async def link(desk: Desk) -> Answer:
    """A partner is for it."""
    async with desk.saving() as store:
        one = await store.opportunities.for_change(desk.meta["id"])
        partner = await store.partners.get(int(desk.values[opportunities.PARTNER]))
        await store.opportunities.link(one, partner)
    return await refreshed(desk, one.id, opportunities.saved(desk.words, new=False))


@routes.click(opportunities.LINK_AGAIN, right=Right.edit)
async def link_again(desk: Desk) -> Answer:
    """Undoes that a link was taken off."""
    opportunity_id, _, partner_id = desk.value.partition(":")
    async with desk.store() as store:
        one = await store.opportunities.for_change(int(opportunity_id))
        partner = await store.partners.get(int(partner_id))
        linked = (await store.opportunities.partners([one.id])).get(one.id, [])
        if partner.id not in [there.id for there in linked]:
            await store.opportunities.link(one, partner)
    return await redraw(desk, one.id)


async def _unlink(desk: Desk, partner_id: int) -> Answer:
    if not desk.person.may(Right.edit):
        raise NotAllowed
    async with desk.store() as store:
        one = await store.opportunities.for_change(desk.meta["id"])
        partner = await store.partners.get(partner_id)
        await store.opportunities.unlink(one, partner)
    return await redraw(desk, one.id, opportunities.unlinked(desk.words, one, partner))


async def _turned(desk: Desk, wanted: Wanted, **place: int) -> Answer:
    await desk.update(await board_of(desk, wanted, **place))
    return None


def _window(desk: Desk) -> dict[str, Any]:
    """What a form carries to find the card again that it was opened from."""
    return {"window": desk.view["id"], "meta": desk.meta}
