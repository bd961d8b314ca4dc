"""An erasure looked at row by row: her name stands in every text of every table, of her organization and of others."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Column, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from messages.exports import _PLACES
from storage.base import Base
from storage.engine import open_engine
from storage.privacy_places import GONE
from storage.store import Database
from tests.every_column import SAID, tables
from tests.filled import BEGIN, Rows, all_rows, fill, row, value
from tests.house import AMELIE
from tests.test_migrations import within

NAME, EMAIL, NUMBER, SECOND = "Maria Silva", "maria@silva-house.example", "+1 416 555 0199", "(905) 555-0123"
SHE = (NAME, EMAIL, NUMBER, SECOND)
COLLEAGUE = 9
"""The number of a contact of the same organization, of whom texts say her name."""
CONTACTS = Base.metadata.tables["contacts"]
HER: dict[str, dict[int, dict[str, Any]]] = {
    "contacts": {1: {"name": NAME, "email": EMAIL, "phone": NUMBER}},
    "phones": {1: {"number": SECOND}},
    "agreements": {1: {"signed_number": 1}},
    "agreement_signatures": {1: {"number": 1}},
}
"""An agreement that both have signed is evidence."""


def naming(column: Column[Any], number: int) -> Any:
    """A text, or nested texts, in which she is named each way."""
    said = value(column, number)
    names = " ".join(SHE)
    if isinstance(said, dict):
        return {**said, "also": {"names": list(SHE)}}
    return [*said, names] if isinstance(said, list) else f"{said} {names}"


def named() -> dict[str, dict[int, dict[str, Any]]]:
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for table in Base.metadata.sorted_tables:
        texts = [table.c[name] for name in SAID[table.name].of("said")]
        found[table.name] = {n: {one.name: naming(one, n) for one in texts} for n in range(1, 5)}
        for number, more in HER.get(table.name, {}).items():
            found[table.name][number] |= more
    return found


def names_her(said: Any) -> bool:
    text = json.dumps(said, ensure_ascii=False, default=str)
    return any(one in text for one in SHE)


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    await fill(engine, **named())
    colleague = {**row(CONTACTS, 1), "id": COLLEAGUE, "external_id": "of a colleague", "name": "Rosa Lee"}
    async with within(engine, 1) as connection:
        texts = {name: naming(CONTACTS.c[name], COLLEAGUE) for name in ("title", "source", "purpose", "more")}
        await connection.execute(insert(CONTACTS).values({**colleague, **texts}))
    yield engine
    await engine.dispose()


def expected(before: Rows, table: str, number: int, name: str) -> str:
    """What has to come of a column: `gone` (she is not named, the rest stays) or `kept`."""
    if SAID[table].columns[name] != "said" or (number > 2 and number != COLLEAGUE):
        return "kept"
    of_hers = number != 2
    match SAID[table].words["erasure"]:
        case "cleaned":
            return "gone"
        case "brought":
            return "gone" if of_hers else "kept"
        case "blanked":
            return "gone" if of_hers and names_her(before[table, number][name]) else "kept"
    return "kept"


async def test_she_is_out_of_what_the_machine_keeps_and_told_of_in_what_people_wrote(engine: AsyncEngine) -> None:
    before = await all_rows(engine)
    async with Database(engine, lambda: BEGIN).store(1, by=AMELIE) as store:
        traces = await store.privacy.erase(1)
    after = await all_rows(engine)
    made = set(tables("erasure", "anew"))
    assert {key for key in before.keys() - after.keys() if key[0] not in made} == {("phones", 1)}
    assert after["contacts", 1] == before["contacts", 1] | {
        **dict.fromkeys(("title", "email", "phone", "language", "source", "purpose"), ""),
        **{"name": GONE, "more": {}, "removed": True, "touched": True},
    }
    wrong = []
    for (table, number), was in before.items():
        if table in made or (table, number) in {("phones", 1), ("contacts", 1)}:
            continue
        for name, said in was.items():
            now = after[table, number][name]
            if name == "id" or name == "workspace_id" or expected(before, table, number, name) == "kept":
                right = now == said
            else:
                right = not names_her(now) and str(value(Base.metadata.tables[table].c[name], number))[:-2] in str(now)
            wrong += [] if right else [f"{table} {number} {name}: {now!r}"]
    assert wrong == []
    assert not names_her([one for (table, number), one in after.items() if table in made and number <= 2])
    told = {place.split(":")[0]: place.split(":")[1] for place in traces.texts}
    assert told == dict.fromkeys(tables("erasure", "told"), "1")
    assert set(told) == set(_PLACES), "each has its words"
