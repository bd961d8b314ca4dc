"""Whose a row is that somebody changed: their own, of a workspace, of a partner that is none of theirs."""

from collections.abc import Callable
from typing import Any

from tests.campaign.furnished import BYSTANDER
from tests.campaign.rows import BELOW, TABLES, Change, Rows

WHOSE = ("user_id", "by", "reader", "recipient")
"""Columns that say whose a row is."""
OF_NOBODY = {"submissions"}
"""Rows that say nothing but that something was sent once."""

LEARNED = {"charts_tried_at", "native_charts"}
"""That Slack draws no charts here is found out by whoever looks at one."""
FOR_MEMBERS = {("form", "health.answering"), ("form", "partners.new")}
"""What every member may add, whoever looks after the partner (docs/using.md): what they think, and a partner."""
Such = Callable[[dict[str, Any]], bool]
"""Which partners are meant, told by the row."""


def own(change: Change, user: str) -> bool:
    """Whether a row is this person's alone, before and after."""
    name, _, before, after = change
    if name == "settings" and before and after and {key for key in before if before[key] != after[key]} <= LEARNED:
        return True
    rows = [row for row in (before, after) if row is not None]
    return name in OF_NOBODY or all(
        user in [row.get(column) for column in WHOSE] or row.get("subject") == f"member:{user}" for row in rows
    )


def team(change: Change) -> int:
    name, number, before, after = change
    row = before or after or {}
    return number if name == "workspaces" else int(row.get("workspace_id") or 0)


def hidden(partner: dict[str, Any]) -> bool:
    return bool(partner["confidential"])


def of_others(partner: dict[str, Any]) -> bool:
    """Partners that the bystander is not to change: all but one that she would add."""
    return bool(partner["owner_id"] != BYSTANDER)


def touches(change: Change, rows: Rows, such: Such) -> bool:
    """Whether it is about such a partner: a row of one is changed or gone, or a new one refers to one."""
    name, _, before, after = change
    new = before is None
    if new and TABLES[name].info.get("derived"):
        return False
    return _refers(name, before or after or {}, rows, such, new=new)


def _refers(name: str, row: dict[str, Any], rows: Rows, such: Such, *, new: bool) -> bool:
    """Whether a row is such a partner, its organization, or refers to one by whatever way."""
    if name == "partners":
        return such(row)
    if not new and name == "organizations":
        partners = rows.known["partners"].values()
        return any(one.organization_id == row["id"] and such(dict(one._mapping)) for one in partners)
    if name in ("reminders", "audit") and (partner := rows.known["partners"].get(_about(row))):
        return such(dict(partner._mapping))
    for key in TABLES[name].foreign_keys:
        target = key.column.table.name
        other = rows.known[target].get(row.get(key.parent.name, 0)) if target in BELOW["organizations"] else None
        if other is not None and target != name and _refers(target, dict(other._mapping), rows, such, new=False):
            return True
    return False


def _about(row: dict[str, Any]) -> int:
    """The partner that a reminder, or an entry of the trail, says it is about; 0 for none."""
    noun, _, number = str(row["subject"]).partition(":")
    return int(row["facts"].get("partner_id") or (number if noun == "partner" and number.isdigit() else 0))
