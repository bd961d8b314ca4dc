"""Tables and charts: what just fits and what is just too much."""

from typing import Any

import pytest

from bot.playground.limits import check_message
from tests.playground.limit_samples import cell, data_table, message, mrkdwn, number_cell, pie, plot, rich_text, rows


def table(given: list[Any], **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": given, **more}


TABLES = [
    (table(rows(100, 1)), table(rows(101, 1)), "/rows", "101 rows; Slack allows 1 to 100"),
    (table(rows(1, 20)), table(rows(1, 21)), "/rows/0", "21 cells; Slack allows 1 to 20"),
    (table([[number_cell(), rich_text()]]), table([[cell("")]]), "/rows/0/0/text", "0 characters"),
    (table(rows(1, 1)), table([[mrkdwn()]]), "/rows/0/0/type", "raw_number, raw_text, rich_text"),
    (table([[number_cell(1.5)]]), table([[{**number_cell(), "value": "3"}]]), "/rows/0/0/value", "a number"),
    (
        table(rows(1, 1), column_settings=[None] * 20),
        table(rows(1, 1), column_settings=[{}] * 21),
        "/column_settings",
        "0 to 20",
    ),
    (
        table(rows(1, 1), column_settings=[{"align": "right", "is_wrapped": True}]),
        table(rows(1, 1), column_settings=[{"align": "top"}]),
        "/column_settings/0/align",
        "left, center, right",
    ),
    (table(rows(10, 1, "c" * 1000)), table([*rows(10, 1, "c" * 1000), [cell("c")]]), "/rows", "10001 characters"),
    (data_table(rows=rows(101, 2)), data_table(rows=rows(102, 2)), "/rows", "102 rows with the header"),
    (data_table(rows=rows(2, 2)), data_table(rows=rows(1, 2)), "/rows", "2 to 101"),
    (data_table(rows=rows(2, 20)), data_table(rows=rows(1, 20) + rows(1, 21)), "/rows/1", "1 to 20"),
    (data_table(), data_table(rows=rows(1, 2) + rows(1, 1)), "/rows/1", "1 cells; the header row has 2"),
    (
        data_table(rows=[[cell()], [rich_text()]]),
        data_table(rows=[[rich_text()], [cell()]]),
        "/rows/0/0",
        "not rich_text",
    ),
    (data_table(page_size=100), data_table(page_size=101), "/page_size", "1 to 100"),
    (
        data_table(row_header_column_index=1),
        data_table(row_header_column_index=2),
        "/row_header_column_index",
        "0 to 1",
    ),
    (data_table(), data_table(caption=""), "/caption", "0 characters"),
    (data_table(rows=rows(10, 1, "c" * 1000)), data_table(rows=rows(11, 1, "c" * 1000)), "/rows", "allows 10000"),
    ({**pie(), "title": "t" * 50}, {**pie(), "title": "t" * 51}, "/title", "1 to 50"),
    (pie(6), pie(7), "/chart/segments", "7 segments; Slack allows 1 to 6"),
    (pie(), {**pie(), "chart": {"type": "radar"}}, "/chart/type", "area, bar, line, pie"),
    (plot(list("abcdef"), ["x"], ["x"]), plot(list("abcdefg"), ["x"], ["x"]), "/chart/series", "7 series"),
    (plot(["a"], ["x"], ["x"]), plot(["a", "a"], ["x"], ["x"]), "/chart/series/1/name", "unique"),
    (plot(["a"], ["x", "y"], ["x", "y"]), plot(["a"], ["x"], ["x", "y"]), "/chart/series/0/data", "2 categories"),
    (plot(["s" * 20], ["x"], ["x"]), plot(["s" * 21], ["x"], ["x"]), "/chart/series/0/name", "1 to 20"),
    (
        plot(["a"], [str(n) for n in range(20)], [str(n) for n in range(20)]),
        plot(["a"], ["0"], [str(n) for n in range(21)]),
        "/chart/axis_config/categories",
        "21 categories",
    ),
    (
        plot(["a"], ["x"], ["x"], x_label="x" * 50),
        plot(["a"], ["x"], ["x"], x_label="x" * 51),
        "/chart/axis_config/x_label",
        "1 to 50",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), TABLES)
def test_a_table_or_chart_is_accepted_up_to_the_limit(good, bad, pointer, words):
    assert check_message(message(good)) == []
    [problem] = check_message(message(bad))
    assert (problem.error, problem.pointer) == ("invalid_blocks", f"/blocks/0{pointer}")
    assert words in problem.detail
