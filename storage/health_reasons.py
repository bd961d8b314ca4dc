"""Why a partnership does well or not: one reason a fact, each with its level; never a number by itself.

Rules only: nothing here knows a database or a language (25.2 K3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from storage.agreement import AgreementState
from storage.challenges import Severity
from storage.health_rules import LEVELS, WIDE_GAP, HealthSide, Level, Tally, gap, level_of, widest
from storage.kpi_rules import Status

WINDOW = timedelta(days=91)
"""How far back facts are looked at: a quarter."""
GRACE = timedelta(days=3)
"""How long after a session its record may still come before it counts as not held."""
WELL, HALF = 80, 50
"""Percent of what was promised: from the first on a strength, from the second on something to talk about."""
CHANGED = Decimal("0.5")
"""By how much a side's mean must have fallen since the last round to be worth a word."""


class Topic(StrEnum):
    """What a reason is about; of reasons of one level the first here comes first."""

    ours = "ours"
    theirs = "theirs"
    gap = "gap"
    fallen = "fallen"
    challenges = "challenges"
    agreement = "agreement"
    sessions = "sessions"
    actions = "actions"
    contact = "contact"
    roles = "roles"
    indicators = "indicators"


TOPICS = tuple(Topic)
SAID_BY_SIDES = (Topic.ours, Topic.theirs, Topic.gap, Topic.fallen)
"""What comes from answers, and not from facts."""


@dataclass(frozen=True)
class Reason:
    """One reason; `facts` are what its sentence needs, as JSON values."""

    topic: Topic
    level: Level
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"topic": self.topic.value, "level": self.level.value, "facts": dict(self.facts)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Reason | None":
        """One that was kept; None for a topic that is not known any more."""
        if kept["topic"] not in TOPICS:
            return None
        return cls(Topic(kept["topic"]), Level(kept["level"]), kept["facts"])


@dataclass(frozen=True)
class Quiet:
    """The line of the communication process that has been silent longest. Days are local."""

    every: str
    since: date
    noticed_on: date


@dataclass(frozen=True)
class Known:
    """The facts of one partner, over the last quarter unless said otherwise.

    `promised`, `held`: sessions. `due`, `late`: actions. `lines`: of the communication process; `quiet`: its worst
    silence, None when nobody is late; `last_contact`: ever. `agreement`: the state of the one to go by, None without
    one; `ends_on`: its last day. `expected`: whether an agreement is to be expected at this stage. `challenges`: open
    ones, by severity. `unclear`: pieces of work of a signed agreement that nobody does, or not exactly one answers for;
    `works`: how many there are. `ours`, `theirs`:
    what the sides said in the last round, `before` in the one before it.
    """

    promised: int = 0
    held: int = 0
    due: int = 0
    late: int = 0
    indicators: Mapping[Status, int] = field(default_factory=dict)
    lines: int = 0
    quiet: Quiet | None = None
    last_contact: date | None = None
    agreement: AgreementState | None = None
    ends_on: date | None = None
    expected: bool = False
    challenges: Mapping[Severity, int] = field(default_factory=dict)
    works: int = 0
    unclear: int = 0
    ours: Tally | None = None
    theirs: Tally | None = None
    before: Mapping[HealthSide, Tally] = field(default_factory=dict)


def reasons(known: Known, today: date) -> list[Reason]:
    """Every reason there is, what needs a talk most first."""
    found = [
        _side(Topic.ours, known.ours),
        _side(Topic.theirs, known.theirs),
        _gap(known.ours, known.theirs),
        _fallen(known),
        _challenges(known.challenges),
        _agreement(known),
        _share(Topic.sessions, known.promised, known.held, {"promised": known.promised, "held": known.held}),
        _share(Topic.actions, known.due, known.due - known.late, {"due": known.due, "late": known.late}),
        _contact(known, today),
        _roles(known),
        _indicators(known.indicators),
    ]
    kept = [one for one in found if one is not None]
    return sorted(kept, key=lambda one: (LEVELS.index(one.level), TOPICS.index(one.topic)))


def changes(before: Sequence[Reason], now: Sequence[Reason]) -> dict[Topic, Level | None]:
    """The former level of what is at another level now; None for what was no reason then."""
    levels = {one.topic: one.level for one in before}
    return {one.topic: levels.get(one.topic) for one in now if levels.get(one.topic) is not one.level}


def share_level(promised: int, kept: int) -> Level:
    """What was kept of what was promised (at least one): from 80 % a strength, from 50 % to talk about."""
    if 100 * kept >= WELL * promised:
        return Level.strength
    return Level.talk if 100 * kept >= HALF * promised else Level.concern


def _side(topic: Topic, told: Tally | None) -> Reason | None:
    mean = told.mean if told else None
    if told is None or mean is None:
        return None
    lowest = told.lowest
    facts = {"mean": str(mean), "counted": told.counted, "lowest": lowest[0].value if lowest else None}
    return Reason(topic, level_of(mean), facts)


def _gap(ours: Tally | None, theirs: Tally | None) -> Reason | None:
    apart = gap(ours.mean if ours else None, theirs.mean if theirs else None)
    if ours is None or theirs is None or apart is None or apart < WIDE_GAP:
        return None
    most = widest(ours, theirs)
    return Reason(Topic.gap, Level.talk, {"gap": str(apart), "most": most[0].value if most else None})


def _fallen(known: Known) -> Reason | None:
    for side, now in ((HealthSide.us, known.ours), (HealthSide.them, known.theirs)):
        before = known.before.get(side)
        if now and before and now.mean is not None and before.mean is not None and before.mean - now.mean >= CHANGED:
            return Reason(Topic.fallen, Level.talk, {"side": side.value, "by": str(before.mean - now.mean)})
    return None


def _share(topic: Topic, promised: int, kept: int, facts: Mapping[str, int]) -> Reason | None:
    return Reason(topic, share_level(promised, kept), facts) if promised else None


def _indicators(counts: Mapping[Status, int]) -> Reason | None:
    well, off = counts.get(Status.on_track, 0), counts.get(Status.off_track, 0)
    short = counts.get(Status.at_risk, 0) + counts.get(Status.no_recent_value, 0)
    judged = well + off + short
    if not judged:
        return None
    level = Level.strength if well == judged else Level.talk
    if 2 * off > judged:
        level = Level.concern
    return Reason(Topic.indicators, level, {"judged": judged, "well": well, "off": off})


def _contact(known: Known, today: date) -> Reason | None:
    last = known.last_contact.isoformat() if known.last_contact else None
    if known.quiet is not None:
        agreed = (known.quiet.noticed_on - known.quiet.since).days
        level = Level.concern if (today - known.quiet.since).days >= 2 * agreed else Level.talk
        weeks = (today - known.quiet.since).days // 7
        return Reason(Topic.contact, level, {"every": known.quiet.every, "weeks": weeks, "last": last})
    if known.lines:
        return Reason(Topic.contact, Level.strength, {"every": None, "weeks": None, "last": last})
    if known.last_contact is None or today - known.last_contact <= WINDOW or not known.expected:
        return None
    weeks = (today - known.last_contact).days // 7
    return Reason(Topic.contact, Level.talk, {"every": None, "weeks": weeks, "last": last})


def _challenges(counts: Mapping[Severity, int]) -> Reason | None:
    """A critical one is a concern, a serious one is to be talked about; minor ones alone are no reason."""
    critical, serious = counts.get(Severity.critical, 0), counts.get(Severity.serious, 0)
    if not critical and not serious:
        return None
    level = Level.concern if critical else Level.talk
    return Reason(Topic.challenges, level, {"open": critical + serious, "critical": critical})


def _roles(known: Known) -> Reason | None:
    if not known.works:
        return None
    level = Level.talk if known.unclear else Level.strength
    return Reason(Topic.roles, level, {"works": known.works, "unclear": known.unclear})


def _agreement(known: Known) -> Reason | None:
    state = known.agreement
    if not known.expected and state not in (AgreementState.in_force, AgreementState.expiring):
        return None
    facts = {"state": state.value if state else None, "ends_on": known.ends_on.isoformat() if known.ends_on else None}
    if state in (AgreementState.in_force, AgreementState.signed):
        return Reason(Topic.agreement, Level.strength, facts)
    over = (AgreementState.expired, AgreementState.ended)
    return Reason(Topic.agreement, Level.concern if state in over else Level.talk, facts)
