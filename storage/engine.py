"""One async engine for both databases.

SQLite statements take tens of microseconds, so they run on the event loop itself instead of hopping
to a thread; only a lock is waited for, and that asynchronously.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import event, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

LOCK_WAIT_SECONDS = 2.0
LOCK_POLL_SECONDS = 0.005
READ_ONLY = "liaison_read_only"
STATEMENTS = 4000
"""Different statements that are put into SQL once and kept; the usual 500 are fewer than the house has."""


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """SQLAlchemy's async engine awaits this; rows are already in hand."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: type[sqlite3.Cursor] = _Cursor) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(factory)


class InlineSQLite(SQLiteDialect_pysqlite):
    """SQLite on the event loop: the standard library's driver behind SQLAlchemy's async engine."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return sqlite3

    @classmethod
    def get_pool_class(cls, url: Any) -> type[pool.Pool]:
        return pool.AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        await_only(_unlocked(lambda: cursor.execute(statement, parameters)))

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        await_only(_unlocked(lambda: cursor.executemany(statement, parameters)))


async def _unlocked(run: Callable[[], object]) -> None:
    """Runs a statement, waiting for another writer's lock without holding up the event loop."""
    deadline = None
    while True:
        try:
            run()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            now = asyncio.get_running_loop().time()
            deadline = deadline or now + LOCK_WAIT_SECONDS
            if now >= deadline:
                raise
        await asyncio.sleep(LOCK_POLL_SECONDS)


registry.register("sqlite.inline", __name__, "InlineSQLite")


def open_engine(url: str, *, echo: bool = False) -> AsyncEngine:
    """An async engine for ``sqlite:///file`` or ``postgresql://…``; the driver is chosen here.

    SQLite runs with WAL, synchronous NORMAL and foreign keys on; a write transaction begins IMMEDIATE,
    so that two writers wait for each other instead of failing half-way. Raises ``ValueError`` for any
    other kind of database.
    """
    address = make_url(url)
    alike: dict[str, Any] = {
        "echo": echo,
        "pool_size": 10,
        "query_cache_size": STATEMENTS,
        "hide_parameters": True,  # they are what people typed
    }
    if address.get_backend_name() == "postgresql":
        return create_async_engine(address.set(drivername="postgresql+asyncpg"), **alike)
    if address.get_backend_name() != "sqlite":
        raise ValueError(address.drivername)
    engine = create_async_engine(
        address.set(drivername="sqlite+inline"),
        connect_args={"factory": _Connection},
        **alike,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 0")


def _begin(connection: Any) -> None:
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.connection.execute("BEGIN")  # takes no lock, so there is none to wait for
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
