"""Indicators defined, changed, and taken over from a signed agreement."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.channels import postable
from handlers.desk import Desk, as_it_is, overtaken
from handlers.kpi_views import below, listing, offered, show_below
from handlers.routes import Answer, Routes
from messages import kpi_forms as forms
from messages import kpis
from messages.drafts import offered_back
from messages.forms import Values
from messages.numbers import read_figure
from messages.surfaces import View, update
from messages.words import Words
from storage.agreement_parts import Unit
from storage.errors import AmbiguousAmount, AmbiguousNumber, NotAnAmount, NotANumber, NotFound
from storage.kpi import Kpi, KpiDescription
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction
from storage.members import Right
from storage.partners import Partner
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(kpis.ADD, right=Right.edit)
async def add(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(desk.value))
        meta = {"subject": f"partner:{partner.id}", "partner": partner.id, "below": below(desk)}
        view = await _form(desk, store, partner, None, meta)
    await desk.open(view)
    return None


@routes.click(kpis.CHANGE, right=Right.edit)
async def change(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        kpi = await store.kpis.get(int(desk.value))
        partner = await store.partners.going_on(kpi.partner_id)
        meta = {"subject": f"kpi:{kpi.id}", "partner": partner.id, "kpi": kpi.id, "below": below(desk)}
        view = await _form(desk, store, partner, kpi, meta)
    await desk.open(view)
    return None


@routes.click(forms.CHOOSE, right=Right.edit)
async def choose(desk: Desk) -> Answer:
    """Another indicator or unit: the form asks what belongs to it, and keeps the rest."""
    await desk.keep_draft()
    values = (
        forms.chosen_code(desk.values) if desk.action["type"] == "static_select" and _is_code(desk) else desk.values
    )
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(desk.meta["partner"])
    meta = {**desk.meta, "again": desk.meta.get("again", 0) + 1}
    await desk.update(forms.form(desk.words, partner.name, values, meta=meta))
    return None


@routes.click(forms.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    async with desk.store(read_only=True) as store:
        kpi = await store.kpis.get(desk.meta["kpi"]) if "kpi" in desk.meta else None
        partner = await store.partners.going_on(desk.meta["partner"])
        view = await _form(desk, store, partner, kpi, {**desk.meta, "again": desk.meta.get("again", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(forms.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps an indicator, new or changed, and plans its check-ins."""
    values = await _whole(desk)
    described = forms.described(desk.words, values)
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=described.reporter_id)
    if described.channel_id:
        async with desk.store(read_only=True) as store:
            confidential = (await store.partners.get(desk.meta["partner"])).confidential
        await postable(desk.client, described.channel_id, field=forms.CHANNEL, confidential=confidential)
    async with desk.saving() as store:
        partner = await store.partners.going_on(desk.meta["partner"])
        if "kpi" in desk.meta:
            kpi = await store.kpis.for_change(desk.meta["kpi"])
            desk.must_be_as_it_was(kpi.description)
            await store.kpis.change(kpi, described)
        else:
            await store.kpis.add(partner, described)
    return await _shown(desk, partner)


@routes.click(kpis.TAKE_OVER, right=Right.edit)
async def take_over(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(desk.value))
        rows = await offered(store, partner)
    if not rows:
        raise NotFound
    meta = {
        "subject": f"partner:{partner.id}",
        "partner": partner.id,
        "below": below(desk),
        "reporter": desk.person.user_id,
    }
    await desk.open(forms.take_over_form(desk.words, partner.name, rows, meta=meta))
    return None


@routes.submit(forms.TAKING, right=Right.edit)
async def taken_over(desk: Desk) -> Answer:
    """Follows what the agreement names, as far as it was chosen; a row that has changed since is left out."""
    values = desk.values
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=values[forms.REPORTER])
    async with desk.saving() as store:
        partner = await store.partners.going_on(desk.meta["partner"])
        rows = await offered(store, partner)
        agreement = await store.agreements.current(partner.id)
        words = desk.words.into(agreement.language) if agreement else desk.words
        today = await store.settings.today()
        for place in map(int, values[forms.ROWS]):
            if place < len(rows):
                frequency = KpiFrequency(values[forms.FREQUENCY])
                kept = _described(words, rows[place], today, frequency, values[forms.REPORTER])
                await store.kpis.add(partner, kept)
    return await _shown(desk, partner)


def _described(
    words: Words, row: dict[str, Any], today: date, frequency: KpiFrequency, reporter_id: str
) -> KpiDescription:
    """An indicator as an agreement names it: what is no number there stays blank, and so does a day that has passed."""
    unit = Unit(row.get("unit") or Unit.number)
    target = _number(words, row.get("target"), unit)
    by = date.fromisoformat(row["by"]) if row.get("by") and target is not None else None
    return KpiDescription(
        code="",
        name=row["name"],
        unit=unit,
        direction=Direction.up,
        share=unit is Unit.percent,
        baseline=_number(words, row.get("baseline"), unit),
        target=target,
        target_on=by if by is not None and by > today else None,
        frequency=frequency,
        reporter_id=reporter_id,
        channel_id=None,
        source=row.get("source") or "",
        numerator="",
        denominator="",
        begun_on=today,
    )


def _number(words: Words, typed: str | None, unit: Unit) -> Decimal | None:
    if typed:
        with suppress(NotANumber, AmbiguousNumber, NotAnAmount, AmbiguousAmount):
            return read_figure(words, typed, unit, field=forms.ROWS)
    return None


async def _shown(desk: Desk, partner: Partner) -> Answer:
    """The window below shows it; where there is none, the partner's indicators take the form's place."""
    if desk.meta.get("below"):
        await show_below(desk)
        return None
    async with desk.store(read_only=True) as store:
        return update(await listing(desk, store, partner))


async def _form(desk: Desk, store: Store, partner: Partner, kpi: Kpi | None, meta: Meta) -> View:
    """The form, going on from what the person left in it before, if anything."""
    if kpi is None:
        values = forms.first_values(reporter_id=desk.person.user_id, since=await store.settings.today())
    else:
        values = forms.values_of(desk.words, kpi)
        meta = {**meta, **as_it_is(kpi.description)}
    draft = await store.drafts.find(user_id=desk.person.user_id, form=forms.FORM, subject=meta["subject"])
    lead = []
    if draft is not None:
        values |= draft.values
        others = kpi is not None and overtaken(draft, kpi.description)
        lead = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=forms.AFRESH, overtaken=others)
    return forms.form(desk.words, partner.name, values, meta=meta, lead=lead)


async def _whole(desk: Desk) -> Values:
    """What the form says; of one that is changed, which of the library it is."""
    if "kpi" not in desk.meta:
        return desk.values
    async with desk.store(read_only=True) as store:
        kpi = await store.kpis.get(desk.meta["kpi"])
    return {**desk.values, forms.CODE: kpi.code or forms.OWN}


def _is_code(desk: Desk) -> bool:
    return str(desk.action["block_id"]).partition("@")[0] == forms.CODE
