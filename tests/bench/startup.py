"""What a process costs before it does anything: CPU and memory, beside bare AsyncApp with SQLAlchemy."""

import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from statistics import median

from tests.bench.measure import Result

ROUNDS = 7
PLAIN = """
import asyncio
from slack_bolt.async_app import AsyncApp
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
import asyncpg, aiohttp, uvicorn
app = AsyncApp(token="xoxb-1", signing_secret="s")
create_async_engine("postgresql+asyncpg://localhost/none")
"""
OURS = """
import asyncio
import bot.app, bot.web, bot.settings, uvicorn
from storage.engine import open_engine
bot.app.house()
open_engine("postgresql://localhost/none")
"""
SPENT = """
import resource
from pathlib import Path
used = resource.getrusage(resource.RUSAGE_SELF)
status = Path("/proc/self/status")
peak = used.ru_maxrss  # on Linux it includes what the parent had before this program took its place
if status.exists():
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
print(used.ru_utime + used.ru_stime, peak)
"""


async def results(_database_url: str) -> AsyncIterator[Result]:
    """Both programs in turn, several times, their modules compiled beforehand as on a server; the median ratio."""
    with tempfile.TemporaryDirectory() as compiled:
        for program in (OURS, PLAIN):
            _run(program, compiled)
        pairs = [(_run(OURS, compiled), _run(PLAIN, compiled)) for _ in range(ROUNDS)]
    for place, name, unit in ((0, "start-up CPU", "s"), (1, "start-up memory", "kB")):
        ratio = median(ours[place] / plain[place] for ours, plain in pairs)
        raw = {
            f"ours_{unit}": median(ours[place] for ours, _ in pairs),
            f"theirs_{unit}": median(plain[place] for _, plain in pairs),
        }
        yield Result(f"{name} / bare AsyncApp + SQLAlchemy", round(ratio, 3), 1.2, raw)


def _run(program: str, compiled: str) -> tuple[float, float]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    command = [sys.executable, "-c", program + SPENT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    cpu, memory = done.stdout.split()
    return float(cpu), float(memory)
