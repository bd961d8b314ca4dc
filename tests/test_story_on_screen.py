"""The story in the browser: clicked and typed through the page as a person does it, in English and once in French."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House
from tests.on_page import Page, page_of

NAME = "Centre Rivière-Nord"
AGENDA = {
    "en": f"Planning session with {NAME} tomorrow, Tue 24 Nov, 09:00 to 10:00 (Toronto)",
    "fr": f"Séance de planification avec {NAME} demain, mar. 24 nov., de 9\u00a0h à 10\u00a0h (Montréal)",
}
NOTICE = {
    "en": f"Amélie met {NAME} on 12 Nov 2026 (introduction). They want to work with us.",
    "fr": f"Marc a rencontré {NAME} le 12 nov. 2026 (prise de contact). L’organisme veut travailler avec nous.",
}


@pytest.mark.parametrize("user", [AMELIE, MARC], ids=["english", "french"])
async def test_the_story_on_the_page(browser: Browser, house: House, tmp_path: Path, user: str) -> None:
    async with page_of(browser, house, user, tmp_path) as on:
        await they_ask_what_it_can_do(on)
        await a_partner_is_added_once(on)
        await a_meeting_is_recorded(on)
        await house.settle()
        await it_is_told(on)
        await sessions_are_planned(on)
        await the_agenda_comes(on)
        await the_rest_is_at_hand(on)
    assert house.playground.refused == []


async def they_ask_what_it_can_do(on: Page) -> None:
    await on.command("/partner")
    await on.shows(on.t("What Liaison can do"), on.t("Bring an archived partner back"))
    await on.picture("help")
    await on.command("/partner nwe")
    await on.shows("/partner new")
    await on.picture("unknown")


async def a_partner_is_added_once(on: Page) -> None:
    await on.command(f"/partner new {NAME}")
    await expect(on.page.get_by_role("dialog", name=on.t("New partner"))).to_be_visible()
    await on.picture("new-top")
    await on.choose("kinds", on.t("Community"), on.t("Settlement"))
    await on.choose("reasons", on.t("Pool resources"))
    await on.control("region").fill("Durham Region")
    await on.choose("channel", "rivière-nord")
    await on.choose("people", "Sam")
    await on.control("contact_name.n0").fill("Maria Silva")
    await on.picture("new-bottom")
    await on.submit()
    await on.shows(NAME, on.t("Not met yet."), "Maria Silva", within=on.modal)
    await on.picture("card")
    await on.leave()
    await on.command("/partner new centre riviere nord inc.")
    await on.submit()
    await on.shows(NAME, within=on.modal)
    await expect(on.button("It is a different organization")).to_be_visible()
    await on.picture("near-duplicate")
    await on.button("Open the existing one").or_(on.modal.get_by_role("button", name=NAME)).first.click()
    await on.shows(on.t("Not met yet."), within=on.modal)
    await on.leave()


async def a_meeting_is_recorded(on: Page) -> None:
    await on.command("/partner meet riviere")
    await on.shows(NAME, within=on.modal)
    await on.picture("meeting-top")
    await on.control("goal_0").fill("40 newcomers in paid work by June")
    async with on.page.expect_response("**/playground/action"):
        await on.control("notes").fill("We agree to pilot a joint intake on Tuesdays.")
    await on.page.keyboard.press("Escape")
    await expect(on.modal).to_have_count(0)
    await on.command("/partner meet riviere")
    await expect(on.button("Start afresh")).to_be_visible()
    await expect(on.control("notes")).to_have_value("We agree to pilot a joint intake on Tuesdays.")
    await expect(on.control("goal_0")).to_have_value("40 newcomers in paid work by June")
    await on.picture("meeting-continued")
    await on.modal.get_by_label(on.t("Yes"), exact=True).check()
    await on.control("way_services").fill("A joint intake")
    await on.picture("meeting-middle")
    await on.control("step_0").fill("Send the draft schedule")
    await on.choose("step_0_who", "Sam")
    await on.control("step_0_by").fill("2026-11-20")
    await on.button("Add another step").click()
    await on.control("step_1").fill("Book a room")
    await on.button("Add another step").scroll_into_view_if_needed()
    await on.picture("meeting-steps")
    await on.control("next_time").scroll_into_view_if_needed()
    await on.picture("meeting-bottom")
    await on.control("date").fill("2026-11-13")
    await on.submit()
    await expect(on.error("date")).to_be_visible()
    await on.picture("meeting-future")
    await on.control("date").fill("2026-11-12")
    await on.submit()
    await expect(on.modal).to_have_count(0)


async def it_is_told(on: Page) -> None:
    await on.page.locator(f"[data-channel='{RIVER}']").click()
    await on.shows(NOTICE[on.words.language], "40 newcomers in paid work by June")
    await on.picture("notice")
    await on.hook("person-switch").select_option(SAM)
    await on.page.locator("#rail").get_by_role("button", name="Liaison").click()
    await on.shows("gave you 1 next step", "Send the draft schedule")
    await on.picture("told")
    await on.goto(on.user, GENERAL)


async def sessions_are_planned(on: Page) -> None:
    await on.command("/partner plan riviere")
    await on.control("first_on").fill("2026-11-24")
    await on.shows({"en": "Tue 24 Nov, 09:00", "fr": "mar. 24 nov., 9\u00a0h"}[on.words.language], within=on.modal)
    await on.picture("plan-top")
    await on.control("channel").scroll_into_view_if_needed()
    await on.picture("plan-bottom")
    await on.submit()
    await on.shows(on.t("Plan other sessions"), within=on.modal)
    await on.picture("planned")
    await on.leave()


async def the_agenda_comes(on: Page) -> None:
    await on.page.locator(f"[data-channel='{RIVER}']").click()
    while len(on.playground.messages(RIVER)) < 2:
        async with on.page.expect_response("**/playground/clock"):
            await on.hook("clock-next").click()
    await on.shows(AGENDA[on.words.language], "Send the draft schedule", on.t("Skip this one"))
    await on.picture("agenda")


async def the_rest_is_at_hand(on: Page) -> None:
    await on.goto(on.user, GENERAL)
    await on.command("/partner actions")
    await on.shows("Send the draft schedule")
    await on.picture("actions")
    await on.command("/partner list")
    await on.shows(NAME)
    await on.picture("list")
    await on.command("/partner show riviere")
    await on.shows(NAME)
    await on.picture("show")
    await on.command("/partner settings")
    await expect(on.modal).to_be_visible()
    await on.picture("settings")
    await on.leave()
    await on.page.locator("#rail").get_by_role("button", name="Liaison").click()
    await on.hook("home-tab").click()
    await on.shows(NAME, within=on.hook("home"))
    await on.picture("home")
