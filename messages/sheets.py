"""Tables as files: CSV and XLSX that no spreadsheet program takes for formulas."""

import csv as writing
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from messages.paper import clean

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]

LONGEST = 32_767
"""Characters that a cell holds (Excel specifications)."""
WIDEST = 60
AMOUNT, DAY = "#,##0.00", "yyyy-mm-dd"
_BEGINS = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a program read text as a formula (OWASP, CSV injection)."""


def csv(rows: Sequence[Row]) -> bytes:
    """RFC 4180, UTF-8 with a byte order mark, so that Excel knows the letters; days as "2026-11-24", numbers bare.

    Text that could be read as a formula has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writing.writer(out, lineterminator="\r\n").writerows([csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx(rows: Sequence[Row], *, title: str) -> bytes:
    """A workbook of one sheet: the first row bold and always in sight, days as dates, amounts as numbers, text as text.

    Loads openpyxl at first use and takes a while for many rows: call it in a thread.
    """
    import openpyxl  # type: ignore[import-untyped] # it ships no types

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for column, below in enumerate(zip(*rows, strict=True), start=1):
        widest = max(len(csv_cell(cell)) for cell in below)
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = min(widest + 2, WIDEST)
    bold = openpyxl.styles.Font(bold=True)
    for number, row in enumerate(rows):
        made = cells(sheet, row)
        for cell in made if number == 0 else ():
            cell.font = bold
        sheet.append(made)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(sheet: Any, row: Row) -> list[Any]:
    """The cells of one row, for a sheet that is only written."""
    import openpyxl

    made = []
    for value in row:
        cell = openpyxl.cell.WriteOnlyCell(sheet)
        _fill(cell, value)
        made.append(cell)
    return made


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        cell.value = clean(value)[:LONGEST]
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        cell.quotePrefix = value[:1] in _BEGINS
    else:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = AMOUNT
        elif isinstance(value, date):
            cell.number_format = DAY


def csv_cell(cell: Cell) -> str:
    """A cell as text that no program reads as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    text = clean(cell)
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in _BEGINS else text


def _sheet_name(title: str) -> str:
    """Excel: at most 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
