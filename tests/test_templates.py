"""A workspace's own template: what it may be, what it may do, and every way in which it may not harm."""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import errors
from messages.papers import built_in, docx
from messages.templates import Template, inspect
from messages.words import Words
from storage.agreement_parts import AgreementKind
from storage.errors import (
    CarriesMacros,
    CodeMisplaced,
    CodeNotAllowed,
    NotADocx,
    PasswordProtected,
    RefersOutside,
    Refused,
    TemplateBroken,
    TemplateExpands,
    TemplateTooBig,
    TemplateTooLong,
    UnsafeXml,
)
from tests.docx import BODY, changed, entries, in_body, related, saved, with_entry, written, zipped
from tests.paper import paper

WORDS = (Words("en", ZoneInfo("UTC")), Words("fr", ZoneInfo("UTC")))
PAYLOADS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ title|attr('__class__') }}",
    "{{ self.__init__.__globals__.__builtins__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ config.items() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ request.application.__globals__ }}",
    "{{ (title|string).__class__ }}",
    "{{ title.format(x) }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ '%s'|format(title) }}",
    "{{ title|map('upper') }}",
    "{{ goals.rows|map(attribute='__class__')|list }}",
    "{{ goals.rows.append(1) }}",
    "{{ goals.rows.clear() }}",
    "{{ goals.pop('rows') }}",
    "{{ range(9999999) }}",
    "{{ 'a' * 9999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ [1] * 99999999 }}",
    "{{ {'a': 1} }}",
    "{{ title ~ title }}",
    "{{ title[0:3] }}",
    "{{ title[title] }}",
    "{{ goals.rows[0:1] }}",
    "{{ goals.rows['0'] }}",
    "{{ goals }}",
    "{{ goals.rows }}",
    "{{ parts|join }}{{ parts|upper }}",
    "{{ dict(a=1) }}",
    "{{ x if title else y }}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ debug() }}",
    "{{ title|pprint }}",
    "{{ title|safe }}",
    "{{ title|e }}",
    "{{ title|default(range(9)) }}",
    "{{ title|default(__builtins__) }}",
    "{{ _ }}",
    "{{ __import__('os') }}",
    "{% set x = title.__class__ %}",
    "{% set ns = namespace() %}",
    "{% set goals.rows = [] %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call m() %}{% endcall %}",
    "{% import 'os' as os %}",
    "{% from 'a' import b %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'a' %}",
    "{% block a %}{% endblock %}",
    "{% filter upper %}a{% endfilter %}",
    "{% with a = 1 %}{% endwith %}",
    "{% do goals.rows.append(1) %}",
    "{% autoescape false %}{{ title }}{% endautoescape %}",
    "{% for a in range(99999) %}{% endfor %}",
    "{% for a in title %}{{ a }}{% endfor %}",
    "{% for a in goals %}{{ a }}{% endfor %}",
    "{% for a, b in goals.items() %}{% endfor %}",
    "{% for __a in goals.rows %}{% endfor %}",
    "{% for a in parts recursive %}{{ loop(parts) }}{% endfor %}",
    "{% for a in parts %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for a in parts %}{% for b in parts %}{% for c in parts %}{% for d in parts %}{% endfor %}{% endfor %}"
    "{% endfor %}{% endfor %}",
    "{% if a %}{% if a %}{% if a %}{% if a %}{% endif %}{% endif %}{% endif %}{% endif %}",
    "{% if title is callable %}{% endif %}",
    "{% if title is filter('upper') %}{% endif %}",
    "{{ (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
    "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((title }}",
    "{{ }}",
    "{{ title",
    "{% if title %}",
    "{% endif %}",
    "{% for a in goals.rows %}",
    "{% while true %}",
    "{% vm %}",
    "{% hm %}",
    "{% colspan title %}",
    "{% cellbg title %}",
    "title }}",
    "{{ title %}",
    "{{ {{ title }} }}",
    "{%tr for row in goals.rows %}",
    "{{ " + "title or " * 60 + "title }}",
]


def numbered(count: int) -> bytes:
    """XML of so many elements that compresses no better than usual."""
    return b"<a>" + "".join(f"<b>{number}</b>" for number in range(count)).encode() + b"</a>"


def inspected(data: bytes) -> Template:
    """Inspects whatever it is given, and is never kept busy by it: the seconds are those of the processor."""
    begun = time.thread_time()
    try:
        return inspect(data)
    finally:
        assert time.thread_time() - begun < 6


def test_the_built_in_documents_pass_and_use_documented_fields_only() -> None:
    for kind in (AgreementKind.memorandum, AgreementKind.letter):
        found = inspected(built_in(kind, "fr"))
        assert found.unknown == ()
        assert {"title", "goals.rows[].measure", "signatures[].party", "sides[].number", "purpose.why"} <= {
            *found.fields
        }


def test_fields_and_unknown_names_are_told_apart() -> None:
    found = inspected(
        written(
            "{{ title }} {{ goals.rows[0].goal|upper }} {{ tittle }} {{ goals.colour }}",
            "{%p for row in services.rows if row.giver %}",
            "{{ loop.index }} {{ row.what }} {{ row.price|default('-') }} {{ sides[1]['name'] }}",
            "{%p else %}",
            "{{ title|length }}",
            "{%p endfor %}",
            "{% if draft and not amends or version == '1' %}{% elif funding.total is defined %}{% endif %}",
            "{% for line in purpose.why|lines %}{{ line }}{% endfor %}",
            "{% for a in nobody.rows %}{{ a.b.c }}{% endfor %}",
        )
    )
    assert found.unknown == ("goals.colour", "nobody", "services.rows[].price", "tittle")
    assert found.fields == (
        "amends", "draft", "funding.total", "goals.rows[].goal", "purpose.why", "services.rows[].giver",
        "services.rows[].what", "sides[].name", "title", "version",
    )  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_code_that_does_more_is_refused_with_its_place(payload: str) -> None:
    document = written("Before", f"Here: {payload}", "{{ title }}")
    with pytest.raises((CodeNotAllowed, CodeMisplaced)) as refused:
        inspected(document)
    place = refused.value.facts["place"]
    assert place.startswith("Here:") or payload in ("{% if title %}", "{% for a in goals.rows %}")
    for words in WORDS:
        assert place in errors.refused(words, refused.value)


@pytest.mark.parametrize("payload", [
    "{{ cycler }}", "{{ config }}", "{{ self }}", "{{ request }}", "{{ lipsum }}", "{{ title.x }}", "{{ none }}",
])  # fmt: skip
def test_names_nobody_documents_are_never_values(payload: str) -> None:
    try:
        found = inspected(written(payload))
    except CodeNotAllowed:
        return
    assert found.unknown
    with pytest.raises(TemplateBroken):
        docx(paper(), written(payload))


@pytest.mark.parametrize("place", ["header", "footer", "first_page_header", "even_page_footer", "table"])
def test_code_is_looked_for_wherever_it_is_filled(place: str) -> None:
    document = Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    if place == "table":
        document.add_table(1, 1).cell(0, 0).text = "{{ title.__class__ }}"
    else:
        getattr(section, place).paragraphs[0].text = "{{ title.__class__ }}"
    with pytest.raises(CodeNotAllowed):
        inspected(saved(document))


def test_code_in_a_text_box_is_looked_for() -> None:
    box = (
        '<w:p><w:r><w:t>{} </w:t><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    assert inspected(in_body(box.format("{{ title }}", "{{ kind }}"))).fields == ("kind", "title")
    for one, other, refusal in (("a", "{{ a.__class__ }}", CodeNotAllowed), ("{{ ti", "tle }}", CodeMisplaced)):
        with pytest.raises(refusal):
            inspected(in_body(box.format(one, other)))


def test_code_in_footnotes_is_looked_for() -> None:
    notes = (
        '<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>{{ title.__class__ }}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = related("footnotes", "footnotes.xml", external=False)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = changed(
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>',
        data,
    )
    with pytest.raises(CodeNotAllowed):
        inspected(with_entry("word/footnotes.xml", notes.encode(), data))
    assert inspected(with_entry("word/footnotes.xml", notes.replace(".__class__", "").encode(), data)).fields == (
        "title",
    )


def test_code_split_over_runs_is_read_as_word_shows_it() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ ti", "tle.__cl", "ass__ }", "}"):
        paragraph.add_run(piece)
    with pytest.raises(CodeNotAllowed):
        inspected(saved(document))
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ ti", "tle }", "}"):
        paragraph.add_run(piece).bold = piece == "{"
    assert inspected(saved(document)).fields == ("title",)
    assert "Joint intake in Durham" in text_of(docx(paper(), saved(document)))


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        (lambda: b"", NotADocx),
        (lambda: b"%PDF-1.7 not a zip", NotADocx),
        (lambda: b"PK\x03\x04" + b"\0" * 100, NotADocx),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, PasswordProtected),
        (lambda: b"\0" * (50 * 1024 * 1024), TemplateTooBig),
        (lambda: zipped({"a.txt": b"hello"}), NotADocx),
        (lambda: zipped({"[Content_Types].xml": b"<Types/>", BODY: b"<w:document/>"}), NotADocx),
        (lambda: zipped({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}), NotADocx),
        (lambda: with_entry("word/media/bomb.png", b"\0" * 30_000_000), TemplateExpands),
        (lambda: with_entry("word/media/bomb.png", b"\0" * 3_000_000), TemplateExpands),
        (lambda: with_entry("word/big.xml", b"<a>" + bytes(range(65, 91)) * 200_000 + b"</a>"), TemplateExpands),
        (lambda: zipped({f"word/{number}.xml": b"<a/>" for number in range(1000)}), TemplateExpands),
        (lambda: zipped({f"word/{number}.xml": b"<a/>" for number in range(500)}), TemplateExpands),
        (lambda: with_entry("../../etc/passwd", b"x"), NotADocx),
        (lambda: with_entry("/etc/passwd", b"x"), NotADocx),
        (lambda: with_entry("word\\..\\evil.xml", b"<a/>"), NotADocx),
        (lambda: with_entry("C:evil.xml", b"<a/>"), NotADocx),
        (lambda: with_entry("word/Document.xml", b"<a/>"), NotADocx),
        (lambda: with_entry("word/vbaProject.bin", b"x"), CarriesMacros),
        (lambda: with_entry("word/embeddings/inner.docx", written("{{ title }}")), CarriesMacros),
        (lambda: with_entry("word/activeX/activeX1.bin", b"x"), CarriesMacros),
        (lambda: changed("[Content_Types].xml", "openxmlformats-officedocument.wordprocessingml.document.main",
                 "ms-word.document.macroEnabled.main"), CarriesMacros),
        (lambda: changed("[Content_Types].xml", "wordprocessingml.document.main", "wordprocessingml.template.main"),
         NotADocx),
        (lambda: changed("[Content_Types].xml", "</Types>",
                 '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
         CarriesMacros),
        (lambda: changed("[Content_Types].xml", "</Types>", '<Override PartName="/word/media/a.png" ContentType='
                 '"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>'), NotADocx),
        (lambda: related("vbaProject", "a.xml", external=False), CarriesMacros),
        (lambda: related("oleObject", "a.xml", external=False), CarriesMacros),
        (lambda: related("attachedTemplate", "file:///C:/evil.dotm"), RefersOutside),
        (lambda: related("attachedTemplate", "evil.dotm", external=False), RefersOutside),
        (lambda: related("image", "https://evil.example/a.png"), RefersOutside),
        (lambda: related("oleObject", "https://evil.example/a.bin"), RefersOutside),
        (lambda: related("hyperlink", "file:///etc/passwd"), RefersOutside),
        (lambda: related("hyperlink", "javascript:alert(1)"), RefersOutside),
        (lambda: related("hyperlink", "\\\\evil.example\\share"), RefersOutside),
        (lambda: related("aFChunk", "a.html", external=False), RefersOutside),
        (lambda: related("frame", "a.html", external=False), RefersOutside),
        (lambda: in_body('<w:altChunk r:id="rId1"/>'), RefersOutside),
        (lambda: in_body("<w:p><w:r><w:object/></w:r></w:p>"), CarriesMacros),
        (lambda: in_body('<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata'
                 ' src="https://evil.example/a.png"/></v:shape></w:pict></w:r></w:p>'), RefersOutside),
        (lambda: in_body('<w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'), RefersOutside),
        (lambda: in_body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDE</w:instrText>'
                 '</w:r><w:r><w:instrText>PICTURE "https://evil.example"</w:instrText></w:r></w:p>'), RefersOutside),
        (lambda: in_body('<w:p><w:fldSimple w:instr=\'HYPERLINK "file:///etc/passwd"\'/></w:p>'), RefersOutside),
        (lambda: changed(BODY, "<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document'),
         UnsafeXml),
        (lambda: changed(BODY, "<w:document", '<!DOCTYPE a SYSTEM "https://evil.example/a.dtd"><w:document'),
         UnsafeXml),
        (lambda: changed("word/styles.xml", "<w:styles", '<!DOCTYPE l [<!ENTITY a "l"><!ENTITY b "&a;&a;">]><w:styles'),
         UnsafeXml),
        (lambda: with_entry("customXml/item1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), UnsafeXml),
        (lambda: with_entry("word/u16.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
         UnsafeXml),
        (lambda: with_entry("word/u7.xml", b'<?xml version="1.0" encoding="UTF-7"?><a/>'), UnsafeXml),
        (lambda: with_entry("word/open.xml", b"<a><b></a>"), UnsafeXml),
        (lambda: with_entry("word/deep.xml", b"<a>" * 5000 + b"</a>" * 5000), UnsafeXml),
        (lambda: with_entry("word/many.xml", numbered(200_000)), UnsafeXml),
        (lambda: in_body("<!-- {{ title.__class__ }} -->"), UnsafeXml),
        (lambda: in_body("<w:p><w:r><w:t><![CDATA[{{ title.__class__ }}]]></w:t></w:r></w:p>"), UnsafeXml),
        (lambda: in_body("<?php {{ title }} ?>"), UnsafeXml),
        (lambda: in_body('<w:p><w:bookmarkStart w:id="1" w:name="{{ title.__class__ }}"/></w:p>'), CodeMisplaced),
        (lambda: in_body("<w:p><w:r><w:delText>{{ title.__class__ }}</w:delText></w:r></w:p>"), CodeMisplaced),
        (lambda: in_body("<w:p><w:r><w:t>{{ title</w:t></w:r></w:p><w:p><w:r><w:t>.__class__ }}</w:t></w:r></w:p>"),
         CodeMisplaced),
        (lambda: changed(BODY, "xmlns:w=", "xmlns:n="), NotADocx),
        (lambda: in_body('<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'), NotADocx),
        (lambda: changed(BODY, "w:body>", "w:bodies>", changed(BODY, "</w:body>", "</w:bodies>")), TemplateBroken),
        (lambda: changed("_rels/.rels", "word/document.xml", "word/styles.xml"), TemplateBroken),
        (lambda: changed("word/_rels/document.xml.rels", "styles.xml", "nowhere.xml"), TemplateBroken),
        (lambda: in_body("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"), TemplateBroken),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plain_document_is_refused_by_name(made: Callable[[], bytes], refusal: type[Refused]) -> None:
    data = made()
    with pytest.raises(refusal) as refused:
        inspected(data)
    for words in WORDS:
        assert "{" not in errors.refused(words, refused.value).replace(refused.value.facts.get("place", "{"), "")


def test_an_encrypted_zip_an_odd_compression_and_a_repeated_name_are_refused() -> None:
    data = bytearray(written("{{ title }}"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    with pytest.raises(PasswordProtected):
        inspected(bytes(data))
    file = BytesIO()
    with ZipFile(file, "w", ZIP_LZMA) as target:
        for name, content in entries(written("{{ title }}")).items():
            target.writestr(name, content)
    with pytest.raises(NotADocx):
        inspected(file.getvalue())
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name, content in entries(written("{{ title }}")).items():
            target.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr(BODY, b"<a/>")
    with pytest.raises(NotADocx):
        inspected(file.getvalue())


def test_a_header_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(with_entry("word/media/bomb.png", b"\0" * 40_000_000))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/bomb.png"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises((NotADocx, TemplateExpands)):
        inspected(bytes(data))


def test_loops_within_loops_end() -> None:
    body = "x" * 3000
    document = written(
        "{% for a in parts %}{% for b in parts %}{% for c in parts %}" + body + "{% endfor %}{% endfor %}{% endfor %}"
    )
    with pytest.raises(TemplateTooLong):
        inspected(document)


@pytest.mark.parametrize(
    "paragraph",
    [
        "<w:p>" * 1 + "<w:r><w:t>{{r title }}</w:t></w:r></w:p>",
        '<w:p w:rsidR="00"/>' * 30_000,
        "<w:p><w:r>" + "<w:t>a</w:t>" * 30_000 + "</w:r></w:p>",
        "<w:p><w:r><w:t>" + "{{ title }}" * 1500 + "</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>{</w:t></w:r>"
        + '<w:r><w:t xml:space="preserve"></w:t></w:r>' * 20_000
        + "<w:r><w:t>{ title }}</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>" + "%}" * 3000 + "</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>" + "{" * 30_000 + "</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>" + "-%} " * 1000 + "</w:t></w:r></w:p>",
    ],
)
def test_no_shape_of_a_file_keeps_liaison_busy(paragraph: str) -> None:
    try:
        inspected(in_body(paragraph))
    except Refused:
        return


@settings(max_examples=15, deadline=None)
@given(code=st.lists(st.sampled_from([
    "{{", "}}", "{%", "%}", "{#", "#}", " ", "title", "goals", ".rows", "for x in", "if", "endif", "endfor", "else",
    "x", "__class__", "|upper", "|attr", "(", ")", "[0]", "'a'", "*", "r ", "p ", "tr ", "-", "_", "{", "}", "self",
    "%", ".", "\n", "<", "&",
]), max_size=25))  # fmt: skip
def test_any_text_is_inspected_or_refused_and_what_passes_is_filled(code: list[str]) -> None:
    data = written("".join(code))
    try:
        found = inspected(data)
    except Refused:
        return
    if not found.unknown:
        assert docx(paper(), data)


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def test_an_own_template_is_filled_with_every_tag_of_docxtpl() -> None:
    document = Document()
    document.add_paragraph("{{r title }} by {{ ours }}")
    document.add_paragraph("{%p if draft %}")
    document.add_paragraph("DRAFT of {{ made_on }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("A{%r if amends %}B{%r endif %}C")
    document.add_paragraph("{{p purpose.need }}")
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for row in goals.rows %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ row.goal }}", "{{ row.by }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    columns = document.add_table(rows=1, cols=3)
    columns.cell(0, 0).text = "{%tc for side in sides %}"
    columns.cell(0, 1).text = "{{ side.name }}"
    columns.cell(0, 2).text = "{%tc endfor %}"
    data = saved(document)
    assert inspected(data).unknown == ()
    filled: Any = Document(BytesIO(docx(paper(), data)))
    assert [one.text for one in filled.paragraphs if one.text.strip()] == [
        "Joint intake in Durham by Durham Works", "DRAFT of 24 Nov 2026", "AC",
        "A single first appointment, in the client’s language, with one file and one plan.",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells][1] for row in filled.tables[0].rows] == [
        "30 Jun 2027", "31 Mar 2027", "15 Dec 2026",
    ]  # fmt: skip
    assert [cell.text for cell in filled.tables[1].rows[0].cells] == [
        "Durham Works Employment Services Inc.", "Centre Rivière-Nord inc.",
    ]  # fmt: skip


def test_code_that_tears_a_table_apart_is_refused_on_upload() -> None:
    document = Document()
    document.add_paragraph("{% if draft %}a")
    document.add_table(rows=1, cols=2).cell(0, 0).text = "b{% endif %}"
    with pytest.raises(TemplateBroken):
        inspected(saved(document))


def test_web_links_pictures_and_braces_of_word_itself_may_stay() -> None:
    document = Document()
    document.add_paragraph("{{ title }} costs 100 % {or so}")
    data = changed(
        "word/_rels/document.xml.rels",
        "</Relationships>",
        '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"'
        ' Target="https://river.example/a?b=c" TargetMode="External"/></Relationships>',
        saved(document),
    )
    assert inspected(data).fields == ("title",)
    assert text_of(docx(paper(), data)) == "Joint intake in Durham costs 100 % {or so}"
