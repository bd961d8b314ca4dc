"""What one week of a person holds, and the days it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from storage.actions import Action
from storage.agreement import Agreement
from storage.approvals import AgreementReview
from storage.days import instant
from storage.kpi_periods import KpiFrequency
from storage.partners import Partner
from storage.reports_due import ReportDue
from storage.sessions import Cadence, Session
from storage.silences import Quiet

A_WEEK = timedelta(days=7)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Span:
    """The week of the person's local days that begins on `monday`; `today` is their present day."""

    monday: date
    zone: ZoneInfo
    today: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        """The instant (UTC) at which it begins."""
        return instant(self.monday, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The instant (UTC) at which the next one begins."""
        return instant(self.monday + A_WEEK, time(), self.zone)

    @property
    def present(self) -> bool:
        return self.monday <= self.today <= self.sunday


@dataclass(frozen=True)
class Some(Generic[Item]):
    """The first of a list, and how many there are in all."""

    shown: Sequence[Item]
    total: int

    @property
    def left(self) -> int:
        return self.total - len(self.shown)


@dataclass(frozen=True)
class Sitting:
    """A session or review that is planned; `session` None: the rule will give it, it is not in the table yet."""

    session: Session | None
    cadence: Cadence
    partner: Partner
    starts_at: datetime


@dataclass(frozen=True)
class Figures:
    """A check-in that the person is to report: `measures` counts what nothing was said of yet."""

    check_in_id: int
    partner: str
    frequency: KpiFrequency
    period: date
    due_at: datetime
    measures: int


@dataclass(frozen=True)
class Report:
    """A report that an agreement asks for, and is not sent."""

    due: ReportDue
    agreement: Agreement
    partner: Partner


@dataclass(frozen=True)
class Asked:
    """A version that waits for the person's answer."""

    review: AgreementReview
    agreement: Agreement
    partner: Partner


@dataclass(frozen=True)
class Week:
    """What one person's week holds. `overdue` counts actions; `later` are those due after it, or without a day.

    Silences and versions that wait for an answer belong to the present week alone.
    """

    span: Span
    sittings: Some[Sitting]
    figures: Some[Figures]
    actions: Some[Action]
    overdue: int
    later: Some[Action]
    ending: Some[tuple[Agreement, Partner]]
    reports: Some[Report]
    quiet: Some[Quiet]
    asked: Some[Asked]

    @property
    def empty(self) -> bool:
        """Whether nothing comes up in it."""
        return not any(
            some.total
            for some in (
                self.sittings, self.figures, self.actions, self.ending, self.reports, self.quiet, self.asked,
            )
        )  # fmt: skip
