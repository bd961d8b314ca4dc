"""No table and no column without a word on what becomes of it (`every_column.txt`)."""

from sqlalchemy import Text

from storage.base import Base
from tests.every_column import NATURES, RULES, SAID, UNSAID


def test_every_table_and_column_is_spoken_of() -> None:
    assert {name: set(said.columns) for name, said in SAID.items()} == {
        table.name: set(table.c.keys()) - UNSAID for table in Base.metadata.sorted_tables
    }


def test_every_word_is_one_that_a_rule_knows() -> None:
    for name, said in SAID.items():
        assert all(said.words[rule] in known for rule, known in RULES.items()), name
        assert set(said.columns.values()) <= NATURES, name


def test_what_refers_and_what_is_text_is_called_so() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if column.name in UNSAID:
                continue
            nature = SAID[table.name].columns[column.name]
            if column.foreign_keys:
                assert nature == "refers", column
            if type(column.type) is Text:
                assert nature in {"said", "people", "code", "machine", "secret"}, column
