"""What several sources call by the same id goes out as several things, each with what is its own."""

import io
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from messages.formats import format_of, reader_of
from storage.engine import open_engine
from storage.intake_links import named_in
from storage.merge import Source
from storage.organizations import Kind, Organization
from storage.standard import RESOURCES, Record, known_id
from storage.store import Database
from tests import hsds
from tests.importing import given, take, workspace
from tests.test_exchange import contents

NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
FORMATS = ("hsds-csv", "hsds-json")


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Database]:
    engine = open_engine(database_url)
    yield Database(engine, lambda: NOW)
    await engine.dispose()


def named(who: str) -> bytes:
    """A package that has the very ids of any other one, and content of its own."""
    made = hsds.tables(3)
    for name in ("organization", "service", "location", "contact", "taxonomy", "taxonomy_term", "program"):
        for row in made[name]:
            row["name"] = f"{who} {row.get('name', '')}"
    first, second, _third = made["organization"]
    second["parent_organization_id"] = first["id"]
    terms = made["taxonomy_term"]
    terms[1]["parent_id"] = terms[0]["id"]
    made["attribute"].append(
        {"id": hsds.uid("of a program"), "link_id": made["program"][0]["id"], "link_entity": "program", "value": who}
    )
    return hsds.zipped(made)


def records(data: bytes) -> list[Record]:
    def opened() -> io.BytesIO:
        return io.BytesIO(data)

    return list(reader_of(format_of("file", opened), "file", len(data), opened).records())


def tree(data: bytes) -> dict[str, set[str]]:
    """The names of what each organization has, and its parent's, by its own; nothing is there twice or missing."""
    listed = {(one.resource, one.id): one for one in records(data)}
    if data.startswith(b"PK"):
        times = Counter((one.resource, one.id) for one in records(data))
        assert [one for one, number in times.items() if number > 1] == []
    said: dict[str, set[str]] = defaultdict(set)
    for one in listed.values():
        for name, target in named_in(one):
            assert (target, one.values[name]) in listed, (one, name)
        whose = listed.get(("organization", str(one.values.get("organization_id"))))
        if whose is not None and "name" in one.values:
            said[whose.values["name"]].add(one.values["name"])
        if one.resource == "organization":
            above = listed.get(("organization", str(one.values.get("parent_organization_id"))))
            said[one.values["name"]] |= {above.values["name"]} if above else set()
        if one.resource == "attribute" and "taxonomy_term_id" in one.values:
            service = listed["service", one.values["link_id"]]
            whose = listed["organization", service.values["organization_id"]]
            said[whose.values["name"]].add(listed["taxonomy_term", one.values["taxonomy_term_id"]].values["name"])
    return said


async def test_two_sources_with_the_same_ids_come_out_as_two_on_both_databases(either: Database) -> None:
    here = await workspace(either)
    await take(either, here, named("Nord"), source="Nord")
    await take(either, here, named("Sud"), source="Sud")
    async with either.store(here, by="U_AMELIE") as store:
        partner = await store.partners.create(name="Typed here", owner_id="U_AMELIE")
        await store.contacts.add(partner, name="Maria Typed", phone="905 555-0199")
    for format in FORMATS:
        out = await given(either, here, format)
        assert contents(out) == contents(await given(either, here, format))
        said = tree(out)
        assert {name.split()[0] for name in said} == {"Nord", "Sud", "Typed"}
        for name, held in said.items():
            if name != "Typed here":
                assert {one.split()[0] for one in held} == {name.split()[0]}
                assert len(held) >= 5
        empty = await workspace(either, f"T_{format}")
        read = await take(either, empty, out)
        assert (read.findings, read.counts["organization:new"]) == ([], 7)
        again = await given(either, empty, format)
        assert (contents(again), tree(again)) == (contents(out), said)


async def test_what_is_not_there_any_more_is_referred_to_by_nobody(either: Database) -> None:
    """An organization that was put into another, one of Indigenous people, and a file of ours that is read in here."""
    here = await workspace(either)
    await take(either, here, named("Nord"), source="Nord")
    async with either.store(here, by="U_AMELIE") as store:
        first, second, third = await store.session.scalars(select(Organization).order_by(Organization.id))
        names = first.name, second.name, third.name
        await store.organizations.change(
            third, name=third.name, kinds=[Kind.indigenous], website="", region="", languages=[], serves=""
        )
        await store.merges.merge(third.id, first.id, {"name": Source.kept})
    for format in FORMATS:
        said = tree(await given(either, here, format))
        assert set(said) == {names[1]}
    out = await given(either, here, "hsds-csv")
    await take(either, here, out, source="Ours")
    await take(either, here, await given(either, here, "hsds-csv"), source="Ours again")
    for format in FORMATS:
        assert len([one for one in records(await given(either, here, format)) if one.resource == "organization"]) == 4


async def test_terms_that_nothing_refers_to_go_out_in_both_forms(either: Database) -> None:
    """A wider term is named by a narrower one alone, and one by nobody; a later list of a long file is read too."""
    made = hsds.tables(3)
    wide = {"id": hsds.uid("wide"), "name": "Work", "description": "All of it", "taxonomy_id": hsds.uid("taxonomy")}
    for term in made["taxonomy_term"]:
        term["parent_id"] = wide["id"]
    lone = {"id": hsds.uid("lone"), "name": "Nobody", "description": "Says so", "parent_id": wide["id"]}
    made["taxonomy_term"] += [wide, lone]
    here = await workspace(either)
    await take(either, here, hsds.zipped(made))
    written = {}
    for format in FORMATS:
        out = await given(either, here, format)
        tree(out)
        written[format] = {one.id: one.values for one in records(out) if one.resource == "taxonomy_term"}
        empty = await workspace(either, f"T_{format}")
        read = await take(either, empty, out)
        assert (read.findings, read.counts["taxonomy_term:new"]) == ([], len(made["taxonomy_term"]))
        assert contents(await given(either, empty, format)) == contents(out)
    assert written["hsds-csv"] == written["hsds-json"]


def test_every_field_that_names_another_is_known() -> None:
    for resource in RESOURCES.values():
        assert set(resource.refers) <= set(resource.fields)
        assert {name for name in resource.fields if name.endswith("_id")} - set(resource.refers) <= {
            "tax_id",
            "link_id",
            "resource_id",
        }


def test_an_id_is_kept_as_a_uuid_and_made_into_one_where_it_is_none() -> None:
    upper, lower = "0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e"
    assert {known_id("a", "service", one) for one in (upper, f" {upper} ", lower)} == {lower}
    code = "x" * len(upper)
    made = [
        known_id(source, resource, code) for source, resource in (("a", "service"), ("b", "service"), ("a", "phone"))
    ]
    assert len({*made, known_id("a", "service", 7)}) == 4
    assert known_id("a", "service", code) == made[0] == str(uuid.UUID(made[0]))
