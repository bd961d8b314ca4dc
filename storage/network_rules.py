"""How strong the tie to a partner is: four facts looked at one by one, and what stands in the way; never one number.

Rules only: nothing here knows a database or a language (25.2 K3).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.agreement import AgreementState
from storage.challenges import Severity
from storage.health_reasons import HALF, WINDOW, Known
from storage.kpi_rules import Status

ENOUGH_FOR_STRONG, ENOUGH_FOR_MEDIUM = 3, 2
"""How many of the four facts there must be."""
IN_FORCE = (AgreementState.in_force, AgreementState.expiring)
WITHOUT_FIGURES = (Status.no_value, Status.no_recent_value)


class Ground(StrEnum):
    """What a tie rests on."""

    agreement = "agreement"
    meetings = "meetings"
    contact = "contact"
    figures = "figures"


class Strength(StrEnum):
    """The strongest first."""

    strong = "strong"
    medium = "medium"
    thin = "thin"


STRENGTHS = tuple(Strength)


@dataclass(frozen=True)
class Tie:
    """The tie to one partner: the facts it was made from, those of the four that are there, and what came of them."""

    known: Known
    grounds: Collection[Ground]
    strength: Strength

    @property
    def hindered(self) -> int:
        """Open challenges that are serious or critical."""
        return sum(self.known.challenges.get(one, 0) for one in (Severity.serious, Severity.critical))

    @property
    def reported(self) -> tuple[int, int]:
        """How many indicators have a figure of the last two periods, and how many there are."""
        every = sum(self.known.indicators.values())
        return every - sum(self.known.indicators.get(one, 0) for one in WITHOUT_FIGURES), every


def tie_of(known: Known, today: date) -> Tie:
    """Strong with three of the four facts and no serious challenge open, medium with two of them, else thin."""
    reported, indicators = Tie(known, (), Strength.thin).reported
    there = {
        Ground.agreement: known.agreement in IN_FORCE,
        Ground.meetings: known.promised > 0 and 100 * known.held >= HALF * known.promised,
        Ground.contact: known.quiet is None and known.last_contact is not None and today - known.last_contact <= WINDOW,
        Ground.figures: indicators > 0 and 100 * reported >= HALF * indicators,
    }
    grounds = tuple(ground for ground, holds in there.items() if holds)
    tie = Tie(known, grounds, Strength.thin)
    if len(grounds) >= ENOUGH_FOR_STRONG and not tie.hindered:
        return Tie(known, grounds, Strength.strong)
    return Tie(known, grounds, Strength.medium) if len(grounds) >= ENOUGH_FOR_MEDIUM else tie
