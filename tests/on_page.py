"""The page in Chromium as one person uses it, for the stories that are lived on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Locator, expect

from messages.words import Words
from tests.house import GENERAL, House
from tests.playground.on_screen import PATIENCE, Screen


class Page(Screen):
    """The page as one person uses it, in their language; what they saw is kept in pictures."""

    def __init__(self, screen: Screen, user: str, pictures: Path) -> None:
        super().__init__(screen.page, screen.playground, screen.app)
        self.pictures = pictures
        self.be(user)
        self.taken = 0

    def control(self, block: str, action: str = "") -> Locator:
        """The one control of a block, whatever its action, and whichever page of its form it is on ("why@2")."""
        at = ", ".join(f"[data-block-id{mark}] [data-action-id]" for mark in (f"='{block}'", f"^='{block}@'"))
        return self.page.locator(at)

    def t(self, sentence: str, **facts: object) -> str:
        return self.words.text(sentence, **facts)

    def be(self, user: str) -> None:
        """Speaks as this person from now on, in their language."""
        self.user = user
        locale = self.playground.workspace.people[user].locale
        self.words = Words(locale[:2], ZoneInfo("America/Toronto"))

    async def picture(self, name: str) -> None:
        self.taken += 1
        path = self.pictures / f"{self.words.language}-{self.taken:02}-{name}.png"
        await self.page.screenshot(path=path, animations="disabled")

    def button(self, sentence: str, within: Locator | None = None, **facts: object) -> Locator:
        return (within or self.page).get_by_role("button", name=self.t(sentence, **facts), exact=True)

    async def click(self, sentence: str, within: Locator | None = None) -> None:
        """Presses a button of the form that is open, or of another place."""
        await self.button(sentence, within or self.modal).click()

    async def submit(self) -> None:
        await self.hook("modal-submit").click()

    async def leave(self) -> None:
        await self.hook("modal-close").click()
        await expect(self.modal).to_have_count(0)

    @property
    def last(self) -> Locator:
        return self.hook("message").last

    async def shows(self, *facts: str, within: Locator | None = None) -> None:
        for fact in facts:
            await expect(within or self.last).to_contain_text(fact)


@asynccontextmanager
async def page_of(browser: Browser, house: House, user: str, pictures: Path) -> AsyncIterator[Page]:
    """The page of one person, whose clock has the bot say what falls due; the page's own errors fail the test."""
    errors: list[str] = []
    playground = house.playground

    async def next_due() -> datetime | None:
        async with house.database.outbox() as outbox:
            return await outbox.next_due()

    async def advance(delta: timedelta) -> datetime:
        now = await house.time.advance(delta)
        await house.settle()
        return now

    playground.advance, playground.next_due = advance, next_due
    place = await browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    place.set_default_timeout(PATIENCE)
    page = await place.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    on = Page(Screen(page, playground, house.liaison.bolt), user, pictures)
    await on.goto(user, GENERAL)
    yield on
    await place.close()
    assert errors == []
