"""Late in the evening: what is done is of the person's own day, and found again by the day it was done on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.playground import Person
from storage.communication import Every, How, Terms
from storage.meetings import Purpose
from storage.partners import Stage
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.sessions import SessionState
from tests.house import AMELIE, GENERAL, PEOPLE, RIVER, SAM, House, living
from tests.meeting import NAME, notices, partner
from tests.promised import met, promise, sees

ST_JOHNS, VANCOUVER = "America/St_Johns", "America/Vancouver"
ZONES = (ST_JOHNS, VANCOUVER)
THURSDAY = date(2026, 11, 12)
A_DAY = timedelta(days=1)


def late(zone: str, day: date = THURSDAY) -> datetime:
    """Half past eleven in the evening, which is the next day in UTC."""
    at = datetime.combine(day, time(23, 30), ZoneInfo(zone)).astimezone(UTC)
    assert at.date() == day + A_DAY
    return at


@asynccontextmanager
async def evening_in(database_url: str, zone: str, **zones: str) -> AsyncIterator[House]:
    """A house where everybody, and the workspace, live in a zone, at half past eleven on a Thursday; but for those who
    are given a zone of their own."""
    people = tuple(Person(**{**vars(one), "tz": zones.get(one.id, zone)}) for one in PEOPLE)
    async with living(database_url, at=late(zone), people=people) as house:
        yield house


def filled(person: Any) -> dict[str, Any]:
    """What the fields of the form before a person hold."""
    states = person.modal["state"]["values"].items()
    values = {block.partition("@")[0]: next(iter(state.values())) for block, state in states}
    assert values
    return values


@pytest.mark.parametrize("zone", ZONES)
async def test_a_contact_is_of_the_evening_and_keeps_its_hour(sqlite_url: str, zone: str) -> None:
    async with evening_in(sqlite_url, zone) as house:
        partner_id = await partner(house)
        amelie = house.playground.person(AMELIE)
        await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
        await amelie.click("touchpoints.log")
        assert filled(amelie)["day"]["selected_date"] == "2026-11-12"
        amelie.fill("day", "2026-11-13")
        assert "has not come yet" in (await amelie.submit())["day"]
        amelie.fill("day", "2026-11-12")
        assert await amelie.submit() == {}
        assert "*Thu 12 Nov 2026*" in str(amelie.modal["blocks"])
        before = await contacted(house, partner_id)
        assert abs(before - late(zone)) < timedelta(minutes=5)
        await house.pass_time(timedelta(minutes=10))
        await amelie.click("touchpoints.change")
        assert filled(amelie)["day"]["selected_date"] == "2026-11-12"
        await amelie.change("note", "Ten referrals")
        assert await amelie.submit() == {}
        assert await contacted(house, partner_id) == before
        assert house.playground.refused == []


async def contacted(house: House, partner_id: int) -> datetime:
    """When they were last in touch with a partner."""
    async with house.store() as store:
        [last, *_] = await store.touchpoints.recent(await store.partners.get(partner_id))
        return last.at


@pytest.mark.parametrize(
    ("zone", "button", "logged"),
    [(ST_JOHNS, "We talked today", "Mon 23 Nov 2026"), (VANCOUVER, "Yesterday", "Sun 22 Nov 2026")],
)
async def test_a_silence_is_answered_in_the_evening(sqlite_url: str, zone: str, button: str, logged: str) -> None:
    async with evening_in(sqlite_url, zone) as house:
        partner_id = await partner(house)
        async with house.store() as store:
            there = await store.partners.get(partner_id)
            await store.communication.add(there, Terms(None, None, How.phone, Every.weekly))
        await house.until(late(zone, date(2026, 11, 23)))
        [told] = house.playground.dms(AMELIE)
        amelie = house.playground.person(AMELIE)
        await amelie.click(button, message=told["ts"])
        assert f"on {logged}." in house.playground.dms(AMELIE)[0]["text"]
        assert house.playground.refused == []


@pytest.mark.parametrize("zone", ZONES)
async def test_a_meeting_of_the_evening_is_the_session_of_that_day(sqlite_url: str, zone: str) -> None:
    async with evening_in(sqlite_url, zone) as house:
        partner_id = await partner(house)
        amelie = house.playground.person(AMELIE)
        await house.until(late(zone) + timedelta(hours=20, minutes=15))
        async with house.store() as store:
            plan = Plan(Frequency.weekly, THURSDAY + A_DAY, time(20), zone)
            cadence = await store.sessions.begin(await store.partners.get(partner_id), plan)
        await house.until(late(zone, THURSDAY + A_DAY))
        await amelie.command(f"/partner meet {NAME}", channel=GENERAL)
        first = filled(amelie)
        assert (first["date"]["selected_date"], first["time"]["selected_time"]) == ("2026-11-13", "23:30")
        assert await amelie.submit() == {}
        await house.settle()
        async with house.store() as store:
            [meeting] = await store.meetings.of(partner_id)
            assert meeting.held_at == late(zone, THURSDAY + A_DAY)
            sitting = await store.sessions.get(meeting.session_id or 0)
            assert (sitting.occurrence, sitting.state) == (THURSDAY + A_DAY, SessionState.held)
            assert sitting.cadence_id == cadence.id
        await amelie.command(f"/partner show {NAME}", channel=GENERAL)
        assert "Fri 13 Nov 2026" in sees(house, AMELIE)
        await house.until(late(zone, THURSDAY + 3 * A_DAY) - timedelta(hours=12))
        [notice] = notices(house, RIVER)
        await amelie.click("Add something", channel=RIVER)
        assert filled(amelie)["date"]["selected_date"] == "2026-11-13"
        amelie.fill("notes", "We agree")
        assert await amelie.submit() == {}
        await house.settle()
        [again] = notices(house, RIVER)
        assert "Completed by Amélie" in str(again)
        for shown in (sees(house, AMELIE), str(notice), str(again)):
            assert "13 Nov 2026" in shown
            assert "14 Nov" not in shown
        assert house.playground.refused == []


@pytest.mark.parametrize("zone", ZONES)
async def test_a_review_of_the_evening_is_not_the_one_planned_for_the_next_day(sqlite_url: str, zone: str) -> None:
    async with evening_in(sqlite_url, zone) as house:
        partner_id = await partner(house)
        amelie = house.playground.person(AMELIE)
        async with house.store() as store:
            there = await store.partners.get(partner_id)
            there.stage = Stage.active
            plan = Plan(Frequency.once, THURSDAY + A_DAY, time(9), zone)
            await store.sessions.begin(there, plan, purpose=Purpose.review)
        await recording(amelie)
        assert filled(amelie)["day"]["selected_date"] == "2026-11-12"
        await amelie.change("progress", "Forty people placed")
        for field, day in (("day", "2026-11-13"), ("next_on", "2026-11-12")):
            before = filled(amelie)[field]["selected_date"]
            await amelie.change(field, day)
            assert list(await amelie.submit()) == [field]
            await amelie.change(field, before or "2027-05-13")
        assert await amelie.submit() == {}
        await amelie.close(clear=True)
        async with house.store() as store:
            [review] = await store.reviews.of(partner_id)
            assert review.session_id is None
        await recording(amelie)
        assert "recorded this review" in (await amelie.submit())["day"]
        assert house.playground.refused == []


async def recording(person: Any) -> None:
    """The form for a review, before them."""
    await person.command(f"/partner review {NAME}", channel=GENERAL)
    await person.click("Record a review")


async def test_due_is_by_the_day_of_whoever_does_it(sqlite_url: str) -> None:
    """In St. John's it is Friday already, where the workspace is; in Vancouver, where Sam is, Thursday evening."""
    async with evening_in(sqlite_url, VANCOUVER, **{AMELIE: ST_JOHNS}) as house:
        await met(house, AMELIE)  # whose zone becomes the workspace's
        river = await partner(house)
        amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
        async with house.store() as store:
            assert (await store.settings.get()).time_zone == ST_JOHNS
        mine = await promise(house, river, "Send the draft", assignee_id=SAM, due_on=THURSDAY)
        for user, due in ((SAM, "due today"), (AMELIE, "overdue since Thu")):
            await house.playground.person(user).command(f"/partner actions {NAME}", channel=GENERAL)
            assert due in sees(house, user)
        await sam.click(f"action:{mine}", option="New date")
        assert filled(sam)["due"]["selected_date"] == "2026-11-12"
        sam.fill("due", "2026-11-11")
        assert list(await sam.submit()) == ["due"]
        sam.fill("due", "2026-11-12")
        assert await sam.submit() == {}
        await amelie.click(f"action:{mine}", option="New date")
        amelie.fill("due", "2026-11-12")
        assert list(await amelie.submit()) == ["due"]
        assert house.playground.refused == []


async def test_a_week_begins_on_the_persons_monday(sqlite_url: str) -> None:
    sunday = THURSDAY + 3 * A_DAY
    async with evening_in(sqlite_url, VANCOUVER, **{AMELIE: ST_JOHNS}) as house:
        await partner(house)
        await house.until(late(VANCOUVER, sunday))
        for user, monday in ((SAM, "Mon 9 Nov"), (AMELIE, "Mon 16 Nov")):
            person = house.playground.person(user)
            await person.command("/partner week", channel=GENERAL)
            assert monday in str(person.modal["blocks"])
        assert house.playground.refused == []
