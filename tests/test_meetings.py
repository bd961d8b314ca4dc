"""Recording a meeting: from the command to the notice in the channel, drafts, and what can go wrong."""

from datetime import timedelta

from messages import meetings, minutes
from storage.goals import GoalState
from storage.meetings import Interest
from storage.partners import Stage
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, SHARED, STRANGER, House, living


async def partner(house: House, *, channel: str | None = RIVER, **more: object) -> int:
    """A partner of Amélie's, with Maria Silva as contact; Sam may edit it."""
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        made = await store.partners.create(name="Centre Rivière-Nord", channel_id=channel, people=[SAM], **more)
        await store.contacts.add(made, name="Maria Silva")
        return made.id


async def test_a_meeting_is_recorded(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner meet riviere nord", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "Record a meeting"
    await amelie.options(meetings.CONTACTS, "mar")
    await amelie.change(meetings.CONTACTS, ["Maria Silva"])
    await amelie.change(meetings.INTEREST, "yes")
    amelie.fill("goal_0", "40 newcomers in paid work by June")
    amelie.fill("way_services", "A joint intake")
    await amelie.change("requirement_reporting", "Monthly, by email")
    await amelie.change("not_applicable", ["finance"])
    amelie.fill("step_0", "Send the draft schedule")
    assert ("Sam", f"u:{SAM}") in await amelie.options("step_0_who", "sam")
    await amelie.change("step_0_who", f"u:{SAM}")
    await amelie.change("step_0_by", "2026-11-20")
    await amelie.click("Add another step")
    amelie.fill("step_1", "Send the reporting template")
    await amelie.options("step_1_who", "mar")
    await amelie.change("step_1_who", "Maria Silva")
    await amelie.change("notes", "We agree to pilot a joint intake on Tuesdays.")
    assert await amelie.submit() == {}
    async with house.store() as store:
        meeting = await store.meetings.last(partner_id)
        assert meeting is not None and meeting.interest is Interest.yes
        found = await store.partners.get(partner_id)
        assert found.stage is Stage.exploring
        assert [move.stage_to for move in await store.partners.moves(found)][:2] == [Stage.exploring, Stage.contacted]
        assert [goal.text for goal in await store.goals.of(partner_id)] == ["40 newcomers in paid work by June"]
        assert [action.what for action in await store.actions.of_meeting(meeting.id)] == [
            "Send the draft schedule",
            "Send the reporting template",
        ]
    await house.settle()
    said = house.playground.messages(RIVER)[-1]["text"]
    assert "Amélie met Centre Rivière-Nord on 12 Nov 2026 (introduction). They want to work with us." in said
    assert "New goal: 40 newcomers in paid work by June" in said
    assert "Still to clarify: work schedule · measurement of success" in said
    dms = house.playground.dms(SAM)
    assert len(dms) == 1
    assert "Send the draft schedule" in dms[0]["text"]
    assert house.playground.refused == []
