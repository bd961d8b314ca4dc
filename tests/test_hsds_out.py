"""HSDS files, opened by readers that are not ours: what was read in stands in them, but for what does not go out."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from storage.contacts import Contact
from storage.engine import open_engine
from storage.organizations import Kind, Organization
from storage.standard import NUMBERS, RESOURCES
from storage.store import Database
from tests import hsds
from tests.filled import BEGIN
from tests.importing import given, take, workspace
from tests.test_privacy_places import everything

PART_OF = "parent_organization_id"
OF_A_KIND = frozenset(("email", "website", "status", "location_type", "link_id", "link_entity", "resource_id"))
"""What is an address, one of a few words, or names something."""


def same(names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names.split()}, **others}


COLUMNS: dict[str, tuple[str, dict[str, str]]] = {
    "organization": ("organizations", same("name description website email")),
    "service": (
        "services",
        same(
            "name alternate_name description url email status",
            eligibility_description="eligibility",
            fees_description="fees",
        ),
    ),
    "location": ("locations", same("name description latitude longitude", location_type="type")),
    "service_at_location": ("service_locations", same("description")),
    "taxonomy_term": ("taxonomy_terms", same("name code description taxonomy language")),
    "contact": ("contacts", same("name title email")),
    "phone": ("phones", same("number extension description", type="kind")),
    "organization_identifier": (
        "identifiers",
        same("", identifier_scheme="scheme", identifier_type="kind", identifier="number"),
    ),
    "service_area": ("service_areas", same("name description")),
    "attribute": ("term_links", same("", link_type="kind")),
}
"""Where a field of the standard is kept, so that it is shown and found."""
Records = dict[str, dict[str, str]]


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    engine = open_engine(sqlite_url)
    yield Database(engine, lambda: BEGIN)
    await engine.dispose()


def whole() -> hsds.Tables:
    """Three organizations with something in every text that the standard knows; the third is a part of the second, and
    gives a service at its place."""
    made = hsds.tables(3)
    for resource, rows in made.items():
        kind = RESOURCES[resource]
        texts = [name for name in kind.fields if name not in {*kind.refers, *NUMBERS, *OF_A_KIND}]
        for row in rows:
            row |= {name: f"{name} of {resource}" for name in texts if name not in row}
    _, nation, third = made["organization"]
    third[PART_OF] = nation["id"]
    [theirs] = [one for one in made["location"] if one["organization_id"] == nation["id"]]
    [at, *_] = [one for one in made["service"] if one["organization_id"] == third["id"]]
    made["service_at_location"].append({"id": hsds.uid("x"), "service_id": at["id"], "location_id": theirs["id"]})
    return made


def without(made: hsds.Tables, gone: set[str]) -> hsds.Tables:
    """The rows but for these and all that hang on them; a part of one that stays is a part of nothing."""
    whole = [
        {name: str(value) for name, value in row.items() if name != PART_OF} for rows in made.values() for row in rows
    ]
    while more := {row["id"] for row in whole if row["id"] not in gone and gone & set(row.values())}:
        gone = gone | more
    return {
        name: [
            {key: value for key, value in row.items() if key != PART_OF or value not in gone}
            for row in rows
            if row["id"] not in gone
        ]
        for name, rows in made.items()
    }


def records(rows: Iterator[dict[str, Any]]) -> Records:
    """What is said of each, by its id; what is not said is as good as nothing."""
    return {one["id"]: {name: str(value) for name, value in one.items() if value not in ("", None)} for one in rows}


def flat(thing: Any) -> Iterator[dict[str, Any]]:
    """Every record of nested documents, without those within it."""
    for one in thing if isinstance(thing, list) else [thing]:
        yield {name: value for name, value in one.items() if not isinstance(value, list | dict)}
        for inner in one.values():
            if isinstance(inner, list | dict):
                yield from flat(inner)


def without_rosa(found: Records, organization_id: str) -> Records:
    """The records but for the two that say who she is and her number, which are there."""
    [rosa] = [one for one in found.values() if one.get("name") == "Rosa Lee"]
    [number] = [one for one in found.values() if one.get("number") == "905 555-0150"]
    assert rosa.get("organization_id", organization_id) == organization_id
    assert number.get("contact_id", rosa["id"]) == rosa["id"]
    return {known: one for known, one in found.items() if one not in (rosa, number)}


def unnested(one: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    """A record as it is meant, without the ids that its place in a document says already."""
    return {name: value for name, value in wanted.items() if name in one or not name.endswith("_id")}


async def filled(database: Database) -> tuple[int, hsds.Tables]:
    """Three organizations, one of them Indigenous, of another the contact removed, and Rosa with her number typed here,
    as was that of somebody who is removed; gives what may go out of what was read."""
    made, here = whole(), await workspace(database)
    await take(database, here, hsds.zipped(made))
    async with database.store(here, by="U_AMELIE") as store:
        first, nation, third = await store.session.scalars(select(Organization).order_by(Organization.id))
        await store.organizations.classify(nation, [Kind.indigenous])
        [contact] = await store.session.scalars(select(Contact).where(Contact.organization_id == third.id))
        contact.removed = True
        typed = {"name": "Rosa Lee", "phone": "905 555-0150", "collected_on": BEGIN.date()}
        store.add(Contact(organization_id=first.id, **typed))
        store.add(
            Contact(organization_id=first.id, **typed | {"name": "Sol Ray", "phone": "905 555-0151"}, removed=True)
        )
        gone = {str(nation.external_id), str(contact.external_id)}
    shown = without(made, gone)
    assert len(shown["organization"]) == 2
    assert [len(shown[name]) for name in ("contact", "service", "metadata")] == [1, 4, 2]
    return here, shown


async def test_every_column_that_is_of_a_field_holds_what_it_said(database: Database) -> None:
    made, here = whole(), await workspace(database)
    await take(database, here, hsds.zipped(made))
    async with database.store(here, read_only=True) as store:
        rows = await everything(store)
    for resource, (table, columns) in COLUMNS.items():
        there = {one["external_id"]: one for one in rows[table]}
        assert there.keys() == {one["id"] for one in made[resource]}, table
        for one in made[resource]:
            said = {column: one.get(field) or "" for field, column in columns.items()}
            assert said == {column: there[one["id"]][column] for column in columns.values()}, table


async def test_tables_hold_every_value_and_say_what_is_in_them(database: Database) -> None:
    here, shown = await filled(database)
    with ZipFile(io.BytesIO(await given(database, here, "hsds-csv"))) as package:
        texts = {name: package.read(name).decode() for name in package.namelist()}
    about = json.loads(texts.pop("datapackage.json"))
    read = {name: list(csv.DictReader(io.StringIO(said, newline=""))) for name, said in texts.items()}
    found = records(row for rows in read.values() for row in rows)
    found = without_rosa(found, shown["organization"][0]["id"])
    assert found == records(row for rows in shown.values() for row in rows)
    described = {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in about["resources"]}
    assert described == {name: list(rows[0]) for name, rows in read.items()}


async def test_documents_hold_every_value(database: Database) -> None:
    here, shown = await filled(database)
    said = json.loads(await given(database, here, "hsds-json"))
    found = records(flat([*said["organizations"], *said["taxonomy_terms"]]))
    found = without_rosa(found, shown["organization"][0]["id"])
    wanted = records(row for rows in shown.values() for row in rows)
    assert found.keys() == wanted.keys()
    assert found == {known: unnested(found[known], one) for known, one in wanted.items()}
    services = {one["id"]: one["services"] for one in said["organizations"]}
    assert {known: {each["id"] for each in inner} for known, inner in services.items()} == {
        one["id"]: {each["id"] for each in shown["service"] if each["organization_id"] == one["id"]}
        for one in shown["organization"]
    }
