"""Guests who become full members and full members who become guests, as Slack says of them."""

from datetime import timedelta

import pytest

from storage.members import Role
from tests.house import AMELIE, GENERAL, GUEST, PRIYA, SAM, House

NOT_YOURS = "Your role here does not include that"


async def word(house: House, user_id: str, said: str = "list") -> str:
    """What Liaison answers to a command."""
    return str((await house.playground.person(user_id).command(f"/partner {said}", channel=GENERAL))[0]["text"])


async def role(house: House, user_id: str) -> Role:
    async with house.store() as store:
        member = await store.members.by_user(user_id)
    assert member is not None
    return member.role


async def becomes(house: House, user_id: str, *, guest: bool, told: bool) -> None:
    """An admin of the workspace changes it in Slack: Liaison is `told` by an event, or asks when a day has passed."""
    person = house.playground.workspace.people[user_id]
    person.is_restricted = guest
    if told:
        user = house.playground.workspace.user_object(person, with_locale=True)
        house.playground.workspace.event({"type": "user_change", "user": user})
        await house.playground.events.settle()
    else:
        await house.pass_time(timedelta(days=1, minutes=1))


TOLD = pytest.mark.parametrize("told", [True, False], ids=["by an event", "when asked"])


@TOLD
async def test_a_guest_who_becomes_a_member_may_use_it(house: House, told: bool) -> None:
    assert NOT_YOURS in await word(house, GUEST)
    assert await role(house, GUEST) is Role.nobody
    await becomes(house, GUEST, guest=False, told=told)
    assert NOT_YOURS not in await word(house, GUEST)
    assert await role(house, GUEST) is Role.member
    guest = house.playground.person(GUEST)
    await guest.command("/partner new Harbour House", channel=GENERAL)
    assert await guest.submit() == {}
    async with house.store() as store:
        assert (await store.partners.find("Harbour House"))[0].owner_id == GUEST
    assert house.playground.refused == []


@TOLD
async def test_a_member_who_becomes_a_guest_may_not(house_anywhere: House, told: bool) -> None:
    """Nor send the form they had open then."""
    house = house_anywhere
    sam = house.playground.person(SAM)
    await sam.command("/partner new Harbour House", channel=GENERAL)
    await becomes(house, SAM, guest=True, told=told)
    assert NOT_YOURS in str(await sam.submit())
    await sam.close()
    assert NOT_YOURS in await word(house, SAM)
    assert await role(house, SAM) is Role.nobody
    async with house.store() as store:
        assert await store.partners.find("Harbour House") == []


@TOLD
async def test_a_role_that_was_given_does_not_outlive_being_a_guest(house: House, told: bool) -> None:
    """Who comes back is a member like any other until an owner says more."""
    for user_id in (AMELIE, PRIYA):
        await word(house, user_id, "help")
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [PRIYA]})
    await becomes(house, PRIYA, guest=True, told=told)
    assert NOT_YOURS in await word(house, PRIYA)
    await becomes(house, PRIYA, guest=False, told=told)
    assert NOT_YOURS not in await word(house, PRIYA)
    assert await role(house, PRIYA) is Role.member


async def test_what_slack_said_of_a_guest_stands_for_a_day(house: House) -> None:
    await word(house, GUEST)
    house.playground.workspace.people[GUEST].is_restricted = False
    await house.pass_time(timedelta(hours=23))
    assert NOT_YOURS in await word(house, GUEST)
    await house.pass_time(timedelta(hours=1, minutes=1))
    assert NOT_YOURS not in await word(house, GUEST)
