"""The windows in which indicators are looked at, made from today's facts."""

from typing import Any

from handlers.desk import Desk
from messages import kpi_overview, kpis
from messages.kpi_names import names_of
from messages.kpi_overview import Wanted
from messages.surfaces import View
from storage.agreement_parts import ROWS, Part
from storage.errors import NotAllowed
from storage.kpi import Kpi
from storage.kpis import Followed
from storage.members import Right
from storage.partners import Partner
from storage.store import Store


async def listing(desk: Desk, store: Store, partner: Partner) -> View:
    """The indicators of one partner."""
    found = await store.kpis.of(partner.id)
    may = desk.person.may(Right.edit) and await store.partners.may_edit(partner)
    return kpis.listing(
        desk.words,
        partner,
        await store.kpis.followed(found),
        await store.kpis.of(partner.id, ended=True),
        names=await store.members.names([kpi.reporter_id for kpi in found]),
        may=may,
        offered=len(await offered(store, partner)) if may else 0,
    )


async def page(desk: Desk, store: Store, kpi: Kpi) -> View:
    """One indicator with its history."""
    partner = await store.partners.get(kpi.partner_id)
    history = await store.kpi_values.history(kpi)
    [one] = await store.kpis.followed([kpi])
    may = desk.person.may(Right.edit) and await store.partners.may_edit(partner)
    return kpis.page(
        desk.words,
        partner,
        one,
        history,
        names=await store.members.names(sorted({kpi.reporter_id, *(value.by for value in history)})),
        may=may and not partner.archived,
        may_report=not partner.archived and await _may_report(store, partner),
    )


async def overview(desk: Desk, store: Store, wanted: Wanted) -> View:
    """The indicators of every partner the person may see."""
    return kpi_overview.across(desk.words, await everywhere(store), wanted)


async def everywhere(store: Store, partner_id: int | None = None) -> list[tuple[Followed, Partner]]:
    """What is followed with one partner, or with all, and with whom."""
    if partner_id is not None:
        partner = await store.partners.get(partner_id)
        return [(one, partner) for one in await store.kpis.followed(await store.kpis.of(partner.id))]
    found = await store.kpis.everywhere()
    partners = {kpi.id: partner for kpi, partner in found}
    return [(one, partners[one.kpi.id]) for one in await store.kpis.followed([kpi for kpi, _ in found])]


async def offered(store: Store, partner: Partner) -> list[dict[str, Any]]:
    """The indicators that its signed agreement names and nobody follows, by name."""
    agreement = await store.agreements.current(partner.id)
    if partner.archived or agreement is None or agreement.signed_number is None:
        return []
    version = await store.agreements.version(agreement.id, agreement.signed_number)
    rows = (version.content.get(Part.indicators) or {}).get(ROWS) or []
    every = [*await store.kpis.of(partner.id), *await store.kpis.of(partner.id, ended=True)]
    known = {name.casefold() for kpi in every for name in names_of(kpi)}
    return [row for row in rows if row.get("name") and row["name"].casefold() not in known]


async def show_below(desk: Desk) -> None:
    """The window that the form was opened from, brought up to date behind it."""
    below, view_id = desk.meta.get("below") or "", desk.view.get("previous_view_id")
    if not below or not view_id:
        return
    kind, _, number = below.partition(":")
    async with desk.store(read_only=True) as store:
        if kind == "page":
            view = await page(desk, store, await store.kpis.get(int(number)))
        else:
            view = await listing(desk, store, await store.partners.get(int(number)))
    await desk.client.views_update(view_id=view_id, view=view)


def below(desk: Desk) -> str:
    """Which of these windows the person is in: "list:7", "page:3", or "" for none."""
    if desk.form == kpis.LIST:
        return f"list:{desk.meta['partner']}"
    return f"page:{desk.meta['kpi']}" if desk.form == kpis.ONE else ""


async def _may_report(store: Store, partner: Partner) -> bool:
    try:
        await store.check_ins.must_report(partner)
    except NotAllowed:
        return False
    return True
