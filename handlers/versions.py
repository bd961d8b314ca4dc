"""Versions of an agreement: saved, listed, compared, taken up again, amended; and the history of its states."""

import asyncio
from typing import Any

from handlers.agreement_view import opened, refresh
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.reviewing import said_anew
from handlers.routes import Answer, Routes
from messages import versions
from messages.comparison import comparison
from messages.surfaces import View, update
from messages.words import Rich
from storage.agreement import Agreement
from storage.errors import NotFound
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
    await said_anew(desk, agreement.id)
    return None


@routes.click(versions.LIST)
@routes.click(f"{versions.LIST}_older")
async def list_them(desk: Desk) -> Answer:
    """The versions of an agreement ("7"), or those older than one of them ("7:12")."""
    agreement_id, _, before = desk.value.partition(":")
    view = await _listed(desk, int(agreement_id), int(before) if before else None)
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
        known = await store.agreements.versions_from(agreement, None, most=2)
    if not known:
        raise NotFound
    await desk.open(versions.compare_form(desk.words, agreement, partner.name, known[-1], known[0]))
    return None


@routes.options(versions.FIND)
async def find(desk: Desk) -> list[dict[str, Any]]:
    """The newest versions, or those whose number begins with what was typed."""
    typed = "".join(letter for letter in desk.typed if letter.isdecimal())
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.meta["agreement"]))
        known = await store.agreements.versions_from(agreement, None, most=versions.MOST_VERSIONS)
    found = [one for one in known if str(one.number).startswith(typed)]
    return [versions.choice(desk.words, one) for one in found[: versions.MOST_OFFERED]]


@routes.submit(versions.COMPARING)
async def compared(desk: Desk) -> Answer:
    values = desk.values
    pair = int(values[versions.ONE]), int(values[versions.OTHER])
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
    """Takes up an earlier version again; the list says so, and shows the new one."""
    agreement_id, _, number = desk.value.partition(":")
    async with desk.store() as store:
        agreement = await store.agreements.for_change(int(agreement_id))
        last = await store.agreements.last_version(agreement)
        version = await store.agreements.restore(agreement, int(number))
    kept = version.number - 1 if last is None or version.number - 1 > last.number else None
    desk.nudge()
    await _everywhere(desk, agreement, versions.taken_up(desk.words, version, kept))
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
    desk.nudge()
    await refresh(desk, agreement.id)
    await said_anew(desk, agreement.id)
    return None


@routes.click(versions.HISTORY)
@routes.click(f"{versions.HISTORY}_newer")
@routes.click(f"{versions.HISTORY}_older")
async def history(desk: Desk) -> Answer:
    """Every move of an agreement's state ("7"), or a page of them ("7:40")."""
    agreement_id, _, since = desk.value.partition(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        moves = await store.agreements.moves(agreement)
        known = await store.agreements.versions_from(agreement, None, most=versions.MOST_VERSIONS)
        names = await store.members.names(sorted({move.by for move in moves}))
    numbered = {version.number: version for version in known}
    view = versions.history(desk.words, agreement, partner.name, moves, numbered, names, since=int(since or 0))
    if desk.form == versions.HISTORY_VIEW:
        await desk.update(view)
    else:
        await desk.open(view)
    return None


async def _listed(desk: Desk, agreement_id: int, before: int | None, notice: Rich | None = None) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        last = await store.agreements.last_version(agreement)
        known = await store.agreements.versions_from(agreement, before, most=versions.PAGE + 1)
        return versions.listed(
            desk.words,
            agreement,
            partner.name,
            known,
            await store.members.names(sorted({one.by for one in known})),
            newest=last.number if last else 0,
            signed=await store.approvals.signatures_under(agreement, [one.number for one in known]),
            may_write=agreement.writing is not None and await store.partners.may_edit(partner),
            notice=notice,
        )


async def _compared(desk: Desk, agreement_id: int, pair: tuple[int, int], since: int) -> View:
    """The comparison, made beside the loop: long texts take a while."""
    async with desk.store(read_only=True) as store:
        one, other = [await store.agreements.version(agreement_id, number) for number in sorted(pair)]
    told = await asyncio.to_thread(comparison, desk.words, one, other)
    return versions.compared(desk.words, one, other, told, since=since)


async def _everywhere(desk: Desk, agreement: Agreement, notice: Rich) -> None:
    """The list that was clicked in, the agreement's own view below it, and what reviewers were told."""
    below = desk.view.get("previous_view_id")
    await desk.update(await _listed(desk, agreement.id, None, notice))
    if below:
        async with in_passing("not brought up to date", agreement=agreement.id):
            await desk.client.views_update(view_id=below, view=await opened(desk, agreement.id))
    await said_anew(desk, agreement.id)
