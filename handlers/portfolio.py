"""A person's portfolio: theirs alone, until they show it to colleagues; and its summary for their own file."""

import asyncio

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.routes import Answer, Routes
from messages import portfolio, portfolio_paper
from messages.portfolio_paper import Naming, Summary
from messages.surfaces import View, update
from storage.organizations import NAME_LIMIT, one_line
from storage.portfolio import Developed
from storage.texts import checked

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
    await desk.met(chosen)
    async with desk.saving() as store:
        await store.portfolio.share(chosen)
    below = desk.view.get("previous_view_id")
    if below:
        await desk.client.views_update(view_id=below, view=await _mine(desk))
    return None


@routes.click(portfolio.SUMMARY)
async def summarize(desk: Desk) -> Answer:
    """Asks how the summary should speak of the person and of partners."""
    await desk.open(portfolio.summary_form(desk.words, name=desk.person.name, organization=desk.workspace.name))
    return None


@routes.submit(portfolio.SUMMARY_FORM)
async def summarized(desk: Desk) -> Answer:
    """Sends the person the summary of their own portfolio, made beside the loop; what left the house is audited."""
    summary = await _summary(desk)

    async def send() -> None:
        data = await asyncio.to_thread(portfolio_paper.docx, summary)
        comment = portfolio.comment(desk.words)
        await send_file(desk, name=portfolio_paper.file_name(summary), data=data, comment=comment)
        async with desk.store() as store:
            store.portfolio.exported(agreements=len(summary.developed), naming=summary.naming)

    await on_its_way(desk, ("portfolio", desk.form_key), send)
    return update(portfolio.sent(desk.words))


async def _summary(desk: Desk) -> Summary:
    """What the form says. Raises what `checked` raises."""
    values = desk.values

    def said(field: str, *, required: bool) -> str:
        return one_line(checked(values[field], field=field, limit=NAME_LIMIT, required=required))

    name, position = said(portfolio.NAME, required=True), said(portfolio.POSITION, required=False)
    organization = said(portfolio.ORGANIZATION, required=True)
    async with desk.store(read_only=True) as store:
        developed = await store.portfolio.of(desk.person.user_id)
        today = await store.settings.today()
    return Summary(
        name=name,
        position=position,
        organization=organization,
        language=values[portfolio.LANGUAGE],
        naming=Naming(values[portfolio.NAMING]),
        made_on=today,
        developed=developed,
    )


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
