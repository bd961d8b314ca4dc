"""Whole tables as files: CSV, Excel and JSON, written page by page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import orjson

from messages import sheets

LONGEST_SHEET = 1_000_000
"""Rows (Excel: 1,048,576)."""


def csv_heading(columns: Sequence[str]) -> bytes:
    """With a byte order mark, so that Excel knows the letters."""
    return sheets.csv([list(columns)])


def csv_lines(rows: Sequence[Sequence[Any]]) -> bytes:
    return sheets.csv([[_cell(value) for value in row] for row in rows]).removeprefix(b"\xef\xbb\xbf")


def json_beginning(name: str, *, first: bool) -> bytes:
    return (b"" if first else b",\n") + orjson.dumps(name) + b": ["


def json_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Some rows as objects, with commas between."""
    return b",\n".join(orjson.dumps(dict(zip(columns, row, strict=True)), default=str) for row in rows)


class Book:
    """A workbook that is written sheet after sheet. Loads openpyxl at first use."""

    def __init__(self) -> None:
        import openpyxl  # type: ignore[import-untyped] # it ships no types

        self.book = openpyxl.Workbook(write_only=True)
        self.heading: list[str] = []
        self.written = 0

    def sheet(self, name: str, columns: Sequence[str]) -> None:
        self.open = self.book.create_sheet(name[:28])
        self.open.freeze_panes = "A2"
        self.name, self.heading, self.written = name, list(columns), 1
        self.open.append(self.heading)

    def rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Goes on in a further sheet where one is full."""
        for row in rows:
            if self.written >= LONGEST_SHEET:
                self.sheet(self.name, self.heading)
            self.open.append(sheets.cells(self.open, [_cell(value) for value in row]))
            self.written += 1

    def save(self, file: BinaryIO) -> None:
        if not self.book.worksheets:
            self.book.create_sheet("liaison")
        self.book.save(file)


def _cell(value: Any) -> sheets.Cell:
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode() if value else ""
    if isinstance(value, bool):
        return int(value)
    return Decimal(str(value)) if isinstance(value, float) else value
