"""What is known of a partner that an agreement can start from (25.2 P3 leads to P4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from storage.actions import Action, Who
from storage.agreement_parts import Part
from storage.communication import Arrangement
from storage.contacts import Contact
from storage.goals import Goal, GoalState, Way
from storage.kpi import Kpi
from storage.meetings import Meeting
from storage.partners import Partner
from storage.requirements import Requirement, RequirementKind
from storage.sessions import Cadence
from storage.store import Store

PEOPLE = (Part.governance, Part.communications, Part.parties)
MEETINGS = (Part.governance, Part.communications)
GOALS = (Part.goals, Part.indicators)
WAYS = (Part.services, Part.roles)
REQUIREMENTS = (Part.services, Part.funding, Part.indicators, Part.reporting)
NOBODY = Who({}, {}, frozenset())


@dataclass(frozen=True)
class Known:
    """Facts of one partner: `actions` are the open ones, `who` names their people; `process` is who talks to whom, as
    long as they do; `names` are those of our people in it and in `kpis`, by user id; `met_on` are the local days of the
    meetings in which something of it was said."""

    partner: Partner
    owner: str
    contacts: Sequence[Contact] = ()
    goals: Sequence[Goal] = ()
    ways: Sequence[Way] = ()
    requirements: Mapping[RequirementKind, Requirement] = field(default_factory=dict)
    actions: Sequence[Action] = ()
    who: Who = NOBODY
    cadences: Sequence[Cadence] = ()
    kpis: Sequence[Kpi] = ()
    process: Sequence[Arrangement] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    met_on: Mapping[int, date] = field(default_factory=dict)


async def known_of(store: Store, partner: Partner, part: Part) -> Known:
    """What is known of a partner today that is of use to one part."""
    goals = [goal for goal in await store.goals.of(partner.id) if goal.state is GoalState.open] if part in GOALS else []
    ways = await store.goals.ways(partner.id) if part in WAYS else []
    requirements = await store.requirements.of(partner.id) if part in REQUIREMENTS else {}
    actions = await store.actions.open_of(partner.id) if part is Part.roles else []
    kpis = await store.kpis.of(partner.id) if part is Part.indicators else []
    process = await store.communication.of(partner.id) if part is Part.communications else []
    named = {kpi.reporter_id for kpi in kpis} | {line.member_id for line in process if line.member_id}
    return Known(
        partner=partner,
        owner=(await store.members.names([partner.owner_id]))[partner.owner_id],
        contacts=await store.contacts.of(partner) if part in PEOPLE else (),
        goals=goals,
        ways=ways,
        requirements=requirements,
        actions=actions,
        who=await store.actions.who(actions) if actions else NOBODY,
        cadences=await store.sessions.cadences_of(partner.id) if part in MEETINGS else (),
        kpis=kpis,
        process=[line for line in process if not line.paused],
        names=await store.members.names(sorted(named)) if named else {},
        met_on=await _met_on(store, [*goals, *ways, *actions, *requirements.values()]),
    )


async def _met_on(store: Store, said: Sequence[Any]) -> dict[int, date]:
    """The local days of the meetings that these facts name, by id."""
    named = {one.meeting_id for one in said if one.meeting_id is not None}
    if not named:
        return {}
    zone = (await store.settings.get()).zone
    meetings = await store.session.execute(select(Meeting.id, Meeting.held_at).where(Meeting.id.in_(named)))
    return {meeting_id: held_at.astimezone(zone).date() for meeting_id, held_at in meetings}
