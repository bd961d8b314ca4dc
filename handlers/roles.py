"""/partner roles: who does what with a partner, who holds which position; and what one is responsible for."""

from typing import Any

from handlers.desk import Desk
from handlers.partners import named
from handlers.reminders import Delivery, is_back
from handlers.routes import Answer, Routes
from messages import agreement_roles, duties, roles
from messages.roles import Page
from messages.surfaces import Message, View
from storage.members import Right
from storage.organizations import name_key
from storage.partners import Partner
from storage.positions import VACANT, Holding
from storage.roles import duties_of, raci_of, vacated_by
from storage.store import Store

routes = Routes()
MOST_OFFERED = 98


@routes.command("roles", about=roles.ABOUT, usage=roles.USAGE, aliases=("rôles",))
async def roles_named(desk: Desk) -> Answer:
    """The roles with one partner, or one's own with all."""
    if not desk.text:
        return await _duties(desk, 0)
    partner = await named(desk, desk.text, then=roles.OPEN, archived=None)
    return await show(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(roles.OPEN)
async def opened(desk: Desk) -> Answer:
    return await show(desk, int(desk.value))


@routes.click(duties.TURN)
@routes.click(f"{duties.TURN}.back")
async def turn(desk: Desk) -> Answer:
    return await _duties(desk, int(desk.value))


@routes.click(roles.TAKE_OVER, right=Right.edit)
async def take_over(desk: Desk) -> Answer:
    """The correction becomes what the amendment says of roles."""
    async with desk.store() as store:
        agreement = await store.agreements.to_write(int(desk.value), hold=True)
        await store.role_corrections.take_over(agreement)
        view = await page(desk, store, agreement.partner_id)
    await desk.update(view)
    return None


@routes.reminder(VACANT, essential=True)
async def vacant(delivery: Delivery) -> Message | None:
    """Nothing where somebody else was named meanwhile, or they are back."""
    store, reminder = delivery.store, delivery.reminder
    if await is_back(delivery):
        return None
    found = await vacated_by(store, reminder.subject, reminder.recipient)
    if not found:
        return None
    return duties.vacant(delivery.words, await _name_of(store, reminder.subject), found, reminder)


@routes.click(duties.ALL)
async def all_vacant(desk: Desk) -> None:
    """All that somebody left open, with partners that the person looks after."""
    async with desk.store(read_only=True) as store:
        subject = (await store.reminders.get(int(desk.value))).subject
        found = await vacated_by(store, subject, desk.person.user_id)
        name = await _name_of(store, subject)
    await desk.open(duties.all_vacant(desk.words, name, found))


async def show(desk: Desk, partner_id: int) -> Answer:
    async with desk.store(read_only=True) as store:
        view = await page(desk, store, partner_id)
    await desk.open(view)
    return None


async def page(desk: Desk, store: Store, partner_id: int) -> View:
    """The roles of a partner as they are now. Raises `NotFound`."""
    partner = await store.partners.get(partner_id)
    raci = await raci_of(store, partner)
    holdings = await store.positions.of(partner.id)
    may = desk.person.may(Right.edit) and not partner.archived and await store.partners.may_edit(partner)
    return roles.view(
        desk.words,
        Page(
            partner=partner,
            raci=raci,
            holdings=holdings,
            gone=frozenset(await store.positions.gone(holdings)),
            names=await names_of(store, holdings),
            who=await store.members.names(sorted({one.by for one in raci.corrections})),
            today=await store.settings.today(),
            may_edit=may,
        ),
    )


async def can_be_named(desk: Desk, partner_id: int) -> list[dict[str, Any]]:
    """Who can be named for a piece of work, by what is typed: our colleagues, their people, a side as a whole."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        contacts = await store.contacts.of(partner)
        seeing = {partner.owner_id, *await store.partners.people(partner)} if partner.confidential else None
    key = name_key(desk.typed) if desk.typed.strip() else ""
    ours = await desk.people.colleagues.named(
        desk.client, workspace=desk.workspace, team_id=desk.team_id, typed=desk.typed, now=desk.now
    )
    return agreement_roles.who_choices(
        desk.words,
        ours=[(one.user_id, one.name) for one in ours if seeing is None or one.user_id in seeing][:MOST_OFFERED],
        theirs=[(str(one.id), one.name) for one in contacts if key in name_key(one.name)][:MOST_OFFERED],
        partner=partner.name,
    )


async def names_of(store: Store, holdings: list[Holding]) -> dict[str, str]:
    """People's names by the reference that holdings have."""
    users = await store.members.names([one.user_id for one in holdings if one.user_id])
    contacts = await store.contacts.names([one.contact_id for one in holdings if one.contact_id])
    found = {f"u:{user_id}": name for user_id, name in users.items()}
    return found | {f"c:{contact_id}": name for contact_id, name in contacts.items()}


async def _name_of(store: Store, who: str) -> str:
    """The name of "member:U1" or "contact:7"."""
    noun, _, key = who.partition(":")
    if noun == "member":
        return (await store.members.names([key]))[key]
    return (await store.contacts.names([int(key)]))[int(key)]


async def _duties(desk: Desk, since: int) -> Answer:
    async with desk.store(read_only=True) as store:
        found = await duties_of(store, desk.person.user_id)
    view = duties.view(desk.words, found, since=since)
    await (desk.update if desk.form == duties.VIEW else desk.open)(view)
    return None
