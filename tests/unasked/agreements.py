"""What happens to agreements: decided, amended, superseded, reviewed, signed, reported of."""

from datetime import date, timedelta
from typing import Any

from storage.agreement import Agreement
from storage.agreement_parts import Part
from storage.decisions import Closing
from storage.reports_due import ReportDue, ReportState
from storage.store import Store
from tests.agreeing import signed
from tests.house import AMELIE, MARC, SAM
from tests.unasked.rows import GONE, Events, gone, new, only, swap
from tests.unasked.world import REPORT, TERM, TODAY, World

events = Events()
JOINT_REVIEW = ("river 2027-07-27 10:00", "river 2027-08-02 10:00")
LATER_REVIEW = ("river 2027-08-25 10:00", "river 2027-08-31 10:00")
REPORTS = ("river 2027-02-19 09:00", "river 2027-02-26 09:00"), ("river 2027-03-19 09:00", "river 2027-03-26 09:00")


async def held(store: Store, world: World, name: str = "joint") -> Agreement:
    return await store.agreements.for_change(world[name])


async def amended(store: Store, agreement: Agreement, **parts: dict[str, Any]) -> None:
    """An amendment that says this, signed by both sides."""
    await store.agreements.amend(agreement)
    known = await store.agreements.parts(agreement)
    for part, saying in parts.items():
        seen = known[Part(part)].revision if part in known else 0
        await store.agreements.keep_part(agreement, Part(part), saying, seen=seen)
    await signed(store, agreement, on=TODAY)


@events.when({"terms.ending": GONE})
async def it_is_to_be_renewed(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.renew(await held(store, world))


@events.when({"terms.ending": GONE})
async def it_is_to_be_renegotiated(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.renegotiate(await held(store, world))


@events.when({})
async def a_decision_is_taken_back(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.renew(await held(store, world))
        await store.decisions.reconsider(await held(store, world))


@events.when({})
async def an_amendment_is_given_up(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.renegotiate(await held(store, world))
        await store.agreements.give_up_amendment(await held(store, world))


@events.when(
    {
        "terms.ending": GONE,
        "terms.over": only("river 2027-03-11 09:00"),
        "reports_due.coming": gone(*REPORTS[1]),
        "sessions.upcoming": gone(*JOINT_REVIEW),
    }
)
async def it_is_to_end_in_march(world: World) -> None:
    """What is planned beyond its last day is taken back: the review, and the report of March."""
    async with world.house.store() as store:
        await store.decisions.close(await held(store, world), Closing(date(2027, 3, 10), "The funding ended"))


@events.when({})
async def its_closing_is_taken_back(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.close(await held(store, world), Closing(date(2027, 3, 10), "The funding ended"))
        await store.decisions.reconsider(await held(store, world))


@events.when(
    {"terms.started": GONE, "terms.over": new("river 2027-02-11 09:00"), "sessions.upcoming": gone(*LATER_REVIEW)}
)
async def one_is_called_off_before_it_begins(world: World) -> None:
    async with world.house.store() as store:
        await store.decisions.close(await held(store, world, "later"), Closing(date(2027, 2, 10), "The funding ended"))


@events.when(
    {
        "terms.ending": only("river 2027-04-01 09:00", "river 2027-04-24 09:00"),
        "terms.over": only("river 2027-05-02 09:00"),
        "reports_due.coming": GONE,
        "sessions.upcoming": gone(*JOINT_REVIEW),
        "approvals.signed": new("river now"),
    }
)
async def it_is_amended(world: World) -> None:
    """Another end, other notices, no reports."""
    async with world.house.store(SAM) as store:
        term = {**TERM, "ends_on": "2027-05-01", "notices": ["30", "7"]}
        await amended(store, await held(store, world), term=term, reporting={"note": "By word of mouth."})


@events.when(
    {
        "terms.ending": only("river 2028-06-30 09:00"),
        "terms.over": only("river 2028-07-31 09:00"),
        "reports_due.coming": only("river 2027-12-24 09:00", "river 2027-12-31 09:00"),
        "approvals.signed": swap(("river now",), ("river now",)),
    }
)
async def another_takes_its_place(world: World) -> None:
    """Nothing more is said of the former one, not even that it was signed."""
    async with world.house.store(SAM) as store:
        renewal = await store.decisions.renew(await held(store, world))
        known = await store.agreements.parts(renewal)
        for part, saying in {
            Part.term: {"starts_on": "2027-02-03", "ends_on": "2028-07-30", "notices": ["30"]},
            Part.reporting: {"rows": [{**REPORT, "every": "once", "first_on": "2027-12-31"}]},
        }.items():
            await store.agreements.keep_part(renewal, part, saying, seen=known[part].revision)
        await signed(store, renewal, on=TODAY)


@events.when({"approvals.signed": new("river now"), "terms.over": new("river 2027-02-04 09:00")})
async def a_renewal_is_called_off(world: World) -> None:
    """It is signed for later, and over before that: the end of the former one is announced again."""
    async with world.house.store(SAM) as store:
        renewal = await store.decisions.renew(await held(store, world))
        await signed(store, renewal, on=TODAY)
        await store.decisions.close(renewal, Closing(TODAY, "The funding ended"))
    await world.house.playground.move(timedelta(hours=20))
    async with world.house.store(by="clock") as store:
        await store.terms.settle_due()


async def reports(store: Store, world: World) -> list[ReportDue]:
    known = await store.reports_due.of(await store.agreements.get(world["joint"]))
    return [one for one in known if one.state is ReportState.open]


NEXT = ("river 2027-04-19 09:00", "river 2027-04-26 09:00")


@events.when({"reports_due.coming": swap(REPORTS[0], NEXT)})
async def a_report_is_sent(world: World) -> None:
    async with world.house.store() as store:
        await store.reports_due.settle((await reports(store, world))[0], sent=True)


@events.when({})
async def a_report_was_not_sent_after_all(world: World) -> None:
    async with world.house.store() as store:
        [one, *_] = await reports(store, world)
        await store.reports_due.settle(one, sent=True)
        await store.reports_due.settle(one, sent=False)


NUDGES = ("2027-02-06 09:00", "2027-02-10 09:00")


async def answer(world: World, name: str, *, by: str, approved: bool = True) -> None:
    async with world.house.store(by) as store:
        agreement = await store.approvals.hold(world[name])
        await store.approvals.answer(agreement, 1, approved=approved, comment="" if approved else "Which days?")


@events.when(
    {
        "approvals.asked": gone("Marc now"),
        "approvals.nudged": gone(*(f"Marc {day}" for day in NUDGES)),
        "approvals.answered": new("Sam now"),
    }
)
async def a_reviewer_answers(world: World) -> None:
    await answer(world, "reviewed", by=MARC)


@events.when(
    {
        "approvals.asked": gone("Amélie now"),
        "approvals.nudged": gone(*(f"Amélie {day}" for day in NUDGES)),
        "approvals.answered": new("Sam now", "Sam now"),
        "approvals.approved": new("Sam now"),
    },
    withheld={"approvals.answered": "agreement:answered"},
)
async def everybody_approves(world: World) -> None:
    """That is told once, not for each of them."""
    await answer(world, "answered", by=MARC)
    await answer(world, "answered", by=AMELIE)


@events.when(
    {
        "approvals.asked": gone("Marc now", "Amélie now"),
        "approvals.nudged": gone(*(f"{who} {day}" for who in ("Marc", "Amélie") for day in NUDGES)),
    }
)
async def another_version_is_saved(world: World) -> None:
    async with world.house.store(SAM) as store:
        agreement = await held(store, world, "reviewed")
        seen = (await store.agreements.parts(agreement))[Part.purpose].revision
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "Another reason."}, seen=seen)
        await store.agreements.save_version(agreement)


@events.when(
    {
        "approvals.asked": swap(("Marc now",), ("Sam now",)),
        "approvals.nudged": swap(tuple(f"Marc {day}" for day in NUDGES), tuple(f"Sam {day}" for day in NUDGES)),
    }
)
async def somebody_else_is_asked(world: World) -> None:
    async with world.house.store() as store:
        await store.approvals.ask_instead(await held(store, world, "reviewed"), 1, MARC, SAM)


@events.when({"approvals.asked": gone("Marc now"), "approvals.nudged": gone(*(f"Marc {day}" for day in NUDGES))})
async def one_of_the_reviewers_need_not_answer(world: World) -> None:
    async with world.house.store() as store:
        await store.approvals.send(await held(store, world, "reviewed"), [AMELIE])


@events.when({}, withheld={"approvals.approved": "agreement:agreed"})
async def what_was_approved_is_written_anew(world: World) -> None:
    async with world.house.store(SAM) as store:
        agreement = await held(store, world, "agreed")
        await store.agreements.save_version(agreement, restores=1)
