"""Instants that know who reads them: their day and hour are somebody's, in a zone, and nothing before that.

In the tests whatever the clock gives and the database holds is such an instant, and every test of a living bot asserts
that nothing of ours reads the day or the hour of one as it stands, in UTC, whatever time it is by then. Where UTC is
meant, `.astimezone(UTC)` says so.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, tzinfo
from functools import wraps
from typing import Any

from bot.clock import Time
from storage import days
from storage.base import UtcDateTime

ROOMS = ("storage.", "handlers.", "messages.", "bot.", "babel.")
ASIDE = ("bot.playground", "storage.migrations")
READ: list[str] = []
"""Where an instant's own day or hour was read, as it is found."""


def _noted(what: str) -> None:
    frame = sys._getframe(2)
    name = frame.f_globals.get("__name__", "")
    if name.startswith(ROOMS) and not name.startswith(ASIDE):
        READ.append(f"{name}:{frame.f_lineno} reads {what} of an instant in UTC")


def _own(name: str) -> Any:
    """One of an instant's own parts, such as its hour."""

    def read(self: datetime) -> int:
        _noted(name)
        return int(getattr(super(Instant, self), name))

    return property(read)


class Instant(datetime):
    """An instant in UTC. What `astimezone` makes of it is a plain local time."""

    year, month, day, hour, minute = map(_own, ("year", "month", "day", "hour", "minute"))

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        return datetime.combine(super().date(), super().timetz()).astimezone(tz)

    def date(self) -> date:
        _noted("the date")
        return super().date()

    def time(self) -> time:
        _noted("the time")
        return super().time()

    def weekday(self) -> int:
        _noted("the weekday")
        return super().weekday()

    def strftime(self, form: str) -> str:
        _noted(form)
        return super().strftime(form)

    def __format__(self, form: str) -> str:
        if form:
            _noted(form)
        return super().__format__(form)

    def replace(self, *given: Any, **changes: Any) -> Any:
        if changes.keys() & {"day", "hour", "minute"}:
            _noted("or sets the hour")
        return super().replace(*given, **changes)


class Typed(datetime):
    """A day and an hour as they were typed, in a zone; in UTC it is an instant."""

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        return _of(datetime.combine(super().date(), super().timetz()).astimezone(tz))


def _of(at: datetime | None) -> datetime | None:
    return None if at is None else Instant.combine(at.date(), at.timetz())


def _gives_instants(method: Any) -> Any:
    @wraps(method)
    def told(*given: Any) -> datetime | None:
        return _of(method(*given))

    return told


Time.__call__ = _gives_instants(Time.__call__)  # type: ignore[method-assign]
days.datetime = Typed  # type: ignore[misc]
UtcDateTime.process_result_value = _gives_instants(UtcDateTime.process_result_value)  # type: ignore[method-assign]


@contextmanager
def read_locally() -> Iterator[None]:
    """Fails at its end when an instant's own day or hour was read."""
    READ.clear()
    yield
    assert READ == [], "\n".join(READ)
