"""A workspace's own DOCX as a file: what it unpacks to, and that it carries nothing but a document.

Nothing of it is trusted: sizes are counted while unpacking, XML is read by expat, which stops at a document type. What
is checked here also keeps docxtpl's patterns linear: code stands in texts, is short, and is closed where it began.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import basename
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from messages.template_markup import Reader
from storage.errors import CarriesMacros, NotADocx, PasswordProtected, TemplateExpands, TemplateTooBig, UnsafeXml

LARGEST = 5 * 1024 * 1024
MOST_ENTRIES = 400
LARGEST_UNPACKED = 25 * 1024 * 1024
LARGEST_XML = 4 * 1024 * 1024
RATIO, RATIO_FROM = 150, 500_000
CHUNK = 64 * 1024
DOCUMENT, TYPES = "word/document.xml", "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = re.compile(r"macroEnabled|vbaProject|vbaData|oleObject|activeX|ms-office\.vba", re.IGNORECASE)
_ACTIVE_NAMES = re.compile(r"(^|/)(embeddings|activeX)/|vba\w*\.(bin|xml)$|oleObject\w*\.bin$", re.IGNORECASE)
_PLAIN = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|odttf|ttf|bin)$", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unpacked(data: bytes) -> dict[str, bytes]:
    """Every entry of the file, checked.

    Raises `TemplateTooBig`, `PasswordProtected`, `NotADocx`, `TemplateExpands`, `CarriesMacros`, and what `Reader`
    raises of a text, a link or a document type.
    """
    if len(data) > LARGEST:
        raise TemplateTooBig(limit=LARGEST // 1024**2)
    if data.startswith(_OLE):
        raise PasswordProtected
    if data.count(b"PK\x01\x02") > 2 * MOST_ENTRIES:
        raise TemplateExpands
    try:
        with ZipFile(BytesIO(data)) as file:
            entries = dict(_entries(file))
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise NotADocx from error
    if DOCUMENT not in entries or TYPES not in entries:
        raise NotADocx
    for name in entries:
        if _ACTIVE_NAMES.search(name):
            raise CarriesMacros(name=basename(name))
    types = [kind for name, content in entries.items() if is_read(name) for kind in _read(name, content)]
    _must_be_document(types)
    return entries


def is_read(name: str) -> bool:
    """Whether an entry is read as XML: all but pictures, typefaces and the settings of printers."""
    return _PLAIN.search(name) is None


def _entries(file: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each entry with its bytes; names that lead elsewhere, or twice to the same place, are no document's."""
    known, total = set[str](), 0
    if len(file.infolist()) > MOST_ENTRIES:
        raise TemplateExpands
    for entry in file.infolist():
        name = entry.filename
        if entry.flag_bits & 0x1:
            raise PasswordProtected
        if name.lower() in known or name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise NotADocx
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NotADocx
        known.add(name.lower())
        if entry.is_dir():
            continue
        content = _content(file, entry, LARGEST_UNPACKED - total)
        total += len(content)
        yield name, content


def _content(file: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """One entry, read in pieces until it ends or is too much, whatever its header says."""
    pieces, length = [], 0
    with file.open(entry) as stream:
        while piece := stream.read(CHUNK):
            length += len(piece)
            if length > most or (length > RATIO_FROM and length > RATIO * max(entry.compress_size, 1)):
                raise TemplateExpands
            pieces.append(piece)
    return b"".join(pieces)


def _must_be_document(types: list[tuple[str, str]]) -> None:
    """A document and nothing that runs; what is said to be XML has been read."""
    for name, kind in types:
        if found := _ACTIVE.search(kind):
            raise CarriesMacros(name=found[0])
        if "xml" in kind.rpartition("/")[2].split("+")[-1] and not is_read(name):
            raise NotADocx
    if _MAIN not in (kind for _, kind in types):
        raise NotADocx


def _read(name: str, content: bytes) -> list[tuple[str, str]]:
    """The types of content that one XML entry names. Raises what is wrong with it."""
    if len(content) > LARGEST_XML:
        raise TemplateExpands
    reader = Reader(name)
    try:
        reader.read(content)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnsafeXml(name=basename(name)) from error
    return reader.types
