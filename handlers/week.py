"""A person's week: in a window that turns from week to week, and for App Home."""

from collections.abc import Sequence
from datetime import date

from handlers.calling import call
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.routes import Answer, Routes
from handlers.turning import turn_what_is_due
from messages import own_partners, week, week_digest
from messages.blocks import Block
from messages.surfaces import View
from messages.week import Facts
from storage.members import Member, Right
from storage.store import Store

routes = Routes()
SECONDS = 20.0


@routes.command("week", about=week.ABOUT, aliases=("semaine",))
async def mine(desk: Desk) -> Answer:
    """The present week, in a window; the first time with the offer to have it come on Mondays."""
    await turn_what_is_due(desk)
    async with desk.store(read_only=True) as store:
        known = await store.week_digests.was_offered(desk.person.user_id)
    await desk.open(await _view(desk, None, top=() if known else week_digest.offer(desk.words)))
    if not known:
        async with desk.store() as store:
            await store.week_digests.note_offer(desk.person.user_id)
    return None


@routes.click(week.OPEN)
async def opened(desk: Desk) -> Answer:
    """The same from a button, which may name another week by its Monday."""
    await desk.open(await _view(desk, _monday(desk.value)))
    return None


@routes.click(week.TURN)
@routes.click(f"{week.TURN}.back")
@routes.click(f"{week.TURN}.now")
async def turned(desk: Desk) -> Answer:
    await _put(desk, desk.view["id"], await _view(desk, _monday(desk.value)))
    return None


@routes.click(week.ALL)
async def every(desk: Desk) -> Answer:
    """All of one kind in a week."""
    key, _, monday = desk.value.partition("@")
    async with desk.store(read_only=True) as store:
        facts = await facts_of(store, desk.person, _monday(monday), each=week.EVERY)
    await desk.open(week.all_of(desk.words, facts, key))
    return None


async def show_anew(desk: Desk, monday: str, *, top: Sequence[Block] = ()) -> None:
    """The window of the week that begins on that day, as things stand: in front, or behind the form opened from it."""
    view = await _view(desk, _monday(monday), top=top)
    if desk.form == week.VIEW:
        await _put(desk, desk.view["id"], view)
    elif "window" in desk.meta:
        await _put(desk, desk.meta["window"], view)


async def show_below(desk: Desk, view_id: str, monday: str) -> None:
    """The same for a window that lies below what the person works in; it may be closed by now."""
    async with in_passing("week not brought up to date", seconds=SECONDS, view=view_id):
        await _put(desk, view_id, await _view(desk, _monday(monday)))


async def facts_of(
    store: Store, person: Member, monday: date | None = None, *, each: int = week.EACH, unasked: bool = False
) -> Facts:
    """What one person's week is shown from; `store` sees what they may see. `unasked`: without what they muted."""
    found = await store.weeks.of(person, monday, each=each, unasked=unasked)
    told = [*found.actions.shown, *found.later.shown]
    names = [one.review.asked_by for one in found.asked.shown]
    return Facts(
        week=found,
        who=await store.actions.who(told),
        names=await store.members.names(names) if names else {},
        province=(await store.settings.get()).province,
        now=store.now,
        may=person.may(Right.edit),
        coming=await store.weeks.next_sitting(person.user_id, found.span.end) if found.empty else None,
    )


async def _view(desk: Desk, monday: date | None, *, top: Sequence[Block] = ()) -> View:
    async with desk.store(read_only=True) as store:
        facts = await facts_of(store, desk.person, monday)
        groups = await store.home.partners(desk.person.user_id, each=own_partners.EACH_STAGE)
        shown = [partner.id for group in groups for partner in group.partners]
        next_dates = await store.standings.next_dates(shown)
    return week.view(desk.words, facts, groups, next_dates, top=top)


async def _put(desk: Desk, view_id: str, view: View) -> None:
    """Whatever stood there meanwhile: it may have followed something else the person did, and a press is not lost."""
    await call(desk.client, "views.update", view_id=view_id, view=view)


def _monday(value: str) -> date | None:
    """The week a button names; the present one for none."""
    return date.fromisoformat(value) if value else None
