"""Stages: the rules, the gate that advises, moves by hand, and their history."""

import pytest

from messages.stages import ABOUT, NAMES
from storage.actions import Side
from storage.meetings import Interest
from storage.partners import Stage
from storage.requirements import RequirementKind
from storage.stages import after_meeting, missing_for, offered
from storage.standing import ITEMS, Standing
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.test_partners import add, words_of

NOTHING = Standing(
    last_met=None,
    interest=None,
    next_at=None,
    open_goals=0,
    met_goals=0,
    ways=0,
    answered=frozenset(),
    actions=0,
    open_actions=0,
    overdue_actions=0,
)
EVERYTHING = Standing(
    last_met=None,
    interest=Interest.yes,
    next_at=None,
    open_goals=0,
    met_goals=1,
    ways=1,
    answered=frozenset(RequirementKind),
    actions=1,
    open_actions=0,
    overdue_actions=0,
)


@pytest.mark.parametrize(
    ("stage", "interested", "meetings", "steps"),
    [
        (Stage.identified, False, 1, [Stage.contacted]),
        (Stage.identified, True, 1, [Stage.contacted, Stage.exploring]),
        (Stage.contacted, False, 1, []),
        (Stage.contacted, False, 2, [Stage.exploring]),
        (Stage.contacted, True, 1, [Stage.exploring]),
        (Stage.exploring, True, 9, []),
        (Stage.active, True, 9, []),
        (Stage.declined, True, 9, []),
    ],
)
def test_a_meeting_moves(stage: Stage, interested: bool, meetings: int, steps: list[Stage]) -> None:
    assert after_meeting(stage, interested=interested, meetings=meetings) == steps


def test_the_gate_names_what_is_missing() -> None:
    assert missing_for(Stage.agreeing, NOTHING) == list(ITEMS)
    assert missing_for(Stage.active, NOTHING) == list(ITEMS)
    assert missing_for(Stage.exploring, NOTHING) == []
    assert missing_for(Stage.agreeing, EVERYTHING) == []
    assert offered(Stage.exploring, EVERYTHING) is Stage.agreeing
    assert offered(Stage.exploring, NOTHING) is None
    assert offered(Stage.active, EVERYTHING) is None


def test_every_stage_has_a_name() -> None:
    assert set(NAMES) == set(ABOUT) == set(Stage)


async def _move(house: House, user_id: str, stage: Stage, why: str | None = None) -> dict[str, str]:
    person = house.playground.person(user_id)
    await person.command("/partner stage harbour", channel=GENERAL)
    await person.change("to", stage.value)
    person.fill("why", why)
    return await person.submit()


async def test_moved_by_hand_with_a_reason(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await add(house, "Harbour")
    amelie = house.playground.person(AMELIE)
    assert await _move(house, AMELIE, Stage.contacted, "<!channel> met at the *fair*") == {}
    assert "Contacted" in words_of(amelie.modal)
    await amelie.click("partners.more", option="Full history")
    history = words_of(amelie.modal)
    assert "Amélie moved it from Identified to Contacted" in history
    assert "“&lt;!channel&gt; met at the *fair*”" in history
    await amelie.click("Correct the stage")
    await amelie.change("to", "identified")
    assert await amelie.submit() == {}
    async with house.store() as store:
        partner = await store.partners.get(partner_id)
        assert partner.stage is Stage.identified
        moves = await store.partners.moves(partner)
        assert [move.stage_to for move in moves] == [Stage.identified, Stage.contacted, Stage.identified]
    assert house.playground.refused == []


async def test_a_gate_advises_and_is_overridden_with_a_reason(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await add(house, "Harbour")
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner stage harbour", channel=GENERAL)
    await amelie.change("to", "agreeing")
    told = words_of(amelie.modal)
    assert "shared goals" in told
    assert "measurement of success" in told
    assert "why" in await amelie.submit()
    amelie.fill("why", "They signed with us before")
    assert await amelie.submit() == {}
    async with house.store() as store:
        move = (await store.partners.moves(await store.partners.get(partner_id)))[0]
        assert (move.stage_to, move.overridden, move.why) == (Stage.agreeing, True, "They signed with us before")
    await amelie.click("partners.more", option="Full history")
    assert "although something was still to clarify" in words_of(amelie.modal)
    assert house.playground.refused == []


async def test_an_open_gate_asks_nothing(house: House) -> None:
    partner_id = await add(house, "Harbour")
    async with house.store() as store:
        await store.goals.add(partner_id=partner_id, text="Forty people in paid work")
        await store.actions.add(partner_id=partner_id, what="Send the draft", side=Side.joint)
        for kind in RequirementKind:
            await store.requirements.answer(partner_id, kind, not_applicable=True)
        standing = await store.partners.standing(await store.partners.get(partner_id))
    assert standing.missing == ["interest", "ways"]


async def test_an_end_needs_a_reason(house: House) -> None:
    await add(house, "Harbour")
    amelie = house.playground.person(AMELIE)
    assert "why" in await _move(house, AMELIE, Stage.declined)
    amelie.fill("why", "Not this year")
    amelie.fill("Ask again on", "2027-03-01")
    assert await amelie.submit() == {}
    assert "ask again on 1 Mar 2027" in words_of(amelie.modal)
    assert "already" in (await _move(house, AMELIE, Stage.declined, "again"))["to"]
    assert house.playground.refused == []


@pytest.mark.parametrize("stage", [Stage.agreeing, Stage.declined])
async def test_a_choice_that_the_form_did_not_follow_is_asked_about_when_it_is_sent(house: House, stage: Stage) -> None:
    """Slack took no change of the form; what it would have asked is asked then, and what was chosen stays."""
    await add(house, "Harbour")
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner stage harbour", channel=GENERAL)
    form = house.playground.workspace.views.top(AMELIE)
    house.playground.faults.answer("views.update", "internal_error", times=None)
    await amelie.change("to", stage.value)
    house.playground.faults.clear()
    house.playground.workspace.views.stack(AMELIE)[:] = [form]
    refused = await amelie.submit()
    assert ([*refused] == ["why"]) == (stage is Stage.declined)
    assert ("shared goals" in words_of(amelie.modal)) == (stage is Stage.agreeing)
    assert stage.value in str(amelie.modal["state"]["values"]["to"])
    async with house.store() as store:
        assert (await store.partners.get(1)).stage is Stage.identified


async def test_who_may_not_move_it(house: House) -> None:
    await add(house, "Harbour")
    said = await house.playground.person(SAM).command("/partner stage harbour", channel=GENERAL)
    assert "role" in words_of(said)
    assert house.playground.person(SAM).modal is None


async def test_in_french(house: House) -> None:
    await add(house, "Harbour", owner_id=MARC)
    marc = house.playground.person(MARC)
    await marc.command("/partner étape harbour", channel=GENERAL)
    await marc.change("to", "agreeing")
    assert "objectifs" in words_of(marc.modal)
    assert house.playground.refused == []
