"""Which tests reach a line, and how long each takes: the whole suite runs once under coverage, then each file of tests
that has changed. What is remembered goes with its folder."""

import ast
import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from coverage import CoverageData

from tests.mutants.catalog import Mistake

KEPT = Path(".mutants")
ROOMS = ("bot", "handlers", "messages", "storage")
WORKERS = "3"
PATIENCE = 1800
"""Seconds after which a test hangs, under coverage."""
RAN = (0, 1)
"""What pytest ends with when tests ran: none failed, or some did."""


def files(root: Path, *rooms: str) -> list[Path]:
    """The Python files of the rooms, in order."""
    return sorted(path for room in rooms for path in (root / room).rglob("*.py"))


def _digests(root: Path) -> dict[str, str]:
    """What tells one state of a file from another."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(root, *ROOMS, "tests")
    }


@dataclass
class Reached:
    """What the suite reaches. `seconds`: how long each test takes; `changed`: files that had other lines then."""

    root: Path
    data: CoverageData
    seconds: dict[str, float]
    breadth: Counter[str]
    changed: set[str]

    def tests(self, mistake: Mistake) -> list[str]:
        """The tests that reach a mistake, the most telling first: from each file of tests the one that reaches the
        fewest lines, then the others. A constant is reached by what uses it in its file; what else runs when a module
        is imported by whatever is reached in it, and so is each line of a file that has changed since."""
        lines = self._lines(mistake.path)
        first, last = mistake.lines
        here = () if mistake.path in self.changed else {*range(first, last + 1), *self._uses(mistake)}
        found = {test for line in here for test in lines.get(line, ())}
        return self._ordered(found or {test for tests in lines.values() for test in tests} or set(self.seconds))

    def _uses(self, mistake: Mistake) -> set[int]:
        """The lines that use a constant of the module, where that is what the mistake is in."""
        tree = ast.parse((self.root / mistake.path).read_bytes())
        kept = [one for one in tree.body if isinstance(one, ast.Assign) and one.lineno == mistake.lines[0]]
        targets = [name for one in kept for target in one.targets for name in ast.walk(target)]
        names = {name.id for name in targets if isinstance(name, ast.Name)}
        return {one.lineno for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id in names}

    def _lines(self, path: str) -> dict[int, set[str]]:
        by_line: dict[int, set[str]] = defaultdict(set)
        for line, contexts in self.data.contexts_by_lineno(path).items():
            by_line[line] = {test for one in contexts if (test := one.partition("|")[0]) in self.seconds}
        return by_line

    def _ordered(self, tests: Iterable[str]) -> list[str]:
        narrow = sorted(tests, key=lambda test: (self.breadth[test], test))
        seen: Counter[str] = Counter()
        turns = {}
        for test in narrow:
            turns[test] = seen[_file(test)]
            seen[_file(test)] += 1
        return sorted(narrow, key=lambda test: turns[test] > 0)


def look(root: Path) -> Reached:
    """What the suite reaches: it runs once, and then the files of tests that have changed since. A test that fails is
    told of and left out. Raises `CalledProcessError` when tests cannot run at all."""
    kept = root / KEPT
    kept.mkdir(exist_ok=True)
    then: dict[str, str] = _read(kept / "state.json", {})
    now = _digests(root)
    changed = {name for name, digest in now.items() if then.get(name) != digest}
    again = sorted(name for name in changed if Path(name).name.startswith("test_"))
    took: dict[str, float] = _read(kept / "seconds.json", {})
    if again:
        _run(root, kept, again if then else [])
        took = {test: one for test, one in took.items() if _file(test) not in again} | _seconds(kept / "times.xml")
        (kept / "seconds.json").write_text(json.dumps(took))
        (kept / "state.json").write_text(json.dumps((then or now) | {name: now[name] for name in again}))
    seconds = {test: one for test, one in took.items() if _file(test) in now}
    data = CoverageData(str(kept / "coverage"))
    data.read()
    return Reached(root, data, seconds, _breadth(data), changed if then else set())


def _file(test: str) -> str:
    return test.partition("::")[0]


def _read(path: Path, otherwise: Any) -> Any:
    return json.loads(path.read_text()) if path.exists() else otherwise


def _run(root: Path, kept: Path, tests: list[str]) -> None:
    """Runs these files of tests, or all, and adds what they reach to what is known."""
    found, known = root / ".coverage", kept / "coverage"
    found.unlink(missing_ok=True)
    if known.exists():
        known.rename(found)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", f"--timeout={PATIENCE}"),
        *("--cov", "--cov-append", "--cov-context=test", "--cov-report=", f"--junitxml={kept / 'times.xml'}"),
    ]
    done = subprocess.run([*command, *tests], cwd=root, check=False)  # noqa: S603
    found.rename(known)
    if done.returncode not in RAN:
        done.check_returncode()


def _breadth(data: CoverageData) -> Counter[str]:
    """How many lines each test reaches."""
    lines: Counter[str] = Counter()
    for path in data.measured_files():
        for contexts in data.contexts_by_lineno(path).values():
            lines.update({context.partition("|")[0] for context in contexts})
    return lines


def _seconds(times: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for case in ElementTree.parse(times).iter("testcase"):  # noqa: S314
        test = f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name']}"
        if case.find("failure") is None and case.find("error") is None:
            seconds[test] = float(case.attrib["time"])
        else:
            print(f"left out, since it fails without any mistake: {test}", flush=True)  # noqa: T201
    return seconds
