"""The reporting calendar: what is to be reported, to whom, on which day, as the reporting mechanism says (25.2 P4)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.agreement import STANDING, Agreement
from storage.agreement_parts import ROWS, Content, Every, Part
from storage.base import Base, Scoped, choice
from storage.days import instant
from storage.errors import NotFound
from storage.partners import Partner
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf

if TYPE_CHECKING:
    from storage.settings import Settings

REPORT = "reports_due.coming"
AHEAD_DAYS = (7, 0)
"""Days before a report is due on which the channel is reminded, at 09:00 of the workspace."""
KEPT_AHEAD = 2
"""How many coming days of each report are in the table, with their reminders in the outbox."""
NINE = time(9)
MONTHS = {Every.monthly: 1, Every.quarterly: 3, Every.half_yearly: 6, Every.yearly: 12}


class ReportState(StrEnum):
    """`withdrawn`: the agreement ended, or an amendment no longer asks for it."""

    open = "open"
    sent = "sent"
    withdrawn = "withdrawn"


class ReportDue(Scoped, Base):
    """One report on one local day."""

    __tablename__ = "reports_due"
    __table_args__ = (
        UniqueConstraint("agreement_id", "what", "reader", "due_on"),
        Index("ix_reports_due_agreement_id", "agreement_id", "due_on"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    what: Mapped[str]
    reader: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.open)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]

    @property
    def subject(self) -> str:
        """What its reminders are about."""
        return f"report:{self.id}"


def report_days(first_on: date, every: Every, *, since: date) -> Iterator[date]:
    """The days from `since` on, in order and without end (`once`: at most one); none is before `first_on`.

    The 29th to 31st are the last day of a shorter month, and the 29th of February the 28th of a common year.
    """
    if every is Every.once:
        if first_on >= since:
            yield first_on
        return
    months = MONTHS[every]
    passed = max(0, (since.year - first_on.year) * 12 + since.month - first_on.month)
    step = passed // months
    while True:
        day = first_on + relativedelta(months=step * months)
        if day >= since:
            yield day
        step += 1


class ReportsDue(Shelf):
    """The shelf of reports that agreements ask for."""

    async def of(self, agreement: Agreement) -> list[ReportDue]:
        """What was and is to be reported, by day; not what was withdrawn."""
        found = select(ReportDue).where(
            ReportDue.agreement_id == agreement.id, ReportDue.state != ReportState.withdrawn
        )
        return list(await self.session.scalars(found.order_by(ReportDue.due_on, ReportDue.id)))

    async def get(self, report_id: int) -> ReportDue:
        """One report of an agreement with a partner that the person may see. Raises `NotFound`."""
        found = (
            select(ReportDue)
            .join(Agreement, Agreement.id == ReportDue.agreement_id)
            .join(Partner, Partner.id == Agreement.partner_id)
            .where(ReportDue.id == report_id)
        )
        report = (await self.session.scalars(found)).one_or_none()
        if report is None:
            raise NotFound
        return report

    async def settle(self, report: ReportDue, *, sent: bool) -> None:
        """It was sent (nothing more is said about it), or that is taken back."""
        report.state = ReportState.sent if sent else ReportState.open
        report.settled_at = self.store.now if sent else None
        report.settled_by = self.store.by if sent else None
        await self.session.flush()
        agreement = await self.store.agreements.get(report.agreement_id)
        self.store.audit.note(
            f"agreement:report:{'sent' if sent else 'reopened'}",
            f"partner:{agreement.partner_id}",
            agreement=agreement.id,
            report=report.id,
        )
        if sent:
            await self.store.reminders.cancel(subject=report.subject, reason="report sent")
        else:
            await self._announce(agreement, report, await self.store.settings.get())

    async def extend(self, agreement: Agreement) -> None:
        """Keeps the next days of each report in the table, and takes back what is no longer asked for.

        Called when an agreement comes into effect, when its state moves, and whenever a day is used up.
        """
        wanted = await self._wanted(agreement)
        known = {(report.what, report.reader, report.due_on): report for report in await self._all(agreement)}
        today = await self.store.settings.today()
        settings = await self.store.settings.get()
        for key, report in known.items():
            if report.state is ReportState.open and report.due_on >= today and key not in wanted:
                report.state, report.settled_at, report.settled_by = (
                    ReportState.withdrawn,
                    self.store.now,
                    self.store.by,
                )
                await self.store.reminders.cancel(subject=report.subject, reason="plan changed")
        for what, reader, day in wanted:
            report = known.get((what, reader, day)) or self.store.add(
                ReportDue(agreement_id=agreement.id, what=what, reader=reader, due_on=day, state=ReportState.open)
            )
            if report.state is ReportState.withdrawn:
                report.state, report.settled_at, report.settled_by = ReportState.open, None, None
            await self.session.flush()
            if report.state is ReportState.open:
                await self._announce(agreement, report, settings)

    async def _wanted(self, agreement: Agreement) -> list[tuple[str, str, date]]:
        if agreement.state not in STANDING or agreement.signed_number is None:
            return []
        version = await self.store.agreements.version(agreement.id, agreement.signed_number)
        today = await self.store.settings.today()
        last = agreement.ends_on or date.max
        return [
            (what, reader, day)
            for what, reader, every, first_on in reports(version.content)
            for _, day in zip(range(KEPT_AHEAD), report_days(first_on, every, since=today), strict=False)
            if day <= last
        ]

    async def _all(self, agreement: Agreement) -> list[ReportDue]:
        return list(await self.session.scalars(select(ReportDue).where(ReportDue.agreement_id == agreement.id)))

    async def _announce(self, agreement: Agreement, report: ReportDue, settings: "Settings") -> None:
        partner = await self.store.partners.get(agreement.partner_id)
        for ahead in AHEAD_DAYS:
            at = instant(report.due_on - timedelta(days=ahead), NINE, settings.zone)
            at = outside_quiet_hours(at, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)
            if at >= self.store.now:
                await self.store.reminders.plan(
                    kind=REPORT,
                    subject=report.subject,
                    recipient=partner.place(settings),
                    due_at=at,
                    occurrence=report.due_on.isoformat(),
                    ahead=ahead,
                    series=f"reports:{agreement.id}",
                    facts={"partner_id": partner.id},
                )


def reports(content: Content) -> list[tuple[str, str, Every, date]]:
    """What the reporting mechanism asks for, as far as it says what, how often and from when: what, to whom, how
    often, first day."""
    rows = (content.get(Part.reporting) or {}).get(ROWS) or []
    return [
        (row["what"], row.get("to", ""), Every(row["every"]), date.fromisoformat(row["first_on"]))
        for row in rows
        if row.get("what") and row.get("every") and row.get("first_on")
    ]
