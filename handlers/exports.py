"""/partner export: files made beside the answer and sent to the person alone; a contact handed out or erased."""

import tempfile
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.exporting import ENDINGS, write
from handlers.files import on_its_way, send_file
from handlers.outcomes import TROUBLE
from handlers.posts import changing
from handlers.routes import Answer, Routes
from messages import errors, exports, own_data, partners
from messages.paper import plain_name
from messages.surfaces import message
from messages.vcard_out import vcards
from storage.members import Right
from storage.privacy import Rows
from storage.privacy_places import without

routes = Routes()
IN_MEMORY = 20 * 1024 * 1024


@routes.command("export", about=exports.ABOUT, usage=exports.USAGE, aliases=("exporter",))
async def choose(desk: Desk) -> Answer:
    if desk.text.casefold() in exports.ME:
        return await on_its_way(desk, "mine", partial(_send_mine, desk))
    coordinator, may_edit = desk.person.may(Right.coordinate), desk.person.may(Right.edit)
    await desk.open(exports.choose(desk.words, coordinator=coordinator, may_edit=may_edit))
    return None


@routes.click(f"{exports.WRITE}.hsds-csv", right=Right.coordinate)
@routes.click(f"{exports.WRITE}.hsds-json", right=Right.coordinate)
@routes.click(f"{exports.WRITE}.csv", right=Right.coordinate)
@routes.click(f"{exports.WRITE}.xlsx", right=Right.coordinate)
@routes.click(f"{exports.WRITE}.json", right=Right.coordinate)
async def chosen(desk: Desk) -> Answer:
    """The file is made while the person goes on."""
    format = desk.action["action_id"].removeprefix(f"{exports.WRITE}.")
    return await on_its_way(desk, ("export", format), partial(_send, desk, format))


@routes.click(exports.MINE)
async def mine(desk: Desk) -> Answer:
    return await on_its_way(desk, "mine", partial(_send_mine, desk))


@routes.options(exports.CONTACTS, right=Right.edit)
async def partners_of_theirs(desk: Desk) -> list[dict[str, Any]]:
    """Partners that the person may change."""
    async with desk.store(read_only=True) as store:
        found = await store.partners.to_pick(desk.typed)
        return partners.choices([one for one in found if await store.partners.may_edit(one)])


@routes.click(exports.CONTACTS, right=Right.edit)
async def contacts(desk: Desk) -> Answer:
    """The people of one partner as cards, to the person alone."""
    async with desk.store() as store:
        partner = await store.partners.get(int(desk.value))
        cards = await store.contacts.cards(partner)
    if not cards:
        await desk.update(errors.beside(desk.view, "contacts", exports.no_contacts(desk.words, partner)))
        return None
    comment = exports.contacts_comment(desk.words, partner, len(cards))
    name = f"{plain_name(partner.name) or 'contacts'}.vcf"
    work = partial(send_file, desk, name=name, data=vcards(cards), comment=comment)
    return await on_its_way(desk, ("cards", partner.id), work)


@routes.options(exports.PERSON, right=Right.coordinate)
async def people(desk: Desk) -> list[dict[str, Any]]:
    async with desk.store(read_only=True) as store:
        return exports.people(await store.privacy.people(desk.typed))


@routes.click(exports.PERSON, right=Right.coordinate)
async def person(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        contact = await store.privacy.get(int(desk.value))
        organization = await store.organizations.get(contact.organization_id)
    await desk.open(exports.one_person(desk.words, contact, organization.name))
    return None


@routes.click(exports.HAND_OUT, right=Right.coordinate)
async def hand_out(desk: Desk) -> Answer:
    async with desk.store() as store:
        contact = await store.privacy.get(int(desk.value))
        rows = await store.privacy.of_contact(contact.id)
    return await on_its_way(desk, ("contact", contact.id), partial(_send_rows, desk, contact.name, rows))


@routes.click(exports.ERASE, right=Right.coordinate)
async def erase(desk: Desk) -> Answer:
    """Erases the data at once, then what was posted."""
    async with desk.store() as store:
        traces = await store.privacy.erase(int(desk.value))
    desk.afterwards.begin(
        ("erase", desk.workspace.id, desk.value), partial(_put_right, desk, traces.posts, traces.names)
    )
    await desk.update(exports.erased(desk.words, traces))
    return None


async def _send(desk: Desk, format: str) -> None:
    records = 0

    def counted(number: int) -> None:
        nonlocal records
        records += number

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        async with desk.store(read_only=True) as store:
            left_out = await write(store, file, counted, format=format, words=desk.words)  # type: ignore[arg-type]
            today = await store.settings.today()
        file.seek(0)
        data = file.read()
    name = f"liaison-{format}-{today.isoformat()}.{ENDINGS[format]}"
    await send_file(desk, name=name, data=data, comment=exports.comment(desk.words, format, records, left_out))


async def _send_mine(desk: Desk) -> None:
    async with desk.store(read_only=True) as store:
        rows = await store.privacy.of_member(desk.person.user_id)
    await _send_rows(desk, desk.person.name, rows)


async def _send_rows(desk: Desk, name: str, rows: Rows) -> None:
    comment = exports.own_comment(desk.words, name)
    await send_file(desk, name="data.json", data=own_data.as_json(rows), comment=comment)
    await send_file(desk, name="data.md", data=own_data.readable(desk.words, name, rows), comment=comment)


async def _put_right(desk: Desk, posts: list[tuple[str, str]], names: list[str]) -> None:
    """Takes the person out of messages that Liaison posted, as far as it may read and change them."""
    changed = missed = 0
    for channel, ts in posts:
        try:
            changed += await _without(desk.client, channel, ts, names)
        except TROUBLE:
            missed += 1
    await desk.tell(message(exports.put_right(desk.words, changed, missed)))


async def _without(client: AsyncWebClient, channel: str, ts: str, names: list[str]) -> bool:
    """Whether a message named the person, who is out of it now."""
    async with changing(client, channel=channel, ts=ts) as put:
        answer = await client.conversations_history(channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1)
        for one in answer["messages"]:
            kept = {"text": one.get("text", ""), "blocks": one.get("blocks") or []}
            clean = without(kept, names)
            if one["ts"] == ts and clean != kept:
                await put(**clean)
                return True
    return False
