"""A merge and its undoing, row by row: what goes over, stays behind, is put together, and all of it given back."""

from collections.abc import AsyncIterator, Callable, Sequence
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Base
from storage.engine import open_engine
from storage.store import Database
from tests.every_column import tables
from tests.filled import BEGIN, Rows, all_rows, fill, row
from tests.house import AMELIE
from tests.test_migrations import within

NEW = {"audit", "merges", "merge_moves", "reminders", "partner_people"}
"""What a merge adds to: the trail, itself, what is told of it, and whoever looked after the other one."""
ONWARD = {("cadences", name) for name in ("revision", "revised_at")} | {
    ("sessions", name) for name in ("revision", "revised_at")
}
"""What calendars count on never goes back."""
MADE = set(tables("merge", "anew"))


def about(number: int) -> dict[str, dict[str, Any]]:
    """What the outbox and a half-filled form say of partner `number`."""
    facts = {"partner_id": number, "said": [f"reminders.facts {number}"]}
    return {
        "reminders": {"subject": f"partner:{number}", "facts": facts, "series": f"check_ins:{number}:monthly"},
        "drafts": {"subject": f"partner:{number}"},
    }


ABOUT = ("title", "email", "phone", "language", "source", "purpose")
APART = {name: {n: about(n)[name] for n in (1, 2)} for name in about(1)}
ALIKE: dict[str, dict[int, dict[str, Any]]] = {
    **APART,
    **{
        name: {2: {key: row(Base.metadata.tables[name], 1)[key] for key in keys}}
        for name, keys in {
            "check_ins": ("frequency", "period"),
            "opportunity_partners": ("opportunity_id",),
            "partner_people": ("user_id",),
            "touchpoints": ("key",),
            "requirements": ("kind",),
            "mutes": ("reader",),
            "organization_kinds": ("kind",),
        }.items()
    },
    "contacts": {1: dict.fromkeys(ABOUT, ""), 2: {"name": "contacts.name 1"}},
    "drafts": {
        1: about(1)["drafts"],
        2: {**about(2)["drafts"], "user_id": "U_DRAFTS_USER_ID_1", "form": "drafts.form 1"},
    },
}
"""The other's rows in whose place one of the kept one's stands; and one person on both sides."""


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    yield engine
    await engine.dispose()


async def drop(engine: AsyncEngine, rows: Sequence[tuple[str, int]]) -> None:
    async with within(engine, 1) as connection:
        for name, number in rows:
            table = Base.metadata.tables[name]
            await connection.execute(delete(table).where(table.c.id == number))


def moved(table: Table) -> dict[str, int]:
    """The columns that say whose a row is, with the kept one's number."""
    return {
        column.name: 1
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name in ("organizations", "partners")
    }


def put_together(before: Rows) -> Rows:
    """What a merge of 2 into 1 has to make of these rows, where nothing stands in the place of anything."""
    after = deepcopy(before)
    for name in tables("merge", "moved", "free"):
        after[name, 2] |= moved(Base.metadata.tables[name])
    after["organization_kinds", 2] |= {"organization_id": 1, "name_key": "organizations name 1"}
    for name in ("organizations", "partners"):
        after[name, 2] |= {"merged_into_id": 1}
    after["organizations", 1] |= {"touched": True, "languages": [f"organizations.languages {n}" for n in (1, 2)]}
    after["partners", 1] |= {
        "reasons": [f"partners.reasons {n}" for n in (1, 2)],
        "version": before["partners", 1]["version"] + 1,
    }
    after["reminders", 2] |= {
        "subject": "partner:1",
        "facts": {**before["reminders", 2]["facts"], "partner_id": 1},
        "series": "check_ins:1:monthly",
    }
    after["drafts", 2] |= {"subject": "partner:1"}
    return after


def of_one_at_most(before: Rows) -> Rows:
    """The same where the kept one has no partnership: that of the other, if any, goes over as it is; if none, so does
    why the other was set aside."""
    after = deepcopy(before)
    rows = [(name, "organization_id") for name in tables("merge", "moved")]
    rows.append(("asides" if ("partners", 2) not in before else "partners", "organization_id"))
    for name, column in rows:
        if column in after.get((name, 2), {}):
            after[name, 2] |= {column: 1}
    if ("partners", 2) in before:
        key = "organizations name 1"
        after["partners", 2] |= {
            "name_key": key,
            "name_back": key[::-1],
            "version": before["partners", 2]["version"] + 1,
        }
    after["organization_kinds", 2] |= {"organization_id": 1, "name_key": "organizations name 1"}
    after["organizations", 1] |= {"touched": True, "languages": [f"organizations.languages {n}" for n in (1, 2)]}
    after["organizations", 2] |= {"merged_into_id": 1}
    return after


def side_by_side(before: Rows) -> Rows:
    """The same where the kept one has its own of everything that there can be one of."""
    after = put_together(before)
    for name in (*tables("merge", "free"), "drafts", "organization_kinds", "contacts"):
        after[name, 2] = deepcopy(before[name, 2])
    both = "\n".join(f"requirements.text {n}" for n in (1, 2))
    after["requirements", 1] |= {"text": both, "not_applicable": False}
    after["check_in_comments", 2] |= {"check_in_id": 1}
    after["contacts", 2] |= {**dict.fromkeys(ABOUT, ""), "name": "–", "more": {}, "removed": True, "touched": True}
    after["contacts", 1] |= {"touched": True, **{name: before["contacts", 2][name] for name in ABOUT}}
    for name in ("actions", "touchpoints", "arrangements", "holdings", "phones"):
        after[name, 2] |= {"contact_id": 1}
    after["meetings", 2] |= {"contact_ids": [1]}
    return after


def differences(wanted: Rows, found: Rows) -> list[str]:
    """Where what is there is not what is wanted."""
    return [
        f"{table} {number} {name}: {found[table, number][name] if (table, number) in found else 'gone'} != {value}"
        for (table, number), said in wanted.items()
        for name, value in said.items()
        if (table not in MADE or number > 2)
        and (table, name) not in ONWARD
        and ((table, number) not in found or found[table, number][name] != value)
    ]


STORIES: dict[str, tuple[Any, Sequence[tuple[str, int]], Callable[[Rows], Rows]]] = {
    "apart": (APART, [(name, 1) for name in tables("merge", "stays")], put_together),
    "alike": (ALIKE, [], side_by_side),
    "one partner": ({}, [("partners", 1)], of_one_at_most),
    "prospects": ({}, [("partners", 1), ("partners", 2), ("asides", 1)], of_one_at_most),
}
"""What the rows say, which of them are not there, and what a merge of 2 into 1 makes of them."""


@pytest.mark.parametrize("story", STORIES)
async def test_every_row_goes_where_it_belongs_and_comes_back(engine: AsyncEngine, story: str) -> None:
    there, missing, wanted = STORIES[story]
    await fill(engine, **there)
    await drop(engine, missing)
    before = await all_rows(engine)
    database = Database(engine, lambda: BEGIN)
    async with database.store(1, by=AMELIE) as store:
        merge = await store.merges.merge(1, 2, {})
        merge_id = merge.id
    merged = await all_rows(engine)
    assert differences(wanted(before), merged) == []
    assert {name for name, number in merged.keys() - before.keys() if name not in MADE} <= NEW
    named = [one["user_id"] for (name, _), one in merged.items() if name == "partner_people" and one["partner_id"] == 1]
    assert (before.get(("partners", 2), {}).get("owner_id") in named) is (
        {("partners", 1), ("partners", 2)} <= before.keys()
    )
    async with database.store(1, by=AMELIE) as store:
        _, lost = await store.merges.take_apart(merge_id)
    apart = await all_rows(engine)
    assert lost == 0
    assert differences(before, apart) == []
    left = {(name, number) for name, number in apart.keys() - before.keys() if name not in MADE}
    assert {name for name, _ in left} - {"reminders"} == {"audit", "merges", "merge_moves"}
    told = {apart[one]["subject"] for one in left if one[0] == "reminders"}
    silences = {f"communication:{n}" for n in (1, 2)}
    assert told - silences == ({f"merge:{merge_id}"} if ("partners", 2) in before else set()), (
        "silences are planned anew"
    )
