"""Writing what the workspace knows into a file, page by page, in bounded memory."""

import asyncio
from collections.abc import Callable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from messages import hsds_out, whole
from messages.words import Words
from storage.standard import RESOURCES
from storage.store import Store

HSDS_TABLES, HSDS_JSON, CSV, XLSX, JSON = "hsds-csv", "hsds-json", "csv", "xlsx", "json"
FORMATS = (HSDS_TABLES, HSDS_JSON, CSV, XLSX, JSON)
ENDINGS = {HSDS_TABLES: "zip", HSDS_JSON: "json", CSV: "zip", XLSX: "xlsx", JSON: "json"}
Counted = Callable[[int], None]


async def write(
    store: Store, file: BinaryIO, counted: Counted, *, format: str, words: Words, everybody: bool = False
) -> int:
    """Writes one of `FORMATS`; `counted` is told how many records are written. Gives how many organizations were left
    out because they do not go out in bulk (field, section 13), unless `everybody` is asked for."""
    withheld = set() if everybody else await store.outgoing.withheld()
    match format:
        case "hsds-csv":
            await _hsds_tables(store, file, counted, withheld, title=words.text("Organizations"))
        case "hsds-json":
            await _hsds_json(store, file, counted, withheld)
        case "csv":
            await _tables(store, file, counted, everybody)
        case "xlsx":
            await _workbook(store, file, counted, everybody)
        case _:
            await _json(store, file, counted, everybody)
    return len(withheld)


async def _hsds_tables(store: Store, file: BinaryIO, counted: Counted, withheld: set[int], *, title: str) -> None:
    """A tabular data package."""
    written = []
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, resource in RESOURCES.items():
            entry = None
            async for page in store.outgoing.records(name, withheld=withheld):
                if page and entry is None:
                    entry = package.open(resource.path, "w", force_zip64=True)
                    entry.write(hsds_out.heading(name))
                    written.append(name)
                if entry is not None:
                    entry.write(hsds_out.rows(page))
                counted(len(page))
                await asyncio.sleep(0)
            if entry is not None:
                entry.close()
        licences = sorted({one.licence for one in await store.sources.all() if one.licence})
        package.writestr("datapackage.json", hsds_out.package(written, title=title, licences=licences))


async def _hsds_json(store: Store, file: BinaryIO, counted: Counted, withheld: set[int]) -> None:
    """A list of documents, one for each organization; and one of all terms, also those that nothing refers to but a
    narrower term."""
    file.write(b'{"organizations": [\n')
    first = True
    async for numbers in store.outgoing.organizations(withheld=withheld):
        if not numbers:
            continue
        records = await store.outgoing.around(numbers, withheld=withheld)
        file.write((b"" if first else b",\n") + hsds_out.json_of(hsds_out.documents(records)))
        first = False
        counted(sum(map(len, records.values())))
        await asyncio.sleep(0)
    file.write(b'\n], "taxonomy_terms": [\n')
    first = True
    async for terms in store.outgoing.terms():
        file.write((b"" if first else b",\n") + hsds_out.json_of(hsds_out.documents(terms, "taxonomy_term")))
        first = False
        counted(len(terms["taxonomy_term"]))
        await asyncio.sleep(0)
    file.write(b"\n]}\n")


async def _tables(store: Store, file: BinaryIO, counted: Counted, everybody: bool) -> None:
    """A zip of one CSV for each table that holds anything."""
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, columns in store.everything.tables().items():
            entry = None
            async for page in store.everything.rows(name, everybody=everybody):
                if page and entry is None:
                    entry = package.open(f"{name}.csv", "w", force_zip64=True)
                    entry.write(whole.csv_heading(columns))
                if entry is not None:
                    entry.write(whole.csv_lines(page))
                counted(len(page))
                await asyncio.sleep(0)
            if entry is not None:
                entry.close()


async def _workbook(store: Store, file: BinaryIO, counted: Counted, everybody: bool) -> None:
    """A workbook of one sheet for each table that holds anything."""
    book = whole.Book()
    for name, columns in store.everything.tables().items():
        begun = False
        async for page in store.everything.rows(name, everybody=everybody):
            if page and not begun:
                book.sheet(name, columns)
                begun = True
            await asyncio.to_thread(book.rows, page)
            counted(len(page))
    await asyncio.to_thread(book.save, file)


async def _json(store: Store, file: BinaryIO, counted: Counted, everybody: bool) -> None:
    """One object: a list of rows for each table."""
    file.write(b"{")
    for at, (name, columns) in enumerate(store.everything.tables().items()):
        file.write(whole.json_beginning(name, first=at == 0))
        first = True
        async for page in store.everything.rows(name, everybody=everybody):
            if page:
                file.write((b"" if first else b",\n") + whole.json_rows(columns, page))
                first = False
            counted(len(page))
            await asyncio.sleep(0)
        file.write(b"]")
    file.write(b"}\n")
