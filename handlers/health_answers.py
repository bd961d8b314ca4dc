"""Answers given, corrected and taken back: one's own, and those of people of the other side."""

from typing import Any

from handlers.desk import Desk
from handlers.health import names_of, page
from handlers.health_posts import refresh
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from messages import health, health_forms
from messages.drafts import offered_back
from messages.surfaces import View
from storage.errors import NotFound
from storage.health_rules import HealthSide
from storage.members import Right
from storage.organizations import Kind
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(health.ANSWER, right=Right.edit)
async def answer(desk: Desk) -> Answer:
    """The form for one's own answers, as they are kept."""
    return await _open(desk, int(desk.value), f"u:{desk.person.user_id}")


@routes.click(health.ENTER, right=Right.edit)
async def enter(desk: Desk) -> Answer:
    """The form for somebody of the other side, who is still to be named."""
    return await _open(desk, int(desk.value), "")


@routes.click(health.CORRECT, right=Right.edit)
async def correct(desk: Desk) -> Answer:
    """What the person wrote down for somebody of the other side."""
    round_id, _, who = desk.value.partition(":")
    return await _open(desk, int(round_id), who)


@routes.click(health_forms.AFRESH, right=Right.edit)
async def afresh(desk: Desk) -> Answer:
    """Forgets the draft; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        view = await _form(desk, store, {**desk.meta, "again": desk.meta.get("again", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(health_forms.ANSWERING, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    async with desk.saving() as store:
        one, _ = await store.health_answers.to_answer(desk.meta["round"])
        await store.health_answers.give(one, health_forms.answers(desk.values))
    return await _done(desk, one.id, one.partner_id)


@routes.submit(health_forms.ENTERING, right=Right.edit, keeps_draft=True)
async def save_theirs(desk: Desk) -> Answer:
    values, who = desk.values, desk.meta["who"]
    async with desk.saving() as store:
        one, partner = await store.health_answers.to_answer(desk.meta["round"], theirs=True)
        answers = health_forms.answers(values)
        if who:
            await store.health_answers.correct(one, who, answers)
        else:
            await store.health_answers.enter(one, partner, health_forms.giver(values), answers)
    return await _done(desk, one.id, one.partner_id)


@routes.click(health_forms.TAKE_BACK, right=Right.edit)
async def take_back(desk: Desk) -> Answer:
    """Answers are removed: from the form, or from what is shown with a name."""
    round_id, _, who = desk.value.partition(":")
    async with desk.store() as store:
        one = await store.health.get(int(round_id), held=True)
        await store.health_answers.take_back(one, who)
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        view = await page(desk, store, one.partner_id)
    await desk.update(view)
    await refresh(desk, one.id)
    return None


async def _open(desk: Desk, round_id: int, who: str) -> Answer:
    meta = {"subject": f"health:{round_id}:{who or 'them'}", "round": round_id, "who": who}
    async with desk.store(read_only=True) as store:
        view = await _form(desk, store, {**meta, "below": desk.form == health.VIEW})
    await desk.open(view)
    return None


async def _form(desk: Desk, store: Store, meta: Meta) -> View:
    """The form, going on from what the person left in it before, if anything."""
    who = meta["who"]
    ours = who.startswith("u:")
    one, partner = await store.health_answers.to_answer(meta["round"], theirs=not ours, held=False)
    sheet = await store.health_answers.own(one, who) if who else None
    if sheet is None and not ours and who:
        raise NotFound
    values = health_forms.first_values(sheet)
    form = health_forms.ANSWERING if ours else health_forms.ENTERING
    draft = await store.drafts.find(user_id=desk.person.user_id, form=form, subject=meta["subject"])
    lead = []
    if draft is not None:
        values |= {name: value for name, value in draft.values.items() if value}
        lead = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=health_forms.AFRESH)
    return health_forms.answer_form(
        desk.words,
        partner.name,
        values,
        side=HealthSide.us if ours else HealthSide.them,
        known=sheet is not None,
        careful=Kind.indigenous in await store.organizations.kinds(partner.organization_id),
        meta=meta,
        lead=lead,
        name=(await names_of(store, [sheet]))[who] if sheet and not ours else "",
        contacts=None if who else await store.contacts.of(partner),
    )


async def _done(desk: Desk, round_id: int, partner_id: int) -> Answer:
    """The window that the form was opened from, and what was posted, brought up to date."""
    if desk.meta["below"] and (view_id := desk.view.get("previous_view_id")):
        async with desk.store(read_only=True) as store:
            view = await page(desk, store, partner_id)
        async with in_passing("not brought up to date", partner=partner_id):
            await desk.client.views_update(view_id=view_id, view=view)
    await refresh(desk, round_id)
    return None
