"""Partners: finding, adding, showing, changing them."""

from handlers.desk import Desk
from handlers.routes import Routes
from messages import partners
from storage.partners import Partner

routes = Routes()
PICK = partners.FIND


async def named(desk: Desk, typed: str, *, then: str, archived: bool | None = False) -> Partner | dict[str, object]:
    """The partner that `typed` means; where that is not clear, the message to answer with: several to pick from or the
    nearest, each a button with the action `then` and the partner's id as value."""
    async with desk.store(read_only=True) as store:
        found = await store.partners.find(typed, archived=archived)
        if len(found) == 1:
            return found[0]
        if found:
            return partners.picker(desk.words, typed, found, then=then)
        nearest = await store.partners.nearest(typed)
    return partners.none_called(desk.words, typed, nearest, then=then)


@routes.options(partners.FIND)
async def find(desk: Desk) -> list[dict[str, object]]:
    """Partners by what is typed, for every form that asks for one."""
    async with desk.store(read_only=True) as store:
        return partners.choices(await store.partners.to_pick(desk.typed))
