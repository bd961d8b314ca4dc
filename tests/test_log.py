"""The log: where something went wrong and of what kind it was, never what somebody typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TYPED = "a private word"
SET_UP = """
import asyncio, logging, structlog
from bot.log import set_up
from bot.settings import Settings
set_up(Settings(_env_file=None, LIAISON_LOG_FORMAT="json", LIAISON_LOG_LEVEL="debug"))
log = structlog.get_logger("liaison")
typed = "a private word"
def broken():
    try:
        {}[typed]
    except KeyError as error:
        raise ValueError(f"no {typed}") from error
"""


def logged(code: str) -> list[dict[str, str]]:
    """What a process that runs this logs; JSON, a line an event."""
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", SET_UP + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    return [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    "code",
    [
        "try: broken()\nexcept ValueError as error: log.error('broke', exc_info=error)",
        "try: broken()\nexcept ValueError: logging.getLogger('uvicorn.error').exception('broke')",
        "try: broken()\nexcept ValueError as error:\n    log.error('broke', exc_info=ExceptionGroup(typed, [error]))",
        "async def main():\n    asyncio.get_running_loop().call_soon(broken)\n    await asyncio.sleep(0.01)\n"
        "asyncio.run(main())",
    ],
    ids=["ours", "another's", "several", "nobody's"],
)
def test_what_an_error_says_is_left_out(code: str) -> None:
    [line] = [line for line in logged(code) if "exception" in line]
    assert TYPED not in json.dumps(line)
    assert "in broken" in line["exception"]
    first, second = line["exception"].index("KeyError"), line["exception"].rindex("ValueError")
    assert first < second


def test_what_slack_or_the_system_says_is_there() -> None:
    [line] = logged("try: open('/nowhere/at/all')\nexcept OSError as error: log.error('broke', exc_info=error)")
    assert "FileNotFoundError: [Errno 2] No such file or directory" in line["exception"]
