"""`make screenshot`: lives a moment of the demonstration in Chromium and takes docs/playground.png."""

import asyncio
import os
import shutil
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bot.demo import running
from bot.seed_people import RIVER, SAM

PICTURE = Path(__file__).parent / "playground.png"
CHROMIUM = ("chromium", "google-chrome", "chromium-browser")


async def take() -> None:
    """The channel of a partner: the agenda that came before a planning session, and the partner's card."""
    browser_path = os.environ.get("LIAISON_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    async with running() as demo, async_playwright() as playwright:
        while not demo.playground.messages(RIVER):
            await demo.playground.move_to_next()
            await demo.liaison.delivering.deliver_due()
        browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 1180}, color_scheme="light")
        await page.goto(f"{demo.url}/#{SAM}/{RIVER}")
        await expect(page.locator("body")).to_have_attribute("data-live", SAM)
        composer = page.get_by_test_id("composer")
        await composer.fill("/partner show rivière")
        await composer.press("Enter")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await page.screenshot(path=PICTURE, animations="disabled")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
