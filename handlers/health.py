"""/partner health: how a partnership is doing, its rounds, how it has changed; and what needs a talk first."""

import asyncio
from collections.abc import Iterable
from functools import partial

from handlers.charts import drawn_by_slack
from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.health_posts import refresh
from handlers.outcomes import in_passing
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import health, health_chart, health_forms, health_history, health_overview
from messages.health import Page
from messages.health_chart import Lines
from messages.surfaces import View
from messages.words import escape
from storage.errors import NotFound
from storage.health import HealthSheet, Rhythm, RoundState
from storage.health_rules import HealthSide
from storage.members import Right
from storage.partners import Partner
from storage.store import Store

routes = Routes()
SHOWN = 12
"""Signals that were kept, and rounds, in the history."""


@routes.command("health", about=health.ABOUT, usage=health.USAGE, aliases=("santé", "sante"))
async def health_named(desk: Desk) -> Answer:
    """How one partnership is doing, or which of one's own needs a talk first."""
    if not desk.text:
        return await _overview(desk, 0)
    partner = await named(desk, desk.text, then=health.OPEN, archived=None)
    return await show(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(health.OPEN)
async def opened(desk: Desk) -> Answer:
    return await show(desk, int(desk.value))


@routes.click(health_overview.TURN)
@routes.click(f"{health_overview.TURN}.back")
async def turn(desk: Desk) -> Answer:
    return await _overview(desk, int(desk.value))


@routes.click(health.HISTORY)
async def history(desk: Desk) -> Answer:
    """How the signal and what both sides say have changed."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.value))
        kept = await store.health_signals.history(partner.id, most=SHOWN)
        rounds = (await store.health.closed([partner.id], most=SHOWN)).get(partner.id, [])
    await desk.open(health_history.view(desk.words, partner, kept, rounds))
    return None


@routes.click(health_chart.PICTURE)
async def picture(desk: Desk) -> Answer:
    """What both sides said over the rounds as a picture, to the person alone; one made here is made beside the loop."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.value))
        rounds = (await store.health.closed([partner.id], most=SHOWN)).get(partner.id, [])
    lines = health_chart.lines(desk.words, partner.name, rounds)
    if lines is None:
        raise NotFound
    return await on_its_way(desk, ("health", partner.id), partial(_send_picture, desk, lines))


async def _send_picture(desk: Desk, lines: Lines) -> None:
    chart = health_chart.native(desk.words, lines)
    if chart is None or not await drawn_by_slack(desk, chart):
        data = await asyncio.to_thread(health_chart.png, desk.words, lines)
        await send_file(desk, name=f"{lines.title}.png", data=data, comment=escape(lines.said), alt=lines.said)


@routes.click(health.START, right=Right.edit)
async def start(desk: Desk) -> Answer:
    """Asks both sides now."""
    async with desk.store() as store:
        partner = await store.partners.for_change(int(desk.value))
        await store.health.start(partner)
        view = await page(desk, store, partner.id)
    desk.nudge()
    await desk.update(view)
    return None


@routes.click(health.CLOSE, right=Right.edit)
async def close(desk: Desk) -> Answer:
    """Ends the round that is open, and shows what both sides say."""
    async with desk.store() as store:
        one = await store.health.get(int(desk.value), held=True)
        partner = await store.partners.for_change(one.partner_id)
        await store.health.close_now(partner, one)
        view = await page(desk, store, partner.id)
    desk.nudge()
    await desk.update(view)
    await refresh(desk, one.id)
    return None


@routes.click(health.PACE, right=Right.edit)
async def pace(desk: Desk) -> Answer:
    """Asks how often both sides are to be asked."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(desk.value))
        rhythm = await store.health.rhythm(partner.id)
    meta = {"subject": f"partner:{partner.id}", "partner": partner.id}
    await desk.open(health_forms.pace_form(desk.words, partner.name, rhythm, meta=meta))
    return None


@routes.submit(health_forms.PACING, right=Right.edit)
async def paced(desk: Desk) -> Answer:
    rhythm = Rhythm(int(desk.values[health_forms.MONTHS]), int(desk.values[health_forms.DAYS]))
    async with desk.saving() as store:
        partner = await store.partners.for_change(desk.meta["partner"])
        await store.health.change(partner, rhythm)
        view = await page(desk, store, partner.id)
    return await show_below(desk, view)


async def show(desk: Desk, partner_id: int) -> Answer:
    """How one partnership is doing, in a window."""
    async with desk.store(read_only=True) as store:
        view = await page(desk, store, partner_id)
    await desk.open(view)
    return None


async def page(desk: Desk, store: Store, partner_id: int) -> View:
    """The same as it is now. Raises `NotFound`."""
    partner = await store.partners.get(partner_id)
    signal = await store.health_signals.of(partner)
    live = await store.health.live(partner.id)
    asking = live if live is not None and live.state is RoundState.open else None
    may = desk.person.may(Right.edit) and not partner.archived
    may_edit = may and await store.partners.may_edit(partner)
    sheets = await store.health.sheets(signal.rounds[0].round) if signal.rounds else []
    entered = await store.health_answers.entered(asking) if asking else []
    return health.view(
        desk.words,
        Page(
            signal=signal,
            live=live,
            counts=await store.health_answers.counts(asking) if asking else {},
            mine=asking is not None and await store.health_answers.answered(asking, desk.person.user_id),
            entered=entered if may_edit else [],
            sheets=sheets,
            names=await names_of(store, [*sheets, *entered]),
            may_take_back=[one.who for one in sheets if _may_take_back(desk, one, may_edit)],
            rhythm=await store.health.rhythm(partner.id),
            kept=len(await store.health_signals.history(partner.id, most=1)),
            may_answer=may,
            may_edit=may_edit,
        ),
    )


async def names_of(store: Store, sheets: Iterable[HealthSheet]) -> dict[str, str]:
    """Whose answers these are, by `who`: a colleague, a contact, or a position."""
    sheets = list(sheets)
    users = await store.members.names([one.who[2:] for one in sheets if one.who.startswith("u:")])
    contacts = await store.contacts.names([int(one.who[2:]) for one in sheets if one.who.startswith("c:")])
    found = {f"u:{user_id}": name for user_id, name in users.items()}
    found |= {f"c:{contact_id}": name for contact_id, name in contacts.items()}
    return found | {one.who: one.position for one in sheets if one.position}


async def show_below(desk: Desk, view: View) -> Answer:
    """The window that a form was opened from, brought up to date behind it."""
    if view_id := desk.view.get("previous_view_id"):
        async with in_passing("not brought up to date"):
            await desk.client.views_update(view_id=view_id, view=view)
    return None


def _may_take_back(desk: Desk, one: HealthSheet, may_edit: bool) -> bool:
    mine = one.entered_by == desk.person.user_id
    return mine or (may_edit and one.side is HealthSide.them)


async def _overview(desk: Desk, since: int) -> Answer:
    async with desk.store(read_only=True) as store:
        signals = await store.health_signals.mine(desk.person.user_id)
    view = health_overview.view(desk.words, signals, since=since)
    await (desk.update if desk.form == health_overview.VIEW else desk.open)(view)
    return None
