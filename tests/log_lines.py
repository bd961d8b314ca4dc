"""What the log may hold: each event with its fields, and for each field where its value comes from and how it looks.

Whatever is in a log is read by those who run Liaison, kept and passed on. So this is a list, written by hand: a line
that is added to the code is added here by somebody who asked whether a token, a name or a word that was typed could
ever come with it. Every test of a living bot asserts that nothing else was logged.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import structlog

UP_TO_DATE = "not brought up to date"

EVENTS: dict[str, str] = {
    "the clock was cut short": "",
    "the clock stumbled": "exc_info",
    "purged": "workspaces",
    "chore broke": "chore workspace exc_info",
    "set aside": "work workspace",
    "ready": "host port admin_port socket_mode clock",
    "stopping": "",
    "stopped": "",
    "stopped before everything in hand was finished": "",
    "ended": "exc_info",
    "turned away": "seen",
    "socket looks dead, connecting again": "",
    "Slack cannot be reached": "",
    "installed": "workspace",
    "installation failed": "reason seen",
    "unexpected": "reference kind exc_info",
    "not answered by response_url": "reason",
    "not told": "kind reason exc_info",
    "left undone": "work reason",
    "cut short": "work",
    "afterwards broke": "work exc_info",
    "too heavy": "work code",
    "removed meanwhile": "workspace",
    "lane broke": "workspace exc_info",
    "delivery broke": "reference reminder kind exc_info",
    "said one by one": "reminders reason",
    "not said": "reminders fate reason",
    "given up": "reminder told",
    "in doubt": "reminder told",
    "charts are drawn here": "workspace reason",
    "not drawn": "reminder reason exc_info",
    "import left to another": "import_id",
    "import not told": "import_id exc_info",
    "findings not sent": "import_id reason exc_info",
    "home not brought up to date": "reason exc_info",
    "week not brought up to date": "view reason exc_info",
    UP_TO_DATE: "partner agreement session reminder touchpoint organization opportunity resource place window board"
    " reason exc_info",
}
"""Events as they are logged, each with its fields; a line may leave some of them out."""


class Field(NamedTuple):
    """Where a field's value comes from in the code, one way a line, and the whole of what it may look like."""

    sources: str
    looks: str = r"\d+"


NUMBER_OF_A_ROW = r"\d+"
SLACKS_WORD = r"[a-z][a-z0-9_]{1,39}"
A_WINDOW = r"[A-Z][A-Za-z0-9_.-]{0,40}"
EXC_INFO = "exc_info"
"""An exception itself, which `bot.log.explained` tells by its class and place."""

FIELDS: dict[str, Field] = {
    "agreement": Field("agreement_id\nagreement.id"),
    "board": Field("board['window']", A_WINDOW),
    "chore": Field("name", r"[a-z_]+"),
    "clock": Field("clock\nTrue", "True|False"),
    "code": Field("process.returncode", r"-?\d+|None"),
    EXC_INFO: Field("error\nfailure\nresult\nturn"),
    "fate": Field("outcome.fate.value", "refused|passing|limited|unknown|shut"),
    "host": Field("settings.host", r"[\w.:-]+"),
    "import_id": Field("self.import_id"),
    "kind": Field("kind\nreminder.kind\npayload['type']", r"[a-z][a-z_.]*"),
    "opportunity": Field("opportunity_id"),
    "organization": Field("organization.id"),
    "partner": Field("partner_id\npartner.id"),
    "place": Field("desk.meta['place']", r"[a-z_]+|\d+"),
    "port": Field("**ports"),
    "admin_port": Field("**ports"),
    "reason": Field(
        "outcome.reason\nrefused.reason\nwhy\nerror.response.get('error')\nerror.__doc__",
        f"{SLACKS_WORD}|http_\\d+|Token rotation is switched on [a-zA-Z ;]+\\.",
    ),
    "reference": Field("reference\nfault", "[2-9A-Z]{4}"),
    "reminder": Field("reminder.id\nheld.id"),
    "reminders": Field("ids\n[row.id for row in rows]", r"\[\d+(, \d+)*\]"),
    "resource": Field("resource_id"),
    "seen": Field("dict(self.untold)", rf"\{{'((40[0138]|413) [a-z ]+|{SLACKS_WORD})': \d+.*\}}"),
    "session": Field("session_id"),
    "socket_mode": Field("settings.over_socket", "True|False"),
    "told": Field("owner", r"[UW][A-Z0-9_]+|None"),
    "touchpoint": Field("one.id"),
    "view": Field("view_id", A_WINDOW),
    "window": Field("below['window']\ncard['window']\nmeta['list']['window']", A_WINDOW),
    "work": Field("work\n_named(key)\ntask.get_name()\nname", r"[a-z_]+(:[a-z_0-9]+)?"),
    "workspace": Field("workspace.id\nworkspace_id\nroom.workspace_id"),
    "workspaces": Field("purged"),
}
"""Every field that any event may have."""

OF_EVERY_LINE = {"event", "level", "log_level", "logger", "timestamp", "exception"}
"""What `bot.log` itself puts into each."""


def wrong_in(line: Mapping[str, Any]) -> list[str]:
    """What a line of Liaison's own holds that is not on the list, in words."""
    event = str(line["event"])
    if event not in EVENTS:
        return [f"the event {event!r}"]
    found = []
    for name, value in line.items():
        if name in OF_EVERY_LINE:
            continue
        if name not in EVENTS[event].split():
            found.append(f"{event}: the field {name!r}")
        elif name == EXC_INFO:
            if not isinstance(value, BaseException):
                found.append(f"{event}: {value!r} for an exception")
        elif not re.fullmatch(FIELDS[name].looks, str(value)):
            found.append(f"{event}: {name}={value!r}")
    return found


@contextmanager
def as_listed() -> Iterator[list[str]]:
    """Fails at its end when something was logged that is not on the list; gives what was, as it is found."""
    found: list[str] = []

    def look(_logger: Any, _level: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        found.extend(wrong_in(line))
        return line

    processors = structlog.get_config()["processors"]
    processors.insert(0, look)
    try:
        yield found
    finally:
        if look in processors:
            processors.remove(look)
    assert found == [], "\n".join(found)
