"""The command line: what each command prints, what an operator is told, and what starting costs."""

import asyncio
import errno
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import typer
from slack_sdk.errors import SlackApiError
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import _run, app
from bot.playground.limits import check_manifest
from handlers import house
from storage import guards
from storage.engine import open_engine
from storage.schema import EMPTY, is_current, migrate, powers
from storage.store import Database
from tests import hsds
from tests.importing import workspace
from tests.test_migrations import fill

HEAVY = {"slack_bolt", "sqlalchemy", "aiohttp", "uvicorn", "babel", "holidays", "alembic", "bot.app", "bot.playground"}


@pytest.fixture
def liaison(monkeypatch, tmp_path):
    """`liaison WORDS` in an empty folder with no settings but those given; logging stays as it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.log.set_up", lambda settings: None)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "LIAISON_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, **settings: CliRunner().invoke(app, words, env=settings)


def test_each_command_is_there_and_explained(liaison):
    shown = liaison("--help").output
    for word in ("demo", "serve", "worker", "migrate", "manifest", "commands", "doctor", "import", "export"):
        assert f" {word} " in shown
        assert len(liaison(word, "--help").output.splitlines()) > 3


def test_starting_imports_nothing_heavy():
    code = f"import bot.cli, sys; print(sorted({HEAVY!r} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert answer.stdout.strip() == "[]"


def test_module_and_command_are_the_same():
    answer = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True)
    assert "doctor" in answer.stdout


def test_commands_lists_every_word_with_its_right(liaison):
    lines = liaison("commands", COLUMNS="300").output
    for word, command in house().commands.items():
        assert f"/partner {word}" in lines
        assert command.about in lines
        assert command.right in lines


def test_manifest_over_http(liaison):
    answer = liaison("manifest", LIAISON_PUBLIC_URL="https://liaison.example")
    manifest = json.loads(answer.output)
    assert manifest["settings"]["interactivity"]["request_url"] == "https://liaison.example/slack/events"
    assert check_manifest(manifest) == []


def test_manifest_over_a_socket(liaison):
    for words in (("manifest",), ("manifest", "--socket")):
        assert json.loads(liaison(*words).output)["settings"]["socket_mode_enabled"] is True
    answer = liaison("manifest", "--socket", LIAISON_PUBLIC_URL="https://liaison.example")
    assert "liaison.example" not in answer.output


def test_an_http_manifest_needs_an_address(liaison):
    answer = liaison("manifest", "--http")
    assert (answer.exit_code, "LIAISON_PUBLIC_URL" in answer.output) == (2, True)


def test_migrate_makes_the_database_current(liaison, tmp_path):
    url = f"sqlite:///{tmp_path}/liaison.db"
    for _ in range(2):
        assert liaison("migrate", LIAISON_DATABASE_URL=url).output == "The database is current.\n"

    async def current():
        engine = open_engine(url)
        try:
            return await is_current(engine)
        finally:
            await engine.dispose()

    assert asyncio.run(current()) is True


def test_migrate_works_as_the_owner_and_lets_the_bot_in(liaison, postgresql_owner_url, postgresql_url):
    async def emptied():
        engine = open_engine(postgresql_owner_url)
        await migrate(engine, EMPTY)
        await engine.dispose()

    async def seen():
        engine = open_engine(postgresql_url)
        try:
            async with Database(engine, lambda: datetime.now(UTC)).installs() as installs:
                return await installs.active(), await powers(engine), await is_current(engine)
        finally:
            await engine.dispose()

    asyncio.run(emptied())
    given = {"LIAISON_DATABASE_URL": postgresql_url, "LIAISON_MIGRATION_URL": postgresql_owner_url}
    for _ in range(2):
        assert liaison("migrate", **given).output == "The database is current.\n"
    assert asyncio.run(seen()) == ([], (False, False), True)


def test_migrate_names_what_refers_to_another_workspace(liaison, tmp_path):
    url = f"sqlite:///{tmp_path}/liaison.db"

    async def made():
        engine = open_engine(url)
        await migrate(engine)
        await fill(engine, 1)
        await fill(engine, 2)
        async with engine.begin() as connection:
            await connection.run_sync(guards.lift)
            await connection.execute(text("UPDATE actions SET contact_id = 2 WHERE id = 1"))
        await engine.dispose()

    asyncio.run(made())
    answer = liaison("migrate", LIAISON_DATABASE_URL=url)
    assert (answer.exit_code, "actions.contact_id (2)" in answer.output) == (2, True)


def test_a_wrong_setting_is_named(liaison):
    answer = liaison("migrate", LIAISON_PORT="high")
    assert answer.exit_code == 2
    assert answer.output.startswith("LIAISON_PORT: ")


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense"])
def test_a_database_of_another_kind_is_named(liaison, url):
    answer = liaison("migrate", LIAISON_DATABASE_URL=url)
    assert answer.exit_code == 2
    assert answer.output.startswith("LIAISON_DATABASE_URL: ")


def test_a_database_that_is_not_there_is_said(liaison):
    answer = liaison("migrate", LIAISON_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert answer.exit_code == 2
    assert "`liaison doctor` says more" in answer.output


def test_doctor_says_how_to_mend(liaison, tmp_path):
    answer = liaison("doctor", LIAISON_DATABASE_URL=f"sqlite:///{tmp_path}/empty.db")
    assert answer.exit_code == 1
    for mend in ("Set SLACK_SIGNING_SECRET", "Set SLACK_BOT_TOKEN", "liaison migrate"):
        assert mend in answer.output


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_it_starts_only_when_requests_can_be_proved_and_answered(liaison, command):
    assert "SLACK_BOT_TOKEN" in liaison(command).output
    answer = liaison(command, SLACK_BOT_TOKEN="xoxb-1")
    assert (answer.exit_code, "SLACK_SIGNING_SECRET" in answer.output) == (2, True)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_it_starts_only_on_a_current_database(liaison, tmp_path, command):
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
    answer = liaison(command, LIAISON_DATABASE_URL=f"sqlite:///{tmp_path}/empty.db", **given)
    assert (answer.exit_code, "liaison migrate" in answer.output) == (2, True)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "That port is taken"),
        (SlackApiError("", {"error": "invalid_auth"}), "Slack says invalid_auth"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_what_an_operator_can_mend_is_said_in_a_line(capsys, error, sentence):
    async def fail():
        raise error

    with pytest.raises(typer.Exit):
        _run(fail())
    assert capsys.readouterr().err.startswith(sentence)


@pytest.fixture
def installed(liaison, tmp_path):
    """`liaison WORDS` on a migrated database with one workspace."""
    url = f"sqlite:///{tmp_path}/liaison.db"
    liaison("migrate", LIAISON_DATABASE_URL=url)

    async def install():
        engine = open_engine(url)
        await workspace(Database(engine, lambda: datetime(2026, 11, 12, tzinfo=UTC)), "T_ONLY")
        await engine.dispose()

    asyncio.run(install())
    return lambda *words: liaison(*words, LIAISON_DATABASE_URL=url, COLUMNS="200")


def test_a_file_goes_in_and_comes_out(installed, tmp_path):
    made = hsds.tables(3)
    made["contact"][0]["name"] = ""
    (tmp_path / "register.zip").write_bytes(hsds.zipped(made))
    looked = installed("import", "register.zip", "--dry-run", "--report", "found.csv")
    assert looked.exit_code == 0
    assert "dry run" in looked.output
    assert "contacts.csv,2,name,mended" in (tmp_path / "found.csv").read_text("utf-8-sig")
    for what in ("3", "0"):
        read = installed("import", "register.zip", "--licence", "CC BY 4.0")
        [line] = [line for line in read.output.splitlines() if line.startswith("│ organization")]
        assert [cell.strip() for cell in line.split("│")[2:5]] == [what, "0", "0" if what == "3" else "3"]
    for format, ending in (
        ("hsds-csv", "zip"),
        ("hsds-json", "json"),
        ("csv", "zip"),
        ("xlsx", "xlsx"),
        ("json", "json"),
    ):
        assert installed("export", f"out.{ending}", "--format", format).exit_code == 0
        assert (tmp_path / f"out.{ending}").stat().st_size > 500
    everything = json.loads((tmp_path / "out.json").read_text())
    assert [one["name"] for one in everything["sources"]] == ["register"]
    assert everything["sources"][0]["licence"] == "CC BY 4.0"


def test_what_cannot_be_imported_is_said_in_a_line(installed, tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK nothing")
    answer = installed("import", "broken.zip")
    assert (answer.exit_code, answer.output.splitlines()[-1][:26]) == (2, "“broken.zip” cannot be rea")
    assert installed("import", "broken.zip", "--workspace", "T_OTHER").exit_code == 2


def test_a_column_is_said_beside_those_that_are_guessed(installed, tmp_path):
    (tmp_path / "list.csv").write_text("Called,Region,Email\nAtelier du Nord,Durham,bonjour@atelier.example\n")
    for said, sentence in (
        ("nme=Called", "“nme” is none of “name”, "),
        ("name=Name", "“Name” is none of “Called”, “Region”, “Email”."),
        ("name", "“” is none of “Called”"),
    ):
        answer = installed("import", "list.csv", "--column", said)
        assert (answer.exit_code, sentence in " ".join(answer.output.split())) == (2, True)
    (tmp_path / "one.zip").write_bytes(hsds.zipped(hsds.tables(1)))
    assert "--column is for tables" in installed("import", "one.zip", "--column", "name=Called").output
    assert installed("import", "list.csv", "--column", "name=Called").exit_code == 0
    assert installed("export", "out.json", "--format", "json").exit_code == 0
    [one] = json.loads((tmp_path / "out.json").read_text())["organizations"]
    assert (one["name"], one["email"]) == ("Atelier du Nord", "bonjour@atelier.example")
