"""Indicators put together over chosen periods, and as files for the person who asks."""

import asyncio
from datetime import date
from functools import partial

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.kpi_views import everywhere
from handlers.routes import Answer, Routes
from messages import kpi_totals, kpis, sheets
from messages.kpi_totals import Chosen
from messages.surfaces import View
from storage.days import needed_day
from storage.errors import EndsBeforeStart
from storage.store import Store

routes = Routes()


@routes.click(kpis.TOTALS)
async def totals(desk: Desk) -> Answer:
    """The totals of the year so far, of one partner or of all."""
    partner_id = None if desk.value == kpis.ALL else int(desk.value)
    async with desk.store(read_only=True) as store:
        today = await store.settings.today()
        view = await _view(desk, store, partner_id, Chosen(date(today.year, 1, 1), today))
    await desk.open(view)
    return None


@routes.click(kpi_totals.CHANGED)
async def changed(desk: Desk) -> Answer:
    """Other periods, or other readers."""
    async with desk.store(read_only=True) as store:
        view = await _view(desk, store, desk.meta.get("partner"), _chosen(desk))
    await desk.update(view)
    return None


@routes.click(kpi_totals.CSV)
async def as_csv(desk: Desk) -> Answer:
    return await _sent(desk, "csv")


@routes.click(kpi_totals.XLSX)
async def as_xlsx(desk: Desk) -> Answer:
    return await _sent(desk, "xlsx")


async def _sent(desk: Desk, kind: str) -> Answer:
    """Every figure of the periods chosen, to the person alone."""
    chosen = _chosen(desk)
    async with desk.store(read_only=True) as store:
        found = await everywhere(store, desk.meta.get("partner"))
        by = {value.by for one, _ in found for value in one.values}
        names = await store.members.names(sorted(by))
        scope = await _scope(desk, store, desk.meta.get("partner"))
    rows = kpi_totals.rows(desk.words, found, chosen, names)
    title = kpi_totals.title(desk.words)
    make = partial(sheets.csv, rows) if kind == "csv" else partial(sheets.xlsx, rows, title=title)
    comment = kpi_totals.comment(desk.words, scope, chosen)
    name = kpi_totals.file_name(desk.words, chosen, kind)

    async def send() -> None:
        await send_file(desk, name=name, data=await asyncio.to_thread(make), comment=comment)

    return await on_its_way(desk, ("totals", kind, desk.meta.get("partner"), chosen), send)


async def _view(desk: Desk, store: Store, partner_id: int | None, chosen: Chosen) -> View:
    found = await everywhere(store, partner_id)
    scope = await _scope(desk, store, partner_id)
    put_together = kpi_totals.totals_of(desk.words, found, chosen)
    return kpi_totals.view(desk.words, scope, put_together, chosen, meta={"partner": partner_id})


async def _scope(desk: Desk, store: Store, partner_id: int | None) -> str:
    if partner_id is None:
        return kpi_totals.all_partners(desk.words)
    return (await store.partners.get(partner_id)).name


def _chosen(desk: Desk) -> Chosen:
    """What the window says. Raises `EndsBeforeStart`."""
    values = desk.values
    since = needed_day(values.get(kpi_totals.SINCE), field=kpi_totals.SINCE)
    until = needed_day(values.get(kpi_totals.UNTIL), field=kpi_totals.UNTIL)
    if until < since:
        raise EndsBeforeStart
    return Chosen(since, until, outside=bool(values.get(kpi_totals.OUTSIDE)))
