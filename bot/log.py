"""Logging: one line an event, structured, never a secret, never what somebody typed.

The text of an exception may hold anything: a value that would not parse, the row that a constraint refused (PostgreSQL
quotes it), the body of a request. So no exception is logged by its text. It is told by its class, by the places in the
code it came through, and by the few words about it that only a library or Slack chooses. Of what libraries say in their
own words only the pattern is kept, never what they put into it.
"""

import errno
import logging
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from traceback import walk_tb
from types import TracebackType
from typing import Any

import structlog

from bot.settings import Settings

log = structlog.get_logger("liaison")
TOLD_EVERY_SECONDS = 60.0
QUIET = ("slack_bolt", "slack_sdk", "alembic", "aiohttp.access", "uvicorn.access", "uvicorn.error")
"""What says nothing below ERROR that we do not say ourselves; uvicorn would tell of each request that is no HTTP."""


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


MOST_SQL = 300
"""Letters of a statement; what it was given is bound to it and not in it."""


def set_up(settings: Settings) -> None:
    """Everything logs through structlog, in colour for people or in JSON for machines, and so does an exception that
    ends the process."""
    render = structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        explained,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[pattern, *shared],
            use_get_message=False,
            pass_foreign_args=True,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    logging.raiseExceptions = False  # what could not be put into a pattern would be printed as it is
    for quiet in QUIET:
        logging.getLogger(quiet).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _ended


def pattern(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Of what a library says: its words before anything was put into them, else only where it said them."""
    record: logging.LogRecord = event["_record"]
    if not event.pop("positional_args", ()):
        event["event"] = f"{record.module}.{record.funcName}:{record.lineno}"
    return event


def explained(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Puts what an exception was, and where it came through, in the place of its text."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_lines(error))
    return event


def _lines(error: BaseException, *before: BaseException) -> Iterator[str]:
    """What caused it first, as in a traceback."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause not in before:
        yield from _lines(cause, error, *before)
        yield "then"
    for frame, line in walk_tb(error.__traceback__):
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
    yield " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *_known(error)])
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _lines(one, error, *before)


def _known(error: BaseException) -> Iterator[str]:
    """What is known of an exception beside its class and is nobody's text: Slack's word, codes, SQL, schema."""
    if isinstance(error, sqlite3.Error) and hasattr(error, "sqlite_errorname"):
        yield error.sqlite_errorname
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        yield errno.errorcode[error.errno]
    answer = getattr(error, "response", None)  # slack_sdk's; imported nowhere here, for `--help` does without
    data = getattr(answer, "data", None)
    if isinstance(data, dict) and str(data.get("error", "")).isidentifier():
        yield str(data["error"])
    statement = getattr(error, "statement", None)
    if type(error).__module__ == "sqlalchemy.exc" and isinstance(statement, str):
        yield " ".join(statement.split())[:MOST_SQL]
    for name in ("sqlstate", "table_name", "column_name", "constraint_name"):  # asyncpg's
        if isinstance(known := getattr(error, name, None), str):
            yield known


def _ended(kind: type[BaseException], error: BaseException, _where: TracebackType | None) -> None:
    """What would else be printed with its text when the process ends."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("liaison").critical("ended", exc_info=error)
