"""Stages moved by hand: where to and why, what the gate advises, and going on without it."""

from typing import Any

from handlers.desk import Desk
from handlers.partners import facts, named
from handlers.routes import Answer, Routes
from messages import partners, stages
from messages.card import card_view
from messages.forms import Values
from messages.surfaces import View, update
from storage.days import checked_day
from storage.errors import AlreadyThere, Archived, ReasonNeeded
from storage.members import Right
from storage.partners import Partner, Stage, subject
from storage.stages import WITH_A_REASON, missing_for
from storage.texts import checked

routes = Routes()
WHY_LIMIT = 1000


class NotAdvised(Exception):
    """The gate of the stage misses something that the person has not been told yet."""


@routes.command(
    "stage", about=stages.COMMAND_ABOUT, usage=stages.USAGE, right=Right.edit, aliases=("étape", "etape", "stade")
)
async def move_named(desk: Desk) -> Answer:
    partner = await named(desk, desk.text, then=stages.MOVE)
    return await open_move(desk, partner.id) if isinstance(partner, Partner) else partner


@routes.click(stages.MOVE, right=Right.edit)
async def move_pressed(desk: Desk) -> Answer:
    return await open_move(desk, int(desk.value))


async def open_move(desk: Desk, partner_id: int) -> Answer:
    await desk.open(await _form(desk, partner_id, {}))
    return None


@routes.click(stages.CHOOSE, right=Right.edit)
async def chosen(desk: Desk) -> Answer:
    """A stage was chosen: what its gate misses is said."""
    await desk.update(await _form(desk, int(desk.meta["id"]), desk.values))
    return None


@routes.submit(stages.FORM, right=Right.edit)
async def move(desk: Desk) -> Answer:
    """Moves it. A gate that advises against it is shown first, then overridden by a reason."""
    values = desk.values
    to = Stage(values[stages.TO])
    why = checked(values.get(stages.WHY), field=stages.WHY, limit=WHY_LIMIT)
    ask_again_on = checked_day(values.get(stages.ASK_AGAIN), field=stages.ASK_AGAIN)
    try:
        async with desk.saving() as store:
            partner = await store.partners.for_change(int(desk.meta["id"]))
            if partner.archived:
                raise Archived(field=stages.TO)
            if partner.stage is to:
                raise AlreadyThere(field=stages.TO)
            missing = missing_for(to, await store.partners.standing(partner))
            if missing and desk.meta.get("advised") != to.value:
                raise NotAdvised
            if not why and (missing or to in WITH_A_REASON):
                raise ReasonNeeded(field=stages.WHY)
            await store.partners.move(partner, to, why=why, overridden=bool(missing), ask_again_on=ask_again_on)
    except NotAdvised:
        return update(await _form(desk, int(desk.meta["id"]), values))
    async with desk.store(read_only=True) as store:
        known = await facts(store, partner.id, partners.kept(desk.words))
    return update(card_view(desk.words, known))


async def _form(desk: Desk, partner_id: int, values: Values) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(partner_id)
        standing = await store.partners.standing(partner)
    meta: dict[str, Any] = {"subject": subject(partner), "id": partner.id}
    return stages.move_form(desk.words, partner, standing, values, meta=meta)
