"""Tables as files, read back by the programs' own readers: nothing becomes a formula, nothing else changes."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from messages import sheets
from messages.paper import clean

HEADER = ["Partner", "Until", "Amount"]
HOSTILE = [
    "=1+1",
    '=HYPERLINK("https://evil.example";"Click")',
    "+1 (416) 555-0100",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "  =cmd|' /C calc'!A0",
    "\u00a0=1+1",
    "＝1+1",
]
ODD = ["Centre Rivière-Nord", 'She said "no"; then, yes\nand left', "🙂", "مركز", "007", "1,200.50", "TRUE", "  two  "]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    [_, [cell, *_]] = read_csv(sheets.csv([HEADER, [text, None, None]]))
    assert cell == f"'{text}"
    sheet = read_xlsx(sheets.xlsx([HEADER, [text, None, None]], title="Agreements"))
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


@pytest.mark.parametrize("text", ODD)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert read_csv(sheets.csv([HEADER, [text, None, None]]))[1][0] == text
    sheet = read_xlsx(sheets.xlsx([HEADER, [text, None, None]], title="Agreements"))
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


def test_days_are_dates_and_amounts_are_numbers() -> None:
    rows = [HEADER, ["Able", date(2028, 2, 29), Decimal("1200.50")], ["", None, 7]]
    data = sheets.csv(rows)
    assert data.startswith(b"\xef\xbb\xbfPartner,Until,Amount\r\n")
    assert read_csv(data)[1:] == [["Able", "2028-02-29", "1200.50"], ["", "", "7"]]
    sheet = read_xlsx(sheets.xlsx(rows, title="Agreements [2026]: *all*/here"))
    assert (sheet["B2"].value.date(), sheet["B2"].is_date) == (date(2028, 2, 29), True)
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].number_format) == (1200.5, "n", "#,##0.00")
    assert (sheet["A3"].value, sheet["B3"].value, sheet["C3"].value) == (None, None, 7)
    assert [cell.font.bold for cell in sheet[1]] == [True] * 3
    assert (sheet.freeze_panes, sheet.title) == ("A2", "Agreements  2026    all  here")


@given(st.lists(st.lists(st.text(max_size=40), min_size=2, max_size=2), min_size=1, max_size=4))
def test_whatever_is_written_comes_back(rows: list[list[str]]) -> None:
    """But for an apostrophe before what could be a formula, and letters that no document may hold."""
    back = read_csv(sheets.csv(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [clean(cell).removeprefix("'") for cell in row] for row in rows
    ]
    sheet = read_xlsx(sheets.xlsx(rows, title="Agreements"))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            there = sheet.cell(number, column)
            assert (there.value or "") == clean(cell)
            assert there.data_type != "f"
