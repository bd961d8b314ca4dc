"""How readiness is judged: rules alone, nothing is read or kept (25.2 K4; field, section 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


class Says(StrEnum):
    yes = "yes"
    partly = "partly"
    no = "no"


class Point(StrEnum):
    """What is looked at: of ourselves the first twelve, of another organization the last five."""

    mission = "mission"
    approval = "approval"
    lead = "lead"
    deputy = "deputy"
    decisions = "decisions"
    means = "means"
    privacy = "privacy"
    authority = "authority"
    conflict = "conflict"
    measure = "measure"
    access = "access"
    exit = "exit"
    their_mission = "their_mission"
    their_contact = "their_contact"
    capacity = "capacity"
    their_measure = "their_measure"
    their_access = "their_access"


SHORT = (Point.their_mission, Point.their_contact, Point.capacity, Point.their_measure, Point.their_access)
FULL = tuple(point for point in Point if point not in SHORT)
ESSENTIAL = frozenset((Point.lead, Point.authority, Point.privacy, Point.their_contact))
"""A no to one of these means not ready, whatever the total (field, section 8)."""
COUNTS = {Says.yes: 2, Says.partly: 1, Says.no: 0}
MONTHS = 12


class Verdict(StrEnum):
    ready = "ready"
    nearly = "nearly"
    not_ready = "not_ready"
    unknown = "unknown"


@dataclass(frozen=True)
class Given:
    """What was said of one point. `kept`: it is what the check before said, confirmed and not changed."""

    says: Says | None = None
    evidence: str = ""
    kept: bool = False


Answers = Mapping[Point, Given]
NOTHING = Given()


@dataclass(frozen=True)
class Judged:
    """What the answers come to: `score` out of `most`, which is twice what was answered; `barred` are the essential
    points that were answered with no."""

    verdict: Verdict
    score: int
    most: int
    strengths: Sequence[Point]
    gaps: Sequence[Point]
    unknown: Sequence[Point]
    barred: Sequence[Point]

    @property
    def answered(self) -> int:
        return self.most // 2


@dataclass(frozen=True)
class Change:
    """How one point was answered before and after, None for not at all."""

    point: Point
    before: Says | None
    after: Says | None


def needed(points: Sequence[Point]) -> int:
    """How many of them must be answered before anything can be said: three in four, rounded up."""
    return -(-3 * len(points) // 4)


def judged(answers: Answers, points: Sequence[Point]) -> Judged:
    """Yes counts 2, partly 1, no 0. An essential no is not ready yet; an essential point without an answer, or too few
    answers, is not enough to say; else three in four of the points that were to be had are ready."""
    said = {point: given.says for point in points if (given := answers.get(point)) and given.says is not None}
    score, most = sum(COUNTS[says] for says in said.values()), 2 * len(said)
    barred = [point for point in points if point in ESSENTIAL and said.get(point) is Says.no]
    unknown = [point for point in points if point not in said]
    if barred:
        verdict = Verdict.not_ready
    elif len(said) < needed(points) or any(point in ESSENTIAL for point in unknown):
        verdict = Verdict.unknown
    else:
        verdict = Verdict.ready if 4 * score >= 3 * most else Verdict.nearly
    return Judged(
        verdict=verdict,
        score=score,
        most=most,
        strengths=[point for point in points if said.get(point) is Says.yes],
        gaps=[point for point in points if said.get(point) in (Says.partly, Says.no)],
        unknown=unknown,
        barred=barred,
    )


def changes(before: Answers, after: Answers, points: Iterable[Point]) -> list[Change]:
    """The points whose answer differs."""
    told = (Change(one, before.get(one, NOTHING).says, after.get(one, NOTHING).says) for one in points)
    return [change for change in told if change.before is not change.after]


def valid_until(at: datetime, zone: ZoneInfo) -> date:
    """The last local day on which a check made `at` (UTC) holds: twelve months later, 28 February after a 29th."""
    return at.astimezone(zone).date() + relativedelta(months=MONTHS)
