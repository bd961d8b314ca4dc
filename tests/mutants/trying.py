"""One mistake tried: planted in a copy of the project, where the tests that reach it run until one of them fails."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path

from tests.mutants.catalog import Mistake

SHARE = 1 / 66
"""How much of what the whole suite takes is spent on one mistake: a minute, on a machine that does nothing else."""
PATIENCE = 300
"""After so many seconds a mistake has made the tests hang, and that has been noticed."""
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "*.db", "build")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What came of a mistake: the test that noticed, if one did, of so many that ran, of so many that reach it."""

    mistake: Mistake
    noticed: str | None
    ran: int
    reach: int


class Unsound(Exception):
    """A test that fails without any mistake shows nothing. Its text names it."""


def within(tests: Sequence[str], seconds: dict[str, float], budget: float) -> list[str]:
    """As many of the tests, from the first, as take `budget` seconds together; at least one."""
    chosen: list[str] = []
    for test in tests:
        if not chosen or seconds[test] <= budget:
            chosen.append(test)
            budget -= seconds[test]
    return chosen


class Copy:
    """The project once more, in a folder where mistakes may be made."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder
        shutil.copytree(root, folder, ignore=LEFT_OUT)

    def attempt(self, mistake: Mistake, tests: Sequence[str], reach: int) -> Outcome:
        """Plants a mistake, runs the tests, and takes it out again. Raises `Unsound`."""
        path = self.root / mistake.path
        sound = path.read_bytes()
        path.write_bytes(mistake.planted(sound))
        try:
            noticed = self._failing(tests) or self._untyped()
        finally:
            path.write_bytes(sound)
        if noticed not in (None, "mypy") and self._failing([noticed] if "::" in noticed else tests):
            raise Unsound(noticed)
        return Outcome(mistake, noticed, len(tests), reach)

    def _failing(self, tests: Sequence[str]) -> str | None:
        """The test that fails first, if one does."""
        try:
            done = self._run("pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", "--tb=no", *tests)
        except subprocess.TimeoutExpired:
            return "it hangs"
        if done.returncode == 0:
            return None
        found = _FAILED.search(done.stdout)
        return found[1] if found else f"pytest ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}"

    def _untyped(self) -> str | None:
        return "mypy" if self._run("mypy").returncode else None

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={**environ, "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
