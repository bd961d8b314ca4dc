"""No test waits for seconds to pass: what it waits for is awaited, and time is a parameter."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
WORDS = re.compile("sleep|wait_for_timeout|slow")
FREE = {
    "test_awaited.py": "names sleeps, and has none",
    "playground/test_trouble.py": "tries the slowness of the playground itself, 30 ms",
    "fuzz/campaign.py": "asks a process that writes its log into a file whether it listens yet",
}
"""Files that may sleep, and why nothing can be awaited there."""


def slept(source: str) -> Iterator[int]:
    """The lines that let real time pass: a sleep of anything but nothing, by whatever name, also in a script that is
    a text; and a slow answer of the playground's, where `hold` lets go of it."""
    tree = ast.parse(source)
    sleeps = {"sleep", "wait_for_timeout", "slow"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            sleeps |= {one.asname for one in node.names if one.name == "sleep" and one.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            arguments = [*node.args, *(one.value for one in node.keywords)]
            if name in sleeps and not _nothing(arguments[1:] if name == "slow" else arguments):
                yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "sleep(" in node.value:
            try:
                yield from (node.lineno for _ in slept(node.value))
            except SyntaxError:
                continue


def _nothing(arguments: list[ast.expr]) -> bool:
    return bool(arguments) and isinstance(arguments[0], ast.Constant) and arguments[0].value == 0


def test_no_test_sleeps() -> None:
    sources = {path.relative_to(TESTS).as_posix(): path.read_text() for path in TESTS.rglob("*.py")}
    found = {path: list(slept(source)) for path, source in sources.items() if WORDS.search(source)}
    assert {path: lines for path, lines in found.items() if lines and path not in FREE} == {}
    assert {path for path in FREE if not found.get(path)} == set(), "these do not sleep any more"


@pytest.mark.parametrize(
    ("source", "sleeps"),
    [
        ("await asyncio.sleep(0)", False),
        ("await asyncio.sleep(0.0)", False),
        ("await asyncio.sleep(delay=0)", False),
        ("await asyncio.sleep(0.01)", True),
        ("await asyncio.sleep(seconds)", True),
        ("time.sleep(1)", True),
        ("from time import sleep\nsleep(1)", True),
        ("from asyncio import sleep as rest\nrest(1)", True),
        ("await page.wait_for_timeout(100)", True),
        ("run('import time\\ntime.sleep(2)')", True),
        ("run('import time\\ntime.sleep(0)')", False),
        ("'when people sleep (or not)'", False),
        ("faults.slow('chat.update', 1.5)", True),
        ("faults.slow('chat.update', 0.0)", False),
        ("await held.came.wait()", False),
    ],
)
def test_a_sleep_is_seen(source: str, sleeps: bool) -> None:
    assert bool(list(slept(source))) is sleeps
