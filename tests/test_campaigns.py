"""The campaigns: each route, with what really went over the wire for it, against everybody whom it is not for."""

import re
from pathlib import Path

import pytest
from sqlalchemy import make_url

import handlers
from storage.engine import open_engine
from tests.campaign.attack import PEOPLE, WAYS, Campaign
from tests.campaign.flows import Flows
from tests.campaign.furnished import furnished
from tests.campaign.marks import OF_SOUTH, Marks, found
from tests.campaign.rows import Rows
from tests.campaign.trail import TAGS, tags, unsaid
from tests.campaign.typed import UNTYPED, columns, misread

EMPTY = {
    *(("command", word) for word in ("export", "help", "new", "settings")),
    *(("shortcut", callback) for callback in ("meetings.record", "saved_messages.save")),
    *(("click", f"{noun}.new") for noun in ("partners", "opportunities", "resources")),
    *(("click", f"settings.{verb}") for verb in ("open", "open_own")),
    *(("click", f"prospects.{verb}") for verb in ("weights", "default_weights")),
    *(("click", f"portfolio.{verb}") for verb in ("share", "summary")),
    *(("click", f"templates.{verb}") for verb in ("start",)),
    *(("look-up", f"{noun}.zones") for noun in ("sessions", "settings")),
    *(("click", action) for action in ("help.open", "papers.templates", "imports.columns", "partners.other")),
}
"""Forms that begin empty, and what is the same in every workspace: help, settings, weights, time zones."""
OF_UNMARKED = {
    *(("click", action) for action in ("calendar.open", "communication.show", "mutes.open", "partners.edit")),
    *(("click", action) for action in ("agreements.describe", "agreements.titled", "introductions.open")),
    *(("click", action) for action in ("health.correct", "health.take_back", "readiness.past", "reminders.why")),
    *(("click", action) for action in ("duplicates.show_denied", "merges.show_recent", "opportunities.by_urgency")),
    *(("look-up", "meetings.contacts"), ("click", "actions.own")),
}
"""What was first used on something that a crawler had typed itself, or where there was nothing yet."""
REFUSED = {("form", form) for form in ("approvals.replacing", "approvals.sending", "versions.saving")}
"""Forms that, as they were sent, asked for something else first."""
NEITHER = EMPTY | OF_UNMARKED | REFUSED


SOUTHS = f"zq{OF_SOUTH}"
SENDS = re.compile(r"(?<!def )\b(?:send_file|upload)(?:\(|, desk)")
LATER = {"check_in_posts", "files", "import_work"}
"""Modules that send files when somebody else, or the clock, has had them begin."""
SAYS_NO_NAME = {"health", "resources", "templates"}
"""Pictures whose words name nobody, and the documents that one begins from."""
BY_THE_DATABASE = ("onlooker", "elsewhere")
"""People whom the database itself keeps from things; whom our own rules keep out is the same on each."""


def senders() -> set[str]:
    """The modules of handlers that send files to people."""
    return {path.stem for path in Path(handlers.__path__[0]).glob("*.py") if SENDS.search(path.read_text())}


async def campaign(address: str, owner: str, people: dict[str, str]) -> Campaign:
    """Everything is used once in North, by those it is for, and tried by these people just before."""
    marks = Marks()
    as_owner = open_engine(owner)
    async with furnished(address, marks) as it:
        rows = Rows(it.liaison.database.engine, as_owner)
        rows.listen()
        try:
            done = Campaign(it, rows, people)
            flows = Flows(it, marks)
            await flows.all()
            done.broken = flows.broken
        finally:
            rows.close()
            await as_owner.dispose()
    return done


@pytest.fixture(params=["sqlite", "postgresql"])
def addresses(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A fresh database as the bot knows it, and as one who sees and may do everything."""
    address = str(request.getfixturevalue(f"{request.param}_url"))
    if request.param == "sqlite":
        return address, address
    server = make_url(request.getfixturevalue("postgresql"))
    return address, server.set(database=make_url(address).database).render_as_string(hide_password=False)


@pytest.mark.timeout(900)
async def test_nobody_else_reads_or_changes_anything(addresses: tuple[str, str], subtests: pytest.Subtests) -> None:
    on_sqlite = addresses[0].startswith("sqlite")
    people = PEOPLE if on_sqlite else {person: PEOPLE[person] for person in BY_THE_DATABASE}
    done = await campaign(*addresses, people)
    with subtests.test("every route was harvested"):
        assert [way for way in WAYS if not done.tried[way]] == []
    with subtests.test("each comparison sees a difference"):
        assert {way for way, seen in done.seen.items() if not seen.marks and not seen.changes} <= NEITHER
    with subtests.test("every step was gone to its end"):
        assert done.broken == []
    with subtests.test("a mark was typed into everything"):
        assert set(columns()) - done.rows.marked <= UNTYPED
    with subtests.test("everything is shown as it was typed"):
        assert done.torn == set()
    with subtests.test("every file says what was typed"):
        assert list(misread(done.north.workspace)) == []
    with subtests.test("nothing of South is shown in North"):
        assert done.strayed == []
        files = done.north.workspace.files.values()
        assert [file.name for file in files if any(SOUTHS in mark for mark in found(file.content))] == []
    with subtests.test("every kind of file is made, and comes with something of North"):
        told = [way for way, seen in done.seen.items() if seen.files and seen.marks]
        assert senders() - LATER - SAYS_NO_NAME <= {WAYS[way].handler.__module__.rpartition(".")[2] for way in told}
    with subtests.test("each act leaves its line in the trail"):
        assert tags(done.seen) == set(TAGS.split())
        assert unsaid(done.seen) == []
    for person in people:
        with subtests.test(person):
            assert done.faults[person] == []
