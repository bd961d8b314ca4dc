"""The first contact with a prospect, planned as an action with a prepared message; and that message again."""

from datetime import timedelta
from typing import Any

from handlers.desk import Desk
from handlers.prospects import below, list_below
from handlers.routes import Answer, Routes
from messages import introductions as forms
from messages import prospects
from messages.blocks import Block
from messages.drafts import offered_back
from messages.forms import Values
from messages.surfaces import update
from storage.days import checked_day
from storage.members import Right
from storage.organizations import Organization
from storage.prospect_rules import Asked
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]
A_WEEK = timedelta(days=7)


@routes.click(prospects.CONTACT, right=Right.edit)
async def pressed(desk: Desk) -> Answer:
    """The form with the message in the language of the organization, or as the person left it."""
    async with desk.store(read_only=True) as store:
        organization = await store.prospects.get(int(desk.value))
        meta: Meta = {
            "subject": f"organization:{organization.id}",
            "id": organization.id,
            "opportunity": _opportunity(desk),
            "card": below(desk),
        }
        about = await _about(desk, store, organization, meta)
        language = forms.language_of(organization)
        values: Values = {
            forms.IN: language,
            forms.MESSAGE: forms.letter(desk.words.into(language), about),
            forms.WHO: desk.person.user_id,
            forms.BY: (await store.settings.today() + A_WEEK).isoformat(),
        }
        draft = await store.drafts.find(user_id=desk.person.user_id, form=forms.FORM, subject=meta["subject"])
    notes: list[Block] = []
    if draft:
        values |= draft.values
        notes = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=forms.AFRESH)
    await desk.open(forms.form(desk.words, about, values, meta=meta, notes=notes))
    return None


@routes.click(forms.LANGUAGE, right=Right.edit)
async def other_language(desk: Desk) -> Answer:
    """The message in the language chosen, unless the person has changed it."""
    await desk.keep_draft()
    values, meta = desk.values, dict(desk.meta)
    async with desk.store(read_only=True) as store:
        about = await _about(desk, store, await store.prospects.get(meta["id"]), meta)
    letters = {code: forms.letter(desk.words.into(code), about) for code in forms.LANGUAGES}
    if not values[forms.MESSAGE] or values[forms.MESSAGE] in letters.values():
        values = {**values, forms.MESSAGE: letters[values[forms.IN]]}
        meta["again"] = meta.get("again", 0) + 1
    await desk.update(forms.form(desk.words, about, values, meta=meta))
    return None


@routes.click(forms.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """The message as it was prepared."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        organization = await store.prospects.get(desk.meta["id"])
        about = await _about(desk, store, organization, desk.meta)
    language = forms.language_of(organization)
    letter = forms.letter(desk.words.into(language), about)
    values = {**desk.values, forms.IN: language, forms.MESSAGE: letter}
    meta = {**desk.meta, "again": desk.meta.get("again", 0) + 1}
    await desk.update(forms.form(desk.words, about, values, meta=meta))
    return None


@routes.submit(forms.FORM, right=Right.edit, keeps_draft=True)
async def plan(desk: Desk) -> Answer:
    """Promises the first contact; the message to copy takes the form's place."""
    values = desk.values
    due_on = checked_day(values[forms.BY], field=forms.BY)
    await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=values[forms.WHO])
    async with desk.saving() as store:
        organization = await store.prospects.get(desk.meta["id"])
        opportunity_id = desk.meta.get("opportunity")
        partner, one = await store.introductions.plan(
            organization,
            what=forms.what(desk.words, organization),
            message=values[forms.MESSAGE] or "",
            language=values[forms.IN],
            assignee_id=values[forms.WHO],
            due_on=due_on,
            opportunity=await store.opportunities.for_change(opportunity_id) if opportunity_id else None,
        )
        contacts = await store.contacts.of(partner)
    if desk.meta["card"]:
        await list_below(desk, desk.meta["card"]["meta"])
    return update(forms.prepared(desk.words, partner, one, contacts, due_on=due_on, new=True))


@routes.click(forms.OPEN)
async def again(desk: Desk) -> Answer:
    """The message once more, from the partner's card."""
    async with desk.store(read_only=True) as store:
        partner, one = await store.introductions.get(int(desk.value))
        contacts = await store.contacts.of(partner)
    await desk.open(forms.prepared(desk.words, partner, one, contacts, due_on=None, new=False))
    return None


async def _about(desk: Desk, store: Store, organization: Organization, meta: Meta) -> forms.About:
    opportunity = await store.opportunities.get(meta["opportunity"]) if meta.get("opportunity") else None
    services: tuple[str, ...] = ()
    if opportunity and opportunity.services:
        ranked = await store.prospects.rank(Asked.of(opportunity), organization.id)
        services = next((one.found for one in ranked.because if one.factor == "services"), ())
    contacts = [one.name for one in await store.contacts.at(organization.id) if one.name]
    return forms.About(
        organization=organization,
        contact=contacts[0] if contacts else "",
        sender=desk.person.name,
        workspace=desk.workspace.name,
        opportunity=opportunity,
        services=services,
    )


def _opportunity(desk: Desk) -> int | None:
    """The opportunity for which the organization was found, if any."""
    if desk.form != prospects.CARD:
        return None
    found: int | None = desk.meta.get("list", {}).get("meta", {}).get("opportunity")
    return found
