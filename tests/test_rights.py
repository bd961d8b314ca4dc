"""Rights (design, section 10): every route of the table refuses whoever may not, when it opens and when it is sent."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import house as routes_of_the_house
from storage.members import RIGHTS, Right, Role
from tests.house import AMELIE, GENERAL, GUEST, OUTSIDER, PRIYA, SAM, STRANGER, House, living

ROUTES = routes_of_the_house()
NOT_YOURS = "Your role here does not include that"
VIEWER = SAM
VIEWERS_FORMS = {
    *("settings.own", "portfolio.readers", "portfolio.making", "approvals.changing", "versions.comparing"),
    *("agreements.pick", "mutes.form", "reviews.pick", "reviews.share"),
}
"""What somebody who may not edit can send: what is their own, an answer they were asked for, and a question."""

EVERY = [
    *(("command", word, route.right) for word, route in ROUTES.commands.items()),
    *(("submit", callback, route.right) for callback, route in ROUTES.forms.items()),
    *(("click", action, route.right) for action, route in ROUTES.clicks.items()),
    *(("look_up", action, route.right) for action, route in ROUTES.look_ups.items()),
    *(("shortcut", callback, route.right) for callback, route in ROUTES.shortcuts.items()),
]
MAY_NOT = {
    GUEST: frozenset(Right),
    STRANGER: frozenset(Right),
    OUTSIDER: frozenset(Right),
    VIEWER: frozenset(Right) - RIGHTS[Role.viewer],
    PRIYA: frozenset({Right.administer}),
}
"""A guest, two people of other organizations (one shares a channel with us), a viewer, a coordinator."""
CASES: dict[tuple[str, str], list[str]] = {}
for kind, key, right in EVERY:
    for user_id in (user_id for user_id, rights in MAY_NOT.items() if right in rights):
        CASES.setdefault((kind, user_id), []).append(key)


@pytest.fixture(scope="module")
async def full_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for all cases, since none of them may change anything: an owner, a coordinator, a viewer."""
    database = tmp_path_factory.mktemp("rights") / "liaison.db"
    shutil.copy(sqlite_template, database)
    async with living(f"sqlite:///{database}") as house:
        for user_id in (AMELIE, SAM, PRIYA):
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


async def kept(house: House) -> tuple[int, int]:
    """How much there is to see of a change."""
    async with house.store() as store:
        partners = await store.partners.find("Centre Rivière-Nord")
        return len(partners), len(await store.audit.of(f"partner:{partners[0].id}"))


def test_a_viewer_sends_no_form_but_what_is_theirs() -> None:
    assert {callback for callback, form in ROUTES.forms.items() if form.right is Right.use} == VIEWERS_FORMS


def test_only_owners_administer() -> None:
    assert [role for role in Role if Right.administer in RIGHTS[role]] == [Role.owner]
    assert RIGHTS[Role.nobody] == frozenset()
    assert {form for form, route in ROUTES.forms.items() if route.right is Right.administer} == {"settings.workspace"}
