"""Recording a meeting: the form from wherever it is opened, and what it says kept in one transaction."""

import asyncio
from typing import Any

from handlers import agendas, minutes, review_record
from handlers.desk import Desk
from handlers.meeting_record import keep_meeting, keep_steps, settle
from handlers.meeting_report import Said, said
from handlers.meeting_view import Meta, grown, opened
from handlers.members import remember
from handlers.partners import named
from handlers.routes import Answer, Routes
from messages import goals as goals_of
from messages import meetings
from messages.minutes import COMPLETE
from messages.partners import choices
from messages.surfaces import update
from storage.errors import Archived
from storage.members import Right
from storage.organizations import name_key
from storage.partners import Partner

routes = Routes()
MOST_OFFERED = 99


@routes.command("meet", about=meetings.ABOUT, usage=meetings.USAGE, right=Right.edit, aliases=("rencontre",))
async def meet(desk: Desk) -> Answer:
    """`/partner meet NAME`; without a name the form asks for the partner first."""
    if not desk.text:
        return await ask(desk)
    partner = await named(desk, desk.text, then=meetings.MEET)
    if not isinstance(partner, Partner):
        return partner
    await desk.open(await opened(desk, {"partner": partner.id}))
    return None


@routes.shortcut(meetings.RECORD, name=meetings.SHORTCUT_NAME, about=meetings.ABOUT, right=Right.edit)
async def ask(desk: Desk) -> Answer:
    await desk.open(meetings.pick(desk.words))
    return None


@routes.click(meetings.MEET, right=Right.edit)
async def record(desk: Desk) -> Answer:
    """A button for one partner ("7"), for one planned session of theirs ("7:3"), or for a partner yet to be chosen."""
    if not desk.value:
        return await ask(desk)
    partner_id, _, session_id = desk.value.partition(":")
    await desk.open(
        await opened(desk, {"partner": int(partner_id), **({"session": int(session_id)} if session_id else {})})
    )
    return None


@routes.click(COMPLETE, right=Right.edit)
async def complete(desk: Desk) -> Answer:
    """Something is added to a meeting, or corrected in it."""
    async with desk.store(read_only=True) as store:
        meeting = await store.meetings.get(int(desk.value))
        review = await store.reviews.of_meeting(meeting.id)
    if review is not None:
        await desk.open(await review_record.opened(desk, {"partner": review.partner_id, "review": review.id}))
        return None
    await desk.open(await opened(desk, {"partner": meeting.partner_id, "meeting": meeting.id}))
    return None


@routes.click(meetings.PARTNER, right=Right.edit)
async def picked(desk: Desk) -> Answer:
    """The partner was chosen: the form takes the question's place."""
    await desk.update(await opened(desk, {"partner": int(desk.value)}))
    return None


@routes.submit(meetings.PICK, right=Right.edit)
async def picked_with_enter(desk: Desk) -> Answer:
    chosen = desk.values[meetings.PARTNER]
    return update(await opened(desk, {"partner": int(chosen)}))


@routes.options(meetings.PARTNER, right=Right.edit)
async def find_partner(desk: Desk) -> list[dict[str, Any]]:
    async with desk.store(read_only=True) as store:
        return choices(await store.partners.to_pick(desk.typed))


@routes.options(meetings.CONTACTS_FIND, right=Right.edit)
async def find_contact(desk: Desk) -> list[dict[str, Any]]:
    """People of the partner, by what is typed."""
    return meetings.contact_choices(await _contacts(desk))


@routes.options(meetings.WHO_FIND, right=Right.edit)
async def find_who(desk: Desk) -> list[dict[str, Any]]:
    """Who a step can be given to, in one search: our colleagues, their people, a side as a whole."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.meta["partner"]))
        seeing = {partner.owner_id, *await store.partners.people(partner)} if partner.confidential else None
    ours = await desk.people.colleagues.named(
        desk.client, workspace=desk.workspace, team_id=desk.team_id, typed=desk.typed, now=desk.now
    )
    return meetings.who_choices(
        desk.words,
        ours=[(one.user_id, one.name) for one in ours if seeing is None or one.user_id in seeing],
        theirs=await _contacts(desk),
        partner=partner.name,
    )


@routes.click(goals_of.ADD, right=Right.edit)
async def another_goal(desk: Desk) -> Answer:
    await desk.update(await grown(desk, goals=1))
    return None


@routes.click(meetings.ADD_STEP, right=Right.edit)
async def another_step(desk: Desk) -> Answer:
    await desk.update(await grown(desk, steps=1))
    return None


@routes.click(meetings.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported, and asks anew."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    meta: Meta = {name: desk.meta[name] for name in ("partner", "session", "meeting") if name in desk.meta}
    meta["afresh"] = desk.meta.get("afresh", 0) + 1
    await desk.update(await opened(desk, meta))
    return None


@routes.submit(meetings.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Everything in one transaction: the meeting, what it settled, the stage, and what is said about it."""
    told = said(desk.values, desk.words.zone)
    await _look_up(desk, told)
    meta = desk.meta
    async with desk.saving() as store:
        partner = await store.partners.for_change(int(meta["partner"]))
        if partner.archived:
            raise Archived
        meeting = await keep_meeting(store, partner, told, meta)
        await settle(store, partner, meeting, told, meta)
        steps = await keep_steps(store, partner, meeting, told)
        if "meeting" not in meta:
            await minutes.announce(store, meeting, partner)
        await minutes.tell_assignees(store, meeting, steps)
    if "meeting" in meta:
        await minutes.refresh(desk, meeting.id)
    elif meeting.session_id is not None:
        await agendas.refresh(desk, [meeting.session_id])
    return None


async def _look_up(desk: Desk, told: Said) -> None:
    """Asks Slack who the people of the form are: whoever gets a step every time, the others when we never met them."""
    async with desk.store(read_only=True) as store:
        names = await store.members.names(sorted(told.people))
    wanted = told.assignees - {desk.person.user_id} | {user for user, name in names.items() if user == name}
    answers = await asyncio.gather(*(desk.client.users_info(user=user, include_locale=True) for user in sorted(wanted)))
    for answer in answers:
        await remember(desk.database, workspace=desk.workspace, user=answer["user"])


async def _contacts(desk: Desk) -> list[tuple[str, str]]:
    """The partner's people whose name answers to what was typed, as (id, name)."""
    key = name_key(desk.typed) if desk.typed.strip() else ""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.meta["partner"]))
        known = await store.contacts.of(partner)
    return [(str(contact.id), contact.name) for contact in known if key in name_key(contact.name)][:MOST_OFFERED]
