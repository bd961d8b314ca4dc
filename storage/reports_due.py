"""The reporting calendar: what is to be reported, to whom, on which day, as the reporting mechanism says (25.2 P4)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.agreement import Agreement, AgreementState
from storage.agreement_parts import ROWS, Content, Every, Part
from storage.base import Base, Scoped, choice
from storage.days import instant
from storage.errors import NotFound
from storage.partners import Partner
from storage.reminder import ReminderState
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
Key = tuple[str, str, date]
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
        await self.extend(agreement)

    async def overdue_beside(self, report: ReportDue) -> int:
        """How many others of the same report are overdue."""
        found = select(func.count()).where(
            ReportDue.agreement_id == report.agreement_id,
            ReportDue.what == report.what,
            ReportDue.reader == report.reader,
            ReportDue.state == ReportState.open,
            ReportDue.due_on < await self.store.settings.today(),
            ReportDue.id != report.id,
        )
        return await self.session.scalar(found) or 0

    async def extend(self, agreement: Agreement, *, passed: ReportDue | None = None) -> None:
        """Keeps the next days of each report in the table, and takes back what is no longer asked for.

        Called when an agreement takes effect, when its state moves, and whenever a day is used up. `passed` is the one
        whose day was used up: those of the same report that fell into a silence of Liaison's are put on record too.
        """
        settings = await self.store.settings.get()
        today = self.store.now.astimezone(settings.zone).date()
        known = {(report.what, report.reader, report.due_on): report for report in await self._all(agreement)}
        sent = {key for key, report in known.items() if report.state is ReportState.sent}
        wanted = await self._wanted(agreement, today, sent, passed)
        for key, report in known.items():
            if report.state is ReportState.open and report.due_on >= today and key not in wanted:
                self._become(report, ReportState.withdrawn)
                await self.store.reminders.cancel(subject=report.subject, reason="plan changed")
        for key in wanted:
            report = known.get(key) or self._new(agreement, *key)
            if report.state is ReportState.withdrawn:
                self._become(report, ReportState.open)
            await self.session.flush()
            if report.state is ReportState.open:
                await self._announce(agreement, report, settings, late=key not in known and report.due_on == today)

    async def use_up(self, report: ReportDue) -> None:
        """Its reminder is being said: the days after it are kept, unless somebody has the agreement in hand."""
        held = select(Agreement).where(Agreement.id == report.agreement_id)
        held = held.with_for_update(of=Agreement, skip_locked=True).execution_options(populate_existing=True)
        agreement = (await self.session.scalars(held)).one_or_none()
        if agreement is not None:
            await self.extend(agreement, passed=report)

    async def replan(self, agreement: Agreement) -> None:
        """Plans the reminders of what is open anew, after the place or the hours for them have changed."""
        for report in await self._all(agreement):
            for reminder in await self.store.reminders.about(subject=report.subject, kind=REPORT):
                if reminder.state is ReminderState.planned and reminder.due_at > self.store.now:
                    await self.store.reminders.drop(reminder, reason="replanned")
        await self.extend(agreement)

    async def _wanted(self, agreement: Agreement, today: date, sent: set[Key], passed: ReportDue | None) -> list[Key]:
        """The days to keep: of each report as many coming ones as are kept ahead, and those just missed.

        What recurs does so until the agreement ends; what is asked for once may be due after that.
        """
        if agreement.signed_number is None or agreement.state is AgreementState.superseded or _called_off(agreement):
            return []
        version = await self.store.agreements.version(agreement.id, agreement.signed_number)
        last = agreement.ends_on or date.max
        found: list[Key] = []
        for what, reader, every, first_on in reports(version.content):
            missed = passed is not None and (passed.what, passed.reader) == (what, reader)
            since = min(today, passed.due_on) if passed and missed else today
            ahead = 0
            for day in report_days(first_on, every, since=since):
                if ahead == KEPT_AHEAD or (day > last and every is not Every.once):
                    break
                found.append((what, reader, day))
                ahead += day >= today and (what, reader, day) not in sent
        return list(dict.fromkeys(found))

    async def _all(self, agreement: Agreement) -> list[ReportDue]:
        return list(await self.session.scalars(select(ReportDue).where(ReportDue.agreement_id == agreement.id)))

    def _new(self, agreement: Agreement, what: str, reader: str, day: date) -> ReportDue:
        return self.store.add(
            ReportDue(agreement_id=agreement.id, what=what, reader=reader, due_on=day, state=ReportState.open)
        )

    def _become(self, report: ReportDue, state: ReportState) -> None:
        withdrawn = state is ReportState.withdrawn
        report.state = state
        report.settled_at = self.store.now if withdrawn else None
        report.settled_by = self.store.by if withdrawn else None

    async def _announce(
        self, agreement: Agreement, report: ReportDue, settings: "Settings", *, late: bool = False
    ) -> None:
        """Plans what is still to come; `late`: it is due today already, and nothing was said of it yet."""
        partner = await self.store.partners.get(agreement.partner_id)
        for ahead in AHEAD_DAYS:
            at = instant(report.due_on - timedelta(days=ahead), NINE, settings.zone)
            at = self.store.now if late and not ahead and at < self.store.now else at
            at = outside_quiet_hours(at, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)
            if at >= self.store.now:
                await self.store.reminders.plan(
                    kind=REPORT,
                    subject=report.subject,
                    recipient=partner.place(settings),
                    due_at=at,
                    occurrence=report.due_on.isoformat(),
                    ahead=ahead,
                    series=_series(report),
                    facts={"partner_id": partner.id},
                )


def _series(report: ReportDue) -> str:
    """What is said once after a silence: this report, not the others of its agreement."""
    mark = sha256(f"{report.what}\0{report.reader}".encode()).hexdigest()[:16]
    return f"agreement:{report.agreement_id}:report:{mark}"


def _called_off(agreement: Agreement) -> bool:
    return agreement.starts_on is not None and agreement.ends_on is not None and agreement.ends_on < agreement.starts_on


def reports(content: Content) -> list[tuple[str, str, Every, date]]:
    """What the reporting mechanism asks for, as far as it says what, how often and from when: what, to whom, how
    often, first day."""
    rows = (content.get(Part.reporting) or {}).get(ROWS) or []
    return [
        (row["what"], row.get("to", ""), Every(row["every"]), date.fromisoformat(row["first_on"]))
        for row in rows
        if row.get("what") and row.get("every") and row.get("first_on")
    ]
