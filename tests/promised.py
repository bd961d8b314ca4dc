"""What the tests of action items share: promises, and a look at what people were told of them."""

from datetime import date, datetime
from typing import Any

from storage.nudges import DUE
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, House

THU = date(2026, 11, 12)
FRI = date(2026, 11, 13)
MON = date(2026, 11, 16)


async def met(house: House, *user_ids: str) -> None:
    """Each of these people has used Liaison once."""
    for user_id in user_ids:
        await house.playground.person(user_id).command("/partner help", channel=GENERAL)


async def partner(house: House, name: str = "Centre Rivière-Nord", *, owner: str = AMELIE, secret: bool = False) -> int:
    async with house.store(by=owner) as store:
        return (await store.partners.create(name=name, owner_id=owner, confidential=secret)).id


async def promise(house: House, partner_id: int, what: str, **given: Any) -> int:
    async with house.store() as store:
        return (await store.actions.add(partner_id=partner_id, what=what, **given)).id


async def waiting(house: House, user_id: str) -> list[str]:
    """The days on which this person is to be nudged."""
    async with house.store() as store:
        planned = await store.reminders.about(subject=f"member:{user_id}", kind=DUE)
    return [one.occurrence for one in planned if one.state is ReminderState.planned]


async def at(house: House, when: datetime) -> None:
    """Moves the clock there and lets it say what is due."""
    await house.pass_time(when - house.time())


def said(messages: list[dict[str, Any]]) -> str:
    return "\n".join(str(one["text"]) + str(one.get("blocks", "")) for one in messages)


def sees(house: House, user_id: str) -> str:
    """What was last shown to this person only."""
    return said(house.playground.ephemerals(user_id)[-1:])
