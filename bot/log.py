"""Logging: one line an event, structured, never a secret."""

import logging
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator

import structlog
from slack_sdk.errors import SlackApiError

from bot.settings import Settings

log = structlog.get_logger("liaison")
TOLD_EVERY_SECONDS = 60.0
TELLING = (SlackApiError, OSError)
"""Errors whose text is Slack's or the system's; that of any other may repeat what somebody typed."""


class Seldom:
    """Logs what anybody may bring about, as often as they like, in one line a minute at most: a flood must not fill the
    log."""

    def __init__(self, event: str) -> None:
        self.event = event
        self.quiet_until = 0.0
        self.untold: Counter[str] = Counter()

    def note(self, what: str) -> None:
        """Counts it, and logs all that was not told yet, unless something was told within the minute."""
        self.untold[what] += 1
        now = time.monotonic()
        if now >= self.quiet_until:
            log.warning(self.event, seen=dict(self.untold))
            self.quiet_until = now + TOLD_EVERY_SECONDS
            self.untold.clear()


def set_up(settings: Settings) -> None:
    """Everything logs through structlog, in colour for people or in JSON for machines.

    Bolt logs whole bodies of requests that it does not know, which may hold what somebody typed, and uvicorn a line for
    each request that is no HTTP, whoever sends it; those loggers are held at ERROR.
    """
    render = structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_told),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for noisy in ("slack_bolt", "slack_sdk", "alembic", "aiohttp.access", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _told(exc_info: structlog.typing.ExcInfo) -> str:
    """Where it went wrong, with the kinds of the errors that led to it, the first one first."""
    return "\n".join(_errors(exc_info[1]))


def _errors(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _errors(before)
        yield "then"
    yield "".join(["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]).rstrip()
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}: {error}" if isinstance(error, TELLING) else kind
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _errors(one)
