"""Files that somebody might give to bring Liaison down, made small; each with what is said of it."""

import io
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from docx import Document

from tests.docx import saved


def far_away(cell: str) -> bytes:
    """A workbook with one cell in a far corner."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["A2"], book.active[cell] = "Organization", "River", "x"
    book.save(out)
    return out.getvalue()


def in_sheet(sheet: str, *, before: str = "") -> bytes:
    """A workbook whose one sheet is this XML."""
    source, out = ZipFile(io.BytesIO(far_away("B2"))), io.BytesIO()
    made = (
        f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c t="inlineStr"><is><t>Organization</t></is></c></row>{sheet}</sheetData></worksheet>'
    )
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, made if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


def row(text: str) -> str:
    return f'<row r="2"><c t="inlineStr"><is><t>{text}</t></is></c></row>'


def laughs() -> str:
    """Entities within entities, a billion in the end."""
    each = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{each}]>'


def full(cells: int) -> bytes:
    lines = (range(start, start + 500) for start in range(0, cells, 500))
    return in_sheet("".join(f"<row>{''.join(f'<c><v>{n}</v></c>' for n in line)}</row>" for line in lines))


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return out.getvalue()


def organizations(description: bytes) -> bytes:
    return b'Organization,Description\nRiver,"' + description + b'"\n'


def cards(lines: int) -> bytes:
    return b"BEGIN:VCARD\nFN:Maria Silva\nORG:River\n" + b"NOTE:a\n" * lines + b"END:VCARD\n"


DEEP, UNREADABLE = "lists stand within lists more than 50 deep", "cannot be read"
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "lists within lists": ("a.json", lambda: b"[" * 400_000, DEEP),
    "objects within objects": ("a.json", lambda: b'{"a":' * 100_000, DEEP),
    "lists within a record": ("a.json", lambda: b'[{"name":"x","a":' + b"[" * 9000 + b"]" * 9000 + b"}]", DEEP),
    "a record of a million values": (
        "a.json",
        lambda: b'[{"name":"x","attributes":[' + b",".join([b"[]"] * 1_000_000) + b"]}]",
        "holds more than 500000 values",
    ),
    "a number of a million digits": ("a.json", lambda: b'[{"name":"x","id":' + b"1" * 1_000_000 + b"}]", UNREADABLE),
    "a key of a million letters": ("a.json", lambda: b'[{"' + b"k" * 1_000_000 + b'":1,"name":"River"}]', "1 new"),
    "a far cell": ("a.xlsx", lambda: far_away("XFD1048576"), "1 new"),
    "more than a million cells": ("a.xlsx", lambda: full(1_100_000), "more than 1000000 cells"),
    "a billion laughs": ("a.xlsx", lambda: in_sheet(row("&a9;"), before=laughs()), UNREADABLE),
    "a zip that unpacks to much": ("a.zip", lambda: packed({"organizations.csv": bytes(30_000_000)}), "unpacks to far"),
    "a zip of many files": ("a.zip", lambda: packed({f"{n}.csv": b"" for n in range(20_000)}), "found no organization"),
    "a zip in a zip": ("a.zip", lambda: packed({"a.zip": packed({"organizations.csv": b""})}), "found no organization"),
    "a million columns": ("a.csv", lambda: b"Organization" + b",x" * 1_000_000 + b"\nRiver\n", "1 new"),
    "a field of nine megabytes": ("a.csv", lambda: organizations(b"x" * 9_000_000) + b"Lake,\n", "1 new"),
    "line ends within quotes": ("a.csv", lambda: organizations(b"\n" * 900_000), "1 new"),
    "comments that never end": ("a.csv", lambda: organizations(b"<!--" * 250_000), "1 new"),
    "blanks and a line end": ("a.csv", lambda: organizations(b"x" + b" " * 900_000 + b"\n\nx"), "1 new"),
    "a card of a million lines": ("a.vcf", lambda: cards(1_000_000), "1 new"),
    "a line folded a million times": (
        "a.vcf",
        lambda: b"BEGIN:VCARD\nFN:x\n" + b" x\n" * 1_000_000,
        "nothing that can",
    ),
}


def template(paragraphs: int) -> bytes:
    """Lists within lists within lists, around empty paragraphs: 36 KB that become a million paragraphs."""
    document = Document()
    for name in "abc":
        document.add_paragraph(f"{{%p for {name} in parts %}}")
    for _ in range(paragraphs):
        document.add_paragraph("")
    for _ in "abc":
        document.add_paragraph("{%p endfor %}")
    return saved(document)
