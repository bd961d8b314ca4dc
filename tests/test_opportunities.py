"""Opportunities: noted, found again, moved, linked to partners; what is confidential stays so."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from messages import opportunity_board
from storage.members import Role
from storage.opportunities import Wanted
from storage.opportunity import Need, OpportunityState, Urgency
from tests.house import AMELIE, GENERAL, GUEST, MARC, SAM, House
from tests.meeting import NAME, partner

OUTCOME = "More newcomers with a trade work in it"
SIN = "046 454 286"


async def noted(house: House, outcome: str = OUTCOME, by: str = AMELIE, **more: Any) -> int:
    async with house.store(by=by) as store:
        return (await store.opportunities.create(Need(outcome=outcome, **more))).id


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


async def test_a_guest_looks_after_none(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner need", channel=GENERAL)
    await amelie.click("Note an opportunity")
    await amelie.change("outcome", OUTCOME)
    await amelie.change("owner_id", GUEST)
    assert "cannot look after partners here" in (await amelie.submit())["owner_id"]


async def test_an_opportunity_is_noted_changed_moved_and_linked(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await partner(house)
    await amelie.command("/partner need", channel=GENERAL)
    assert "No opportunities yet" in shown(amelie)
    await amelie.click("Note an opportunity")
    assert amelie.modal["title"]["text"] == "New opportunity"
    await amelie.change("outcome", f"{OUTCOME} <!channel>")
    await amelie.change("whom", f"Newcomers, {SIN}")
    await amelie.change("reasons", ["outreach", "services"])
    await amelie.change("assets", ["knowledge", "networks"])
    await amelie.change("languages", ["fr"])
    await amelie.change("urgency", "high")
    assert "social insurance" in (await amelie.submit())["whom"]
    await amelie.change("whom", "Newcomers in their first five years")
    assert await amelie.submit() == {}
    assert amelie.modal["title"]["text"] == "Opportunity"
    card = shown(amelie)
    assert "Noted. What would you like to do next?" in card
    assert "&lt;!channel&gt;" in card
    assert "increase outreach and deliver services" in card
    assert "knowledge and networks" in card
    await amelie.click("Link a partner")
    await amelie.options("partner", "riviere")
    amelie.fill("partner", NAME)
    assert await amelie.submit() == {}
    assert "moved to “Being explored” by itself, when Amélie linked a partner" in shown(amelie)
    await amelie.click("Link a partner")
    await amelie.options("partner", "riviere")
    amelie.fill("partner", NAME)
    assert "partner" in await amelie.submit()
    await amelie.close()
    await amelie.click("Move on the board")
    assert "to" in await amelie.submit()
    amelie.fill("to", "matched")
    amelie.fill("why", "A joint intake is agreed")
    assert await amelie.submit() == {}
    assert "Amélie moved it to “Matched”: “A joint intake is agreed”" in shown(amelie)
    await amelie.click("Undo")
    assert "*Being explored" not in shown(amelie)
    assert "Being explored · Urgent · owner Amélie" in shown(amelie)
    await amelie.click("Change")
    await amelie.change("region", "Durham Region")
    assert await amelie.submit() == {}
    assert "Amélie changed it. Region, before: –" in shown(amelie)
    said = str(await amelie.command(f"/partner show {NAME}", channel=GENERAL))
    assert f"For the opportunity: “{OUTCOME} &lt;!channel&gt;” (being explored)" in said
    await amelie.click("opportunities.of_partner", option="Take the link off")
    assert f"{NAME} is no longer linked." in shown(amelie)
    assert "None yet." in shown(amelie)
    await amelie.click("Undo")
    assert "None yet." not in shown(amelie)
    await amelie.close()
    assert "Being explored 1" in shown(amelie)
    assert f"with {NAME}" in shown(amelie)
    assert house.playground.refused == []


async def test_the_board_is_narrowed_and_turned(house_anywhere: House) -> None:
    house = house_anywhere
    sam = house.playground.person(SAM)
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await sam.command("/partner help", channel=GENERAL)
    for number in range(10):
        await noted(house, f"Outcome {number}", urgency=Urgency.high if number == 3 else Urgency.normal)
    theirs = await noted(house, "Of Sam’s", by=SAM, urgency=Urgency.low)
    async with house.store() as store:
        one = await store.opportunities.for_change(1)
        await store.opportunities.move(one, OpportunityState.achieved)
    await sam.command("/partner need", channel=GENERAL)
    board = shown(sam)
    assert board.index("*Outcome 3*") < board.index("*Outcome 9*") < board.index("*Outcome 8*")
    assert "Outcome 0" not in board
    assert "Of Sam’s" not in board
    await sam.click("Next")
    assert "Of Sam’s" in shown(sam)
    await sam.click("Previous")
    assert "*Outcome 3*" in shown(sam)
    await sam.change("opportunities.by_state", "achieved")
    assert "*Outcome 0*" in shown(sam)
    await sam.change("opportunities.by_owner", SAM)
    assert "Nothing fits" in shown(sam)
    await sam.change("opportunities.by_state", "any")
    await sam.change("opportunities.by_urgency", "low")
    assert "Of Sam’s" in shown(sam)
    await sam.close(clear=True)
    await sam.command("/partner need mine", channel=GENERAL)
    assert "Of Sam’s" in shown(sam)
    assert "Outcome" not in shown(sam)
    await sam.close(clear=True)
    await sam.command("/partner need exploring", channel=GENERAL)
    assert "Nothing fits" in shown(sam)
    await sam.close(clear=True)
    await sam.command("/partner need Interpreters at intake", channel=GENERAL)
    assert sam.modal["title"]["text"] == "New opportunity"
    async with house.store() as store:
        backward = await store.opportunities.page(Wanted(), before=theirs, size=4)
    assert [one.outcome for one in backward.found] == [f"Outcome {number}" for number in (5, 4, 2, 1)]
    assert house.playground.refused == []


async def test_what_is_confidential_shows_nowhere(house: House) -> None:
    """Linked to a confidential partner, an opportunity looks to others as if nobody had been found."""
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await marc.command("/partner help", channel=GENERAL)
    partner_id = await partner(house, confidential=True)
    opportunity_id = await noted(house)
    async with house.store() as store:
        one = await store.opportunities.for_change(opportunity_id)
        await store.opportunities.link(one, await store.partners.get(partner_id))
        assert one.state is OpportunityState.open
    await amelie.command("/partner need", channel=GENERAL)
    assert NAME in shown(amelie)
    await marc.command("/partner besoin", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Besoins"
    assert NAME not in shown(marc)
    await marc.click("Ouvrir")
    assert "Aucun pour l’instant." in shown(marc)
    assert NAME not in shown(marc)
    assert "a lié" not in shown(marc)
    await marc.click("Lier un partenaire")
    assert await marc.options("partner", "riviere") == []
    assert house.playground.refused == []


async def test_what_was_left_is_offered_back_and_two_people_at_once_lose_nothing(house: House) -> None:
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await sam.command("/partner help", channel=GENERAL)
    await amelie.command("/partner need Interpreters at intake", channel=GENERAL)
    await amelie.change("gap", "Nobody speaks Dari")
    await amelie.close()
    await amelie.command("/partner need Something else", channel=GENERAL)
    assert "Your form for “Interpreters at intake” is not finished yet." in shown(amelie)
    await amelie.click("Continue with it")
    assert "Nobody speaks Dari" in shown(amelie)
    assert "Continuing where you left off" in shown(amelie)
    assert await amelie.submit() == {}
    await amelie.click("Change")
    await sam.command("/partner need", channel=GENERAL)
    await sam.click("Open")
    await sam.click("Change")
    await sam.change("region", "Oshawa")
    assert await sam.submit() == {}
    await amelie.change("region", "Whitby")
    assert "Somebody changed this" in str(await amelie.submit())
    await amelie.close()
    await amelie.click("Change")
    assert "Sam saved changes at" in shown(amelie)
    assert "Region: Oshawa" in shown(amelie)
    assert await amelie.submit() == {}
    assert "*Where:* Whitby" in shown(amelie)
    await amelie.click("Change")
    await amelie.change("region", "Ajax")
    await amelie.close()
    await amelie.click("Change")
    assert "Ajax" in shown(amelie)
    await amelie.click("Start afresh")
    assert "Whitby" in shown(amelie)
    assert "Ajax" not in shown(amelie)
    assert house.playground.refused == []


async def test_who_may_only_look_since_takes_no_link_off(house: House) -> None:
    """The card was opened while they still were a member."""
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for person in (amelie, sam):
        await person.command("/partner help", channel=GENERAL)
    number = await noted(house)
    async with house.store() as store:
        one = await store.opportunities.for_change(number)
        await store.opportunities.link(one, await store.partners.create(name=NAME))
    await sam.command("/partner need", channel=GENERAL)
    await sam.click("Open")
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    await sam.click("opportunities.of_partner", option="Take the link off")
    assert "Your role here does not include that" in str([sam.modals, house.playground.ephemerals(SAM)])
    async with house.store() as store:
        assert [one.name for one in (await store.opportunities.partners([number]))[number]] == [NAME]


async def test_a_viewer_looks_and_changes_nothing(house: House) -> None:
    sam = house.playground.person(SAM)
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await sam.command("/partner help", channel=GENERAL)
    await noted(house)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    await sam.command("/partner need Anything", channel=GENERAL)
    assert "Your role here does not include that" in str(house.playground.ephemerals(SAM)[-1])
    await sam.command("/partner need", channel=GENERAL)
    assert "Note an opportunity" not in shown(sam)
    await sam.click("Open")
    assert "Link a partner" not in shown(sam)
    assert house.playground.refused == []


TEXT = st.text(max_size=12)


@settings(max_examples=25, deadline=None)
@given(st.builds(Need, outcome=TEXT, whom=TEXT, region=TEXT), st.builds(Need, outcome=TEXT, whom=TEXT, region=TEXT))
def test_changes_name_all_that_differs_and_nothing_else(one: Need, other: Need) -> None:
    changes = one.changes(other)
    assert set(changes) == {name for name in vars(one) if getattr(one, name) != getattr(other, name)}
    assert opportunity_board.unpacked(opportunity_board.packed(Wanted())) == Wanted()
