"""What went over the wire, both ways, newest last and bounded."""

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(kw_only=True)
class Exchange:
    """One request and its answer; `direction` is "to app" or "to Slack", `at` is real time in UTC."""

    direction: str
    name: str
    request: Any
    status: int = 0
    answer: Any = None
    ms: float = 0.0
    problems: list[Any] = field(default_factory=list)
    id: int = 0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def refused(self) -> bool:
        """Whether Slack said no to the app, or the app did not answer Slack with success."""
        if self.direction == "to Slack":
            return self.status != 200 or (isinstance(self.answer, dict) and self.answer.get("ok") is False)
        return self.status != 200

    def to_page(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "direction": self.direction,
            "name": self.name,
            "status": self.status,
            "ms": round(self.ms, 1),
            "request": self.request,
            "answer": self.answer,
            "problems": [described(problem) for problem in self.problems],
        }


def described(problem: Any) -> dict[str, str]:
    """A problem of the limits as the page shows it."""
    return {"error": problem.error, "pointer": problem.pointer, "detail": problem.detail}


class Traffic:
    """The latest exchanges, as a sequence: `traffic[-1]` is the newest."""

    def __init__(self, limit: int = 1000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=limit)
        self._ids = itertools.count(1)

    def add(self, exchange: Exchange) -> Exchange:
        exchange.id = next(self._ids)
        self._exchanges.append(exchange)
        return exchange

    def named(self, name: str) -> list[Exchange]:
        """Those of one Web API method, or of one kind of delivery to the app."""
        return [exchange for exchange in self._exchanges if exchange.name == name]

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)

    def __getitem__(self, index: int) -> Exchange:
        return self._exchanges[index]
