"""/partner export: files for coordinators, one's own data for everybody, a contact handed out or erased."""

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from messages import exports
from messages.vcard import VcardReader
from messages.vcard_out import vcards
from storage.actions import Side
from storage.challenges import Raising
from storage.contacts import HANDED_ON, Card
from storage.errors import NotAllowed
from storage.locations import Phone
from storage.members import Role
from storage.organizations import Kind, name_key
from tests import hsds
from tests.agreeing import approved, begun, signed, signing, written
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House
from tests.importing import take
from tests.meeting import NAME, partner, record
from tests.test_papers_in_slack import files


async def opened(house: House, who: str = AMELIE) -> Any:
    person = house.playground.person(who)
    await person.command("/partner export", channel=GENERAL)
    return person


async def test_everything_and_organizations_go_out_as_files(house_anywhere: House) -> None:
    house = house_anywhere
    await partner(house)
    async with house.store() as store:
        nation = await store.partners.create(name="=Nation du Lac", kinds=[Kind.indigenous])
        theirs = await signed(store, await written(store, await begun(store, nation, title="Of the lake")))
        river = await signed(store, await written(store))
        await store.asides.set_aside(nation.organization, "Of the lake")
        await store.partners.create(name="=cmd|calc", confidential=True)
        here = store.workspace_id
    await take(house.database, here, hsds.zipped(hsds.tables(2)))
    amelie = await opened(house)
    for format in exports.CHOICES:
        await amelie.click(f"{exports.WRITE}.{format}")
        await house.liaison.afterwards.finished()
    by_name = {file.name.split("-2026")[0]: file.content for file in await files(house)}
    assert set(by_name) == {f"liaison-{format}" for format in exports.CHOICES}
    everything = json.loads(by_name["liaison-json"])
    assert {one["name"] for one in everything["organizations"]} >= {NAME, "=cmd|calc"}
    assert "Nation du Lac" not in str(everything)
    assert "Of the lake" not in str(everything)
    for table in ("agreement_parts", "agreement_versions", "agreement_reviews", "agreement_signatures"):
        assert {one["agreement_id"] for one in everything[table]} == {river.id} != {theirs.id}
    assert len(everything["services"]) == 4
    with ZipFile(io.BytesIO(by_name["liaison-csv"])) as package:
        assert "'=cmd|calc" in package.read("organizations.csv").decode()
        assert "settings.csv" not in package.namelist()
    documents = json.loads(by_name["liaison-hsds-json"])["organizations"]
    assert {one["name"] for one in documents} == {NAME, "=cmd|calc", "Centre Rivière-Nord", "Durham Settlement Network"}
    said = json.dumps(house.playground.messages(amelie.dm), ensure_ascii=False)
    assert "1 Indigenous organization was left out" in said
    assert house.playground.refused == []


async def test_a_member_gets_their_own_data_and_nothing_else(house: House) -> None:
    await partner(house)
    await record(house)
    sam = await opened(house, SAM)
    assert "Everything" not in str(sam.modal)
    await sam.click(exports.MINE)
    await house.liaison.afterwards.finished()
    data, text = await files(house, SAM)
    rows = json.loads(data.content)
    assert rows["members"][0]["user_id"] == SAM
    assert AMELIE not in str(rows.get("members"))
    assert "## members" in text.content.decode()
    await sam.command("/partner export moi", channel=GENERAL)
    await house.liaison.afterwards.finished()
    assert len(await files(house, SAM)) == 4
    assert house.playground.refused == []


async def test_a_contact_is_handed_out_then_erased_everywhere(house: House) -> None:
    await partner(house)
    await record(house, notes="Maria Silva was kind", step="Maria Silva sends the template")
    await house.settle()
    async with house.store() as store:
        [kept] = await store.partners.find(NAME)
        maria = (await store.contacts.of(kept))[0]
        maria.email = "maria@river.example"
    posted = json.dumps(house.playground.messages(RIVER), ensure_ascii=False)
    amelie = await opened(house)
    assert await amelie.options(exports.PERSON, maria.name[:4].lower())
    await amelie.change(exports.PERSON, str(maria.id))
    await amelie.click(exports.HAND_OUT)
    await house.liaison.afterwards.finished()
    rows = json.loads((await files(house))[0].content)
    assert rows["contacts"][0]["email"] == "maria@river.example"
    await amelie.click(exports.ERASE)
    await house.liaison.afterwards.finished()
    assert "Erased." in str(amelie.modal)
    assert "a meeting’s notes (number 1)" in str(amelie.modal)
    async with house.store() as store:
        assert maria.name not in str([vars(one) for one in await store.contacts.of(kept)])
        assert await store.privacy.people(maria.name) == []
        rows = await store.privacy.of_member(AMELIE)
        assert maria.name not in str({table: rows[table] for table in rows if table not in ("meetings", "actions")})
    assert maria.name in posted
    assert maria.name not in json.dumps(house.playground.messages(RIVER), ensure_ascii=False)
    assert "The erasure is complete." in json.dumps(house.playground.messages(amelie.dm))
    assert house.playground.refused == []


async def test_what_only_people_can_put_right_is_listed_when_a_contact_is_erased(house: House) -> None:
    await partner(house)
    async with house.store() as store:
        [kept] = await store.partners.find(NAME)
        maria = (await store.contacts.of(kept))[0]
        said = f'"Quoted" and {maria.name}’s'
        in_force = await signed(store, await written(store, await begun(store, kept), purpose={"why": said}))
        half = await approved(store, await written(store, await begun(store, kept, title="Rooms")))
        await store.approvals.sign(half, signing(Side.them, name=maria.name))
        await store.challenges.begin(kept, Raising(said))
        other = await store.partners.create(name="Others", owner_id=AMELIE)
        apart = await written(store, await begun(store, other), purpose={"why": said})
    amelie = await opened(house)
    assert await amelie.options(exports.PERSON, maria.name[:4].lower())
    await amelie.change(exports.PERSON, str(maria.id))
    await amelie.click(exports.ERASE)
    await house.liaison.afterwards.finished()
    shown = str(amelie.modal)
    for place in (
        f"the parts of agreement {in_force.id} that are being written",
        f"version 1 of agreement {in_force.id}, which cannot change",
        f"a signature under version 1 of agreement {in_force.id}",
        "a challenge (number 1)",
    ):
        assert place in shown
    assert f"a signature under version 1 of agreement {half.id}" not in shown
    assert f"agreement {apart.id} " not in shown, "what is about somebody else is not read"
    async with house.store() as store:
        [blank] = await store.approvals.signatures(await store.agreements.get(half.id), 1)
        assert (blank.name, blank.title) == ("–", "")
        names = {one.name for one in await store.approvals.signatures(await store.agreements.get(in_force.id), 1)}
        assert maria.name in names, "what both have signed is evidence"
    assert house.playground.refused == []


async def test_the_contacts_of_a_partner_go_out_as_cards(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        maria = (await store.contacts.of(there))[0]
        maria.title, maria.email, maria.phone = "Intake; coordinator, " * 6, "maria@river.example", "905 555-0142"
        store.add(
            Phone(organization_id=there.organization_id, contact_id=maria.id, number="905 555-0140", extension="7")
        )
        await store.partners.create(name="Others’", owner_id=AMELIE)
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [MARC]})
    sam, amelie = await opened(house, SAM), await opened(house)
    assert [name for name, _ in await sam.options(exports.CONTACTS, "")] == [NAME]
    await sam.change(exports.CONTACTS, NAME)
    await house.liaison.afterwards.finished()
    [cards] = await files(house, SAM)
    assert cards.name == f"{NAME}.vcf"
    lines = cards.content.split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VCARD", b"VERSION:4.0"]
    assert max(map(len, lines)) <= 75
    assert [record.values for record in read(cards.content)] == [
        {"name": NAME},
        {
            "organization_id": "centre riviere nord",
            "name": "Maria Silva",
            "title": maria.title.strip(),
            "email": maria.email,
        },
        {"contact_id": "centre riviere nord|maria@river.example", "number": "905 555-0142", "extension": ""},
        {"contact_id": "centre riviere nord|maria@river.example", "number": "905 555-0140 x7", "extension": ""},
    ]
    async with house.store() as store:
        kept = await store.audit.last(f"partner:{partner_id}", HANDED_ON)
        assert (kept.by, kept.facts) == (SAM, {"people": [maria.id]})
        others = next(iter(await store.partners.find("Others’")))
        here, person = store.workspace_id, await store.members.by_user(SAM)
    async with house.database.store(here, by=SAM, person=person) as store:
        with pytest.raises(NotAllowed):
            await store.contacts.cards(others)
    await amelie.options(exports.CONTACTS, "")
    await amelie.change(exports.CONTACTS, "Others’")
    assert "No contact of *Others’* is kept." in str(amelie.modal)
    assert house.playground.refused == []


def read(data: bytes) -> list[Any]:
    """What an import makes of cards."""
    return list(VcardReader("cards.vcf", len(data), lambda: io.BytesIO(data)).records())


WRITTEN = some.text(some.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=80)


@settings(max_examples=25, deadline=None)
@example(organization=";", name="0", title="0")
@given(WRITTEN.filter(name_key), WRITTEN, WRITTEN)
def test_what_cards_say_is_read_again(organization: str, name: str, title: str) -> None:
    card = Card("7d1c", f"A {name}", f"{organization} Inc", title, "maria@river.example", ["905 555-0142"], "fr")
    assert all(len(line) <= 75 for line in vcards([card]).split(b"\r\n"))
    of, person, phone, *again = read(vcards([card, card]))
    assert of.values == {"name": card.organization.strip()}
    assert person.values["name"] == card.name.strip()
    assert person.values.get("title", "") == title.strip()
    assert phone.values["number"] == "905 555-0142"
    assert len(again) == 3


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r"River", "River"),
        (r"River;Intake", "River"),
        (r"River\; North;Intake", "River; North"),
        (r"River\\;Intake", "River\\"),
        (r"River\\\;Intake", "River\\;Intake"),
        (r"River\\\\;Intake\;", "River\\\\"),
        (r"River\\" + "\\", "River\\\\"),
        (r"River\,\nNorth;", "River,\nNorth"),
        (r"\;River", ";River"),
    ],
)
def test_an_escape_in_a_card_is_read_from_the_left(written: str, name: str) -> None:
    card = f"BEGIN:VCARD\r\nFN:Ada\r\nORG:{written}\r\nEND:VCARD\r\n"
    assert read(card.encode())[0].values == {"name": name}


def test_an_organization_that_ends_in_a_backslash_is_read_again() -> None:
    [of, *_] = read(vcards([Card("7d1c", "Ada", "River\\", "", "", [], "fr")]))
    assert of.values == {"name": "River\\"}
