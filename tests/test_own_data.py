"""/partner export me: one's own acts, without what is now said of a partner that is out of sight."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Table, Text, select, update

from bot.clock import Time
from handlers import house as routes_of_the_house
from storage.about import partners_of
from storage.base import Base
from storage.challenges import Raising
from storage.engine import open_engine
from storage.members import Member, Role
from storage.partner import Stage
from storage.privacy import _ACTS, _LARGE, _SECRET
from storage.store import Database
from tests.every_form import furnished
from tests.house import AMELIE, GENERAL, SAM, THURSDAY, House
from tests.meeting import NAME
from tests.test_migrations import SCOPED, TABLES, fill, within
from tests.test_papers_in_slack import files

SAID = "Rivière-Nord"
"""What every text of `fill` says."""
PARTNERS = Base.metadata.tables["partners"]
SEES = {("partners", "owner_id"), ("partners", "name_key"), ("partner_people", "user_id")}
"""Whoever stands there sees the partner; a key that is the same twice is none."""
SAMSON = Member(user_id=SAM, name="Sam", role=Role.member, locale="", time_zone="")


async def test_a_former_owner_is_not_told_what_a_partner_is_now(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for one in (amelie, sam):
        await one.command("/partner help", channel=GENERAL)
    async with house.store(SAM) as store:
        kept = await store.partners.create(name=NAME)
        await store.partners.move(kept, Stage.contacted, why="I rang them")
    async with house.store(AMELIE) as store:
        kept = await store.partners.get(kept.id)
        described = await store.partners.description(kept)
        hidden = replace(described, name="Hidden House", owner_id=AMELIE, confidential=True, serves="Newcomers")
        await store.partners.change(kept, hidden)
        await store.partners.move(kept, Stage.exploring, why="Said by Amélie")
    await sam.command("/partner export me", channel=GENERAL)
    await house.liaison.afterwards.finished()
    data, text = await files(house, SAM)
    rows = json.loads(data.content)
    for now in ("hidden house", "Hidden House", "exploring", "Said by Amélie", "Newcomers", AMELIE):
        assert now not in data.content.decode(), now
        assert now not in text.content.decode(), now
    assert "I rang them" in str(rows["stage_moves"])
    assert {"id", "created_by", "created_at"} == set(rows["partners"][0])
    assert house.playground.refused == []


async def test_nothing_else_tells_a_former_colleague_what_is_hidden_now(house: House) -> None:
    """Every word after /partner, alone and with the name they knew; the Home tab; a week of what the clock says."""
    partner_id = await furnished(house)
    sam = house.playground.person(SAM)
    async with house.store() as store:
        theirs = await store.actions.add(
            partner_id=partner_id, what="Ring back", assignee_id=SAM, due_on=date(2026, 11, 18)
        )
        kept = await store.partners.get(partner_id)
        await store.challenges.begin(kept, Raising("No room", owner_id=SAM))
    assert "Ring back" in json.dumps(await sam.command("/partner actions", channel=GENERAL)) + json.dumps(sam.modals)
    async with house.store() as store:
        kept = await store.partners.get(partner_id)
        described = await store.partners.description(kept)
        hidden = replace(
            described, name="Hidden House", serves="Hidden people", people=(), confidential=True, channel_id=None
        )
        await store.partners.change(kept, hidden)
        action = await store.actions.get(theirs.id)
        action.what = "Hidden act"
    for word in routes_of_the_house().commands:
        for line in (f"/partner {word}", f"/partner {word} {NAME}"):
            answers = await sam.command(line, channel=GENERAL)
            assert "Hidden" not in json.dumps([answers, sam.modals], ensure_ascii=False), line
            while sam.modal:
                await sam.close(clear=True)
    await sam.open_home()
    await house.until(house.time() + timedelta(days=7))
    assert "Hidden" not in shown_to(house, SAM)
    hers = await house.playground.person(AMELIE).command("/partner show Hidden House", channel=GENERAL)
    assert "Hidden people" in json.dumps(hers)


def shown_to(house: House, user: str) -> str:
    person = house.playground.person(user)
    whispers = [one for one in house.playground.workspace.ephemerals.values() if user in str(one)]
    return json.dumps(
        [house.playground.messages(person.dm), whispers, person.modals, person.home], ensure_ascii=False, default=str
    )


def namings() -> Iterator[dict[Table, str]]:
    """Every text of every table with rows about partners, one of each table at a time."""
    left = {
        table: [
            c.name
            for c in table.c
            if type(c.type) is Text and c.name not in _SECRET and (table.name, c.name) not in SEES
        ]
        for table in TABLES
        if table.name in SCOPED - _LARGE - {"agreement_versions"}  # a version never changes
        if partners_of(table, table) or table.name == "reminders"
    }
    while left := {table: names for table, names in left.items() if names}:
        yield {table: names.pop() for table, names in left.items()}


async def test_no_table_tells_what_a_partner_out_of_sight_is_now(sqlite_url: str) -> None:
    """A row of every table names Sam, in each of its texts in turn: where it is about a confidential partner, no other
    text of it is told, but for what Sam did once; the clock, which sees all, is told all."""
    engine = open_engine(sqlite_url)
    await fill(engine)
    async with within(engine, 1) as connection:
        await connection.execute(update(PARTNERS).values(confidential=True, merged_into_id=None))
        await connection.execute(update(Base.metadata.tables["organizations"]).values(merged_into_id=None))
    database = Database(engine, Time(THURSDAY))
    told = set()
    for naming in namings():
        before = {}
        async with within(engine, 1) as connection:
            for table, name in naming.items():
                before[table] = dict((await connection.execute(select(table))).mappings().one())
                more = {"facts": {"partner_id": 1, "x": SAID}} if table.name == "reminders" else {}
                await connection.execute(update(table).values({name: SAM, **more}))
        async with database.store(1, by=SAM, person=SAMSON, read_only=True) as store:
            mine = await store.privacy.of_member(SAM)
        async with database.store(1, read_only=True) as store:
            all_ = await store.privacy.of_member(SAM)
        for table, name in naming.items():
            [row], [whole] = mine[table.name], all_[table.name]
            assert row["id"] == 1
            assert name in row
            if not (table.name in _ACTS and name == "by"):
                assert SAID not in json.dumps(row, ensure_ascii=False, default=str), (table.name, name)
            if SAID in json.dumps(whole, ensure_ascii=False, default=str):
                told.add(table.name)
        async with within(engine, 1) as connection:
            for table, was in before.items():
                await connection.execute(
                    update(table).values({key: was[key] for key in (naming[table], "facts") if key in was})
                )
    assert len(told) > 30, "no comparison would see a difference"
    await engine.dispose()
