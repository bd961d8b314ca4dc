"""How a partnership is doing, asked of both sides in rounds, and the signal kept each time (25.2 K3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Json, Scoped, choice
from storage.health_rules import HealthSide, Tally
from storage.partner import Stage

COMMENT_LIMIT = 1000
POSITION_LIMIT = 120
ASKED_STAGES = (Stage.active, Stage.under_review, Stage.renewing)
"""Partnerships that are asked about by themselves."""
RHYTHMS = (0, 1, 3, 6, 12)
"""Months between two rounds; 0: only when somebody starts one."""
OPEN_DAYS = (7, 14, 28)
"""How long a round may stay open, in days."""


class RoundState(StrEnum):
    planned = "planned"
    open = "open"
    closed = "closed"
    withdrawn = "withdrawn"


@dataclass(frozen=True)
class Rhythm:
    """How often both sides are asked, and for how many days: quarterly and two weeks (field, section 10)."""

    months: int = 3
    days: int = 14


class HealthRhythm(Scoped, Base):
    """A rhythm that somebody chose for one partner."""

    __tablename__ = "health_rhythms"
    __table_args__ = (UniqueConstraint("partner_id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    months: Mapped[int]
    days: Mapped[int]


class HealthRound(Scoped, Base):
    """One time that both sides are asked. `ask_on` is a local day; `days` how long it stays open; `started_by` who
    started it by hand. Instants are UTC."""

    __tablename__ = "health_rounds"
    __table_args__ = (
        Index("ix_health_rounds_partner_id", "partner_id", "state", "id"),
        Index("ix_health_rounds_closes_at", "workspace_id", "state", "closes_at"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    state: Mapped[RoundState] = mapped_column(choice(RoundState))
    ask_on: Mapped[date]
    days: Mapped[int]
    started_by: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        """What its messages and drafts are about."""
        return f"health:{self.id}"


class HealthSheet(Scoped, Base):
    """What one person answered in one round, while it is open; and after it only where they agreed to be named.

    `who` is "u:" and a user id, "c:" and a contact's id, or "p:" and a position; `position` as it was typed;
    `entered_by` wrote it down. It has no hour, and the trail does not tell of it.
    """

    __tablename__ = "health_sheets"
    __table_args__ = (UniqueConstraint("round_id", "who"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("health_rounds.id", ondelete="CASCADE"))
    side: Mapped[HealthSide] = mapped_column(choice(HealthSide))
    who: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    consent: Mapped[bool]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str] = mapped_column(default="")


class HealthResult(Scoped, Base):
    """What a side said in a round that is closed: sums alone, and what was commented without names, in any order."""

    __tablename__ = "health_results"
    __table_args__ = (UniqueConstraint("round_id", "side"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("health_rounds.id", ondelete="CASCADE"))
    side: Mapped[HealthSide] = mapped_column(choice(HealthSide))
    answered: Mapped[int]
    counted: Mapped[int]
    anonymous: Mapped[bool]
    sums: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comments: Mapped[list[str]] = mapped_column(default=list)

    @property
    def tally(self) -> Tally:
        return Tally(self.answered, self.counted, self.anonymous, {name: (t, n) for name, (t, n) in self.sums.items()})

    def follow(self, tally: Tally) -> None:
        self.answered, self.counted, self.anonymous = tally.answered, tally.counted, tally.anonymous
        self.sums = {name: list(pair) for name, pair in tally.sums.items()}


class HealthSnapshot(Scoped, Base):
    """The signal as it was on a local day: after a round, or once a month. It is never made anew.

    `reasons` are the reasons as JSON; `concerns` and `talks` count them.
    """

    __tablename__ = "health_snapshots"
    __table_args__ = (Index("ix_health_snapshots_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("health_rounds.id", ondelete="SET NULL"))
    day: Mapped[date]
    at: Mapped[datetime]
    concerns: Mapped[int]
    talks: Mapped[int]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json)


@dataclass(frozen=True)
class Closed:
    """A round that is closed, and what each side said in it."""

    round: HealthRound
    results: Mapping[HealthSide, HealthResult]

    def tally(self, side: HealthSide) -> Tally | None:
        found = self.results.get(side)
        return found.tally if found else None
