"""What is kept of one person, as JSON and as a text to read."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from messages.paper_markdown import cell
from messages.words import Words

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def as_json(rows: Rows) -> bytes:
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2, default=str)


def readable(words: Words, title: str, rows: Rows) -> bytes:
    """The same as plain Markdown, which any program and any screen reader opens."""
    lines = [f"# {cell(title)}", ""]
    if not rows:
        lines.append(words.text("Nothing is kept."))
    for table, listed in rows.items():
        lines += [f"## {table.replace('_', ' ')}", ""]
        for row in listed:
            lines += [f"- **{name.replace('_', ' ')}**: {_flat(value)}" for name, value in row.items()]
            lines.append("")
    return "\n".join(lines).encode()


def _flat(value: Any) -> str:
    text = orjson.dumps(value, default=str).decode() if isinstance(value, list | dict) else str(value)
    return cell(text)
