"""/partner import, as coordinators live it: looked through first, then in, stopped, resumed, taken back."""

import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from handlers.members import words_for
from messages import imports, mapping
from storage.contacts import Contact
from storage.imports import Import, ImportState
from storage.members import Role
from storage.organizations import Organization
from storage.partners import Partner
from storage.search import Sought, place_word
from storage.services import Service
from storage.store import Store
from tests import hsds
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.meeting import NAME, partner


async def begun(house: House, who: str, name: str, data: bytes, **fields: str) -> Any:
    """Somebody gives a file; what is in it is told."""
    person = house.playground.person(who)
    await person.command("/partner import", channel=GENERAL)
    person.fill(imports.FILE, (name, data))
    for field, value in fields.items():
        person.fill(field, value)
    assert await person.submit() == {}
    await person.close()
    await house.liaison.afterwards.finished()
    return person


def told(house: House, person: Any) -> str:
    """The message about the file, as it stands, with what stands below it."""
    return json.dumps(house.playground.messages(person.dm), ensure_ascii=False)


async def numbers(house: House) -> tuple[int, int]:
    async with house.store() as store:
        found = [await store.session.scalar(select(func.count()).select_from(noun)) for noun in (Organization, Service)]
    return found[0] or 0, found[1] or 0


async def at(store: Store, city: str) -> list[int]:
    return await store.search.ids(Sought(((place_word(city),),), without=()), limit=5)


async def press(house: House, person: Any, action: str) -> None:
    await person.click(action, channel=person.dm)
    await house.liaison.afterwards.finished()


async def taken_over(store: Store, organization: Organization) -> None:
    """Somebody has made a partner of it."""
    now, by = store.now, AMELIE
    made = Partner(
        organization=organization, name_key=organization.name_key, owner_id=by, created_at=now, created_by=by
    )
    store.add(made)
    await store.session.flush()


async def test_a_register_is_looked_through_then_in_then_taken_back(house_anywhere: House) -> None:
    house = house_anywhere
    made = hsds.tables(3)
    made["organization"][1]["website"] = "nowhere"
    amelie = await begun(house, AMELIE, "registre.zip", hsds.zipped(made), source="Registre", licence="CC BY 4.0")
    said = told(house, amelie)
    assert "*registre.zip*, of Registre: nothing is kept yet." in said
    assert "Organizations: 3 new" in said
    assert "organizations.csv, row 3, website: *mended*, “nowhere” is no web address" in said
    [table] = [one for one in house.playground.workspace.files.values() if one.name.endswith("findings.csv")]
    assert "organizations.csv,3,website,mended" in table.content.decode("utf-8-sig")
    assert await numbers(house) == (0, 0)
    await press(house, amelie, imports.GO)
    assert "*registre.zip* is in." in told(house, amelie)
    assert await numbers(house) == (3, 6)
    async with house.store() as store:
        one, other, third = await store.session.scalars(select(Organization).order_by(Organization.id))
        found = [await at(store, city) for city in ("oshawa", "whitby", "gatineau")]
        assert found == [[one.id], [other.id], [third.id]]
        await store.organizations.change(
            one, name="Rivière-Nord", kinds=[], website="", region="", languages=[], serves="Everybody"
        )
        await taken_over(store, other)
    await press(house, amelie, imports.UNDO)
    assert "was taken back" in told(house, amelie)
    async with house.store() as store:
        assert [await at(store, city) for city in ("oshawa", "whitby", "gatineau")] == [[], [other.id], []]
        left = set(await store.session.scalars(select(Organization.name)))
        assert left == {"Rivière-Nord", "Durham Settlement Network"}
        assert [service.organization_id for service in await store.session.scalars(select(Service))] == [other.id] * 2
    assert house.playground.refused == []


async def test_columns_are_guessed_corrected_and_remembered(house: House) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Organisme", "Courriel", "Ville", "Personne-ressource", "Remarques", None],
        ["Maison du Lac", "info@lac.example", "Oshawa", "Luc Roy", "Accueil; Emploi", "x"],
        [None, "a@b.example", None, None, None, None],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    marc_data = out.getvalue()
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await house.playground.person(MARC).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [MARC]})
    await house.pass_time(timedelta(minutes=1))
    marc = await begun(house, MARC, "liste.xlsx", marc_data)
    said = told(house, marc)
    assert "Organisme ← Organisme" in said
    assert "Organismes\u00a0: 1 en plus" in said
    assert "ligne 3, Organisme\u00a0: *refusé*, aucun nom" in said
    await marc.click(imports.COLUMNS, channel=marc.dm)
    marc.fill("services", "Remarques")
    marc.fill("name", imports.NOT_THERE)
    assert list(await marc.submit()) == ["name"]
    marc.fill("name", "Organisme")
    assert await marc.submit() == {}
    await marc.close()
    await house.liaison.afterwards.finished()
    assert "Services ← Remarques" in told(house, marc)
    await press(house, marc, imports.GO)
    assert await numbers(house) == (1, 2)
    again = await begun(house, AMELIE, "liste.xlsx", marc_data)
    assert "Services ← Remarques" in told(house, again)
    assert "Organizations: 1 as before" in told(house, again)
    await press(house, again, imports.DISCARD)
    assert "Nothing of it is kept" in told(house, again)
    assert house.playground.refused == []


CARDS = """\
BEGIN:VCARD
VERSION:4.0
FN:Maria Silva
ORG:{name};Intake
TITLE:Coordonnatrice\\, accueil
EMAIL;TYPE=work:maria@river.example
TEL;TYPE=work;VALUE=uri:tel:+1-905-555-0142;ext=7
TEL;TYPE=home:905 555-0000
NOTE:likes jazz
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Roy;Luc;;;
ORG:Autre maison
item1.TEL;TYPE=CELL:905 555-0199
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Nobody
END:VCARD
"""


def test_places_that_differ_in_anything_are_several() -> None:
    town = {"name": "River", "address": "1 Main", "city": "Oshawa", "postal_code": "L1H 1A1"}
    rows = [town, *({**town, name: "Another"} for name in ("address", "city", "postal_code"))]
    places = {
        record.id
        for number, said in enumerate(rows)
        for record in mapping.records_of(said, "list.csv", number)
        if record.resource == "location"
    }
    assert len(places) == len(rows)


async def test_cards_join_the_partner_that_is_here(house: House) -> None:
    partner_id = await partner(house)
    data = CARDS.format(name=NAME).replace("Coordonnatrice", "Coor\n donnatrice").replace("\n", "\r\n").encode()
    amelie = await begun(house, AMELIE, "people.vcf", data)
    assert "1 here already" in told(house, amelie)
    await press(house, amelie, imports.GO)
    async with house.store() as store:
        kept = await store.partners.get(partner_id)
        people = await store.contacts.of(kept)
        assert (people[-1].name, people[-1].title) == ("Maria Silva", "Coordonnatrice, accueil")
        assert (people[-1].email, people[-1].phone) == ("maria@river.example", "+1-905-555-0142")
        names = set(await store.session.scalars(select(Contact.name)))
        assert {"Luc Roy", "Nobody"} & names == {"Luc Roy"}
    await press(house, amelie, imports.UNDO)
    async with house.store() as store:
        assert len(await store.contacts.of(kept)) == len(people) - 1
    assert house.playground.refused == []


async def test_only_coordinators_import_and_a_file_is_needed(house: House) -> None:
    sam = house.playground.person(SAM)
    await sam.command("/partner import", channel=GENERAL)
    assert "Your role here does not include that" in str(house.playground.ephemerals(SAM)[-1])
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner import", channel=GENERAL)
    assert list(await amelie.submit()) == [imports.FILE]
    await amelie.close()
    broken = await begun(house, AMELIE, "broken.zip", b"PK nothing")
    assert "“broken.zip” cannot be read" in told(house, broken)
    house.playground.workspace.files.clear()
    assert house.playground.refused == []


async def test_ten_megabytes_are_taken_and_more_is_sent_to_the_command_line(house: House) -> None:
    long = b"".join(b"Organisme %d,%s\r\n" % (n, b"mot " * 250_000) for n in range(10))
    most = b"Organisme,Description\r\n" + long
    most += b"Le dernier," + b"x" * (imports.LARGEST - len(most) - len(b"Le dernier,"))
    amelie = await begun(house, AMELIE, "dix.csv", most)
    said = told(house, amelie)
    assert "11 new" in said
    assert "longer than 20000 characters" in said
    again = await begun(house, AMELIE, "onze.csv", most + b" " * 1024 * 1024)
    assert "This file is larger than 10 MB." in told(house, again)
    assert "`liaison import`, at any size" in told(house, again)
    assert house.playground.refused == []


async def test_a_restart_in_the_middle_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.importing.BATCH", 20)
    data = hsds.zipped(hsds.tables(6))
    amelie = await begun(house, AMELIE, "registre.zip", data)
    stopping = house.liaison.afterwards.stopping
    await amelie.click(imports.GO, channel=amelie.dm)
    stopping.set()
    await house.liaison.afterwards.finished()
    async with house.store() as store:
        [one] = await store.session.scalars(select(Import))
        assert (one.state, 0 < one.done < one.total) == (ImportState.running, True)
    await house.restart()
    await house.liaison.chores.do_due()
    await house.liaison.afterwards.finished()
    assert await numbers(house) == (6, 12)
    assert "*registre.zip* is in." in told(house, amelie)
    assert house.playground.refused == []


async def test_it_can_be_stopped_and_resumed(house: House) -> None:
    amelie = await begun(house, AMELIE, "registre.zip", hsds.zipped(hsds.tables(2)))
    async with house.store() as store:
        words = await words_for(store, AMELIE)
        [one] = await store.session.scalars(select(Import))
        await store.imports.confirm(one)
        await store.imports.stop(one)
        say = imports.ended(words, one)
    client = await house.liaison.installations.client_of(one.workspace_id)
    await client.chat_update(channel=one.channel_id, ts=one.message_ts, **say)
    await press(house, amelie, imports.RESUME)
    assert await numbers(house) == (2, 4)
    assert house.playground.refused == []


async def test_a_new_partner_takes_over_what_is_known_of_a_prospect(house: House) -> None:
    """By the name typed after the command, or in an empty form; all that was imported stays with it."""
    amelie = await begun(house, AMELIE, "registre.zip", hsds.zipped(hsds.tables(2)))
    await press(house, amelie, imports.GO)
    await amelie.command("/partner new Durham settlement network inc.", channel=GENERAL)
    values = amelie.modal["state"]["values"]
    assert values["region"]["field"]["value"] == "Whitby, ON"
    assert await amelie.submit() == {}
    await amelie.close()
    await amelie.command("/partner new", channel=GENERAL)
    await amelie.change("name", "Centre Rivière-Nord")
    assert await amelie.submit() == {}
    async with house.store() as store:
        rows = list(await store.session.scalars(select(Organization).order_by(Organization.id)))
        assert [(one.name, one.region) for one in rows] == [
            ("Centre Rivière-Nord", "Oshawa, ON"),
            ("Durham Settlement Network", "Whitby, ON"),
        ]
        for one in rows:
            assert len(await store.services.of(one.id)) == 2
            assert [person.name for person in await store.contacts.at(one.id)] == ["Maria Silva"]
        assert len(list(await store.session.scalars(select(Partner)))) == 2
    assert house.playground.refused == []
