"""The window of reviews, and how it is brought up to date after a form on top of it."""

from typing import Any

from handlers.desk import Desk
from handlers.outcomes import in_passing
from messages import reviews
from messages.surfaces import View
from storage.challenges import names_in
from storage.meetings import Purpose
from storage.partners import Partner
from storage.recurrence import Frequency
from storage.reviews import people_of
from storage.sessions import Cadence, Session
from storage.store import Store


async def window_of(desk: Desk, store: Store, partner: Partner, *, ended: Cadence | None = None) -> View:
    """What is planned, open and recorded; `ended` was ended just now."""
    last = await store.reviews.of(partner.id)
    found = await store.challenges.in_sight(partner.id)
    opened = await store.reviews.open_now(partner.id)
    shown = reviews.Shown(
        partner=partner,
        planned=[
            (cadence, coming)
            for cadence, coming in await planned(store, partner, Purpose.review)
            if opened is None or cadence.id != opened.cadence_id or len(coming) > 1
        ],
        opened=opened,
        last=last,
        challenges=found,
        names=await store.members.names(sorted(names_in(found) | people_of(last))),
        may=await store.partners.may_edit(partner),
        ended=ended,
    )
    return reviews.window(desk.words, shown)


async def planned(
    store: Store, partner: Partner, purpose: Purpose | None = None
) -> list[tuple[Cadence, list[Session]]]:
    """The cadences of a partner (for one purpose) with their coming sessions; a single session that has passed is no
    plan any more."""
    cadences = [
        cadence
        for cadence in await store.sessions.cadences_of(partner.id)
        if purpose is None or cadence.purpose is purpose
    ]
    every = [(cadence, await store.sessions.coming(cadence)) for cadence in cadences]
    return [(cadence, coming) for cadence, coming in every if coming or cadence.frequency is not Frequency.once]


def from_window(desk: Desk) -> dict[str, Any]:
    """What a form carries to find the window again that it was opened from."""
    return {"reviews": desk.view["id"]} if desk.form == reviews.WINDOW else {}


async def shown_anew(desk: Desk, partner_id: int) -> None:
    """The window that the person clicked in, or from which their form was opened, says what is true now."""
    if desk.form != reviews.WINDOW and "reviews" not in desk.meta:
        return
    async with desk.store(read_only=True) as store:
        view = await window_of(desk, store, await store.partners.get(partner_id))
    if desk.form == reviews.WINDOW:
        await desk.update(view)
        return
    async with in_passing("not brought up to date", partner=partner_id):
        await desk.client.views_update(view_id=desk.meta["reviews"], view=view)
