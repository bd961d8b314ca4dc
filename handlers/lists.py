"""/partner list: narrowed by words, page by page."""

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import lists, partners
from messages.lists import Wanted
from storage.organizations import name_key
from storage.partners import Line, Page, Partner
from storage.store import Store

routes = Routes()
SIZE = 10
FOUND = 20


@routes.command("list", about=lists.ABOUT, usage=lists.USAGE, aliases=("liste",))
async def listed(desk: Desk) -> Answer:
    people: dict[str, str] = {}
    if desk.text:
        async with desk.store(read_only=True) as store:
            people = {name_key(name): user_id for user_id, name in await store.members.everybody()}
    return await _page(desk, lists.understood(desk.text, me=desk.person.user_id, people=people))


@routes.click(partners.PAGE)
@routes.click(f"{partners.PAGE}.back")
async def turned(desk: Desk) -> Answer:
    """The next page, or the one before."""
    wanted, place = lists.unpacked(desk.value)
    return await _page(desk, wanted, **place)


@routes.click(lists.ALL)
async def every(desk: Desk) -> Answer:
    return await _page(desk, Wanted())


async def _page(desk: Desk, wanted: Wanted, **place: int) -> Answer:
    async with desk.store(read_only=True) as store:
        page = await (_called(store, wanted) if wanted.name else _narrowed(store, wanted, **place))
        owners = {line.owner_id for line in page.lines} | ({wanted.owner_id} if wanted.owner_id else set())
        return lists.listing(
            desk.words,
            wanted,
            page,
            names=await store.members.names(sorted(owners)),
            next_at=await store.standings.next_dates([line.id for line in page.lines]),
        )


async def _narrowed(store: Store, wanted: Wanted, **place: int) -> Page:
    return await store.partners.page(
        stage=wanted.stage,
        kind=wanted.kind,
        owner_id=wanted.owner_id,
        named=wanted.mine,
        archived=wanted.archived,
        size=SIZE,
        **place,
    )


async def _called(store: Store, wanted: Wanted) -> Page:
    """Those that a name may mean, as far as they pass the other words."""
    found = await store.partners.find(wanted.name, limit=FOUND, archived=wanted.archived)
    lines = []
    for partner in found:
        kinds = await store.organizations.kinds(partner.organization_id) if wanted.kind else ()
        if (
            wanted.stage in (None, partner.stage)
            and (wanted.owner_id in (None, partner.owner_id) or (wanted.mine and await _names(store, partner, wanted)))
            and (wanted.kind is None or wanted.kind in kinds)
        ):
            lines.append(Line(partner.id, partner.name, partner.stage, partner.owner_id, partner.confidential))
    return Page(lines, None, None)


async def _names(store: Store, partner: Partner, wanted: Wanted) -> bool:
    return wanted.owner_id in await store.partners.people(partner)
