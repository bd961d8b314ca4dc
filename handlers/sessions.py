"""Planning sessions: planned, changed, ended; each one announced, moved, skipped."""

from datetime import timedelta
from typing import Any

from handlers.agendas import refresh
from handlers.desk import Desk, as_it_is, overtaken
from handlers.partners import PICK, named
from handlers.plan_form import chosen, preview_of, with_channel
from handlers.review_window import planned, window_of
from handlers.routes import Answer, Routes
from messages import reviews, sessions
from messages.blocks import Block
from messages.drafts import offered_back
from messages.forms import Values
from messages.surfaces import View, update
from storage.errors import Archived
from storage.first_review import AFTER, working
from storage.meetings import Purpose
from storage.members import Right
from storage.partners import Partner
from storage.sessions import Cadence
from storage.store import Store

routes = Routes()
FIRST_GUESS = timedelta(days=7)


@routes.command("plan", about=sessions.ABOUT, usage=sessions.USAGE, right=Right.edit, aliases=("planifier",))
async def plan(desk: Desk) -> Answer:
    """What is planned with a partner, or the form when nothing is."""
    if not desk.text:
        await desk.open(sessions.pick(desk.words, PICK))
        return None
    partner = await named(desk, desk.text, then=sessions.PLAN, archived=None)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await _first_view(desk, partner.id))
    return None


@routes.click(sessions.PLAN, right=Right.edit)
async def pressed(desk: Desk) -> Answer:
    """The same from a button; without a partner in it, asks for one."""
    await desk.open(await _first_view(desk, int(desk.value)) if desk.value else sessions.pick(desk.words, PICK))
    return None


@routes.submit(sessions.PICKED, right=Right.edit)
async def picked(desk: Desk) -> Answer:
    partner_id = desk.values[sessions.PARTNER]
    return update(await _first_view(desk, int(partner_id)))


@routes.click(sessions.NEW, right=Right.edit)
async def new(desk: Desk) -> Answer:
    """Another cadence beside those there are."""
    partner_id, _, review = desk.value.partition(":")
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(partner_id))
        view = await _new_form(desk, store, partner, meta={"listed": True, **({"purpose": review} if review else {})})
    await desk.open(view)
    return None


@routes.click(sessions.EDIT, right=Right.edit)
async def edit(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        view = await _edit_form(desk, store, int(desk.value), meta={"listed": True, **_reviewing(desk)})
    await desk.open(view)
    return None


@routes.click(sessions.PREVIEW, right=Right.edit)
@routes.click(sessions.ZONES, right=Right.edit)
async def preview(desk: Desk) -> Answer:
    """Shows the dates that what is chosen now would give, and keeps it as a draft."""
    await desk.keep_draft()
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(desk.meta["partner"])
        cadence = await store.sessions.cadence(desk.meta["cadence"]) if desk.meta.get("cadence") else None
        dates = await preview_of(desk, store, desk.values, cadence)
    await desk.update(sessions.form(desk.words, partner.name, desk.values, dates, meta=desk.meta))
    return None


@routes.click(sessions.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    async with desk.store(read_only=True) as store:
        meta: dict[str, Any] = {name: desk.meta[name] for name in ("listed", "purpose") if name in desk.meta}
        meta["again"] = desk.meta.get("again", 0) + 1
        if desk.meta.get("cadence"):
            view = await _edit_form(desk, store, desk.meta["cadence"], meta=meta)
        else:
            view = await _new_form(desk, store, await store.partners.going_on(desk.meta["partner"]), meta=meta)
    await desk.update(view)
    return None


@routes.options(sessions.ZONES, right=Right.edit)
async def find_zones(desk: Desk) -> list[dict[str, Any]]:
    """Time zones by city: the workspace's and the person's own first."""
    async with desk.store(read_only=True) as store:
        settings = await store.settings.get()
    return sessions.zones_for(desk.typed, [settings.time_zone, desk.person.zone.key])


@routes.submit(sessions.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Plans, or plans anew from now on."""
    wanted = await with_channel(desk, chosen(desk.values), desk.meta["partner"])
    changed: list[int] = []
    async with desk.saving() as store:
        partner = await store.partners.going_on(desk.meta["partner"])
        if cadence_id := desk.meta.get("cadence"):
            cadence = await store.sessions.cadence(cadence_id, hold=True)
            desk.must_be_as_it_was(cadence.plan)
            changed = [session.id for session in await store.sessions.coming(cadence)]
            await store.sessions.change(cadence, wanted)
        else:
            await store.sessions.begin(partner, wanted, purpose=Purpose(desk.meta.get("purpose", Purpose.planning)))
    await refresh(desk, changed)
    async with desk.store(read_only=True) as store:
        view = await _listing(desk, store, partner)
    if not desk.meta.get("listed"):
        return update(view)
    await desk.client.views_update(view_id=desk.view["previous_view_id"], view=view)
    return None


@routes.click(sessions.END, right=Right.edit)
async def end(desk: Desk) -> Answer:
    """Ends a cadence; what was announced already says so."""
    async with desk.store() as store:
        cadence = await store.sessions.cadence(int(desk.value))
        partner = await store.partners.get(cadence.partner_id)
        await store.partners.must_edit(partner)
        changed = [session.id for session in await store.sessions.coming(cadence)]
        await store.sessions.end(cadence)
        view = await _listing(desk, store, partner, ended=cadence)
    await desk.update(view)
    await refresh(desk, changed)
    return None


@routes.click(sessions.RESUME, right=Right.edit)
async def resume(desk: Desk) -> Answer:
    """Undoes the end of a cadence."""
    async with desk.store() as store:
        cadence = await store.sessions.cadence(int(desk.value))
        partner = await store.partners.going_on(cadence.partner_id)
        await store.sessions.resume(cadence)
        view = await _listing(desk, store, partner)
        changed = [session.id for session in await store.sessions.coming(cadence)]
    desk.nudge()
    await desk.update(view)
    await refresh(desk, changed)
    return None


async def _first_view(desk: Desk, partner_id: int) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        if partner.archived:
            raise Archived
        if await planned(store, partner):
            return await _listing(desk, store, partner)
        return await _new_form(desk, store, await store.partners.going_on(partner_id), meta={})


async def _listing(desk: Desk, store: Store, partner: Partner, ended: Cadence | None = None) -> View:
    """What is planned, in the window that the person came from: that of reviews, or of everything."""
    if _reviewing(desk):
        return await window_of(desk, store, partner, ended=ended)
    return sessions.listing(
        desk.words,
        partner.name,
        await planned(store, partner),
        partner_id=partner.id,
        ended=ended,
        may=await store.partners.may_edit(partner),
    )


def _reviewing(desk: Desk) -> dict[str, str]:
    """What a form that plans reviews carries."""
    review = desk.form == reviews.WINDOW or desk.meta.get("purpose") == Purpose.review
    return {"purpose": Purpose.review.value} if review else {}


async def _new_form(desk: Desk, store: Store, partner: Partner, *, meta: dict[str, Any]) -> View:
    settings = await store.settings.get()
    review = meta.get("purpose") == Purpose.review
    first_on = (store.now.astimezone(settings.zone) + FIRST_GUESS).date()
    if review:
        first_on = working(store.now.astimezone(settings.zone).date() + AFTER, settings.province)
    channel_id = partner.channel_id or (None if partner.confidential else settings.default_channel)
    values = sessions.first_values(
        first_on=first_on.isoformat(), time_zone=settings.time_zone, channel_id=channel_id, review=review
    )
    subject = f"partner:{partner.id}:review" if review else f"partner:{partner.id}"
    meta = {**meta, "subject": subject, "partner": partner.id}
    return await _form(desk, store, partner, None, values, meta)


async def _edit_form(desk: Desk, store: Store, cadence_id: int, *, meta: dict[str, Any]) -> View:
    cadence = await store.sessions.cadence(cadence_id)
    partner = await store.partners.going_on(cadence.partner_id)
    first_on = (await store.sessions.next_day(cadence)).isoformat()
    values = sessions.values_of(cadence, first_on=first_on, channel_id=cadence.channel_id or partner.channel_id)
    meta = {**meta, "subject": f"cadence:{cadence.id}", "partner": partner.id, "cadence": cadence.id}
    meta |= as_it_is(cadence.plan)
    return await _form(desk, store, partner, cadence, values, meta)


async def _form(
    desk: Desk, store: Store, partner: Partner, cadence: Cadence | None, values: Values, meta: dict[str, Any]
) -> View:
    """The form, going on from what the person left in it before, if anything."""
    draft = await store.drafts.find(user_id=desk.person.user_id, form=sessions.FORM, subject=meta["subject"])
    lead: list[Block] = []
    if draft is not None:
        values = {**values, **draft.values}
        others = cadence is not None and overtaken(draft, cadence.plan)
        lead = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=sessions.AFRESH, overtaken=others)
    dates = await preview_of(desk, store, values, cadence)
    return sessions.form(desk.words, partner.name, values, dates, meta=meta, lead=lead)
