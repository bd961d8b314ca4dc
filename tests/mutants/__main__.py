"""Plants 40 mistakes chosen by a seed, and says which of them no test notices (`make mutants`). Another number and
another seed may be given: `python -m tests.mutants 200 7`; with a path behind, only mistakes below it."""

import difflib
import hashlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.catalog import Mistake, mistakes
from tests.mutants.reached import ROOMS, Reached, files, look
from tests.mutants.trying import SHARE, Copy, Outcome, Unsound, within

NUMBER, SEED, WORKERS = 40, 1, 2
ROOT = Path(__file__).parents[2]
LEFT_OUT = ("bot/playground/", "bot/seed", "bot/documents.py", "storage/migrations/")
"""What stands in for Slack, tells a story, or is never changed once it is released."""
READ_THE_CODE = (
    *("tests/test_catalogs.py", "tests/test_docs.py", "tests/test_every_column.py", "tests/test_escapes.py"),
    "tests/test_rights.py::test_every_route_has_the_right_that_the_documents_give_it",
    "tests/test_unasked.py::test_every_kind_is_planned_moved_and_ended",
)
"""What reaches no line, since it reads them, or what is made of them."""


def chosen(number: int, seed: int, below: str = "") -> list[Mistake]:
    """So many mistakes at random, each pattern in turn, so that the rarer ones are tried too. A seed gives the
    same ones again as long as the statements that they stand in do not change."""
    by_pattern: dict[str, list[Mistake]] = defaultdict(list)
    for path in files(ROOT, *ROOMS):
        name = str(path.relative_to(ROOT))
        if name.startswith(below) and not name.startswith(LEFT_OUT):
            for one in mistakes(ROOT, path):
                by_pattern[one.pattern].append(one)
    for every in by_pattern.values():
        every.sort(key=lambda one: _at_random(one, seed))
    found: list[Mistake] = []
    while len(found) < number and any(by_pattern.values()):
        found += [every.pop() for every in by_pattern.values() if every]
    return found[:number]


@cache
def _lines(path: str) -> list[bytes]:
    return (ROOT / path).read_bytes().splitlines()


def _at_random(mistake: Mistake, seed: int) -> bytes:
    first, last = mistake.lines
    statement = _lines(mistake.path)[first - 1 : last]
    told = (str(seed), mistake.pattern, mistake.path, mistake.text)
    return hashlib.sha256(b"\0".join([*map(str.encode, told), *statement])).digest()


def shown(mistake: Mistake) -> str:
    """The mistake as a diff."""
    sound = (ROOT / mistake.path).read_bytes()
    before, after = (text.decode().splitlines() for text in (sound, mistake.planted(sound)))
    return "\n".join(difflib.unified_diff(before, after, mistake.path, mistake.pattern, n=1, lineterm=""))


def outcomes(these: list[Mistake], reached: Reached) -> Iterator[Outcome | Unsound]:
    """What came of each, in the order given."""
    budget = sum(reached.seconds.values()) * SHARE
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(WORKERS) as pool:
        free: SimpleQueue[Copy] = SimpleQueue()
        for one in range(WORKERS):
            free.put(Copy(ROOT, Path(folder) / str(one)))

        def attempt(mistake: Mistake) -> Outcome | Unsound:
            copy = free.get()
            reach = reached.tests(mistake)
            try:
                within_budget = within(reach, reached.seconds, budget)
                return copy.attempt(mistake, [*within_budget, *READ_THE_CODE], len(reach))
            except Unsound as unsound:
                return unsound
            finally:
                free.put(copy)

        yield from pool.map(attempt, these)


def main(number: int = NUMBER, seed: int = SEED, below: str = "") -> int:
    """Prints each mistake and what noticed it, then the survivors; the number of these is the exit status."""
    survivors, noticed, unsound = [], 0, 0
    for one in outcomes(chosen(number, seed, below), look(ROOT)):
        if isinstance(one, Unsound):
            unsound += 1
            print(f"no verdict: {one} fails without the mistake", flush=True)  # noqa: T201
            continue
        where = f"{one.mistake.path}:{one.mistake.lines[0]} {one.mistake.pattern}"
        print(f"{where}: {one.noticed or f'SURVIVES {one.ran} of {one.reach} tests'}", flush=True)  # noqa: T201
        noticed += one.noticed is not None
        survivors += [] if one.noticed else [one]
    for one in survivors:
        print(f"\n{shown(one.mistake)}")  # noqa: T201
    tried = noticed + len(survivors)
    print(f"\n{noticed} of {tried} noticed ({noticed / max(tried, 1):.1%}); {unsound} without a verdict")  # noqa: T201
    return min(len(survivors) + unsound, 100)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*map(int, given[:2]), *given[2:3]))
