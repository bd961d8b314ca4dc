"""Work that no limit lets come to its end, for `handlers.bounded`; and such as tells how it fared."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from storage.errors import NotReadable


def takes_all_memory() -> int:
    return len([bytes(1 << 20) for _ in range(1 << 20)])


def never_ends() -> None:
    while True:
        pass


def ends_the_process() -> None:
    os._exit(9)


def writes_for_ever() -> Iterator[bytes]:
    while True:
        yield bytes(1 << 20)


def refuses(name: str) -> None:
    raise NotReadable(field="file", name=name)


def breaks(typed: str) -> None:
    raise ValueError(typed)


def rests(seconds: float) -> tuple[float, float]:
    begun = time.time()
    time.sleep(seconds)
    return begun, time.time()


def rests_and_goes_on(seconds: float) -> Iterator[tuple[float, float]]:
    yield rests(seconds)


def says_who_it_is_and_rests(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(60)
