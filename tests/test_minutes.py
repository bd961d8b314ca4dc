"""What follows a meeting: the notice that keeps up with it, the word to who got a step, the moves it suggests."""

from datetime import date, timedelta

from messages import meetings
from messages.minutes import ASK_AGAIN
from storage.meetings import Interest
from storage.partners import Stage
from storage.reminder import ReminderState
from storage.requirements import RequirementKind
from tests.house import AMELIE, PRIYA, RIVER, SAM, House
from tests.meeting import begin, notices, partner, record


async def test_something_added_updates_the_notice_in_place(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    await record(house, notes="We agree", step="Call them")
    first = notices(house, RIVER)[-1]
    sam = house.playground.person(SAM)
    await sam.click("Add something", channel=RIVER)
    assert sam.modal["title"]["text"] == "Complete a meeting"
    assert "Call them" in str(sam.modal["blocks"])
    await sam.change(meetings.INTEREST, "not_yet")
    sam.fill(meetings.INTEREST_NOTE, "A new director in spring")
    sam.fill("step_0", "Ask the new director")
    await sam.options("step_0_who", "am")
    await sam.change("step_0_who", f"u:{AMELIE}")
    assert await sam.submit() == {}
    await house.settle()
    assert len(notices(house, RIVER)) == 1
    now = notices(house, RIVER)[-1]
    assert now["ts"] == first["ts"]
    assert "What would change it: A new director in spring" in now["text"]
    assert "Next steps: Call them (nobody yet) · Ask the new director (Amélie)" in now["text"]
    assert "Completed by Sam" in str(now["blocks"])
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 1
        meeting = await store.meetings.last(partner_id)
        assert meeting is not None
        assert (meeting.interest, meeting.notes, meeting.recorded_by, meeting.edited_by) == (
            Interest.not_yet,
            "We agree",
            AMELIE,
            SAM,
        )
    assert "Sam gave you" not in str(house.playground.dms(SAM))
    assert len([one for one in house.playground.dms(AMELIE) if "Ask the new director" in one["text"]]) == 1
    assert house.playground.refused == []


async def test_a_way_is_corrected_where_it_was_noted(house: House) -> None:
    partner_id = await partner(house)
    amelie = await begin(house)
    amelie.fill("way_services", "A joint intake")
    assert await amelie.submit() == {}
    await house.settle()
    await amelie.click("Add something", channel=RIVER)
    amelie.fill("way_services", "A joint intake on Tuesdays")
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert [way.text for way in await store.goals.ways(partner_id)] == ["A joint intake on Tuesdays"]
    await amelie.click("Add something", channel=RIVER)
    amelie.fill("way_services", None)
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert await store.goals.ways(partner_id) == []


async def test_two_who_complete_the_same_meeting(house: House) -> None:
    """The second is told, and finds what they typed again."""
    await partner(house)
    await record(house)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.click("Add something", channel=RIVER)
    await sam.click("Add something", channel=RIVER)
    await sam.change("notes", "Sam's")
    assert await sam.submit() == {}
    await amelie.change("notes", "Amélie's")
    assert "Somebody changed this" in str(await amelie.submit())
    await amelie.close()
    await amelie.click("Add something", channel=RIVER)
    assert amelie.modal["state"]["values"]["notes"]["field"]["value"] == "Amélie's"
    assert await amelie.submit() == {}


async def test_slack_does_not_take_the_update(house: House) -> None:
    """The meeting is saved all the same, and nobody is told otherwise."""
    partner_id = await partner(house)
    await record(house)
    amelie = house.playground.person(AMELIE)
    for fault in ("drop", "status"):
        await amelie.click("Add something", channel=RIVER)
        amelie.fill("way_other", f"A summer fair after {fault}")
        if fault == "drop":
            house.playground.faults.drop("chat.update")
        else:
            house.playground.faults.status("chat.update", 500)
        assert await amelie.submit() == {}
        async with house.store() as store:
            assert fault in (await store.goals.ways(partner_id))[-1].text


async def test_the_whole_meeting_is_opened(house: House) -> None:
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.options(meetings.CONTACTS, "")
    await amelie.change(meetings.CONTACTS, ["Maria Silva"])
    await amelie.change("requirement_reporting", "Monthly")
    await amelie.change("notes", "We agree to pilot a joint intake.")
    assert await amelie.submit() == {}
    await house.settle()
    await amelie.click("Open", channel=RIVER)
    seen = str(amelie.modal["blocks"])
    for words in ("From their side: Maria Silva", "Reporting – Monthly", "joint intake", "Recorded by Amélie"):
        assert words in seen
    await amelie.click("Add something")
    assert amelie.modal["callback_id"] == meetings.FORM
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 1


async def test_five_items_there_offer_agreeing(house: House) -> None:
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.change(meetings.INTEREST, "yes")
    amelie.fill("goal_0", "40 newcomers")
    amelie.fill("way_services", "A joint intake")
    amelie.fill("step_0", "Call them")
    for kind in RequirementKind:
        await amelie.change(f"requirement_{kind.value}", "As agreed")
    assert await amelie.submit() == {}
    await house.settle()
    said = notices(house, RIVER)[-1]
    assert "Still to clarify" not in said["text"]
    await amelie.click("Move to “Agreeing”", channel=RIVER)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        assert found.stage is Stage.agreeing
        assert (await store.partners.moves(found))[0].by == AMELIE
    said = notices(house, RIVER)[-1]
    assert "Stage: Agreeing" in str(said["blocks"])
    assert "Move to" not in str(said["blocks"])
    assert house.playground.refused == []


async def test_no_interest_offers_to_ask_again(house: House) -> None:
    partner_id = await partner(house)
    amelie = await record(house, interest="no")
    await amelie.click("Put aside", channel=RIVER)
    assert amelie.modal["state"]["values"][ASK_AGAIN]["field"]["selected_date"] == "2027-05-13"
    amelie.fill(ASK_AGAIN, "2027-09-01")
    amelie.fill("why", "No staff before autumn")
    assert await amelie.submit() == {}
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        assert (found.stage, found.ask_again_on) == (Stage.declined, date(2027, 9, 1))
        assert (await store.partners.moves(found))[0].why == "No staff before autumn"
    assert "Put aside" not in str(notices(house, RIVER)[-1])
    assert house.playground.refused == []


async def test_the_next_meeting_is_offered_to_be_planned(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    await amelie.change("next_date", "2026-11-24")
    assert await amelie.submit() == {}
    await house.settle()
    said = notices(house, RIVER)[-1]
    assert "Next meeting: Tue 24 Nov, 09:00 (Toronto)" in said["text"]
    await amelie.click("Plan sessions", channel=RIVER)
    assert amelie.modal is not None
    assert house.playground.refused == []


async def test_each_assignee_is_told_once(house: House) -> None:
    """All their steps in one message; who wrote the step down needs no message, nor does who has done it already."""
    await partner(house)
    amelie = await begin(house)
    for index, (what, who) in enumerate([("One", SAM), ("Two", AMELIE), ("Three", SAM), ("Four", PRIYA)]):
        if index:
            await amelie.click("Add another step")
        amelie.fill(f"step_{index}", what)
        await amelie.options(f"step_{index}_who", "")
        await amelie.change(f"step_{index}_who", f"u:{who}")
    assert await amelie.submit() == {}
    async with house.store(by=PRIYA) as store:
        four = (await store.actions.mine(PRIYA))[0]
        await store.actions.done(four.id)
    await house.settle()
    assert len(house.playground.dms(SAM)) == 1
    told = house.playground.dms(SAM)[0]
    assert "Amélie gave you 2 next steps" in told["text"]
    assert [what in told["text"] for what in ("One", "Two", "Three", "Four")] == [True, False, True, False]
    assert house.playground.dms(AMELIE) == []
    assert house.playground.dms(PRIYA) == []
    assert house.playground.refused == []


async def test_nobody_is_told_in_their_quiet_hours(house: House) -> None:
    """The notice that a person's own submission caused leaves at once."""
    await partner(house)
    await house.playground.move(timedelta(hours=10))
    amelie = await begin(house)
    amelie.fill("step_0", "Call them")
    await amelie.options("step_0_who", "sam")
    await amelie.change("step_0_who", f"u:{SAM}")
    assert await amelie.submit() == {}
    await house.settle()
    assert len(notices(house, RIVER)) == 1
    assert house.playground.dms(SAM) == []
    await house.pass_time(timedelta(hours=12))
    assert len(house.playground.dms(SAM)) == 1


async def test_the_channel_is_archived(house: House) -> None:
    """The meeting is kept; its owner is told that the notice could not be posted."""
    partner_id = await partner(house)
    house.playground.workspace.channels[RIVER].is_archived = True
    await record(house)
    async with house.store() as store:
        meeting = await store.meetings.last(partner_id)
        assert meeting is not None
        told = await store.reminders.about(subject=f"meeting:{meeting.id}")
    assert [one.state for one in told] == [ReminderState.undeliverable]
    assert len(house.playground.dms(AMELIE)) == 1
