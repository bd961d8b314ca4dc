"""What a file brings, row by row: no identity number anywhere, and nothing over what somebody edited."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.base import Base
from storage.contacts import Contact
from storage.engine import open_engine
from storage.standard import NUMBERS, RESOURCES
from storage.store import Database
from tests import hsds
from tests.every_column import SAID, tables
from tests.importing import take, workspace
from tests.scoped import past
from tests.test_privacy_places import everything, keeping

NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
INSURED = "046 454 286"
AT_HOME = frozenset(
    [
        "identifier",
        "tax_id",
        "number",
        "code",
        "extent",
        "external_identifier",
        "uri",
        "url",
        "website",
        "logo",
        "last_modified",
    ]
)
"""Where long numbers are no person's."""
CODES = frozenset(["link_entity", "resource_type", "status", "location_type", "email"])
"""What is one of a few words, or an address."""
FOLLOWS = {"description", "alternate_names", "email", "more", "digest", "import_id"}
"""Of an organization that somebody edited, what the form of a partner does not show."""
TABLES = Base.metadata.tables


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    engine = open_engine(sqlite_url)
    yield Database(engine, lambda: NOW)
    await engine.dispose()


async def rows(database: Database, here: int) -> dict[str, list[dict[str, Any]]]:
    async with database.store(here, read_only=True) as store:
        return await everything(store)


async def test_an_identity_number_is_said_by_its_place_and_kept_nowhere(database: Database) -> None:
    made, here = hsds.tables(2), await workspace(database)
    placed = set()
    for resource, listed in made.items():
        for field in RESOURCES[resource].fields:
            loose = field not in (*AT_HOME, *CODES, *NUMBERS, *RESOURCES[resource].refers)
            if listed and loose and not field.endswith("_id"):
                listed[-1][field] = f"Call {INSURED}"
                placed.add((RESOURCES[resource].path, field))
    assert len(placed) > 80
    read = await take(database, here, hsds.zipped(made))
    assert {(one.place, one.column) for one in read.findings if one.fault == "identity_number"} == placed
    assert INSURED not in str(read.findings)
    kept = await rows(database, here)
    assert len(kept["services"]) > 0
    assert keeping(kept, [INSURED]) == set()


async def test_what_somebody_edited_stays_whatever_a_newer_file_says(database: Database) -> None:
    """Each column of each row that was touched; an organization follows in what the form of a partner does not show."""
    made, here = hsds.tables(1), await workspace(database)
    await take(database, here, hsds.zipped(made))
    brought = tables("undo", "goes")
    async with database.store(here, by="U_AMELIE") as store:
        for name in brought:
            await store.session.execute(past(update(TABLES[name]).values(touched=True)))
        await store.session.execute(past(update(TABLES["contacts"]).values(phone="")))
    before = await rows(database, here)
    assert all(before[name] for name in brought)
    for resource, listed in made.items():
        for row in listed:
            row |= {
                field: f"{row[field]} anew"
                for field in ("name", "description", "title", "number", "alternate_name", "identifier", "extension")
                if field in row
            }
            row |= {field: f"new.{row[field]}" for field in ("email",) if field in row}
            row |= {field: f"{row[field]}/new" for field in ("website", "url") if field in row}
            row |= {"legal_status": "Other", "code": "de"} if resource in ("organization", "language") else {}
            row |= {"city": "Elsewhere", "state_province": "BC"} if resource == "address" else {}
    read = await take(database, here, hsds.zipped(made))
    assert read.faults["edited_here"] > 10
    after = await rows(database, here)
    for name in brought:
        for was, now in zip(before[name], after[name], strict=True):
            changed = {column for column in was if was[column] != now[column]}
            assert changed == (FOLLOWS if name == "organizations" else set()), name
    assert SAID["organizations"].columns.keys() > FOLLOWS


async def test_no_later_file_brings_an_erased_person_back(database: Database) -> None:
    """Neither the same one nor a newer one, in which all of her is other than it was."""
    made, here = hsds.tables(1), await workspace(database)
    await take(database, here, hsds.zipped(made))
    [contact] = made["contact"]
    about = {"resource_id": contact["id"], "resource_type": "contact", "last_action_type": "update"}
    made["metadata"].append({"id": hsds.uid("of her"), **about, "previous_value": "M. Silva"})
    await take(database, here, hsds.zipped(made))
    assert keeping(await rows(database, here), ["Maria Silva", "M. Silva"]) >= {"contacts", "details"}
    async with database.store(here, by="U_AMELIE") as store:
        [person] = await store.session.scalars(select(Contact))
        await store.privacy.erase(person.id)
    for newer in (made, {**made, "contact": [{**contact, "title": "Chef", "email": "new@example.org"}]}):
        await take(database, here, hsds.zipped(newer))
        kept = await rows(database, here)
        assert [one["name"] for one in kept["contacts"]] == ["–"]
        hers = ["Maria Silva", "M. Silva", contact["email"], "new@example.org", "905 555-0142", "9055550142", "Chef"]
        assert keeping(kept, hers) == set()
        assert [one for one in kept["phones"] if one["contact_id"] is not None] == []
