"""Every row of the database, what was changed in it, and how it was before."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, Table, delete, event, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base
from tests.campaign.marks import TAIL

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
Change = tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]
"""A table, the row's number, what it said before and what after; None where there was or is none."""


def _below() -> dict[str, set[str]]:
    """The tables whose rows may go, or lose a reference, with a row of each."""
    found = {name: {name} for name in TABLES}
    for _ in TABLES:
        for name, table in TABLES.items():
            for key in table.foreign_keys:
                found[key.column.table.name] |= found[name]
    return found


BELOW = _below()


class Rows:
    """Reads again only the tables that statements of `app` have written to; reads and mends as the database's owner."""

    def __init__(self, app: AsyncEngine, owner: AsyncEngine) -> None:
        self.app: Engine = app.sync_engine
        self.owner = owner
        self.written = set(TABLES)
        self.known: dict[str, dict[int, Row[Any]]] = {name: {} for name in TABLES}
        self.marked: set[str] = set()
        """Columns ("agreements.title") in which the tail of a mark has ever stood."""

    def listen(self) -> None:
        event.listen(self.app, "before_cursor_execute", self._note)

    def close(self) -> None:
        event.remove(self.app, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        for name in WRITES.findall(statement):
            if name in TABLES:
                self.written |= BELOW[name] if "DELETE" in statement else {name}

    async def changes(self) -> list[Change]:
        """What is not as it was when this was last asked."""
        if not self.written:
            return []
        names, self.written = sorted(self.written), set()
        found: list[Change] = []
        async with self.owner.connect() as connection:
            for name in names:
                rows = await connection.execute(select(TABLES[name]))
                now = {row.id: row for row in rows}
                if now != self.known[name]:
                    new = _differences(name, self.known[name], now)
                    self.marked.update(f"{name}.{column}" for *_, after in new for column in _marked(after or {}))
                    found += new
                    self.known[name] = now
        return found

    async def undo(self, changes: Iterable[Change]) -> None:
        """Makes the rows say what they said before."""
        order = list(TABLES)
        changes = sorted(changes, key=lambda one: (order.index(one[0]), one[1]))
        async with self.owner.begin() as connection:
            for name, number, before, _ in reversed(changes):
                if before is None:
                    table = TABLES[name]
                    await connection.execute(delete(table).where(table.c.id == number))
            for name, number, before, after in changes:
                table = TABLES[name]
                if before is not None and after is None:
                    await connection.execute(insert(table).values(_kept(table, before)))
                elif before is not None:
                    await connection.execute(update(table).where(table.c.id == number).values(_kept(table, before)))
        self.written |= {name for name, *_ in changes}
        await self.changes()


def _marked(row: dict[str, Any]) -> list[str]:
    return [column for column, value in row.items() if TAIL[:-1] in str(value)]


def _kept(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if table.c[name].computed is None}


def _differences(name: str, before: dict[int, Row[Any]], after: dict[int, Row[Any]]) -> list[Change]:
    def said(rows: dict[int, Row[Any]], number: int) -> dict[str, Any] | None:
        return dict(rows[number]._mapping) if number in rows else None

    numbers = before.keys() | after.keys()
    return [
        (name, number, said(before, number), said(after, number))
        for number in sorted(numbers)
        if before.get(number) != after.get(number)
    ]
