"""The ledger of a merge: all that concerns two organizations before and after, what of it changed, and putting it back.

Whatever the merge did, directly or because plans follow from what was moved, stands in the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, Date, Table, delete, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage.base import Base, UtcDateTime
from storage.drafts import Draft
from storage.kpi import Exact
from storage.merge import Merge, MergeMove
from storage.merge_rules import BULKY
from storage.reminder import Reminder, ReminderState
from storage.shelf import Shelf

Row = dict[str, Any]
Taken = dict[tuple[str, int], Row]
SAID = (ReminderState.sending, ReminderState.sent, ReminderState.uncertain, ReminderState.left)
_APART = frozenset(("audit", "merges", "merge_moves", "workspaces"))
_REMINDERS, _DRAFTS = Reminder.__tablename__, Draft.__tablename__


@dataclass(frozen=True)
class Scope:
    """Both organizations, and the partnerships with them."""

    organizations: frozenset[int]
    partners: frozenset[int]


class MergeLedger(Shelf):
    """Takes down what there is, keeps what changed, and puts it back."""

    async def taken(self, scope: Scope) -> Taken:
        """Every row that concerns them, by table and number; of what comes by the thousand only whose it is."""
        found: Taken = {}
        ids: dict[str, set[int]] = {"organizations": set(scope.organizations), "partners": set(scope.partners)}
        for table in Base.metadata.sorted_tables:
            where = self._where(table, ids, scope)
            if where is None:
                continue
            columns = [c for c in table.c if table.name not in BULKY or c.name == "id" or c.foreign_keys]
            rows = await self.session.execute(select(*columns).where(self._here(table), where).order_by(table.c.id))
            for row in rows.mappings():
                found[table.name, row["id"]] = {name: _plain(value) for name, value in row.items()}
                if table.name not in BULKY:
                    ids.setdefault(table.name, set()).add(row["id"])
        return found

    async def keep(self, merge: Merge, before: Taken, after: Taken) -> None:
        """Writes down what changed in between."""
        rows = []
        for (noun, row_id), now in after.items():
            was = before.get((noun, row_id), {})
            changed = [name for name in now if name not in was or was[name] != now[name]]
            if changed:
                old = {name: was[name] for name in changed} if was else {}
                rows.append({"noun": noun, "row_id": row_id, "before": old, "after": {n: now[n] for n in changed}})
        stamp = {"workspace_id": self.store.workspace_id, "merge_id": merge.id}
        if rows:
            await self.session.execute(insert(MergeMove), [row | stamp for row in rows])

    async def put_back(self, merge: Merge) -> int:
        """Makes everything as it was that nobody has changed since. What was added since stays where it is; gives how
        many of the rows that were moved are not there any more."""
        moves = list(
            await self.session.scalars(select(MergeMove).where(MergeMove.merge_id == merge.id).order_by(MergeMove.id))
        )
        said = await self._said_since(merge)
        lost = 0
        for move in reversed(moves):
            table = Base.metadata.tables[move.noun]
            here = self._here(table), table.c.id == move.row_id
            row = (await self.session.execute(select(table).where(*here))).mappings().one_or_none()
            if row is None:
                lost += bool(move.before)
                continue
            now = {name: _plain(value) for name, value in row.items()}
            if not move.before:
                if all(now.get(name) == value for name, value in move.after.items()):
                    await self.session.execute(delete(table).where(*here))
                continue
            back = {
                name: _value(table.c[name], value)
                for name, value in move.before.items()
                if now[name] == move.after[name]
            }
            if move.noun == _REMINDERS and _key(now) in said and move.before.get("state") == ReminderState.planned:
                back = {name: value for name, value in back.items() if name in ("subject", "facts", "series")}
            if back:
                await self.session.execute(update(table).where(*here).values(back))
        return lost

    async def _said_since(self, merge: Merge) -> set[tuple[Any, ...]]:
        """What was said since by rows that a merge planned, this one or one after it (what they are about keeps them
        apart): those they took the place of are not said as well."""
        added = select(MergeMove.row_id).where(MergeMove.noun == _REMINDERS)
        found = select(Reminder.kind, Reminder.subject, Reminder.occurrence, Reminder.ahead).where(
            Reminder.id.in_(added), Reminder.state.in_(SAID), Reminder.sending_at >= merge.at
        )
        return {tuple(row) for row in await self.session.execute(found)}

    def _where(self, table: Table, ids: Mapping[str, set[int]], scope: Scope) -> ColumnElement[bool] | None:
        if table.name in _APART or table.info.get("derived"):
            return None
        if table.name == "organizations":
            return or_(table.c.id.in_(scope.organizations), table.c.merged_into_id.in_(scope.organizations))
        if table.name == "partners":
            theirs = table.c.organization_id.in_(scope.organizations)
            return or_(table.c.id.in_(scope.partners), table.c.merged_into_id.in_(scope.partners), theirs)
        if table.name == _REMINDERS:
            about = Reminder.facts["partner_id"].as_integer().in_(scope.partners)
            named = [f"{noun}:{one}" for noun in ("partner", "communication") for one in scope.partners]
            return or_(about, Reminder.subject.in_(named))
        if table.name == _DRAFTS:
            named = [f"partner:{one}" for one in scope.partners]
            return Draft.subject.in_([*named, *(f"organization:{one}" for one in scope.organizations)])
        keys = [(c, key.column.table.name) for c in table.c for key in c.foreign_keys]
        ways = [c.in_(ids[target]) for c, target in keys if target in ids]
        return or_(*ways) if ways else None

    def _here(self, table: Table) -> ColumnElement[bool]:
        return table.c.workspace_id == self.store.workspace_id


def _key(row: Row) -> tuple[Any, ...]:
    return row["kind"], row["subject"], row["occurrence"], row["ahead"]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it, and as it is compared."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return None if isinstance(value, bytes) else value


def _value(column: Column[Any], kept: Any) -> Any:
    """A value of the ledger as its column takes it."""
    if kept is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(kept)
    if isinstance(column.type, Date):
        return date.fromisoformat(kept)
    return Decimal(kept) if isinstance(column.type, Exact) else kept
