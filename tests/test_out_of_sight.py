"""What is out of sight stays so whatever number is given: a confidential partner to a colleague who is not named on it,
another workspace to everybody. Each method of each shelf holds this by itself, and not only whoever calls it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine
from storage.members import Member, Role
from tests.every_shelf import Outcome, everything_called
from tests.three_of_each import BESIDE, ELSEWHERE, HIDDEN, OPEN, READER, fill, fill_beside, take_away

MEMBER = Member(user_id=READER, name="Rita", role=Role.member, locale="", time_zone="")
COORDINATOR = Member(user_id=READER, name="Rita", role=Role.coordinator, locale="", time_zone="")

SHOWN_BEFORE = {
    *("asides.of", "contacts.at", "contacts.names", "locations.of", "locations.phones", "organizations.get"),
    *("organizations.identifiers", "readiness.of_organizations", "search.regions", "search.words", "services.areas"),
    *("services.of", "prospects.rank", "health_signals.history", "introductions.open_of"),
}
"""What is asked for of an organization or a partner that was looked up within sight just before."""
HELD_BEFORE = {
    *("actions.add", "challenges.begin", "challenges.close", "goals.add", "goals.add_way", "health_signals.keep"),
    *("requirements.answer",),
}
"""What is written about a partner, a meeting or a review that was looked up within sight just before."""
OF_COORDINATORS = {"privacy.erase", "privacy.get", "privacy.of_contact", "privacy.people"}
"""Who handles the rights of a contact is a coordinator, and sees every partner."""
ONES_OWN = {"calendar.note_read", "calendar.revoke_link", "privacy.of_member"}
"""A person's own links, and own acts (`tests/test_own_data.py` says what of them)."""
INDEX = {"search.words"}
"""The index of SQLite knows no workspaces; it is asked by numbers that were found within one."""
NOT_TO_BE_MADE_UP = {
    *("everything.rows", "intake.take", "positions.vacated", "prospect_weights.weigh", "readiness.act"),
    "silences.of_person",
}
"""What takes more than can be made up here: the name of a table, a condition, what a file says, weights. Only
`readiness.act` is about a noun; it is given as it was looked up."""
NO_SUCH_NOUN = {
    *("duplicates.dismiss", "duplicates.take_back", "health_signals.forget", "intake.take", "prospect_weights.weigh"),
    *("readiness.act", "readiness.actions", "silences.told"),
}
"""What takes a noun that is further on than the one that is made up, or more beside it."""
OF_SEVERAL = {"networks.of", "networks.withheld"}
"""What is told of a partner together with those around it."""
GOES_ON = {
    *("duplicates.catch_up", "intake.organizations", "opportunities.page", "outgoing.organizations", "undoing.go_on"),
}
"""What takes the number of the row after which it goes on."""
NOTHING = ("", "None", "[]")
OF_THE_WORKSPACE = {"calendar.make_link", "positions.to_tell"}
"""What is given by chance, and who owns the workspace."""
READ_BY_NUMBER = {
    *("actions.get", "agreements.get", "agreements.version", "challenges.get", "check_ins.get", "communication.get"),
    *("health.get", "kpis.get", "meetings.get", "partners.get", "positions.get", "reports_due.get"),
    *("reviews.get", "sessions.get", "sessions.cadence", "touchpoints.get"),
}


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    await fill(engine)
    yield engine
    await engine.dispose()


def come_to_light(outcomes: dict[str, Outcome]) -> set[str]:
    return {name for name, one in outcomes.items() if one.shows or one.changes}


async def test_what_is_in_sight_is_shown_and_changed_by_its_number(engine: AsyncEngine) -> None:
    """Else nothing that is not shown would say anything."""
    outcomes = await everything_called(engine, MEMBER, OPEN)
    assert come_to_light(outcomes) >= READ_BY_NUMBER
    assert len(come_to_light(outcomes)) > 110


async def test_a_confidential_partner_is_found_by_no_number(engine: AsyncEngine) -> None:
    outcomes = await everything_called(engine, MEMBER, HIDDEN, lists=True)
    assert come_to_light(outcomes) == SHOWN_BEFORE | HELD_BEFORE | OF_COORDINATORS | ONES_OWN
    assert {name for name, one in outcomes.items() if one.failed} == NOT_TO_BE_MADE_UP
    assert len([one for one in outcomes.values() if one.called]) > 370


async def test_another_workspace_is_found_by_no_number(engine: AsyncEngine) -> None:
    """On SQLite, where the database knows no workspaces but refuses what refers to one of another."""
    outcomes = await everything_called(engine, COORDINATOR, ELSEWHERE)
    assert come_to_light(outcomes) == INDEX
    assert len([one for one in outcomes.values() if one.called]) > 210


async def test_nothing_of_another_partner_comes_by_the_number_of_one(engine: AsyncEngine) -> None:
    """Nor by the noun: whoever sees all is given the same, be others there or not, and changes nothing of theirs."""
    others = (HIDDEN, *BESIDE)
    await fill_beside(engine)
    beside = await everything_called(engine, COORDINATOR, OPEN, nouns=True, of=others)
    await take_away(engine, others)
    alone = await everything_called(engine, COORDINATOR, OPEN, nouns=True)
    assert come_to_light(beside) == OF_SEVERAL - {"networks.withheld"}
    told_otherwise = {name for name, one in beside.items() if one.gave != alone[name].gave}
    assert told_otherwise == OF_SEVERAL | GOES_ON | OF_THE_WORKSPACE
    assert {name for name, one in beside.items() if one.failed} == NO_SUCH_NOUN
    assert len([one for one in beside.values() if one.called]) > 400
    assert len([one for one in beside.values() if one.gave not in NOTHING]) > 200
