"""What is done with every table and every column, as `every_column.txt` says by hand."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Column

from storage.base import Base

RULES = {
    "export": {"out", "stays"},
    "erasure": {"blanked", "cleaned", "brought", "told", "anew", "nobody"},
    "mine": {"mine", "large", "ours"},
    "undo": {"goes", "stays"},
    "merge": {"moved", "free", "stays", "chosen", "below", "said", "itself", "apart", "anew"},
}
NATURES = {"said", "people", "code", "refers", "fact", "machine", "secret"}
UNSAID = frozenset(("id", "workspace_id"))
"""What every table has: the number of a row, and of its workspace."""


@dataclass
class Said:
    """Of one table: the word of each rule, and the nature of each column."""

    words: dict[str, str]
    columns: dict[str, str] = field(default_factory=dict)

    def of(self, *natures: str) -> list[str]:
        return [name for name, nature in self.columns.items() if nature in natures]


def read() -> dict[str, Said]:
    said: dict[str, Said] = {}
    now = Said({})
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, words = line.split(":")
        if line.startswith(" "):
            for column in words.split():
                assert column not in now.columns, (line, column)
                now.columns[column] = name.strip()
        else:
            assert name not in said, name
            now = said[name] = Said(dict(zip(RULES, words.split(), strict=True)))
    return said


SAID = read()


def tables(rule: str, *words: str) -> list[str]:
    """The tables of which a rule says one of these words, those first that others refer to."""
    found = [one.name for one in Base.metadata.sorted_tables if SAID[one.name].words[rule] in words]
    assert found, (rule, words)
    return found


def nature(column: Column[object]) -> str:
    return SAID[column.table.name].columns[column.name]
