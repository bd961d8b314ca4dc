"""Three of every row: one that everybody may see, one about a confidential partner, one of another workspace, each of a
number of its own."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, get_type_hints

from sqlalchemy import JSON, Boolean, Integer, Table, Text, delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import UtcDateTime
from storage.store import Database, nouns
from tests.campaign.rows import TABLES
from tests.test_migrations import NOW, row

OPEN, HIDDEN, ELSEWHERE = 1, 7, 8
HERE, THERE = 1, 2
"""Our workspace, and the other one."""
SAYS = {OPEN: "zqopen", HIDDEN: "zqhidden", ELSEWHERE: "zqelsewhere"}
BESIDE = {number: f"zqbeside{number}" for number in range(3, 7)}
"""Further partners of our workspace that everybody may see, whose rows are each of another kind and day."""
READER, COLLEAGUE = "U_READER", "U_COLLEAGUE"
ONE_EACH = ("settings", "weightings", "home_pages")
"""Of these there is one in a workspace, or for a person."""
PLAIN: dict[str, Any] = {"time_zone": "America/Toronto", "locale": "en-CA", "language": "en", "province": "ON"}
PEOPLE = (
    "user_id",
    "by",
    "who",
    "owner_id",
    "assignee_id",
    "reporter_id",
    "asked_id",
    "former_id",
    "other_id",
    "given_by",
)
NOUNS = {noun.__tablename__: noun for noun in nouns()}


def _about_partners() -> set[str]:
    """Tables whose rows are partners, their organizations, or refer to one by whatever way."""
    found = {"partners", "organizations"}
    for _ in TABLES:
        found |= {
            one.name for one in TABLES.values() if any(key.column.table.name in found for key in one.foreign_keys)
        }
    return found


ABOUT_PARTNERS = _about_partners()


def _values(table: Table, number: int) -> dict[str, Any]:
    values = row(table, number)
    hints = get_type_hints(NOUNS[table.name])
    said = (SAYS | BESIDE)[OPEN if number == HIDDEN and table.name not in ABOUT_PARTNERS else number]
    for column in table.columns:
        if type(column.type) is Text and not column.foreign_keys:
            values[column.name] = READER if column.name in PEOPLE else PLAIN.get(column.name, f"{said} house {number}")
        if column.nullable and isinstance(column.type, UtcDateTime):
            values[column.name] = None  # neither ended, nor closed, nor taken back
        if isinstance(column.type, JSON):
            values[column.name] = {} if "dict" in str(hints.get(column.name)) else []
    if "workspace_id" in table.c:
        values["workspace_id"] = THERE if number == ELSEWHERE else HERE
    if "number" in table.c and isinstance(table.c.number.type, Integer):
        values["number"] = number
    if "merged_into_id" in table.c:
        values["merged_into_id"] = None
    if (number == HIDDEN or number in BESIDE) and table.name in ("partners", "partner_people", "members"):
        whose = COLLEAGUE if number == HIDDEN else f"U_{number}"
        values |= {name: whose for name in ("owner_id", "user_id") if name in values}
    if number == HIDDEN and table.name == "partners":
        values["confidential"] = True
    return values


async def take_away(engine: AsyncEngine, numbers: Collection[int]) -> None:
    """Every row of these numbers."""
    async with engine.begin() as connection:
        for table in reversed(TABLES.values()):
            await connection.execute(delete(table).where(table.c.id.in_(numbers)))


def _otherwise(table: Table, number: int) -> dict[str, Any]:
    """The same row in another state and, every second one, days later instead of days before."""
    values, far = _values(table, number), timedelta(days=number if number % 2 else -number)
    for column in table.columns:
        value = values.get(column.name)
        if isinstance(value, datetime | date) and column.name not in PLAIN:
            values[column.name] = value + far
        elif enums := getattr(column.type, "enums", None):
            values[column.name] = enums[number % len(enums)]
        elif isinstance(column.type, Boolean) and table.name not in ("partners", "contacts"):
            values[column.name] = number % 3 == 0
    return values


async def fill_beside(engine: AsyncEngine) -> None:
    """More partners than the three, and one row of everything on each."""
    async with engine.begin() as connection:
        for number in BESIDE:
            for table in TABLES.values():
                if table.name != "workspaces" and table.name not in ONE_EACH:
                    await connection.execute(insert(table).values(_otherwise(table, number)))


async def fill(engine: AsyncEngine) -> None:
    """The rows, and what is found by their words."""
    async with engine.begin() as connection:
        for number in SAYS:
            for table in TABLES.values():
                if table.name == "workspaces":
                    if number != HIDDEN:
                        here = THERE if number == ELSEWHERE else HERE
                        await connection.execute(insert(table).values(row(table, number) | {"id": here}))
                elif number != HIDDEN or table.name not in ONE_EACH:
                    await connection.execute(insert(table).values(_values(table, number)))
    database = Database(engine, lambda: NOW)
    for here, numbers in ((HERE, [OPEN, HIDDEN]), (THERE, [ELSEWHERE])):
        async with database.store(here) as store:
            await store.search.keep(numbers)
