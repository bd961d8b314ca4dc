"""A file that somebody gave, read through in a process of its own before anything is done with it."""

from collections.abc import Iterator
from typing import BinaryIO

from handlers.bounded import said_in, spooled
from messages.mapping import Columns
from messages.read_through import About, Piece, read_through
from messages.reading import Reader
from storage.cleaning import Cleaned

SECONDS = 60


class SpooledReader(Reader):
    """Gives what was read; `about` tells what the file is."""

    def __init__(self, name: str, size: int, said: BinaryIO) -> None:
        self.said = said
        self.about: About = next(said_in(said))
        super().__init__(name, size, licence=self.about.licence, twice=self.about.twice, by_name=self.about.by_name)

    def cleaned(self, source: str) -> Iterator[Cleaned]:
        """Every record, cleaned for the source that it was read for."""
        pieces: Iterator[Piece] = said_in(self.said)
        next(pieces)
        for records, found in pieces:
            self.findings += found
            yield from records

    def close(self) -> None:
        self.said.close()


async def read(data: bytes, name: str, format: str, columns: Columns | None, source: str) -> SpooledReader:
    """Raises `NotReadable` and the like, and `TooHeavy`."""
    said = await spooled(read_through, data, name, format, columns, source, seconds=SECONDS)
    return SpooledReader(name, len(data), said)
