"""When a partner has gone quiet: rules alone, nothing is read or kept (issue 4, item 2)."""

from datetime import date, datetime, time, timedelta

from storage.communication import Every
from storage.days import instant
from storage.partner import Partner, Stage
from storage.public_holidays import SATURDAY, holiday_on
from storage.settings import Hours, outside_quiet_hours

NINE = time(9)
ONE_DAY = timedelta(days=1)
DAYS = {Every.weekly: 7, Every.biweekly: 14, Every.monthly: 28, Every.quarterly: 91}
"""What was agreed, in days: a month counts as four weeks, a quarter as thirteen."""
UNWATCHED = (Stage.paused, Stage.closed, Stage.declined)


def quiet_after(every: Every) -> int:
    """After how many days without a contact a silence is noticed: half as long again as agreed, in whole days.

    Weekly 10 days, every two weeks 3 weeks, monthly 6 weeks ("no contact for 6 weeks; you agreed on monthly"),
    quarterly 19 weeks and 3 days.
    """
    return DAYS[every] * 3 // 2


def quiet_on(since: date, every: Every) -> date:
    """The local day on which a silence that began on `since` is noticed."""
    return since + timedelta(days=quiet_after(every))


def next_working_day(day: date, province: str) -> date:
    """`day` itself, or the next one that is neither in a weekend nor a public holiday of the province."""
    while day.weekday() >= SATURDAY or holiday_on(day, province) is not None:
        day += ONE_DAY
    return day


def nudge_at(day: date, *, now: datetime, hours: Hours, province: str) -> datetime:
    """When somebody is told (UTC): at their nine on that day, or the next working one, outside their quiet hours.

    A moment that has passed is put off to the next such morning.
    """
    while True:
        day = next_working_day(day, province)
        nine = instant(day, NINE, hours.zone)
        at = outside_quiet_hours(nine, zone=hours.zone, start=hours.start, end=hours.end)
        if at >= now:
            return at
        day = max(day, now.astimezone(hours.zone).date() - ONE_DAY) + ONE_DAY


def watched(partner: Partner) -> bool:
    """Whether anybody is told of a silence: not about what is archived, paused, closed or declined."""
    return not partner.archived and partner.stage not in UNWATCHED
