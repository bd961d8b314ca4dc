"""A file read from one end to the other: what it is, then its records as they may be kept, in pieces."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from messages.formats import format_of, reader_of
from messages.mapping import MOST_KEYED, Columns
from messages.tables import TableReader
from storage.cleaning import Cleaned, Finding

PIECE, PIECE_TEXT = 500, 1_000_000
"""Records in one piece, and about as many characters."""
Piece = tuple[list[Cleaned], list[Finding]]


@dataclass(frozen=True)
class About:
    """What a file turned out to be, as its `Reader` tells it; `columns` and `headings` of a table."""

    format: str
    licence: str
    twice: bool
    by_name: bool
    columns: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)


def read_through(data: bytes, name: str, format: str, columns: Columns | None, source: str) -> Iterator[About | Piece]:
    """One `About`, then every `Piece`. `format` is "" where what is in it decides; `columns` as `reader_of` takes them.

    Raises `NotReadable` and the like.
    """

    def opened() -> io.BytesIO:
        return io.BytesIO(data)

    format = format or format_of(name, opened)
    reader = reader_of(format, name, len(data), opened, columns)
    about = About(format, reader.licence, reader.twice, reader.by_name)
    if isinstance(reader, TableReader):
        about = replace(about, columns=reader.columns, headings=reader.headings[:MOST_KEYED])
    yield about
    cleaned = reader.cleaned(source)
    while batch := piece_of(cleaned, PIECE):
        yield batch, reader.told()
    yield [], reader.told()


def piece_of(cleaned: Iterator[Cleaned], most: int) -> list[Cleaned]:
    """The next ones, at most so many; fewer where they say much."""
    taken: list[Cleaned] = []
    room = PIECE_TEXT
    for one in cleaned:
        taken.append(one)
        if one.record is not None:
            room -= sum(len(value) for value in one.record.values.values() if isinstance(value, str))
        if len(taken) == most or room <= 0:
            break
    return taken
