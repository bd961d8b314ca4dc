"""The words in which Slack's limits are written down: texts, numbers, lists, objects and kinds of object.

A shape says what a value may look like. `check` adds a problem to the report for everything that breaks it
and never raises, whatever JSON it is given.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing Slack would refuse.

    `error` is Slack's error code, `pointer` a JSON pointer into what was sent (a missing key points at the
    object it is missing from), `detail` one sentence with the limit and what was found.
    """

    error: str
    pointer: str
    detail: str


class Report:
    """Collects problems; `error` is the code of those that have none of their own."""

    def __init__(self, error: str) -> None:
        self.error = error
        self.problems: list[Problem] = []

    def add(self, pointer: str, detail: str, *, error: str | None = None) -> None:
        self.problems.append(Problem(error or self.error, pointer, detail))


class Shape(Protocol):
    def check(self, value: Any, at: str, report: Report) -> None: ...


Rule = Callable[[dict[str, Any], str, Report], None]

_NAMES = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def kind_of(value: object) -> str:
    return _NAMES.get(type(value), "null")


def step(at: str, key: str) -> str:
    """The pointer of a key, escaped as RFC 6901 asks."""
    return f"{at}/{key.replace('~', '~0').replace('/', '~1')}"


def characters(text: str) -> int:
    """The length of a text in UTF-16 units, in which an emoji counts twice or more often. How Slack counts is not
    published; no other way of counting that it may have gives more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def span(low: int | float, high: int | float | None) -> str:
    return f"at least {low}" if high is None else f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Words:
    """A text of low..high characters; `pattern` must match from its start, `like` says so in words."""

    low: int = 1
    high: int | None = None
    pattern: re.Pattern[str] | None = None
    like: str = ""

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(at, f"This must be a text, not {kind_of(value)}.")
        elif (length := characters(value)) < self.low or (self.high is not None and length > self.high):
            report.add(at, f"This text is {length} characters long; Slack allows {span(self.low, self.high)}.")
        elif self.pattern is not None and not self.pattern.match(value):
            report.add(at, f"This must be {self.like}, not {value[:60]!r}.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number from low to high; a whole one unless `fraction`."""

    low: int = 0
    high: int | None = None
    fraction: bool = False

    def check(self, value: Any, at: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float) if self.fraction else int):
            wanted = "a number" if self.fraction else "a whole number"
            found = value if isinstance(value, float) else kind_of(value)
            report.add(at, f"This must be {wanted}, not {found}.")
        elif value < self.low or (self.high is not None and value > self.high):
            report.add(at, f"This number is {value}; Slack allows {span(self.low, self.high)}.")


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, bool):
            report.add(at, f"This must be true or false, not {kind_of(value)}.")


@dataclass(frozen=True, slots=True)
class Anything:
    """A value this stand-in does not judge."""

    def check(self, value: Any, at: str, report: Report) -> None:
        return


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few fixed values."""

    values: tuple[str | int, ...]

    def check(self, value: Any, at: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in self.values:
            allowed = ", ".join(str(known) for known in self.values)
            report.add(at, f"{value!r} is not one of the allowed values: {allowed}.")


@dataclass(frozen=True, slots=True)
class Many:
    """A list of low..high items, each of one shape; `what` names them, `distinct` forbids doubles."""

    item: Shape
    what: str
    low: int = 1
    high: int | None = None
    distinct: bool = False

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(at, f"This must be a list of {self.what}, not {kind_of(value)}.")
            return
        if len(value) < self.low or (self.high is not None and len(value) > self.high):
            report.add(at, f"This list has {len(value)} {self.what}; Slack allows {span(self.low, self.high)}.")
        for position, item in enumerate(value):
            self.item.check(item, f"{at}/{position}", report)
            if self.distinct and item in value[:position]:
                report.add(f"{at}/{position}", f"{item!r} is listed twice; each of the {self.what} must be unique.")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with known keys, or any when it is `free`.

    `rules` compare its keys and run only when each key is right by itself.
    """

    keys: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    free: bool = False

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, f"This must be an object, not {kind_of(value)}.")
            return
        before = len(report.problems)
        for key in self.required:
            if key not in value:
                report.add(at, f'The required key "{key}" is missing.')
        for key, inner in value.items():
            shape = self.keys.get(key)
            if shape is None and self.free:
                continue
            if shape is None:
                report.add(step(at, str(key)), f'The key "{key}" is not known here; known: {", ".join(self.keys)}.')
            else:
                shape.check(inner, f"{at}/{key}", report)
        if len(report.problems) == before:
            for rule in self.rules:
                rule(value, at, report)


@dataclass(frozen=True, slots=True)
class Kinds:
    """An object whose `type` says which shape it has; `place` names where it stands."""

    table: Mapping[str, Thing]
    place: str
    only: frozenset[str] = field(default=frozenset())

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, f"This must be an object with a type, not {kind_of(value)}.")
            return
        kind = value.get("type")
        thing = self.table.get(kind) if isinstance(kind, str) else None
        if "type" not in value:
            report.add(at, 'The required key "type" is missing.')
        elif thing is None or (self.only and kind not in self.only):
            allowed = ", ".join(sorted(self.only or self.table))
            report.add(f"{at}/type", f"The type {kind!r} is not allowed in {self.place}; allowed: {allowed}.")
        else:
            thing.check(value, at, report)
