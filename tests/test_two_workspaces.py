"""Two workspaces in one SQLite file, each with the same partner, people and needs under marks of its own: through every
way out comes what is one's own, and nothing of the other."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from starlette.routing import Route

from bot.playground import Playground
from bot.playground.elements import walk
from bot.seed_partners import PARTNERS
from bot.seed_people import DANA, GENERAL
from bot.web import build_web
from handlers.exporting import FORMATS
from messages import exports
from storage.organizations import Organization
from storage.search import Sought
from storage.store import Store
from tests.campaign.furnished import ROUTES, sow, workspace
from tests.campaign.marks import OF_ALL, OF_PARTNERS, OF_SOUTH, Marks, found
from tests.installing import Town, refused, town

NAME = "Kestrel Works"
"""How the one partner begins that both have."""
[KESTREL] = [replace(one, owner=DANA) for one in PARTNERS if one.name.startswith(NAME)]
BEGINS = {"T0NORTH": (f"zq{OF_PARTNERS}", f"zq{OF_ALL}"), "T0SOUTH": (f"zq{OF_SOUTH}",)}
TYPED = ("", "dana", "kestrel", "interpretation", "owen")
ALSO = ("find interpretation",)
HIDES = ("archive", "restore")
"""What comes after everything else."""
EMPTY = ("archive", "contact", "edit", "meet", "mute", "plan", "restore", "review", "show", "stage")
NO_MARK = {
    *(f"/partner {word}" for word in (*EMPTY, "agree", "duplicates", "export", "help", "import", "new", "settings")),
    *(f"/partner {word} {NAME}" for word in ("assets", "export", "find", "help", "import", "need", "new", "settings")),
    "settings.zones",
}
"""Lists and forms that begin empty, what there is none of by that name, and what is the same in every workspace."""
PAGES = {"/ics/{token}.ics"}
"""What is served of a workspace; each has its way out here."""
OF_NONE = {"/healthz", "/readyz", "/metrics"}
TAKES_ONLY = {"/slack/events", "/slack/install", "/slack/oauth_redirect"}
"""What Slack and those who install are led to: what they are answered is looked at in `Side.came_of`."""
Way = tuple[str, Callable[[], Awaitable[Any]]]


@dataclass
class Side:
    """One of the two: Dana, its owner, acts, and what came out of the bot is read, whichever workspace it came to.

    `own` are the marks of its own by way out, `strayed` the others.
    """

    it: Town
    playground: Playground
    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    strayed: list[tuple[str, str]] = field(default_factory=list)
    offered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.space, self.dana = self.playground.workspace, self.playground.person(DANA)

    async def go(self, way: str, work: Callable[[], Awaitable[Any]]) -> None:
        """One way out: what is answered, in every call to Slack since, and in every file that is made."""
        spaces = [one.workspace for one in self.it.workspaces]
        last = [space.traffic[-1].id if len(space.traffic) else 0 for space in spaces]
        before = [set(space.files) for space in spaces]
        said: list[Any] = [await work()]
        await self.it.liaison.afterwards.finished()
        files: list[bytes] = []
        for space, since, known in zip(spaces, last, before, strict=True):
            said += [one.request for one in space.traffic if one.id > since and one.direction == "to Slack"]
            files += [file.content for number, file in space.files.items() if number not in known]
        marks = found(json.dumps(said, ensure_ascii=False, default=str)).union(*map(found, files))
        mine = {mark for mark in marks if mark.startswith(BEGINS[self.space.team_id])}
        self.own[way] |= mine
        self.strayed += [(way, mark) for mark in sorted(marks - mine)]

    def ways(self) -> Iterator[Way]:
        """Every export; every word after /partner, alone and with a name; Home; the links of calendars."""
        for action in sorted(ROUTES.clicks):
            if action.startswith(f"{exports.WRITE}."):
                yield action, partial(self._pressed, "export", action)
        yield exports.MINE, partial(self._pressed, "export", exports.MINE)
        yield "Home", self.dana.open_home
        yield "/ics/ of all", partial(self._feed, of_partner=False)
        yield "/ics/ of a partner", partial(self._feed, of_partner=True)
        words = sorted(ROUTES.commands, key=lambda word: word in HIDES)
        for line in (*ALSO, *(line for word in words for line in (word, f"{word} {NAME}"))):
            yield f"/partner {line}", partial(self._command, line)

    def lists(self) -> Iterator[Way]:
        """What each list in the window that is open offers."""
        view = self.space.views.top(DANA)
        for block, element in walk(view.blocks) if view else ():
            name = element["action_id"]
            if element["type"].endswith("external_select") and name not in self.offered:
                self.offered.add(name)
                yield from ((name, partial(self.dana.options, f"{block['block_id']} {name}", one)) for one in TYPED)

    async def indexed(self) -> tuple[set[int], set[int]]:
        """The organizations that the index gives for a word that both know, and all there are here."""
        async with self._store() as store:
            found = await store.search.ids(Sought((("interpretation",),)), limit=50)
            return set(found), set(await store.session.scalars(select(Organization.id)))

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[Store]:
        row = await self.it.row(self.playground)
        assert row is not None
        async with self.it.liaison.database.store(row.id, by=DANA) as store:
            yield store

    async def _command(self, line: str) -> Any:
        self.space.views.stack(DANA).clear()
        return [await self.dana.command(f"/partner {line}", channel=GENERAL), self.dana.modals]

    async def _pressed(self, line: str, action: str) -> Any:
        await self._command(line)
        return await self.dana.click(action)

    async def _feed(self, *, of_partner: bool) -> str:
        async with self._store() as store:
            [one] = await store.partners.find(NAME, limit=2)
            token = await store.calendar.make_link(one.id if of_partner else None)
        return (await page(self.it, f"/ics/{token}.ics")).replace("\r\n ", "")


async def page(it: Town, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{it.url}{path}") as answer:
        return await answer.text()


@pytest.fixture
async def sides(sqlite_url: str) -> AsyncIterator[tuple[Side, Side]]:
    """South, and then North."""
    south, north = workspace("T0SOUTH", "South"), workspace("T0NORTH", "North")
    async with town(sqlite_url, south, north) as it:
        for playground, marks in ((south, Marks(OF_SOUTH)), (north, Marks())):
            for person in playground.workspace.people.values():
                person.name = person.display_name = marks.on(person.name, OF_ALL)
            await it.install(playground, DANA)
            row = await it.row(playground)
            assert row is not None
            await sow(it.liaison.database, row, marks, [KESTREL])
        yield Side(it, south), Side(it, north)
        assert refused(it) == []


async def test_nothing_of_another_workspace_comes_out(sides: tuple[Side, Side]) -> None:
    """One after the other on every way, so that what is remembered of one would be shown to the next."""
    for ways in zip(*(side.ways() for side in sides), strict=True):
        for side, (way, work) in zip(sides, ways, strict=True):
            await side.go(way, work)
            for name, offer in list(side.lists()):
                await side.go(name, offer)
    south, north = sides
    assert south.strayed == []
    assert north.strayed == []
    assert {way for side in sides for way, marks in side.own.items() if not marks} == NO_MARK
    assert {f"{exports.WRITE}.{one}" for one in FORMATS} <= north.own.keys()

    for side in sides:
        numbers, there = await side.indexed()
        assert numbers
        assert numbers <= there
    served = [route for route in build_web(north.it.liaison).routes if isinstance(route, Route)]
    assert {route.path for route in served} == PAGES | OF_NONE | TAKES_ONLY
    assert found([await page(north.it, path) for path in OF_NONE]) == set()
