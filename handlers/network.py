"""/partner map: the network in a window, as a picture, and as GraphML."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import network, network_chart, network_graph
from messages import partners as partner_words
from messages.narrowing import narrowed
from messages.surfaces import View
from storage.members import Right
from storage.network import Wanted
from storage.network_rules import Strength
from storage.organizations import Kind, name_key
from storage.outgoing import NOT_IN_BULK
from storage.partners import Partner, Stage
from storage.store import Store

routes = Routes()
MOST_IN_FILE = 5_000


@routes.command("map", about=network.ABOUT, usage=network.USAGE, aliases=("carte", "réseau", "reseau"))
async def asked(desk: Desk) -> Answer:
    """The network, narrowed by words: a kind, a stage; of what is left a region, else a partner."""
    meanings, rest = narrowed(desk.text, network.vocabulary(), {})
    wanted = network.understood(meanings)
    if rest:
        async with desk.store(read_only=True) as store:
            region = next((one for one in await store.networks.regions() if name_key(one) == name_key(rest)), "")
        if region:
            wanted = Wanted(wanted.kind, wanted.stage, region)
        else:
            partner = await named(desk, rest, then=network.PARTNER)
            if not isinstance(partner, Partner):
                return partner
            wanted = Wanted(wanted.kind, wanted.stage, partner_id=partner.id)
    await desk.open(await _view(desk, wanted))
    return None


@routes.click(network.BY_KIND)
async def by_kind(desk: Desk) -> Answer:
    return await _narrowed(desk, kind=None if desk.value == network.ANY else Kind(desk.value))


@routes.click(network.BY_STAGE)
async def by_stage(desk: Desk) -> Answer:
    return await _narrowed(desk, stage=None if desk.value == network.ANY else Stage(desk.value))


@routes.click(network.BY_REGION)
async def by_region(desk: Desk) -> Answer:
    return await _narrowed(desk, region="" if desk.value == network.ANY else desk.value)


@routes.click(network.BY_STRENGTH)
async def by_strength(desk: Desk) -> Answer:
    return await _narrowed(desk, strength=None if desk.value == network.ANY else Strength(desk.value))


@routes.options(network.PARTNER)
async def look_up(desk: Desk) -> list[dict[str, Any]]:
    async with desk.store(read_only=True) as store:
        return partner_words.choices(await store.partners.to_pick(desk.typed))


@routes.click(network.PARTNER)
async def one_partner(desk: Desk) -> Answer:
    """One partner, and those it shares an opportunity with."""
    if desk.form == network.VIEW:
        return await _narrowed(desk, partner_id=int(desk.value))
    await desk.open(await _view(desk, Wanted(partner_id=int(desk.value))))
    return None


@routes.click(network.EVERY)
async def every(desk: Desk) -> Answer:
    await desk.update(await _view(desk, Wanted()))
    return None


@routes.click(network.TURN)
@routes.click(f"{network.TURN}.back")
async def turned(desk: Desk) -> Answer:
    """The next ties of the list, or those before."""
    await desk.update(await _view(desk, network.unpacked(desk.meta), int(desk.value)))
    return None


@routes.click(network.PICTURE)
async def picture(desk: Desk) -> Answer:
    """The picture is made while the person goes on."""
    wanted = network.unpacked(desk.meta)
    return await on_its_way(desk, ("network", wanted), partial(_send_picture, desk, wanted))


@routes.click(network.GRAPH, right=Right.edit)
async def as_file(desk: Desk) -> Answer:
    """So is the file."""
    wanted = network.unpacked(desk.meta)
    return await on_its_way(desk, ("graph", wanted), partial(_send_graph, desk, wanted))


async def _narrowed(desk: Desk, **changed: Any) -> Answer:
    before = network.unpacked(desk.meta)
    await desk.update(await _view(desk, replace(before, **changed)))
    return None


async def _view(desk: Desk, wanted: Wanted, since: int = 0) -> View:
    async with desk.store(read_only=True) as store:
        return network.view(
            desk.words,
            wanted,
            await store.networks.of(wanted),
            regions=await store.networks.regions(),
            partner=await _name(store, wanted),
            since=since,
            may_take=desk.person.may(Right.edit),
        )


async def _name(store: Store, wanted: Wanted) -> str:
    return (await store.partners.get(wanted.partner_id)).name if wanted.partner_id else ""


async def _send_picture(desk: Desk, wanted: Wanted) -> None:
    async with desk.store(read_only=True) as store:
        found = (await store.networks.of(wanted)).narrowed(wanted.strength)
        narrowed_to = network.narrowed_to(desk.words, wanted, await _name(store, wanted))
    data = await asyncio.to_thread(network_chart.png, desk.words, found, ours=desk.workspace.name, narrowed=narrowed_to)
    said = network_chart.comment(desk.words, found, wanted, narrowed_to)
    alt = network_chart.alt(desk.words, found, narrowed_to)
    await send_file(desk, name=f"{desk.words.text(network.TITLE)}.png", data=data, comment=said, alt=alt)


async def _send_graph(desk: Desk, wanted: Wanted) -> None:
    async with desk.store() as store:
        found = await store.networks.of(wanted, most=MOST_IN_FILE, without=NOT_IN_BULK)
        withheld = await store.networks.withheld(wanted, NOT_IN_BULK)
        store.networks.note_export(len(found.nodes), withheld)
        today = await store.settings.today()
    found = found.narrowed(wanted.strength)
    data = await asyncio.to_thread(network_graph.graphml, desk.words, found, ours=desk.workspace.name)
    name = f"{desk.words.text(network_graph.FILE_NAME)}-{today.isoformat()}.graphml"
    await send_file(desk, name=name, data=data, comment=network_graph.comment(desk.words, found, withheld))
