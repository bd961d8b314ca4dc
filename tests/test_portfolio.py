"""A portfolio's summary: what a practitioner attaches to a certification file, and what of it stays in the house."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.paper import LANGUAGES, clean
from messages.papers import DOCUMENTS
from messages.portfolio_build import built
from messages.portfolio_paper import Naming, Summary, docx, facts
from storage.agreement import AgreementState
from storage.agreement_parts import AgreementKind
from storage.organizations import Kind
from storage.portfolio import PROFICIENT, Developed
from tests import agreeing
from tests.house import AMELIE, GENERAL, MARC, SAM, House


def developed(n: int = 1, **changes: Any) -> Developed:
    given: dict[str, Any] = {
        "agreement_id": n,
        "title": f"Joint intake {n} with Rivière-Nord",
        "kind": AgreementKind.letter,
        "state": AgreementState.in_force,
        "partner": f"Centre Rivière-Nord {n}",
        "partner_kinds": (Kind.community,),
        "confidential": False,
        "led": True,
        "signed": True,
        "signed_on": date(2026, 11, 12),
        "considered": 8,
        "begun_on": date(2026, 10, 1),
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 11, 30),
    }
    return Developed(**given | changes)


def summary(*these: Developed, language: str = "en", naming: Naming = Naming.open, **changes: Any) -> Summary:
    given: dict[str, Any] = {"name": "Amélie Roy", "position": "Employment counsellor", "organization": "Durham Works"}
    return Summary(**given | changes, language=language, naming=naming, made_on=date(2026, 11, 27), developed=these)


def opened(data: bytes) -> Any:
    return Document(BytesIO(data))


def text_of(document: Any) -> str:
    """All text of the body, tables included."""
    return "\n".join(Paragraph(one, document).text for one in document.element.body.iter("{*}p"))


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def headings(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == "Plain Heading"]


def test_it_says_whose_it_is_what_is_signed_and_leaves_room_to_sign() -> None:
    these = (
        developed(1, partner_kinds=(Kind.community, Kind.settlement)),
        developed(2, led=False, considered=5, ends_on=None, partner_kinds=(Kind.education,)),
        developed(3, signed=False, signed_on=None, starts_on=None, state=AgreementState.in_review),
    )
    document = opened(docx(summary(*these)))
    text = text_of(document)
    assert document.paragraphs[1].text == "Portfolio of partnership agreements"
    assert "2 of 5 agreements signed, over 3 kinds of partners." in text
    assert "competency 25.2, Build Strategic Partnerships, at least five partnership agreements (P4)" in text
    assert headings(document) == [
        "Signed agreements", "Agreements in preparation", "Kinds of partners", "Declaration and attestation",
    ]  # fmt: skip
    who, signed, begun, kinds, mine, theirs = (rows(table) for table in document.tables)
    assert who == [
        ["Name", "Amélie Roy"], ["Title", "Employment counsellor"], ["Organization", "Durham Works"],
        ["Date of this summary", "27 Nov 2026"],
    ]  # fmt: skip
    assert signed[1:] == [
        [
            "1", "Joint intake 1 with Rivière-Nord\nLetter of agreement\n8 of the 8 considerations",
            "Centre Rivière-Nord 1\nCommunity, Settlement", "Led",
            "Signed 12\xa0Nov\xa02026\n1\xa0Dec\xa02026 to 30\xa0Nov\xa02027", "In force",
        ],
        [
            "2", "Joint intake 2 with Rivière-Nord\nLetter of agreement\n5 of the 8 considerations",
            "Centre Rivière-Nord 2\nEducation", "Contributed",
            "Signed 12\xa0Nov\xa02026\nfrom 1\xa0Dec\xa02026 on", "In force",
        ],
    ]  # fmt: skip
    assert begun[1][4:] == ["Begun 1\xa0Oct\xa02026", "In review"]
    assert dict(kinds[1:]) == {
        "Community": "1", "Government": "0", "Education": "1", "Faith-based": "0", "Settlement": "1",
    }  # fmt: skip
    assert [one for one, _ in mine] == [one for one, _ in theirs] == ["Signature", "Name", "Title", "Date"]
    assert (mine[1][1], theirs[1][1]) == ("Amélie Roy", "")
    footer = document.sections[0].footer.paragraphs[0]
    assert footer.text.startswith("Portfolio of partnership agreements · Amélie Roy · 27 Nov 2026\tPage ")
    assert [code.text.strip() for code in footer._p.iter("{*}instrText")] == ["PAGE", "NUMPAGES"]
    assert document.core_properties.author == "Amélie Roy"
    assert document.core_properties.language == "en-CA"


def test_in_french_it_names_the_standard_as_its_own_edition_does() -> None:
    document = opened(docx(summary(*map(developed, range(7)), language="fr", position="")))
    text = text_of(document)
    assert "7 ententes signées (5 demandées), avec 1 type de partenaire." in text
    assert "compétence 25.2, Établir des partenariats" in text
    assert "(D4)" in text
    assert "Responsable" in text
    assert "Signée le 12\xa0nov.\xa02026\ndu 1er\xa0déc.\xa02026 au 30\xa0nov.\xa02027" in text
    assert [one for one, _ in rows(document.tables[0])] == ["Nom", "Organisme", "Date du sommaire"]
    assert document.core_properties.language == "fr-CA"


def test_with_nothing_signed_it_is_a_document_too() -> None:
    text = text_of(opened(docx(summary())))
    assert "0 of 5 agreements signed." in text
    assert "None is signed yet." in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("naming", "said", "unsaid"),
    [
        (Naming.every, ["Rivière-Nord 1", "Rivière-Nord 2"], ["withheld"]),
        (Naming.open, ["Rivière-Nord 1", "The name of 1 partner is withheld"], ["Rivière-Nord 2", "2 with Rivière"]),
        (Naming.nobody, ["The names of 2 partners are withheld", "Letter of agreement", "Health"], ["Rivière-Nord"]),
    ],
)
def test_a_partner_without_a_name_is_in_no_corner_of_the_file(
    naming: Naming, said: list[str], unsaid: list[str]
) -> None:
    """Titles of agreements name partners, so they go too; what is left is what kind of partner it is."""
    hidden = developed(2, confidential=True, partner_kinds=(Kind.health,))
    with ZipFile(BytesIO(docx(summary(developed(1), hidden, naming=naming)))) as file:
        everything = "".join(file.read(name).decode("utf-8", "ignore") for name in file.namelist())
    for text in said:
        assert text in everything
    for text in unsaid:
        assert text not in everything


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(Kind), max_size=3)), max_size=8))
def test_the_first_line_counts_what_the_tables_show(these: list[tuple[bool, set[Kind]]]) -> None:
    found = [
        developed(n, signed=signed, signed_on=date(2026, 11, 12) if signed else None, partner_kinds=tuple(kinds))
        for n, (signed, kinds) in enumerate(these)
    ]
    known = facts(summary(*found))
    signed = len(known["signed"])
    shown = f"{signed} of 5 agreements" if signed <= PROFICIENT else f"{signed} agreements signed (5 asked for)"
    assert known["progress"].startswith(shown)
    kinds = sum(one["count"] != "0" for one in known["kinds"])
    assert (f"over {kinds} kind" in known["progress"]) is (kinds > 0)
    assert signed + len(known["begun"]) == len(found)
    assert sum(one["title"] != "" for one in [*known["signed"], *known["begun"]]) == len(found)


HOSTILE = [
    "{{ 7 * 7 }}",
    "{% for a in b %}",
    "</w:t></w:r></w:p>",
    "&amp; <b>",
    "a\x00b\x0bc",
    "مركز",
    "👩🏽‍💻",
    "a\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_stays_text(text: str) -> None:
    one = developed(1, title=text, partner=text)
    document = opened(docx(summary(one, naming=Naming.every, name=text, position=text, organization=text)))
    found = "".join(text_of(document).split())
    assert found.count("".join(clean(text).split())) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_what_its_maker_makes(language: str) -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with ZipFile(BytesIO(data)) as file:
            return {name: file.read(name) for name in file.namelist()}

    assert parts((DOCUMENTS / f"portfolio.{language}.docx").read_bytes()) == parts(built(language)), (
        "run make documents"
    )


async def with_a_portfolio(house: House, who: str = AMELIE) -> Any:
    """Somebody with two agreements, one of them with a confidential partner, and their portfolio before them."""
    await agreeing.meet(house, AMELIE, SAM, MARC)
    async with house.store() as store:
        hidden = await agreeing.partner(store, name="Maison Hélène", kinds=[Kind.health], confidential=True)
        for partner, title in ((hidden, "Shelter with Maison Hélène"), (await agreeing.partner(store), "Joint intake")):
            begun = await agreeing.begun(store, partner, title=title)
            await agreeing.signed(store, await agreeing.written(store, begun))
        await store.portfolio.share([SAM])
    person = house.playground.person(who)
    await person.command("/partner portfolio", channel=GENERAL)
    return person


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def files(house: House, who: str) -> list[Any]:
    await house.liaison.afterwards.finished()
    told = house.playground.messages(house.playground.person(who).dm)
    return [house.playground.workspace.files[file["id"]] for one in told for file in one.get("files") or []]


async def test_it_comes_in_a_direct_message_and_what_left_is_on_record(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = await with_a_portfolio(house)
    await amelie.click("Summary for my file")
    assert amelie.modal["title"]["text"] == "Portfolio summary"
    amelie.fill("name", "046 454 286")
    assert "social insurance" in (await amelie.submit())["name"]
    amelie.fill("name", "Amélie Roy")
    amelie.fill("position", "Employment counsellor")
    assert await amelie.submit() == {}
    assert "It is on its way to your direct messages with Liaison." in seen(amelie)
    [file] = await files(house, AMELIE)
    assert file.name.startswith("Portfolio Amélie Roy 2026-")
    text = text_of(opened(file.content))
    assert "2 of 5 agreements signed, over" in text
    assert "Centre Rivière-Nord" in text
    assert "Signed 12\xa0Nov\xa02026" in text
    assert "of the 8 considerations" in text
    assert "Hélène" not in text
    assert "Name withheld\nHealth" in text
    async with house.store() as store:
        [entry] = [one for one in await store.audit.of(f"member:{AMELIE}") if "exported" in one.tag]
    assert (entry.by, entry.facts) == (AMELIE, {"agreements": 2, "naming": "open"})
    assert house.playground.refused == []


async def test_a_colleague_it_is_shown_to_reads_it_and_takes_nothing_away(house: House) -> None:
    sam = await with_a_portfolio(house, SAM)
    await sam.change("portfolio.look", AMELIE)
    assert "Amélie’s portfolio" in seen(sam)
    assert "Hélène" not in seen(sam)
    assert "portfolio.summary" not in seen(sam)
    await sam.close()
    await sam.click("Summary for my file")
    assert await sam.submit() == {}
    [file] = await files(house, SAM)
    assert "0 of 5 agreements signed." in text_of(opened(file.content))


async def test_in_french_and_where_no_files_are_taken(house: House) -> None:
    marc = await with_a_portfolio(house, MARC)
    await marc.click("Sommaire pour mon dossier")
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    assert await marc.submit() == {}
    assert await files(house, MARC) == []
    assert "n’accepte pas ce genre de fichier" in house.playground.dms(MARC)[-1]["text"]
    house.playground.faults.clear()
    await marc.close()
    await marc.click("Sommaire pour mon dossier")
    assert await marc.submit() == {}
    [file] = await files(house, MARC)
    assert "Portfolio d’ententes de partenariat" in text_of(opened(file.content))
    assert [one.name for one in house.playground.refused] == ["files.getUploadURLExternal"]
