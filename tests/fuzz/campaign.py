"""Hostile requests sent to a real `liaison serve` on the loopback address, and what came of them."""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storage.engine import open_engine
from storage.schema import migrate
from tests.bench.slack import SECRET, TOKEN, slack_api
from tests.fuzz.hostile import TYPED, Hostile, Hostility

AT_ONCE = 8
PATIENCE_SECONDS = 30
MOST_GROWTH = 96 * 1024 * 1024
"""Bytes that the process may hold more at the end than after the first tenth of the requests."""
SETTLING = 2_000


@dataclass
class Outcome:
    """What was seen: statuses by kind (0: the connection was closed), and what must not be."""

    requests: int = 0
    seconds: float = 0.0
    statuses: Counter[tuple[bool, int]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    begun_with: int = 0
    ended_with: int = 0
    logged: int = 0
    lines: int = 0


@dataclass
class Served:
    """A running `liaison serve`: where, under which number, and what it has logged."""

    port: int
    pid: int
    log: Path

    @property
    def memory(self) -> int:
        """Bytes it holds (Linux: resident set); 0 where that cannot be read."""
        status = Path(f"/proc/{self.pid}/statm")
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


async def attacked(requests: int, seed: int = 1) -> Outcome:
    """Sends so many, several at once, and says what came of it."""
    outcome, hostility = Outcome(requests), Hostility(seed)
    async with serving() as it:
        begun = time.perf_counter()
        left = iter(range(requests))

        async def attack() -> None:
            async with _Line(it.port) as line:
                for number in left:
                    if number == min(requests // 10, SETTLING):
                        outcome.begun_with = it.memory
                    await _one(line, next(hostility), outcome)

        await asyncio.gather(*(attack() for _ in range(AT_ONCE)))
        outcome.seconds = time.perf_counter() - begun
        outcome.ended_with = it.memory
        async with _Line(it.port) as line:
            if await line.ask(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") != 200:
                outcome.faults.append("it does not live any more")
        look_at_log(it.log, outcome)
    if outcome.ended_with - outcome.begun_with > MOST_GROWTH:
        outcome.faults.append(f"memory grew from {outcome.begun_with:,} to {outcome.ended_with:,} bytes")
    return outcome


async def _one(line: "_Line", hostile: Hostile, outcome: Outcome) -> None:
    try:
        status = await line.ask(hostile.data)
    except TimeoutError:
        outcome.faults.append(f"{hostile.kind}: no answer in {PATIENCE_SECONDS} s")
        await line.leave()
        return
    outcome.statuses[hostile.signed, status] += 1
    outcome.kinds[hostile.kind, status] += 1
    if status >= 500 or (not hostile.signed and status == 200 and hostile.kind.startswith("forged")):
        outcome.faults.append(f"{hostile.kind}: {status}: {hostile.data[:2000]!r}")
    if hostile.shaped and status not in (200, 404):
        outcome.faults.append(f"{hostile.kind}: {status}: {hostile.data[:2000]!r}")


def look_at_log(log: Path, outcome: Outcome) -> None:
    """Notes how much it is, and what was typed or is secret in it."""
    text = log.read_bytes()
    outcome.logged, outcome.lines = len(text), text.count(b"\n")
    for what in (TYPED, SECRET, TOKEN, "v0="):
        found = text.find(what.encode())
        if found >= 0:
            start = text.rfind(b"\n", 0, found) + 1
            outcome.faults.append(f"in the log: {what}: {text[start : found + 200][-3000:]!r}")


class _Line:
    """One connection that is used as long as it is open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> "_Line":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def ask(self, data: bytes) -> int:
        """The status of the answer; 0 where a new connection was closed without one."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            used = self.open is not None
            status = await self._tried(data)
            return await self._tried(data) if used and not status else status

    async def _tried(self, data: bytes) -> int:
        reader, writer = self.open = self.open or await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            return await self._answered(reader, without_body=data.startswith(b"HEAD "))
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.leave()
            return 0

    async def _answered(self, reader: asyncio.StreamReader, *, without_body: bool) -> int:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if length and not without_body:
            await reader.readexactly(length)
        if b"connection: close" in head:
            await self.leave()
        return int(head.split()[1])

    async def leave(self) -> None:
        if self.open:
            self.open[1].close()
            with contextlib.suppress(ConnectionError):
                await self.open[1].wait_closed()
        self.open = None


@asynccontextmanager
async def serving() -> AsyncIterator[Served]:
    """`liaison serve` on a database of its own, logging everything it logs, beside an API that says ok to all."""
    with tempfile.TemporaryDirectory() as folder:
        address, log = f"sqlite:///{folder}/fuzz.db", Path(folder) / "log"
        engine = open_engine(address)
        await migrate(engine)
        await engine.dispose()
        async with slack_api() as api:
            given = {
                "SLACK_API_URL": api,
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": SECRET,
                "LIAISON_DATABASE_URL": address,
                "LIAISON_PORT": "0",
                "LIAISON_LOG_FORMAT": "json",
                "LIAISON_LOG_LEVEL": "debug",
            }
            inherited = {
                name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "LIAISON_"))
            }
            with log.open("wb") as written:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "serve", env={**inherited, **given}, stderr=written
                )
            try:
                async with asyncio.timeout(60):
                    while not (port := _port(log)):  # noqa: ASYNC110 - nothing tells when a file has grown
                        await asyncio.sleep(0.05)
                yield Served(port, process.pid, log)
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()


def _port(log: Path) -> int:
    """The one that it listens on; 0 as long as it does not."""
    ready = [line for line in log.read_text().splitlines() if '"event": "ready"' in line]
    return int(json.loads(ready[0])["port"]) if ready else 0
