"""What is known of a partner that an agreement can start from (25.2 P3 leads to P4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storage.actions import Action, Who
from storage.contacts import Contact
from storage.goals import Goal, GoalState, Way
from storage.meetings import Meeting
from storage.partners import Partner
from storage.requirements import Requirement, RequirementKind
from storage.sessions import Cadence
from storage.store import Store


@dataclass(frozen=True)
class Known:
    """Facts of one partner: `actions` are the open ones, `who` names their people; `met_on` are the local days of the
    meetings in which something of it was said."""

    partner: Partner
    owner: str
    contacts: Sequence[Contact]
    goals: Sequence[Goal]
    ways: Sequence[Way]
    requirements: Mapping[RequirementKind, Requirement]
    actions: Sequence[Action]
    who: Who
    cadences: Sequence[Cadence]
    met_on: Mapping[int, date]


async def known_of(store: Store, partner: Partner) -> Known:
    """What is known of a partner today."""
    goals = [goal for goal in await store.goals.of(partner.id) if goal.state is GoalState.open]
    ways = await store.goals.ways(partner.id)
    requirements = await store.requirements.of(partner.id)
    actions = await store.actions.open_of(partner.id)
    said_in = [one.meeting_id for one in goals] + [one.meeting_id for one in ways]
    said_in += [one.meeting_id for one in actions] + [one.meeting_id for one in requirements.values()]
    named = {meeting_id for meeting_id in said_in if meeting_id is not None}
    zone = (await store.settings.get()).zone
    meetings = await store.session.execute(select(Meeting.id, Meeting.held_at).where(Meeting.id.in_(named)))
    return Known(
        partner=partner,
        owner=(await store.members.names([partner.owner_id]))[partner.owner_id],
        contacts=await store.contacts.of(partner),
        goals=goals,
        ways=ways,
        requirements=requirements,
        actions=actions,
        who=await store.actions.who(actions),
        cadences=await store.sessions.cadences_of(partner.id),
        met_on={meeting_id: held_at.astimezone(zone).date() for meeting_id, held_at in meetings},
    )
