"""Mistakes that are planted to see whether a test notices: each pattern plants its own, and the verdicts are true."""

from pathlib import Path

import pytest

from tests.mutants.catalog import PATTERNS, Mistake, mistakes
from tests.mutants.reached import look
from tests.mutants.trying import Copy, Unsound, within

SAMPLE = """
@routes.click("é", right=Right.coordinate)
async def pressed(desk, one: tuple[int, str, bool]):
    found = select(Note).join(Partner).where(Note.id == one, Partner.hidden)
    await store.notes.touch(one)
    await reminders.cancel_all(one)
    due = noon.astimezone(zone) + timedelta(days=2)
    said = words.rich("{é}", name=one, which=shown_of(two))
    kept = noon.astimezone(UTC), Rich("·").join(one)
    shown = f"{words.rich('', name=one)}"
    return add(desk.start, desk.end), [a, b, c]
"""
PLANTED = {
    "a join dropped": ["select(Note).where(Note.id == one, Partner.hidden)"],
    "a condition dropped": [".where(Partner.hidden)", ".where(Note.id == one)"],
    "a right lowered": ["right=Right.edit)"],
    "a line on the store left out": ["\n    pass\n    await reminders"],
    "a cancel left out": ["\n    pass\n    due"],
    "a zone dropped": ["due = noon + timedelta"],
    "neighbours swapped": ["add(desk.end, desk.start)"],
    "mrkdwn made plain": ['said = words.text("{é}", name=one'],
    "user text unescaped": ["name=Rich(one), which=shown_of(two)"],
    "a unit changed": ["timedelta(hours=2)"],
    "a column dropped": ["[b, c]", "[a, c]", "[a, b]"],
}


def found_in(folder: Path, source: str) -> list[Mistake]:
    path = folder / "bot" / "sample.py"
    for room in ("bot", "messages"):
        (folder / room).mkdir()
    (folder / "messages" / "parts.py").write_text("def shown_of(one: str) -> Rich:\n    return escape(one)\n")
    path.write_text(source)
    return list(mistakes(folder, path))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_plants_what_it_says_and_nothing_else(tmp_path: Path, pattern: str) -> None:
    found = [one for one in found_in(tmp_path, SAMPLE) if one.pattern == pattern]
    planted = [one.planted(SAMPLE.encode()).decode() for one in found]
    assert len(planted) == len(PLANTED[pattern])
    for source in planted:
        assert sum(expected in source for expected in PLANTED[pattern]) == 1, source


def test_a_statement_is_reached_by_any_of_its_lines_and_a_block_by_its_head(tmp_path: Path) -> None:
    source = "async def f():\n    if ready(\n        a, b\n    ):\n        await store.x(\n            1\n        )\n"
    assert {one.pattern: one.lines for one in found_in(tmp_path, source)} == {
        "neighbours swapped": (2, 4),
        "a line on the store left out": (5, 7),
    }


def test_as_many_tests_as_the_budget_allows_and_never_none() -> None:
    seconds = {"slow": 50.0, "quick": 1.0, "long": 70.0}
    assert within(["slow", "long", "quick"], seconds, 60) == ["slow", "quick"]
    assert within(["long"], seconds, 60) == ["long"]


def test_a_mistake_is_noticed_or_survives_and_a_test_that_always_fails_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    [first, *_] = found_in(tmp_path / "project", "LETTERS = ['a', 'b', 'c']\n")
    (tmp_path / "project" / "pyproject.toml").write_text("[tool.mypy]\nfiles = 'bot'\n")
    (tmp_path / "project" / "test_it.py").write_text(
        "import pytest\n"
        "from bot.sample import LETTERS\n"
        "@pytest.mark.parametrize('one', ['of all'])\n"
        "def test_sharp(one):\n    assert LETTERS[0] == 'a'\n"
        "def test_blunt():\n    assert LETTERS\n"
        "def test_broken():\n    assert not LETTERS\n"
    )
    copy = Copy(tmp_path / "project", tmp_path / "copy")
    sharp, blunt, broken = (f"test_it.py::{name}" for name in ("test_sharp[of all]", "test_blunt", "test_broken"))
    assert copy.attempt(first, [blunt, sharp], 2).noticed == sharp
    assert copy.attempt(first, [blunt], 1).noticed is None
    with pytest.raises(Unsound, match="test_broken"):
        copy.attempt(first, [broken], 1)
    assert (tmp_path / "copy" / "bot" / "sample.py").read_text() == "LETTERS = ['a', 'b', 'c']\n"


def test_what_reaches_a_line_is_known_and_only_changed_tests_run_again(tmp_path: Path) -> None:
    letters = (
        "B = 1, 2, 3\n\ndef letters(one):\n    return [one, B, 'c']\n\ndef signs(one):\n    return [one, ';', ',']\n"
    )
    first, *_, last = sorted(found_in(tmp_path, letters), key=lambda one: one.lines)
    ran = f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).open('a').write(__name__)\n"
    (tmp_path / "bot" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text("[tool.coverage.run]\nsource = ['bot']\nrelative_files = true\n")
    (tmp_path / "tests").mkdir()

    def reached(**tests: str) -> tuple[list[str], list[str]]:
        for name, called in tests.items():
            source = f"from bot.sample import letters, signs\n\ndef test_it():\n    {ran}    assert {called}\n"
            (tmp_path / "tests" / f"test_{name}.py").write_text(source.replace("\npath", "\n    path"))
        (tmp_path / "ran").write_text("")
        known = look(tmp_path)
        return known.tests(first), known.tests(last)

    assert reached(one="letters(1)", two="signs(1)") == (["tests/test_one.py::test_it"], ["tests/test_two.py::test_it"])
    both = ["tests/test_one.py::test_it", "tests/test_two.py::test_it"]
    assert reached(two="signs(1) and letters(1)") == (both, ["tests/test_two.py::test_it"])
    assert (tmp_path / "ran").read_text() == "test_two"
    (tmp_path / "tests" / "test_one.py").unlink()
    assert reached() == (both[1:], both[1:])
    assert (tmp_path / "ran").read_text() == ""
