"""Agreements: begun, opened, described, seen as a whole."""

from typing import Any

from handlers import partners
from handlers.agreement_pages import page_of
from handlers.agreement_view import opened, refresh
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import agreements
from messages.surfaces import View, update
from storage.agreement import OVER
from storage.agreement_parts import AgreementKind, Part
from storage.errors import Archived, Missing
from storage.members import Right
from storage.partners import Partner

routes = Routes()
QUEBEC = "QC"


@routes.command("agree", about=agreements.ABOUT, usage=agreements.USAGE, right=Right.edit, aliases=("entente",))
async def agree(desk: Desk) -> Answer:
    """`/partner agree NAME` starts an agreement, or goes on with the one there is."""
    if not desk.text:
        await desk.open(agreements.pick(desk.words))
        return None
    partner = await partners.named(desk, desk.text, then=agreements.AGREE)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await _first_view(desk, partner.id))
    return None


@routes.click(agreements.AGREE, right=Right.edit)
async def agree_with(desk: Desk) -> Answer:
    """The same from a button of one partner."""
    await desk.open(await _first_view(desk, int(desk.value)))
    return None


@routes.options(agreements.PARTNER, right=Right.edit)
async def find(desk: Desk) -> list[dict[str, Any]]:
    return await partners.find(desk)


@routes.submit(agreements.PICK, right=Right.edit)
async def picked(desk: Desk) -> Answer:
    partner_id = desk.values[agreements.PARTNER]
    if not partner_id:
        raise Missing(field=agreements.PARTNER)
    return update(await _first_view(desk, int(partner_id)))


@routes.click(agreements.NEW, right=Right.edit)
async def another(desk: Desk) -> Answer:
    """Begins one beside those there are."""
    await desk.open(await _beginning(desk, int(desk.value)))
    return None


@routes.submit(agreements.BEGIN, right=Right.edit)
async def begin(desk: Desk) -> Answer:
    """The agreement begins; what is seen next is the whole of it."""
    async with desk.saving() as store:
        partner = await store.partners.for_change(int(desk.meta["partner"]))
        agreement = await store.agreements.begin(partner, **_described(desk))
    return update(await opened(desk, agreement.id))


@routes.click(agreements.OPEN)
async def open_one(desk: Desk) -> Answer:
    await desk.open(await opened(desk, int(desk.value)))
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
    meta = {"subject": agreement.subject, "agreement": agreement.id}
    await desk.open(agreements.describe(desk.words, agreement, quebec=quebec, meta=meta))
    return None


@routes.submit(agreements.DESCRIBING, right=Right.edit)
async def described(desk: Desk) -> Answer:
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(desk.meta["agreement"]))
        await store.agreements.describe(agreement, **_described(desk))
    await refresh(desk, agreement.id)
    return None


def _described(desk: Desk) -> dict[str, Any]:
    values = desk.values
    return {
        "kind": AgreementKind(values[agreements.KIND]),
        "title": values[agreements.TITLE],
        "language": values[agreements.LANGUAGE],
    }


async def _first_view(desk: Desk, partner_id: int) -> View:
    """The one agreement that is not over; all of them when there are several; the form when there is none."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        known = await store.agreements.of(partner_id)
    current = [one for one in known if one.state not in OVER]
    if not current and not known:
        return await _beginning(desk, partner_id)
    if len(current) == 1 and len(known) == 1:
        return await opened(desk, current[0].id)
    return agreements.choose(desk.words, partner.name, known, partner_id)


async def _beginning(desk: Desk, partner_id: int) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        await store.partners.must_edit(partner)
        if partner.archived:
            raise Archived
        settings = await store.settings.get()
    meta = {"subject": f"partner:{partner_id}", "partner": partner_id}
    quebec = settings.province == QUEBEC
    return agreements.begin(desk.words, partner, language=settings.language, quebec=quebec, meta=meta)


async def _instead(desk: Desk, view: View) -> None:
    """In the place of the agreement as a whole; from elsewhere on its own."""
    if desk.form == agreements.VIEW:
        await desk.update(view)
    else:
        await desk.open(view)
