"""Check-ins: the figures of a partner asked for when a period has ended, and in the end marked as missed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select

from storage.check_in_asking import LATE, Asking
from storage.errors import NotAllowed, NotFound
from storage.kpi import CheckIn, CheckInState, Kpi
from storage.kpi_periods import KpiFrequency, asked_at, following, period_of
from storage.kpi_values import MISSED
from storage.members import Right
from storage.partners import Partner
from storage.reminder import ReminderState
from storage.settings import Settings, outside_quiet_hours

DUE = "check_ins.due"
REPORTED = "check_ins.reported"
LOOK_BACK = timedelta(days=750)
"""How far back check-ins that nobody was asked for are put on record: the last two years'."""
SAID = (ReminderState.sending, ReminderState.sent, ReminderState.uncertain, ReminderState.left)
WAITING = (ReminderState.planned, ReminderState.claimed)


class CheckIns(Asking):
    """The shelf of check-ins. Of each partner and frequency the one to come is always here, with its message in the
    outbox; those of a partner the person may not see are not there."""

    async def get(self, check_in_id: int) -> CheckIn:
        """Raises `NotFound`."""
        found = (await self.session.scalars(_check_ins().where(CheckIn.id == check_in_id))).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def of_period(self, partner_id: int, frequency: KpiFrequency, period: date) -> CheckIn | None:
        found = _check_ins().where(
            CheckIn.partner_id == partner_id, CheckIn.frequency == frequency, CheckIn.period == period
        )
        return (await self.session.scalars(found)).one_or_none()

    async def kpis(self, check_in: CheckIn) -> list[Kpi]:
        """What it asks for: the partner's indicators of this frequency that had begun by then."""
        every = await self.store.kpis.of(check_in.partner_id)
        return [kpi for kpi in every if kpi.frequency is check_in.frequency and _begun(kpi) <= check_in.period]

    async def outstanding(self, check_in: CheckIn) -> list[Kpi]:
        """Those of which nothing is said yet, not even that there is no figure."""
        kpis = await self.kpis(check_in)
        values = await self.store.kpi_values.at(kpis, check_in.period)
        return [kpi for kpi in kpis if kpi.id not in values]

    async def shown_in(self, check_in: CheckIn, partner: Partner, recipient: str) -> list[Kpi]:
        """What a message to this place is about: what is asked for there; all of it in any other place."""
        settings = await self.store.settings.get()
        kpis = await self.kpis(check_in)
        return [kpi for kpi in kpis if kpi.place(partner, settings) == recipient] or kpis

    async def must_report(self, partner: Partner) -> None:
        """Raises `NotAllowed` for somebody who neither may edit the partner, nor reports for it, nor was asked to."""
        person = self.store.person
        if person is None or await self.store.partners.may_edit(partner):
            return
        reports = any(kpi.reporter_id == person.user_id for kpi in await self.store.kpis.of(partner.id))
        asked = select(CheckIn.id).where(CheckIn.partner_id == partner.id, CheckIn.asked_id == person.user_id).limit(1)
        if not person.may(Right.edit) or not (reports or await self.session.scalar(asked)):
            raise NotAllowed

    async def begin(self, partner: Partner, frequency: KpiFrequency, period: date) -> CheckIn:
        """The check-in of a period that somebody reports by themselves: early, or long after."""
        check_in = await self.of_period(partner.id, frequency, period)
        if check_in is None:
            check_in = await self._new(partner, frequency, period, await self.store.settings.get())
            if check_in.closes_at <= self.store.now:
                check_in.state = CheckInState.settled  # nobody was asked in its time, so nobody missed it
        return check_in

    async def extend(self, partner: Partner) -> None:
        """Keeps the check-in to come of each frequency here, with its message in the outbox, and closes what is over.

        Called whenever something changes that it depends on (indicators, channels, hours, archiving), and by each
        check-in when it is said; doing so again changes nothing. Periods that fell into a silence of Liaison's are put
        on record as missed, but not those in which the partner was archived or nothing was followed.
        """
        await self.session.execute(select(Partner.id).where(Partner.id == partner.id).with_for_update())
        settings = await self.store.settings.get()
        kpis = [] if partner.archived else await self.store.kpis.of(partner.id)
        known = await self._known(partner)
        for frequency in KpiFrequency:
            alike = [kpi for kpi in kpis if kpi.frequency is frequency]
            rows = [row for row in known if row.frequency is frequency]
            rows += await self._new_ones(partner, frequency, alike, rows, settings) if alike else []
            for row in rows:
                await self._bring_up_to_date(row, partner, settings, alike)

    async def settle_due(self) -> None:
        """The same for every partner of which a check-in is over: nothing waits for a message that could not go."""
        over = _check_ins().where(CheckIn.state == CheckInState.open, CheckIn.closes_at <= self.store.now)
        for partner_id in sorted({check_in.partner_id for check_in in await self.session.scalars(over)}):
            await self.extend(await self.store.partners.get(partner_id))

    async def extend_all(self) -> None:
        """The same for every partner, after the workspace's hours, holidays or default channel have changed."""
        found = select(CheckIn.partner_id).where(CheckIn.state == CheckInState.open).distinct()
        for partner_id in sorted(await self.session.scalars(found)):
            await self.extend(await self.store.partners.get(partner_id))

    async def asked(self, check_in: CheckIn) -> list[Kpi]:
        """It is being asked for: the one after it is kept, and whoever reports will be nudged.

        Gives what is outstanding; nothing when there is nothing to ask for any more.
        """
        partner = await self.store.partners.get(check_in.partner_id)
        await self.extend(partner)
        if check_in.state is not CheckInState.open:
            return []
        left = await self.outstanding(check_in)
        await self.nudge(check_in, partner, left)
        return left

    async def reported(self, check_in: CheckIn) -> None:
        """Something was said: nobody is nudged any more once all is. Where nothing was posted yet, it is told now, but
        for a period that is long over."""
        if not await self.outstanding(check_in):
            check_in.state = CheckInState.settled
            for kind in (LATE, DUE):
                await self.store.reminders.cancel(subject=check_in.subject, kind=kind, reason="answered")
        await self.session.flush()
        known = await self.store.reminders.about(subject=check_in.subject)
        told = {one.recipient for one in known if one.kind in (DUE, REPORTED) and one.state in SAID}
        partner = await self.store.partners.get(check_in.partner_id)
        settings = await self.store.settings.get()
        places = {kpi.place(partner, settings) for kpi in await self.kpis(check_in)}
        if check_in.closes_at > self.store.now:
            for place in sorted(places - told):
                await self.plan(REPORTED, check_in, place, self.store.now)

    async def _new_ones(
        self,
        partner: Partner,
        frequency: KpiFrequency,
        kpis: Sequence[Kpi],
        rows: Sequence[CheckIn],
        settings: Settings,
    ) -> list[CheckIn]:
        """The first check-in to come, unless it is here; and those since the newest one, where that was asked for."""
        today = self.store.now.astimezone(settings.zone).date()
        running = period_of(today, frequency)
        period = max(min(_begun(kpi) for kpi in kpis), following(running, frequency, -1))
        while asked_at(period, frequency, settings) <= self.store.now:
            period = following(period, frequency)
        if any(row.period == period for row in rows):
            return []
        wanted = [period]
        if rows and rows[-1].state is not CheckInState.withdrawn:
            while (before := following(wanted[0], frequency, -1)) > rows[-1].period:
                wanted.insert(0, before)
        return [await self._new(partner, frequency, one, settings) for one in wanted]

    async def _bring_up_to_date(self, row: CheckIn, partner: Partner, settings: Settings, kpis: Sequence[Kpi]) -> None:
        """Closes it, takes it back, takes it up again, or plans its message anew, as things stand."""
        revived = False
        if not any(_begun(kpi) <= row.period for kpi in kpis):
            if row.state is CheckInState.open:
                row.state = CheckInState.withdrawn
                reason = "archived" if partner.archived else "plan changed"
                await self.store.reminders.cancel(subject=row.subject, reason=reason)
        elif row.state is CheckInState.withdrawn and row.closes_at > self.store.now:
            row.state, revived = CheckInState.open, True
        if row.state is CheckInState.open:
            if row.due_at > self.store.now:
                row.due_at = asked_at(row.period, row.frequency, settings)
            row.closes_at = asked_at(following(row.period, row.frequency), row.frequency, settings)
            if row.closes_at <= self.store.now:
                await self._close(row)
            else:
                await self._announce(row, partner, settings, nudged_again=revived)
        await self.session.flush()

    async def _close(self, row: CheckIn) -> None:
        """The next one is being asked for: what nobody has said anything of is missed, never made up."""
        left = await self.outstanding(row)
        for kpi in left:
            await self.store.kpi_values.keep(kpi, row.period, MISSED)
        row.state = CheckInState.missed if left else CheckInState.settled
        await self.store.reminders.cancel(subject=row.subject, reason="missed")

    async def _announce(self, row: CheckIn, partner: Partner, settings: Settings, *, nudged_again: bool) -> None:
        """Plans its message for each place it is asked for in, and takes back what waits for another place or hour."""
        left = await self.outstanding(row)
        wanted = {kpi.place(partner, settings) for kpi in left}
        known = await self.store.reminders.about(subject=row.subject, kind=DUE)
        for one in known:
            if one.state is ReminderState.planned and one.recipient not in wanted and one.due_at > self.store.now:
                await self.store.reminders.drop(one, reason="plan changed")
        told = {one.recipient for one in known if one.state in SAID}
        if told and nudged_again:
            await self.nudge(row, partner, left)
        waiting = [one.due_at for one in known if one.state in WAITING]
        at = row.due_at if row.due_at > self.store.now else min(waiting, default=self._soon(settings))
        for place in sorted(wanted - told):
            await self.plan(DUE, row, place, at, series=f"check_ins:{row.partner_id}:{row.frequency}")

    def _soon(self, settings: Settings) -> datetime:
        return outside_quiet_hours(
            self.store.now, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until
        )

    async def _new(self, partner: Partner, frequency: KpiFrequency, period: date, settings: Settings) -> CheckIn:
        check_in = self.store.add(
            CheckIn(
                partner_id=partner.id,
                frequency=frequency,
                period=period,
                due_at=asked_at(period, frequency, settings),
                closes_at=asked_at(following(period, frequency), frequency, settings),
                state=CheckInState.open,
                asked_id=None,
                asked_by=None,
                drawn="",
            )
        )
        await self.session.flush()
        return check_in

    async def _known(self, partner: Partner) -> list[CheckIn]:
        """Its check-ins, by period: the open ones, and what is not too long ago."""
        recent = or_(CheckIn.state == CheckInState.open, CheckIn.due_at > self.store.now - LOOK_BACK)
        found = _check_ins().where(CheckIn.partner_id == partner.id, recent)
        return list(await self.session.scalars(found.order_by(CheckIn.period)))


def _check_ins() -> Select[CheckIn]:
    return select(CheckIn).join(Partner, Partner.id == CheckIn.partner_id)


def _begun(kpi: Kpi) -> date:
    return period_of(kpi.begun_on, kpi.frequency)
