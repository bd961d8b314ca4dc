"""What the dates of a signed agreement mean on a local day: rules alone, nothing is read or kept (field, section 5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from storage.agreement import STANDING, AgreementState

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """From `starts_on` through `ends_on` (None: without an end); the end is announced `notices` days before it.

    `closing`: somebody decided that it ends then, so that it ends and does not expire.
    """

    starts_on: date
    ends_on: date | None
    notices: tuple[int, ...] = ()
    closing: bool = False

    @property
    def called_off(self) -> bool:
        """It ends before it has begun."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    @property
    def announced_from(self) -> date | None:
        """The first day on which it is said to be expiring."""
        return self.ends_on - timedelta(days=max(self.notices, default=0)) if self.ends_on else None

    def state_on(self, day: date) -> AgreementState:
        if self.ends_on is not None and day > self.ends_on:
            return AgreementState.ended if self.closing else AgreementState.expired
        if day < self.starts_on:
            return AgreementState.signed
        if self.announced_from is not None and day >= self.announced_from:
            return AgreementState.expiring
        return AgreementState.in_force

    def turns_after(self, day: date) -> date | None:
        """The next day on which the state may turn, None when it never does again."""
        days = [self.starts_on]
        if self.ends_on is not None and self.announced_from is not None:
            days += [self.announced_from, self.ends_on + ONE_DAY]
        return min((turn for turn in days if turn > day), default=None)

    def steps(self, was: AgreementState, day: date) -> list[AgreementState]:
        """The states from `was` to that of `day`, one after the other; dates that were moved lead back at once."""
        to = self.state_on(day)
        order = list(dict.fromkeys([*STANDING, to]))
        if was is to:
            return []
        if was not in STANDING or self.called_off or order.index(was) > order.index(to):
            return [to]
        return order[order.index(was) + 1 : order.index(to) + 1]

    def announcements(self, today: date) -> list[tuple[int, date]]:
        """How many days before the end, and on which day, it is announced from today on.

        Of those whose day has come or gone only the last counts, and it is due today.
        """
        if self.ends_on is None or today > self.ends_on:
            return []
        days = {ahead: self.ends_on - timedelta(days=ahead) for ahead in sorted(self.notices, reverse=True)}
        coming = [(ahead, day) for ahead, day in days.items() if day > today]
        come = [ahead for ahead, day in days.items() if day <= today]
        return [(min(come), today), *coming] if come else coming

    @property
    def next_term(self) -> tuple[date, date] | None:
        """The first and the last day of a term as long as this one, right after it; None without an end.

        Whole months stay whole months, whatever their lengths; the 29th of February counts as the 28th of a common
        year.
        """
        if self.ends_on is None or self.called_off:
            return None
        starts_on = self.ends_on + ONE_DAY
        months = (starts_on.year - self.starts_on.year) * 12 + starts_on.month - self.starts_on.month
        if self.starts_on + relativedelta(months=months) > starts_on:
            months -= 1
        whole = self.starts_on + relativedelta(months=months)
        shortened = whole.day < self.starts_on.day
        if months and (whole == starts_on or (shortened and whole + ONE_DAY == starts_on)):
            return starts_on, starts_on + relativedelta(months=months) - ONE_DAY
        return starts_on, starts_on + (self.ends_on - self.starts_on)
