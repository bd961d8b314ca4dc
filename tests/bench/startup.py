"""What a process costs before it does anything: CPU and memory, beside bare AsyncApp with SQLAlchemy."""

import subprocess
import sys
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
SPENT = "\nimport resource; u = resource.getrusage(resource.RUSAGE_SELF); print(u.ru_utime + u.ru_stime, u.ru_maxrss)\n"


async def results(_database_url: str) -> AsyncIterator[Result]:
    """Both programs in turn, several times; the median of the ratios."""
    pairs = [(_run(OURS), _run(PLAIN)) for _ in range(ROUNDS)]
    for place, name, unit in ((0, "start-up CPU", "s"), (1, "start-up memory", "kB")):
        ratio = median(ours[place] / plain[place] for ours, plain in pairs)
        raw = {
            f"ours_{unit}": median(ours[place] for ours, _ in pairs),
            f"theirs_{unit}": median(plain[place] for _, plain in pairs),
        }
        yield Result(f"{name} / bare AsyncApp + SQLAlchemy", round(ratio, 3), 1.2, raw)


def _run(program: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", program + SPENT], capture_output=True, text=True, check=True)  # noqa: S603
    cpu, memory = done.stdout.split()
    return float(cpu), float(memory)
