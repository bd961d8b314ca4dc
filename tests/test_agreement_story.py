"""An agreement from its first page to its renewal, in French with a reviewer who reads English, on each database."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document

from messages.agreement_parts import PARTS
from messages.paper_chapters import words_of
from storage.agreement import AgreementState
from storage.agreement_parts import EIGHT, ROWS, Part
from tests import agreeing
from tests.house import MARC, RIVER, SAM, House
from tests.paper import paper

NAME = "Centre Rivière-Nord"
FRENCH = words_of(paper(language="fr"))


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"]).replace("\\xa0", " ")


def plain(message: dict[str, Any]) -> str:
    return str(message["text"]).replace("\u00a0", " ")


async def written(person: Any, part: Part) -> None:
    """Fills the page of a part that is open, field by field, and goes on."""
    saying = agreeing.SAYINGS[part]
    fields = {name: value for name, value in saying.items() if name != ROWS}
    for row, columns in enumerate(saying.get(ROWS, ())):
        fields |= {f"{name}_{row}": value for name, value in columns.items()}
    await agreeing.write(person, **fields)
    assert await person.submit() == {}


async def test_from_the_first_page_to_the_renewal(house: House) -> None:
    marc, sam = house.playground.person(MARC), house.playground.person(SAM)
    for person in (marc, sam):
        await person.command("/partner aide", channel=RIVER)
    async with house.store(MARC) as store:
        partner = await store.partners.create(name=NAME, owner_id=MARC, channel_id=RIVER, people=[SAM])
        await store.goals.add(partner_id=partner.id, text="40 en emploi", measure="placements")
    await marc.command("/partner entente riviere", channel=RIVER)
    await marc.change("language", "fr")
    assert "Protocole d’entente avec Centre Rivière-Nord" in str(marc.modal)
    assert await marc.submit() == {}
    assert "Parties complètes : 0 sur 8" in seen(marc)
    await marc.change("agreements.clause", "term")
    await agreeing.write(marc, starts_on="2026-11-12", ends_on="2027-05-11")
    await marc.change("agreement_pages.go", "purpose")
    for number, part in enumerate(EIGHT):
        assert f"*{number + 1}. {FRENCH.text(PARTS[part])}*" in seen(marc)
        assert part is not Part.goals or "Rempli à partir" in seen(marc)
        await written(marc, part)
    assert "Parties complètes : 8 sur 8" in seen(marc)
    assert await marc.submit() == {}

    await marc.click("Envoyer en révision")
    assert await marc.submit() == {}
    await house.settle()
    [asked] = house.playground.dms(SAM)
    assert "Marc asks you to review version 1." in asked["text"]
    await sam.click("Approve", message=asked)
    await house.settle()
    assert "peut maintenant être signée" in plain(house.playground.dms(MARC)[-1])

    await marc.close()
    await marc.command("/partner entente riviere", channel=RIVER)
    await marc.click("Noter une signature")
    await marc.change("member", MARC)
    await marc.change("name_them", "Maria Silva")
    await marc.change("title_them", "Directrice générale")
    await marc.change("file", ("signée.pdf", b"%PDF"))
    assert await marc.submit() == {}
    assert "En vigueur" in seen(marc)
    await house.settle()
    assert "Signée par les deux parties" in plain(house.playground.messages(RIVER)[-1])

    await marc.click("Word")
    await house.liaison.afterwards.finished()
    sent = [file for one in house.playground.dms(MARC) for file in one.get("files") or []]
    file = house.playground.workspace.files[sent[-1]["id"]]
    document = Document(BytesIO(file.content))
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == [FRENCH.text(PARTS[part]) for part in (*EIGHT, Part.term)]
    names = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Marc", "Maria Silva", "Directrice générale", "12 nov. 2026"} <= set(names)
    await marc.close()
    [register] = await marc.command("/partner ententes", channel=RIVER)
    assert NAME in str(register)
    assert "En vigueur" in str(register)
    await marc.command("/partner portefeuille", channel=RIVER)
    assert "1 entente signée sur les 5" in seen(marc)
    await marc.close()

    await house.until(datetime(2027, 2, 11, tzinfo=UTC))
    assert len([one for one in house.playground.messages(RIVER) if "Figures" in plain(one)]) == 2
    [ending] = [one for one in house.playground.messages(RIVER) if "Elle prend fin dans" in plain(one)]
    await marc.click("Renouveler", message=ending)
    async with house.store(MARC) as store:
        first, renewal = sorted(await store.agreements.of(partner.id), key=lambda one: one.id)
        term = (await store.agreements.content(renewal))["term"]
    assert (first.state, renewal.state) == (AgreementState.expiring, AgreementState.drafting)
    assert (term["starts_on"], term["ends_on"]) == ("2027-05-12", "2027-11-11")
    assert house.playground.refused == []
