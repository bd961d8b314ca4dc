"""What a file has named so far: ids by resource, on disk, so that a file of any size is read in bounded memory."""

import sqlite3
from collections.abc import Iterable
from enum import Enum
from hashlib import blake2b
from typing import Any

import orjson


class Sight(Enum):
    first = "first"
    again = "again"
    other = "other"


def digest_of(values: dict[str, Any]) -> str:
    """What stands for a record's content: equal for equal values in any order."""
    return blake2b(orjson.dumps(values, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


class Seen:
    """A private table of SQLite's that is gone when it is closed; it spills to disk by itself."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute(
            "CREATE TABLE seen (resource TEXT, id TEXT, digest TEXT, PRIMARY KEY (resource, id)) WITHOUT ROWID"
        )
        self.database.execute("BEGIN")

    def look(self, resource: str, known: str, digest: str) -> Sight:
        """Whether this id comes for the first time, again with the same content, or with another."""
        added = self.database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (resource, known, digest))
        if added.rowcount:
            return Sight.first
        kept = self.database.execute("SELECT digest FROM seen WHERE resource = ? AND id = ?", (resource, known))
        return Sight.again if kept.fetchone()[0] == digest else Sight.other

    def forget(self, resource: str, known: str) -> None:
        """For a record that turned out not to be kept."""
        self.database.execute("DELETE FROM seen WHERE resource = ? AND id = ?", (resource, known))

    def among(self, resource: str, ids: Iterable[str]) -> set[str]:
        """Those of the ids that the file has named."""
        asked = list(ids)
        marks = ",".join("?" * len(asked))
        rows = self.database.execute(
            f"SELECT id FROM seen WHERE resource = ? AND id IN ({marks})",  # noqa: S608 (question marks only)
            (resource, *asked),
        )
        return {row[0] for row in rows}

    def close(self) -> None:
        self.database.close()
