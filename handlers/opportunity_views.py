"""The board and the card of opportunities, made from today's facts, and brought up to date after a change."""

from collections.abc import Sequence
from typing import Any

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.routes import Answer
from messages import opportunities, opportunity_board
from messages.blocks import Block
from messages.surfaces import View, update
from storage.assessment import About
from storage.members import Right
from storage.opportunities import Wanted

Meta = dict[str, Any]


async def board_of(desk: Desk, wanted: Wanted, **place: int) -> View:
    """One page of the board."""
    async with desk.store(read_only=True) as store:
        pages = await store.opportunities.page(wanted, **place)
        owners = {*await store.opportunities.owners(), *([wanted.owner_id] if wanted.owner_id else [])}
        return opportunity_board.board(
            desk.words,
            wanted,
            pages,
            counts=await store.opportunities.counts(),
            partners=await store.opportunities.partners([one.id for one in pages.found]),
            owners=await store.members.names(sorted(owners)),
            me=desk.person.user_id,
            may_edit=desk.person.may(Right.edit),
            meta={**opportunity_board.packed(wanted), **place},
        )


async def card_of(desk: Desk, meta: Meta, notes: Sequence[Block] = ()) -> View:
    """The card of the opportunity that `meta` names. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        one = await store.opportunities.get(meta["id"])
        history, theirs = await store.opportunities.history(one)
        facts = opportunities.Facts(
            one=one,
            partners=(await store.opportunities.partners([one.id])).get(one.id, []),
            history=history,
            names=await store.members.names(sorted({one.owner_id, *opportunities.people_in(history)})),
            theirs=theirs,
            may_edit=desk.person.may(Right.edit),
            today=desk.now.astimezone(desk.words.zone).date(),
            readiness=await store.readiness.latest(About(opportunity_id=one.id)),
            notes=notes,
        )
    return opportunities.card(desk.words, facts, meta=meta)


async def redraw(desk: Desk, opportunity_id: int, notes: Sequence[Block] = ()) -> Answer:
    """The card anew, in its own place, and the board below it."""
    meta = {**desk.meta, "id": opportunity_id}
    await desk.update(await card_of(desk, meta, notes))
    await _board_below(desk, meta)
    return None


async def refreshed(desk: Desk, opportunity_id: int, notes: Sequence[Block] = ()) -> Answer:
    """After a form: the card it was opened from is brought up to date, or the card takes the form's place."""
    below = desk.meta.get("card")
    if not below:
        meta = {"id": opportunity_id, **({"board": desk.meta["board"]} if "board" in desk.meta else {})}
        await _board_below(desk, meta)
        return update(await card_of(desk, meta, notes))
    meta = {**below["meta"], "id": opportunity_id}
    async with in_passing("not brought up to date", opportunity=opportunity_id):
        await desk.client.views_update(view_id=below["window"], view=await card_of(desk, meta, notes))
    await _board_below(desk, meta)
    return None


async def _board_below(desk: Desk, meta: Meta) -> None:
    board = meta.get("board")
    if not board:
        return
    place = {name: board[name] for name in ("after", "before") if name in board}
    view = await board_of(desk, opportunity_board.unpacked(board), **place)
    async with in_passing("not brought up to date", board=board["window"]):
        await desk.client.views_update(view_id=board["window"], view=view)
