"""Workspaces that installed by OAuth: tokens at rest, each kept apart from the others."""

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta
from time import time as real_time
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import event, update

from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.vault import UnreadableToken, Vault
from handlers.outcomes import NotInstalled
from messages import meetings
from messages.installs import not_installed
from storage.installs import Workspace
from tests.house import AMELIE, GENERAL, MARC, OUTSIDER, SAM, living
from tests.installing import KEY, OTHER_KEY, PUBLIC, calls, post_event, refused, town, workspace

# -- tokens at rest


async def test_tokens_are_sealed(anywhere):
    north, _ = anywhere.workspaces
    await anywhere.install(north)
    row = await anywhere.row(north)
    assert b"xoxb" not in row.bot_token
    assert Vault([KEY]).read(row.bot_token, owner="T0NORTH") == "xoxb-T0NORTH"
    assert row.scopes == ",".join(sorted([*SCOPES, *OPTIONAL_SCOPES]))
    assert "xoxb" not in repr(anywhere.liaison.installations.by_team)


def test_what_is_sealed_for_one_is_not_read_as_anothers():
    sealed = Vault([KEY]).seal("xoxb-1", owner="T1")
    with pytest.raises(UnreadableToken):
        Vault([KEY]).read(sealed, owner="T2")
    with pytest.raises(UnreadableToken):
        Vault([OTHER_KEY]).read(sealed, owner="T1")
    with pytest.raises(UnreadableToken):
        Vault([KEY]).read(sealed[:-1], owner="T1")


async def test_a_swapped_token_is_never_used(here):
    """Somebody who can write to the database cannot make us speak in one workspace with another's token."""
    north, south = here.workspaces
    await here.install(north)
    await here.install(south)
    sealed = (await here.row(north)).bot_token
    async with here.liaison.database.engine.begin() as connection:
        await connection.execute(update(Workspace).where(Workspace.team_id == "T0SOUTH").values(bot_token=sealed))
    here.liaison.installations.forget((await here.row(south)).id)
    with pytest.raises(UnreadableToken):
        await here.liaison.installations.client_of((await here.row(south)).id)


async def test_keys_are_changed_without_installing_again(database_url):
    north = workspace("T0NORTH", name="North")
    async with town(database_url, north) as before:
        await before.install(north)
    playgrounds = [workspace("T0NORTH", name="North") for _ in range(3)]
    for playground in playgrounds:
        playground.workspace.installed = True
    async with town(database_url, playgrounds[0], LIAISON_SECRET_KEYS=f"{OTHER_KEY}, {KEY}") as during:
        await playgrounds[0].person(SAM).command("/partner help", channel=GENERAL)
        row = await during.row(playgrounds[0])
        assert Vault([OTHER_KEY]).read(row.bot_token, owner="T0NORTH") == "xoxb-T0NORTH"
    async with town(database_url, playgrounds[1], LIAISON_SECRET_KEYS=OTHER_KEY) as after:
        said = await playgrounds[1].person(SAM).command("/partner help", channel=GENERAL)
        assert "/partner help" in said[0]["text"]
        assert refused(after) == []
    with pytest.raises(UnreadableToken):
        async with town(database_url, playgrounds[2], LIAISON_SECRET_KEYS=KEY):
            pass


# -- workspaces kept apart


async def test_each_workspace_is_answered_with_its_own_token(anywhere):
    north, south = anywhere.workspaces
    await anywhere.install(north)
    await anywhere.install(south)

    async def work(playground, name: str) -> None:
        amelie = playground.person(AMELIE)
        for _ in range(3):
            await amelie.command("/partner new", channel=GENERAL)
            assert amelie.modal["title"]["text"]
            await amelie.close()
        async with anywhere.liaison.database.store((await anywhere.row(playground)).id, by=AMELIE) as store:
            await store.partners.create(name=name)

    await asyncio.gather(work(north, "Northern Lights"), work(south, "Southern Cross"))
    for playground, there, elsewhere in (
        (north, "Northern Lights", "Southern Cross"),
        (south, "Southern Cross", "Northern Lights"),
    ):
        said = str(await playground.person(AMELIE).command("/partner list", channel=GENERAL))
        assert there in said
        assert elsewhere not in said
    await anywhere.settle()
    assert len(north.dms(AMELIE)) == len(south.dms(AMELIE)) == 1
    tokens = {client.token for client in [await anywhere.liaison.installations.client_of(number) for number in (1, 2)]}
    assert tokens == {"xoxb-T0NORTH", "xoxb-T0SOUTH"}
    assert refused(anywhere) == []


async def test_a_workspace_is_looked_up_once_a_minute(anywhere):
    [north, *_] = anywhere.workspaces
    await anywhere.install(north)
    amelie = north.person(AMELIE)
    looked: list[str] = []

    @event.listens_for(anywhere.liaison.database.engine.sync_engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_):
        looked.extend(["workspaces"] if "FROM workspaces" in statement else [])

    async def asks(after: timedelta) -> int:
        await anywhere.pass_time(after)
        looked.clear()
        await amelie.command("/partner list", channel=GENERAL)
        return len(looked)

    assert [await asks(timedelta(seconds=seconds)) for seconds in (61, 30, 31)] == [0, 0, 1]


async def test_an_unknown_workspace_is_told_how_to_install(here):
    north, south = here.workspaces
    await here.install(north)
    said = await south.person(MARC).command("/partner help", channel=GENERAL)
    assert said[0]["text"] == not_installed(f"{PUBLIC}/slack/install")
    assert "n’est plus installé" in said[0]["text"]
    assert calls(south) == 1  # the answer itself, to the response URL


async def test_one_token_serves_one_workspace_only(sqlite_url):
    """A database that once served many, now with one token: nobody else is answered with it."""
    north, south = workspace("T0NORTH", name="North"), workspace("T0SOUTH", name="South")
    async with town(sqlite_url, north, south) as before:
        await before.install(south)
    async with living(sqlite_url) as house:
        installations = house.liaison.installations
        assert await installations.workspace_of(enterprise_id=None, team_id="T0PLAYGRND") is not None
        assert await installations.workspace_of(enterprise_id=None, team_id="T0SOUTH") is None
        with pytest.raises(NotInstalled):
            await installations.client_of(1)
        async with aiohttp.ClientSession(house.playground.app_url) as session:
            assert (await session.get("/slack/install")).status == 404


async def test_one_installation_serves_a_whole_organization(here):
    north, _ = here.workspaces
    here.gateway.organization = north.workspace.enterprise_id = "E0ORG"
    page = await here.install(north)
    assert "Liaison is installed in The Organization." in page.text
    assert "choose the workspaces" in page.text
    assert await here.row(north) is None
    async with here.liaison.database.installs() as installs:
        row = await installs.by_team(enterprise_id="E0ORG", team_id=None)
    assert (row.team_id, row.slack_id) == ("", "E0ORG")
    asked = {
        "command": "/partner",
        "text": "help",
        "user_id": SAM,
        "team_id": "T0ANYWHERE",
        "enterprise_id": "E0ORG",
        "trigger_id": "1.2.3",
        "channel_id": GENERAL,
        "response_url": f"{north.url}/hook/none",
    }
    assert "/partner help" in await signed(here.url, {**asked, "is_enterprise_install": "true"})
    asked_by_another = {**asked, "user_id": OUTSIDER, "is_enterprise_install": "true"}
    assert "Your role here does not include that" in await signed(here.url, asked_by_another)
    assert await signed(here.url, {**asked, "is_enterprise_install": "false"}) == ""
    assert await signed(here.url, {**asked, "enterprise_id": "E0ELSE", "is_enterprise_install": "true"}) == ""
    gone = {"enterprise_id": "E0ORG", "team_id": None, "is_enterprise_install": True}
    await post_event(north, {"type": "app_uninstalled"}, authorizations=[gone], enterprise_id="E0ORG")
    async with here.liaison.database.installs() as installs:
        assert await installs.by_team(enterprise_id="E0ORG", team_id=None) is None


async def test_people_are_looked_up_in_the_team_of_whoever_looks(here):
    """Slack: users.list wants a team from the token of an organization."""
    north, _ = here.workspaces
    here.gateway.organization = north.workspace.enterprise_id = "E0ORG"
    north.workspace.org_wide = True
    await here.install(north)
    async with here.liaison.database.installs() as installs:
        row = await installs.by_team(enterprise_id="E0ORG", team_id=None)
    async with here.liaison.database.store(row.id, by=AMELIE) as store:
        partner = await store.partners.create(name="Centre Rivière-Nord")
    looked = {
        "type": "block_suggestion",
        "action_id": meetings.WHO_FIND,
        "block_id": "step_0_who",
        "value": "mar",
        "team": {"id": "T0NORTH", "domain": "north"},
        "enterprise": {"id": "E0ORG", "name": "The Organization"},
        "is_enterprise_install": True,
        "user": {"id": AMELIE, "team_id": "T0NORTH"},
        "view": {
            "id": "V1",
            "type": "modal",
            "hash": "1",
            "blocks": [],
            "callback_id": meetings.FORM,
            "private_metadata": json.dumps({"partner": partner.id}),
        },
    }
    for _ in range(2):
        assert f"u:{MARC}" in await signed(here.url, {"payload": json.dumps(looked)})
    asked = [one.request for one in north.traffic.named("users.list")]
    assert [one["team_id"] for one in asked] == ["T0NORTH"]
    elsewhere = {**looked, "team": {"id": "T0OTHER", "domain": "other"}}
    assert "u:" not in await signed(here.url, {"payload": json.dumps(elsewhere)})
    assert len(north.traffic.named("users.list")) == 2


async def signed(url: str, form: dict[str, str]) -> str:
    """What the bot answers to a command as Slack sends it."""
    body, stamp = urlencode(form), str(int(real_time()))
    mac = hmac.new(b"playground-signing-secret", f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{url}/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()


async def test_a_team_keeps_its_installation_when_it_joins_an_organization(here):
    north, _ = here.workspaces
    await here.install(north)
    installations = here.liaison.installations
    workspace_, result = await installations.workspace_of(enterprise_id="E0ORG", team_id="T0NORTH")
    assert (workspace_.name, result.bot_token) == ("North", "xoxb-T0NORTH")
