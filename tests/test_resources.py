"""Community resources: put on the map, found, changed and taken back; what they cover, in words and as a picture."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from messages import resource_chart
from messages.words import Words
from storage.assets import Asset
from storage.errors import TwoHolders
from storage.opportunity import Need
from storage.resources import Cover, Described, Wanted
from tests.house import AMELIE, GENERAL, MARC, House
from tests.meeting import NAME, partner

KITCHEN = "Training kitchen for 12 people"


async def added(house: House, what: str = KITCHEN, **more: Any) -> int:
    given = {"category": Asset.physical, "ours": "organization_id" not in more and "holder" not in more} | more
    async with house.store() as store:
        return (await store.resources.add(Described(what=what, **given))).id


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


async def test_a_resource_is_added_changed_put_away_and_brought_back(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await partner(house)
    await amelie.command("/partner assets", channel=GENERAL)
    assert "No resources yet" in shown(amelie)
    await amelie.click("Add a resource")
    await amelie.change("what", f"{KITCHEN} <!channel>")
    await amelie.change("category", "physical")
    await amelie.change("contact", "Maria, 046 454 286")
    assert "social insurance" in str(await amelie.submit())
    await amelie.change("contact", "Maria Silva, intake, 905 555-0142")
    assert "say whose it is" in (await amelie.submit())["organization_id"]
    await amelie.options("organization_id", "riviere")
    await amelie.change("organization_id", NAME)
    await amelie.change("holder", "Somebody else")
    assert "held twice over" in (await amelie.submit())["holder"]
    await amelie.change("holder", "")
    await amelie.change("place", "Oshawa")
    assert await amelie.submit() == {}
    assert "It is on the map." in shown(amelie)
    assert f"*Who holds it:* {NAME}" in shown(amelie)
    assert "&lt;!channel&gt;" in shown(amelie)
    await amelie.click("Change")
    await amelie.change("place", "Whitby")
    await amelie.options("organization_id", "")
    await amelie.change("organization_id", "Our own organization")
    assert await amelie.submit() == {}
    assert "*Who holds it:* ours" in shown(amelie)
    assert "Amélie changed it. Where it is, before: Oshawa; Who holds it, before: Centre Rivière-Nord" in shown(amelie)
    await amelie.click("Undo the last change")
    assert f"*Who holds it:* {NAME}" in shown(amelie)
    await amelie.click("Archive")
    assert "It is off the map. Nothing is lost." in shown(amelie)
    await amelie.click("Undo")
    assert "It is back on the map." in shown(amelie)
    await amelie.close()
    assert f"Physical assets · {NAME} · Oshawa" in shown(amelie)
    assert house.playground.refused == []


async def test_the_list_is_narrowed_turned_and_searched(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await partner(house)
    async with house.store() as store:
        organization_id = (await store.partners.get(1)).organization_id
    for number in range(9):
        await added(house, f"Room {number}", place="Ajax")
    interpreters = await added(
        house, "Interpreters", category=Asset.individuals, organization_id=organization_id, languages=("ar",)
    )
    await added(house, "Tool library", category=Asset.economic, holder="Friends of the Lake", how="Ask a week before")
    await amelie.command("/partner assets", channel=GENERAL)
    assert "*Interpreters*" in shown(amelie)
    assert "Room 8" not in shown(amelie)
    await amelie.click("Next")
    assert "Room 8" in shown(amelie)
    assert "Tool library" in shown(amelie)
    await amelie.click("Previous")
    assert "*Interpreters*" in shown(amelie)
    await amelie.change("resources.by_side", "theirs")
    assert "Room" not in shown(amelie)
    await amelie.change("resources.by_category", "economic")
    assert "Friends of the Lake" in shown(amelie)
    assert "Interpreters" not in shown(amelie)
    await amelie.close()
    await amelie.command("/partner assets theirs riviere interp", channel=GENERAL)
    assert "*Interpreters*" in shown(amelie)
    assert "Tool library" not in shown(amelie)
    await amelie.click("Show all")
    assert "Tool library" in str(await amelie.options("resources.search", "lake tool"))
    async with house.store() as store:
        back = await store.resources.page(Wanted(), before=interpreters, size=3)
        assert back.found == []
        with pytest.raises(TwoHolders):
            await store.resources.add(Described(Asset.culture, "Stories", ours=True, holder="Elders"))
    assert house.playground.refused == []


async def test_what_a_confidential_partner_holds_is_not_there(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await marc.command("/partner help", channel=GENERAL)
    await partner(house, confidential=True)
    async with house.store() as store:
        organization_id = (await store.partners.get(1)).organization_id
    await added(house, organization_id=organization_id)
    await amelie.command("/partner assets", channel=GENERAL)
    assert KITCHEN in shown(amelie)
    await amelie.click("Coverage and gaps")
    assert "0 of ours · 1 of others" in shown(amelie)
    await marc.command("/partner ressources", channel=GENERAL)
    assert "Aucune ressource pour l’instant" in shown(marc)
    assert await marc.options("resources.search", "kitchen") == []
    await marc.click("Couverture et lacunes")
    assert "1 à d’autres" not in shown(marc)
    await marc.close()
    await marc.click("Ajouter une ressource")
    assert NAME not in str(await marc.options("organization_id", "centre"))
    assert house.playground.refused == []


async def test_coverage_names_the_gaps_and_comes_as_a_picture(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner help", channel=GENERAL)
    await added(house)
    await added(house, "Employers’ table", category=Asset.networks, holder="Chamber of commerce")
    async with house.store() as store:
        await store.opportunities.create(Need(outcome="Interpreters at intake", assets=(Asset.individuals,)))
        await store.opportunities.create(Need(outcome="A trades bridge", assets=(Asset.individuals, Asset.networks)))
    await amelie.command("/partner assets", channel=GENERAL)
    await amelie.click("Coverage and gaps")
    assert "Needed, and nobody is known to have any: individuals." in shown(amelie)
    assert "needed by 2 opportunities: a gap" in shown(amelie)
    await amelie.click("Send me the picture")
    assert "It is on its way to your direct messages with Liaison." in shown(amelie)
    await house.liaison.afterwards.finished()
    [told] = house.playground.dms(AMELIE)
    [chart] = [block for block in told["blocks"] if block["type"] == "data_visualization"]
    assert [series["name"] for series in chart["chart"]["series"]] == ["Ours", "Theirs", "Needed by"]
    async with house.store() as store:
        await store.settings.remember_charts(False)
    await house.pass_time(timedelta(minutes=1))
    await amelie.click("Send me the picture")
    await house.liaison.afterwards.finished()
    [picture] = list(house.playground.workspace.files.values())
    assert picture.content.startswith(b"\x89PNG")
    assert "Individuals: 0 ours, 0 of others, needed by 2" in picture.alt
    await amelie.click("category:networks", option="A trades bridge")
    assert amelie.modal["title"]["text"] == "Opportunity"
    assert house.playground.refused == []


def test_a_gap_is_what_is_needed_and_nobody_has() -> None:
    words = Words("fr", ZoneInfo("UTC"))
    assert not Cover(Asset.culture, 0, 0, []).gap
    assert not Cover(Asset.culture, 0, 1, [object()]).gap  # type: ignore[list-item]
    assert Cover(Asset.culture, 0, 0, [object()]).gap  # type: ignore[list-item]
    assert "Aucun besoin en cours" in resource_chart.lead(words, [Cover(one, 1, 1, []) for one in Asset])


@pytest.mark.parametrize("whose", [NAME, "Our own organization"])
async def test_whose_it_is_is_offered_back_with_the_rest(house: House, whose: str) -> None:
    amelie = house.playground.person(AMELIE)
    await partner(house)
    await amelie.command("/partner assets", channel=GENERAL)
    await amelie.click("Add a resource")
    await amelie.options("organization_id", "riviere" if whose == NAME else "")
    await amelie.change("organization_id", whose)
    await amelie.change("what", KITCHEN)
    await amelie.close()
    await amelie.click("Add a resource")
    assert "Continuing where you left off" in shown(amelie)
    [chosen] = [
        one["selected_option"]["text"]["text"]
        for name, field in amelie.modal["state"]["values"].items()
        for one in field.values()
        if name.startswith("organization_id")
    ]
    assert chosen == whose
