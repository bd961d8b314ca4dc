"""What the tests of indicators share: a partner that is measured, its figures, and a look at what is posted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from storage.agreement_parts import Unit
from storage.kpi import Kpi, KpiDescription, ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction
from storage.kpi_values import Figure
from storage.partners import Partner
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House

NAME = "Centre Rivière-Nord"
NOVEMBER = date(2026, 11, 1)
DUE = datetime(2026, 12, 1, 14, 1, tzinfo=UTC)
"""Just after 09:00 in Toronto on the first working day after November."""


def description(**chosen: Any) -> KpiDescription:
    """Referrals received, 15 a month, reported by Sam, unless chosen otherwise."""
    return KpiDescription(
        **{
            "code": "referrals_in",
            "name": "",
            "unit": Unit.number,
            "direction": Direction.up,
            "share": False,
            "baseline": None,
            "target": Decimal(15),
            "target_on": None,
            "frequency": KpiFrequency.monthly,
            "reporter_id": SAM,
            "channel_id": None,
            "source": "",
            "numerator": "",
            "denominator": "",
            "begun_on": date(2026, 5, 1),
        }
        | chosen
    )


SATISFACTION = {"code": "satisfaction", "unit": Unit.score, "target": Decimal(4)}
KEPT_WORK = {"code": "employed_3_months", "unit": Unit.percent, "share": True, "target": Decimal(80)}


async def known(house: House, *users: str) -> None:
    """They have used Liaison before; Amélie is the workspace's owner."""
    for user in users or (AMELIE, SAM, MARC):
        await house.playground.person(user).command("/partner help", channel=GENERAL)


async def partner_in(house: House, **chosen: Any) -> Partner:
    """A partner of Amélie's, with Sam, whose channel is #rivière-nord."""
    await known(house)
    async with house.store() as store:
        return await store.partners.create(
            **{"name": NAME, "channel_id": RIVER, "owner_id": AMELIE, "people": [SAM]} | chosen
        )


async def measured(house: House, partner: Partner, *each: dict[str, Any]) -> list[Kpi]:
    """Indicators of a partner: referrals received, or those described."""
    async with house.store() as store:
        found = await store.partners.get(partner.id)
        return [await store.kpis.add(found, description(**one)) for one in each or ({},)]


async def figures(house: House, kpi: Kpi, *values: float | None, until: date = NOVEMBER) -> None:
    """Figures of the months before `until`, oldest first; None leaves one out."""
    async with house.store(SAM) as store:
        month = until.year * 12 + until.month - 1 - len(values)
        for value in values:
            period = date(month // 12, month % 12 + 1, 1)
            if value is not None:
                given = Figure(ValueState.given, Decimal(str(value)))
                await store.kpi_values.keep(await store.kpis.get(kpi.id), period, given)
            month += 1


def in_channel(house: House, channel: str = RIVER) -> list[dict[str, Any]]:
    """What Liaison has posted there."""
    return [said for said in house.playground.workspace.messages.get(channel, []) if said.get("bot_id")]


def seen(thing: Any) -> str:
    return str(thing["blocks"] if isinstance(thing, dict) and "blocks" in thing else thing)
