"""Word documents for tests: made by python-docx, then changed as Word never would."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
RELATION = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}"{mode}/></Relationships>'
)


def saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@lru_cache(maxsize=16)
def written(*paragraphs: str) -> bytes:
    """A document of plain paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def entries(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(contents: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name, content in contents.items():
            target.writestr(name, content)
    return file.getvalue()


def with_entry(name: str, content: bytes, data: bytes | None = None) -> bytes:
    return zipped({**entries(data or written("{{ title }}")), name: content})


def changed(name: str, old: str, new: str, data: bytes | None = None) -> bytes:
    """One entry with a piece of its XML replaced; the piece must be there."""
    contents = entries(data or written("{{ title }}"))
    before = contents[name].decode()
    assert old in before
    return zipped({**contents, name: before.replace(old, new, 1).encode()})


def in_body(xml: str) -> bytes:
    """A document with a piece of XML at its beginning."""
    return changed(BODY, "<w:body>", f"<w:body>{xml}")


def related(kind: str, target: str, *, external: bool = True) -> bytes:
    """A document with one more relationship."""
    mode = ' TargetMode="External"' if external else ""
    return changed(RELATIONS, "</Relationships>", RELATION.format(kind=kind, target=target, mode=mode))
