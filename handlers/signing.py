"""Signatures recorded, the signed copy handed out, and the notice that both sides have signed."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from handlers.agreement_view import refresh
from handlers.desk import Desk
from handlers.files import given_file, on_its_way, send_file
from handlers.reminders import Delivery
from handlers.reviewing import about, recognise, said_anew
from handlers.routes import Answer, Routes
from messages import signing
from messages.agreements import lead
from messages.blocks import Element
from messages.drafts import offered_back
from messages.forms import Values
from messages.signing import ToSign, of_side
from messages.surfaces import Message, View
from messages.words import Rich
from storage.actions import Side
from storage.approvals import SIGNED, AgreementSignature, Signing
from storage.days import needed_day
from storage.errors import FileGone, FileNotHandedOut, Missing, NotFound
from storage.members import Right
from storage.organizations import name_key
from storage.store import Store

routes = Routes()
SIDES = (Side.us, Side.them)
MOST_OFFERED = 99
GONE = frozenset({"file_not_found", "file_deleted", "not_visible"})
"""Slack's words for a file that is not there, or not Liaison's to read (files.info)."""


@dataclass(frozen=True)
class Person:
    """Who signs for a side, as Slack or the partner's contacts call them."""

    name: str
    title: str = ""
    user_id: str | None = None


@routes.click(signing.SIGN, right=Right.edit)
async def sign(desk: Desk) -> Answer:
    """Asks who signed."""
    await desk.open(await _form(desk, int(desk.value)))
    return None


@routes.click(signing.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    await desk.update(await _form(desk, desk.meta["agreement"], again=desk.meta["again"] + 1))
    return None


@routes.options(signing.FIND, right=Right.edit)
async def find_contact(desk: Desk) -> list[dict[str, Any]]:
    """The partner's people whose name answers to what was typed."""
    key = name_key(desk.typed) if desk.typed.strip() else ""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(desk.meta["agreement"])
        known = await store.contacts.of(await store.partners.get(agreement.partner_id))
    found = [(str(one.id), one.name, one.title) for one in known if key in name_key(one.name)]
    return signing.choices(found[:MOST_OFFERED])


@routes.submit(signing.SIGNING, right=Right.edit, keeps_draft=True)
async def signed(desk: Desk) -> Answer:
    """Keeps the signatures; when both sides' are there the agreement takes effect."""
    values = desk.values
    if member := values.get(signing.MEMBER):
        await recognise(desk, [member])
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(desk.meta["agreement"])
        number = desk.meta["number"]
        known = {one.side: one for one in await store.approvals.signatures(agreement, number)}
        people = {Side.us: await _ours(store, member), Side.them: await _theirs(store, values.get(signing.CONTACT))}
        signings = _signings(values, people, known)
        await store.approvals.sign(agreement, *signings, number=number, written=desk.meta.get("written"))
    await refresh(desk, agreement.id)
    await said_anew(desk, agreement.id)
    return None


@routes.click(signing.COPY)
async def copy(desk: Desk) -> Answer:
    """Sends the signed copy ("7:2:them") to whoever asks and may see the agreement. Raises `NotFound`."""
    agreement_id, number, side = desk.value.split(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        signatures = await store.approvals.signatures(agreement, int(number))
    found = next((one for one in signatures if one.side.value == side), None)
    if found is None or found.file_id is None:
        raise NotFound
    comment = signing.copy_comment(desk.words, lead(desk.words, agreement, partner.name))
    work = partial(_send_copy, desk, found.file_id, found.file_name, comment)
    return await on_its_way(desk, ("copy", desk.value), work)


@routes.reminder(SIGNED, short=True)
async def tell_signed(delivery: Delivery) -> Message | None:
    """The notice that both sides have signed."""
    if delivery.shared:
        return signing.redacted(delivery.words)
    agreement, partner = await about(delivery)
    if partner is None:
        return None
    number = delivery.reminder.facts["number"]
    version = await delivery.store.agreements.version(agreement.id, number)
    signatures = await delivery.store.approvals.signatures(agreement, number)
    return signing.signed(
        delivery.words, agreement, partner, signatures, reminder=delivery.reminder, amended=version.amends
    )


async def _send_copy(desk: Desk, file_id: str, name: str, comment: Rich) -> None:
    """Raises `FileGone`, `FilesNotTaken`."""
    await send_file(desk, name=name, data=await _copied(desk, file_id, name), comment=comment)


async def _copied(desk: Desk, file_id: str, name: str) -> bytes:
    try:
        return await given_file(desk, file_id, most=signing.LARGEST, field=signing.FILE)
    except FileNotHandedOut as refusal:
        raise FileGone(name=name) from refusal
    except SlackApiError as error:
        if error.response.get("error") in GONE:
            raise FileGone(name=name) from error
        raise


async def _form(desk: Desk, agreement_id: int, *, again: int = 0) -> View:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(agreement_id)
        partner = await store.partners.get(agreement.partner_id)
        number = await store.approvals.number_to_sign(agreement)
        last = await store.agreements.last_version(agreement)
        signatures = await store.approvals.signatures(agreement, number)
        told = ToSign(
            agreement=agreement,
            partner=partner.name,
            content=await store.agreements.content(agreement),
            number=number,
            written=None if last and last.number == number else await store.agreements.written(agreement),
            unsaved=last is not None and last.number == number and await store.agreements.unsaved(agreement),
            signatures=signatures,
        )
        values: Values = signing.values_of(signatures, today=(await store.settings.today()).isoformat())
        draft = await store.drafts.find(user_id=desk.person.user_id, form=signing.SIGNING, subject=agreement.subject)
        top = offered_back(desk.words, draft.saved_at, now=desk.now, afresh=signing.AFRESH) if draft else []
        values |= draft.values if draft else {}
        contact = await _chosen(store, values.get(signing.CONTACT))
    return signing.sign_form(desk.words, told, values, contact=contact, again=again, top=top)


async def _chosen(store: Store, contact_id: str | None) -> Element | None:
    """The contact chosen in a draft, who may have been removed since."""
    with suppress(NotFound):
        contact = await _theirs(store, contact_id)
        return signing.choices([(str(contact_id), contact.name, contact.title)])[0] if contact else None
    return None


async def _ours(store: Store, user_id: str | None) -> Person | None:
    return Person((await store.members.names([user_id]))[user_id], user_id=user_id) if user_id else None


async def _theirs(store: Store, contact_id: str | None) -> Person | None:
    if not contact_id:
        return None
    contact = await store.contacts.get(int(contact_id))
    if contact.removed:
        raise NotFound(field=signing.CONTACT)
    return Person(contact.name, contact.title)


def _signings(
    values: Values, people: dict[Side, Person | None], known: dict[Side, AgreementSignature]
) -> list[Signing]:
    """What the form says of each side that it says anything of; a new copy goes with what is new. Raises `Missing`
    where it says nothing of either."""
    typed = {side: any(values.get(of_side(name, side)) for name in (signing.NAME, signing.TITLE)) for side in SIDES}
    given = [side for side in SIDES if people[side] or typed[side]]
    if not given:
        raise Missing(field=of_side(signing.NAME, Side.us))
    file = next(iter(values.get(signing.FILE) or []), None)
    fresh = [side for side in given if side not in known] or given
    return [_signing(values, side, people[side], known.get(side), file if side in fresh else None) for side in given]


def _signing(
    values: Values,
    side: Side,
    person: Person | None,
    known: AgreementSignature | None,
    file: dict[str, Any] | None,
) -> Signing:
    """What is typed counts before what is known of whoever was chosen; what the form itself had filled in does not,
    when somebody else was chosen since."""
    name = values.get(of_side(signing.NAME, side)) or ""
    title = values.get(of_side(signing.TITLE, side)) or ""
    if person is not None and known is not None and person.user_id != (known.user_id or ""):
        name = "" if name == known.name else name
        title = "" if title == known.title else title
    day = of_side(signing.DAY, side)
    return Signing(
        side=side,
        name=name or (person.name if person else ""),
        title=title or (person.title if person else ""),
        signed_on=needed_day(values.get(day), field=day),
        user_id=person.user_id if person else None,
        file_id=file["id"] if file else None,
        file_name=file["name"] if file else "",
    )
