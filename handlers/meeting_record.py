"""Keeping what a meeting form says, inside the transaction that saves it."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.meeting_report import Said, mark
from handlers.meeting_view import Meta
from messages import goals as goals_of
from messages import requirements
from storage import stages
from storage.actions import Action
from storage.errors import CannotBeAsked, HasLeft, NotFound
from storage.goals import GoalState, WayKind
from storage.meetings import Interest, Meeting
from storage.organizations import name_key
from storage.partners import Partner
from storage.store import Store

SAME_DAY = timedelta(days=1)
SOURCE = "meeting"


async def keep_meeting(store: Store, partner: Partner, told: Said, meta: Meta) -> Meeting:
    """The meeting recorded or completed, and the stages it moves through by itself (field, section 3)."""
    report = replace(told.report, contact_ids=await _present(store, partner, told))
    interested = report.interest is Interest.yes
    if "meeting" in meta:
        meeting = await _of(store, partner, meta)
        news = interested and meeting.interest is not Interest.yes
        await store.meetings.edit(meeting, report, seen=datetime.fromisoformat(meta["seen"]) if meta["seen"] else None)
    else:
        news = True
        meeting = await store.meetings.record(partner.id, report, session_id=meta.get("session"))
        await _hold(store, partner, meeting)
    if news:
        count = await store.meetings.count(partner.id)
        for stage in stages.after_meeting(partner.stage, interested=interested, meetings=count):
            await store.partners.move(partner, stage, by_itself=True)
    return meeting


async def _hold(store: Store, partner: Partner, meeting: Meeting) -> None:
    """The planned session this meeting was: the one it was opened from, else one of the same day."""
    if meeting.session_id is None:
        zone = (await store.settings.get()).zone
        day = meeting.held_at.astimezone(zone).date()
        begun = await store.sessions.unrecorded(partner.id, since=meeting.held_at - SAME_DAY)
        same = [session.id for session in begun if session.starts_at.astimezone(zone).date() == day]
        meeting.session_id = same[0] if same else None
    if meeting.session_id is not None:
        await store.sessions.held(meeting.session_id)


async def _present(store: Store, partner: Partner, told: Said) -> list[int]:
    """The contacts who were there; those named for the first time become contacts."""
    known = await store.contacts.of(partner)
    by_name = {name_key(contact.name): contact.id for contact in known}
    chosen = [one for one in told.report.contact_ids if one in by_name.values()]
    for name in told.newcomers:
        if name_key(name) not in by_name:
            contact = await store.contacts.add(partner, name=name, source=SOURCE)
            by_name[name_key(name)] = contact.id
        chosen.append(by_name[name_key(name)])
    return list(dict.fromkeys(chosen))


async def settle(store: Store, partner: Partner, meeting: Meeting, told: Said, meta: Meta) -> None:
    """Goals, ways to work together and requirements, as far as the form says something new of them."""
    goals = {goal.id: goal for goal in await store.goals.of(partner.id) if goal.state is GoalState.open}
    for state, chosen in ((GoalState.met, told.met), (GoalState.dropped, told.dropped)):
        for goal_id in set(chosen) & set(goals):
            await store.goals.settle(goals[goal_id], state, meeting_id=meeting.id)
    for goal in told.goals:
        await store.goals.add(
            partner_id=partner.id,
            text=goal.text,
            measure=goal.measure,
            by=goal.by,
            meeting_id=meeting.id,
            field=goal.field,
        )
    await _ways(store, partner, meeting, told.ways)
    known = await store.requirements.of(partner.id)
    for kind, (text, not_applicable) in told.needs.items():
        shown = meta["needs"].get(kind.value, mark("", False))
        now = known.get(kind)
        kept = mark(now.text, now.not_applicable) if now else mark("", False)
        if mark(text, not_applicable) not in (shown, kept):
            await store.requirements.answer(
                partner.id,
                kind,
                text=text,
                not_applicable=not_applicable,
                meeting_id=meeting.id,
                field=requirements.field(kind),
            )


async def _ways(store: Store, partner: Partner, meeting: Meeting, ways: dict[WayKind, str]) -> None:
    here = {way.kind: way for way in await store.goals.ways(partner.id) if way.meeting_id == meeting.id}
    for kind, text in ways.items():
        field = goals_of.way_field(kind)
        if kind in here:
            await store.goals.change_way(here[kind], text, field=field)
        elif text:
            await store.goals.add_way(partner_id=partner.id, kind=kind, text=text, meeting_id=meeting.id, field=field)


async def keep_steps(store: Store, partner: Partner, meeting: Meeting, told: Said) -> list[Action]:
    """The next steps; one that cannot be given to whom it names is refused at that field."""
    contacts = {contact.id for contact in await store.contacts.of(partner)}
    kept = []
    for step in told.steps:
        if step.contact_id is not None and step.contact_id not in contacts:
            raise NotFound(field=f"{step.field}_who")
        try:
            action = await store.actions.add(
                partner_id=partner.id,
                what=step.what,
                side=step.side,
                assignee_id=step.assignee_id,
                contact_id=step.contact_id,
                due_on=step.by,
                meeting_id=meeting.id,
            )
        except (HasLeft, CannotBeAsked) as refusal:
            refusal.field = f"{step.field}_who"
            raise
        kept.append(action)
    return kept


async def _of(store: Store, partner: Partner, meta: Meta) -> Meeting:
    meeting = await store.meetings.get(int(meta["meeting"]))
    if meeting.partner_id != partner.id:
        raise NotFound
    return meeting
