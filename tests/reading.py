"""Files as a strict reader of each format takes them: what people wrote, letter by letter."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from tests.calendars import unfolded

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.DOTALL)
TEXT = re.compile(r"(?:[^\\,;\x00-\x08\x0a-\x1f\x7f]|\\[\\,;nN])*")
PART = re.compile(r"(?:^|;)((?:[^\\;]|\\.)*)", re.DOTALL)
OF_PARTS = frozenset({"N", "RRULE"})
"""Properties whose value has parts (RFC 6350, section 6.2.2; RFC 5545, section 3.3.10)."""
FORMULA = re.compile(r"[ \u00a0]*[=+\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def content_lines(data: bytes) -> Iterator[tuple[str, str]]:
    """The properties of a calendar or card with what they say (RFC 5545, 3.1 and 3.3.11; RFC 6350, 3.3 and 3.4)."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in unfolded(data)[:-1]:
        found = LINE.fullmatch(line)
        assert found, line
        for part in PART.findall(found[3]) if found[1] in OF_PARTS else [found[3]]:
            assert TEXT.fullmatch(part) or found[1] == "RRULE", line
            yield found[1], re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], part)


def cells(data: bytes) -> Iterator[str]:
    """Of a CSV. No program takes one for a formula, unless it is a number."""
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True):
        for cell in row:
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell), cell
            yield cell


def texts(name: str, data: bytes) -> Iterator[str]:
    """What people read in a file of this name; nothing of a picture."""
    match PurePath(name).suffix:
        case ".zip" | ".docx" | ".xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for inside in package.namelist():
                    yield from texts(inside, package.read(inside))
        case ".xml" | ".graphml":
            yield "".join(ElementTree.fromstring(data).itertext())  # noqa: S314 - our own file
        case ".csv":
            yield from cells(data)
        case ".json":
            yield from _strings(json.loads(data))
        case ".md":
            yield from _shown(data.decode())
        case ".ics" | ".vcf":
            yield from (said for _, said in content_lines(data))


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        thing = [*thing, *thing.values()]
    if isinstance(thing, list):
        for one in thing:
            yield from _strings(one)
    elif isinstance(thing, str):
        yield thing


def _shown(text: str) -> Iterator[str]:
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        assert block.type != "html_block", block.content
        for one in block.children or ():
            assert one.type not in ("html_inline", "link_open", "image"), block.content
        yield "".join("\n" if one.type.endswith("break") else one.content for one in block.children or ())
