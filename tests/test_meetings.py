"""Recording a meeting: from the command to the notice in the channel."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from messages import meetings
from messages.requirements import NOT_APPLICABLE
from storage.meetings import Interest
from storage.partners import Stage
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.requirements import RequirementKind
from storage.sessions import SessionState
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, SHARED, House, living
from tests.meeting import NAME, begin, notices, partner, record


async def test_a_meeting_is_recorded(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    amelie = await begin(house)
    assert amelie.modal["title"]["text"] == "Record a meeting"
    await amelie.options(meetings.CONTACTS, "mar")
    await amelie.change(meetings.CONTACTS, ["Maria Silva"])
    amelie.fill(meetings.NEW_CONTACTS, "Jo Tremblay, maria silva")
    await amelie.change(meetings.INTEREST, "yes")
    amelie.fill("goal_0", "40 newcomers in paid work by June")
    amelie.fill("goal_0_measure", "jobs of 20 hours")
    await amelie.change("goal_0_by", "2027-06-30")
    amelie.fill("way_services", "A joint intake")
    await amelie.change("requirement_reporting", "Monthly, by email")
    await amelie.change(NOT_APPLICABLE, ["finance"])
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
        assert meeting is not None
        found = await store.partners.get(partner_id)
        moves = await store.partners.moves(found)
        contacts = {contact.id: contact.name for contact in await store.contacts.of(found)}
        steps = await store.actions.of_meeting(meeting.id)
        needs = await store.requirements.of(partner_id)
    assert (meeting.held_at, meeting.interest) == (datetime(2026, 11, 12, 15, 0, tzinfo=UTC), Interest.yes)
    assert [contacts[one] for one in meeting.contact_ids] == ["Maria Silva", "Jo Tremblay"]
    assert found.stage is Stage.exploring
    assert [(move.stage_to, move.by_itself, move.by) for move in moves[:2]] == [
        (Stage.exploring, True, AMELIE),
        (Stage.contacted, True, AMELIE),
    ]
    assert [(step.what, step.assignee_id, step.due_on) for step in steps] == [
        ("Send the draft schedule", SAM, date(2026, 11, 20)),
        ("Send the reporting template", None, None),
    ]
    assert {kind: one.not_applicable for kind, one in needs.items()} == {
        RequirementKind.finance: True,
        RequirementKind.reporting: False,
    }
    await house.settle()
    said = house.playground.messages(RIVER)[-1]["text"]
    assert f"Amélie met {NAME} on 12 Nov 2026 (introduction). They want to work with us." in said
    assert "New goal: 40 newcomers in paid work by June (measured by jobs of 20 hours), by 30 Jun 2027" in said
    assert "Next steps: Send the draft schedule (Sam, by Fri 20 Nov) · Send the reporting template (Maria Silva" in said
    assert "Still to clarify: work schedule · measurement of success" in said
    assert len(house.playground.dms(SAM)) == 1
    assert "Amélie gave you 1 next step" in house.playground.dms(SAM)[0]["text"]
    assert house.playground.refused == []


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_the_shortcut_asks_for_the_partner_first(sqlite_url: str, transport: str) -> None:
    async with living(sqlite_url, transport=transport) as house:
        partner_id = await partner(house)
        amelie = house.playground.person(AMELIE)
        await amelie.shortcut(meetings.RECORD)
        assert await amelie.submit() == {meetings.PARTNER: "Please complete this required field."}
        assert await amelie.options(meetings.PARTNER, "riv") == [(NAME, str(partner_id))]
        await amelie.change(meetings.PARTNER, NAME)
        assert await amelie.submit() == {}
        async with house.store() as store:
            assert await store.meetings.count(partner_id) == 1
        assert house.playground.refused == []


async def test_without_a_name_the_command_asks_too(house: House) -> None:
    partner_id = await partner(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner rencontre", channel=GENERAL)
    await amelie.options(meetings.PARTNER, "")
    await amelie.change(meetings.PARTNER, str(partner_id))
    assert amelie.modal["callback_id"] == meetings.FORM


async def test_a_name_nobody_has(house: House) -> None:
    await partner(house)
    said = await house.playground.person(AMELIE).command("/partner meet Zebra Society", channel=GENERAL)
    assert "Zebra Society" in said[0]["text"]
    assert house.playground.person(AMELIE).modal is None


async def test_a_date_is_in_the_persons_own_zone(house: House) -> None:
    """In St John's it is 11:30 when it is 10:00 in Toronto."""
    await partner(house, people=[PRIYA])
    priya = await begin(house, PRIYA)
    shown = {one["block_id"]: one["element"] for one in priya.modal["blocks"] if one["type"] == "input"}
    assert shown["time"]["initial_time"] == "11:30"
    assert await priya.submit() == {}


async def test_adding_a_row_loses_nothing(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    amelie.fill("goal_0", "First")
    amelie.fill("step_0", "Call them")
    await amelie.options("step_0_who", "pri")
    await amelie.change("step_0_who", f"u:{PRIYA}")
    await amelie.click("Add another goal")
    amelie.fill("goal_1", "Second")
    await amelie.click("Add another goal")
    state = amelie.modal["state"]["values"]
    assert state["goal_0"]["field"]["value"] == "First"
    assert state["goal_1"]["field"]["value"] == "Second"
    assert state["step_0_who"][meetings.WHO_FIND]["selected_option"]["text"]["text"] == "Priya"
    assert "goal_2" in state
    assert house.playground.refused == []


async def test_who_may_be_given_a_step(house: House) -> None:
    """One search over us, them and both; guests and people of other organizations are not offered, nor kept when they
    slip in."""
    await partner(house)
    amelie = await begin(house)
    offered = [label for label, _ in await amelie.options("step_0_who", "")]
    assert {"Amélie", "Sam", "Priya", "Marc", "Maria Silva", "Both sides", f"Somebody at {NAME}"} <= set(offered)
    assert not {"Gwen", "Sid", "Olga"} & set(offered)
    house.playground.workspace.people[SAM].deleted = True
    amelie.fill("step_0", "Call them")
    await amelie.change("step_0_who", f"u:{SAM}")
    assert "has left" in (await amelie.submit())["step_0_who"]
    await amelie.change("step_0_who", "both")
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_a_confidential_partner_is_known_to_few(house: House) -> None:
    """Its steps go to who may see it, its notice never to the default channel, its name to no typeahead."""
    partner_id = await partner(house, channel=None, confidential=True)
    await house.playground.person(PRIYA).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        (await store.settings.get()).default_channel = GENERAL
    priya = house.playground.person(PRIYA)
    said = await priya.command(f"/partner meet {NAME}", channel=GENERAL)
    assert "There is no partner" in said[0]["text"]
    await priya.shortcut(meetings.RECORD)
    assert await priya.options(meetings.PARTNER, "riv") == []
    amelie = await begin(house)
    offered = [value for _, value in await amelie.options("step_0_who", "")]
    assert f"u:{PRIYA}" not in offered
    assert f"u:{SAM}" in offered
    assert await amelie.submit() == {}
    await house.settle()
    assert notices(house, GENERAL) == []
    assert NAME in house.playground.dms(AMELIE)[-1]["text"]
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 1


async def test_without_a_channel_the_default_one_then_the_owner(house: House) -> None:
    await partner(house, channel=None)
    await record(house)
    assert "because you look after this partner" in str(house.playground.dms(AMELIE)[-1]["blocks"])
    async with house.store() as store:
        settings = await store.settings.get()
        settings.default_channel = GENERAL
    await record(house)
    assert "default channel" in str(notices(house, GENERAL)[-1]["blocks"])
    assert house.playground.refused == []


async def test_outsiders_see_a_redacted_card(house: House) -> None:
    """And go on seeing it after the meeting was completed; the owner gets the whole notice."""
    await partner(house, channel=SHARED)
    await record(house, notes="Private words", step="Call them")
    shared = house.playground.messages(SHARED)
    assert len(shared) == 1
    assert NAME not in str(shared)
    assert "Call them" not in str(shared)
    whole = [one for one in house.playground.dms(AMELIE) if NAME in one["text"]]
    assert "Call them" in whole[-1]["text"]
    amelie = house.playground.person(AMELIE)
    await amelie.click("Add something", message=whole[-1])
    amelie.fill("way_other", "A summer fair")
    assert await amelie.submit() == {}
    assert "summer fair" not in str(house.playground.messages(SHARED))
    assert "summer fair" in str(house.playground.dms(AMELIE))
    assert house.playground.refused == []


async def test_the_second_meeting_moves_on_and_a_correction_stands(house: House) -> None:
    partner_id = await partner(house)
    await record(house)
    async with house.store() as store:
        assert (await store.partners.get(partner_id)).stage is Stage.contacted
    await record(house)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        assert found.stage is Stage.exploring
        await store.partners.move(found, Stage.contacted, why="Too early")
    amelie = house.playground.person(AMELIE)
    await amelie.click("Add something", channel=RIVER)
    amelie.fill("way_other", "A summer fair")
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.partners.get(partner_id)).stage is Stage.contacted
    await amelie.click("Add something", channel=RIVER)
    await amelie.change(meetings.INTEREST, "yes")
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.partners.get(partner_id)).stage is Stage.exploring


async def test_what_is_agreed_is_filled_in_and_only_changes_are_kept(house: House) -> None:
    partner_id = await partner(house)
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    async with house.store(by=SAM) as store:
        for kind in (RequirementKind.reporting, RequirementKind.schedule):
            await store.requirements.answer(partner_id, kind, text="As agreed")
    amelie = await begin(house)
    assert amelie.modal["state"]["values"]["requirement_reporting"]["field"]["value"] == "As agreed"
    await amelie.change("requirement_schedule", None)
    await amelie.change("requirement_finance", "Each pays its own")
    assert await amelie.submit() == {}
    async with house.store() as store:
        known = await store.requirements.of(partner_id)
    assert {kind: one.changed_by for kind, one in known.items()} == {
        RequirementKind.reporting: SAM,
        RequirementKind.finance: AMELIE,
    }


async def test_a_session_becomes_its_meeting(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        plan = Plan(
            frequency=Frequency.weekly,
            first_on=date(2026, 11, 13),
            at=time(9),
            time_zone="America/Toronto",
        )
        await store.sessions.begin(found, plan)
        session = await store.sessions.next_of(partner_id)
        assert session is not None
    await house.playground.move(timedelta(days=1, hours=2))
    await house.settle()
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the meeting", channel=RIVER)
    shown = {one["block_id"]: one["element"] for one in amelie.modal["blocks"] if one["type"] == "input"}
    assert (shown["date"]["initial_date"], shown["time"]["initial_time"]) == ("2026-11-13", "09:00")
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.sessions.get(session.id)).state is SessionState.held
        meeting = await store.meetings.last(partner_id)
        assert meeting is not None
        assert meeting.session_id == session.id


async def test_in_french(house: House) -> None:
    await partner(house, people=[MARC])
    marc = await begin(house, MARC)
    assert marc.modal["title"]["text"] == "Noter une rencontre"
    await marc.change("date", "2026-11-13")
    assert "à venir" in (await marc.submit())["date"]
    await marc.change("date", "2026-11-12")
    assert await marc.submit() == {}
    assert house.playground.refused == []
