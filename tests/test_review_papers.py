"""A review on paper: what is on it and what is not, in both languages, as a file or as text."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from messages.review_build import built
from messages.review_paper import DOCUMENTS
from storage.kpi import ValueState
from storage.kpi_values import Figure
from storage.reviews import Reviewed
from tests import reviewing
from tests.house import AMELIE, GENERAL, MARC, House
from tests.measuring import description
from tests.reviewing import NAME, partner_in
from tests.test_papers_in_slack import files


async def recorded(house: House) -> None:
    """A review with a bit of everything, some of it for our own team."""
    partner = await partner_in(house)
    async with house.store() as store:
        found = await store.partners.get(partner.id)
        goal = await store.goals.add(partner_id=partner.id, text="40 placed | by <June> & *later*")
        kpi = await store.kpis.add(found, description(code="placed", target=Decimal(4)))
        await store.kpi_values.keep(kpi, date(2026, 10, 1), Figure(ValueState.given, Decimal(3)))
        said = Reviewed(
            held_at=store.now,
            progress="Twelve placed\nThe intake works",
            goal_notes={str(goal.id): "Twelve so far"},
            decisions="Apply together",
            notes="The rent is a secret",
            members=[AMELIE],
        )
        await store.reviews.record(found, said)
    await reviewing.raised(house, partner, "The funding ends in March")
    await reviewing.raised(house, partner, "Their director is hard to reach", internal=True)


async def shared(house: House, user: str, *, kind: str, internal: bool = False, language: str = "en") -> str:
    """What the person is sent: the text of the file."""
    person = house.playground.person(user)
    await person.command(f"/partner review {NAME}", channel=GENERAL)
    await person.click("reviews.open")
    await person.click("reviews.share")
    person.fill("language", language)
    person.fill("kind", kind)
    if internal:
        person.fill("internal", ["yes"])
    before = len(await files(house, user))
    await person.submit()
    if len(await files(house, user)) == before:
        return "\n".join(block["text"]["text"] for block in person.modal["blocks"])
    file = (await files(house, user))[-1]
    if kind == "md":
        return file.content.decode()
    document = Document(BytesIO(file.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def test_what_is_shared_holds_nothing_internal(house: House) -> None:
    await recorded(house)
    for kind in ("docx", "md"):
        text = await shared(house, AMELIE, kind=kind)
        for fact in (
            "Review of our partnership",
            "Twelve so far",
            "Apply together",
            "fewer than 5",
            "The funding ends",
        ):
            assert fact in text, (kind, fact)
        for secret in ("secret", "director", "\n3\n"):
            assert secret not in text, (kind, secret)
    text = await shared(house, AMELIE, kind="md", internal=True)
    assert "The rent is a secret" in text
    assert "hard to reach" in text
    assert r"40 placed \| by \<June\> \& \*later\*" in text
    assert house.playground.refused == []


async def test_in_french_and_where_files_are_not_taken(house: House) -> None:
    await recorded(house)
    text = await shared(house, MARC, kind="docx", language="fr")
    for fact in ("Bilan de notre partenariat", "Difficultés en cours", "moins de 5", "Présences\u00a0: Amélie"):
        assert fact in text, fact
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    text = await shared(house, MARC, kind="docx", language="fr")
    assert "n’accepte pas ce genre de fichier" in text
    assert "# Bilan de notre partenariat" in text
    assert [one.name for one in house.playground.refused] == ["files.getUploadURLExternal"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_built_in_document_is_what_its_maker_makes(language: str) -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with ZipFile(BytesIO(data)) as file:
            return {name: file.read(name) for name in file.namelist()}

    assert parts((DOCUMENTS / f"review.{language}.docx").read_bytes()) == parts(built(language)), "run make documents"
