"""`liaison doctor`: finds what is wrong, one thing at a time, and says how to mend it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import make_url, text

from bot.doctor import Finding, examine
from bot.manifest import SCOPES, build_manifest
from bot.playground import Playground
from bot.settings import Settings
from handlers import house
from storage.engine import open_engine
from storage.store import Database

GIVEN = {
    "SLACK_BOT_TOKEN": "xoxb-playground",
    "SLACK_SIGNING_SECRET": "playground-signing-secret",
    "SLACK_APP_TOKEN": None,
    "LIAISON_PUBLIC_URL": "https://liaison.example",
}


@pytest.fixture
async def slack():
    playground = Playground(manifest=build_manifest(house()))
    async with playground.running():
        yield playground


async def findings(playground, database_url, **changed) -> dict[str, Finding]:
    """What the doctor finds, by name."""
    settings = Settings(
        _env_file=None,
        **{**GIVEN, "SLACK_API_URL": f"{playground.url}/api/", "LIAISON_DATABASE_URL": database_url, **changed},
    )
    return {finding.name: finding async for finding in examine(settings)}


def ill(found: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.mend for name, finding in found.items() if not finding.well}


async def test_all_is_well(slack, database_url):
    found = await findings(slack, database_url)
    assert ill(found) == {}
    role = ["Database role"] if database_url.startswith("postgresql") else []
    names = ["Signing secret", "Public address", "Bot token", "Scopes", "Database", *role, "Migrations", "Clock"]
    assert list(found) == names


async def test_the_bot_works_as_the_owner_of_its_tables_or_above_all(slack, postgresql_owner_url, postgresql):
    """The bot goes on as it is; that it is the weaker way is said, with how to mend it."""
    found = await findings(slack, postgresql_owner_url)
    assert list(ill(found)) == ["Database role"]
    assert "weaker" in found["Database role"].found
    assert "LIAISON_MIGRATION_URL" in found["Database role"].mend
    superuser = make_url(postgresql).set(database=make_url(postgresql_owner_url).database)
    found = await findings(slack, superuser.render_as_string(hide_password=False))
    assert "superuser" in found["Database role"].found


async def test_a_role_that_has_been_given_nothing(slack, postgresql_owner_url, postgresql_url):
    engine = open_engine(postgresql_owner_url)
    async with engine.begin() as connection:
        await connection.execute(
            text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {make_url(postgresql_url).username}")
        )
    await engine.dispose()
    found = await findings(slack, postgresql_url)
    assert list(ill(found)) == ["Database"]
    assert "LIAISON_MIGRATION_URL" in found["Database"].mend


async def test_all_is_well_over_a_socket(slack, sqlite_url):
    found = await findings(slack, sqlite_url, SLACK_APP_TOKEN="xapp-playground", LIAISON_PUBLIC_URL=None)
    assert ill(found) == {}
    assert {"Transport", "App token"} <= found.keys()


@pytest.mark.parametrize(
    ("changed", "name", "mend"),
    [
        ({"SLACK_SIGNING_SECRET": None}, "Signing secret", "Set SLACK_SIGNING_SECRET"),
        ({"LIAISON_PUBLIC_URL": None}, "Public address", "Set LIAISON_PUBLIC_URL"),
        ({"LIAISON_PUBLIC_URL": "http://liaison.example"}, "Public address", "https"),
        ({"SLACK_BOT_TOKEN": None}, "Bot token", "Set SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-another"}, "Bot token", "Set SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-another"}, "App token", "connections:write"),
        ({"LIAISON_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "Database", "LIAISON_DATABASE_URL"),
        ({"LIAISON_DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "Database", "LIAISON_DATABASE_URL"),
    ],
)
async def test_one_thing_is_wrong(slack, sqlite_url, changed, name, mend):
    wrong = ill(await findings(slack, sqlite_url, **changed))
    assert list(wrong) == [name]
    assert mend in wrong[name]


async def test_slack_cannot_be_reached(sqlite_url):
    playground = Playground(manifest=build_manifest(house()))
    async with playground.running() as url:
        pass
    found = await findings(playground, sqlite_url, SLACK_API_URL=f"{url}/api/")
    assert "cannot be reached" in found["Bot token"].found


async def test_missing_scopes_are_named_with_what_they_are_for(slack, sqlite_url):
    slack.workspace.scopes -= {"im:write", "groups:history"}
    found = await findings(slack, sqlite_url)
    assert list(ill(found)) == ["Scopes"]
    assert f"missing: im:write ({SCOPES['im:write']})" in found["Scopes"].found
    assert "optional ones not given: groups:history" in found["Scopes"].found


async def test_an_empty_database_wants_migrating(slack, tmp_path):
    assert ill(await findings(slack, f"sqlite:///{tmp_path}/empty.db")) == {"Migrations": "Run `liaison migrate`."}


async def test_a_clock_that_stands_still(slack, sqlite_url):
    engine = open_engine(sqlite_url)
    database = Database(engine, lambda: datetime.now(UTC))
    async with database.installs() as installs:
        workspace = await installs.keep(
            enterprise_id=None, team_id="T1", name="", bot_user_id="U", bot_id="B", bot_token=None, scopes="",
            installer_id=None,
        )  # fmt: skip
    async with database.store(workspace.id) as store:
        due_at = datetime.now(UTC) - timedelta(minutes=30)
        await store.reminders.plan(kind="test", subject="test:1", recipient="C1", due_at=due_at)
    await engine.dispose()
    found = await findings(slack, sqlite_url)
    assert list(ill(found)) == ["Owners", "Clock"]
    assert "nobody in T1" in found["Owners"].found
    assert "30 minutes" in found["Clock"].found


async def test_the_password_is_not_shown(slack):
    found = await findings(slack, "sqlite://", LIAISON_DATABASE_URL="postgresql://me:hidden@127.0.0.1:1/none")
    assert "hidden" not in found["Database"].found
