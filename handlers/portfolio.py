"""A person's portfolio: theirs alone, until they show it to colleagues."""

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import portfolio
from messages.surfaces import View
from storage.portfolio import Developed

routes = Routes()


@routes.command("portfolio", about=portfolio.ABOUT, aliases=("portefeuille",))
async def opened(desk: Desk) -> Answer:
    await desk.open(await _mine(desk))
    return None


@routes.click(portfolio.LOOK)
async def look(desk: Desk) -> Answer:
    """The portfolio of a colleague who shows it to the person."""
    async with desk.store(read_only=True) as store:
        developed = await store.portfolio.of(desk.value)
        names = await store.members.names([desk.value])
    await desk.open(portfolio.portfolio(desk.words, developed, whose=names[desk.value], readers=(), others={}))
    return None


@routes.click(portfolio.SHARE)
async def share(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        readers = await store.portfolio.shared_with(desk.person.user_id)
    await desk.open(portfolio.readers_form(desk.words, readers))
    return None


@routes.submit(portfolio.READERS_FORM)
async def shared(desk: Desk) -> Answer:
    """Keeps who may read it; the portfolio below the form says so at once."""
    chosen = desk.values[portfolio.READERS]
    async with desk.store(read_only=True) as store:
        strangers = [user_id for user_id in chosen if await store.members.by_user(user_id) is None]
    for user_id in strangers:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    async with desk.saving() as store:
        await store.portfolio.share(chosen)
    below = desk.view.get("previous_view_id")
    if below:
        await desk.client.views_update(view_id=below, view=await _mine(desk))
    return None


async def _mine(desk: Desk) -> View:
    async with desk.store(read_only=True) as store:
        mine = desk.person.user_id
        developed: list[Developed] = await store.portfolio.of(mine)
        readers = await store.portfolio.shared_with(mine)
        names = await store.members.names([*readers, *(others := await store.portfolio.shown_to(mine))])
    return portfolio.portfolio(
        desk.words,
        developed,
        whose=None,
        readers=[names[user_id] for user_id in readers],
        others={user_id: names[user_id] for user_id in others},
    )
