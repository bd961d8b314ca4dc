"""Rights (design, section 10), as `tests/who_may.py` has them by hand: every route refuses whoever may not, when it
opens and when it is sent."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import house as routes_of_the_house
from storage.members import RIGHTS, Role
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, STRANGER, House, living
from tests.who_may import MAY, NEEDS

ROUTES = routes_of_the_house()
NOT_YOURS = ("Your role here does not include that", "Votre rôle ne le permet pas")
EVERY = {
    "command": ROUTES.commands,
    "form": ROUTES.forms,
    "click": ROUTES.clicks,
    "look_up": ROUTES.look_ups,
    "shortcut": ROUTES.shortcuts,
}
ROLES = {AMELIE: Role.owner, PRIYA: Role.coordinator, MARC: Role.member, SAM: Role.viewer}
CASES: dict[tuple[str, str], list[str]] = {}
for (kind, key), right in NEEDS.items():
    for user_id in (user_id for user_id, role in ROLES.items() if right not in MAY[role]):
        CASES.setdefault((kind, user_id), []).append(key)
    CASES.setdefault((kind, STRANGER), [key])
"""What each may not. All doors are one for whoever is not one of us, so a stranger tries one of each kind here;
tests/test_campaigns.py has a guest and an outsider try them all."""


def test_every_route_needs_what_the_table_says() -> None:
    assert {(kind, key): route.right for kind, routes in EVERY.items() for key, route in routes.items()} == NEEDS


def test_every_role_has_what_the_table_says() -> None:
    assert {role: set(rights) for role, rights in RIGHTS.items()} == MAY


@pytest.fixture(scope="module")
async def full_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for all cases, since none of them may change anything: somebody of each role."""
    database = tmp_path_factory.mktemp("rights") / "liaison.db"
    shutil.copy(sqlite_template, database)
    async with living(f"sqlite:///{database}") as house:
        for user_id in ROLES:
            await house.playground.person(user_id).command("/partner help", channel=GENERAL)
        async with house.store() as store:
            given = {role: [user_id] for user_id, role in ROLES.items() if role is not Role.member}
            await store.members.give_roles(given)
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


async def refused_form(house: House, callback: str, user_id: str) -> bool:
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
    return notice is not None and any(one in str(notice["blocks"]) for one in NOT_YOURS)


def told_so(house: House, user_id: str, told: int) -> bool:
    """Whether the person, who had been told so many things, now reads that this is not theirs, and nothing else."""
    said = house.playground.workspace.ephemerals[user_id][told:]
    return [str(one["text"]).startswith(NOT_YOURS) for one in said] == [True]


REFUSED = {
    "command": refused_command,
    "form": refused_form,
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


async def kept(house: House) -> tuple[int, int]:
    """How much there is to see of a change."""
    async with house.store() as store:
        partners = await store.partners.find("Centre Rivière-Nord")
        return len(partners), len(await store.audit.of(f"partner:{partners[0].id}"))
