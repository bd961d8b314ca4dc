"""/partner ready: whether we are ready to partner, or somebody else is; what to do about gaps; the yearly word."""

from typing import Any

from handlers.desk import Desk
from handlers.partners import named
from handlers.prospects import meant
from handlers.readiness_form import begin
from handlers.readiness_views import below, card_below, result_of
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import readiness, readiness_over, readiness_past
from messages.readiness_names import SUGGESTED
from messages.surfaces import Message
from storage.assessment import US, About
from storage.members import Right
from storage.partners import Partner
from storage.readiness import OVER
from storage.readiness_rules import Point

routes = Routes()
Meta = dict[str, Any]
OFFERED = 12
PAGE = 6


@routes.command("ready", about=readiness.ABOUT, usage=readiness.USAGE, aliases=("préparation", "preparation"))
async def ready(desk: Desk) -> Answer:
    """Of ourselves; with words, for the opportunity they mean, or of the prospect or partner of that name."""
    if not desk.text:
        return await show(desk, US)
    async with desk.store(read_only=True) as store:
        looking = await store.opportunities.in_need()
        about: About | None = None
        if opportunity := meant(desk.text, looking):
            about = About(opportunity_id=opportunity.id)
        elif prospect := await store.prospects.called(desk.text):
            about = About(organization_id=prospect.id)
        known = about is not None or bool(await store.partners.find(desk.text, limit=1))
        if not known and (prospect := await store.prospects.likely(desk.text)):
            about = About(organization_id=prospect.id)
    if about is not None:
        return await show(desk, about)
    if not known:
        await desk.open(readiness.choose(desk.words, looking[:OFFERED], desk.text))
        return None
    partner = await named(desk, desk.text, then=readiness.OF_PARTNER)
    return await show(desk, About(organization_id=partner.organization_id)) if isinstance(partner, Partner) else partner


@routes.click(readiness.OF_PARTNER)
async def of_partner(desk: Desk) -> Answer:
    """The partner was picked, or its card is open."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.value))
    return await show(desk, About(organization_id=partner.organization_id))


@routes.click(readiness.OPEN)
async def opened(desk: Desk) -> Answer:
    return await show(desk, About.read(desk.value))


async def show(desk: Desk, about: About) -> Answer:
    """The newest check; where there is none, the form of the first for those who may fill it in."""
    meta: Meta = {"about": about.key, **below(desk)}
    async with desk.store(read_only=True) as store:
        looked = await store.readiness.looked(about)
        if looked.may_edit and await store.readiness.latest(about) is None:
            view = await begin(desk, store, looked, meta)
        else:
            view = await result_of(desk, store, meta)
    await (desk.update if desk.form == readiness.CHOOSE else desk.open)(view)
    return None


@routes.click(readiness_past.PAST)
async def past(desk: Desk) -> Answer:
    """All checks, the newest first, each with what changed."""
    key, _, before = desk.value.partition("@")
    about = About.read(key)
    async with desk.store(read_only=True) as store:
        looked = await store.readiness.looked(about)
        found = await store.readiness.page(about, before=int(before) if before else None, size=PAGE)
        names = await store.members.names(sorted({one.by for one in found}))
    view = readiness_past.history(desk.words, looked, found, names, more=len(found) == PAGE, key=key)
    await (desk.update if desk.form == readiness_past.HISTORY else desk.open)(view)
    return None


@routes.click(readiness.ACT, right=Right.edit)
async def act(desk: Desk) -> Answer:
    """A gap becomes an action, once."""
    assessment_id, _, name = desk.value.partition(":")
    point = Point(name)
    async with desk.store() as store:
        one = await store.readiness.get(int(assessment_id), held=True)
        looked = await store.readiness.looked(one.about)
        action = await store.readiness.act(one, looked, point, desk.words.text(SUGGESTED[point]))
        who = await store.actions.who([action])
        today = desk.now.astimezone(desk.words.zone).date()
        notes = readiness.noted(desk.words, one, point, action, who, today)
        view = await result_of(desk, store, desk.meta, notes)
    desk.nudge()
    await desk.update(view)
    return None


@routes.click(readiness.UNACT, right=Right.edit)
async def unact(desk: Desk) -> Answer:
    """The action is taken back, and suggested again."""
    assessment_id, _, name = desk.value.partition(":")
    async with desk.store() as store:
        one = await store.readiness.get(int(assessment_id), held=True)
        await store.readiness.undo_action(one, Point(name))
        view = await result_of(desk, store, desk.meta)
    await desk.update(view)
    return None


@routes.click(readiness.TAKE_BACK, right=Right.edit)
async def take_back(desk: Desk) -> Answer:
    async with desk.store() as store:
        one = await store.readiness.get(int(desk.value), held=True)
        await store.readiness.take_back(one, await store.readiness.looked(one.about))
        view = await result_of(desk, store, desk.meta, readiness.taken_back(desk.words, one))
    await desk.update(view)
    await card_below(desk, desk.meta)
    return None


@routes.click(readiness.BRING_BACK, right=Right.edit)
async def bring_back(desk: Desk) -> Answer:
    """Undoes that a check was taken back."""
    async with desk.store() as store:
        one = await store.readiness.get(int(desk.value), held=True)
        await store.readiness.bring_back(one, await store.readiness.looked(one.about))
        view = await result_of(desk, store, desk.meta)
    await desk.update(view)
    await card_below(desk, desk.meta)
    return None


@routes.reminder(OVER)
async def over(delivery: Delivery) -> Message | None:
    """Our yearly check is over; nothing to say when there is a newer one, or nobody wants to be told."""
    one = await delivery.store.readiness.told(delivery.reminder)
    if one is None:
        return None
    today = delivery.store.now.astimezone(delivery.words.zone).date()
    name = (await delivery.store.members.names([one.by]))[one.by]
    return readiness_over.over(delivery.words, one, delivery.reminder, today, name)


@routes.click(readiness_over.STOP, right=Right.edit)
async def stop(desk: Desk) -> Answer:
    """For the person alone; the workspace's is an owner's to stop, in its settings."""
    async with desk.store() as store:
        await store.readiness.choose(desk.person.user_id, wanted=False)
    await desk.reply(readiness_over.stopped(desk.words, owner=desk.person.may(Right.administer)))
    return None


@routes.click(readiness_over.GO_ON, right=Right.edit)
async def go_on(desk: Desk) -> Answer:
    """Undoes that it was stopped."""
    async with desk.store() as store:
        await store.readiness.choose(desk.person.user_id, wanted=True)
    desk.nudge()
    return readiness_over.goes_on(desk.words)
