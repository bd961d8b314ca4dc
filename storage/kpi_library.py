"""The library of indicators of the field (field, section 9): what each is counted in, and which way it should go.

Their names, in both languages, are in `messages.kpi_names`.
"""

from dataclasses import dataclass
from decimal import Decimal

from storage.agreement_parts import Unit
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction


@dataclass(frozen=True)
class Known:
    """One indicator of the library. A `share` is a part of a whole, never above 100 %; a score has its scale."""

    unit: Unit
    direction: Direction = Direction.up
    frequency: KpiFrequency = KpiFrequency.monthly
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def share(self) -> bool:
        return self.unit is Unit.percent


_QUARTERLY = KpiFrequency.quarterly

LIBRARY: dict[str, Known] = {
    "referrals_out": Known(Unit.number),
    "referrals_in": Known(Unit.number),
    "days_to_acknowledge": Known(Unit.days, Direction.down),
    "referral_to_intake": Known(Unit.percent),
    "clients_served": Known(Unit.number),
    "placed": Known(Unit.number),
    "placed_20_hours": Known(Unit.number),
    "employed_3_months": Known(Unit.percent, frequency=_QUARTERLY),
    "employed_6_months": Known(Unit.percent, frequency=_QUARTERLY),
    "employed_12_months": Known(Unit.percent, frequency=_QUARTERLY),
    "joint_events": Known(Unit.number, frequency=_QUARTERLY),
    "attendance": Known(Unit.number, frequency=_QUARTERLY),
    "cost_shared": Known(Unit.cad, frequency=_QUARTERLY),
    "in_kind_hours": Known(Unit.hours),
    "space_days": Known(Unit.days),
    "staff_cross_trained": Known(Unit.number, frequency=_QUARTERLY),
    "duplications_avoided": Known(Unit.number, frequency=_QUARTERLY),
    "satisfaction": Known(Unit.score, frequency=_QUARTERLY, least=Decimal(1), most=Decimal(5)),
    "meetings_held": Known(Unit.percent, frequency=_QUARTERLY),
    "actions_on_time": Known(Unit.percent, frequency=_QUARTERLY),
    "reports_on_time": Known(Unit.percent, frequency=_QUARTERLY),
}
