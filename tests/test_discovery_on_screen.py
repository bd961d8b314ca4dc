"""Discovery in the browser, from a register that is read in to what goes out again, in English and once in French."""

import re
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from playwright.async_api import Browser, Locator, expect

from bot.seed_discovery import ORGANIZATIONS
from messages.readiness_form import says_field, why_field
from storage.members import Role
from storage.organizations import Kind
from storage.readiness_rules import FULL, Point
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House
from tests.on_page import Page, page_of

NAME, TWIN, GUILD = "Centre Rivière-Nord", "Centre Riviere Nord inc.", "Lakeshore Trades Guild"
OUTCOME = "More newcomers with a trade work in it within a year"
KITCHEN = "Training kitchen for 12 people"
REGISTER = ("register.json", [*ORGANIZATIONS, {"id": "107", "description": "One without a name"}])
LOOKED = {"en": "nothing is kept yet", "fr": "rien n’est encore gardé"}
NAMED = {"en": "due Thu 26 Nov", "fr": "à faire pour le jeu. 26 nov."}


@pytest.mark.parametrize("user", [AMELIE, MARC], ids=["english", "french"])
async def test_discovery_on_the_page(browser: Browser, house: House, tmp_path: Path, user: str) -> None:
    await meet(house, AMELIE, MARC, SAM)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [MARC]})
        await store.partners.create(name=NAME, channel_id=RIVER, kinds=[Kind.community], region="Oshawa, ON")
    await house.pass_time(timedelta(minutes=1))
    async with page_of(browser, house, user, tmp_path) as on:
        await a_register_is_read_in(on, house)
        await an_opportunity_is_noted(on)
        await organizations_are_found_for_it(on)
        await the_first_contact_is_planned(on)
        await a_resource_is_put_on_the_map(on, house)
        await readiness_is_checked(on)
        await the_network_is_looked_at(on, house)
        await two_are_made_one_and_taken_apart(on)
        await it_all_goes_out_again(on, house)
    assert house.playground.refused == []


async def a_register_is_read_in(on: Page, house: House) -> None:
    await on.command("/partner import")
    name, data = REGISTER
    file = {"name": name, "mimeType": "application/json", "buffer": orjson.dumps(data)}
    await on.page.locator("input[type=file]").set_input_files([file])
    await on.shows(name, within=on.modal)
    await on.control("source").fill("Register of Durham services")
    await on.control("licence").fill("CC BY 4.0")
    await on.picture("import")
    await on.submit()
    await expect(on.hook("modal-submit")).to_have_count(0)
    await on.leave()
    await house.liaison.afterwards.finished()
    await to_liaison(on)
    looked = on.hook("message").filter(has_text=on.t("Import")).first
    await on.shows(LOOKED[on.words.language], within=looked)
    await on.shows(on.t("it has no name"), within=looked)
    await on.picture("looked-through")
    await on.click("Import", looked)
    await expect(on.button("Take it back", on.hook("message"))).to_be_visible()
    await on.picture("read-in")
    await on.goto(on.user, GENERAL)


async def an_opportunity_is_noted(on: Page) -> None:
    await on.command("/partner need")
    await on.picture("board-empty")
    await on.click("Note an opportunity")
    await on.shows(on.t("Outcome to improve"), within=on.modal)
    await on.picture("need")
    await on.submit()
    await expect(on.error("outcome")).to_be_visible()
    await on.control("outcome").fill(OUTCOME)
    await on.control("whom").fill("Newcomers with experience in a trade")
    await on.choose("reasons", on.t("Pool resources"))
    await on.choose("assets", on.t("Knowledge"))
    await on.control("services").fill("trades mentoring, interpretation")
    await on.control("region").fill("Durham Region")
    await on.picture("need-filled")
    await on.submit()
    await on.shows(OUTCOME, on.t("Noted. What would you like to do next?"), within=on.modal)
    await on.picture("opportunity")
    await back(on)
    await on.shows(OUTCOME, on.t("Still open"), within=on.modal)
    await on.picture("board")
    await on.leave()


async def organizations_are_found_for_it(on: Page) -> None:
    await on.command("/partner find")
    await on.shows(OUTCOME, within=on.modal)
    await pressed(on, "Find partners").click()
    await on.shows(GUILD, on.t("Services"), within=on.modal)
    await on.picture("found")
    await on.click("Weights")
    await on.shows(on.t("As at first"), within=on.modal)
    await on.picture("weights")
    await back(on)


async def the_first_contact_is_planned(on: Page) -> None:
    await on.modal.get_by_role("button", name=GUILD).click()
    await on.shows("Trades mentoring", "CC BY 4.0", within=on.modal)
    await on.picture("prospect")
    await on.click("Plan the first contact")
    await on.picture("first-contact")
    await on.submit()
    await on.shows("Kind regards", within=on.modal)
    await on.picture("prepared")
    await on.leave()


async def a_resource_is_put_on_the_map(on: Page, house: House) -> None:
    await on.command("/partner assets")
    await on.picture("assets-empty")
    await on.click("Add a resource")
    await on.control("what").fill(KITCHEN)
    await on.choose("category", on.t("Physical assets"))
    await on.control("place").fill("Oshawa")
    await on.submit()
    await expect(on.error("organization_id")).to_be_visible()
    await on.picture("resource-form")
    await on.choose("organization_id", on.t("Our own organization"))
    await on.submit()
    await on.shows(KITCHEN, on.t("It is on the map."), within=on.modal)
    await on.picture("resource")
    await back(on)
    await on.click("Coverage and gaps")
    await on.picture("coverage")
    await on.click("Send me the picture")
    await on.shows(on.t("It is on its way to your direct messages with Liaison."), within=on.modal)
    await house.liaison.afterwards.finished()
    await on.leave()
    await to_liaison(on)
    await on.picture("coverage-sent")
    await on.goto(on.user, GENERAL)


async def readiness_is_checked(on: Page) -> None:
    await on.command("/partner ready")
    await on.picture("ready-form")
    for point in FULL[:10]:
        says = {Point.lead: "No", Point.deputy: "Partly"}.get(point, "Yes")
        await on.choose(says_field(point), on.t(says))
    await on.control(why_field(Point.mission)).fill("In the strategic plan")
    await on.submit()
    await on.shows(
        on.t("Not ready yet"), on.t("Name a deputy, and take them along to the next meeting"), within=on.modal
    )
    await on.picture("ready")
    await pressed(on, "Make it an action").first.click()
    await expect(on.button("Undo", on.modal)).to_be_visible()
    await on.shows(NAMED[on.words.language], within=on.modal)
    await on.picture("gap-action")
    await on.click("Undo")
    await expect(on.button("Undo", on.modal)).to_have_count(0)
    await on.leave()


async def the_network_is_looked_at(on: Page, house: House) -> None:
    await on.command("/partner map")
    await on.shows(NAME, GUILD, within=on.modal)
    await on.picture("map")
    await on.click("Send me the picture")
    await on.shows(on.t("It is on its way to your direct messages with Liaison."), within=on.modal)
    await house.liaison.afterwards.finished()
    await on.leave()
    await to_liaison(on)
    await on.picture("map-sent")
    await on.goto(on.user, GENERAL)


async def two_are_made_one_and_taken_apart(on: Page) -> None:
    await on.command("/partner duplicates")
    await on.shows(NAME, TWIN, within=on.modal)
    await on.picture("duplicates")
    await pressed(on, "Compare and merge").click()
    await on.shows(on.t("Which one stays"), within=on.modal)
    await on.picture("compare")
    await on.submit()
    await expect(on.hook("modal-submit")).to_have_text(on.t("Merge"))
    await on.picture("preview")
    await on.submit()
    await expect(pressed(on, "Take apart")).to_be_visible()
    await on.picture("merged")
    await pressed(on, "Take apart").click()
    await on.picture("take-apart")
    await confirmed(on, "Take apart")
    await on.shows(on.t("Taken apart"), within=on.modal)
    await on.picture("apart")
    await on.leave()


async def it_all_goes_out_again(on: Page, house: House) -> None:
    await on.command("/partner export")
    await on.picture("export")
    await on.click("Organizations: HSDS JSON")
    await on.shows(on.t("It is on its way to your direct messages with Liaison."), within=on.modal)
    await house.liaison.afterwards.finished()
    await on.leave()
    await to_liaison(on)
    await on.picture("exported")


def pressed(on: Page, sentence: str) -> Locator:
    """The button with this on it, whatever it is about."""
    return on.modal.get_by_role("button", name=re.compile(f"^{re.escape(on.t(sentence))}"))


async def to_liaison(on: Page) -> None:
    await on.page.locator("#rail").get_by_role("button", name="Liaison").click()


async def back(on: Page) -> None:
    """To the window below."""
    await on.hook("modal-back").click()


async def confirmed(on: Page, label: str) -> None:
    asked = on.page.get_by_role("dialog").or_(on.page.get_by_role("alertdialog"))
    await asked.get_by_role("button", name=on.t(label), exact=True).last.click()
