"""Which tests reach a line, and how long each takes: the whole suite runs once under coverage, and is remembered until
the code or the tests change."""

import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
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


def _state(root: Path) -> str:
    """What tells one state of the code and the tests from another."""
    digest = hashlib.sha256()
    for path in files(root, *ROOMS, "tests"):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass
class Reached:
    """What the suite reaches. `seconds`: how long each test takes."""

    data: CoverageData
    seconds: dict[str, float]
    breadth: Counter[str]

    def tests(self, mistake: Mistake) -> list[str]:
        """The tests that reach a mistake, the most telling first: from each file of tests the one that reaches the
        fewest lines, then the others. What runs when a module is imported is reached by whatever else in it is."""
        lines = self._lines(mistake.path)
        first, last = mistake.lines
        found = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        return self._ordered(found or {test for tests in lines.values() for test in tests} or set(self.seconds))

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
            file = test.partition("::")[0]
            turns[test] = seen[file]
            seen[file] += 1
        return sorted(narrow, key=lambda test: turns[test] > 0)


def look(root: Path) -> Reached:
    """What the suite reaches today; runs it once where that is not known. A test that fails is told of and left out.
    Raises `CalledProcessError` when tests cannot run at all."""
    kept = root / KEPT
    state = _state(root)
    known = kept / "state"
    if not known.exists() or known.read_text() != state:
        kept.mkdir(exist_ok=True)
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal"),
            *("--cov", "--cov-context=test", "--cov-report=", f"--junitxml={kept / 'times.xml'}"),
            f"--timeout={PATIENCE}",
        ]
        done = subprocess.run(command, cwd=root, check=False)  # noqa: S603
        if done.returncode not in RAN:
            done.check_returncode()
        (root / ".coverage").rename(kept / "coverage")
        (kept / "breadth.json").write_text(json.dumps(_breadth(_data(kept))))
        known.write_text(state)
    return Reached(_data(kept), _seconds(kept / "times.xml"), Counter(json.loads((kept / "breadth.json").read_text())))


def _data(kept: Path) -> CoverageData:
    data = CoverageData(str(kept / "coverage"))
    data.read()
    return data


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
