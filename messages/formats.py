"""Which kind of file somebody gave, told by what is in it rather than by its name."""

from collections.abc import Callable
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from messages.hsds import JsonReader
from messages.hsds_tables import TablesReader
from messages.mapping import Columns
from messages.reading import Reader
from messages.tables import TableReader
from messages.vcard import VcardReader
from storage.errors import NotReadable

HSDS_JSON, HSDS_TABLES, TABLE, VCARD = "hsds-json", "hsds-csv", "table", "vcard"
FORMATS = (HSDS_JSON, HSDS_TABLES, TABLE, VCARD)
Opened = Callable[[], BinaryIO]


def format_of(name: str, opened: Opened) -> str:
    """One of `FORMATS`. Raises `NotReadable` for what is none."""
    with opened() as file:
        head = file.read(4096)
        if head.startswith(b"PK"):
            file.seek(0)
            try:
                inside = ZipFile(file).namelist()
            except (BadZipFile, NotImplementedError, OSError) as error:
                raise NotReadable(name=name) from error
            return TABLE if "[Content_Types].xml" in inside else HSDS_TABLES
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return HSDS_JSON
    if text[:11].upper() == b"BEGIN:VCARD":
        return VCARD
    if not text or b"\x00" in head.replace(b"\xff\xfe", b"")[:1]:
        raise NotReadable(name=name)
    return TABLE


def reader_of(format: str, name: str, size: int, opened: Opened, columns: Columns | None = None) -> Reader:
    """The reader of a file of one of `FORMATS`; `columns` of a table, None: as guessed from its headings."""
    if format == TABLE:
        return TableReader(name, size, opened, columns)
    if format == VCARD:
        return VcardReader(name, size, opened)
    if format == HSDS_JSON:
        return JsonReader(name, size, opened)
    return TablesReader(name, size, opened())
