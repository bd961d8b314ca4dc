"""The result of a check, made from today's facts, and what it was opened from brought up to date."""

from collections.abc import Sequence
from typing import Any

from handlers import opportunity_views, partners
from handlers import prospects as finding
from handlers.desk import Desk
from handlers.outcomes import in_passing
from messages import opportunities, prospects, readiness
from messages import partners as partner_ids
from messages.blocks import Block
from messages.card import card_view
from messages.readiness_past import TREND
from messages.surfaces import View
from storage.assessment import About
from storage.members import Right
from storage.store import Store

Meta = dict[str, Any]


async def result_of(desk: Desk, store: Store, meta: Meta, notes: Sequence[Block] = ()) -> View:
    """The newest check of what `meta` names. Raises `NotFound`."""
    looked = await store.readiness.looked(About.read(meta["about"]))
    one, *earlier = [*await store.readiness.page(looked.about, size=TREND), None][:TREND]
    made = await store.readiness.actions(one) if one else {}
    theirs = one is not None and (one.by == desk.person.user_id or desk.person.may(Right.coordinate))
    facts = readiness.Facts(
        looked=looked,
        one=one,
        earlier=[check for check in earlier if check is not None],
        actions=made,
        who=await store.actions.who(made.values()),
        names=await store.members.names([one.by] if one else []),
        today=desk.now.astimezone(desk.words.zone).date(),
        may_undo=theirs and one is not None and one.correctable(desk.now),
        notes=notes,
    )
    return readiness.result(desk.words, facts, meta=meta)


async def show_anew(desk: Desk, key: str) -> None:
    """The result, after something was done about an action of its gaps: in front, or behind the form opened from it."""
    in_front = desk.form == readiness.RESULT
    if not in_front and "window" not in desk.meta:
        return
    async with desk.store(read_only=True) as store:
        view = await result_of(desk, store, desk.meta if in_front else {"about": key})
    if in_front:
        await desk.update(view)
    else:
        await desk.client.views_update(view_id=desk.meta["window"], view=view)


def below(desk: Desk) -> Meta:
    """What a result carries to find the card again that it was opened from."""
    if desk.form in (opportunities.CARD, prospects.CARD, partner_ids.CARD):
        return {"below": {"window": desk.view["id"], "form": desk.form, "meta": desk.meta}}
    return {}


async def card_below(desk: Desk, meta: Meta) -> None:
    """The card from which it was opened, brought up to date."""
    card = meta.get("below")
    if not card:
        return
    async with in_passing("not brought up to date", window=card["window"]):
        if card["form"] == opportunities.CARD:
            view = await opportunity_views.card_of(desk, card["meta"])
        elif card["form"] == prospects.CARD:
            view = await finding.card_of(desk, card["meta"])
        else:
            async with desk.store(read_only=True) as store:
                view = card_view(desk.words, await partners.facts(store, card["meta"]["id"]))
        await desk.client.views_update(view_id=card["window"], view=view)
