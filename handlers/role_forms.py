"""Roles put right: a piece of work corrected beside what was signed, and who holds a position."""

from typing import Any

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.roles import can_be_named, names_of, page
from handlers.routes import Answer, Routes
from messages import agreement_roles, role_forms, roles
from messages.surfaces import View
from storage.days import checked_day, needed_day
from storage.errors import Changed, Missing, NotInThisState
from storage.members import Right
from storage.partners import Partner
from storage.positions import Holder, Position
from storage.roles import Raci, RaciFrom, people_in, raci_of
from storage.store import Store

routes = Routes()


@routes.click(roles.WORK, right=Right.edit)
async def correct(desk: Desk) -> Answer:
    """The form for one piece of work, or for one more ("7:-1")."""
    partner_id, _, place = desk.value.partition(":")
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(int(partner_id))
        raci = await _signed(store, partner)
    row = _row(raci, int(place))
    meta = {
        "subject": f"roles:{partner.id}:{place}",
        "partner": partner.id,
        "place": int(place),
        "agreement": raci.agreement.id if raci.agreement else 0,
        "seen": raci.seen,
        "below": desk.view.get("id") if desk.form == roles.VIEW else None,
    }
    labels = {one["ref"]: one["name"] for one in people_in({"rows": [row]})}
    await desk.open(role_forms.correct_form(desk.words, partner.name, row, labels, meta=meta))
    return None


@routes.submit(role_forms.CORRECTING, right=Right.edit)
async def corrected(desk: Desk) -> Answer:
    """Keeps the correction; who was named before is called as then."""
    values, meta = desk.values, desk.meta
    for ref in {ref for column in roles.COLUMNS for ref in values[column] or [] if ref.startswith("u:")}:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=ref[2:])
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(meta["agreement"])
        partner = await store.partners.get(agreement.partner_id)
        raci = await _signed(store, partner)
        if raci.agreement is None or raci.agreement.id != agreement.id or raci.seen != meta["seen"]:
            raise Changed(field=role_forms.WHY)
        rows = list(raci.rows)
        if values.get(role_forms.OUT):
            del rows[meta["place"]]
        else:
            if not values[role_forms.WORK]:
                raise Missing(field=role_forms.WORK)
            named = await _names(desk, store, partner, raci)
            row: dict[str, Any] = {"work": values[role_forms.WORK]}
            row |= {
                column: [{"ref": ref, "name": named.get(ref, ref)} for ref in values[column] or []]
                for column in roles.COLUMNS
            }
            if meta["place"] >= 0:
                rows[meta["place"]] = row
            else:
                rows.append(row)
        why = values[role_forms.WHY] or ""
        await store.role_corrections.keep(partner, agreement, rows, why=why, seen=meta["seen"])
        view = await page(desk, store, partner.id)
    return await _below(desk, view)


@routes.options(role_forms.WHO_FIND, right=Right.edit)
async def who(desk: Desk) -> list[dict[str, Any]]:
    return await can_be_named(desk, desk.meta["partner"])


@routes.click(roles.POSITION, right=Right.edit)
async def position(desk: Desk) -> Answer:
    """The form of one position ("7:lead")."""
    partner_id, _, name = desk.value.partition(":")
    below = desk.view.get("id") if desk.form == roles.VIEW else None
    async with desk.store(read_only=True) as store:
        view = await _position(desk, store, int(partner_id), Position(name), below)
    await desk.open(view)
    return None


@routes.submit(role_forms.NAMING, right=Right.edit)
async def held(desk: Desk) -> Answer:
    """Names who holds it, on one side or on both."""
    values = desk.values
    ours, theirs = values[role_forms.OURS], values.get(role_forms.THEIRS)
    since = needed_day(values[role_forms.SINCE], field=role_forms.SINCE)
    if not ours and not theirs:
        raise Missing(field=role_forms.OURS)
    if ours:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=ours)
    holders = [Holder(user_id=ours)] if ours else []
    holders += [Holder(contact_id=int(theirs))] if theirs else []
    async with desk.saving() as store:
        partner = await store.partners.for_change(desk.meta["partner"])
        for holder in holders:
            await store.positions.name(partner, Position(desk.meta["position"]), holder, since=since)
        view = await page(desk, store, partner.id)
    return await _below(desk, view)


@routes.click(role_forms.HELD, right=Right.edit)
async def one_held(desk: Desk) -> Answer:
    """Until when somebody holds it."""
    async with desk.store(read_only=True) as store:
        holding = await store.positions.get(int(desk.value))
        partner = await store.partners.get(holding.partner_id)
        await store.partners.must_edit(partner)
        name = (await names_of(store, [holding]))[holding.ref]
    meta = {"subject": f"holding:{holding.id}", "holding": holding.id, "below": desk.meta.get("below")}
    await desk.open(role_forms.held_form(desk.words, partner.name, holding, name, meta=meta))
    return None


@routes.submit(role_forms.ENDING, right=Right.edit)
async def ended(desk: Desk) -> Answer:
    until = checked_day(desk.values[role_forms.UNTIL], field=role_forms.UNTIL)
    async with desk.saving() as store:
        holding = await store.positions.get(desk.meta["holding"])
        partner = await store.partners.for_change(holding.partner_id)
        await store.positions.end(partner, holding, until=until)
        view = await page(desk, store, partner.id)
        form = await _position(desk, store, partner.id, holding.position, desk.meta["below"])
    return await _below(desk, view, form)


@routes.click(role_forms.REMOVE, right=Right.edit)
async def remove(desk: Desk) -> Answer:
    """It was noted by mistake."""
    async with desk.store() as store:
        holding = await store.positions.get(int(desk.value))
        partner = await store.partners.for_change(holding.partner_id)
        await store.positions.remove(partner, holding)
        view = await page(desk, store, partner.id)
        form = await _position(desk, store, partner.id, holding.position, desk.meta["below"])
    await desk.update(role_forms.removed(desk.words, partner.name))
    return await _below(desk, view, form)


async def _position(desk: Desk, store: Store, partner_id: int, name: Position, below: str | None) -> View:
    partner = await store.partners.get(partner_id)
    await store.partners.must_edit(partner)
    holdings = [one for one in await store.positions.of(partner.id) if one.position is name]
    return role_forms.position_form(
        desk.words,
        partner.name,
        name,
        holdings,
        await store.contacts.of(partner),
        names=await names_of(store, holdings),
        gone=frozenset(await store.positions.gone(holdings)),
        today=await store.settings.today(),
        meta={"subject": f"position:{partner.id}:{name}", "partner": partner.id, "position": name, "below": below},
    )


async def _signed(store: Store, partner: Partner) -> Raci:
    """The roles that were signed, as corrected. Raises `NotInThisState` where nothing is in force."""
    raci = await raci_of(store, partner)
    if raci.agreement is None or raci.source not in (RaciFrom.signed, RaciFrom.corrected):
        raise NotInThisState(state=raci.agreement.state if raci.agreement else None)
    return raci


def _row(raci: Raci, place: int) -> dict[str, Any]:
    """The piece of work at a place; an empty one for one more. Raises `Changed` where it is gone."""
    if place >= len(raci.rows):
        raise Changed
    return dict(raci.rows[place]) if place >= 0 else {}


async def _names(desk: Desk, store: Store, partner: Partner, raci: Raci) -> dict[str, str]:
    """Names by reference: the sides, their people, our people, and whoever is named already, as then."""
    refs = {ref for column in roles.COLUMNS for ref in desk.values[column] or []}
    users = await store.members.names(sorted(ref[2:] for ref in refs if ref.startswith("u:")))
    names = agreement_roles.sides(desk.words, partner.name)
    names |= {f"c:{one.id}": one.name for one in await store.contacts.of(partner)}
    names |= {f"u:{user_id}": name for user_id, name in users.items()}
    return names | {one["ref"]: one["name"] for one in people_in({"rows": list(raci.rows)})}


async def _below(desk: Desk, view: View, form: View | None = None) -> Answer:
    """The windows that a form was opened from, brought up to date behind it."""
    async with in_passing("not brought up to date"):
        if desk.meta.get("below"):
            await desk.client.views_update(view_id=desk.meta["below"], view=view)
        if form is not None and (view_id := desk.view.get("previous_view_id")):
            await desk.client.views_update(view_id=view_id, view=form)
    return None
