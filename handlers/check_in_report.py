"""Figures reported, corrected, marked as not collected, commented: the forms of a check-in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.check_in_posts import expect_pictures, refresh
from handlers.desk import Desk
from handlers.kpi_views import show_below
from handlers.routes import Answer, Routes
from messages import check_in_forms as forms
from messages import check_ins
from messages.check_in_forms import Asked
from messages.drafts import offered_back
from messages.kpi_names import period_name
from messages.surfaces import View
from storage.errors import Archived, Missing, NotFound
from storage.kpi import CheckIn, Kpi
from storage.kpi_periods import KpiFrequency
from storage.kpi_values import NOT_COLLECTED, Figure
from storage.members import Right
from storage.partners import Partner
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(check_ins.REPORT, right=Right.edit)
@routes.click(check_ins.CORRECT, right=Right.edit)
async def report(desk: Desk) -> Answer:
    """Opens one form for all the figures that the message is about."""
    async with desk.store(read_only=True) as store:
        check_in, partner = await _to_report(store, int(desk.value))
        every = await _asked_here(desk, store, check_in, partner)
        meta = meta_of(check_in.partner_id, check_in.frequency, check_in.period, every)
        view = await form_of(desk, store, partner, meta)
        await expect_pictures(store)
    await desk.open(view)
    return None


@routes.click(forms.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    async with desk.store(read_only=True) as store:
        partner = await _open_partner(store, desk.meta["partner"])
        view = await form_of(desk, store, partner, {**desk.meta, "again": desk.meta.get("again", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(forms.REPORTING, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps the figures given; what is left blank stays open, or as it was."""
    values = desk.values
    async with desk.store(read_only=True) as store:
        chosen = await _chosen(store, desk.meta["partner"], desk.meta["kpis"])
    figures = forms.figures(desk.words, chosen, values)
    if not figures:
        raise Missing
    return await _kept(desk, figures, why=values.get(forms.WHY) or "", comment=values.get(forms.TEXT) or "")


@routes.click(check_ins.NONE, right=Right.edit)
async def leave(desk: Desk) -> Answer:
    """Asks which figures were not collected."""
    async with desk.store(read_only=True) as store:
        check_in, partner = await _to_report(store, int(desk.value))
        shown = {kpi.id for kpi in await _asked_here(desk, store, check_in, partner)}
        left = [kpi for kpi in await store.check_ins.outstanding(check_in) if kpi.id in shown]
    if not left:
        await refresh(desk, check_in.id)
        return None
    meta = meta_of(partner.id, check_in.frequency, check_in.period, left)
    meta["seen"] = {str(kpi.id): 0 for kpi in left}
    await desk.open(forms.leave_form(desk.words, partner.name, check_in.period, left, meta=meta))
    return None


@routes.submit(forms.LEAVING, right=Right.edit)
async def left_out(desk: Desk) -> Answer:
    values = desk.values
    none = [int(one) for name, chosen in values.items() if name.startswith(forms.NONE) for one in chosen or ()]
    if not none:
        raise Missing
    return await _kept(desk, dict.fromkeys(none, NOT_COLLECTED), comment=values.get(forms.TEXT) or "")


@routes.click(check_ins.COMMENT, right=Right.edit)
async def comment(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        check_in, partner = await _to_report(store, int(desk.value))
    period = period_name(desk.words, check_in.period, check_in.frequency)
    meta = {"subject": check_in.subject, "check_in": check_in.id}
    await desk.open(forms.comment_form(desk.words, partner.name, period, meta=meta))
    return None


@routes.submit(forms.COMMENTING, right=Right.edit)
async def commented(desk: Desk) -> Answer:
    async with desk.saving() as store:
        check_in, _ = await _to_report(store, desk.meta["check_in"])
        await store.check_ins.comment(check_in, desk.values[forms.TEXT] or "", field=forms.TEXT)
    await refresh(desk, check_in.id)
    return None


def meta_of(partner_id: int, frequency: KpiFrequency, period: date, chosen: list[Kpi]) -> Meta:
    """What the form carries along; one draft for each person, partner and period."""
    return {
        "subject": f"check_in:{partner_id}:{frequency}:{period.isoformat()}",
        "partner": partner_id,
        "frequency": frequency.value,
        "period": period.isoformat(),
        "kpis": [kpi.id for kpi in chosen],
    }


async def form_of(desk: Desk, store: Store, partner: Partner, meta: Meta) -> View:
    """The form, going on from what the person left in it before, if anything; it remembers which figures it showed."""
    chosen = await _chosen(store, partner.id, meta["kpis"])
    if not chosen:
        raise NotFound
    period = date.fromisoformat(meta["period"])
    now = await store.kpi_values.at(chosen, period)
    asked = [
        Asked(one.kpi, next((p for p in reversed(one.points) if p.period < period), None), now.get(one.kpi.id))
        for one in await store.kpis.followed(chosen)
    ]
    values = forms.first_values(desk.words, asked)
    draft = await store.drafts.find(user_id=desk.person.user_id, form=forms.REPORTING, subject=meta["subject"])
    lead = []
    if draft is not None:
        values |= {name: value for name, value in draft.values.items() if value}
        lead = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=forms.AFRESH)
    meta = {**meta, "seen": {str(one.kpi.id): one.now.number if one.now else 0 for one in asked}}
    frequency = KpiFrequency(meta["frequency"])
    return forms.report_form(desk.words, partner.name, period, frequency, asked, values, meta=meta, lead=lead)


async def _kept(desk: Desk, figures: Mapping[int, Figure], *, why: str = "", comment: str = "") -> Answer:
    """Keeps what was said in one piece, and has every message about it say so."""
    period, frequency = date.fromisoformat(desk.meta["period"]), KpiFrequency(desk.meta["frequency"])
    async with desk.saving() as store:
        partner = await _open_partner(store, desk.meta["partner"])
        check_in = await store.check_ins.begin(partner, frequency, period)
        for kpi in await _chosen(store, partner.id, list(figures)):
            seen = int(desk.meta["seen"][str(kpi.id)])
            figure = figures[kpi.id]
            await store.kpi_values.keep(kpi, period, figure, why=why, seen=seen, field=forms.WHY)
        if comment:
            await store.check_ins.comment(check_in, comment, field=forms.TEXT)
        await store.check_ins.reported(check_in)
    await show_below(desk)
    await refresh(desk, check_in.id)
    return None


async def _asked_here(desk: Desk, store: Store, check_in: CheckIn, partner: Partner) -> list[Kpi]:
    """What the message that was clicked in asks for: in a person's direct messages what they are to report."""
    place = desk.channel_id or ""
    every = await store.check_ins.shown_in(check_in, partner, place)
    if not place.startswith("D"):
        return every
    left = await store.check_ins.outstanding(check_in)
    return await store.check_ins.theirs(check_in, partner, left, desk.person.user_id) or every


async def _to_report(store: Store, check_in_id: int) -> tuple[CheckIn, Partner]:
    """A check-in and its partner, for somebody who may report. Raises `NotFound`, `NotAllowed`, `Archived`."""
    check_in = await store.check_ins.get(check_in_id)
    return check_in, await _open_partner(store, check_in.partner_id)


async def _open_partner(store: Store, partner_id: int) -> Partner:
    partner = await store.partners.get(partner_id)
    await store.check_ins.must_report(partner)
    if partner.archived:
        raise Archived
    return partner


async def _chosen(store: Store, partner_id: int, kpi_ids: list[int]) -> list[Kpi]:
    """Those of a partner's indicators that are followed still."""
    return [kpi for kpi in await store.kpis.of(partner_id) if kpi.id in kpi_ids]
