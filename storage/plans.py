"""A plan: how often a partner is to be met, and the sessions that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.days import instant
from storage.errors import DayPassed, Missing, RemindedTooEarly, TooFarOff, UnknownZone
from storage.public_holidays import working_day
from storage.recurrence import INTERVAL_DAYS, Frequency, days
from storage.settings import known_zone

DAY = 24 * 60
REMINDERS = (60, 120, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
LENGTHS = (30, 45, 60, 90, 120, 180, 240)
FARTHEST = timedelta(days=2 * 366)
SHIFT_REACH = timedelta(days=10)


class Due(NamedTuple):
    """One session as the rule gives it: its `occurrence` (the rule's day, its key for ever) and `starts_at` (UTC)."""

    occurrence: date
    starts_at: datetime


@dataclass(frozen=True)
class Plan:
    """What a person chose. `first_on` and `at` are local to `time_zone`; `remind_before` and `minutes` are minutes.

    `channel_id` None follows the partner's own channel.
    """

    frequency: Frequency
    first_on: date
    at: time
    time_zone: str
    minutes: int = 60
    remind_before: tuple[int, ...] = (DAY, 60)
    channel_id: str | None = None
    shift_holidays: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def check(self, now: datetime, *, begun: bool = False) -> None:
        """Raises `UnknownZone`, `Missing`, `RemindedTooEarly`; and for a first session not yet `begun`,
        `DayPassed` or `TooFarOff`.
        """
        if not known_zone(self.time_zone):
            raise UnknownZone(field="time_zone")
        if not self.remind_before:
            raise Missing(field="remind_before")
        interval = INTERVAL_DAYS.get(self.frequency)
        if interval is not None and max(self.remind_before, default=0) >= interval * DAY:
            raise RemindedTooEarly(field="remind_before")
        if begun:
            return
        first = instant(self.first_on, self.at, self.zone)
        if first <= now:
            today = self.first_on == now.astimezone(self.zone).date()
            raise DayPassed(field="at" if today else "first_on")
        if first > now + FARTHEST:
            raise TooFarOff(field="first_on")

    def sessions(self, province: str, *, since: date) -> Iterator[Due]:
        """The sessions whose occurrence is on `since` (local) or later, in order and without end."""
        for day in days(self.frequency, self.first_on, since=since):
            held_on = working_day(day, province) if self.shift_holidays else day
            yield Due(day, instant(held_on, self.at, self.zone))

    def coming(self, province: str, *, after: datetime) -> Iterator[Due]:
        """The sessions that start after an instant (UTC), those too whose day was a holiday before it."""
        since = after.astimezone(self.zone).date() - SHIFT_REACH
        return (due for due in self.sessions(province, since=since) if due.starts_at > after)
