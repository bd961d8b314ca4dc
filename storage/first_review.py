"""The first review of an agreement: one session with the partner, planned when both sides have signed (25.2 P5)."""

from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from storage.agreement import STANDING, Agreement
from storage.days import instant
from storage.meetings import Purpose
from storage.plans import DAY, FARTHEST, Plan
from storage.public_holidays import SATURDAY, working_day
from storage.recurrence import Frequency
from storage.shelf import Shelf

AFTER = relativedelta(months=6)
"""When it is, unless the agreement names the day (field, section 10: half-yearly)."""
TEN = time(10)
ONE_DAY = timedelta(days=1)
IN_REACH = FARTHEST - ONE_DAY


class FirstReviews(Shelf):
    """What becomes of first reviews as agreements are signed, amended, ended."""

    async def move_review(self, agreement: Agreement, named: date | None) -> None:
        """The signed version names this day, or none: the session planned for another one is taken back."""
        if agreement.starts_on is None:
            return
        settings = await self.store.settings.get()
        day = working(named or agreement.starts_on + AFTER, settings.province)
        if day != agreement.review_on:
            await self._withdraw(agreement)
            agreement.review_on = day

    async def keep_review(self, agreement: Agreement) -> None:
        """Plans it when its day is in reach, or takes it back when the agreement ends before it.

        One that has begun stays, and so does one that people ended themselves.
        """
        day, ends_on = agreement.review_on, agreement.ends_on
        if day is None:
            return
        if agreement.state not in STANDING or (ends_on is not None and day > ends_on):
            return await self._withdraw(agreement)
        settings = await self.store.settings.get()
        partner = await self.store.partners.get(agreement.partner_id)
        begins = instant(day, TEN, settings.zone)
        in_reach = self.store.now < begins <= self.store.now + FARTHEST
        if agreement.review_cadence_id is None and in_reach and not partner.archived:
            plan = Plan(Frequency.once, day, TEN, settings.time_zone, remind_before=(7 * DAY, DAY))
            cadence = await self.store.sessions.begin(partner, plan, purpose=Purpose.review)
            agreement.review_cadence_id = cadence.id
            await self.session.flush()

    async def _withdraw(self, agreement: Agreement) -> None:
        if agreement.review_cadence_id is None:
            return
        cadence = await self.store.sessions.cadence(agreement.review_cadence_id)
        if cadence.ended_at is None and await self.store.sessions.coming(cadence):
            await self.store.sessions.end(cadence)
            agreement.review_cadence_id = None


def in_reach_from(agreement: Agreement) -> date | None:
    """The day from which on a far-off first review can be planned; None when it is planned, or there is none."""
    planned = agreement.review_cadence_id is not None
    return None if planned or agreement.review_on is None else agreement.review_on - IN_REACH


def working(day: date, province: str) -> date:
    """The day, or the next one that is neither in a weekend nor a public holiday."""
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return working_day(day, province)
