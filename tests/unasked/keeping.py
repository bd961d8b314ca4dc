"""What keeps a partnership alive: who talks to whom, what was promised, figures, rounds, readiness."""

from datetime import date, timedelta
from decimal import Decimal

from storage.assessment import US, Given
from storage.communication import Every, How, Terms
from storage.health import Rhythm
from storage.health_answers import Answers
from storage.health_rules import Statement
from storage.kpi import ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_values import Figure
from storage.meetings import Purpose, Report
from storage.positions import Holder, Position
from storage.readiness_rules import Says
from storage.store import Store
from tests.house import AMELIE, GENERAL, MARC, SAM
from tests.measuring import description
from tests.unasked.partnership import LATER, college
from tests.unasked.rows import GONE, Events, gone, new, only, swap
from tests.unasked.world import TODAY, World

events = Events()


async def two_days_later(world: World) -> None:
    await world.house.playground.move(timedelta(days=2))


@events.when({"communication.quiet": only("Marc 2027-02-16 09:00", "Sam 2027-02-26 09:00")})
async def they_are_met_two_days_later(world: World) -> None:
    """The 15th is ten days after the 5th, and a holiday."""
    await two_days_later(world)
    async with world.house.store() as store:
        await store.meetings.record(world["college"], Report(store.now, Purpose.planning))


@events.when({"communication.quiet": only("Marc 2027-02-16 09:00", "Sam 2027-02-26 09:00")})
async def they_are_called_two_days_later(world: World) -> None:
    await two_days_later(world)
    async with world.house.store() as store:
        await store.touchpoints.log(await college(store, world), at=store.now, how=How.phone)


@events.when({})
async def they_were_called_after_all_not(world: World) -> None:
    await two_days_later(world)
    async with world.house.store() as store:
        called = await store.touchpoints.log(await college(store, world), at=store.now, how=How.phone)
        await store.touchpoints.remove(called)


@events.when({"communication.quiet": swap(("Sam 2027-02-24 09:00",), ("Sam 2027-02-25 09:00",))})
async def a_meeting_was_a_day_earlier(world: World) -> None:
    """It was recorded two days later, and corrected to the day before that."""
    await two_days_later(world)
    async with world.house.store() as store:
        met = await store.meetings.record(world["college"], Report(store.now, Purpose.planning))
        day_before = Report(store.now - timedelta(days=1), Purpose.planning)
        await store.meetings.edit(met, day_before, seen=None)


@events.when({"communication.quiet": gone("Marc 2027-02-16 09:00")})
async def a_line_is_paused(world: World) -> None:
    async with world.house.store() as store:
        await store.communication.pause(
            await college(store, world), await store.communication.get(world["line"]), paused=True
        )


@events.when({"communication.quiet": gone("Marc 2027-02-16 09:00")})
async def a_line_is_taken_out(world: World) -> None:
    async with world.house.store() as store:
        await store.communication.end(await college(store, world), await store.communication.get(world["line"]))


@events.when({"communication.quiet": swap(("Marc 2027-02-16 09:00",), ("Marc 2027-03-17 09:00",))})
async def a_line_is_monthly_from_now_on(world: World) -> None:
    async with world.house.store() as store:
        line = await store.communication.get(world["line"])
        await store.communication.change(await college(store, world), line, Terms(MARC, None, How.phone, Every.monthly))


@events.when({"actions.due": GONE}, withheld={"actions.given": "action:action"})
async def an_action_is_done(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.done(world["action"])


@events.when({"actions.due": GONE}, withheld={"actions.given": "action:action"})
async def an_action_is_dropped(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.drop(world["action"])


@events.when({})
async def an_action_is_done_and_opened_again(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.done(world["action"])
        await store.actions.reopen(world["action"])


@events.when({"actions.due": only("Sam 2027-02-18 09:00", "Sam 2027-02-20 09:00")})
async def an_action_has_more_time(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.reschedule(world["action"], date(2027, 2, 19))


@events.when(
    {
        "actions.due": only("Marc 2027-02-09 09:00", "Marc 2027-02-11 09:00"),
        "actions.given": new("Marc now"),
    },
    withheld={"actions.given": "action:action"},
)
async def an_action_is_marcs(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.reassign(world["action"], assignee_id=MARC)


@events.when({}, withheld={"minutes.steps": "meeting:meeting"})
async def a_next_step_is_done(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.done(world["step"])


@events.when({"actions.given": new("Sam now")}, withheld={"actions.orphaned": "member:U_PRIYA"})
async def what_priya_left_is_sams(world: World) -> None:
    async with world.house.store() as store:
        await store.actions.reassign(world["left"], assignee_id=SAM)


@events.when({}, withheld={"challenges.orphaned": "member:U_PRIYA"})
async def a_challenge_is_closed(world: World) -> None:
    async with world.house.store() as store:
        one, _ = await store.challenges.for_change(world["challenge"])
        await store.challenges.close(one)


@events.when({}, withheld={"roles.vacant": "member:U_PRIYA"})
async def a_position_is_sams(world: World) -> None:
    async with world.house.store() as store:
        mill = await store.partners.for_change(world["mill"])
        await store.positions.end(mill, await store.positions.get(world["held"]), until=TODAY - timedelta(days=1))
        await store.positions.name(mill, Position.lead, Holder(user_id=SAM), since=TODAY)


@events.when({}, withheld={"check_ins.orphaned": "member:U_PRIYA"})
async def sam_reports_for_priya(world: World) -> None:
    async with world.house.store() as store:
        mill = await store.partners.for_change(world["mill"])
        await store.kpis.hand_over(mill, "U_PRIYA", SAM, field="reporter")


async def report(store: Store, world: World, period: date) -> None:
    kpi = await store.kpis.get(world["monthly"])
    await store.kpi_values.keep(kpi, period, Figure(ValueState.given, Decimal(12)))
    check_in = await store.check_ins.of_period(world["college"], KpiFrequency.monthly, period)
    assert check_in is not None
    await store.check_ins.reported(check_in)


@events.when({"check_ins.late": GONE}, withheld={"check_ins.asked": "check_in:january"})
async def figures_are_reported(world: World) -> None:
    async with world.house.store() as store:
        await report(store, world, date(2027, 1, 1))


@events.when({"check_ins.due": gone("river 2027-03-01 09:00"), "check_ins.reported": new("river now")})
async def figures_are_reported_before_they_are_asked_for(world: World) -> None:
    async with world.house.store() as store:
        await report(store, world, date(2027, 2, 1))


@events.when({"check_ins.due": gone("river 2027-03-01 09:00"), "check_ins.late": GONE, "check_ins.asked": GONE})
async def an_indicator_is_ended(world: World) -> None:
    async with world.house.store() as store:
        await store.kpis.end(await store.kpis.for_change(world["monthly"]))


@events.when({"check_ins.late": LATER, "check_ins.asked": GONE})
async def an_indicator_is_ended_and_resumed(world: World) -> None:
    async with world.house.store() as store:
        kpi = await store.kpis.for_change(world["monthly"])
        await store.kpis.end(kpi)
        await store.kpis.resume(kpi)


@events.when({"check_ins.due": swap(("river 2027-03-01 09:00",), ("general 2027-03-01 09:00", "general now"))})
async def an_indicator_has_a_channel_of_its_own(world: World) -> None:
    async with world.house.store() as store:
        kpi = await store.kpis.for_change(world["monthly"])
        await store.kpis.change(kpi, description(begun_on=date(2027, 1, 1), channel_id=GENERAL))


@events.when(
    {
        "check_ins.late": only("Amélie 2027-02-06 09:36", "Amélie 2027-02-10 09:36"),
    },
    withheld={"check_ins.asked": "check_in:january"},
)
async def amelie_reports_instead_of_marc(world: World) -> None:
    async with world.house.store() as store:
        january = await store.check_ins.get(world["january"])
        await store.check_ins.ask(january, AMELIE, await store.check_ins.outstanding(january))


@events.when({"health.asked": gone("river 2027-05-25 09:00")})
async def the_sides_are_asked_no_more(world: World) -> None:
    async with world.house.store() as store:
        await store.health.change(await college(store, world), Rhythm(0, 14))


@events.when({"health.asked": swap(("river 2027-05-25 09:00",), ("river 2027-08-03 09:00",))})
async def the_sides_are_asked_twice_a_year(world: World) -> None:
    async with world.house.store() as store:
        await store.health.change(await college(store, world), Rhythm(6, 14))


@events.when(
    {
        "health.asked": swap(("river 2027-05-25 09:00",), ("river now",)),
        "health.nudged": new("Sam 2027-02-10 09:00", "Marc 2027-02-10 09:00"),
        "health.result": new("river 2027-02-17 09:00"),
    }
)
async def both_sides_are_asked_by_hand(world: World) -> None:
    async with world.house.store() as store:
        await store.health.start(await college(store, world))


@events.when(
    {
        "health.asked": new("general 2027-05-03 09:00"),
        "health.nudged": GONE,
        "health.result": only("general now"),
    },
    withheld={"health.asked": "health:round"},
)
async def a_round_is_closed(world: World) -> None:
    async with world.house.store() as store:
        mill = await store.partners.for_change(world["mill"])
        await store.health.close_now(mill, await store.health.get(world["round"], held=True))


@events.when({}, withheld={"health.nudged": "health:round"})
async def both_have_answered(world: World) -> None:
    for user in (AMELIE, SAM):
        async with world.house.store(user) as store:
            one, _ = await store.health_answers.to_answer(world["round"])
            await store.health_answers.give(one, Answers(dict.fromkeys(Statement, 4), "", consent=True))


@events.when({"readiness.over": only("Amélie 2028-02-07 09:00")})
async def we_are_checked_again(world: World) -> None:
    """A year from the 5th is a Saturday."""
    await two_days_later(world)
    async with world.house.store() as store:
        given = {point: Given(Says.partly) for point in US.points}
        await store.readiness.record(await store.readiness.looked(US), given, seen=None, confirmed=False)


@events.when({"readiness.over": GONE})
async def the_check_is_taken_back(world: World) -> None:
    async with world.house.store() as store:
        [one] = await store.readiness.page(US, size=1)
        await store.readiness.take_back(one, await store.readiness.looked(US))
