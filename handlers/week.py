"""A person's week: in a window that turns from week to week, and for App Home."""

from datetime import date

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from handlers.turning import turn_what_is_due
from messages import own_partners, week
from messages.surfaces import View
from messages.week import Facts
from storage.members import Member, Right
from storage.store import Store

routes = Routes()


@routes.command("week", about=week.ABOUT, aliases=("semaine",))
async def mine(desk: Desk) -> Answer:
    """The present week, in a window."""
    await turn_what_is_due(desk)
    await desk.open(await _view(desk, None))
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
    await desk.update(await _view(desk, _monday(desk.value)))
    return None


@routes.click(week.ALL)
async def every(desk: Desk) -> Answer:
    """All of one kind in a week."""
    key, _, monday = desk.value.partition("@")
    async with desk.store(read_only=True) as store:
        facts = await facts_of(store, desk.person, _monday(monday), each=week.EVERY)
    await desk.open(week.all_of(desk.words, facts, key))
    return None


async def show_anew(desk: Desk, place: str) -> None:
    """The window of a week ("week:2026-11-23") as things stand, behind the form that was opened from it or in front."""
    view = await _view(desk, _monday(place.removeprefix(week.PLACE)))
    if desk.form == week.VIEW:
        await desk.update(view)
    elif "window" in desk.meta:
        await desk.client.views_update(view_id=desk.meta["window"], view=view)


async def facts_of(store: Store, person: Member, monday: date | None = None, *, each: int = week.EACH) -> Facts:
    """What one person's week is shown from; `store` sees what they may see."""
    found = await store.weeks.of(person, monday, each=each)
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


async def _view(desk: Desk, monday: date | None) -> View:
    async with desk.store(read_only=True) as store:
        facts = await facts_of(store, desk.person, monday)
        groups = await store.home.partners(desk.person.user_id, each=own_partners.EACH_STAGE)
        shown = [partner.id for group in groups for partner in group.partners]
        next_dates = await store.standings.next_dates(shown)
    return week.view(desk.words, facts, groups, next_dates)


def _monday(value: str) -> date | None:
    """The week a button names; the present one for none."""
    return date.fromisoformat(value) if value else None
