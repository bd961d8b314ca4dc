"""Polite by design: quiet hours, holidays and budgets hold for whatever kind of message, at the moment it is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reminders import Delivery
from messages import reminders
from messages.surfaces import Message, message
from storage.courtesy import day_of, hour_ends, morning_after, polite_at
from storage.public_holidays import holiday_on
from storage.reminder import ENOUGH, HOLIDAY, QUIET_HOURS, ReminderState
from storage.settings import NO_BUDGET, Hours
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, House
from tests.outbox import DAY, HOUR, KIND, MINUTE, known, partner_of, plan, posted, row, speak, talkative

ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "Australia/Lord_Howe", "Asia/Tokyo")
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at_toronto(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("America/Toronto")).astimezone(UTC)


async def said_at(house: House, reminder_id: int) -> datetime | None:
    one = await row(house, reminder_id)
    return one.settled_at if one.state is ReminderState.sent else None


# -- the rule


@settings(max_examples=60, deadline=None)
@given(
    at=st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE),
    zone=st.sampled_from(ZONES),
    start=CLOCKS,
    end=CLOCKS,
    province=st.sampled_from([None, "ON", "NL", "QC"]),
)
def test_a_polite_moment_is_never_early_nor_in_quiet_hours(
    at: datetime, zone: str, start: time, end: time, province: str | None
) -> None:
    hours = Hours(ZoneInfo(zone), start, end)
    polite = polite_at(at, hours, province=province)
    local = polite.astimezone(hours.zone)
    clock = local.time()
    quiet = start <= clock < end if start < end else start != end and (clock >= start or clock < end)
    assert at <= polite <= at + 12 * DAY
    assert not quiet
    assert polite_at(polite, hours, province=province) == polite
    morning = morning_after(at, hours, province=province)
    assert morning >= day_of(at, hours)[1]
    assert polite_at(morning, hours, province=province) == morning
    assert timedelta(0) < hour_ends(at, hours) - at <= 2 * HOUR


@pytest.mark.parametrize(
    ("at", "polite"),
    [
        (at_toronto(1, 0, 30, month=11), at_toronto(1, 8)),  # the night the clocks go back
        (at_toronto(14, 1, 30, month=3, year=2027), at_toronto(14, 8, month=3, year=2027)),  # and forward
        (at_toronto(31, 20, month=12), at_toronto(1, 8, month=1, year=2027)),
        (at_toronto(12, 17, 59), at_toronto(12, 17, 59)),
        (at_toronto(12, 18), at_toronto(13, 8)),
    ],
)
def test_the_end_of_the_quiet_hours(at: datetime, polite: datetime) -> None:
    assert polite_at(at, Hours(ZoneInfo("America/Toronto"), time(18), time(8))) == polite


# -- quiet hours, when it is said


async def test_what_is_overdue_after_a_downtime_waits_for_the_morning(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house, AMELIE, SAM, PRIYA)
    to = {who: await plan(house, f"thing:{who}", who, due_in=HOUR) for who in (SAM, PRIYA, GENERAL)}
    await house.playground.move(at_toronto(15, 3) - house.time())  # a Sunday, at three
    await house.settle()
    waiting = [await row(house, one) for one in to.values()]
    assert {(one.state, one.reason, one.attempt) for one in waiting} == {(ReminderState.planned, QUIET_HOURS, 0)}
    await house.until(at_toronto(15, 12))
    assert await said_at(house, to[PRIYA]) < at_toronto(15, 6, 31)  # eight in St. John's is half past six here
    for who in (SAM, GENERAL):
        assert at_toronto(15, 8) <= await said_at(house, to[who]) < at_toronto(15, 8, 1)
    assert house.playground.refused == []


async def test_a_person_has_quiet_hours_of_their_own(house: House) -> None:
    talkative(house)
    await known(house)
    async with house.store() as store:
        await store.members.choose(SAM, language=None, quiet_from=time(9), quiet_until=time(14))
    to = {who: await plan(house, f"thing:{who}", who) for who in (SAM, MARC)}
    await house.settle()
    assert await said_at(house, to[SAM]) is None
    assert await said_at(house, to[MARC]) is not None
    await house.until(at_toronto(12, 14, 1))
    assert await said_at(house, to[SAM]) >= at_toronto(12, 14)


async def test_what_somebody_has_just_caused_follows_at_once(house: House) -> None:
    """In a channel and to themselves; what reaches a colleague waits for their morning."""
    talkative(house)
    await known(house)
    await house.playground.move(at_toronto(12, 23) - house.time())
    async with house.store(by=SAM) as store:
        caused = [
            await store.reminders.plan(kind=KIND, subject="now:1", recipient=where, due_at=store.now)
            for where in (GENERAL, SAM, MARC)
        ]
    await house.settle()
    states = [(await row(house, one.id)).state for one in caused]
    assert states == [ReminderState.sent, ReminderState.sent, ReminderState.planned]
    async with house.store(by=SAM) as store:
        late = await store.reminders.plan(kind=KIND, subject="late:1", recipient=GENERAL, due_at=store.now)
    await house.pass_time(3 * HOUR)
    assert (await row(house, late.id)).reason == QUIET_HOURS, "after a silence it is not just now any more"
    async with house.store(by=SAM) as store:
        slow = await store.reminders.plan(kind=KIND, subject="slow:1", recipient=GENERAL, due_at=store.now)
    await house.pass_time(timedelta(minutes=14))
    assert (await row(house, slow.id)).state is ReminderState.sent, "nor is it over for whoever has just caused it"


async def test_a_public_holiday_is_left_to_people(house: House) -> None:
    """Christmas is a Friday, the 28th Boxing Day observed: the next working day is the 29th. Urgent things go."""
    talkative(house)
    house.liaison.routes.reminder("test.urgent", urgent=True)(speak)
    await known(house)
    await house.playground.move(at_toronto(25, 10, month=12) - house.time())
    calm, channel = await plan(house, recipient=SAM), await plan(house)
    urgent = await plan(house, recipient=MARC, kind="test.urgent")
    await house.settle()
    assert (await row(house, calm)).reason == HOLIDAY
    assert (await row(house, calm)).retry_at == at_toronto(29, 9, month=12)
    assert [await said_at(house, one) is None for one in (channel, urgent)] == [False, False]
    assert holiday_on(date(2026, 12, 28), "ON")


# -- budgets


async def budgets(house: House, *, channel: int = 10, person: int = 5) -> None:
    async with house.store() as store:
        kept = await store.settings.get()
        kept.channel_budget, kept.person_budget = channel, person
        if kept.id is None:
            store.add(kept)


async def test_a_channel_hears_so_much_a_day_and_the_rest_later(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house)
    await budgets(house, channel=3)
    made = [await plan(house, f"thing:{n}", due_in=n * MINUTE) for n in range(8)]
    other = await plan(house, "other:1", RIVER)
    for day, said in enumerate((3, 6, 8, 8)):
        await house.until(at_toronto(12 + day, 17))
        assert [len(posted(house, one)) for one in made] == [1] * said + [0] * (8 - said)
    assert await said_at(house, made[3]) >= at_toronto(13, 9)
    assert await said_at(house, other) < at_toronto(12, 10, 1)
    assert {(await row(house, one)).attempt for one in made} == {1}


async def test_urgent_things_come_first_and_keep_their_place(house: House) -> None:
    talkative(house)
    house.liaison.routes.reminder("test.urgent", urgent=True)(speak)
    await known(house)
    await budgets(house, channel=2)
    calm = [await plan(house, f"calm:{n}") for n in range(3)]
    urgent = [
        await plan(house, "urgent:1", kind="test.urgent"),
        await plan(house, "u:2", kind="test.urgent", due_in=5 * HOUR),
    ]
    await house.until(at_toronto(12, 17))
    assert [len(posted(house, one)) for one in (*urgent, *calm)] == [1, 1, 0, 0, 0]
    assert {(await row(house, one)).reason for one in calm} == {ENOUGH}
    await house.until(at_toronto(14, 17))
    assert [len(posted(house, one)) for one in calm] == [1, 1, 1]


async def test_a_person_chooses_how_much(house: House) -> None:
    talkative(house)
    house.liaison.routes.reminder("test.alone", alone=True)(speak)
    await known(house)
    sam = house.playground.person(SAM)
    await sam.command("/partner settings", channel=GENERAL)
    assert "The workspace’s: 5" in str(sam.modal)
    sam.fill("budget", "2")
    assert await sam.submit() == {}
    await budgets(house, person=NO_BUDGET)
    for who in (SAM, MARC):
        for n in range(6):
            await plan(house, f"thing:{n}", who, kind="test.alone")
    await house.settle()
    assert (len(house.playground.dms(SAM)), len(house.playground.dms(MARC))) == (2, 6)
    async with house.store(by=SAM) as store:
        asked = await store.reminders.plan(kind=KIND, subject="asked:1", recipient=SAM, due_at=store.now)
    await house.settle()
    assert posted(house, asked.id), "what somebody asked for is not counted"
    assert house.playground.refused == []


async def test_what_somebody_asked_for_takes_nothing_from_what_is_to_be_said_that_day(house: House) -> None:
    talkative(house)
    await known(house)
    await budgets(house, channel=1)
    async with house.store(by=SAM) as store:
        asked = await store.reminders.plan(kind=KIND, subject="asked:1", recipient=GENERAL, due_at=store.now)
    await house.settle()
    made = [await plan(house, f"thing:{n}", due_in=MINUTE) for n in range(2)]
    await house.until(at_toronto(12, 17))
    assert [len(posted(house, one)) for one in (asked.id, *made)] == [1, 1, 0]


async def test_owners_choose_for_the_workspace(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    amelie.fill("channel_budget", "20")
    amelie.fill("person_budget", "0")
    assert await amelie.submit() == {}
    async with house.store() as store:
        kept = await store.settings.get()
    assert (kept.channel_budget, kept.person_budget) == (20, NO_BUDGET)
    marc = house.playground.person(MARC)
    await marc.command("/partner settings", channel=GENERAL)
    assert "autant qu’il y en a" in str(marc.modal)


# -- why am I seeing this


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_kind_says_why_and_how_to_have_fewer(house: House, language: str) -> None:
    """Each kind of the routes table, in a channel and to a person, even where its own words do not say so.

    What each really says is looked at in every test that has it said (`tests.house.says_why`).
    """
    reader, why = {"en": (SAM, "Why am I seeing this"), "fr": (MARC, "Pourquoi ce message?")}[language]
    await known(house)
    await budgets(house, channel=NO_BUDGET, person=NO_BUDGET)
    partner_id = await partner_of(house, SAM)

    async def bare(delivery: Delivery) -> Message:
        return message(delivery.reminder.kind)

    routes = house.liaison.routes
    for kind, telling in list(routes.reminders.items()):
        routes.reminders[kind] = replace(telling, handler=bare)
        for recipient in (reader, GENERAL):
            await plan(house, f"partner:{partner_id}", recipient, kind=kind, facts={"partner_id": partner_id})
    await house.settle()
    for told in (house.playground.dms(reader), house.playground.messages(GENERAL)):
        said = "\n".join(one["text"] for one in told)
        assert {kind for kind in routes.reminders if kind not in said} == set()
        assert str(told).count(f"'{reminders.WHY}'") == len(routes.reminders)
    assert str(house.playground.dms(reader)).count("'snoozing.later'") == len(routes.reminders)
    person = house.playground.person(reader)
    await person.open_home(tab="messages")
    await person.click(why, message=next(one for one in house.playground.dms(reader) if len(one["blocks"]) < 4))
    assert {"en": "To have fewer", "fr": "Pour en avoir moins"}[language] in str(person.modal)
    assert house.playground.refused == []
