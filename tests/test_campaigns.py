"""The campaigns: each route, with what really went over the wire for it, against everybody whom it is not for."""

import pytest
from sqlalchemy import make_url

from storage.engine import open_engine
from tests.campaign.attack import PEOPLE, WAYS, Campaign
from tests.campaign.flows import Flows
from tests.campaign.furnished import furnished
from tests.campaign.marks import Marks
from tests.campaign.rows import Rows

NEITHER: set[tuple[str, str]] = set()


async def campaign(address: str, owner: str) -> Campaign:
    """Everything is used once in North, by those it is for, and tried by all others just before."""
    marks = Marks()
    as_owner = open_engine(owner)
    async with furnished(address, marks) as it:
        rows = Rows(it.liaison.database.engine, as_owner)
        rows.listen()
        try:
            done = Campaign(it, rows)
            await Flows(it, marks).all()
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


async def test_nobody_else_reads_or_changes_anything(addresses: tuple[str, str], subtests: pytest.Subtests) -> None:
    done = await campaign(*addresses)
    with subtests.test("every route was harvested"):
        assert [way for way in WAYS if not done.tried[way]] == []
    with subtests.test("each comparison sees a difference"):
        assert {way for way, seen in done.seen.items() if not seen.marks and not seen.changes} == NEITHER
    for person in PEOPLE:
        with subtests.test(person):
            assert done.faults[person] == []
