"""A page in a real browser, beside a real Bolt app, with the few gestures that browser tests share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect
from slack_bolt.app.async_app import AsyncApp

from bot.playground import Playground
from tests.playground.tiny_app import tiny

PATIENCE = 5_000  # ms; what a busy machine may need, never waited in full when things go well
expect.set_options(timeout=PATIENCE)


class Screen:
    """What one person sees; `page` is Playwright's."""

    def __init__(self, page: Page, playground: Playground, app: AsyncApp) -> None:
        self.page = page
        self.playground = playground
        self.app = app

    def hook(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def control(self, block: str, action: str = "value") -> Locator:
        return self.page.locator(f"[data-block-id='{block}'] [data-action-id='{action}']")

    def error(self, block: str) -> Locator:
        return self.page.locator(f"[data-block-id='{block}'] .field-error")

    @property
    def modal(self) -> Locator:
        return self.hook("modal")

    @property
    def composer(self) -> Locator:
        return self.hook("composer")

    async def goto(self, user: str = "U_NOOR", place: str = "C_OPEN") -> None:
        await self.page.goto(f"{self.playground.url}/#{user}/{place}")
        await expect(self.page.locator("#main")).to_have_attribute("data-place", place)
        await expect(self.page.locator("body")).to_have_attribute("data-live", user)

    async def command(self, line: str) -> None:
        await self.composer.fill(line)
        await self.composer.press("Enter")

    async def choose(self, block: str, *labels: str) -> None:
        """Picks from a searchable list with the keyboard, as a person does."""
        box = self.control(block)
        await box.click()
        for label in labels:
            await box.press_sequentially(label)
            await expect(self.page.locator(".option.active")).to_contain_text(label)
            await box.press("Enter")
        await box.press("Tab")


@asynccontextmanager
async def screen(browser: Browser, *, width: int = 1280, height: int = 800, **context: Any) -> AsyncIterator[Screen]:
    """Noor's page on #open; any error in the page's own code fails the test."""
    errors: list[str] = []
    async with tiny() as (playground, app):
        place = await browser.new_context(viewport={"width": width, "height": height}, **context)
        place.set_default_timeout(PATIENCE)
        page = await place.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        on_screen = Screen(page, playground, app)
        try:
            await on_screen.goto()
            yield on_screen
        finally:
            await place.close()
    assert errors == []
