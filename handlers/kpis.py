"""/partner kpis: the indicators of a partner or of all, one with its history, a picture of it."""

import asyncio
from collections.abc import Sequence
from datetime import date

from handlers import kpi_views
from handlers.check_in_report import form_of, meta_of
from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import kpi_chart, kpi_forms, kpi_overview, kpi_trends, kpis
from messages.kpi_names import name_of
from messages.kpi_overview import Wanted
from messages.surfaces import update
from storage.errors import Archived, NotFound
from storage.kpi import Kpi
from storage.kpi_periods import KpiFrequency, following, period_of, periods
from storage.members import Right
from storage.partners import Partner
from storage.store import Store

routes = Routes()
MOST_PERIODS = 24


@routes.command("kpis", about=kpis.ABOUT, usage=kpis.USAGE, aliases=("indicateurs",))
async def kpis_named(desk: Desk) -> Answer:
    """The indicators of one partner, or of all."""
    if not desk.text:
        return await _overview(desk, Wanted())
    partner = await named(desk, desk.text, then=kpis.OF, archived=None)
    return await _open(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(kpis.OF)
async def of_partner(desk: Desk) -> Answer:
    return await _open(desk, int(desk.value))


@routes.click(kpis.PAGE)
async def one(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        view = await kpi_views.page(desk, store, await store.kpis.get(int(desk.value)))
    await desk.open(view)
    return None


@routes.click(kpis.EVERYWHERE)
async def everywhere(desk: Desk) -> Answer:
    return await _overview(desk, Wanted())


@routes.click(kpi_overview.BY_STATUS)
async def by_status(desk: Desk) -> Answer:
    return await _overview(desk, Wanted(desk.value, desk.meta["code"]))


@routes.click(kpi_overview.BY_CODE)
async def by_code(desk: Desk) -> Answer:
    return await _overview(desk, Wanted(desk.meta["status"], desk.value))


@routes.click(kpi_overview.TURN)
@routes.click(f"{kpi_overview.TURN}.back")
async def turn(desk: Desk) -> Answer:
    return await _overview(desk, Wanted(desk.meta["status"], desk.meta["code"], int(desk.value)))


@routes.click(kpis.END, right=Right.edit)
async def end(desk: Desk) -> Answer:
    """Follows it no more; the window offers to take that back."""
    async with desk.store() as store:
        kpi = await store.kpis.for_change(int(desk.value))
        await store.kpis.end(kpi)
        view = await kpi_views.page(desk, store, kpi)
    desk.nudge()
    await desk.update(view)
    return None


@routes.click(kpis.RESUME, right=Right.edit)
async def resume(desk: Desk) -> Answer:
    """Undoes the end."""
    async with desk.store() as store:
        kpi = await store.kpis.for_change(int(desk.value))
        if (await store.partners.get(kpi.partner_id)).archived:
            raise Archived
        await store.kpis.resume(kpi)
        view = await kpi_views.page(desk, store, kpi)
    desk.nudge()
    await desk.update(view)
    return None


@routes.click(kpis.REPORT, right=Right.edit)
async def report(desk: Desk) -> Answer:
    """Asks which period to report; where there is but one, opens its form."""
    async with desk.store(read_only=True) as store:
        partner = await _to_report(store, int(desk.value))
        every = _reportable(await store.kpis.of(partner.id), await store.settings.today())
    if not every:
        raise NotFound
    meta = {"subject": f"partner:{partner.id}", "partner": partner.id, "below": kpi_views.below(desk)}
    await desk.open(kpi_forms.periods_form(desk.words, partner.name, every, meta=meta))
    return None


@routes.submit(kpi_forms.PERIODS, right=Right.edit)
async def period_chosen(desk: Desk) -> Answer:
    """The form for that period takes the place of the question."""
    frequency, _, day = desk.values[kpi_forms.PERIOD].partition(":")
    period = date.fromisoformat(day)
    async with desk.store(read_only=True) as store:
        partner = await _to_report(store, desk.meta["partner"])
        chosen = [kpi for kpi in await store.kpis.of(partner.id) if kpi.frequency == frequency and _has(kpi, period)]
        meta = {**meta_of(partner.id, KpiFrequency(frequency), period, chosen), "below": desk.meta["below"]}
        view = await form_of(desk, store, partner, meta)
    return update(view)


@routes.click(kpis.CORRECT, right=Right.edit)
async def correct(desk: Desk) -> Answer:
    """The form of one figure, as it is kept."""
    kpi_id, _, day = desk.value.partition(":")
    async with desk.store(read_only=True) as store:
        kpi = await store.kpis.get(int(kpi_id))
        partner = await _to_report(store, kpi.partner_id)
        meta = {**meta_of(partner.id, kpi.frequency, date.fromisoformat(day), [kpi]), "below": kpi_views.below(desk)}
        view = await form_of(desk, store, partner, meta)
    await desk.open(view)
    return None


@routes.click(kpis.PICTURE)
async def picture(desk: Desk) -> Answer:
    """The chart as a picture, to the person alone."""
    async with desk.store(read_only=True) as store:
        [one] = await store.kpis.followed([await store.kpis.get(int(desk.value))])
        partner = await store.partners.get(one.kpi.partner_id)
    drawn = kpi_trends.drawn(desk.words, one)
    if drawn is None:
        raise NotFound
    name = f"{name_of(desk.words, one.kpi)}.png"
    said = kpi_trends.sent(desk.words, partner.name, drawn)

    async def send() -> None:
        data = await asyncio.to_thread(kpi_chart.png, desk.words, [drawn])
        await send_file(desk, name=name, data=data, comment=said, alt=kpi_chart.alt([drawn]))

    return await on_its_way(desk, ("kpi", one.kpi.id), send)


async def _open(desk: Desk, partner_id: int) -> Answer:
    async with desk.store(read_only=True) as store:
        view = await kpi_views.listing(desk, store, await store.partners.get(partner_id))
    await desk.open(view)
    return None


async def _overview(desk: Desk, wanted: Wanted) -> Answer:
    async with desk.store(read_only=True) as store:
        view = await kpi_views.overview(desk, store, wanted)
    await (desk.update if desk.form == kpi_overview.VIEW else desk.open)(view)
    return None


async def _to_report(store: Store, partner_id: int) -> Partner:
    """Raises `NotFound`, `NotAllowed`, `Archived`."""
    partner = await store.partners.get(partner_id)
    await store.check_ins.must_report(partner)
    if partner.archived:
        raise Archived
    return partner


def _reportable(kpis_: Sequence[Kpi], today: date) -> list[tuple[KpiFrequency, date]]:
    """The periods that have begun, newest first; of each frequency the one before the running one stands on top."""
    found = []
    for frequency in KpiFrequency:
        begun = [kpi.begun_on for kpi in kpis_ if kpi.frequency is frequency]
        if begun:
            since = max(min(begun), following(period_of(today, frequency), frequency, 1 - MOST_PERIODS))
            found += [(frequency, period) for period in periods(frequency, since, today)]
    ended = {pair: following(pair[1], pair[0]) <= today for pair in found}
    return sorted(found, key=lambda pair: (ended[pair], pair[1]), reverse=True)


def _has(kpi: Kpi, period: date) -> bool:
    return period_of(kpi.begun_on, kpi.frequency) <= period
