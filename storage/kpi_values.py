"""The shelf of figures: given, marked as not collected, missed; corrected without losing what was there before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_, select

from storage.agreement_parts import Unit
from storage.errors import (
    Changed,
    HalfRate,
    MoreThanAll,
    NothingToDivideBy,
    NotWhole,
    NotYetBegun,
    OffTheScale,
    ReasonNeeded,
)
from storage.kpi import WHY_LIMIT, Kpi, KpiValue, ValueState
from storage.kpi_library import LIBRARY
from storage.kpi_rules import percent_of
from storage.shelf import Shelf
from storage.texts import checked

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Figure:
    """What is said of one indicator for one period."""

    state: ValueState
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


NOT_COLLECTED = Figure(ValueState.not_collected)
MISSED = Figure(ValueState.missed)


def given(kpi: Kpi, value: Decimal, *, field: str) -> Figure:
    """A figure of an indicator. Raises `NotWhole`, `MoreThanAll`, `OffTheScale`."""
    if kpi.unit is Unit.number and value != value.to_integral_value():
        raise NotWhole(field=field)
    if kpi.share and value > HUNDRED:
        raise MoreThanAll(field=field)
    known = LIBRARY.get(kpi.code)
    if known and known.least is not None and known.most is not None and not known.least <= value <= known.most:
        raise OffTheScale(field=field, least=known.least, most=known.most)
    return Figure(ValueState.given, value)


def rate(kpi: Kpi, numerator: Decimal | None, denominator: Decimal | None, *, field: str) -> Figure:
    """A figure made of its parts. Raises `HalfRate`, `NothingToDivideBy`, `MoreThanAll`."""
    if numerator is None or denominator is None:
        raise HalfRate(field=field)
    if denominator == 0:
        raise NothingToDivideBy(field=field)
    if kpi.share and numerator > denominator:
        raise MoreThanAll(field=field)
    return Figure(ValueState.given, percent_of(numerator, denominator), numerator, denominator)


class KpiValues(Shelf):
    """The figures of indicators that the caller has been shown."""

    async def of_several(self, kpis: Collection[Kpi]) -> dict[int, list[KpiValue]]:
        """What is in force in the present series of each, by indicator, oldest period first."""
        found: dict[int, list[KpiValue]] = {}
        series = {kpi.id: kpi.series for kpi in kpis}
        if not series:
            return found
        wanted = select(KpiValue).where(KpiValue.kpi_id.in_(series), KpiValue.replaced_at.is_(None))
        for value in await self.session.scalars(wanted.order_by(KpiValue.kpi_id, KpiValue.period)):
            if value.series == series[value.kpi_id]:
                found.setdefault(value.kpi_id, []).append(value)
        return found

    async def at(self, kpis: Collection[Kpi], period: date) -> dict[int, KpiValue]:
        """What is in force for one period, by indicator."""
        if not kpis:
            return {}
        these = or_(*(and_(KpiValue.kpi_id == kpi.id, KpiValue.series == kpi.series) for kpi in kpis))
        found = select(KpiValue).where(these, KpiValue.period == period, KpiValue.replaced_at.is_(None))
        return {value.kpi_id: value for value in await self.session.scalars(found)}

    async def history(self, kpi: Kpi, *, limit: int = 100) -> list[KpiValue]:
        """Everything that was ever said of it, older series and what was corrected too; newest period first."""
        found = select(KpiValue).where(KpiValue.kpi_id == kpi.id)
        found = found.order_by(KpiValue.series.desc(), KpiValue.period.desc(), KpiValue.number.desc()).limit(limit)
        return list(await self.session.scalars(found))

    async def keep(
        self, kpi: Kpi, period: date, figure: Figure, *, why: str = "", seen: int | None = None, field: str = "why"
    ) -> bool:
        """Keeps what is said of a period; whether it is anything new. What was there before stays, as replaced.

        `seen`: the number of the figure that was shown to whoever says it, 0 for none, None when it does not matter.
        Raises `Changed` when another is there by now, `ReasonNeeded` for a correction without a reason, `NotYetBegun`,
        `TooLong`, `LooksLikeIdentityNumber`.
        """
        if period > await self.store.settings.today():
            raise NotYetBegun
        await self.session.execute(select(Kpi.id).where(Kpi.id == kpi.id).with_for_update())
        former = (await self.at([kpi], period)).get(kpi.id)
        if seen is not None and seen != (former.number if former else 0):
            raise Changed
        if former is not None:
            if (former.state, former.value, former.numerator, former.denominator) == _said(figure):
                return False
            if former.state is not ValueState.missed and not why.strip():
                raise ReasonNeeded(field=field)
            former.replaced_at = self.store.now
        self.store.add(
            KpiValue(
                kpi_id=kpi.id,
                series=kpi.series,
                unit=kpi.unit,
                frequency=kpi.frequency,
                period=period,
                number=former.number + 1 if former else 1,
                **vars(figure),
                why=checked(why, field=field, limit=WHY_LIMIT),
                at=self.store.now,
                by=self.store.by,
                replaced_at=None,
            )
        )
        await self.session.flush()
        if former is not None and former.state is not ValueState.missed:
            about = f"partner:{kpi.partner_id}"
            self.store.audit.note("partner:kpi:corrected", about, kpi=kpi.id, period=period.isoformat())
        return True


def _said(figure: Figure) -> tuple[ValueState, Decimal | None, Decimal | None, Decimal | None]:
    return figure.state, figure.value, figure.numerator, figure.denominator
