"""Plain tables as files: CSV in any of the usual encodings, or the first sheet of an Excel workbook."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from messages.encodings import Recoded, encoding_of
from messages.hsds_tables import MOST_EXPANDED, SMALL, name_passed_over, table_rows
from messages.mapping import Columns, guess, records_of
from messages.reading import Reader
from storage.cleaning import Fault
from storage.errors import FileExpands, NothingToImport, NotReadable, TooManyCells
from storage.standard import Record

MOST_COLUMNS = 1000
MOST_CELLS = 1_000_000
"""Of a workbook: ten times what a large list of organizations has."""
LONGEST_HEADING = 200
SAMPLE = 3


class TableReader(Reader):
    """Reads row by row. `columns` says under which heading each field stands; None: as guessed."""

    def __init__(self, name: str, size: int, opened: Callable[[], BinaryIO], columns: Columns | None = None) -> None:
        super().__init__(name, size, by_name=True)
        self.opened = opened
        with opened() as file:
            self.is_book = file.read(2) == b"PK"
        if self.is_book:
            self._look_inside()
        else:
            with opened() as file:
                self.encoding = encoding_of(file)
        head = list(islice(self._rows(), SAMPLE + 1))
        self.headings = [cell.strip()[:LONGEST_HEADING] for cell in head[0][1]] if head else []
        self.sample = [cells for _row, cells in head[1:]]
        self.columns = dict(columns) if columns is not None else guess(self.headings)
        self.findings.clear()

    def records(self) -> Iterator[Record]:
        if "name" not in self.columns:
            raise NothingToImport(name=self.name)
        at = {
            field: self.headings.index(heading) for field, heading in self.columns.items() if heading in self.headings
        }
        if not self.is_book and self.encoding == "cp1252":
            self.found(Fault.not_utf8, self.name)
        unread = [heading for column, heading in enumerate(self.headings) if heading and column not in at.values()]
        name_passed_over(self, self.name, unread, sum(not heading for heading in self.headings))
        for row, cells in islice(self._rows(), 1, None):
            said = {field: cells[column].strip() for field, column in at.items() if column < len(cells)}
            said = {field: value for field, value in said.items() if value}
            if said:
                yield from records_of(said, self.name, row)
        self.taken = self.size

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        return self._sheet() if self.is_book else self._lines()

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        with self.opened() as file:
            recoded = Recoded(file, self.encoding)
            try:
                for row, cells in table_rows(recoded, self, self.name):
                    self.taken = recoded.taken
                    yield row, cells[:MOST_COLUMNS]
            except csv.Error as error:
                raise NotReadable(name=self.name) from error

    def _look_inside(self) -> None:
        with self.opened() as file:
            try:
                inside = ZipFile(file).infolist()
            except (BadZipFile, NotImplementedError, OSError) as error:
                raise NotReadable(name=self.name) from error
        for one in inside:
            if one.file_size > SMALL and one.file_size > MOST_EXPANDED * max(one.compress_size, 1):
                raise FileExpands(limit=SMALL // 1024 // 1024)

    def _sheet(self) -> Iterator[tuple[int, list[str]]]:
        import openpyxl  # type: ignore[import-untyped] # it ships no types

        with self.opened() as file:
            try:
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
                rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
                blank, filled = None, 0
                for number, cells in enumerate(rows, start=1):
                    if cells is blank:  # openpyxl fills a gap with one and the same row
                        continue
                    written = sum(cell is not None for cell in cells)
                    filled += written
                    if filled > MOST_CELLS:
                        raise TooManyCells(limit=MOST_CELLS)
                    if written:
                        yield number, [_written(cell) for cell in cells]
                    else:
                        blank = cells
            except (BadZipFile, KeyError, IndexError, ValueError, SyntaxError, OSError) as error:
                raise NotReadable(name=self.name) from error


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
