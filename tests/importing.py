"""Files as tests import them: from bytes, into a database with one workspace."""

import io
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from handlers.exporting import write
from handlers.importing import Importing
from messages.formats import format_of, reader_of
from messages.words import Words
from storage.cleaning import Finding
from storage.imports import ImportState
from storage.intake_links import Reading
from storage.store import Database

SOURCE = "Registre d’essai"
WORDS = Words("en", ZoneInfo("UTC"))


class Read:
    """What one reading found and counted."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.state: ImportState | None = None
        self.import_id = 0

    async def told(self, found: list[Finding], reading: Reading, _done: int) -> None:
        self.findings += found
        self.counts = reading.counts

    @property
    def faults(self) -> Counter[str]:
        return Counter(str(one.fault) for one in self.findings)

    def made(self, what: str) -> dict[str, int]:
        return {key.partition(":")[0]: n for key, n in self.counts.items() if key.endswith(f":{what}") and n}


async def workspace(database: Database, team: str = "T_IMPORT") -> int:
    async with database.installs() as installs:
        made = await installs.keep(
            enterprise_id=None,
            team_id=team,
            name=team,
            bot_user_id="U",
            bot_id="B",
            bot_token=None,
            scopes="",
            installer_id=None,
        )
        return made.id


async def take(
    database: Database,
    workspace_id: int,
    data: bytes,
    *,
    name: str = "file",
    dry: bool = False,
    source: str = SOURCE,
    **more: Any,
) -> Read:
    """Reads a file into the workspace, or only looks at it."""
    importing, read = begun(database, workspace_id, data, name=name, **more), Read()
    if dry:
        async with database.store(workspace_id, by="U_AMELIE") as store:
            found = await store.sources.named(source)
        await importing.look(found, read.told)
    else:
        read.import_id = await kept(database, workspace_id, source=source, name=name)
        read.state = await importing.run(read.import_id, read.told)
    return read


def begun(database: Database, workspace_id: int, data: bytes, *, name: str = "file", **more: Any) -> Importing:
    """What reads a file."""

    def opened() -> io.BytesIO:
        return io.BytesIO(data)

    reader = reader_of(format_of(name, opened), name, len(data), opened)
    return Importing(database, workspace_id, reader, by="U_AMELIE", **more)


async def kept(database: Database, workspace_id: int, *, source: str = SOURCE, name: str = "file") -> int:
    """The number of a reading that has not begun."""
    async with database.store(workspace_id, by="U_AMELIE") as store:
        found = await store.sources.named(source)
        return (await store.imports.keep(source=found, name=name, format="", file_digest="")).id


async def given(database: Database, workspace_id: int, format: str) -> bytes:
    """What goes out in a format."""
    out = io.BytesIO()
    async with database.store(workspace_id, by="U_AMELIE", read_only=True) as store:
        await write(store, out, lambda _number: None, format=format, words=WORDS)
    return out.getvalue()
