"""Muting what is said about a partner, for oneself or in its channel; and taking that back."""

from handlers.desk import Desk
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import mutes
from messages.mutes import NOT_MUTED, Wanted
from messages.surfaces import update
from storage.days import needed_day
from storage.errors import PastDay
from storage.mutes import CHANNEL
from storage.partners import Partner

routes = Routes()
FIELDS = {mutes.MINE: mutes.MINE_UNTIL, mutes.THERE: mutes.THERE_UNTIL}


@routes.command("mute", about=mutes.ABOUT, usage=mutes.USAGE, aliases=("sourdine",))
async def mute_named(desk: Desk) -> Answer:
    partner = await named(desk, desk.text, then=mutes.OPEN)
    if not isinstance(partner, Partner):
        return partner
    await open_form(desk, partner.id)
    return None


@routes.click(mutes.OPEN)
async def mute_picked(desk: Desk) -> None:
    await open_form(desk, int(desk.value))


@routes.submit(mutes.FORM)
async def save(desk: Desk) -> Answer:
    """Raises `Missing` and `PastDay` on the day, `NotAllowed` for the channel."""
    wanted = {desk.person.user_id: _wanted(desk, mutes.MINE)}
    if desk.meta["channel"]:
        wanted[CHANNEL] = _wanted(desk, mutes.THERE)
    async with desk.saving() as store:
        partner = await store.partners.get(desk.meta["partner"])
        known = await store.mutes.of(partner.id)
        before = {reader: (True, known[reader].until) if reader in known else NOT_MUTED for reader in wanted}
        try:
            await store.mutes.choose(partner, wanted)
        except PastDay as error:
            raise PastDay(field=mutes.THERE_UNTIL if error.field == "channel" else mutes.MINE_UNTIL) from error
    return update(mutes.done(desk.words, partner, wanted, before=before))


@routes.click(mutes.UNDO)
async def undo(desk: Desk) -> None:
    before = {
        CHANNEL if reader == "channel" else reader: mutes.wanted_from(text)
        for reader, text in desk.meta["before"].items()
    }
    async with desk.store() as store:
        partner = await store.partners.get(desk.meta["partner"])
        await store.mutes.choose(partner, before)
    await desk.update(mutes.done(desk.words, partner, before, before=None))


async def open_form(desk: Desk, partner_id: int) -> None:
    """Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        known = await store.mutes.of(partner.id)
        channel = store.mutes.may_mute_channel(partner)
    await desk.open(mutes.form(desk.words, partner, known, reader=desk.person.user_id, channel=channel))


def _wanted(desk: Desk, name: str) -> Wanted:
    chosen, typed = desk.values[name], desk.values[FIELDS[name]]
    if chosen != mutes.UNTIL:
        return chosen == mutes.MUTED, None
    until = needed_day(typed, field=FIELDS[name])
    return True, until
