"""Hundreds of partners of one person, with something of every kind due with each of them, put in at once."""

from datetime import date, time, timedelta
from decimal import Decimal

from storage.actions import Action, ActionState, Side
from storage.agreement import Agreement, AgreementState
from storage.agreement_parts import AgreementKind, Unit
from storage.approvals import AgreementReview, Verdict
from storage.base import Base, Scoped
from storage.communication import Arrangement, Every, How
from storage.kpi import CheckIn, CheckInState, Kpi
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction
from storage.meetings import Purpose
from storage.organizations import Organization
from storage.partners import Partner, Stage
from storage.recurrence import Frequency
from storage.reports_due import ReportDue, ReportState
from storage.sessions import Cadence, Session, SessionState
from storage.store import Store
from tests.house import AMELIE


async def crowd(store: Store, user: str, count: int) -> list[Partner]:
    """The partners, in all stages, with names that must be escaped. Everything is due on the store's present day."""
    now, today, stages = store.now, store.now.date(), list(Stage)
    made = {"created_at": now, "created_by": AMELIE}

    async def keep(noun: type[Base], rows: list[dict[str, object]]) -> list[Base]:
        found = [noun(**row) for row in rows]
        for one in found:
            if isinstance(one, Scoped):
                store.add(one)
        await store.session.flush()
        return found

    organizations = await keep(
        Organization, [{"name": f"{n} " + "Ω&" * 99, "name_key": f"{n:04}"} for n in range(count)]
    )
    partners = await keep(
        Partner,
        [
            {
                "organization_id": one.id,
                "name_key": f"{n:04}",
                "owner_id": user,
                "stage": stages[n % len(stages)],
                **made,
            }
            for n, one in enumerate(organizations)
        ],
    )
    of = [{"partner_id": one.id} for one in partners]
    what = {"what": "<" * 300, "side": Side.us, "assignee_id": user, "state": ActionState.open}
    await keep(Action, [one | what | made | {"due_on": day} for one in of for day in (today, None)])
    rule = {"frequency": Frequency.weekly, "first_on": today, "at": time(9), "minutes": 60, "shift_holidays": False}
    rule |= {"time_zone": "America/Toronto", "remind_before": [60], "purpose": Purpose.planning}
    cadences = await keep(Cadence, [one | rule | made for one in of])
    held = {"occurrence": today, "starts_at": now + timedelta(hours=1), "state": SessionState.planned, "why": ""}
    await keep(Session, [one | held | {"cadence_id": two.id} for one, two in zip(of, cadences, strict=True)])
    kpi = {"code": "referrals_in", "unit": Unit.number, "direction": Direction.up, "target": Decimal(15)}
    kpi |= {"frequency": KpiFrequency.monthly, "reporter_id": user, "begun_on": date(2026, 5, 1)}
    await keep(Kpi, [one | kpi | made for one in of])
    check_in = {
        "frequency": KpiFrequency.monthly,
        "period": date(2026, 10, 1),
        "due_at": now,
        "state": CheckInState.open,
    }
    await keep(CheckIn, [one | check_in | {"closes_at": now + timedelta(days=30)} for one in of])
    await keep(
        Arrangement,
        [
            one | {"how": How.phone, "every": Every.weekly, "agreed_at": now - timedelta(days=50), "agreed_by": user}
            for one in of
        ],
    )
    agreement = {"kind": AgreementKind.memorandum, "title": "&" * 200, "language": "en", "owner_id": user}
    agreement |= {"state": AgreementState.expiring, "amending": AgreementState.in_review, "ends_on": today}
    agreements = await keep(Agreement, [one | agreement | made for one in of])
    under = [{"agreement_id": one.id} for one in agreements]
    report = {"what": "<" * 300, "reader": "&" * 100, "due_on": today, "state": ReportState.open}
    await keep(ReportDue, [one | report for one in under])
    asked = {"number": 1, "user_id": user, "asked_at": now, "asked_by": AMELIE, "verdict": Verdict.waiting}
    await keep(AgreementReview, [one | asked for one in under])
    return [one for one in partners if isinstance(one, Partner)]
