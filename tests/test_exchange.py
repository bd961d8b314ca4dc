"""Organizations from elsewhere: read from every form of the standard, given back without loss, faults and all."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage.cleaning import plain
from storage.engine import open_engine
from storage.errors import FileExpands, NothingToImport, NotReadable, Refused
from storage.imports import ImportState
from storage.intake_links import Reading
from storage.locations import Location
from storage.organizations import Organization
from storage.search import Sought, place_word
from storage.services import Service
from storage.standard import RESOURCES
from storage.store import Database
from tests import hsds, importing
from tests.importing import given as gives
from tests.importing import take, workspace

NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    engine = open_engine(sqlite_url)
    yield Database(engine, lambda: NOW)
    await engine.dispose()


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Database]:
    engine = open_engine(database_url)
    yield Database(engine, lambda: NOW)
    await engine.dispose()


def unpacked(data: bytes) -> dict[str, list[dict[str, str]]]:
    """The tables of a package, each sorted by id."""
    with ZipFile(io.BytesIO(data)) as package:
        return {
            name: sorted(csv.DictReader(io.StringIO(package.read(name).decode())), key=lambda row: row["id"])
            for name in package.namelist()
            if name.endswith(".csv")
        }


async def test_a_package_is_read_and_given_back_on_both_databases(either: Database) -> None:
    made = hsds.tables(6)
    here = await workspace(either)
    looked = await take(either, here, hsds.zipped(made), dry=True)
    assert looked.findings == []
    read = await take(either, here, hsds.zipped(made), batch=40)
    assert (read.state, read.findings) == (ImportState.done, [])
    assert read.made("new") == looked.made("new") == {name: len(rows) for name, rows in made.items() if rows}
    for data in (
        hsds.zipped(made),
        hsds.as_json(hsds.nested(made)),
        hsds.as_json({"organizations": hsds.nested(made)}),
    ):
        again = await take(either, here, data)
        assert (again.made("new"), again.made("changed"), again.findings) == ({}, {}, [])
    async with either.store(here, read_only=True) as store:
        [one] = await store.session.scalars(select(Organization).where(Organization.name == "Centre Rivière-Nord"))
        assert (one.region, one.languages, one.alternate_names) == ("Oshawa, ON", ["en", "fr"], ["CENTRE RIVIÈRE-NORD"])
        [place] = await store.locations.of(one.id)
        assert (place.city, place.address_type, place.latitude) == ("Oshawa", "physical", 43.897)
        services = await store.services.of(one.id)
        assert {service.fees for service in services} == {"Gratuit"}
        assert await store.services.areas([one.id]) == {one.id: ["Durham Region"]}
        assert await store.taxonomies.of([one.id])
        [person] = await store.contacts.at(one.id)
        assert (person.name, person.phone, person.source) == ("Maria Silva", "+1 905 555-0142", importing.SOURCE)
        [number] = await store.organizations.identifiers(one.id)
        assert (number.scheme, number.number) == ("CA-CRA_ACR", "123456789")
        source = await store.sources.get(one.source_id)
        assert source is not None
        assert source.name == importing.SOURCE
    out = await gives(either, here, "hsds-csv")
    wanted = unpacked(hsds.zipped(made))
    assert {name: rows for name, rows in unpacked(out).items()} == wanted
    elsewhere = await workspace(either, "T_OTHER")
    assert (await take(either, elsewhere, out)).findings == []
    assert unpacked(await gives(either, elsewhere, "hsds-csv")) == wanted
    assert contents(await gives(either, elsewhere, "hsds-json")) == contents(await gives(either, here, "hsds-json"))


def contents(data: bytes) -> object:
    if data.startswith(b"PK"):
        return unpacked(data)
    said = json.loads(data)
    return {**said, "taxonomy_terms": sorted(said["taxonomy_terms"], key=lambda term: str(term["id"]))}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=8, phases=[Phase.generate], suppress_health_check=SLOW, deadline=None)
@given(data=st.data())
async def test_import_export_import_is_a_fixed_point(database: Database, data: st.DataObject) -> None:
    """Whatever the fields say and whatever is missing: what came out once comes out again."""
    made = hsds.tables(data.draw(st.integers(1, 3)), seed=data.draw(st.integers(0, 9)))
    for name in RESOURCES:
        rows = made[name]
        for row in rows if rows and data.draw(st.booleans()) else ():
            for field in data.draw(st.sets(st.sampled_from(RESOURCES[name].fields), max_size=3)):
                row[field] = data.draw(texts)
    format = data.draw(st.sampled_from(["hsds-csv", "hsds-json"]))
    first, second = [await workspace(database, f"T{uuid4()}") for _ in "ab"]  # drawn ones come twice
    read = await take(database, first, hsds.zipped(made))
    assume(read.made("new").get("organization"))  # a file of nobody is no file to be read back
    out = await gives(database, first, format)
    again = await take(database, first, out)
    assert (again.made("new"), again.made("changed")) == ({}, {})
    if again.made("same").get("organization"):
        await take(database, second, out)
        assert contents(await gives(database, second, format)) == contents(out)


@given(st.text(st.sampled_from("<b>/pli &;ltgamp#60x\n\r\t -!3é"), max_size=60))
def test_plain_text_is_plain_the_second_time_too(text: str) -> None:
    assert plain(plain(text)) == plain(text)


async def test_every_fault_of_real_files_is_named_and_passed_over(database: Database) -> None:
    made = hsds.tables(3)
    one, two, three = made["organization"]
    made["organization"].append({**one, "name": "Somebody else"})  # a repeated id
    made["organization"].append({"id": hsds.uid("nameless"), "description": "x"})
    two["description"] = "<p>Aide &amp; conseils</p>\n<ul><li>un</li><li>deux</li></ul><script>alert(1)</script>"
    two["website"], two["email"] = "not an address", "nobody"
    two["year_incorporated"] = "long ago"
    one["parent_organization_id"], three["parent_organization_id"] = three["id"], one["id"]  # a circle
    two["parent_organization_id"] = hsds.uid("nowhere")
    made["service"][0]["status"] = ""
    made["service"][1]["status"] = "open"
    made["service"][2]["organization_id"] = hsds.uid("nowhere")
    made["service"][3]["description"] = "Call 046 454 286"
    made["location"][0]["location_type"] = ""
    made["contact"][0]["name"] = ""
    made["contact"].append({"id": hsds.uid("nobody"), "organization_id": one["id"]})
    made["phone"].append({"id": hsds.uid("no number"), "organization_id": one["id"], "number": " "})
    made["location"][1]["organization_id"] = hsds.uid("nowhere")
    made["schedule"][0]["service_at_location_id"] = hsds.uid("nowhere")
    data = hsds.zipped(
        made,
        organization=",,,extra",
        extra={"notes.csv": b"a,b\r\n", "__MACOSX/services.csv": b"junk", "read.me": b"x"},
    )
    here = await workspace(database)
    read = await take(database, here, data)
    gone = {"orphan": 10, "dangling": 2}
    assert dict(read.faults) == {
        "repeated_id": 1,
        "no_name": 2,
        "markup": 1,
        "not_an_address": 1,
        "not_an_email": 1,
        "not_a_number": 1,
        "cycle": 1,
        "no_status": 1,
        "unknown_status": 1,
        "identity_number": 1,
        "unknown_type": 1,
        "nameless_contact": 1,
        "no_number": 1,
        "unknown_columns": 1,
        "unlabelled_columns": 1,
        "unknown_file": 1,
        **gone,
    }
    [odd] = [finding for finding in read.findings if finding.fault == "repeated_id"]
    assert (odd.place, odd.row, odd.column) == ("organizations.csv", 5, "id")
    async with database.store(here, read_only=True) as store:
        [kept] = await store.session.scalars(select(Organization).where(Organization.name == two["name"]))
        assert kept.description == "Aide & conseils\n\n- un\n- deux"
        people = await store.contacts.at((await store.session.scalars(select(Organization.id))).first() or 0)
        assert [person.name for person in people] == ["Coordonnatrice"]
    again = await take(database, here, data)
    assert (again.made("new"), again.made("changed")) == ({}, {})


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t")])
async def test_other_encodings_and_marks_between_cells(database: Database, encoding: str, delimiter: str) -> None:
    here = await workspace(database)
    read = await take(database, here, hsds.zipped(hsds.tables(2), encoding=encoding, delimiter=delimiter))
    assert set(read.faults) == ({"not_utf8"} if encoding == "cp1252" else set())
    async with database.store(here, read_only=True) as store:
        assert set(await store.session.scalars(select(Organization.name))) == {
            "Centre Rivière-Nord",
            "Durham Settlement Network",
        }


async def test_tables_and_documents_in_every_encoding(database: Database) -> None:
    """Windows-1252 is what Latin-1 is read as; two of its bytes stand for nothing. A table may be very wide."""
    said = "École d’été", "Où “apprendre” à l’œuvre, 5 €"
    plain_ = "École d'été", "Où apprendre à l'oeuvre"
    wide = "".join(f";x{number}" for number in range(50_000))
    for at, (encoding, (name, about), more) in enumerate(
        [
            ("utf-8-sig", said, wide),
            ("cp1252", said, ""),
            ("latin-1", plain_, "\x81\x8d"),
            ("utf-16", said, ""),
        ]
    ):
        table = f"Organisme;Description;Autre{more}\r\n{name};{about};{more}\r\n".encode(encoding)
        document = json.dumps([{"id": "1", "name": name, "description": about}], ensure_ascii=False).encode(encoding)
        for form, data in (("table", table), ("document", document))[: 1 if encoding == "utf-16" else 2]:
            here = await workspace(database, f"T{at}{form}")
            read = await take(database, here, data)
            recoded = {"not_utf8"} if encoding in ("cp1252", "latin-1") else set()
            assert set(read.faults) == recoded | ({"unknown_columns"} if form == "table" else set())
            async with database.store(here, read_only=True) as store:
                [one] = await store.session.scalars(select(Organization))
                assert (one.name, one.description) == (name, about)


async def test_older_data_with_numbers_for_ids(database: Database) -> None:
    documents = [
        {
            "id": 7,
            "name": "Pavillon",
            "services": [
                {
                    "id": 7,
                    "name": "Accueil",
                    "status": "active",
                    "service_at_locations": [
                        {"id": 1, "location": {"id": 7, "location_type": "physical", "name": "Ici"}}
                    ],
                    "attributes": [{"id": 3, "taxonomy_term": {"id": 9, "name": "Emploi", "description": ""}}],
                }
            ],
        },
        "nonsense",
        {"id": 8, "name": "Filiale", "parent_organization_id": 7},
    ]
    here = await workspace(database)
    for data in (hsds.as_json(documents), hsds.as_json({"total_items": 3, "contents": documents})):
        read = await take(database, here, data)
    assert read.made("same") == {
        name: n
        for name, n in [
            ("organization", 2),
            *[(x, 1) for x in ("service", "location", "service_at_location", "taxonomy_term", "attribute")],
        ]
    }
    assert dict(read.faults) == {"unreadable": 1}
    async with database.store(here, read_only=True) as store:
        ids = set(await store.session.scalars(select(Organization.external_id)))
        assert all(len(str(one)) == 36 for one in ids)
        [place] = await store.session.scalars(select(Location))
        assert place.organization_id is not None


async def test_what_comes_later_in_a_file_is_found(database: Database) -> None:
    """A service that names an organization of a later document."""
    documents = [
        {"id": hsds.uid("s"), "name": "Atelier", "status": "active", "organization_id": hsds.uid("o")},
        {
            "id": hsds.uid("t"),
            "name": "Cours",
            "status": "active",
            "organization": {"id": hsds.uid("o"), "name": "Ici"},
        },
    ]
    here = await workspace(database)
    for dry in (True, False):
        read = await take(database, here, hsds.as_json(documents), dry=dry)
        assert (read.findings, read.made("new")) == ([], {"organization": 1, "service": 2})


async def test_a_newer_file_changes_what_nobody_edited_here(database: Database) -> None:
    made, here = hsds.tables(2), await workspace(database)
    await take(database, here, hsds.zipped(made))
    async with database.store(here, by="U_AMELIE") as store:
        first, second = await store.session.scalars(select(Organization).order_by(Organization.id))
        await store.organizations.change(
            first, name="Rivière-Nord (notre nom)", kinds=[], website="", region="Durham", languages=["fr"], serves=""
        )
    for one in made["organization"]:
        one["name"], one["description"] = f"{one['name']} Inc.", "Nouveau"
    read = await take(database, here, hsds.zipped(made))
    assert dict(read.faults) == {"edited_here": 1, "changed": 1}
    async with database.store(here, read_only=True) as store:
        first, second = await store.session.scalars(select(Organization).order_by(Organization.id))
        assert (first.name, first.description, first.region) == ("Rivière-Nord (notre nom)", "Nouveau", "Durham")
        assert second.name == "Durham Settlement Network Inc."
    other = await take(database, here, hsds.zipped(hsds.tables(2, seed=9)), source="Ailleurs", dry=True)
    assert [finding.about for finding in other.findings] == ["Durham Settlement Network"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NotReadable),
        (b"PK\x03\x04 broken", NotReadable),
        (hsds.zipped(hsds.tables(1))[:-400], NotReadable),
        (b'{"organizations": [{"id": "a", "name": ', NotReadable),
        (b'{"nothing": "here"}', NotReadable),
        (b"colour,size\r\nred,4\r\n", NothingToImport),
        (hsds.zipped({"schedule": [{"id": "1"}]}), NothingToImport),
        (hsds.zipped(hsds.tables(1), extra={"bomb.csv": b"0" * 40_000_000}), FileExpands),
    ],
)
async def test_a_file_that_is_none_is_refused(database: Database, data: bytes, refusal: type[Refused]) -> None:
    here = await workspace(database)
    with pytest.raises(refusal):
        await take(database, here, data)
    async with database.store(here, read_only=True) as store:
        assert await store.session.scalar(select(func.count()).select_from(Service)) == 0


async def test_fifty_thousand_columns(database: Database) -> None:
    made = hsds.tables(1)
    read = await take(
        database, await workspace(database), hsds.zipped(made, service="," + ",".join(f"x{n}" for n in range(50_000)))
    )
    assert [finding.about[-6:] for finding in read.findings] == ["+49995"]


async def test_a_reading_that_is_cut_short_goes_on_where_it_was(either: Database) -> None:
    made, here = hsds.tables(8), await workspace(either)
    data = hsds.zipped(made)

    class Killed(Exception):
        pass

    async def killed(_found: object, _reading: object, done: int) -> None:
        if done >= 60:
            raise Killed

    import_id = await importing.kept(either, here)
    with pytest.raises(Killed):
        await importing.begun(either, here, data, batch=30).run(import_id, killed)
    async with either.store(here, by="U_AMELIE") as store:
        one = await store.imports.get(import_id)
        assert (one.state, one.done) == (ImportState.running, 60)
        assert len(await store.search.ids(Sought((("phare",),)), limit=5)) == 2
        await store.imports.let_go(one)
    assert await importing.begun(either, here, data, batch=30).run(import_id, importing.Read().told) is ImportState.done
    async with either.store(here, read_only=True) as store:
        one = await store.imports.get(import_id)
    assert {key: n for key, n in one.counts.items() if n} == {
        f"{name}:new": len(rows) for name, rows in made.items() if rows
    }
    async with either.store(here) as store:
        ids = list(await store.session.scalars(select(Organization.id)))
        said = await store.search.words(ids)
        assert len(await store.search.ids(Sought(((place_word("whitby"),),)), limit=5)) == 2
        await store.search.keep(ids)
        assert (len(said), await store.search.words(ids)) == (8, said)


async def test_making_a_register_findable_can_be_stopped_and_is_gone_on_with(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.importing.BATCH", 3)
    data, here = hsds.zipped(hsds.tables(8)), await workspace(database)
    import_id = await importing.kept(database, here)
    reader = importing.begun(database, here, data)
    said: list[int] = []

    async def told(_found: object, reading: Reading, _done: int) -> None:
        said.append(reading.findable)
        if reading.findable:
            reader.stopping.set()

    assert await reader.run(import_id, told) is ImportState.stopped
    async with database.store(here, read_only=True) as store:
        one = await store.imports.get(import_id)
        assert (one.state, one.leased_until, said[-1]) == (ImportState.running, None, 3)
    read = importing.Read()
    assert await importing.begun(database, here, data).run(import_id, read.told) is ImportState.done
    assert (read.made("new")["organization"], read.counts["organization:same"]) == (8, 0)
    async with database.store(here, read_only=True) as store:
        assert len(await store.search.ids(Sought(((place_word("whitby"),),)), limit=5)) == 2
