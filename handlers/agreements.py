"""Agreements: begun, opened, described, seen as a whole."""

from typing import Any

from handlers import partners
from handlers.agreement_page import page_of
from handlers.agreement_view import opened, refresh
from handlers.desk import Desk, as_it_is
from handlers.routes import Answer, Routes
from messages import agreement_roles, agreements
from messages.surfaces import View, update
from storage.agreement import OVER, Agreement
from storage.agreement_parts import AgreementKind, Part
from storage.members import Right
from storage.partners import Partner

routes = Routes()
QUEBEC = "QC"


@routes.command("agree", about=agreements.ABOUT, usage=agreements.USAGE, aliases=("entente",))
async def agree(desk: Desk) -> Answer:
    """`/partner agree NAME` opens the agreement there is, for everybody who may see it; else begins one."""
    if not desk.text:
        await desk.open(agreements.pick(desk.words))
        return None
    partner = await partners.named(desk, desk.text, then=agreements.AGREE)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await _first_view(desk, partner.id))
    return None


@routes.click(agreements.AGREE)
async def agree_with(desk: Desk) -> Answer:
    """The same from a button of one partner."""
    await desk.open(await _first_view(desk, int(desk.value)))
    return None


@routes.options(agreements.PARTNER)
async def find(desk: Desk) -> list[dict[str, Any]]:
    return await partners.find(desk)


@routes.submit(agreements.PICK)
async def picked(desk: Desk) -> Answer:
    partner_id = desk.values[agreements.PARTNER]
    return update(await _first_view(desk, int(partner_id)))


@routes.click(agreements.ALL)
async def every(desk: Desk) -> Answer:
    """All agreements with one partner."""
    await desk.open(await _choice(desk, int(desk.value)))
    return None


@routes.click(agreements.NEW, right=Right.edit)
async def another(desk: Desk) -> Answer:
    """Begins one beside those there are."""
    await _instead(desk, await _beginning(desk, int(desk.value)))
    return None


@routes.submit(agreements.BEGIN, right=Right.edit)
async def begin(desk: Desk) -> Answer:
    """The agreement begins; what is seen next is the whole of it."""
    async with desk.saving() as store:
        partner = await store.partners.for_change(int(desk.meta["partner"]))
        agreement = await store.agreements.begin(partner, **_described(desk))
    return update(await opened(desk, agreement.id))


@routes.click(agreements.TITLED, right=Right.edit)
async def titled(desk: Desk) -> Answer:
    """Another kind or language was chosen: the title follows, unless it is the person's own."""
    described = _described(desk)
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.meta["partner"]))
    title = described["title"]
    if not agreements.is_own(desk.words, title, partner.name):
        described["title"] = agreements.title_of(desk.words, described["kind"], described["language"], partner.name)
    if described["title"] != title:
        meta = desk.meta | {"turn": desk.meta.get("turn", 0) + 1}
        await desk.update(agreements.describing(desk.words, desk.form, **described, meta=meta))
    return None


@routes.click(agreements.OPEN)
async def open_one(desk: Desk) -> Answer:
    """One agreement, in the place of the list it was chosen from."""
    await _instead(desk, await opened(desk, int(desk.value)))
    return None


@routes.click(agreements.PART, right=Right.edit)
async def write(desk: Desk) -> Answer:
    """The page of one part ("7:purpose"), in the place of the whole."""
    agreement_id, _, part = desk.value.partition(":")
    await _instead(desk, await page_of(desk, int(agreement_id), Part(part)))
    return None


@routes.click(agreements.CLAUSE, right=Right.edit)
async def add_clause(desk: Desk) -> Answer:
    """The page of a part that the agreement does not have yet."""
    await _instead(desk, await page_of(desk, int(desk.meta["agreement"]), Part(desk.value)))
    return None


@routes.click(agreements.DESCRIBE, right=Right.edit)
async def describe(desk: Desk) -> Answer:
    """Another title, kind or language."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(desk.value))
        quebec = (await store.settings.get()).province == QUEBEC
    meta = {
        "subject": agreement.subject,
        "agreement": agreement.id,
        "partner": agreement.partner_id,
        "quebec": quebec,
        **as_it_is(_kept(agreement)),
    }
    view = agreements.describing(
        desk.words,
        agreements.DESCRIBING,
        **_kept(agreement),
        meta=meta,
    )
    await desk.open(view)
    return None


@routes.submit(agreements.DESCRIBING, right=Right.edit)
async def described(desk: Desk) -> Answer:
    async with desk.saving() as store:
        agreement = await store.agreements.to_write(int(desk.meta["agreement"]), hold=True)
        desk.must_be_as_it_was(_kept(agreement))
        await store.agreements.describe(agreement, **_described(desk))
    await refresh(desk, agreement.id)
    return None


@routes.click(agreement_roles.TAKE_OVER, right=Right.edit)
async def take_over(desk: Desk) -> Answer:
    """Looks after an agreement in the place of a colleague who left."""
    async with desk.store() as store:
        await store.agreements.take_over(await store.agreements.for_change(int(desk.value)))
    await refresh(desk, int(desk.value))
    return None


def _described(desk: Desk) -> dict[str, Any]:
    values = desk.values
    return {
        "kind": AgreementKind(values[agreements.KIND]),
        "title": values[agreements.TITLE],
        "language": values[agreements.LANGUAGE],
    }


def _kept(agreement: Agreement) -> dict[str, Any]:
    return {"kind": agreement.kind, "title": agreement.title, "language": agreement.language}


async def _first_view(desk: Desk, partner_id: int) -> View:
    """The one agreement that is not over; all of them when there are several; the form when there is none."""
    async with desk.store(read_only=True) as store:
        current = [one for one in await store.agreements.of(partner_id) if one.state not in OVER]
    if len(current) == 1:
        return await opened(desk, current[0].id)
    return await _choice(desk, partner_id)


async def _choice(desk: Desk, partner_id: int) -> View:
    """Every agreement with a partner; the form that begins the first one when there is none."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        known = await store.agreements.of(partner_id)
        may_edit = await store.partners.may_edit(partner)
    if not known:
        return await _beginning(desk, partner_id)
    return agreements.choose(desk.words, partner, known, may_edit=may_edit)


async def _beginning(desk: Desk, partner_id: int) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(partner_id)
        settings = await store.settings.get()
    kind, language = AgreementKind.memorandum, settings.language
    return agreements.describing(
        desk.words,
        agreements.BEGIN,
        kind=kind,
        title=agreements.title_of(desk.words, kind, language, partner.name),
        language=language,
        meta={"subject": f"partner:{partner_id}", "partner": partner_id, "quebec": settings.province == QUEBEC},
    )


async def _instead(desk: Desk, view: View) -> None:
    """In the place of the agreement as a whole, or of the list; from elsewhere on its own."""
    if desk.form == agreements.VIEW:
        await desk.update(view)
    else:
        await desk.open(view)
