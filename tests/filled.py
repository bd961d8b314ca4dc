"""Rows in which every column of every table says something of its own: what was mixed up, lost or left is seen.

Two workspaces of two each: rows 1 and 2 are of workspace 1, rows 3 and 4 of workspace 2. Row n refers to row n of each
table, so that 1 and 2 are two organizations, two partners, two people, with one row of everything on each.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_type_hints

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base, UtcDateTime
from storage.kpi import Exact
from storage.store import nouns
from tests.every_column import SAID
from tests.test_migrations import within

BEGIN = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
NUMBERS = (1, 2, 3, 4)
TABLES = Base.metadata.sorted_tables
PLACES = {column: at for at, column in enumerate(column for table in TABLES for column in table.c)}
LISTS = {
    (noun.__tablename__, name)
    for noun in nouns()
    for name, hint in get_type_hints(noun).items()
    if "list[" in str(hint)
}
ZONES = ("America/Toronto", "America/Vancouver", "America/Halifax", "America/Regina")
PROVINCES, LANGUAGES = ("ON", "BC", "NS", "SK"), ("en", "fr", "en", "fr")
GIVEN: dict[tuple[str, str], Any] = {
    ("organizations", "merged_into_id"): lambda _n: None,
    ("partners", "merged_into_id"): lambda _n: None,
    ("organizations", "name_key"): lambda n: f"organizations name {n}",
    ("organizations", "name_back"): lambda n: f"organizations name {n}"[::-1],
    ("organization_kinds", "name_key"): lambda n: f"organizations name {n}",
    ("partners", "name_key"): lambda n: f"organizations name {n}",
    ("partners", "name_back"): lambda n: f"organizations name {n}"[::-1],
    ("partners", "archived"): lambda _n: False,
    ("partners", "confidential"): lambda _n: False,
    ("contacts", "removed"): lambda _n: False,
    ("meetings", "contact_ids"): lambda n: [n],
    ("meetings", "members"): lambda n: [f"U_MET{n}"],
    ("cadences", "time_zone"): lambda n: ZONES[n % 4],
    ("members", "time_zone"): lambda n: ZONES[n % 4],
    ("settings", "time_zone"): lambda n: ZONES[n % 4],
    ("settings", "province"): lambda n: PROVINCES[n % 4],
    ("settings", "language"): lambda n: LANGUAGES[n % 4],
    ("cadences", "remind_before"): lambda n: [n * 60],
    ("agreements", "notices"): lambda n: [n * 10],
}
"""What has to be of a kind that the house can read, or else is out of sight."""
Rows = dict[tuple[str, int], dict[str, Any]]


def workspace_of(number: int) -> int:
    return (number + 1) // 2


def row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value(column, number) for column in table.c if column.computed is None}


def value(column: Column[Any], number: int) -> Any:
    """What a column says in a row: nothing else says the same, as far as its kind has room for it."""
    table, name = column.table.name, column.name
    if name == "id":
        return number
    if (table, name) in GIVEN:
        return GIVEN[table, name](number)
    if column.foreign_keys:
        return workspace_of(number) if name == "workspace_id" else number
    if enums := getattr(column.type, "enums", None):
        return enums[number % len(enums)]
    mark, at = f"{table}.{name} {number}", PLACES[column] * 4 + number
    if isinstance(column.type, JSON):
        return [mark] if (table, name) in LISTS else {"said": [mark], "at": at}
    if isinstance(column.type, Text):
        return f"U_{table}_{name}_{number}".upper() if SAID[table].columns[name] == "people" else mark
    return _plain(column, at)


def _plain(column: Column[Any], at: int) -> Any:
    kinds: Mapping[type, Any] = {
        UtcDateTime: BEGIN + timedelta(hours=at),
        Date: date(2026, 3, 2) + timedelta(days=at),
        Time: time(at % 24, at % 60),
        Boolean: at % 2 == 1,
        Integer: at,
        Exact: Decimal(at) / 8,
        Float: at / 8,
        LargeBinary: f"{at}".encode(),
    }
    return next(found for kind, found in kinds.items() if isinstance(column.type, kind))


async def fill(engine: AsyncEngine, *numbers: int, **otherwise: Mapping[int, Mapping[str, Any]]) -> None:
    """Puts rows into every table; `otherwise` says by table and row what is to say something else."""
    for number in numbers or NUMBERS:
        workspace = workspace_of(number)
        first = number == workspace * 2 - 1
        async with within(engine, workspace) as connection:
            for table in TABLES:
                if first or not once(table):
                    own = number if "workspace_id" in table.c else workspace
                    more = otherwise.get(table.name, {}).get(number, {})
                    await connection.execute(insert(table).values({**row(table, own), **more}))


def once(table: Table) -> bool:
    """Whether a workspace has one row of it at most."""
    keys = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return "workspace_id" not in table.c or any([*one.columns.keys()] == ["workspace_id"] for one in keys)


async def all_rows(engine: AsyncEngine) -> Rows:
    """What there is, as the tables say it."""
    found: Rows = {}
    for workspace in (1, 2):
        async with within(engine, workspace) as connection:
            for table in TABLES:
                for one in (await connection.execute(select(table))).mappings():
                    found[table.name, one["id"]] = dict(one)
    return found
