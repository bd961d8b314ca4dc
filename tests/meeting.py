"""A partner to meet, and people who meet it, for the tests of meetings."""

from typing import Any

from messages import minutes
from tests.house import AMELIE, GENERAL, RIVER, SAM, House

NAME = "Centre Rivière-Nord"


async def partner(house: House, *, channel: str | None = RIVER, people: list[str] | None = None, **more: Any) -> int:
    """A partner of Amélie's with Maria Silva as contact, on which Sam is named."""
    named = [SAM] if people is None else people
    for user in {AMELIE, *named}:
        await house.playground.person(user).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        made = await store.partners.create(name=NAME, channel_id=channel, people=named, **more)
        await store.contacts.add(made, name="Maria Silva")
        return made.id


async def begin(house: House, user: str = AMELIE) -> Any:
    """The person, with the form for a meeting open before them."""
    person = house.playground.person(user)
    await person.command("/partner meet riviere nord", channel=GENERAL)
    return person


async def record(house: House, user: str = AMELIE, *, notes: str = "", step: str = "", interest: str = "") -> Any:
    """A short meeting, saved and told."""
    person = await begin(house, user)
    if interest:
        await person.change("interest", interest)
    if notes:
        await person.change("notes", notes)
    if step:
        person.fill("step_0", step)
    assert await person.submit() == {}
    await house.settle()
    return person


def notices(house: House, channel: str) -> list[dict[str, Any]]:
    """The notices of meetings in a channel, oldest first."""
    return [one for one in house.playground.messages(channel) if minutes.OPEN in str(one.get("blocks"))]
