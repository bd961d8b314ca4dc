"""Agreements on paper: every part, table and name stands in the DOCX and in the Markdown, and nothing of it is code."""

import sys
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import product
from subprocess import run
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from messages.agreement_parts import FIELDS, KINDS, PARTS, part_name
from messages.paper import clean
from messages.paper_build import built
from messages.paper_chapters import words_of
from messages.paper_facts import paths, shape
from messages.papers import built_in, docx, facts, markdown
from storage.agreement_parts import ASKS, EIGHT, NEEDED, AgreementKind, Content, Part
from tests.paper import english, paper, signed

ALL = list(product(AgreementKind, ("en", "fr")))
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def opened(data: bytes) -> Any:
    return Document(BytesIO(data))


def said(document: Any) -> str:
    """All text of the body, tables included, in order; each paragraph and cell on a line."""
    return "\n".join(
        "".join(text.text or "" if text.tag.endswith("}t") else "\n" for text in paragraph.xpath(".//w:t | .//w:br"))
        for paragraph in document.element.body.iter("{*}p")
    )


def headings(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == "Heading 1"]


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_each_part_table_and_name_is_in_its_place(kind: AgreementKind, language: str) -> None:
    one = paper(kind, language)
    words = words_of(one)
    document = opened(docx(one))
    text = said(document)
    assert headings(document) == [part_name(words, part) for part in Part if part is not Part.parties]
    assert words.text(KINDS[kind]) in text
    for name in ("Durham Works Employment Services Inc.", "Centre Rivière-Nord inc.", "Amélie Roy", "812345678"):
        assert name in text
    tables = {tuple(cell.text for cell in table.rows[0].cells): table for table in document.tables}
    for part, asks in ASKS.items():
        if asks.columns:
            heads = tuple(words.text(FIELDS[part][column.name]) for column in asks.columns)
            rows = one.content[part]["rows"]
            assert [row.cells[0].text for row in tables[heads].rows][1 : len(rows) + 1] == [
                next(iter(row.values())) for row in rows
            ]
            assert tables[heads].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
            assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in tables[heads].rows)
    money = "24\u00a0000,50\u00a0$" if language == "fr" else "$24,000.00"
    assert [money] == [
        row.cells[-1].text for table in document.tables for row in table.rows if row.cells[0].text == "Total"
    ][-1:]
    assert [one.text for one in document.paragraphs if one.text.startswith(("For ", "Pour "))][-2:] == [
        words.text("For {partner}", partner="Durham Works Employment Services Inc."),
        words.text("For {partner}", partner="Centre Rivière-Nord inc."),
    ]


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_it_says_what_it_is_to_people_and_to_their_software(kind: AgreementKind, language: str) -> None:
    document = opened(docx(paper(kind, language)))
    about = document.core_properties
    assert (about.title, about.author, about.language) == (
        paper(kind, language).title,
        "Durham Works",
        f"{language}-CA",
    )
    assert about.modified == datetime(2026, 11, 24, tzinfo=UTC)
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {f"{language}-CA"}
    section = document.sections[0]
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith(f"{paper(kind, language).title} · Version 3 · 24 ")
    assert [code.text.strip() for code in footer._p.iter("{*}instrText")] == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == {"en": "Draft", "fr": "Ébauche"}[language]
    assert facts(paper(kind, language))["notice"] in said(document)


def test_a_signed_one_names_who_signed_when_and_is_no_draft() -> None:
    document = opened(docx(signed()))
    text = said(document)
    assert "This version changes version 2, which was signed." in text
    assert "Version 3 · 24 Nov 2026 · Signed" in text
    assert document.sections[0].header.paragraphs[0].text == ""
    rows = [[cell.text for cell in row.cells] for table in document.tables[-2:] for row in table.rows]
    assert rows == [
        ["Signature", ""], ["Name", "Amélie Roy"], ["Title", "Executive Director"], ["Date", "25 Nov 2026"],
        ["Signature", ""], ["Name", "Maria Silva"], ["Title", "Executive Director"], ["Date", "27 Nov 2026"],
    ]  # fmt: skip
    assert "· Maria Silva · Executive Director · signed on 27 Nov 2026" in markdown(signed())


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_what_is_needed_and_not_said_is_to_be_agreed_the_rest_is_left_out(kind: AgreementKind, language: str) -> None:
    one = paper(kind, language, content={"funding": {"funded": "none"}})
    words, text = words_of(one), said(opened(docx(one)))
    needed = [part for part in Part if part in NEEDED[kind] or part is Part.funding]
    assert headings(opened(docx(one))) == [part_name(words, part) for part in needed]
    assert text.count(words.text("To be agreed.")) == len([part for part in needed if part is not Part.funding])
    assert "Durham Works" in text
    assert {"en": "No money changes hands", "fr": "Aucune somme n’est versée"}[language] in text
    assert "{" not in text
    assert markdown(one).count("## ") == len(needed) + 2


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_built_in_documents_are_what_their_maker_makes(kind: AgreementKind, language: str) -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with ZipFile(BytesIO(data)) as file:
            return {name: file.read(name) for name in file.namelist()}

    assert parts(built_in(kind, language)) == parts(built(kind, language)), "run make documents"


def test_facts_are_what_is_documented_and_plain() -> None:
    def plain(known: Any, like: Any) -> None:
        assert type(known) is type(like)
        if isinstance(known, dict):
            assert list(known) == list(like)
            for name, one in known.items():
                plain(one, like[name])
        if isinstance(known, list):
            for one in known:
                plain(one, like[0])

    for language in ("en", "fr"):
        plain(facts(paper(language=language)), shape())
        plain(facts(paper(language=language, content={})), shape())
    assert len(paths()) == len(set(paths()))
    assert {"title", "sides[].name", "goals.rows[].measure", "funding.sum", "parts[].rows[][]"} <= set(paths())
    assert facts(paper())["services"]["sum"] == "$28,800.00"
    assert [part["number"] for part in facts(paper())["parts"]] == [str(number) for number in range(1, 22)]
    assert [facts(paper(content={}))[part]["number"] for part in EIGHT] == list("12345678")


def test_the_markdown_is_a_document_with_its_tables() -> None:
    html = COMMONMARK.render(markdown(paper()))
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 1 + 21 + 1
    assert html.count("<table>") == 7
    assert html.count("<strong>") == 1 + len(
        [line for line in markdown(paper()).splitlines() if line.startswith("- **")]
    )
    for part in Part:
        assert part_name(words_of(paper()), part) in html


def filled_with(texts: list[str]) -> Content:
    """The whole agreement, each of its texts another one."""
    content, at = english(), 0

    def next_text() -> str:
        nonlocal at
        at += 1
        return texts[at % len(texts)]

    for part, asks in ASKS.items():
        for one in asks.fields:
            if one.asked in ("text", "line") and one.name != "currency":
                content[part][one.name] = next_text()
        for row in content[part].get("rows", []):
            for column in asks.columns:
                if column.asked in ("text", "line"):
                    row[column.name] = next_text()
    return content


TEXTS = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=60),
        st.text("{}%#_*<>&`~|[]()!\\\n\t\r\x00\x0b-+=.:1 a@/'\"", min_size=1, max_size=30),
        st.sampled_from([
            "{{ 7 * 7 }}", "{%p for a in b %}", "{_{ x }_}", "{{r title }}", "{% raw %}", "{# x #}", "}}", "]]>",
            "&amp;", "</w:t></w:r></w:p>", "<!-- x", "مركز النهر", "👩🏽‍💻 🇨🇦", "a\u202eb", "1. one\n2. two",
            "- a\n\n# b", "http://a.b", "$x$", "www.a.b", "a@b.c", "a | b", "---", "===", "\u2028",
            "ﬁ\ufffe\uffff\ud800",
        ]),
    ),
    min_size=3, max_size=12,
)  # fmt: skip


def visible(text: str) -> str:
    """What is left of a text when blanks are not counted."""
    return "".join(clean(text).split())


@settings(max_examples=15, deadline=None)
@given(texts=TEXTS, kind=st.sampled_from(AgreementKind), language=st.sampled_from(["en", "fr"]))
def test_no_word_is_lost_and_nothing_is_evaluated_in_word(texts: list[str], kind: AgreementKind, language: str) -> None:
    one = paper(kind, language, content=filled_with(texts), title=texts[0], ours=texts[1], theirs=texts[2])
    document = opened(docx(one))
    text = visible(said(document))
    for given_text in texts:
        assert visible(given_text) in text
    assert not {part.style.name for part in document.paragraphs} - {
        "Normal", "Title", "Subtitle", "Kind", "Note", "Cell", "Heading 1", "Heading 2", "Plain Heading",
    }  # fmt: skip


@cache
def plain_tokens() -> list[Any]:
    """What the document is made of when nobody has typed markup into it."""
    return COMMONMARK.parse(markdown(paper()))


@settings(max_examples=20, deadline=None)
@given(texts=TEXTS)
def test_no_word_is_lost_and_nothing_is_markup_in_markdown(texts: list[str]) -> None:
    one = paper(content=filled_with(texts), title=texts[0], ours=texts[1], theirs=texts[2])
    tokens = COMMONMARK.parse(markdown(one))
    inline = [token for token in tokens if token.type == "inline"]
    text = visible("".join(child.content for token in inline for child in token.children or []))
    for given_text in texts:
        assert visible(given_text) in text
    plain = plain_tokens()
    assert {token.type for token in tokens} <= {token.type for token in plain}
    kinds = {child.type for token in inline for child in token.children or []}
    assert kinds <= {"text", "text_special", "hardbreak", "softbreak", "strong_open", "strong_close"}
    assert [token.type for token in tokens].count("heading_open") == [token.type for token in plain].count(
        "heading_open"
    )


def test_a_long_table_and_a_long_text_are_kept_whole() -> None:
    content = english()
    content["goals"]["rows"] = [{"goal": f"Goal {number}", "measure": "x" * 300} for number in range(20)]
    content["purpose"]["why"] = "wording " * 4000
    document = opened(docx(paper(content=content)))
    assert said(document).count("wording ") == 4000
    assert next(len(table.rows) for table in document.tables if table.rows[0].cells[0].text == "Goal") == 21


def test_starting_loads_nothing_of_docxtpl() -> None:
    code = "import sys, handlers, messages.papers; print([m for m in ('docxtpl', 'docx', 'lxml') if m in sys.modules])"
    found = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout == "[]\n"


def test_every_part_has_a_name_that_stands_in_the_documents() -> None:
    assert set(PARTS) == set(Part)
