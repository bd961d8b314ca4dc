"""What the tests of reviews share: a partner under way, a review that is planned, and a look at what is posted."""

from datetime import UTC, date, datetime, time
from typing import Any

from storage.challenges import Challenge, Raising
from storage.meetings import Purpose
from storage.partners import Partner, Stage
from storage.plans import DAY, Plan
from storage.recurrence import Frequency
from storage.reviews import Review
from storage.sessions import Cadence
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House

NAME = "Centre Rivière-Nord"
THURSDAY = date(2026, 11, 26)
BRIEFED = datetime(2026, 11, 25, 15, 1, tzinfo=UTC)
"""Just after the briefing of a review that is planned as below: the day before, at ten."""


async def partner_in(house: House, **chosen: Any) -> Partner:
    """An active partner of Amélie's, with Sam, whose channel is #rivière-nord."""
    for user in (AMELIE, SAM, MARC):
        await house.playground.person(user).command("/partner help", channel=GENERAL)
    stage = chosen.pop("stage", Stage.active)
    async with house.store() as store:
        made = await store.partners.create(
            **{"name": NAME, "channel_id": RIVER, "owner_id": AMELIE, "people": [SAM]} | chosen
        )
        made.stage = stage
        return made


async def planned_in(house: House, partner: Partner, **chosen: Any) -> Cadence:
    """A review twice a year from Thursday the 26th at 10:00 in Toronto on, with its briefing the day before."""
    plan = {
        "frequency": Frequency.half_yearly,
        "first_on": THURSDAY,
        "at": time(10),
        "time_zone": "America/Toronto",
        "minutes": 90,
        "remind_before": (DAY,),
    } | chosen
    async with house.store() as store:
        return await store.sessions.begin(await store.partners.get(partner.id), Plan(**plan), purpose=Purpose.review)


async def raised(house: House, partner: Partner, what: str, **chosen: Any) -> Challenge:
    async with house.store() as store:
        return await store.challenges.begin(await store.partners.get(partner.id), Raising(what, **chosen))


async def stage_of(house: House, partner: Partner) -> Stage:
    async with house.store() as store:
        return (await store.partners.get(partner.id)).stage


async def reviews_of(house: House, partner: Partner) -> list[Review]:
    async with house.store() as store:
        return await store.reviews.of(partner.id)


async def challenges_of(house: House, partner: Partner) -> list[Challenge]:
    async with house.store() as store:
        return await store.challenges.in_sight(partner.id)


def posted(house: House, channel: str = RIVER) -> list[dict[str, Any]]:
    """What Liaison has said there, oldest first."""
    return [said for said in house.playground.workspace.messages.get(channel, []) if said.get("bot_id")]


def seen(thing: Any) -> str:
    return str(thing["blocks"] if isinstance(thing, dict) and "blocks" in thing else thing)
