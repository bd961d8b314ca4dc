"""What happens to a partnership: how it is described and where it stands, when it is met, how it is kept alive."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from storage.partners import Partner, Stage
from storage.plans import DAY
from storage.sessions import Cadence, Session
from storage.store import Store
from tests.house import AMELIE, GENERAL, SAM
from tests.unasked.rows import GONE, TORONTO, Events, gone, moved, new, only, swap
from tests.unasked.workspace import TO_GENERAL
from tests.unasked.world import COLLEGE, World

events = Events()
SESSIONS = ("river 2027-02-15 09:00", "river 2027-02-16 08:00", "river 2027-02-28 09:00", "river 2027-03-01 08:00")
"""The two planning sessions to come: the 16th, for the 15th is a holiday, and the 1st of March."""
FIRST, SECOND = SESSIONS[:2], SESSIONS[2:]
THIRD = ("river 2027-03-14 09:00", "river 2027-03-15 08:00")
CHECK_INS = ("river 2027-03-01 09:00", "river 2027-04-01 09:00")
LATER = only("Marc 2027-02-06 09:36", "Marc 2027-02-10 09:36")
"""Whoever reports is reminded three days and seven after this."""
GOES_ON = "a partnership that is paused, closed or declined goes on being announced"


async def describe(world: World, **values: Any) -> None:
    """Sam saves what is known of the college."""
    sam = world.house.playground.person(SAM)
    await sam.command(f"/partner edit {COLLEGE}", channel=GENERAL)
    for name, value in values.items():
        await sam.change(name, value)
    assert await sam.submit() == {}


async def college(store: Store, world: World) -> Partner:
    return await store.partners.for_change(world["college"])


async def session(store: Store, world: World) -> Session:
    """The next planning session."""
    return (await store.sessions.coming(await cadence(store, world)))[0]


async def cadence(store: Store, world: World) -> Cadence:
    return await store.sessions.cadence(world["plan"])


@events.when({})
async def it_is_described_anew_in_the_same_words(world: World) -> None:
    await describe(world)


@events.when(TO_GENERAL)
async def it_has_a_channel_of_its_own(world: World) -> None:
    await describe(world, channel=GENERAL)


@events.when(dict.fromkeys(TO_GENERAL, moved("river", "Sam")) | {"check_ins.due": moved("river", "Sam", "Sam now")})
async def it_becomes_confidential(world: World) -> None:
    """The default channel must not read of it."""
    await describe(world, confidential=["yes"])


@events.when({"communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Amélie 2027-02-24 09:00",))})
async def amelie_looks_after_it(world: World) -> None:
    await describe(world, owner=AMELIE)


ENDS = {"health.asked": gone("river 2027-05-25 09:00"), "communication.quiet": GONE}
NOT_ANNOUNCED = {
    "sessions.upcoming": gone(*SESSIONS),
    "check_ins.due": gone(*CHECK_INS),
    "check_ins.late": GONE,
}


async def to(world: World, stage: Stage) -> None:
    async with world.house.store() as store:
        await store.partners.move(await college(store, world), stage, why="So it is")


@events.when(ENDS | NOT_ANNOUNCED, wrong=dict.fromkeys(NOT_ANNOUNCED, GOES_ON))
async def it_is_paused(world: World) -> None:
    await to(world, Stage.paused)


@events.when(ENDS | NOT_ANNOUNCED, wrong=dict.fromkeys(NOT_ANNOUNCED, GOES_ON))
async def it_is_closed(world: World) -> None:
    await to(world, Stage.closed)


@events.when(ENDS | NOT_ANNOUNCED, wrong=dict.fromkeys(NOT_ANNOUNCED, GOES_ON))
async def it_is_declined(world: World) -> None:
    await to(world, Stage.declined)


@events.when({"health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-05-03 09:00",))})
async def it_is_paused_and_goes_on(world: World) -> None:
    """Both sides are asked a quarter from then on."""
    await to(world, Stage.paused)
    await to(world, Stage.active)


ARCHIVED = {
    "sessions.upcoming": GONE,
    "terms.started": GONE,
    "terms.ending": GONE,
    "terms.over": GONE,
    "reports_due.coming": GONE,
}


@events.when(
    ENDS | ARCHIVED | {"check_ins.due": gone(*CHECK_INS), "check_ins.late": GONE, "check_ins.asked": GONE},
    withheld={"actions.due": "member:U_SAM"},
    wrong=dict.fromkeys(ARCHIVED, "what is planned with a partner that is archived stays in the outbox"),
)
async def it_is_archived(world: World) -> None:
    async with world.house.store() as store:
        await store.partners.archive(await college(store, world))


@events.when(
    {
        "health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-05-03 09:00",)),
        "check_ins.late": LATER,
        "check_ins.asked": GONE,
    }
)
async def it_is_archived_and_restored(world: World) -> None:
    """It goes on; what a colleague asked of Marc is not said any more, but he is reminded of it."""
    async with world.house.store() as store:
        await store.partners.archive(await college(store, world))
        await store.partners.restore(await college(store, world))


PUT_TOGETHER = TO_GENERAL | {
    "check_ins.due": only("general 2027-03-01 09:00", "general 2027-04-01 09:00"),
    "merges.merged": new("general now"),
    "health.asked": gone("river 2027-05-25 09:00"),
    "communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Amélie 2027-02-24 09:00",)),
}


async def put_together(world: World) -> int:
    """The college becomes a part of the mill; of a period that both are asked about, one question is left."""
    async with world.house.store() as store:
        kept, other = [await store.partners.get(world[name]) for name in ("mill", "college")]
        return (await store.merges.merge(kept.organization_id, other.organization_id, {})).id


@events.when(PUT_TOGETHER)
async def it_is_put_into_the_mill(world: World) -> None:
    await put_together(world)


@events.when({"merges.merged": new("general now"), "merges.undone": new("general now")})
async def it_is_put_into_the_mill_and_taken_apart(world: World) -> None:
    made = await put_together(world)
    async with world.house.store() as store:
        await store.merges.take_apart(made)


@events.when({"merges.undone": new("river now")}, withheld={"merges.merged": "merge:merged"})
async def two_that_were_put_together_are_taken_apart(world: World) -> None:
    async with world.house.store() as store:
        await store.merges.take_apart(world["merged"])


@events.when({"sessions.upcoming": swap(FIRST, ("river 2027-02-17 14:00", "river 2027-02-18 13:00"))})
async def a_session_is_moved(world: World) -> None:
    async with world.house.store() as store:
        await store.sessions.move(await session(store, world), datetime(2027, 2, 18, 14, tzinfo=TORONTO))


@events.when({"sessions.upcoming": swap(FIRST, THIRD)})
async def a_session_is_skipped(world: World) -> None:
    async with world.house.store() as store:
        await store.sessions.skip(await session(store, world), "Too busy")


@events.when({"sessions.upcoming": new(*THIRD)})
async def a_session_is_skipped_and_taken_up_again(world: World) -> None:
    """The one after it, which is kept ahead by now, stays."""
    async with world.house.store() as store:
        one = await session(store, world)
        await store.sessions.skip(one, "Too busy")
        await store.sessions.unskip(one)


@events.when({"sessions.upcoming": swap(FIRST, THIRD)})
async def a_session_is_recorded(world: World) -> None:
    async with world.house.store() as store:
        await store.sessions.held((await session(store, world)).id)


async def follow(world: World, **values: Any) -> None:
    """The plan of the sessions is changed."""
    async with world.house.store() as store:
        one = await cadence(store, world)
        await store.sessions.change(one, replace(one.plan, **values))


@events.when({"sessions.upcoming": gone("river 2027-02-16 08:00", "river 2027-03-01 08:00")})
async def a_lead_time_is_taken_off(world: World) -> None:
    await follow(world, remind_before=(DAY,))


@events.when({"sessions.upcoming": new("river 2027-02-14 09:00", "river 2027-02-27 09:00")})
async def a_lead_time_is_added(world: World) -> None:
    await follow(world, remind_before=(2 * DAY, DAY, 60))


@events.when({"sessions.upcoming": swap(SESSIONS, tuple(line.replace("river", "general") for line in SESSIONS))})
async def the_sessions_have_a_channel_of_their_own(world: World) -> None:
    await follow(world, channel_id=GENERAL)


@events.when(
    {
        "sessions.upcoming": swap(
            SESSIONS,
            ("river 2027-02-16 14:00", "river 2027-02-17 13:00", "river 2027-03-02 14:00", "river 2027-03-03 13:00"),
        )
    }
)
async def the_sessions_are_on_wednesdays_at_two(world: World) -> None:
    await follow(world, first_on=date(2027, 2, 17), at=time(14))


@events.when({"sessions.upcoming": gone(*SESSIONS)})
async def the_plan_is_ended(world: World) -> None:
    async with world.house.store() as store:
        await store.sessions.end(await cadence(store, world))


@events.when({})
async def the_plan_is_ended_and_resumed(world: World) -> None:
    async with world.house.store() as store:
        one = await cadence(store, world)
        await store.sessions.end(one)
        await store.sessions.resume(one)
