"""Recording a meeting, where something is amiss: what cannot be meant, odd and long texts, faults, missing rights."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from messages import meetings
from storage.goals import GoalState
from tests.house import AMELIE, GENERAL, GUEST, PRIYA, RIVER, House
from tests.meeting import NAME, begin, notices, partner

HOSTILE = "<!channel> <@U_SAM> </>& *_~ `x` 🎉 مرحبا"
NUMBER = "Her number is 046 454 286."
CANNOT_BE_MEANT = [
    ("date", "2026-11-13", "date", "Plan sessions"),
    ("time", "23:59", "date", "Plan sessions"),
    ("date", "1900-01-01", "date", "before 2000"),
    ("next_date", "2026-11-11", "next_date", "after this one"),
    ("next_time", "09:00", "next_date", "fill this in"),
    ("goal_0_measure", "jobs", "goal_0", "fill this in"),
    ("goal_0_by", "1900-01-01", "goal_0_by", "before 2000"),
    ("step_0_by", "2150-01-01", "step_0_by", "too far ahead"),
    *((name, NUMBER, name, "insurance") for name in ("notes", "goal_0", "way_other", "step_0", "interest_note")),
    *((name, NUMBER, name, "insurance") for name in ("requirement_finance", "new_contacts")),
]


async def test_what_cannot_be_meant_is_refused_at_its_field(house: House) -> None:
    """Nothing is saved, nothing is lost, and the form stays open."""
    partner_id = await partner(house)
    amelie = await begin(house)
    amelie.fill("way_services", "A joint intake")
    shown = {one["block_id"]: one["element"] for one in amelie.modal["blocks"] if one["type"] == "input"}
    for name, value, field, words in CANNOT_BE_MEANT:
        await enter(amelie, name, value)
        refused = await amelie.submit()
        assert list(refused) == [field], name
        assert words in refused[field]
        await enter(amelie, name, shown[name].get("initial_date") or shown[name].get("initial_time"))
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 0
        assert await store.goals.ways(partner_id) == []
        draft = await store.drafts.find(user_id=AMELIE, form=meetings.FORM, subject=f"partner:{partner_id}")
    assert draft is not None
    assert draft.values["way_services"] == "A joint intake"
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def enter(person: Any, name: str, value: str | None) -> None:
    """Types or chooses, whichever the control asks for."""
    block = next(one for one in person.modal["blocks"] if one.get("block_id") == name)
    if block.get("dispatch_action"):
        await person.change(name, value)
    else:
        person.fill(name, value)


async def test_any_text_stays_text(house: House) -> None:
    partner_id = await partner(house)
    amelie = await begin(house)
    for name in ("goal_0", "goal_0_measure", "way_services", "way_resources", "way_other", "step_0", "interest_note"):
        amelie.fill(name, HOSTILE)
    for name in ("notes", "requirement_schedule", "requirement_finance"):
        await amelie.change(name, HOSTILE)
    amelie.fill(meetings.NEW_CONTACTS, HOSTILE)
    assert await amelie.submit() == {}
    await house.settle()
    posted = house.playground.messages(RIVER)[-1]
    assert "<!channel>" not in str(posted)
    assert "&lt;!channel&gt;" in posted["text"]
    await amelie.click("Open", channel=RIVER)
    assert "<!channel>" not in str([one.get("text") for one in amelie.modal["blocks"]])
    async with house.store() as store:
        assert (await store.goals.of(partner_id))[0].text == HOSTILE
    assert house.playground.refused == []


async def test_the_longest_texts_fit(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    for _ in range(meetings.MOST_STEPS - 1):
        await amelie.click("Add another step")
    for index in range(meetings.MOST_STEPS):
        amelie.fill(f"step_{index}", "&" * meetings.WHAT_LIMIT)
    for name in ("way_services", "way_resources", "way_other"):
        amelie.fill(name, "<" * 1000)
    await amelie.change("notes", "&" * 3000)
    assert await amelie.submit() == {}
    await house.settle()
    await amelie.click("Open", channel=RIVER)
    assert house.playground.refused == []


async def test_fifty_goals_fit_and_any_of_them_is_settled(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        goals = [await store.goals.add(partner_id=partner_id, text=f"{n} {'é' * 490}") for n in range(50)]
    amelie = await begin(house)
    for _ in range(5):
        await amelie.click("Add another goal")
    for _ in range(meetings.MOST_STEPS - 1):
        await amelie.click("Add another step")
    assert len(amelie.modal["blocks"]) <= 100
    assert "Add another goal" not in str(amelie.modal)
    await amelie.change("goals_met", [str(goals[3].id), str(goals[4].id)])
    await amelie.change("goals_dropped", [str(goals[4].id)])
    assert "met and as dropped" in (await amelie.submit())["goals_dropped"]
    await amelie.change("goals_dropped", [str(goals[49].id)])
    assert await amelie.submit() == {}
    async with house.store() as store:
        states = [goal.state for goal in await store.goals.of(partner_id)]
    assert (states.count(GoalState.met), states.count(GoalState.dropped)) == (2, 1)
    assert house.playground.refused == []


async def test_submitted_twice_saved_once(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    amelie = await begin(house)
    amelie.fill("step_0", "Call them")
    assert await amelie.submit(twice=True) == {}
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 1
        assert len(await store.actions.open_of(partner_id)) == 1
    await house.settle()
    assert len(notices(house, RIVER)) == 1


async def test_the_database_is_gone(house_anywhere: House, as_owner: Callable[[str], Awaitable[None]]) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    amelie = await begin(house)
    amelie.fill("goal_0", "40 newcomers")
    await as_owner("ALTER TABLE ways RENAME TO away")
    refused = await amelie.submit()
    assert list(refused) == ["date"]
    assert "Your text is still here" in refused["date"]
    await as_owner("ALTER TABLE away RENAME TO ways")
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 0
        assert await store.goals.of(partner_id) == []
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert [goal.text for goal in await store.goals.of(partner_id)] == ["40 newcomers"]
    await house.settle()
    assert len(notices(house, RIVER)) == 1


async def test_the_database_is_locked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.LOCK_WAIT_SECONDS", 0.02)
    partner_id = await partner(house)
    amelie = await begin(house)
    async with AsyncExitStack() as locked:
        await locked.enter_async_context(house.store())
        assert list(await amelie.submit()) == ["date"]
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 1


async def test_those_without_the_right(house: House) -> None:
    """A guest is refused; a member records meetings of partners they own or are named on."""
    await partner(house, people=[])
    said = await house.playground.person(GUEST).command(f"/partner meet {NAME}", channel=GENERAL)
    assert "role" in said[0]["text"]
    said = await house.playground.person(PRIYA).command(f"/partner meet {NAME}", channel=GENERAL)
    assert "role" in said[0]["text"]
    assert house.playground.person(PRIYA).modal is None


async def test_too_late_for_slack(house: House) -> None:
    await partner(house)
    house.playground.faults.answer("views.open", "expired_trigger_id")
    said = await house.playground.person(AMELIE).command(f"/partner meet {NAME}", channel=GENERAL)
    assert "try again" in said[0]["text"]
