"""What the tests of planned sessions share: a partner, a cadence, and a look at what is planned."""

from datetime import date, time
from typing import Any

from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.sessions import Cadence, Session
from tests.house import AMELIE, GENERAL, RIVER, House

NAME = "Centre Rivière-Nord"
TUESDAY = date(2026, 11, 24)
TORONTO = "America/Toronto"


async def partner_in(house: House, **chosen: Any) -> Partner:
    """A partner of Amélie's, whose channel is #rivière-nord."""
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        return await store.partners.create(**{"name": NAME, "channel_id": RIVER, "owner_id": AMELIE} | chosen)


async def planned_in(house: House, partner: Partner, **chosen: Any) -> Cadence:
    """Every second Tuesday at 09:00 in Toronto, unless chosen otherwise."""
    plan = {"frequency": Frequency.biweekly, "first_on": TUESDAY, "at": time(9), "time_zone": TORONTO} | chosen
    async with house.store() as store:
        return await store.sessions.begin(partner, Plan(**plan))


async def sessions_in(house: House, cadence: Cadence) -> list[Session]:
    async with house.store() as store:
        return await store.sessions.coming(await store.sessions.cadence(cadence.id))


def blocks_text(message: dict[str, Any]) -> str:
    return "\n".join(str(block) for block in message["blocks"])


async def cadences_of(house: House, partner: Partner) -> list[Cadence]:
    async with house.store() as store:
        return await store.sessions.cadences_of(partner.id)
