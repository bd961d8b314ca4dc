"""What every reader of a file gives: its records one by one, and what it found besides."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from storage.cleaning import Cleaned, Cleaner, Fault, Finding
from storage.standard import Record

LONGEST_ABOUT = 300


@dataclass
class Reader:
    """`title` and `licence` are what the file says of itself. `twice`: a record may refer to one that comes later, so
    what refers to nothing is looked for once more. `by_name`: organizations
    are known by their names only. `taken` of `size` bytes are read so far."""

    name: str
    size: int
    title: str = ""
    licence: str = ""
    twice: bool = False
    by_name: bool = False
    taken: int = 0
    findings: list[Finding] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Every record, from the beginning; can be asked for again."""
        raise NotImplementedError

    def cleaned(self, source: str) -> Iterator[Cleaned]:
        """The same, as they may be kept; `source` is the name of the source."""
        cleaner = Cleaner(source)
        return map(cleaner.clean, self.records())

    def close(self) -> None:
        """Lets go of the file; nothing is read any more."""

    def found(self, fault: Fault, place: str, row: int = 0, column: str = "", about: str = "") -> None:
        self.findings.append(Finding(fault, place, row, column, about[:LONGEST_ABOUT]))

    def told(self) -> list[Finding]:
        """What was found since this was asked for last."""
        told, self.findings = self.findings, []
        return told
