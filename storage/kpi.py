"""An indicator of a partnership, its figures, and the check-ins at which they are asked for (25.2 P5)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from storage.agreement_parts import Unit
from storage.base import Base, Scoped, choice
from storage.kpi_library import LIBRARY
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction, Line, Point, Together, rule_of

if TYPE_CHECKING:
    from storage.partners import Partner
    from storage.settings import Settings

NAME_LIMIT = 120
LABEL_LIMIT = 150
SOURCE_LIMIT = 300
WHY_LIMIT = 300
COMMENT_LIMIT = 1000
MOST_KPIS = 20
"""Indicators of one partner that are followed at a time: one form asks for all of them."""


class Exact(TypeDecorator[Decimal]):
    """A decimal number, kept as its digits and never as a float; equal numbers are kept alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value.normalize(), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class ValueState(StrEnum):
    """`not_collected`: somebody says that there is no figure, which is not zero. `missed`: nobody said anything."""

    given = "given"
    not_collected = "not_collected"
    missed = "missed"


class CheckInState(StrEnum):
    """`settled`: every figure is there or not collected. `missed`: the next one came first. `withdrawn`: not asked for
    any more."""

    open = "open"
    settled = "settled"
    missed = "missed"
    withdrawn = "withdrawn"


@dataclass(frozen=True)
class KpiDescription:
    """All that the form says of an indicator. One of the library has its `code` and no name of its own."""

    code: str
    name: str
    unit: Unit
    direction: Direction
    share: bool
    baseline: Decimal | None
    target: Decimal | None
    target_on: date | None
    frequency: KpiFrequency
    reporter_id: str
    channel_id: str | None
    source: str
    numerator: str
    denominator: str
    begun_on: date


class Kpi(Scoped, Base):
    """One indicator of one partner. Days are local to the workspace.

    `numerator` and `denominator` say what a rate is made of; a `share` is a part of a whole. `begun_on` is where the
    baseline stands. A change of unit or frequency begins a new `series`; the figures before stay in the old one.
    """

    __tablename__ = "kpis"
    __table_args__ = (
        Index("ix_kpis_partner_id", "partner_id", "id"),
        Index("ix_kpis_reporter_id", "workspace_id", "reporter_id"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    unit: Mapped[Unit] = mapped_column(choice(Unit))
    direction: Mapped[Direction] = mapped_column(choice(Direction))
    share: Mapped[bool] = mapped_column(default=False)
    baseline: Mapped[Decimal | None] = mapped_column(Exact)
    target: Mapped[Decimal | None] = mapped_column(Exact)
    target_on: Mapped[date | None]
    frequency: Mapped[KpiFrequency] = mapped_column(choice(KpiFrequency))
    reporter_id: Mapped[str]
    channel_id: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")
    numerator: Mapped[str] = mapped_column(default="")
    denominator: Mapped[str] = mapped_column(default="")
    series: Mapped[int] = mapped_column(default=1)
    begun_on: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    @property
    def line(self) -> Line:
        return Line(self.baseline, self.target, self.begun_on, self.target_on)

    @property
    def rule(self) -> Together:
        return rule_of(self.unit, self.direction)

    @property
    def has_parts(self) -> bool:
        """Whether a figure is given as its numerator and denominator."""
        return self.unit is Unit.percent and (bool(self.numerator and self.denominator) or self.code in LIBRARY)

    @property
    def description(self) -> KpiDescription:
        return KpiDescription(**{name: getattr(self, name) for name in KpiDescription.__dataclass_fields__})

    def follow(self, described: KpiDescription) -> None:
        for name, value in vars(described).items():
            setattr(self, name, value)

    def place(self, partner: "Partner", settings: "Settings") -> str:
        """Where its figures are asked for."""
        return self.channel_id or partner.place(settings)


class KpiValue(Scoped, Base):
    """One figure for one period (its first day), or why there is none. A rate also has what it was made of.

    A correction adds a row with the next `number`; the former one stays, with `replaced_at`. Those in force have none.
    `why` is given with a correction. `unit` and `frequency` are those of the series.
    """

    __tablename__ = "kpi_values"
    __table_args__ = (
        UniqueConstraint("kpi_id", "series", "period", "number"),
        Index("ix_kpi_values_in_force", "kpi_id", "replaced_at", "period"),
    )

    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpis.id", ondelete="CASCADE"))
    series: Mapped[int]
    unit: Mapped[Unit] = mapped_column(choice(Unit))
    frequency: Mapped[KpiFrequency] = mapped_column(choice(KpiFrequency))
    period: Mapped[date]
    number: Mapped[int]
    state: Mapped[ValueState] = mapped_column(choice(ValueState))
    value: Mapped[Decimal | None] = mapped_column(Exact)
    numerator: Mapped[Decimal | None] = mapped_column(Exact)
    denominator: Mapped[Decimal | None] = mapped_column(Exact)
    why: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str]
    replaced_at: Mapped[datetime | None]

    @property
    def point(self) -> Point | None:
        """The figure; None when there is none."""
        if self.value is None:
            return None
        return Point(self.period, self.value, self.numerator, self.denominator)


class CheckIn(Scoped, Base):
    """The figures of one partner for one period, asked for together. `due_at` and `closes_at` (UTC): from when on they
    are asked for, and when those of the next period are. `asked_id`: a colleague who was asked instead."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("partner_id", "frequency", "period"),
        Index("ix_check_ins_closes_at", "workspace_id", "state", "closes_at"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    frequency: Mapped[KpiFrequency] = mapped_column(choice(KpiFrequency))
    period: Mapped[date]
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[CheckInState] = mapped_column(choice(CheckInState), default=CheckInState.open)
    asked_id: Mapped[str | None]
    asked_by: Mapped[str | None]
    drawn: Mapped[str] = mapped_column(default="")

    @property
    def subject(self) -> str:
        """What its messages are about."""
        return f"check_in:{self.id}"


class CheckInComment(Scoped, Base):
    """What somebody adds to the figures of a period."""

    __tablename__ = "check_in_comments"
    __table_args__ = (Index("ix_check_in_comments_check_in_id", "check_in_id", "id"),)

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_ins.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]


def differences(before: KpiDescription, after: KpiDescription) -> dict[str, list[Any]]:
    """What differs, by field: the former value and the later one, as JSON values."""
    one, other = asdict(before), asdict(after)
    return {name: [_json(one[name]), _json(other[name])] for name in one if one[name] != other[name]}


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)
