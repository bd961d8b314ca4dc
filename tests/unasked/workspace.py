"""What happens to the whole workspace, and to its people."""

from datetime import time
from typing import Any

from storage.members import Role
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM
from tests.unasked.rows import GONE, Events, moved, new, only, swap
from tests.unasked.world import NORA, World, changed

events = Events()


async def set_(world: World, **values: Any) -> None:
    """The owner saves the settings of the workspace."""
    amelie = world.house.playground.person(AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    for name, value in values.items():
        amelie.fill(name, value)
    assert await amelie.submit() == {}


@events.when({})
async def settings_are_saved_unchanged(world: World) -> None:
    await set_(world)


TO_GENERAL = dict.fromkeys(
    (
        "sessions.upcoming",
        "terms.started",
        "terms.ending",
        "terms.over",
        "reports_due.coming",
        "health.asked",
    ),
    moved("river", "general"),
) | {"check_ins.due": moved("river", "general", "general now")}
"""All that is planned for the college's channel is said in another; the question that is open is asked there too."""


@events.when(TO_GENERAL)
async def another_default_channel(world: World) -> None:
    await set_(world, default_channel=GENERAL)


@events.when(
    {
        "sessions.upcoming": only(
            "river 2027-02-15 11:00",
            "river 2027-02-15 17:59",
            "river 2027-02-28 11:00",
            "river 2027-02-28 17:59",
            "river 2027-07-27 11:00",
            "river 2027-08-02 11:00",
            "river 2027-08-25 11:00",
            "river 2027-08-31 11:00",
        ),
        "terms.started": only("river 2027-03-01 11:00"),
        "terms.ending": only(
            "river 2027-11-02 11:00", "river 2027-12-02 11:00", "river 2028-01-01 11:00", "river 2028-01-24 11:00"
        ),
        "terms.over": only("river 2028-02-01 11:00"),
        "reports_due.coming": only(
            "river 2027-02-19 11:00", "river 2027-02-26 11:00", "river 2027-03-19 11:00", "river 2027-03-26 11:00"
        ),
        "check_ins.due": only("river 2027-03-01 11:00", "river 2027-04-01 11:00", "general 2027-03-01 11:00"),
        "health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-05-25 11:00",)),
        "actions.due": only("Sam 2027-02-09 11:00", "Sam 2027-02-11 11:00"),
        "communication.quiet": only("Marc 2027-02-16 11:00", "Sam 2027-02-24 11:00"),
        "week.digest": only("Sam 2027-02-08 11:00", "Sam 2027-02-16 11:00"),
        "readiness.over": only("Amélie 2028-02-03 11:00"),
    }
)
async def quiet_until_eleven(world: World) -> None:
    """What waits for an answer stays as it was planned, and is held back when its hour comes."""
    await set_(world, quiet_until="11:00")


@events.when(
    {
        "sessions.upcoming": only(
            "river 2027-02-15 11:00",
            "river 2027-02-15 20:59",
            "river 2027-02-28 11:00",
            "river 2027-02-28 20:59",
            "river 2027-07-27 11:00",
            "river 2027-08-02 11:00",
            "river 2027-08-25 11:00",
            "river 2027-08-31 11:00",
        ),
        "terms.started": only("river 2027-03-01 12:00"),
        "terms.ending": only(
            "river 2027-11-02 12:00", "river 2027-12-02 12:00", "river 2028-01-01 12:00", "river 2028-01-24 12:00"
        ),
        "terms.over": only("river 2028-02-01 12:00"),
        "reports_due.coming": only(
            "river 2027-02-19 12:00", "river 2027-02-26 12:00", "river 2027-03-19 12:00", "river 2027-03-26 12:00"
        ),
        "check_ins.due": only("river 2027-03-01 12:00", "river 2027-04-01 12:00", "general 2027-03-01 12:00"),
        "health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-05-25 12:00",)),
    }
)
async def the_workspace_is_in_vancouver(world: World) -> None:
    """People keep their own hours, sessions the zone of their plan; but channels are left alone in the night."""
    amelie = world.house.playground.person(AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    await amelie.options("time_zone", "vancouver")
    amelie.fill("time_zone", "America/Vancouver")
    assert await amelie.submit() == {}


@events.when(
    {
        "sessions.upcoming": swap(
            ("river 2027-02-15 09:00", "river 2027-02-16 08:00"), ("river 2027-02-14 09:00", "river 2027-02-15 08:00")
        ),
        "communication.quiet": swap(("Marc 2027-02-16 09:00",), ("Marc 2027-02-15 09:00",)),
        "week.digest": swap(("Sam 2027-02-16 09:00",), ("Sam 2027-02-15 09:00",)),
        "health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-05-24 09:00",)),
    }
)
async def the_workspace_is_in_newfoundland(world: World) -> None:
    """There Family Day and Victoria Day are working days."""
    await set_(world, province="NL")


@events.when({"readiness.over": GONE})
async def nobody_is_told_of_readiness(world: World) -> None:
    await set_(world, readiness_yearly=[])


@events.when(
    {
        "actions.due": only("Sam 2027-02-09 10:30", "Sam 2027-02-11 10:30"),
        "communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Sam 2027-02-24 10:30",)),
        "week.digest": only("Sam 2027-02-08 10:30", "Sam 2027-02-16 10:30"),
        "readiness.over": only("Amélie 2028-02-03 10:30"),
    }
)
async def two_people_sleep_longer(world: World) -> None:
    for user in (SAM, AMELIE):
        async with world.house.store(user) as store:
            await store.members.choose(user, language=None, quiet_from=time(18), quiet_until=time(10, 30))


@events.when(
    {
        "actions.due": only("Sam 2027-02-09 12:00", "Sam 2027-02-11 12:00"),
        "communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Sam 2027-02-24 12:00",)),
        "week.digest": only("Sam 2027-02-08 12:00", "Sam 2027-02-16 12:00"),
    }
)
async def sam_moves_to_vancouver(world: World) -> None:
    await changed(world.house, SAM, tz="America/Vancouver")


@events.when({"week.digest": GONE})
async def sam_wants_no_digest(world: World) -> None:
    sam = world.house.playground.person(SAM)
    await sam.command("/partner settings", channel=GENERAL)
    sam.fill("week_digest", [])
    assert await sam.submit() == {}


@events.when(
    {
        "actions.due": GONE,
        "week.digest": GONE,
        "communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Amélie 2027-02-24 09:00",)),
        "actions.orphaned": new("Amélie now"),
        "check_ins.orphaned": new("Amélie now"),
    }
)
async def sam_leaves(world: World) -> None:
    await changed(world.house, SAM, deleted=True)


@events.when({"communication.quiet": only("Sam 2027-02-16 09:00"), "actions.orphaned": new("Sam now")})
async def marc_leaves(world: World) -> None:
    """Sam has two lines of the same silence then, and the tighter one speaks."""
    await changed(world.house, MARC, deleted=True)


@events.when({"actions.orphaned": new("Amélie now"), "check_ins.orphaned": new("Amélie now")})
async def sam_leaves_and_comes_back(world: World) -> None:
    """Whoever was to be told is not, when it comes to that: as of Priya."""
    await changed(world.house, SAM, deleted=True)
    await changed(world.house, SAM, deleted=False)


@events.when({"readiness.over": GONE})
async def amelie_does_not_want_to_hear_of_readiness(world: World) -> None:
    async with world.house.store() as store:
        await store.readiness.choose(AMELIE, wanted=False)


@events.when({}, withheld={"members.asked": "member:U_SAM"})
async def sam_owns_liaison(world: World) -> None:
    async with world.house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE, SAM]})


@events.when({}, withheld={"members.access_ended": "member:U_NORA"})
async def nora_is_no_guest_any_more(world: World) -> None:
    await changed(world.house, NORA, is_restricted=False)


PRIYAS = ("actions.orphaned", "challenges.orphaned", "check_ins.orphaned", "roles.vacant")


@events.when({}, withheld=dict.fromkeys(PRIYAS, "member:U_PRIYA"))
async def priya_comes_back(world: World) -> None:
    await changed(world.house, PRIYA, deleted=False)


@events.when(
    {}, withheld={"reminders.undeliverable": "reminder:undeliverable", "reminders.uncertain": "reminder:uncertain"}
)
async def trouble_is_settled(world: World) -> None:
    async with world.house.store() as store:
        await store.reminders.drop(await store.reminders.get(world["undeliverable"]), reason="settled")
        await store.reminders.leave(await store.reminders.get(world["uncertain"]))
