"""Open Referral's HSDS 3.x as tables: a tabular data package, a zip of one CSV for each resource."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from messages.encodings import Recoded, encoding_of
from messages.reading import Reader
from storage.cleaning import Fault
from storage.errors import FileExpands, NothingToImport, NotReadable, Refused
from storage.standard import RESOURCES, Record, made_id

MOST_EXPANDED = 150
"""How many times larger than its archive a table may be: real ones stay under thirty."""
SMALL = 20 * 1024 * 1024
LONGEST_FIELD = 1 << 20
MANY = 5
csv.field_size_limit(LONGEST_FIELD)


class TablesReader(Reader):
    """Reads table after table, row by row, what is referred to before what refers to it."""

    def __init__(self, name: str, size: int, file: BinaryIO) -> None:
        super().__init__(name, size)
        self.file = file
        self.tables: dict[str, ZipInfo] = {}
        try:
            self.archive = ZipFile(file)
            self._look()
        except (BadZipFile, NotImplementedError, OSError) as error:
            file.close()
            raise NotReadable(name=name) from error
        except Refused:
            file.close()
            raise
        self.size = sum(one.file_size for one in self.tables.values())

    def close(self) -> None:
        self.archive.close()
        self.file.close()

    def _look(self) -> None:
        """Which file holds which resource; what the package says of itself."""
        known = {one.path: name for name, one in RESOURCES.items()} | {f"{name}.csv": name for name in RESOURCES}
        for one in self.archive.infolist():
            path = PurePosixPath(one.filename.replace("\\", "/"))
            if one.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
                continue
            if one.file_size > SMALL and one.file_size > MOST_EXPANDED * max(one.compress_size, 1):
                raise FileExpands(limit=SMALL // 1024 // 1024)
            resource = known.get(path.name.casefold())
            if resource:
                self.tables.setdefault(resource, one)
            elif path.name == "datapackage.json" and one.file_size < SMALL:
                self._describe(one)
            elif path.suffix.casefold() == ".csv":
                self.found(Fault.unknown_file, path.name)
        if not {"organization", "service"} & set(self.tables):
            raise NothingToImport(name=self.name)
        for resource in ("organization", "service", "location"):
            if resource not in self.tables:
                self.found(Fault.missing_file, RESOURCES[resource].path)

    def _describe(self, one: ZipInfo) -> None:
        try:
            said = json.loads(self.archive.read(one).decode("utf-8-sig"))
        except (ValueError, BadZipFile, ZlibError):
            return
        if isinstance(said, dict):
            self.title = str(said.get("title") or said.get("name") or "")
            named = said.get("licenses") or [said.get("license")]
            licence = named[0] if isinstance(named, list) and named else None
            if isinstance(licence, dict):
                self.licence = str(licence.get("title") or licence.get("name") or licence.get("type") or "")

    def records(self) -> Iterator[Record]:
        done = 0
        for resource in RESOURCES:
            if resource not in self.tables:
                continue
            table = self.tables[resource]
            place = PurePosixPath(table.filename).name
            try:
                for row, values in self._rows(table, place, resource, done):
                    given = str(values.pop("id", "")).strip()
                    if not given:
                        self.found(Fault.no_id, place, row, "id")
                    yield Record(resource, given or made_id(resource, sorted(values.items())), values, place, row)
            except (BadZipFile, ZlibError, EOFError, RuntimeError, NotImplementedError) as error:
                raise NotReadable(name=table.filename) from error
            done += table.file_size
        self.taken = self.size

    def _rows(self, table: ZipInfo, place: str, resource: str, done: int) -> Iterator[tuple[int, dict[str, Any]]]:
        with self.archive.open(table) as file:
            encoding = encoding_of(file)  # type: ignore[arg-type]
        if encoding == "cp1252":
            self.found(Fault.not_utf8, place)
        with self.archive.open(table) as file:
            recoded = Recoded(file, encoding)  # type: ignore[arg-type]
            rows = table_rows(recoded, self, place)
            headings = next(rows, (1, []))[1]
            columns = self._columns(headings, place, resource)
            for row, cells in rows:
                self.taken = done + recoded.taken
                values = {name: cells[at] for at, name in columns.items() if at < len(cells) and cells[at].strip()}
                if values:
                    yield row, values

    def _columns(self, headings: list[str], place: str, resource: str) -> dict[int, str]:
        """The columns that the standard knows, by their place; the others are named once."""
        fields = {"id", *RESOURCES[resource].fields}
        columns: dict[int, str] = {}
        unknown, blank = [], 0
        for at, heading in enumerate(headings):
            name = heading.strip().casefold().replace(" ", "_")
            if not name:
                blank += 1
            elif name in fields and name not in columns.values():
                columns[at] = name
            else:
                unknown.append(heading.strip())
        name_passed_over(self, place, unknown, blank)
        return columns


def name_passed_over(reader: Reader, place: str, unknown: Sequence[str], blank: int) -> None:
    """Names once the columns of a table that nothing is read from, and counts those without a heading."""
    if unknown:
        more = f" +{len(unknown) - MANY}" if len(unknown) > MANY else ""
        reader.found(Fault.unknown_columns, place, 1, "", ", ".join(unknown[:MANY])[:200] + more)
    if blank:
        reader.found(Fault.unlabelled_columns, place, 1, "", str(blank))


def table_rows(file: io.RawIOBase, reader: Reader, place: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV (UTF-8), with their number from 1; commas, semicolons or tabs between the cells. A row that
    cannot be read is named and passed over."""
    text = io.TextIOWrapper(io.BufferedReader(file, 1 << 16), encoding="utf-8", newline="")
    first = text.readline(LONGEST_FIELD)
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(_from(first, text), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            reader.found(Fault.unreadable, place, number)
            continue
        if any(cells):
            yield number, cells


def _from(first: str, text: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from text
