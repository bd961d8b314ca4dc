"""Rights (design, section 10): every route of the table refuses whoever may not, when it opens and when it is sent."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.playground import Person
from handlers import house as routes_of_the_house
from storage.drafts import Draft
from storage.members import RIGHTS, Right, Role
from tests.house import AMELIE, GENERAL, GUEST, OUTSIDER, PEOPLE, PRIYA, SAM, STRANGER, House, living
from tests.rights import ROWS

ROUTES = routes_of_the_house()
NOT_YOURS = "Your role here does not include that"
VIEWER, MEMBER, GONE = SAM, "U_MEMBER", "U_GONE"
MAY_BY_HAND = {
    Role.owner: {Right.use, Right.edit, Right.coordinate, Right.administer},
    Role.coordinator: {Right.use, Right.edit, Right.coordinate},
    Role.member: {Right.use, Right.edit},
    Role.viewer: {Right.use},
    Role.nobody: set(),
}
"""The roles of docs/using.md."""
WHO = {GUEST: Role.nobody, VIEWER: Role.viewer, MEMBER: Role.member, PRIYA: Role.coordinator}
NOBODY = (STRANGER, OUTSIDER, GONE)
"""Two people of other organizations (one shares a channel with us), and an admin who has left."""
CASES: dict[tuple[str, str], list[str]] = {}
for kind, key, right in ROWS:
    for user_id in (user_id for user_id, role in WHO.items() if right not in MAY_BY_HAND[role]):
        CASES.setdefault((kind, user_id), []).append(key)
for kind, user_id in product(("command", "submit", "click", "look_up", "shortcut"), NOBODY):
    CASES[kind, user_id] = CASES[kind, GUEST][:1]  # who may nothing is sent away at one door a way in, whatever for


def test_every_route_has_the_right_that_the_documents_give_it() -> None:
    """A route that is missing in the table fails, and a row without a route; so does another right."""
    tables: dict[str, dict[str, Any]] = {
        "command": ROUTES.commands,
        "submit": ROUTES.forms,
        "click": ROUTES.clicks,
        "look_up": ROUTES.look_ups,
        "shortcut": ROUTES.shortcuts,
    }
    assert len({row[:2] for row in ROWS}) == len(ROWS)
    there = {(kind, key, route.right) for kind, table in tables.items() for key, route in table.items()}
    assert there ^ set(ROWS) == set()
    assert {role: set(rights) for role, rights in RIGHTS.items()} == MAY_BY_HAND


@pytest.fixture(scope="module")
async def full_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for all cases, since none of them may change anything: an owner, and one of each role."""
    database = tmp_path_factory.mktemp("rights") / "liaison.db"
    shutil.copy(sqlite_template, database)
    gone = Person(id=GONE, name="Gus Gone", display_name="Gus", is_admin=True, deleted=True)
    member = Person(id=MEMBER, name="Mia Member", display_name="Mia")
    async with living(f"sqlite:///{database}", people=(*PEOPLE, gone, member)) as house:
        for user_id in (AMELIE, SAM, PRIYA, MEMBER):
            await house.playground.person(user_id).command("/partner help", channel=GENERAL)
        async with house.store() as store:
            await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [PRIYA], Role.viewer: [VIEWER]})
            await store.partners.create(name="Centre Rivière-Nord", owner_id=AMELIE)
        await house.pass_time(timedelta(minutes=1))  # roles are known from memory for half a minute
        yield house


@pytest.mark.parametrize(("kind", "user_id"), CASES)
async def test_refused(full_house: House, kind: str, user_id: str) -> None:
    """A case for each way in and person: what it fails with are the routes that let somebody in."""
    before = await kept(full_house)
    let_in = [key for key in CASES[kind, user_id] if not await REFUSED[kind](full_house, key, user_id)]
    assert not let_in, let_in
    assert await kept(full_house) == before


async def refused_command(house: House, word: str, user_id: str) -> bool:
    said = await house.playground.person(user_id).command(f"/partner {word} Centre Rivière-Nord", channel=GENERAL)
    return [one["text"].startswith(NOT_YOURS) for one in said] == [True]


async def refused_submit(house: House, callback: str, user_id: str) -> bool:
    field = {"type": "input", "block_id": "what", "label": {}, "element": {}}
    view = {
        "id": "V1",
        "hash": "1",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": "",
        "blocks": [field],
        "state": {"values": {}},
    }
    answer = await sent(house, user_id, {"type": "view_submission", "view": view})
    return str(answer.get("errors", {}).get("what")).startswith(NOT_YOURS)


async def refused_click(house: House, action: str, user_id: str) -> bool:
    pressed = {"action_id": action, "block_id": "b", "type": "button", "value": "1", "action_ts": "1.1"}
    url = house.playground.payloads.hook(user_id, GENERAL)
    told = len(house.playground.workspace.ephemerals[user_id])
    await sent(house, user_id, {"type": "block_actions", "actions": [pressed], "response_url": url, "container": {}})
    return told_so(house, user_id, told)


async def refused_look_up(house: House, action: str, user_id: str) -> bool:
    asked = {"type": "block_suggestion", "action_id": action, "block_id": "b", "value": "a"}
    return await sent(house, user_id, asked) == {"options": []}


async def refused_shortcut(house: House, callback: str, user_id: str) -> bool:
    person = house.playground.person(user_id)
    if ROUTES.shortcuts[callback].on_message:
        await house.playground.person(AMELIE).say("Ten referrals", channel=GENERAL)
        told = len(house.playground.workspace.ephemerals[user_id])
        await person.message_shortcut(callback, GENERAL, house.playground.messages(GENERAL)[-1]["ts"])
        return told_so(house, user_id, told)
    await person.shortcut(callback)
    notice = person.modal
    await person.close()
    return notice is not None and NOT_YOURS in str(notice["blocks"])


def told_so(house: House, user_id: str, told: int) -> bool:
    """Whether the person, who had been told so many things, now reads that this is not theirs, and nothing else."""
    said = house.playground.workspace.ephemerals[user_id][told:]
    return [str(one["text"]).startswith(NOT_YOURS) for one in said] == [True]


REFUSED = {
    "command": refused_command,
    "submit": refused_submit,
    "click": refused_click,
    "look_up": refused_look_up,
    "shortcut": refused_shortcut,
}


async def sent(house: House, user_id: str, what: dict[str, Any]) -> dict[str, Any]:
    """What the app answers to something that Slack's own surfaces would not let this person send."""
    common = house.playground.payloads.shortcut(user_id, "")
    answer = await house.playground.delivery.send("interactive", what["type"], {**common, **what})
    assert answer.status == 200
    return answer.json


async def kept(house: House) -> tuple[int, int, int]:
    """How much there is to see of a change."""
    async with house.store() as store:
        partners = await store.partners.find("Centre Rivière-Nord")
        drafts = await store.session.scalars(select(Draft.id))
        return len(partners), len(await store.audit.of(f"partner:{partners[0].id}")), len(drafts.all())
