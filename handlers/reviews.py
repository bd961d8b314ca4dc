"""Reviews: the window, one that begins now, the notice of one that is recorded, and the whole of it to read."""

from handlers import agendas
from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.partners import PICK, named
from handlers.reminders import Delivery
from handlers.review_window import shown_anew, window_of
from handlers.routes import Answer, Routes
from messages import briefings, reviews
from messages.reviews import Told
from messages.surfaces import Message, View, update
from messages.words import Words
from storage.briefings import picture_of
from storage.challenges import names_in
from storage.goals import GoalState
from storage.members import Right
from storage.partners import Partner
from storage.reminder import Reminder
from storage.reviews import Review, people_of
from storage.store import Store

routes = Routes()


@routes.command("review", about=reviews.ABOUT, usage=reviews.USAGE, aliases=("bilan",))
async def review(desk: Desk) -> Answer:
    """`/partner review NAME`; without a name a form asks for the partner first."""
    if not desk.text:
        await desk.open(reviews.pick(desk.words, PICK))
        return None
    partner = await named(desk, desk.text, then=reviews.OF, archived=None)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await _window(desk, partner.id))
    return None


@routes.submit(reviews.PICK)
async def picked(desk: Desk) -> Answer:
    chosen = desk.values[reviews.PARTNER]
    return update(await _window(desk, int(chosen)))


@routes.click(reviews.OF)
async def of_partner(desk: Desk) -> Answer:
    await desk.open(await _window(desk, int(desk.value)))
    return None


@routes.click(reviews.FULL)
async def full(desk: Desk) -> Answer:
    """The whole picture of a partnership as of today."""
    async with desk.store(read_only=True) as store:
        picture = await picture_of(store, await store.partners.get(int(desk.value)))
    await desk.open(briefings.full(desk.words, picture))
    return None


@routes.click(reviews.NOW, right=Right.edit)
async def now(desk: Desk) -> Answer:
    """A review begins: its briefing leaves at once."""
    async with desk.store() as store:
        partner = await store.partners.for_change(int(desk.value))
        await store.reviews.begin_now(partner)
    desk.nudge()
    await shown_anew(desk, partner.id)
    return None


@routes.click(reviews.OPEN)
async def show(desk: Desk) -> Answer:
    """The whole review."""
    await desk.open(await whole(desk, int(desk.value)))
    return None


async def whole(desk: Desk, review_id: int) -> View:
    """A review to read. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        told = await told_of(store, await store.reviews.get(review_id))
        return reviews.opened(desk.words, told, may=await store.partners.may_edit(told.partner))


async def announce(store: Store, one: Review, partner: Partner) -> None:
    """Puts the notice into the outbox, for wherever the partner is spoken of."""
    await store.reminders.plan(
        kind=reviews.NOTICE,
        subject=one.subject,
        recipient=partner.place(await store.settings.get()),
        due_at=store.now,
        facts={"partner_id": partner.id},
    )


@routes.reminder(reviews.NOTICE, alone=True)
async def notice(delivery: Delivery) -> Message | None:
    """The notice, from today's facts; a redacted one where outsiders read along."""
    store, reminder = delivery.store, delivery.reminder
    if delivery.shared:
        return reviews.redacted(delivery.words, _review_id(reminder))
    return await _notice(store, delivery.words, reminder)


async def refresh(desk: Desk, one: Review) -> None:
    """What was posted of a review, and of the session it was, says what is known now."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        posted = await store.reminders.about(subject=one.subject, kind=reviews.NOTICE)
    await say_in_place(desk, posted, _notice)
    if one.session_id is not None:
        await agendas.refresh(desk, [one.session_id])


async def _window(desk: Desk, partner_id: int) -> View:
    async with desk.store(read_only=True) as store:
        return await window_of(desk, store, await store.partners.get(partner_id))


async def _notice(store: Store, words: Words, reminder: Reminder) -> Message:
    told, place = await told_of(store, await store.reviews.get(_review_id(reminder))), reminder.recipient
    return reviews.notice(words, told, place=place, default=place != told.partner.channel_id)


def _review_id(reminder: Reminder) -> int:
    return int(reminder.subject.partition(":")[2])


async def told_of(store: Store, one: Review) -> Told:
    """All that is told of a review. Raises `NotFound`."""
    partner = await store.partners.get(one.partner_id)
    meeting = await store.meetings.get(one.meeting_id)
    goals = await store.goals.of(partner.id)
    found = await store.challenges.of_review(one.id)
    contacts = await store.contacts.names(meeting.contact_ids)
    still = await store.challenges.open_of(partner.id)
    people = {*meeting.members} | people_of([one]) | names_in([*found, *still])
    return Told(
        review=one,
        meeting=meeting,
        partner=partner,
        names=await store.members.names(sorted(people)),
        contacts=list(contacts.values()),
        goals=[goal for goal in goals if str(goal.id) in one.goal_notes],
        met=[goal for goal in goals if goal.settled_meeting_id == meeting.id and goal.state is GoalState.met],
        raised=[each for each in found if each.review_id == one.id and each.closed_review_id != one.id],
        closed=[each for each in found if each.closed_review_id == one.id],
        open=still,
    )
