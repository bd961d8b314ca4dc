"""Each store sees its own workspace and what its person may see, whatever other stores are open beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Executable, delete, exists, func, insert, select, text, update

from storage.engine import open_engine
from storage.errors import NotFound
from storage.members import Member, Role
from storage.organizations import Organization
from storage.partners import Partner
from storage.store import Database, Store
from tests.scoped import OURS, WHOLE, escaped, past, unbound

NOW = datetime(2026, 11, 12, 15, tzinfo=UTC)
SAM = Member(user_id="U_SAM", name="Sam", role=Role.member, locale="", time_zone="")
AYA = Member(user_id="U_AYA", name="Aya", role=Role.member, locale="", time_zone="")
BOSS = Member(user_id="U_BOSS", name="Bo", role=Role.coordinator, locale="", time_zone="")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    engine = open_engine(database_url)
    yield Database(engine, lambda: NOW)
    await engine.dispose()


@pytest.fixture
async def workspaces(database: Database) -> list[int]:
    """Three workspaces, each with one partner called after it."""
    found = []
    for name in ("one", "two", "three"):
        async with database.installs() as installs:
            workspace = await installs.keep(
                enterprise_id=None,
                team_id=f"T_{name}",
                name=name,
                bot_user_id="U",
                bot_id="B",
                bot_token=None,
                scopes="",
                installer_id=None,
            )
        async with database.store(workspace.id, by="U_BOSS") as store:
            await store.partners.create(name=f"Partner of {name}")
        found.append(workspace.id)
    return found


NAMES = ["Partner of one", "Partner of two", "Partner of three"]


async def names(store: Store) -> list[str]:
    return [one.name for one in await store.session.scalars(select(Partner).order_by(Partner.id))]


async def test_stores_that_are_open_at_once(database: Database, workspaces: list[int]) -> None:
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(database.store(one, read_only=True)) for one in workspaces]
        for _ in range(2):
            assert [await names(store) for store in opened] == [[name] for name in NAMES]
        ids = [line.id for store in opened for line in (await store.partners.page()).lines]
        for mine, store in zip(ids, opened, strict=True):
            assert (await store.partners.get(mine)).id == mine
            for other in set(ids) - {mine}:
                with pytest.raises(NotFound):
                    await store.partners.get(other)


async def test_stores_of_tasks_that_run_at_once(database: Database, workspaces: list[int]) -> None:
    async def seen(workspace_id: int) -> list[str]:
        async with database.store(workspace_id, read_only=True) as store:
            first = await names(store)
            await asyncio.sleep(0)
            assert await names(store) == first
            return first

    found = await asyncio.gather(*(seen(one) for one in workspaces * 5))
    assert found == [[name] for name in NAMES] * 5


async def test_changes_and_deletions_stay_within(database: Database, workspaces: list[int]) -> None:
    first, second, third = workspaces
    async with database.store(first) as store:
        await store.session.execute(update(Partner).values(version=9))
    async with database.store(second) as store:
        await store.session.execute(delete(Organization).where(Organization.name != ""))
    left = {}
    for one in workspaces:
        async with database.store(one, read_only=True) as store:
            left[one] = [partner.version for partner in await store.session.scalars(select(Partner))]
    assert left == {first: [9], second: [], third: [1]}


async def test_what_one_person_may_see_is_not_shown_to_the_next(database: Database, workspaces: list[int]) -> None:
    here = workspaces[0]
    async with database.store(here, by="U_SAM") as store:
        await store.partners.create(name="Quiet one", confidential=True)
        await store.partners.create(name="Shared one", people=["U_AYA"], confidential=True)
    expected = {
        "U_SAM": ["Partner of one", "Quiet one", "Shared one"],
        "U_AYA": ["Partner of one", "Shared one"],
        "U_BOSS": ["Partner of one", "Quiet one", "Shared one"],
    }
    async with AsyncExitStack() as stack:
        opened = {
            person.user_id: await stack.enter_async_context(database.store(here, person=person, read_only=True))
            for person in (SAM, AYA, BOSS)
        }
        for _ in range(2):
            assert {user_id: await names(store) for user_id, store in opened.items()} == expected
        clocks = await stack.enter_async_context(database.store(here, read_only=True))
        with clocks.seen_by(AYA):
            assert await names(clocks) == expected["U_AYA"]
        assert await names(clocks) == expected["U_SAM"]


HERE, ROWS, OTHERS = 1, Partner.__table__, Organization.__table__
BOUND = (
    select(Partner.id).join(Organization, Organization.id == Partner.organization_id),
    select(ROWS.c.id).where(ROWS.c.workspace_id == HERE),
    select(ROWS.c.id).join(OTHERS, OTHERS.c.id == ROWS.c.organization_id).where(ROWS.c.workspace_id == HERE),
    select(Organization.id).where(~exists().where(ROWS.c.organization_id == Organization.id)),
    select(ROWS.c.id).where(ROWS.c.organization_id.in_(select(Organization.id))),
    select(Partner.id).union_all(select(Organization.id)),
    update(ROWS).where(ROWS.c.workspace_id == HERE, ROWS.c.id == 1).values(version=2),
    text("SELECT p.id FROM partners p WHERE p.workspace_id = :it AND 'FROM organizations' <> ''").bindparams(it=HERE),
    past(select(func.count()).select_from(ROWS)),
)
ESCAPING = (
    select(ROWS.c.id),
    select(ROWS.c.id).where(ROWS.c.id == 1),
    select(ROWS.c.id).where(ROWS.c.organization_id.in_([1])),
    select(ROWS.c.id).join(OTHERS, OTHERS.c.id == ROWS.c.organization_id),
    select(Organization.id).where(exists().where(ROWS.c.id == Organization.id)),
    select(Partner.id).union_all(select(OTHERS.c.id)),
    select(ROWS.c.id).where(ROWS.c.workspace_id == HERE + 1),
    update(ROWS).where(ROWS.c.id == 1).values(version=2),
    delete(ROWS),
    insert(ROWS).values(organization_id=1, name_key="a", owner_id="U", stage="identified", created_by="U"),
    text("SELECT p.id FROM partners p CROSS JOIN organizations o ON o.id = p.organization_id"),
)


async def test_what_reads_every_row_is_noticed_unless_it_is_named(
    database: Database, workspaces: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Any] = {}
    source = "async def ask(session, asked):\n    return list(await session.scalars(asked))\n"
    exec(compile(source, f"{OURS[0]}made_up.py", "exec"), made)  # noqa: S102
    every = select(Partner)
    async with database.store(workspaces[0], read_only=True) as store:
        for some in (every.where(Partner.version == 1), every.limit(1), select(func.count(Partner.id))):
            assert len(await made["ask"](store.session, some)) == 1
        with pytest.raises(AssertionError, match="ask leaves out no row"):
            await made["ask"](store.session, every)
        escaped.clear()
        monkeypatch.setattr("tests.scoped.WHOLE", {*WHOLE, "ask"})
        assert len(await made["ask"](store.session, every)) == 1


async def test_a_statement_that_names_no_workspace_is_noticed(database: Database, workspaces: list[int]) -> None:
    """By tests/scoped.py, which looks at every statement of every store in the whole suite."""
    assert workspaces[0] == HERE

    async def sent(statement: Executable) -> None:
        async with database.store(HERE) as store:
            await store.session.execute(statement)

    for statement in BOUND:
        await sent(statement)
        assert escaped == []
    for statement in ESCAPING:
        with pytest.raises(AssertionError, match="workspace"):
            await sent(statement)
        assert len(escaped) == 1
        escaped.clear()
    assert unbound("SELECT workspaces.id FROM workspaces") == ()
