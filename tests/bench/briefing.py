"""Rendering the briefing of a review, beside asking the ORM for everything and sorting it out in Python."""

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import Liaison
from messages import briefings
from messages.words import Words
from storage.actions import Action, ActionState
from storage.agendas import occasion_of
from storage.agreement import STANDING, Agreement, AgreementState
from storage.briefings import Briefing, Picture, Promised, briefing_of
from storage.challenges import Challenge, Raising
from storage.goals import Goal, GoalState
from storage.kpi import Kpi, KpiValue, ValueState
from storage.kpi_rules import reading
from storage.kpi_values import Figure
from storage.kpis import Followed
from storage.meetings import Purpose
from storage.members import Member
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.reminder import Reminder
from storage.reviews import Review, Reviewed
from storage.sessions import Session, SessionState
from storage.store import Store
from tests.bench import crowd
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, cpu_ratio
from tests.bench.slack import TEAM, slack_api
from tests.measuring import description

PARTNERS = 1_000
WORDS = Words("en", ZoneInfo("America/Toronto"))
GOAL = 0.8


async def results(database_url: str) -> AsyncIterator[Result]:
    """CPU of reading the facts of a partnership of two years and making the message of them.

    The goal: what is counted and bounded in SQL must pay for itself, one fifth at least.
    """
    with postgresql("briefing") as [address]:
        for database, url in (("SQLite", database_url), ("PostgreSQL", address)):
            async with slack_api() as api, assembled(url, api) as liaison:
                workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
                await crowd.gather(liaison.database, workspace.id, PARTNERS)
                session_id = await _two_years(liaison, workspace.id)
                ours, plain = (
                    partial(_rendered, liaison, workspace.id, session_id, plainly=plainly) for plainly in (False, True)
                )
                name = f"{database}: a briefing / the same facts, every row by plain ORM"
                yield await cpu_ratio(name, ours, plain, goal=GOAL, times=20)


async def _rendered(liaison: Liaison, workspace_id: int, session_id: int, *, plainly: bool) -> None:
    async with liaison.database.store(workspace_id, read_only=True) as store:
        session = await store.sessions.get(session_id)
        briefing = await (_plain(store, session) if plainly else briefing_of(store, session, "en"))
        briefings.said(WORDS, briefing, Reminder(id=1, recipient="C_BENCH"), missed=0, redacted_in=None)


async def _plain(store: Store, session: Session) -> Briefing:
    """All rows of the partner as nouns, one query a noun and a name; chosen, counted and sorted in Python."""
    occasion = await occasion_of(store, session, "en")
    partner = occasion.partner

    async def every(noun: type) -> list:
        return list(await store.session.scalars(select(noun).where(noun.partner_id == partner.id)))

    reviews = sorted(await every(Review), key=lambda one: one.held_at)
    last = reviews[-1] if reviews else None
    since = last.held_at if last else partner.created_at
    actions = await every(Action)
    done = [one for one in actions if one.state is ActionState.done and one.settled_at and one.settled_at > since]
    still = [one for one in actions if one.state is ActionState.open]
    slipped = [one for one in still if one.due_on and one.due_on < occasion.day]
    goals = [one for one in await every(Goal) if one.state is GoalState.open]
    challenges = [one for one in await every(Challenge) if one.closed_at is None]
    agreements = [one for one in await every(Agreement) if one.state in (*STANDING, AgreementState.expired)]
    past = [one for one in await every(Session) if since < one.starts_at <= store.now]
    today = await store.settings.today()
    followed = []
    for kpi in await every(Kpi):
        values = list(await store.session.scalars(select(KpiValue).where(KpiValue.kpi_id == kpi.id)))
        values = sorted((one for one in values if one.replaced_at is None), key=lambda one: one.period)
        points = [one.point for one in values if one.point is not None]
        followed.append(Followed(kpi, values, reading(points, kpi.line, kpi.direction, kpi.frequency, today=today)))
    names = {}
    for one in challenges:
        for user_id in (one.owner_id, one.raised_by):
            if user_id and user_id not in names:
                member = (await store.session.scalars(select(Member).where(Member.user_id == user_id))).one_or_none()
                names[user_id] = member.name if member else user_id
    picture = Picture(
        partner=partner,
        now=store.now,
        today=today,
        since=since,
        last=last,
        goals=goals,
        followed=followed,
        promised=Promised(
            done[-40:], slipped[:40], len(done), len(slipped), len(still), await store.actions.who(slipped)
        ),
        challenges=challenges,
        agreements=agreements,
        held=len([one for one in past if one.state is SessionState.held]),
        planned=len([one for one in past if one.state is not SessionState.withdrawn]),
        names=names,
    )
    return Briefing(**vars(occasion), picture=picture, review=None)


async def _two_years(liaison: Liaison, workspace_id: int) -> int:
    """A partner met weekly: 10 goals, 8 indicators of 24 months, 600 actions, 20 challenges, 3 reviews; one to come."""
    async with liaison.database.store(workspace_id, by="U_BENCH") as store:
        partner = await store.partners.get(1)
        for n in range(10):
            await store.goals.add(partner_id=partner.id, text=f"Goal {n}")
        for n in range(8):
            described = description(code="", name=f"Indicator {n}", reporter_id="U_BENCH", begun_on=date(2024, 1, 1))
            kpi = await store.kpis.add(partner, described)
            for month in range(24):
                period = date(2024 + (10 + month) // 12, (10 + month) % 12 + 1, 1)
                if period <= await store.settings.today():
                    await store.kpi_values.keep(kpi, period, Figure(ValueState.given, Decimal(10 + month)))
        for n in range(600):
            action = await store.actions.add(
                partner_id=partner.id, what=f"Action {n}", assignee_id="U_BENCH", due_on=date(2025, 1, 1 + n % 28)
            )
            if n % 4:
                await store.actions.done(action.id)
        for months in (18, 12, 6):
            await store.reviews.record(partner, Reviewed(store.now - timedelta(days=30 * months), "Going well"))
        for n in range(20):
            one = await store.challenges.begin(partner, Raising(f"Challenge {n}", owner_id=f"U_{n % 5}"))
            if n % 2:
                await store.challenges.close(one)
        first = (store.now + timedelta(days=20)).date()
        plan = Plan(Frequency.half_yearly, first, time(10), "America/Toronto")
        cadence = await store.sessions.begin(partner, plan, purpose=Purpose.review)
        return (await store.sessions.coming(cadence))[0].id
