"""What answers about a partnership mean: what counts, what is shown of whom, strength or concern, the gap.

Rules only: nothing here knows a database or a language (25.2 K3; field, section 7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

LEAST_ANSWERED = 5
"""Of eight statements; with fewer there is not enough to say."""
ANONYMOUS_FROM = 3
"""People of one side who answered enough; with fewer they are named, and only who agreed to it counts."""
LOWEST_SCORE, HIGHEST_SCORE = 1, 5
STRENGTH_FROM, TALK_FROM = Decimal("4.0"), Decimal("3.0")
WIDE_GAP = Decimal("1.0")
TENTH = Decimal("0.1")


class Statement(StrEnum):
    """Our own eight."""

    purpose = "purpose"
    roles = "roles"
    reliability = "reliability"
    openness = "openness"
    benefit = "benefit"
    resources = "resources"
    results = "results"
    continuity = "continuity"


class Care(StrEnum):
    """Three more for a partnership with an Indigenous organization; they stand by themselves, in no mean."""

    history = "history"
    experience = "experience"
    culture = "culture"


class HealthSide(StrEnum):
    us = "us"
    them = "them"


class Level(StrEnum):
    """The worst first, so that lists begin with what needs a talk most."""

    concern = "concern"
    talk = "talk"
    strength = "strength"


LEVELS = tuple(Level)


class Sheet(Protocol):
    """What one person answered: scores by statement, and whether they may be named where fewer than three answered."""

    @property
    def scores(self) -> Mapping[str, int]: ...

    @property
    def consent(self) -> bool: ...


@dataclass(frozen=True)
class Tally:
    """What may be said of one side in one round, never more.

    `answered`: how many people did. `counted`: of how many the scores are taken. `sums`: by statement the sum of the
    scores and from how many.
    """

    answered: int
    counted: int
    anonymous: bool
    sums: Mapping[str, tuple[int, int]]

    @property
    def mean(self) -> Decimal | None:
        """Of all that was answered of the eight, to one place; None when there is not enough to say."""
        eight = [self.sums[one] for one in Statement if one in self.sums]
        return _mean(sum(total for total, _ in eight), sum(given for _, given in eight))

    @property
    def means(self) -> dict[str, Decimal]:
        """By statement, those that may be shown: on an anonymous side only what three or more people answered."""
        least = ANONYMOUS_FROM if self.anonymous else 1
        found = {name: _mean(total, given) for name, (total, given) in self.sums.items() if given >= least}
        return {name: mean for name, mean in found.items() if mean is not None}

    @property
    def lowest(self) -> tuple[Statement, Decimal] | None:
        """The lowest of the eight, the first in their order where several are; None where all are alike."""
        shown = {one: self.means[one] for one in Statement if one in self.means}
        if len(set(shown.values())) < 2:
            return None
        lowest = min(shown, key=lambda one: shown[one])
        return lowest, shown[lowest]


def enough(scores: Mapping[str, int]) -> bool:
    """Whether somebody answered enough of the eight to be counted."""
    return sum(one in scores for one in Statement) >= LEAST_ANSWERED


def counting(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Whose scores are taken: from three who answered enough everybody's, with fewer those who may be named."""
    full = [one for one in sheets if enough(one.scores)]
    return full if len(full) >= ANONYMOUS_FROM else [one for one in full if one.consent]


def tally(sheets: Sequence[Sheet]) -> Tally:
    """One side's answers put together."""
    counted = counting(sheets)
    sums: dict[str, tuple[int, int]] = {}
    for sheet in counted:
        for name, score in sheet.scores.items():
            total, given = sums.get(name, (0, 0))
            sums[name] = total + score, given + 1
    anonymous = sum(enough(one.scores) for one in sheets) >= ANONYMOUS_FROM
    return Tally(len(sheets), len(counted), anonymous, sums)


def level_of(mean: Decimal) -> Level:
    """A mean as it is shown (to one place): from 4.0 a strength, from 3.0 something to talk about, else a concern."""
    shown = mean.quantize(TENTH, ROUND_HALF_UP)
    if shown >= STRENGTH_FROM:
        return Level.strength
    return Level.talk if shown >= TALK_FROM else Level.concern


def gap(ours: Decimal | None, theirs: Decimal | None) -> Decimal | None:
    """How far the sides are apart; None where one of them says too little. They are never blended."""
    return None if ours is None or theirs is None else abs(ours - theirs)


def widest(ours: Tally, theirs: Tally) -> tuple[Statement, Decimal, Decimal] | None:
    """The statement on which the sides differ most, with both means; None where they agree, or nothing compares."""
    one, other = ours.means, theirs.means
    both = [name for name in Statement if name in one and name in other and one[name] != other[name]]
    if not both:
        return None
    most = max(both, key=lambda name: abs(one[name] - other[name]))
    return most, one[most], other[most]


def _mean(total: int, given: int) -> Decimal | None:
    return (Decimal(total) / given).quantize(TENTH, ROUND_HALF_UP) if given else None
