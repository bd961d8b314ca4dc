"""What every statement of a store must say: of which workspace, for each table whose rows belong to one.

PostgreSQL guards its rows by itself as well; SQLite does not, and in a test with one workspace nobody sees that a
condition was left out. So every statement is looked at as it is sent, once for each wording. A row is bound by its
own column, or by a row that it refers to or that refers to it: a reference into another workspace is kept out by both
databases (`storage/guards.py`).

What reads every row of a workspace's table is named in `WHOLE`, so that a condition that was left out is noticed where
the rows that come besides change nothing but the time that it takes.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from greenlet import getcurrent
from sqlalchemy import Connection, Delete, Engine, Executable, Select, Update, event
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from storage.base import Base
from storage.store import ScopedSession

OURS = tuple(f"{Path(__file__).parents[1] / room}/" for room in ("bot", "handlers", "storage", "tests"))
COLUMN = "workspace_id"
PAST = "past_the_scope"
SCOPED = {name: table for name, table in Base.metadata.tables.items() if COLUMN in table.c}
WHOLE = {
    *("SettingsShelf._kept", "ProspectWeights.weighting"),  # one row
    *("Sources.all", "Templates.all"),  # the few that somebody brought
    "OutgoingIds._holders",  # the numbers of what was read in
}
"""Methods that read every row of a workspace."""
_REFERENCES = {
    (name, key.parent.name): key.column.table.name for name, table in SCOPED.items() for key in table.foreign_keys
}
_NAMED = re.compile(
    r"(?:\b(?:FROM|JOIN|UPDATE|USING)|,)\s+\"?(\w+)\"?(?![\w.(\"])"
    r"(?:\s+(?:AS\s+)?\"?(?!ON\b|WHERE\b|SET\b|JOIN\b|LEFT\b|CROSS\b|ORDER\b|GROUP\b|LIMIT\b|FOR\b)(\w+)\"?)?",
    re.IGNORECASE,
)
_EQUAL = re.compile(r"\b(\w+)\.(\w+)\s*=\s*(\w+)\.(\w+)\b")
_WITHIN = re.compile(r"\b(\w+)\.(\w+)\s*(?:=|IN)\s*\{\}")
_OF_WORKSPACE = re.compile(rf"\b(\w+)\.{COLUMN}\s*=\s*(?:\?|\$\d+|:\w+|%\(\w+\)s)")
_PARTS = re.compile(r"\b(?:UNION ALL|UNION|INTERSECT|EXCEPT)\b")
_INNERMOST = re.compile(r"\(([^()]*)\)")
_INSERT = re.compile(r"\s*INSERT INTO \"?(\w+)\"? \(([^()]*)\)")

_sessions: WeakKeyDictionary[Connection, Session] = WeakKeyDictionary()
escaped: list[str] = []
"""Statements that were bound to no workspace, or another one."""


def _parts(statement: str) -> Iterator[str]:
    """The parts of a statement that name tables of their own, each with `{}` for those within it."""
    text = re.sub(r"'[^']*'", "''", statement)
    while found := _INNERMOST.search(text):
        inner = found[1]
        selects = re.match(r"\s*(?:SELECT|WITH)\b", inner) is not None
        if selects:
            yield from _PARTS.split(inner)
        text = f"{text[: found.start()]}{'{}' if selects else f'[{inner}]'}{text[found.end() :]}"
    yield from _PARTS.split(text)


def _row(table: str | None, column: str) -> str | None:
    """The table whose row a column's number is of."""
    return table if column == "id" else _REFERENCES.get((table or "", column))


def _left(part: str, tables: dict[str, str], known: dict[str, str]) -> set[str]:
    """Which of a part's own tables are bound to nothing that is bound."""
    left = tables.keys() - set(_OF_WORKSPACE.findall(part))
    left -= {name for name, column in _WITHIN.findall(part) if name in left and _row(tables[name], column)}
    pairs = [
        pair
        for one, column, other, its in _EQUAL.findall(part)
        if (row := _row(known.get(one), column)) and row == _row(known.get(other), its)
        for pair in ((one, other), (other, one))
    ]
    while bound := {one for one, other in pairs if one in left and other not in left}:
        left -= bound
    return left


@cache
def unbound(statement: str) -> tuple[str, ...]:
    """The names of the scoped tables in a statement of which it does not say of which workspace."""
    inserted = _INSERT.match(statement)
    if inserted and inserted[1] in SCOPED and COLUMN not in inserted[2]:
        return (inserted[1],)
    named = [
        (part, {alias or table: table for table, alias in _NAMED.findall(part) if table in SCOPED})
        for part in _parts(statement)
    ]
    known = {name: table for _, tables in named for name, table in tables.items()}
    return tuple(sorted(name for part, tables in named for name in _left(part, tables, known)))


@event.listens_for(ScopedSession, "after_begin")
def _note(session: Session, _transaction: Any, connection: Connection) -> None:
    _sessions[connection] = session


@event.listens_for(Engine, "before_cursor_execute")
def _look(connection: Connection, _cursor: Any, statement: str, _given: Any, context: Any, _many: bool) -> None:
    session = _sessions.get(connection)
    if session is None or PAST in context.execution_options:
        return
    rows: list[dict[str, Any]] = context.compiled_parameters if context.compiled else []
    left = unbound(context.compiled.string if context.compiled else statement)
    if left and not _of_a_noun(session, left, rows):
        _escapes(f"{left} of every workspace: {statement}")
    if _of_all(context.compiled) and (asking := _asking()) and asking not in WHOLE:
        _escapes(f"{asking} leaves out no row: {statement}")
    here = session.info[COLUMN]
    given = [name for name in rows[0] if COLUMN in name] if rows else []
    if any(row[name] != here for row in rows for name in given):
        _escapes(f"of another workspace than {here}: {statement}")


def _of_all(compiled: Any) -> bool:
    """Whether a statement is about every row there is, and does not only count them."""
    asked = compiled.statement if compiled else None
    if not isinstance(asked, Select | Update | Delete) or asked.whereclause is not None:
        return False
    if not isinstance(asked, Select):
        return True
    counts = any(isinstance(one, FunctionElement) for one in asked.selected_columns)
    return asked._limit_clause is None and not counts


def _asking() -> str | None:
    """The method that waits for the statement, None where that is a test itself."""
    waiting = getcurrent().parent
    frame = waiting.gr_frame if waiting else None
    while frame and not frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    if frame is None or frame.f_code.co_filename.startswith(OURS[-1]):
        return None
    return frame.f_code.co_qualname


def _of_a_noun(session: Session, left: tuple[str, ...], rows: list[dict[str, Any]]) -> bool:
    """Whether SQLAlchemy itself writes, by its number, what it has read within the workspace."""
    return session._flushing or (len(left) == 1 and all(f"{left[0]}_id" in row for row in rows))


def _escapes(what: str) -> None:
    escaped.append(what)
    raise AssertionError(what)


def past(statement: Executable) -> Executable:
    """A statement of a test, which means every workspace."""
    return statement.execution_options(**{PAST: True})


def nothing_escaped() -> None:
    """Fails where a statement has escaped since this was last asked, whoever caught what was raised then."""
    said, escaped[:] = list(escaped), []
    assert said == []
