"""The meeting form as a person sees it: filled with what is known, what they had begun, what they asked for."""

from dataclasses import replace
from typing import Any

from handlers.desk import Desk
from handlers.meeting_report import marks
from messages import goals, meetings
from messages.forms import Values
from messages.meeting_values import first_values, rows_in, values_of
from messages.meetings import Known
from messages.minutes import step_line
from messages.surfaces import View
from storage.drafts import Draft
from storage.goals import GoalState
from storage.meetings import Purpose
from storage.partners import Partner
from storage.store import Store

Meta = dict[str, Any]


async def opened(desk: Desk, meta: Meta) -> View:
    """The form, with what this person had begun to report the last time.

    `meta` names the partner, and the session or the meeting it is about; it is carried by the form.
    """
    meta["subject"] = f"meeting:{meta['meeting']}" if "meeting" in meta else f"partner:{meta['partner']}"
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(meta["partner"])
        draft = await store.drafts.find(user_id=desk.person.user_id, form=meetings.FORM, subject=meta["subject"])
        values = await _first(desk, store, partner, meta)
        if draft:
            values |= {name: value for name, value in draft.values.items() if _says(name, value)}
        known = await _known(desk, store, partner, meta)
    return await _form(desk, known, values, meta, draft=draft)


async def grown(desk: Desk, *, goals: int = 0, steps: int = 0) -> View:
    """The open form with more rows; what it says is kept as a draft."""
    await desk.keep_draft()
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(int(desk.meta["partner"]))
        known = await _known(desk, store, partner, desk.meta)
    return await _form(desk, known, desk.values, desk.meta, more_goals=goals, more_steps=steps)


def _says(name: str, value: object) -> bool:
    """A draft says nothing of a requirement that it left blank: what is known of it stands."""
    return bool(value) or not name.startswith("requirement_")


async def _form(
    desk: Desk,
    known: Known,
    values: Values,
    meta: Meta,
    *,
    draft: Draft | None = None,
    more_goals: int = 0,
    more_steps: int = 0,
) -> View:
    return meetings.form(
        desk.words,
        replace(known, labels={**known.labels, **await _labels(desk, values)}),
        values,
        meta=meta,
        now=desk.now,
        saved_at=draft.saved_at if draft else None,
        goal_rows=min(rows_in(values, "goal") + more_goals, goals.MOST_ROWS),
        step_rows=min(rows_in(values, "step") + more_steps, meetings.MOST_STEPS),
    )


async def _first(desk: Desk, store: Store, partner: Partner, meta: Meta) -> Values:
    """What the form is filled with at first; `meta` keeps what it showed, to see later what was changed."""
    needs = await store.requirements.of(partner.id)
    meta["needs"] = marks(needs)
    if "meeting" in meta:
        meeting = await store.meetings.get(meta["meeting"])
        meta["seen"] = meeting.edited_at.isoformat() if meeting.edited_at else None
        ways = [way for way in await store.goals.ways(partner.id) if way.meeting_id == meeting.id]
        return values_of(desk.words, meeting, ways=ways, requirements=needs)
    purpose = Purpose.exploration if await store.meetings.count(partner.id) else Purpose.introduction
    at = None
    if "session" in meta:
        session = await store.sessions.get(meta["session"])
        purpose = (await store.sessions.cadence(session.cadence_id)).purpose
        at = min(session.starts_at, desk.now)
    return first_values(desk.words, desk.now, purpose=purpose, requirements=needs, at=at, member=desk.person.user_id)


async def _known(desk: Desk, store: Store, partner: Partner, meta: Meta) -> Known:
    here = meta.get("meeting")
    steps = await store.actions.of_meeting(here) if here else []
    who = await store.actions.who(steps)
    return Known(
        partner=partner.name,
        goals=[goal for goal in await store.goals.of(partner.id) if goal.state is GoalState.open],
        ways=[way for way in await store.goals.ways(partner.id) if here is None or way.meeting_id != here],
        labels={f"c:{contact.id}": contact.name for contact in await store.contacts.of(partner)},
        steps=[step_line(desk.words, step, who) for step in steps],
    )


async def _labels(desk: Desk, values: Values) -> dict[str, str]:
    """The names of colleagues whom the form's choices stand for."""
    users = [one[2:] for one in values.values() if isinstance(one, str) and one.startswith("u:")]
    names = await desk.people.names(desk.client, workspace=desk.workspace, user_ids=users)
    return {f"u:{user}": name for user, name in names.items()}
