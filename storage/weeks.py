"""Reads a person's week: what comes up with the partners that are theirs, and what is waiting for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from storage.actions import Action, ActionState, with_what_it_is_about
from storage.agreement import STANDING, Agreement, AgreementState
from storage.approvals import OPEN, AgreementReview, Verdict
from storage.kpi import CheckIn, CheckInState, Kpi, KpiValue
from storage.kpi_periods import period_of
from storage.members import Member
from storage.organizations import Organization
from storage.partners import Partner, PartnerPerson
from storage.reports_due import ReportDue, ReportState
from storage.sessions import Cadence, Session, SessionState
from storage.shelf import Shelf
from storage.silences import Quiet
from storage.week import Asked, Figures, Item, Report, Sitting, Some, Span, Week

UNRECORDED_FOR = timedelta(days=14)
"""For how long a session of which nobody has told is still shown in the present week."""
OUT_OF_PHASE = timedelta(days=21)
"""How far from its rule's day a session may be held, by a holiday or by hand, and still be looked for in the table."""


@dataclass(frozen=True)
class Whose:
    """Whose week it is; of partners those that are `there`, neither put away nor unwanted."""

    user_id: str
    there: ColumnElement[bool]

    @property
    def mine(self) -> ColumnElement[bool]:
        """Partners that the person owns or is named on."""
        named = select(PartnerPerson.partner_id).where(PartnerPerson.user_id == self.user_id)
        return or_(Partner.owner_id == self.user_id, Partner.id.in_(named))

    @property
    def theirs(self) -> ColumnElement[bool]:
        """Agreements that the person looks after, or of partners that are theirs."""
        return or_(Agreement.owner_id == self.user_id, self.mine)


class Weeks(Shelf):
    """Reads the week of a person who sees the store: with partners they own or are named on, what they promised, what
    they report and were asked. Each list by one statement or two, however many partners there are."""

    async def of(self, member: Member, monday: date | None = None, *, each: int = 6, unasked: bool = False) -> Week:
        """The week that begins on `monday` (by default the present one), at most `each` of everything; `unasked`:
        without the partners of which the person does not want to hear for a while."""
        span = await self.span(member, monday)
        me, now = member.user_id, span.present
        there = ~Partner.archived
        if unasked:
            there = and_(there, ~(await self.store.mutes.muted_for(me)))
        whose = Whose(me, there)
        actions, overdue = await self._actions(whose, span, each)
        return Week(
            span=span,
            sittings=await self._sittings(whose, span, each),
            figures=await self._figures(whose, span, each),
            actions=actions,
            overdue=overdue,
            later=await self._later(whose, span, each),
            ending=await self._ending(whose, span, each),
            reports=await self._reports(whose, span, each),
            quiet=await self._quiet(whose, span, each) if now else Some((), 0),
            asked=await self._asked(whose, each) if now else Some((), 0),
        )

    async def span(self, member: Member, monday: date | None = None) -> Span:
        """The person's week in which `monday`, or by default the present day, is."""
        zone = (await self.store.settings.hours_of(member)).zone
        today = self.store.now.astimezone(zone).date()
        day = monday or today
        return Span(day - timedelta(days=day.weekday()), zone, today)

    async def next_sitting(self, user_id: str, after: datetime) -> Sitting | None:
        """The first one that is planned after an instant (UTC)."""
        found = _sittings(Whose(user_id, ~Partner.archived)).where(Session.starts_at >= after).limit(1)
        row = (await self.session.execute(found)).first()
        return Sitting(row[0], row[1], row[2], row[0].starts_at) if row else None

    async def _sittings(self, whose: Whose, span: Span, each: int) -> Some[Sitting]:
        """In the present week also what went by without a word."""
        since = span.start - UNRECORDED_FOR if span.present else span.start
        total = func.count().over()
        wanted = _sittings(whose).add_columns(total).where(Session.starts_at >= since, Session.starts_at < span.end)
        rows = (await self.session.execute(wanted.limit(each))).all()
        found = [Sitting(session, cadence, partner, session.starts_at) for session, cadence, partner, _ in rows]
        counted = rows[0][3] if rows else 0
        if span.start <= self.store.now:
            return Some(found, counted)
        by_rule = await self._by_rule(whose, span)
        found = sorted([*found, *by_rule], key=lambda one: (one.starts_at, one.cadence.id))
        return Some(found[:each], counted + len(by_rule))

    async def _by_rule(self, whose: Whose, span: Span) -> list[Sitting]:
        """What the rules will give in a week to come, and is not in the table yet."""
        going = select(Cadence, Partner).join(Partner, Partner.id == Cadence.partner_id)
        going = going.where(whose.mine, whose.there, Cadence.ended_at.is_(None))
        kept = (
            select(Session.cadence_id, Session.occurrence)
            .join(Partner, Partner.id == Session.partner_id)
            .where(
                whose.mine,
                Session.state != SessionState.withdrawn,
                Session.occurrence >= span.monday - OUT_OF_PHASE,
            )
        )
        known = {(cadence_id, day) for cadence_id, day in await self.session.execute(kept)}
        province = (await self.store.settings.get()).province
        found = []
        for cadence, partner in (await self.session.execute(going)).all():
            for due in cadence.plan.coming(province, after=max(span.start - timedelta(seconds=1), self.store.now)):
                if due.starts_at >= span.end:
                    break
                if (cadence.id, due.occurrence) not in known:
                    found.append(Sitting(None, cadence, partner, due.starts_at))
        return found

    async def _figures(self, whose: Whose, span: Span, each: int) -> Some[Figures]:
        """What the person is to report: as reporter, because they were asked, or for somebody who has left."""
        gone = select(Member.user_id).where(Member.left)
        said = exists().where(
            KpiValue.kpi_id == Kpi.id,
            KpiValue.series == Kpi.series,
            KpiValue.period == CheckIn.period,
            KpiValue.replaced_at.is_(None),
        )
        reporter = func.coalesce(CheckIn.asked_id, Kpi.reporter_id)
        rows = (
            select(CheckIn.id, CheckIn.frequency, CheckIn.period, CheckIn.due_at, Organization.name, Kpi.begun_on)
            .join(Partner, Partner.id == CheckIn.partner_id)
            .join(Organization, Organization.id == Partner.organization_id)
            .join(Kpi, and_(Kpi.partner_id == CheckIn.partner_id, Kpi.frequency == CheckIn.frequency))
            .where(
                CheckIn.state == CheckInState.open,
                CheckIn.due_at < span.end,
                Kpi.ended_at.is_(None),
                whose.there,
                ~said,
                or_(reporter == whose.user_id, and_(reporter.in_(gone), Partner.owner_id == whose.user_id)),
            )
            .order_by(CheckIn.due_at, CheckIn.id)
        )
        if not span.present:
            rows = rows.where(CheckIn.due_at >= span.start)
        found: dict[int, Figures] = {}
        for check_in_id, frequency, period, due_at, partner, begun_on in await self.session.execute(rows):
            if period_of(begun_on, frequency) <= period:
                known = found.get(check_in_id)
                counted = known.measures + 1 if known else 1
                found[check_in_id] = Figures(check_in_id, partner, frequency, period, due_at, counted)
        return _first(list(found.values()), each)

    async def _actions(self, whose: Whose, span: Span, each: int) -> tuple[Some[Action], int]:
        """Those of the week, in the present one what is overdue first; and how many are overdue."""
        late = func.sum(case((Action.due_on < span.today, 1), else_=0)).over()
        wanted = _open_actions(whose, func.count().over(), late).where(Action.due_on <= span.sunday)
        if not span.present:
            wanted = wanted.where(Action.due_on >= span.monday)
        rows = (await self.session.execute(wanted.order_by(Action.due_on, Action.id).limit(each))).all()
        return Some([row[0] for row in rows], rows[0][1] if rows else 0), int(rows[0][2]) if rows else 0

    async def _later(self, whose: Whose, span: Span, each: int) -> Some[Action]:
        after = or_(Action.due_on > span.sunday, Action.due_on.is_(None))
        wanted = _open_actions(whose, func.count().over()).where(after)
        rows = await self.session.execute(
            wanted.order_by(Action.due_on.is_(None), Action.due_on, Action.id).limit(each)
        )
        return _some(rows.all())

    async def _ending(self, whose: Whose, span: Span, each: int) -> Some[tuple[Agreement, Partner]]:
        """Agreements whose last day is in the week; in the present one also those about which is to be decided."""
        within = and_(Agreement.state.in_(STANDING), Agreement.ends_on.between(span.monday, span.sunday))
        undecided = and_(Agreement.state == AgreementState.expiring, Agreement.decision.is_(None))
        wanted = (
            select(Agreement, Partner, func.count().over())
            .join(Partner, Partner.id == Agreement.partner_id)
            .where(or_(within, undecided) if span.present else within, whose.theirs, whose.there)
            .order_by(Agreement.ends_on, Agreement.id)
            .limit(each)
        )
        rows = (await self.session.execute(wanted)).all()
        return Some([(agreement, partner) for agreement, partner, _ in rows], rows[0][2] if rows else 0)

    async def _reports(self, whose: Whose, span: Span, each: int) -> Some[Report]:
        """Reports of the week that are not sent; in the present one also those that are overdue."""
        wanted = (
            select(ReportDue, Agreement, Partner, func.count().over())
            .join(Agreement, Agreement.id == ReportDue.agreement_id)
            .join(Partner, Partner.id == Agreement.partner_id)
            .where(
                ReportDue.state == ReportState.open,
                ReportDue.due_on <= span.sunday,
                Agreement.state != AgreementState.superseded,
                whose.theirs,
                whose.there,
            )
            .order_by(ReportDue.due_on, ReportDue.id)
            .limit(each)
        )
        if not span.present:
            wanted = wanted.where(ReportDue.due_on >= span.monday)
        rows = (await self.session.execute(wanted)).all()
        return Some([Report(*row[:3]) for row in rows], rows[0][3] if rows else 0)

    async def _quiet(self, whose: Whose, span: Span, each: int) -> Some[Quiet]:
        found = self.store.silences.of_person(whose.user_id, until=span.sunday, most=each, there=whose.there)
        return Some(*await found)

    async def _asked(self, whose: Whose, each: int) -> Some[Asked]:
        """Versions that wait for the person's answer, the longest waiting first."""
        writing = case((Agreement.amending.is_not(None), Agreement.amending), else_=Agreement.state)
        wanted = (
            select(AgreementReview, Agreement, Partner, func.count().over())
            .join(Agreement, Agreement.id == AgreementReview.agreement_id)
            .join(Partner, Partner.id == Agreement.partner_id)
            .where(
                AgreementReview.user_id == whose.user_id,
                AgreementReview.verdict == Verdict.waiting,
                writing.in_(OPEN),
                whose.there,
            )
            .order_by(AgreementReview.asked_at, AgreementReview.id)
            .limit(each)
        )
        rows = (await self.session.execute(wanted)).all()
        return Some([Asked(*row[:3]) for row in rows], rows[0][3] if rows else 0)


def _sittings(whose: Whose) -> Select[Any]:
    found = (
        select(Session, Cadence, Partner)
        .join(Cadence, Cadence.id == Session.cadence_id)
        .join(Partner, Partner.id == Session.partner_id)
        .where(whose.mine, whose.there, Session.state == SessionState.planned)
        .order_by(Session.starts_at, Session.id)
    )
    return cast(Select[Any], found)


def _open_actions(whose: Whose, *more: Any) -> Select[Any]:
    there = or_(Action.partner_id.is_(None), whose.there)
    return with_what_it_is_about(select(Action, *more)).where(
        Action.assignee_id == whose.user_id, Action.state == ActionState.open, there
    )


def _some(rows: Sequence[Any]) -> Some[Any]:
    """Rows whose last column counts all that there are."""
    return Some([row[0] for row in rows], rows[0][-1] if rows else 0)


def _first(found: Sequence[Item], each: int) -> Some[Item]:
    return Some(found[:each], len(found))
