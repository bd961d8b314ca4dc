"""What steps are made of: people in North who act, and its database, where what they would need days for is put in."""

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.playground.elements import walk
from bot.playground.form import CannotFill, NoSuchControl
from bot.playground.people import SlackError
from bot.playground.screen import TYPED, Control
from bot.seed_people import DANA
from storage.store import Store
from tests.campaign.crawler import Crawler
from tests.campaign.furnished import COLLEAGUES
from tests.campaign.marks import Marks
from tests.installing import Town

Step = Callable[[Crawler], Awaitable[None]]


class Steps:
    """`broken` names the steps that could not be gone to their end, each with why."""

    def __init__(self, it: Town, marks: Marks) -> None:
        self.it, self.marks = it, marks
        self.north = it.workspaces[0]
        self.numbers = itertools.count(1)
        self.done: Counter[Any] = Counter()
        self.crawlers = {user: Crawler(self.north, user, marks, self.done) for user in COLLEAGUES}
        self.dana = self.crawlers[DANA]
        self.broken: list[str] = []

    async def go(self, *steps: Step) -> None:
        """One step after the other, each from an empty screen."""
        for step in steps:
            try:
                await step(self.dana)
            except (CannotFill, NoSuchControl, SlackError) as error:
                self.broken.append(f"{step.__name__}: {type(error).__name__} {error}"[:300])
            for crawler in self.crawlers.values():
                crawler.clear()

    def on(self, text: str) -> str:
        """The text with its mark."""
        return self.marks.on(text)

    @asynccontextmanager
    async def store(self, by: str = DANA) -> AsyncIterator[Store]:
        """A transaction in North."""
        row = await self.it.row(self.north)
        assert row is not None
        async with self.it.liaison.database.store(row.id, by=by) as store:
            yield store

    async def draft(self, p: Crawler, again: Callable[[], Awaitable[Any]]) -> None:
        """A form is opened, something typed in it, left, and opened again."""
        await again()
        view = p.workspace.views.top(p.user)
        assert view is not None
        typed = [Control(*one) for one in walk(view.blocks) if Control(*one).reports and one[1]["type"] in TYPED]
        await p.actor.change(typed[0].block["block_id"], await p.value_for(typed[0]))
        await p.actor.close()
        await again()
