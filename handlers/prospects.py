"""/partner find: whom to look for, the ranked list, the card of a prospect, and those that are not for us."""

from collections.abc import Sequence
from typing import Any

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from messages import opportunities, prospects
from messages.surfaces import View, update
from messages.words import Rich
from storage.assessment import About
from storage.lexicon import concepts
from storage.members import Right
from storage.opportunity import Opportunity
from storage.organizations import name_key
from storage.prospect_rules import Asked
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]
OFFERED = 12
PLAIN = 8
"""Letters of an outcome that are enough to mean it."""
ASIDES = 10


@routes.command("find", about=prospects.ABOUT, usage=prospects.USAGE, aliases=("trouver",))
async def find(desk: Desk) -> Answer:
    """For an opportunity that the words mean, else for the words; without any, the opportunities to choose from."""
    async with desk.store(read_only=True) as store:
        looking = await store.opportunities.in_need()
        opportunity = meant(desk.text, looking)
    if not desk.text:
        await desk.open(prospects.choose(desk.words, looking[:OFFERED], more=len(looking) > OFFERED))
        return None
    meta: Meta = {"opportunity": opportunity.id} if opportunity else {"words": desk.text[:300]}
    await desk.open(await results_of(desk, meta))
    return None


@routes.click(prospects.FOR)
@routes.click(opportunities.FIND)
async def for_opportunity(desk: Desk) -> Answer:
    """In the place of the window it was asked for in, since Slack takes no more than three."""
    view = await results_of(desk, {"opportunity": int(desk.value)})
    await (desk.update if desk.form in (prospects.CHOOSE, opportunities.CARD) else desk.open)(view)
    return None


@routes.click(prospects.TURN)
@routes.click(f"{prospects.TURN}.back")
async def turned(desk: Desk) -> Answer:
    await desk.update(await results_of(desk, {**desk.meta, "since": int(desk.value)}))
    return None


@routes.click(prospects.OPEN)
async def opened(desk: Desk) -> Answer:
    """The card of one; it remembers what it was found for, and the list below."""
    meta: Meta = {"id": int(desk.value)}
    if desk.form == prospects.RESULTS:
        meta |= {"list": {"window": desk.view["id"], "meta": desk.meta}}
    await desk.open(await card_of(desk, meta))
    return None


@routes.click(prospects.NOT_FOR_US, right=Right.edit)
async def not_for_us(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        organization = await store.prospects.get(int(desk.value))
    meta = {"subject": f"organization:{organization.id}", "id": organization.id, "card": below(desk)}
    await desk.open(prospects.setting_form(desk.words, organization, meta=meta))
    return None


@routes.submit(prospects.SETTING, right=Right.edit)
async def set_aside(desk: Desk) -> Answer:
    """Left out from now on, with why; the card below offers to look again."""
    async with desk.saving() as store:
        organization = await store.prospects.get(desk.meta["id"])
        await store.asides.set_aside(organization, desk.values[prospects.WHY] or "")
    card = desk.meta["card"]
    if not card:
        return update(await card_of(desk, {"id": organization.id}))
    async with in_passing("not brought up to date", organization=organization.id):
        await desk.client.views_update(view_id=card["window"], view=await card_of(desk, card["meta"]))
    await list_below(desk, card["meta"])
    return None


@routes.click(prospects.AGAIN, right=Right.edit)
async def look_again(desk: Desk) -> Answer:
    async with desk.store() as store:
        await store.asides.take_back(await store.prospects.get(int(desk.value)))
    await desk.update(await card_of(desk, desk.meta))
    await list_below(desk, desk.meta)
    return None


@routes.click(prospects.SHOW_ASIDES)
async def show_asides(desk: Desk) -> Answer:
    """Those that are not for us, the newest first."""
    after = int(desk.value) if desk.value.isdigit() else None
    async with desk.store(read_only=True) as store:
        found = await store.asides.page(after=after, size=ASIDES + 1)
        names = await store.members.names(sorted({aside.by for aside, _ in found}))
    more = found[ASIDES - 1][0].id if len(found) > ASIDES else None
    view = prospects.asides(desk.words, found[:ASIDES], names, more)
    await (desk.update if desk.form == prospects.ASIDES else desk.open)(view)
    return None


async def results_of(desk: Desk, meta: Meta) -> View:
    """The ranked list for what `meta` names. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        asked, name, lead = await _asked(desk, store, meta)
        found = await store.prospects.find(asked, name=name)
        since = min(int(meta.get("since", 0)), max(0, len(found.ranked) - 1))
        shown = [one.known.id for one in found.ranked[since : since + prospects.SIZE]]
        regions = await store.search.regions(shown)
        checks = await store.readiness.of_organizations(shown)
    return prospects.results(
        desk.words,
        asked,
        found,
        lead=lead,
        regions=regions,
        checks=checks,
        today=desk.now.astimezone(desk.words.zone).date(),
        since=since,
        may_weigh=desk.person.may(Right.coordinate),
        meta=meta,
    )


async def card_of(desk: Desk, meta: Meta) -> View:
    """The card of the organization that `meta` names, with why it was proposed. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        organization = await store.prospects.get(meta["id"])
        aside = await store.asides.of(organization.id)
        asked, ranked = None, None
        if "list" in meta:
            asked, _, _ = await _asked(desk, store, meta["list"]["meta"])
            ranked = await store.prospects.rank(asked, organization.id)
        facts = prospects.Facts(
            organization=organization,
            kinds=await store.organizations.kinds(organization.id),
            services=await store.services.of(organization.id),
            places=await store.locations.of(organization.id, limit=5),
            phones=await store.locations.phones(organization.id, limit=5),
            contacts=await store.contacts.at(organization.id),
            source=await store.sources.get(organization.source_id),
            reading=await store.prospects.reading(organization),
            partner=await store.prospects.partner(organization.id),
            aside=aside,
            names=await store.members.names([aside.by] if aside else []),
            may_edit=desk.person.may(Right.edit),
            today=desk.now.astimezone(desk.words.zone).date(),
            readiness=await store.readiness.latest(About(organization_id=organization.id)),
            asked=asked,
            ranked=ranked,
        )
    return prospects.card(desk.words, facts, meta=meta)


def below(desk: Desk) -> Meta | None:
    """What a form carries to find the card again that it was opened from."""
    return {"window": desk.view["id"], "meta": desk.meta} if desk.form == prospects.CARD else None


async def list_below(desk: Desk, meta: Meta) -> None:
    """The ranked list from which the card was opened, brought up to date."""
    if "list" in meta:
        async with in_passing("not brought up to date", window=meta["list"]["window"]):
            view = await results_of(desk, meta["list"]["meta"])
            await desk.client.views_update(view_id=meta["list"]["window"], view=view)


async def _asked(desk: Desk, store: Store, meta: Meta) -> tuple[Asked, str, Rich]:
    """What is looked for, a name it may be, and how to say it."""
    if "opportunity" in meta:
        one = await store.opportunities.get(meta["opportunity"])
        return Asked.of(one), "", prospects.for_opportunity(desk.words, one)
    return Asked.words(meta["words"]), meta["words"], prospects.for_words(desk.words, meta["words"])


def meant(text: str, looking: Sequence[Opportunity]) -> Opportunity | None:
    """The one opportunity whose outcome is what was typed, or begins so."""
    key = name_key(text) if concepts(text) else ""
    found = [one for one in looking if key and (name_key(one.outcome) == key)]
    if not found and len(key) >= PLAIN:
        found = [one for one in looking if name_key(one.outcome).startswith(key)]
    return found[0] if len(found) == 1 else None
