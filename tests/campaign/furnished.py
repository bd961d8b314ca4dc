"""Two workspaces of one bot: North, in which a year of partnerships has left its traces, and South, whose owner is
curious; on SQLite, which does not guard its rows, South has a partner and needs of its own under other marks."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import time
from typing import Any
from unittest.mock import patch

from bot import seed, seed_discovery
from bot.manifest import build_manifest
from bot.playground import Channel, Person, Playground
from bot.seed_days import ZONE
from bot.seed_partners import PARTNERS
from bot.seed_people import (
    AMELIE,
    CHANNELS,
    DANA,
    GENERAL,
    MARC,
    PARTNERSHIPS,
    PEOPLE,
    PRIYA,
    SAM,
    SHARED,
    Sown,
)
from handlers import house as routes_of_the_house
from handlers.members import remember
from messages.room import SPARE_BLOCKS
from storage.installs import Workspace
from storage.members import Role
from storage.store import Database
from tests.campaign.marks import OF_ALL, OF_SOUTH, TAIL, Marks
from tests.campaign.plenty import plenty
from tests.installing import PUBLIC, REDIRECT_URL, Town, town

VIEWER, OUTSIDER, GONE, ONLOOKER = "U_VIEWER", "U_OUTSIDER", "U_GONE", "U_ONLOOKER"
BYSTANDER = "U_BYSTANDER"
NORTH = (
    *PEOPLE,
    Person(id=VIEWER, name="Vera Viewer", display_name="Vera"),
    Person(id=OUTSIDER, name="Olga Outsider", display_name="Olga", team_id="T0PARTNER", is_admin=True),
    Person(id=GONE, name="Gus Gone", display_name="Gus", is_admin=True),
    Person(id=ONLOOKER, name="Max Onlooker", display_name="Max"),
    Person(id=BYSTANDER, name="Bea Bystander", display_name="Bea"),
)
SHORT = 12
"""Blocks on a page, so that a few rows fill several."""
COLLEAGUES = (DANA, AMELIE, SAM, MARC, PRIYA)
ROUTES = routes_of_the_house()


def workspace(team_id: str, name: str) -> Playground:
    everybody = [person.id for person in NORTH]
    channels = [Channel(**{**vars(one), "members": list(one.members)}) for one in CHANNELS]
    for one in channels:
        if one.id in (GENERAL, SHARED):
            one.members = everybody
    playground = Playground(
        manifest=build_manifest(ROUTES, public_url=PUBLIC, redirect_url=REDIRECT_URL),
        bot_token=f"xoxb-{team_id}",
        team_name=f"{name} {TAIL}",
        people=[Person(**{**vars(one), "display_name": f"{one.display_name} {TAIL}"}) for one in NORTH],
        channels=channels,
    )
    playground.workspace.team_id = team_id
    playground.workspace.installed = False
    playground.delivery.patience = playground.workspace.tickets.trigger_seconds = 15.0
    return playground


@asynccontextmanager
async def furnished(database_url: str, marks: Marks) -> AsyncIterator[Town]:
    """Both have Liaison. In North Dana is the owner; everybody has been met who will try something."""
    north, south = workspace("T0NORTH", "North"), workspace("T0SOUTH", "South")
    with patch("messages.paging.MOST_BLOCKS", SHORT), patch("messages.room.MOST_BLOCKS", SHORT + SPARE_BLOCKS):
        async with town(database_url, north, south) as it:
            await it.install(north, DANA)
            row = await it.row(north)
            assert row is not None
            await sow(it.liaison.database, row, marks)
            await it.install(south, DANA)
            theirs = await it.row(south)
            assert theirs is not None
            if database_url.startswith("sqlite"):
                await sow(it.liaison.database, theirs, Marks(OF_SOUTH), PARTNERS[1:2])
            for playground, people in ((north, NORTH), (south, PEOPLE[:1])):
                for person in people:
                    await playground.person(person.id).command("/partner help", channel=GENERAL)
            async with it.liaison.database.store(row.id, by=DANA) as store:
                roles = {Role.owner: [DANA], Role.coordinator: [AMELIE, GONE], Role.viewer: [VIEWER]}
                await store.members.give_roles(roles)
                await plenty(store, marks, GONE)
            await leave(it, north, GONE)
            it.liaison.installations.forget(row.id)
            yield it


async def leave(it: Town, playground: Playground, user: str) -> None:
    """A person is deactivated, and Slack says so."""
    person = playground.workspace.people[user]
    person.deleted = True
    gone = person.to_slack(team_id=playground.workspace.team_id, now=playground.now(), with_locale=True)
    await playground.event({"type": "user_change", "user": gone})


async def sow(database: Database, row: Workspace, marks: Marks, partners: Iterable[Sown] = PARTNERS) -> None:
    """What the demonstration starts with, or only these partners of it, every text marked."""
    for person in PEOPLE:
        user = person.to_slack(team_id=row.team_id, now=database.now(), with_locale=True)
        await remember(database, workspace=row, user=user)
    async with database.store(row.id, by=DANA) as store:
        quiet: dict[str, Any] = {"quiet_from": time(18), "quiet_until": time(8)}
        await store.settings.save(
            time_zone=ZONE.key, language="en", province="ON", default_channel=PARTNERSHIPS, **quiet
        )
    for sown in partners:
        await seed.Sowing(database, row, sown=marks.throughout(sown)).all()
    names = ("NEEDS", "RESOURCES", "ORGANIZATIONS", "READY_LAST_YEAR", "READY_NOW", "READY_FOR_THE_FIRST")
    marked = {name: marks.throughout(getattr(seed_discovery, name), OF_ALL) for name in names}
    with patch.multiple(seed_discovery, **marked):
        await seed_discovery.sow_discovery(database, row)
