"""Tables and charts (Slack: table, data table and data visualization blocks)."""

from typing import Any

from bot.playground.limits_objects import IDENTIFIER, KIND
from bot.playground.limits_rich_text import RICH_TEXT
from bot.playground.limits_shapes import Flag, Kinds, Many, Number, OneOf, Report, Shape, Thing, Words, characters

CHARACTERS_PER_TABLE = 10_000
_COLUMNS = 20

_RAW = {
    "raw_text": Thing({"type": KIND, "text": Words()}, ("type", "text")),
    "raw_number": Thing(
        {"type": KIND, "value": Number(-(10**15), 10**15, fraction=True), "text": Words()}, ("type", "value", "text")
    ),
}
_CELL = Kinds({**_RAW, "rich_text": RICH_TEXT}, "a table cell")
_ROW = Many(_CELL, "cells", 1, _COLUMNS)
_COLUMN = Thing({"align": OneOf(("left", "center", "right")), "is_wrapped": Flag()})


class _ColumnOrNothing:
    """Slack: null leaves a column as it is."""

    def check(self, value: Any, at: str, report: Report) -> None:
        if value is not None:
            _COLUMN.check(value, at, report)


def _in_all(value: Any) -> int:
    if isinstance(value, list):
        return sum(_in_all(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text", "")
    return characters(own) + _in_all(value.get("elements")) if isinstance(own, str) else 0


def _total_fits(table: dict[str, Any], at: str, report: Report) -> None:
    total = _in_all(table["rows"])
    if total > CHARACTERS_PER_TABLE:
        report.add(f"{at}/rows", f"The cells hold {total} characters together; Slack allows {CHARACTERS_PER_TABLE}.")


def _rows_agree(table: dict[str, Any], at: str, report: Report) -> None:
    rows = table["rows"]
    width = len(rows[0])
    for position, row in enumerate(rows):
        if len(row) != width:
            report.add(f"{at}/rows/{position}", f"This row has {len(row)} cells; the header row has {width}.")
    for position, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            report.add(f"{at}/rows/0/{position}", "A header cell must be raw_text or raw_number, not rich_text.")
    header = table.get("row_header_column_index", 0)
    if header >= width:
        report.add(f"{at}/row_header_column_index", f"This number is {header}; Slack allows 0 to {width - 1}.")


TABLE = Thing(
    {
        "type": KIND,
        "block_id": IDENTIFIER,
        "rows": Many(_ROW, "rows", 1, 100),
        "column_settings": Many(_ColumnOrNothing(), "column settings", 0, _COLUMNS),
    },
    ("type", "rows"),
    (_total_fits,),
)
DATA_TABLE = Thing(
    {
        "type": KIND,
        "block_id": IDENTIFIER,
        "caption": Words(),
        "rows": Many(_ROW, "rows with the header", 2, 101),
        "page_size": Number(1, 100),
        "row_header_column_index": Number(0, _COLUMNS - 1),
    },
    ("type", "caption", "rows"),
    (_rows_agree, _total_fits),
)

_LABEL = Words(1, 20)
_VALUE = Number(-(10**15), 10**15, fraction=True)
_POINT = Thing({"label": _LABEL, "value": _VALUE}, ("label", "value"))
_SEGMENT = Thing({"label": _LABEL, "value": Number(0, None, fraction=True)}, ("label", "value"))
_AXIS = Thing(
    {
        "categories": Many(_LABEL, "categories", 1, 20, distinct=True),
        "x_label": Words(1, 50),
        "y_label": Words(1, 50),
    },
    ("categories",),
)
_SERIES = Thing({"name": _LABEL, "data": Many(_POINT, "points", 1, 20)}, ("name", "data"))


def _series_agree(chart: dict[str, Any], at: str, report: Report) -> None:
    categories, names = chart["axis_config"]["categories"], set()
    for position, series in enumerate(chart["series"]):
        where = f"{at}/series/{position}"
        if series["name"] in names:
            report.add(f"{where}/name", f"The series name {series['name']!r} is used twice; names must be unique.")
        names.add(series["name"])
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            report.add(
                f"{where}/data", f"Each of the {len(categories)} categories needs one value, found {len(labels)}."
            )


_AXES: dict[str, Shape] = {"type": KIND, "series": Many(_SERIES, "series", 1, 6), "axis_config": _AXIS}
_PLOT = Thing(_AXES, ("type", "series", "axis_config"), (_series_agree,))
_PIE = Thing({"type": KIND, "segments": Many(_SEGMENT, "segments", 1, 6)}, ("type", "segments"))

CHART = Thing(
    {
        "type": KIND,
        "block_id": IDENTIFIER,
        "title": Words(1, 50),
        "chart": Kinds({"pie": _PIE, "bar": _PLOT, "line": _PLOT, "area": _PLOT}, "a chart"),
    },
    ("type", "title", "chart"),
)
