"""/partner export: files for coordinators, one's own data for everybody, a contact handed out or erased."""

import io
import json
from typing import Any
from zipfile import ZipFile

from messages import exports
from storage.organizations import Kind
from tests import hsds
from tests.house import AMELIE, GENERAL, RIVER, SAM, House
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
        await store.partners.create(name="=Nation du Lac", kinds=[Kind.indigenous])
        await store.partners.create(name="=cmd|calc", confidential=True)
        here = store.workspace_id
    await take(house.database, here, hsds.zipped(hsds.tables(2)))
    amelie = await opened(house)
    for format in exports.CHOICES:
        await amelie.click(f"{exports.WRITE}.{format}")
        await house.liaison.afterwards.finished()
    by_name = {file.name.split("-2026")[0]: file.content for file in files(house)}
    assert set(by_name) == {f"liaison-{format}" for format in exports.CHOICES}
    everything = json.loads(by_name["liaison-json"])
    assert {one["name"] for one in everything["organizations"]} >= {NAME, "=cmd|calc"}
    assert "Nation du Lac" not in str(everything)
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
    data, text = files(house, SAM)
    rows = json.loads(data.content)
    assert rows["members"][0]["user_id"] == SAM
    assert AMELIE not in str(rows.get("members"))
    assert "## members" in text.content.decode()
    await sam.command("/partner export moi", channel=GENERAL)
    await house.liaison.afterwards.finished()
    assert len(files(house, SAM)) == 4
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
    rows = json.loads(files(house)[0].content)
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
