"""What follows a meeting: the notice in the channel, the word to who got a next step, and the moves it suggests."""

from datetime import timedelta

from handlers import reviews
from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery, seen_by_reader
from handlers.routes import Answer, Routes
from messages import minutes, sessions
from messages.minutes import Minutes
from messages.standing import to_clarify
from messages.surfaces import Message
from messages.words import Words
from storage import stages
from storage.actions import Action
from storage.days import checked_day
from storage.errors import Archived
from storage.goals import GoalState
from storage.meetings import Interest, Meeting
from storage.members import Right
from storage.partners import Partner, Stage
from storage.reminder import Reminder
from storage.settings import outside_quiet_hours
from storage.standing import Standing
from storage.store import Store
from storage.texts import checked

routes = Routes()
BEFORE_ACTIVE = frozenset({Stage.identified, Stage.contacted, Stage.exploring, Stage.agreeing})
ASK_AGAIN_AFTER = timedelta(days=182)


async def announce(store: Store, meeting: Meeting, partner: Partner) -> None:
    """Puts the notice into the outbox, for wherever the partner is spoken of."""
    settings = await store.settings.get()
    await store.reminders.plan(
        kind=minutes.NOTICE,
        subject=_subject(meeting.id),
        recipient=partner.place(settings),
        due_at=store.now,
        facts={"partner_id": partner.id},
    )


async def tell_assignees(store: Store, meeting: Meeting, steps: list[Action]) -> None:
    """One direct message to each person who was given steps, outside their quiet hours; none to who wrote them down."""
    for user_id in dict.fromkeys(step.assignee_id for step in steps if step.assignee_id):
        if user_id == store.by:
            continue
        hours = await store.settings.hours_of(await store.members.by_user(user_id))
        mine = [step.id for step in steps if step.assignee_id == user_id]
        await store.reminders.plan(
            kind=minutes.STEPS,
            subject=_subject(meeting.id),
            recipient=user_id,
            occurrence=str(mine[0]),
            due_at=outside_quiet_hours(store.now, zone=hours.zone, start=hours.start, end=hours.end),
            facts={"partner_id": meeting.partner_id, "actions": mine},
        )


async def refresh(desk: Desk, meeting_id: int) -> None:
    """Posts that were made of a meeting say what is known now."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        posted = await store.reminders.about(subject=_subject(meeting_id), kind=minutes.NOTICE)
    await say_in_place(desk, posted, _notice)


@routes.reminder(minutes.NOTICE, alone=True)
async def notice(delivery: Delivery) -> Message | None:
    """The notice, from today's facts; a redacted one where outsiders read along."""
    store, reminder = delivery.store, delivery.reminder
    if delivery.shared:
        return minutes.redacted(delivery.words, _meeting_id(reminder.subject))
    return await _notice(store, delivery.words, reminder)


@routes.reminder(minutes.STEPS, asked=True)
async def steps(delivery: Delivery) -> Message | None:
    """Next steps to who got them; nothing when none is theirs any more, or the partner is not theirs to see."""
    store, reminder = delivery.store, delivery.reminder
    meeting = await store.meetings.get(_meeting_id(reminder.subject))
    found = await seen_by_reader(delivery, reminder.facts["actions"])
    mine = [one for one in found if one.assignee_id == reminder.recipient and one.settled_at is None]
    if not mine:
        return None
    told = await _minutes(store, delivery.words, meeting)
    return minutes.given(delivery.words, told, mine, store.now.astimezone(delivery.words.zone).date())


@routes.click(minutes.OPEN)
async def show(desk: Desk) -> Answer:
    """The whole meeting."""
    async with desk.store(read_only=True) as store:
        meeting = await store.meetings.get(int(desk.value))
        review = await store.reviews.of_meeting(meeting.id)
        told = await _minutes(store, desk.words, meeting)
        may = await store.partners.may_edit(told.partner)
    await desk.open(await reviews.whole(desk, review.id) if review else minutes.opened(desk.words, told, may=may))
    return None


@routes.click(minutes.AGREE, right=Right.edit)
async def agree(desk: Desk) -> Answer:
    """The five P3 items are there: on to agreeing. Pressed twice, it moves once."""
    meeting_id = int(desk.value)
    async with desk.store() as store:
        meeting = await store.meetings.get(meeting_id)
        partner = await _to_move(store, meeting.partner_id)
        if stages.offered(partner.stage, await store.partners.standing(partner)) is Stage.agreeing:
            await store.partners.move(partner, Stage.agreeing)
    await refresh(desk, meeting_id)
    return None


@routes.click(minutes.DECLINE, right=Right.edit)
async def decline(desk: Desk) -> Answer:
    """They do not want a partnership now: when to ask again?"""
    async with desk.store(read_only=True) as store:
        told = await _minutes(store, desk.words, await store.meetings.get(int(desk.value)))
        await store.partners.going_on(told.partner.id)
    suggested = (desk.now + ASK_AGAIN_AFTER).astimezone(desk.words.zone).date()
    await desk.open(minutes.decline(desk.words, told, suggested=suggested))
    return None


@routes.submit(minutes.DECLINE, right=Right.edit)
async def declined(desk: Desk) -> Answer:
    why = checked(desk.values[minutes.WHY], field=minutes.WHY, limit=minutes.WHY_LIMIT)
    day = checked_day(desk.values[minutes.ASK_AGAIN], field=minutes.ASK_AGAIN)
    meeting_id = int(desk.meta["meeting"])
    async with desk.saving() as store:
        meeting = await store.meetings.get(meeting_id)
        partner = await _to_move(store, meeting.partner_id)
        await store.partners.move(partner, Stage.declined, why=why, ask_again_on=day)
    await refresh(desk, meeting_id)
    return None


async def _to_move(store: Store, partner_id: int) -> Partner:
    """The partner, held until the transaction ends. Raises `Archived`."""
    partner = await store.partners.for_change(partner_id)
    if partner.archived:
        raise Archived
    return partner


async def _notice(store: Store, words: Words, reminder: Reminder) -> Message:
    told = await _minutes(store, words, await store.meetings.get(_meeting_id(reminder.subject)))
    default = reminder.recipient != told.partner.channel_id
    return minutes.notice(words, told, place=reminder.recipient, default=default)


async def _minutes(store: Store, words: Words, meeting: Meeting) -> Minutes:
    partner = await store.partners.get(meeting.partner_id)
    standing = await store.partners.standing(partner)
    goals = await store.goals.of(partner.id)
    steps = await store.actions.of_meeting(meeting.id)
    known = {contact.id: contact.name for contact in await store.contacts.of(partner)}
    people = {*meeting.members, meeting.recorded_by, *([meeting.edited_by] if meeting.edited_by else [])}
    settled = [goal for goal in goals if goal.settled_meeting_id == meeting.id]
    return Minutes(
        meeting=meeting,
        partner=partner,
        names=await store.members.names(sorted(people)),
        contacts=[known[contact_id] for contact_id in meeting.contact_ids if contact_id in known],
        new_goals=[goal for goal in goals if goal.meeting_id == meeting.id and goal.state is not GoalState.dropped],
        met=[goal for goal in settled if goal.state is GoalState.met],
        dropped=[goal for goal in settled if goal.state is GoalState.dropped],
        ways=[way for way in await store.goals.ways(partner.id) if way.meeting_id == meeting.id],
        requirements=[
            one for one in (await store.requirements.of(partner.id)).values() if one.meeting_id == meeting.id
        ],
        steps=steps,
        who=await store.actions.who(steps),
        clarify=to_clarify(words, standing),
        offers=_offers(partner, meeting, standing, planned=await store.sessions.next_of(partner.id) is not None),
    )


def _offers(partner: Partner, meeting: Meeting, standing: Standing, *, planned: bool) -> list[str]:
    """What is offered after a meeting (field, section 3); a rule advises, a person decides."""
    offers = []
    if stages.offered(partner.stage, standing) is Stage.agreeing:
        offers.append(minutes.AGREE)
    if meeting.interest is Interest.no and partner.stage in BEFORE_ACTIVE:
        offers.append(minutes.DECLINE)
    if meeting.next_at is not None and not planned:
        offers.append(sessions.PLAN)
    return offers


def _meeting_id(subject: str) -> int:
    return int(subject.partition(":")[2])


def _subject(meeting_id: int) -> str:
    return f"meeting:{meeting_id}"
