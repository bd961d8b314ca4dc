"""Work on what somebody else has made, a file or a template: done in a process of its own that may take so much memory
and so many seconds, and no more. Whatever becomes of it, Liaison goes on."""

import asyncio
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakKeyDictionary

import structlog

from storage.errors import Refused, TooHeavy

log = structlog.get_logger("liaison")
MEGABYTES = 512
"""Of address space, and of what it may write."""
SECONDS = 20
"""Of the processor."""
PATIENCE = 6
"""How many times as long it may last where the machine is busy with other things."""
_APART = Path(__file__).with_name("apart.py")
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[asyncio.Lock, asyncio.Lock]] = WeakKeyDictionary()


class BrokeApart(Exception):
    """A fault of our own in work that was done apart: its kind and place. What was read is not told."""


async def bounded(function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function` gives, a function of a module's own (`handlers.apart` finds it by name). Raises what it refuses,
    `TooHeavy`, and `BrokeApart`."""
    with await _done((function, arguments, False), SECONDS) as said:
        return next(said_in(said))


async def spooled(function: Callable[..., Iterator[Any]], *arguments: Any, seconds: int = SECONDS) -> BinaryIO:
    """A temporary file of what `function` yields, which `said_in` reads. Raises as `bounded` does."""
    return await _done((function, arguments, True), seconds)


def said_in(said: BinaryIO) -> Iterator[Any]:
    """What was yielded, piece by piece, from the beginning."""
    said.seek(0)
    while True:
        try:
            piece = pickle.load(said)  # noqa: S301 - written by our own code
        except EOFError:
            return
        yield piece


async def _done(work: tuple[Callable[..., Any], tuple[Any, ...], bool], seconds: int) -> BinaryIO:
    """Two such processes run at once, one of each sort, so that nobody waits for a document because of long files."""
    turns = _turns.setdefault(asyncio.get_running_loop(), (asyncio.Lock(), asyncio.Lock()))
    given = await asyncio.to_thread(pickle.dumps, work, pickle.HIGHEST_PROTOCOL)
    with ExitStack() as until_done:
        said = until_done.enter_context(tempfile.TemporaryFile())
        async with turns[work[2]]:
            await _run(given, said, seconds, name=work[0].__name__)
        until_done.pop_all()
    return said


async def _run(given: bytes, said: BinaryIO, seconds: int, *, name: str) -> None:
    to = said.fileno()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", str(_APART), str(seconds), str(MEGABYTES), str(to), *sys.path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        pass_fds=(to,), start_new_session=True, env={},  # where the secrets are
    )  # fmt: skip
    try:
        ended, _ = await asyncio.wait_for(process.communicate(given), seconds * PATIENCE)
    except TimeoutError:
        ended = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not ended:
        log.warning("too heavy", work=name, code=process.returncode)
        raise TooHeavy(megabytes=MEGABYTES, seconds=seconds)
    outcome = pickle.loads(ended)  # noqa: S301 - written by our own code
    if isinstance(outcome, Refused):
        raise outcome
    if outcome is not None:
        raise BrokeApart(outcome)
