"""Documents as people ask for them in Slack: sent to them alone, read on the spot, made from templates of their own."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from handlers import templates as own_documents
from messages import papers
from messages import template_form as form
from storage.agreement_parts import AgreementKind
from storage.errors import NotFound
from tests import agreeing
from tests.docx import with_entry, written
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House

NAME = "Centre Rivière-Nord"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the house gives Liaison for an answer: a busy machine changes nothing of what is said where."""
    monkeypatch.setattr(own_documents, "PATIENCE", 15)


def seen(view: dict[str, Any] | None) -> str:
    assert view is not None
    return str(view["blocks"])


async def opened(house: House, who: str = AMELIE) -> Any:
    """A written agreement, opened by somebody."""
    await agreeing.meet(house)
    async with house.store() as store:
        await agreeing.written(store)
    person = house.playground.person(who)
    await person.command(f"/partner agree {NAME}", channel=GENERAL)
    return person


async def files(house: House, who: str = AMELIE) -> list[Any]:
    """The files in somebody's direct messages with Liaison, oldest first."""
    await house.liaison.afterwards.finished()
    actor = house.playground.person(who)
    told = house.playground.messages(actor.dm)
    known = house.playground.workspace.files
    return [known[file["id"]] for one in told for file in one.get("files") or []]


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


async def templates(house: House, who: str = AMELIE) -> Any:
    """The workspace's own documents, opened by somebody."""
    person = await opened(house, who)
    await person.click(papers.TEMPLATES)
    return person


async def test_documents_come_in_direct_messages(house: House) -> None:
    amelie = await opened(house)
    await amelie.click(papers.WORD)
    (file,) = await files(house)
    assert file.name == "Joint intake v1.docx"
    text = text_of(file.content)
    assert "Memorandum of understanding" in text
    assert "To bring forty newcomers into paid work by June." in text
    assert "Version 1 · 12 Nov 2026 · Drafting" in text
    assert "It is on its way to your direct messages with Liaison." in seen(amelie.modal)
    await amelie.click(papers.MARKDOWN)
    assert (await files(house))[1].name == "Joint intake v1.md"
    assert (await files(house))[1].content.decode().startswith("# Joint intake\n")
    assert house.playground.refused == []


async def test_each_version_is_the_paper_it_was(house: House) -> None:
    await agreeing.meet(house)
    async with house.store() as store:
        agreement = await agreeing.signed(store)
        await store.agreements.amend(await store.agreements.for_change(agreement.id))
        await store.agreements.describe(agreement, kind=AgreementKind.letter, title="Accueil", language="fr")
        await store.agreements.save_version(agreement, why="for the new year")
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click(papers.WORD)
    (newest,) = await files(house, MARC)
    text = text_of(newest.content)
    assert newest.name == "Accueil v2.docx"
    assert "Lettre d’entente" in text
    assert "La présente version modifie la version 1, qui avait été signée." in text
    assert Document(BytesIO(newest.content)).sections[0].header.paragraphs[0].text == "Ébauche"


async def test_only_who_may_see_the_partner_gets_its_documents(house: House) -> None:
    sam = await opened(house, SAM)
    async with house.store() as store:
        partner = await store.partners.get(1)
        partner.confidential = True
    for action in (papers.WORD, papers.MARKDOWN, papers.PREVIEW):
        await sam.click(action)
        assert "you do not have access to it" in seen(sam.modal)
    assert await files(house, SAM) == []


async def test_a_workspace_that_takes_no_files_is_told_what_to_do(house: House) -> None:
    amelie = await opened(house)
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    await amelie.click(papers.WORD)
    assert await files(house) == []
    assert "You can still read it here, in Slack." in house.playground.dms(AMELIE)[-1]["text"]
    await amelie.click(papers.PREVIEW)
    assert "To bring forty newcomers" in seen(amelie.modal)


async def test_an_own_document_is_checked_used_and_removed(house: House) -> None:
    amelie = await templates(house)
    assert "None yet" in seen(amelie.modal)
    data = written("Our own: {{ title }} with {{ theirs }}", "{{ purpose.why }}")
    amelie.fill(form.FILE, ("ours.docx", data))
    assert await amelie.submit() == {}
    assert "*ours.docx* is used from now on." in seen(amelie.modal)
    assert "3 fields were found, all known:" in seen(amelie.modal)
    assert "`purpose.why`, `theirs`, `title`" in seen(amelie.modal)
    await amelie.close()
    await amelie.click(papers.WORD)
    assert text_of((await files(house))[-1].content).startswith(
        "Our own: Joint intake with Centre Rivière-Nord\nTo bring forty"
    )
    await amelie.click(papers.TEMPLATES)
    assert "ours.docx · Amélie, 12 Nov 2026" in seen(amelie.modal)
    await amelie.click(form.REMOVE)
    assert "None yet" in seen(amelie.modal)
    await amelie.close()
    await amelie.click(papers.WORD)
    assert "Memorandum of understanding" in text_of((await files(house))[-1].content)
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.docx",
            written("{{ tittle }} {{ nobody.knows }}"),
            "does not know these fields: nobody, tittle (perhaps title)",
        ),
        ("a.docx", written("{{ title.__class__ }}"), "Please change this: “{{ title.__class__ }}”"),
        ("a.docx", b"no zip", "This is not a Word document."),
        ("a.docx", with_entry("word/vbaProject.bin", b"x"), "carries macros or embedded files (vbaProject.bin)"),
        ("a.docx", bytes(6 * 1024 * 1024), "This file is larger than 5 MB."),
    ],
)
async def test_what_is_wrong_with_a_document_is_said_below_it(house: House, name: str, data: bytes, said: str) -> None:
    amelie = await templates(house)
    amelie.fill(form.FILE, (name, data))
    assert said in (await amelie.submit())[form.FILE]
    async with house.store() as store:
        assert await store.templates.all() == []
    assert house.playground.refused == []


async def test_a_check_that_lasts_goes_on_after_the_answer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_documents, "PATIENCE", 0)
    amelie = await templates(house)
    amelie.fill(form.FILE, ("a.docx", written("{{ tittle }}")))
    assert await amelie.submit() == {}
    assert "is being checked" in seen(amelie.modal)
    await house.liaison.afterwards.finished()
    assert "does not know these fields: tittle (perhaps title)" in seen(amelie.modal)
    await amelie.click("Choose another")
    amelie.fill(form.FILE, ("a.docx", written("{{ title.__class__ }}")))
    assert await amelie.submit() == {}
    await house.liaison.afterwards.finished()
    said = amelie.modal["blocks"][0]["text"]
    assert said["type"] == "plain_text", "Slack would read what is between underscores as italics"
    assert "{{ title.__class__ }}" in said["text"]
    await amelie.click("Choose another")
    amelie.fill(form.FILE, ("ours.docx", written("{{ title }}")))
    assert await amelie.submit() == {}
    await house.liaison.afterwards.finished()
    assert "*ours.docx* is used from now on." in seen(amelie.modal)
    assert house.playground.refused == []


async def test_a_form_without_a_file_and_a_file_slack_keeps_are_said_too(house: House) -> None:
    amelie = await templates(house)
    assert form.FILE in await amelie.submit()
    amelie.fill(form.FILE, ("a.docx", written("{{ title }}")))
    house.playground.workspace.scopes.discard("files:read")
    assert form.FILE in await amelie.submit()


async def test_templates_are_for_coordinators(house: House) -> None:
    await agreeing.meet(house, AMELIE, SAM, PRIYA)
    priya = await opened(house, PRIYA)
    assert "Own documents" not in seen(priya.modal)


async def test_a_built_in_document_can_be_started_from(house: House) -> None:
    amelie = await templates(house)
    await amelie.change(form.START, "letter:fr")
    (file,) = await files(house)
    assert file.name == "letter.fr.docx"
    assert file.content == papers.built_in(AgreementKind.letter, "fr")
    amelie.fill(form.FILE, (file.name, file.content))
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_the_kind_s_own_document_goes_before_that_for_all_and_the_newest_before_an_older(
    house_anywhere: House,
) -> None:
    async with house_anywhere.store() as store:
        keep = store.templates.keep
        await keep(kind=None, language="en", name="all.docx", data=b"1")
        await keep(kind=AgreementKind.letter, language="en", name="letter.docx", data=b"2")
        await keep(kind=AgreementKind.letter, language="en", name="newer.docx", data=b"3")
        await keep(kind=None, language="fr", name="tout.docx", data=b"4")
        await keep(kind=AgreementKind.contract, language="fr", name="contrat.docx", data=b"5")
    async with house_anywhere.store() as store:
        found = [
            await store.templates.of(kind, language)
            for kind, language in (("letter", "en"), ("contract", "en"), ("letter", "fr"))
        ]
        assert [one and one.data for one in found] == [b"3", b"1", b"4"]
        assert [one.name for one in await store.templates.all()] == [
            "all.docx",
            "tout.docx",
            "contrat.docx",
            "newer.docx",
        ]
        await store.templates.remove(found[0].id)
        with pytest.raises(NotFound):
            await store.templates.remove(found[0].id)
        assert (await store.templates.of(AgreementKind.letter, "en")).data == b"1"
        assert [entry.tag for entry in await store.audit.of("template:letter:en")] == [
            "template:document:removed", "template:document:kept", "template:document:kept",
        ]  # fmt: skip
