"""The briefing before a review: what has become of the partnership since the last one (25.2 P5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from storage.actions import Action, ActionState, Who
from storage.agendas import Occasion, occasion_of
from storage.agreement import STANDING, Agreement, AgreementState
from storage.challenges import Challenge, names_in
from storage.goals import Goal, GoalState
from storage.kpis import Followed
from storage.partners import Partner
from storage.reviews import Review
from storage.sessions import Session, SessionState

if TYPE_CHECKING:
    from storage.store import Store

MOST_ACTIONS = 20
"""How many actions of each sort are read; the others are counted."""


@dataclass(frozen=True)
class Promised:
    """Actions that were `done` since the last review (newest first) and that `slipped`: overdue on the review's day.

    `many_done`, `many_slipped` and `many_open` count them all.
    """

    done: Sequence[Action]
    slipped: Sequence[Action]
    many_done: int
    many_slipped: int
    many_open: int
    who: Who


@dataclass(frozen=True)
class Picture:
    """A partnership since `since` (UTC): the `last` review, or, without one, when it was taken up.

    `goals` are open, or met since then; `held` of the `planned` sessions took place; `names` are our people's by user
    id.
    """

    partner: Partner
    now: datetime
    today: date
    since: datetime
    last: Review | None
    goals: Sequence[Goal]
    followed: Sequence[Followed]
    promised: Promised
    challenges: Sequence[Challenge]
    agreements: Sequence[Agreement]
    held: int
    planned: int
    names: Mapping[str, str]


@dataclass(frozen=True)
class Briefing(Occasion):
    """A planned review with the picture of the partnership; `review` is what it came to, once it is recorded."""

    picture: Picture
    review: Review | None


async def briefing_of(store: "Store", session: Session, language: str) -> Briefing:
    """The briefing of a review as things stand. Raises `NotFound` when its partner is not there."""
    occasion = await occasion_of(store, session, language)
    review = await store.reviews.of_session(session.id) if session.state is SessionState.held else None
    picture = await picture_of(store, occasion.partner, before=review, day=occasion.day)
    return Briefing(**vars(occasion), picture=picture, review=review)


async def picture_of(
    store: "Store", partner: Partner, *, before: Review | None = None, day: date | None = None
) -> Picture:
    """The picture of a partner that the person has been shown, up to now.

    `before`: since the review that came before this one. `day`: the local day by which actions have slipped, today by
    default.
    """
    today = await store.settings.today()
    last = next((one for one in await store.reviews.of(partner.id) if before is None or one.id != before.id), None)
    since = last.held_at if last else partner.created_at
    challenges = await store.challenges.in_sight(partner.id)
    agreements = await store.agreements.of(partner.id)
    held, planned = await _sessions(store, partner.id, since)
    people = {*names_in(challenges), *([last.recorded_by] if last else [])}
    return Picture(
        partner=partner,
        now=store.now,
        today=today,
        since=since,
        last=last,
        goals=await _goals(store, partner.id, since),
        followed=await store.kpis.followed(await store.kpis.of(partner.id)),
        promised=await _promised(store, partner.id, since, day or today),
        challenges=challenges,
        agreements=[one for one in agreements if one.state in (*STANDING, AgreementState.expired)],
        held=held,
        planned=planned,
        names=await store.members.names(sorted(people)),
    )


async def _goals(store: "Store", partner_id: int, since: datetime) -> list[Goal]:
    found = select(Goal).where(
        Goal.partner_id == partner_id,
        or_(Goal.state == GoalState.open, and_(Goal.state == GoalState.met, Goal.settled_at > since)),
    )
    return list(await store.session.scalars(found.order_by(Goal.id)))


async def _promised(store: "Store", partner_id: int, since: datetime, day: date) -> Promised:
    done = and_(Action.state == ActionState.done, Action.settled_at > since)
    slipped = and_(Action.state == ActionState.open, Action.due_on < day)
    counted = select(
        func.count().filter(done),
        func.count().filter(slipped),
        func.count().filter(Action.state == ActionState.open),
    )
    many_done, many_slipped, many_open = (
        await store.session.execute(counted.where(Action.partner_id == partner_id))
    ).one()
    found = select(Action).where(Action.partner_id == partner_id)
    newest = found.where(done).order_by(Action.settled_at.desc(), Action.id.desc()).limit(MOST_ACTIONS)
    longest = found.where(slipped).order_by(Action.due_on, Action.id).limit(MOST_ACTIONS)
    is_done = list(await store.session.scalars(newest)) if many_done else []
    has_slipped = list(await store.session.scalars(longest)) if many_slipped else []
    who = await store.actions.who([*is_done, *has_slipped])
    return Promised(is_done, has_slipped, many_done, many_slipped, many_open, who)


async def _sessions(store: "Store", partner_id: int, since: datetime) -> tuple[int, int]:
    """How many sessions took place since then, of how many that were planned."""
    found = select(Session.state, func.count()).group_by(Session.state)
    found = found.where(
        Session.partner_id == partner_id,
        Session.starts_at > since,
        Session.starts_at <= store.now,
        Session.state != SessionState.withdrawn,
    )
    counts = {state: count for state, count in await store.session.execute(found)}
    return counts.get(SessionState.held, 0), sum(counts.values())
