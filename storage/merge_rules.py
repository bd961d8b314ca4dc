"""What becomes of everything that refers to an organization or a partner when it is put into another.

Found by the metadata itself: a row is moved, unless one of the kept one's own stands in its place (a unique constraint
says so); then it stays where it is, out of sight, and comes back when the two are taken apart.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint

from storage.base import Base


class Fate(StrEnum):
    """`moved`: all of them. `free`: those in whose place none of the kept one's stands. `chosen`: by what the two are,
    and by what was chosen of the fields. `stays`: it says something of the other alone."""

    moved = "moved"
    free = "free"
    chosen = "chosen"
    stays = "stays"


OTHERWISE: dict[tuple[str, str], Fate] = {
    ("organization_kinds", "organization_id"): Fate.chosen,
    ("partners", "organization_id"): Fate.chosen,
    ("asides", "organization_id"): Fate.chosen,
    ("stage_moves", "partner_id"): Fate.stays,  # the history reads them beside the kept one's
    ("mutes", "partner_id"): Fate.stays,  # nobody who muted the one asked to hear nothing of the other
    ("health_rhythms", "partner_id"): Fate.stays,
    ("merges", "kept_id"): Fate.stays,
    ("merges", "gone_id"): Fate.stays,
}
BULKY = frozenset(("services", "locations", "phones", "details", "term_links", "service_areas", "identifiers"))
"""What an import can bring thousands of; a merge changes no more of these than whose they are."""
KNOWN = {
    "organizations": frozenset(
        (
            *((table, "organization_id") for table in BULKY),
            *(
                (table, "organization_id")
                for table in ("assessments", "organization_kinds", "contacts", "partners", "resources")
            ),
            ("asides", "organization_id"),
            ("merges", "kept_id"),
            ("merges", "gone_id"),
        )
    ),
    "partners": frozenset(
        (table, "partner_id")
        for table in (
            "actions",
            "agreements",
            "arrangements",
            "cadences",
            "challenges",
            "check_ins",
            "feeds",
            "goals",
            "health_rhythms",
            "health_rounds",
            "health_snapshots",
            "holdings",
            "introductions",
            "kpis",
            "meetings",
            "mutes",
            "opportunity_partners",
            "partner_people",
            "requirements",
            "reviews",
            "sessions",
            "stage_moves",
            "touchpoints",
            "ways",
        )
    ),
}
"""Every column that has been thought about; a test compares it with the tables there are."""


def referring(target: str) -> list[Column[Any]]:
    """Every column that refers to a table, but for those of tables that are made from others."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if not table.info.get("derived")
        for column in table.c
        if any(key.column.table.name == target for key in column.foreign_keys)
    ]


def fate_of(column: Column[Any]) -> Fate:
    """What becomes of the rows that refer by this column."""
    known = OTHERWISE.get((column.table.name, column.name))
    return known or (Fate.free if any(True for _ in rivals(column)) else Fate.moved)


def rivals(column: Column[Any]) -> Iterator[tuple[Column[Any], ...]]:
    """For each unique constraint that a column is part of, the other columns of it."""
    table: Table = column.table
    for one in table.constraints:
        if isinstance(one, UniqueConstraint) and column.name in one.columns:
            yield tuple(other for other in one.columns if other.name != column.name)
    for index in table.indexes:
        if index.unique and column.name in index.columns:
            yield tuple(other for other in index.columns if other.name != column.name)
