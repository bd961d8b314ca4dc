"""The history of a partner, and the menu of its card, which leads there."""

from collections.abc import Awaitable, Callable
from functools import partial

from handlers import partner_form, partners, stages
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import audit
from messages import partners as ids
from storage.partners import subject

routes = Routes()


@routes.click(ids.MORE)
async def more(desk: Desk) -> Answer:
    """A line of the card's menu; each checks what the person may do."""
    what, _, partner_id = desk.value.partition(":")
    acts: dict[str, Callable[[Desk, int], Awaitable[Answer]]] = {
        "edit": partner_form.open_edit,
        "stage": stages.open_move,
        "archive": partial(partners.shelve, archived=True),
        "history": history,
    }
    return await acts[what](desk, int(partner_id))


async def history(desk: Desk, partner_id: int) -> Answer:
    """Every move and change, in a modal."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        moves = await store.partners.moves(partner)
        entries = await store.audit.of(subject(partner))
        who = {move.by for move in moves} | {entry.by for entry in entries}
        for entry in entries:
            for field in ("owner_id", "people"):
                for value in entry.facts.get("changes", {}).get(field, ()):
                    who |= {value} if isinstance(value, str) else set(value)
        view = audit.history(
            desk.words,
            partner,
            moves,
            entries,
            names=await store.members.names(sorted(who)),
            may_edit=await store.partners.may_edit(partner),
        )
    await desk.open(view)
    return None
