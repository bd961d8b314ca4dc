"""What the code logs is what `tests/log_lines.py` lists, no more and no less; and nothing else writes a log."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.log_lines import EVENTS, EXC_INFO, FIELDS, OF_EVERY_LINE, as_listed, wrong_in

ROOT = Path(__file__).parent.parent
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
BY_OTHERS = {"bot/log.py": 1, "handlers/outcomes.py": 2}
"""How many lines have their event from who asks for them: `Seldom` and `in_passing`, whose callers are read instead."""
BY_THE_WAY = ("logging.", "warnings.", "traceback.print", "traceback.format")
"""What else could write, or make the text of an exception."""
WRITES = re.compile(r"\blog\.|structlog|Seldom|in_passing|print\(|logging|warnings|traceback")
"""In files without any of these nothing is looked for."""
SETS_UP = {"bot/log.py", "bot/app.py"}


class Said(NamedTuple):
    """A field of a line in the code: where the line is, its event, and the field with what it is given."""

    place: str
    event: str
    field: str
    source: str


@cache
def calls() -> list[tuple[str, int, ast.Call]]:
    """Each call in a file of the bot, with the file's path and the line; the playground is run for nobody else."""
    found = []
    for room in ("bot", "handlers", "messages", "storage"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            text = path.read_text()
            if not name.startswith("bot/playground") and WRITES.search(text):
                tree = ast.parse(text)
                found += [(name, node.lineno, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return found


def events_of(call: ast.Call, place: str) -> list[str]:
    """The events that a call names: constants, or a choice of two."""
    assert call.args, f"{place}: a line without an event"
    named = call.args[0]
    choices = [named.body, named.orelse] if isinstance(named, ast.IfExp) else [named]
    for one in choices:
        assert isinstance(one, ast.Constant), f"{place}: the event is made up as it goes: {ast.unparse(one)}"
    return [str(one.value) for one in choices if isinstance(one, ast.Constant)]


@cache
def said() -> tuple[list[Said], set[str]]:
    """Every field of every line, and every event."""
    fields, events = list[Said](), set[str]()
    for name, line, call in calls():
        place = f"{name}:{line}"
        if ast.unparse(call.func) == "Seldom":
            for event in events_of(call, place):
                events.add(event)
                fields.append(Said(place, event, "seen", "dict(self.untold)"))
        passing = ast.unparse(call.func) == "in_passing"
        if not passing and (not writes(call) or made_elsewhere(call)):
            continue
        assert len(call.args) == 1, f"{place}: more than the event without a name"
        for event in events_of(call, place):
            events.add(event)
            if passing:
                fields += [Said(place, event, "reason", "outcome.reason"), Said(place, event, EXC_INFO, "error")]
            for given in call.keywords:
                source = ast.unparse(given.value)
                if given.arg is None:
                    spread = [one for one, field in FIELDS.items() if f"**{source}" in field.sources.split("\n")]
                    assert spread, f"{place}: **{source}"
                    fields += [Said(place, event, one, f"**{source}") for one in spread]
                elif not (passing and given.arg == "seconds"):
                    fields.append(Said(place, event, given.arg, source))
    return fields, events


def is_log(node: ast.AST) -> bool:
    """`log`, or a logger that is made on the spot."""
    return ast.unparse(node) in ("log", "structlog.get_logger('liaison')")


def writes(call: ast.Call) -> bool:
    """Whether it is a line of the log."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS and is_log(call.func.value)


def made_elsewhere(call: ast.Call) -> bool:
    """Whether its event is what somebody else has named."""
    return ast.unparse(call.args[0]) in ("self.event", "what")


def test_every_line_in_the_code_is_on_the_list_and_the_other_way_round() -> None:
    fields, events = said()
    assert events == set(EVENTS)
    found = {event: {one.field for one in fields if one.event == event} for event in events}
    assert found == {event: set(names.split()) for event, names in EVENTS.items()}


def test_every_field_comes_from_where_the_list_says() -> None:
    """Also of an exception: its class, its place and Slack's word for it, never its text."""
    fields, _ = said()
    listed = {(name, source) for name, field in FIELDS.items() for source in field.sources.split("\n")}
    elsewhere = [one for one in fields if (one.field, one.source) not in listed]
    assert elsewhere == []
    assert listed - {(one.field, one.source) for one in fields} == set()


def test_there_is_one_way_to_write_a_log() -> None:
    """No logger of the standard library, nothing printed, nothing bound to a logger, no other logger's name."""
    others = Counter(name for name, _, call in calls() if writes(call) and made_elsewhere(call))
    assert others == BY_OTHERS
    found = []
    for name, line, call in calls():
        called = ast.unparse(call.func)
        other = called == "print" or (called.startswith(BY_THE_WAY) and name not in SETS_UP)
        named = called == "structlog.get_logger" and [ast.unparse(one) for one in call.args] != ["'liaison'"]
        bound = isinstance(call.func, ast.Attribute) and call.func.attr in ("bind", "new") and is_log(call.func.value)
        if other or named or bound:
            found.append(f"{name}:{line} {called}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        {"event": "somebody typed", "level": "info"},
        {"event": "purged", "name": "Centre"},
        {"event": "purged", "workspaces": "one, two"},
        {"event": "cut short", "work": "Zyxomma House"},
        {"event": "unexpected", "reference": "Q7QQ", "kind": "command", "exc_info": "Zyxomma"},
        {"event": "unexpected", "reference": "xoxb-1", "kind": "command"},
        {"event": "not said", "reminders": [1, "Zyxomma"], "fate": "refused", "reason": "is_archived"},
        {"event": "turned away", "seen": {"Zyxomma": 1}},
        {"event": "not told", "kind": "block_actions", "reason": "No such place as Zyxomma"},
    ],
)
def test_what_is_not_on_the_list_is_seen(line: dict[str, object]) -> None:
    """Whoever logs it is told, also while a bot lives."""
    assert len(wrong_in(line)) == 1


def test_a_good_line_is_no_matter() -> None:
    line = {"event": "not said", "reminders": [1, 20], "fate": "limited", "reason": "ratelimited"}
    assert wrong_in(line | dict.fromkeys(OF_EVERY_LINE - {"event"}, "")) == []
    assert wrong_in({"event": "turned away", "seen": {"401 too old": 3, "413 too large": 1}}) == []
    assert wrong_in({"event": "unexpected", "reference": "Q7QQ", "kind": "command", "exc_info": ValueError()}) == []
    with as_listed():
        pass
