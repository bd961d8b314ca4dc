"""The weights of the ranking, changed by a coordinator."""

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.prospects import results_of
from handlers.routes import Answer, Routes
from messages import prospect_weights as forms
from messages import prospects
from storage.members import Right
from storage.prospect_rules import DEFAULTS

routes = Routes()


@routes.click(prospects.WEIGHTS, right=Right.coordinate)
async def pressed(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        weights, kept = await store.prospect_weights.weights(), await store.prospect_weights.weighting()
        names = await store.members.names([kept.by] if kept else [])
    below = {"window": desk.view["id"], "meta": desk.meta} if desk.form == prospects.RESULTS else None
    await desk.open(forms.form(desk.words, weights, kept, names=names, meta={"subject": "weights", "below": below}))
    return None


@routes.click(forms.DEFAULT, right=Right.coordinate)
async def as_at_first(desk: Desk) -> Answer:
    """Fills the form with the first weights; nothing is kept before Save."""
    async with desk.store(read_only=True) as store:
        kept = await store.prospect_weights.weighting()
        names = await store.members.names([kept.by] if kept else [])
    meta = {**desk.meta, "again": desk.meta.get("again", 0) + 1}
    await desk.update(forms.form(desk.words, DEFAULTS, kept, names=names, meta=meta))
    return None


@routes.submit(forms.FORM, right=Right.coordinate)
async def save(desk: Desk) -> Answer:
    """Keeps them; the list below is ranked anew."""
    async with desk.saving() as store:
        await store.prospect_weights.weigh(forms.read(desk.values))
    below = desk.meta.get("below")
    if below:
        async with in_passing("not brought up to date", window=below["window"]):
            await desk.client.views_update(view_id=below["window"], view=await results_of(desk, below["meta"]))
    return None
