"""The Monday digest: said once a week to whoever asks for it, offered once, stopped with one click."""

from handlers import week
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import week_digest
from messages.surfaces import Message
from messages.week import VIEW
from storage.members import Right
from storage.week_digest import DIGEST

routes = Routes()


@routes.reminder(DIGEST)
async def told(delivery: Delivery) -> Message | None:
    """The week as it stands now, without the partners the person has muted; nothing when nothing comes up."""
    member = await delivery.store.week_digests.due(delivery.reminder)
    if member is None or not member.may(Right.use):
        return None
    with delivery.store.seen_by(member):
        facts = await week.facts_of(delivery.store, member, each=week_digest.EACH, unasked=True)
    return None if facts.week.empty else week_digest.digest(delivery.words, facts, delivery.reminder)


@routes.click(week_digest.WANT)
async def wanted(desk: Desk) -> Answer:
    """From the offer in the window, or to undo that it was stopped."""
    await _choose(desk, wanted=True)
    if desk.form != VIEW:
        return week_digest.begun_again(desk.words)
    await week.show_anew(desk, desk.meta["monday"], top=week_digest.taken(desk.words))
    return None


@routes.click(week_digest.DECLINE)
async def declined(desk: Desk) -> Answer:
    await week.show_anew(desk, desk.meta["monday"])
    return None


@routes.click(week_digest.STOP)
async def stopped(desk: Desk) -> Answer:
    await _choose(desk, wanted=False)
    await desk.reply(week_digest.stopped(desk.words))
    return None


async def _choose(desk: Desk, *, wanted: bool) -> None:
    async with desk.store() as store:
        await store.week_digests.choose(desk.person.user_id, wanted=wanted)
    desk.people.forget(desk.workspace.id)
    desk.nudge()
