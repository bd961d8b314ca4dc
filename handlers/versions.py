"""Versions of an agreement: saved, listed, compared, taken up again, amended."""

from handlers.agreement_view import opened, refresh
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import versions
from messages.surfaces import View, update
from storage.agreement import Agreement
from storage.agreement_changes import changes
from storage.members import Right

routes = Routes()


@routes.click(versions.SAVE, right=Right.edit)
async def save(desk: Desk) -> Answer:
    """Asks what is new."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        last = await store.agreements.last_version(agreement)
    number = last.number + 1 if last else 1
    await desk.open(versions.save_form(desk.words, agreement, partner.name, number=number))
    return None


@routes.submit(versions.SAVING, right=Right.edit)
async def saved(desk: Desk) -> Answer:
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(desk.meta["agreement"]))
        await store.agreements.save_version(agreement, why=desk.values[versions.WHY] or "")
    await refresh(desk, agreement.id)
    return None


@routes.click(versions.LIST)
@routes.click(f"{versions.LIST}_older")
async def list_them(desk: Desk) -> Answer:
    """The versions of an agreement ("7"), or a page of them ("7:12")."""
    agreement_id, _, since = desk.value.partition(":")
    view = await _listed(desk, int(agreement_id), int(since or 0))
    if desk.form == versions.VIEW:
        await desk.update(view)
    else:
        await desk.open(view)
    return None


@routes.click(versions.COMPARE)
async def compare(desk: Desk) -> Answer:
    """Asks which two."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.value))
        partner = await store.partners.get(agreement.partner_id)
        known = await store.agreements.versions(agreement)
    await desk.open(versions.compare_form(desk.words, agreement, partner.name, known))
    return None


@routes.submit(versions.COMPARING)
async def compared(desk: Desk) -> Answer:
    pair = int(desk.values[versions.ONE]), int(desk.values[versions.OTHER])
    return update(await _compared(desk, int(desk.meta["agreement"]), pair, 0))


@routes.click(versions.COMPARED)
@routes.click(f"{versions.COMPARED}_back")
async def compared_further(desk: Desk) -> Answer:
    """Another page of a long comparison ("7:1:3:40")."""
    agreement_id, one, other, since = map(int, desk.value.split(":"))
    await desk.update(await _compared(desk, agreement_id, (one, other), since))
    return None


@routes.click(versions.RESTORE, right=Right.edit)
async def restore(desk: Desk) -> Answer:
    """Takes up an earlier version again; the list shows the new one."""
    agreement_id, _, number = desk.value.partition(":")
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(agreement_id))
        await store.agreements.restore(agreement, int(number))
    await _everywhere(desk, agreement)
    return None


@routes.click(versions.AMEND, right=Right.edit)
async def amend(desk: Desk) -> Answer:
    """Begins an amendment of a signed agreement."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.agreements.amend(agreement)
    await refresh(desk, agreement.id)
    return None


@routes.click(versions.GIVE_UP, right=Right.edit)
async def give_up(desk: Desk) -> Answer:
    """Ends an amendment; the signed version goes on."""
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(desk.value))
        await store.agreements.give_up_amendment(agreement)
    await refresh(desk, agreement.id)
    return None


async def _listed(desk: Desk, agreement_id: int, since: int) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        known = await store.agreements.versions(agreement)
        return versions.listed(
            desk.words,
            agreement,
            partner.name,
            known,
            await store.members.names(sorted({one.by for one in known})),
            signed=[one.number for one in known if len(await store.approvals.signatures(agreement, one.number)) > 1],
            may_write=agreement.writing is not None and await store.partners.may_edit(partner),
            since=since,
        )


async def _compared(desk: Desk, agreement_id: int, pair: tuple[int, int], since: int) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        one, other = [await store.agreements.version(agreement_id, number) for number in sorted(pair)]
    return versions.compared(desk.words, agreement, one, other, changes(one.content, other.content), since=since)


async def _everywhere(desk: Desk, agreement: Agreement) -> None:
    """The list that was clicked in, and the agreement's own view below it."""
    below = desk.view.get("previous_view_id")
    await desk.update(await _listed(desk, agreement.id, 0))
    if below:
        await desk.client.views_update(view_id=below, view=await opened(desk, agreement.id))
