"""An agreement in the browser, from its first word to the decision before its end, in English and once in French."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from storage.goals import WayKind
from storage.meetings import Purpose, Report
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House
from tests.on_page import Page, page_of

NAME, GOAL = "Centre Rivière-Nord", "40 newcomers in paid work by June"
WHY = "Newcomers tell their story once, to both of us, on one morning."
MET = {"en": "10 Nov 2026", "fr": "10 nov. 2026"}
NOTICE = {"en": "It ends in 90 days, on Wed 31 Mar 2027.", "fr": "Elle prend fin dans 90 jours, le mer. 31 mars 2027."}


@pytest.mark.parametrize("user", [AMELIE, MARC], ids=["english", "french"])
async def test_an_agreement_on_the_page(browser: Browser, house: House, tmp_path: Path, user: str) -> None:
    await they_have_met(house, user)
    async with page_of(browser, house, user, tmp_path) as on:
        await it_begins_with_what_is_known(on)
        await its_parts_are_written(on)
        await versions_are_compared(on)
        await it_is_sent_for_review(on)
        await house.settle()
        await a_colleague_approves(on)
        await both_sides_sign(on)
        await house.settle()
        await it_is_read_and_listed(on)
        await its_end_is_announced(on)
        await it_is_decided_to_renew_it(on)
    assert house.playground.refused == []


async def they_have_met(house: House, user: str) -> None:
    """A meeting two days ago brought a goal and a way to work together."""
    await meet(house, user, SAM)
    async with house.store(by=user) as store:
        partner = await store.partners.create(name=NAME, channel_id=RIVER, people=[SAM])
        contact = await store.contacts.add(partner, name="Maria Silva", title="Intake coordinator")
        held_at = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
        report = Report(held_at=held_at, purpose=Purpose.exploration, contact_ids=[contact.id], members=[user])
        met = (await store.meetings.record(partner.id, report)).id
        await store.goals.add(partner_id=partner.id, text=GOAL, measure="people placed", by=None, meeting_id=met)
        await store.goals.add_way(partner_id=partner.id, kind=WayKind.services, text="A joint intake", meeting_id=met)


async def it_begins_with_what_is_known(on: Page) -> None:
    await on.command("/partner agree riviere")
    await on.modal.get_by_role("radio").nth(1).check()
    await expect(on.control("title")).to_have_value(on.t("Letter of agreement with {partner}", partner=NAME))
    await on.picture("begin")
    await on.submit()
    await on.shows(on.t("This part says nothing yet."), within=on.modal)
    await on.picture("begun")
    await on.button("{label}: {part}", on.modal, label=on.t("Begin writing"), part=on.t("Purpose")).click()


async def its_parts_are_written(on: Page) -> None:
    await on.control("why").fill(WHY)
    await on.button("Example", on.modal).click()
    await expect(on.button("Hide the example", on.modal)).to_be_visible()
    await expect(on.control("why")).to_have_value(WHY)
    await on.submit()
    await on.shows(on.t("from the meeting of {day}", day=MET[on.words.language]), within=on.modal)
    await expect(on.control("goal.0")).to_have_value(GOAL)
    await expect(on.hook("modal")).to_contain_text(
        on.t("{so_far}, {minutes}", so_far=_parts(on, 1), minutes=_minutes(on, 8))
    )
    await on.picture("goals")
    await on.control("by.0").fill("2027-06-30")
    await on.submit()
    await expect(on.control("what.0")).to_have_value("A joint intake")
    await on.choose("giver.0", on.t("Both sides"))
    await on.submit()
    await on.choose("funded", on.t("No money changes hands"))
    await on.submit()
    await expect(on.control("contact_theirs")).to_have_value("Maria Silva")
    await on.control("frequency").fill("every second week")
    await on.submit()
    await on.shows(_parts(on, 5), within=on.modal)
    await choose_where(on, on.control("clauses"), on.t("Term and renewal"))
    await on.control("ends_on").fill("2027-03-31")
    await on.click("Start from a plain text")
    await expect(on.control("text")).not_to_have_value("")
    await expect(on.control("ends_on")).to_have_value("2027-03-31")
    await on.picture("term")
    await on.submit()
    await on.shows(on.t("Term and renewal"), within=on.modal)
    await on.picture("whole")


async def versions_are_compared(on: Page) -> None:
    await on.click("Save this version")
    await on.control("why").fill("The first round")
    await on.submit()
    await on.shows(on.t("version {n}", n=1), within=on.modal)
    await on.button("{label}: {part}", on.modal, label=on.t("Change"), part=on.t("Communications")).click()
    await on.control("frequency").fill("every week")
    await choose_where(on, on.page.locator("[data-action-id='agreement_pages.go']"), on.t("The whole agreement"))
    await on.shows(on.t("with changes no version holds yet"), within=on.modal)
    await on.click("Save this version")
    await on.submit()
    await on.shows(on.t("version {n}", n=2), within=on.modal)
    await on.click("Versions")
    await on.click("Compare two")
    await on.submit()
    await expect(on.modal.locator("s").first).to_have_text("every second week")
    await on.picture("compared")
    await on.leave()


async def it_is_sent_for_review(on: Page) -> None:
    await on.command("/partner agree riviere")
    await on.click("Send for review")
    await on.picture("send")
    await on.shows("Sam", within=on.modal)
    await on.submit()
    await on.shows(on.t("{name} has not answered yet", name="Sam"), within=on.modal)
    await on.picture("in-review")
    await on.leave()


async def a_colleague_approves(on: Page) -> None:
    writer = on.user
    on.be(SAM)
    await on.hook("person-switch").select_option(SAM)
    await on.page.locator("#rail").get_by_role("button", name="Liaison").click()
    await on.shows("asks you to review version 2")
    await on.picture("asked")
    await on.click("Approve", on.last)
    await on.shows("You approved version 2.")
    on.be(writer)
    await on.goto(writer, GENERAL)


async def both_sides_sign(on: Page) -> None:
    await on.command("/partner agree riviere")
    await on.click("Record a signature")
    await on.control("name_us").fill("Dana Whitlock")
    await on.control("name_them").fill("Maria Silva")
    await on.control("title_them").fill("Intake coordinator")
    copy = {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 signed"}
    await on.page.locator("input[type=file]").set_input_files([copy])
    await on.shows("signed.pdf", within=on.modal)
    await on.picture("sign")
    await on.submit()
    await on.shows(on.t("In force"), "Dana Whitlock", "signed.pdf", within=on.modal)
    await on.picture("in-force")


async def it_is_read_and_listed(on: Page) -> None:
    await on.click("Read it")
    await on.shows(WHY, on.t("No money changes hands"), "every week", within=on.modal)
    await on.picture("read")
    await on.hook("modal-back").click()
    await on.click("As a Word document")
    await on.shows(on.t("It is on its way to your direct messages with Liaison."), within=on.modal)
    await on.leave()
    await on.page.locator(f"[data-channel='{RIVER}']").click()
    await on.shows("Dana Whitlock", "signed.pdf")
    await on.picture("told")
    await on.command("/partner agreements")
    await on.shows(NAME, on.t("In force"), "CSV")
    await on.picture("register")
    await on.command("/partner portfolio")
    await on.shows(NAME, on.t("as lead"), within=on.modal)
    await on.picture("portfolio")
    await on.leave()


async def its_end_is_announced(on: Page) -> None:
    before = len(on.playground.messages(RIVER))
    while len(on.playground.messages(RIVER)) == before:
        async with on.page.expect_response("**/playground/clock"):
            await on.hook("clock-next").click()
    await on.shows(NOTICE[on.words.language], on.t("Renegotiate"))
    await on.picture("ending")


async def it_is_decided_to_renew_it(on: Page) -> None:
    await on.click("Renew", on.last)
    await (
        on.page.get_by_role("dialog")
        .or_(on.page.get_by_role("alertdialog"))
        .get_by_role("button", name=on.t("Renew"), exact=True)
        .click()
    )
    await on.shows(on.t("Open the renewal"))
    await on.picture("decided")
    await on.click("Undo", on.last)
    await on.shows(on.t("Renegotiate"))


async def choose_where(on: Page, menu: Locator, label: str) -> None:
    """Goes where a menu leads: the page is another one then."""
    await menu.press_sequentially(label)
    await expect(on.page.locator(".option.active")).to_contain_text(label)
    await menu.press("Enter")


def _parts(on: Page, done: int) -> str:
    return on.words.plural("{done} of {n} part", "{done} of {n} parts", 5, done=on.words.number(done))


def _minutes(on: Page, left: int) -> str:
    return on.words.plural("about {n} minute left", "about {n} minutes left", left)
