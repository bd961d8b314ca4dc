"""Nothing that somebody typed is in any log, whatever breaks and whatever is sent; what broke, and where, is there."""

import io
import json
import logging
import random
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import log
from bot.settings import Settings
from messages import exports, meetings, saved_messages
from storage.engine import open_engine
from storage.plans import Plan
from storage.recurrence import Frequency
from tests.house import AMELIE, GENERAL, RIVER, House
from tests.log_lines import wrong_in
from tests.test_imports import begun

TYPED = "Zyxomma"
Payload = dict[str, Any]


@contextmanager
def logged(level: str = "debug", form: str = "json") -> Iterator[io.StringIO]:
    """What a running bot would write, at that level."""
    root, known, written = logging.getLogger(), structlog.get_config(), io.StringIO()
    handlers, at, hook, stderr = root.handlers[:], root.level, sys.excepthook, sys.stderr
    levels = {name: logging.getLogger(name).level for name in log.QUIET}
    sys.stderr = written
    log.set_up(Settings(_env_file=None, LIAISON_LOG_LEVEL=level, LIAISON_LOG_FORMAT=form))
    structlog.configure(cache_logger_on_first_use=False)
    try:
        yield written
    finally:
        structlog.configure(**known)
        root.handlers[:], sys.excepthook, sys.stderr = handlers, hook, stderr
        root.setLevel(at)
        logging.raiseExceptions = True
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)


def unlisted(written: io.StringIO) -> list[str]:
    """What Liaison's own lines hold that is not in `tests/log_lines.py`."""
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    return [wrong for line in lines if line["logger"] == "liaison" for wrong in wrong_in(line)]


async def left(person: Any) -> None:
    """Whatever is open is closed."""
    while person.modal:
        await person.close(clear=True)


async def harvested(house: House) -> list[Payload]:
    """What Slack sends while people type the word everywhere: a request of every kind."""
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner new {TYPED} House", channel=GENERAL)
    amelie.fill("serves", TYPED)
    assert await amelie.submit() == {}
    await left(amelie)
    async with house.store() as store:
        [kept] = await store.partners.find(TYPED)
        await store.actions.add(partner_id=kept.id, what=TYPED, assignee_id=AMELIE, due_on=date(2026, 11, 20))
        weekly = Plan(Frequency.weekly, date(2026, 11, 13), time(9), "America/Toronto", remind_before=(60,))
        await store.sessions.begin(kept, weekly)
    await amelie.command(f"/partner show {TYPED}", channel=GENERAL)
    await amelie.command(f"/partner meet {TYPED} House", channel=GENERAL)
    await amelie.change("interest", "yes")
    await amelie.change("notes", f"{TYPED} was said")
    amelie.fill("step_0", f"{TYPED} follows")
    await amelie.submit()
    await left(amelie)
    await house.settle()
    await amelie.command("/partner actions", channel=GENERAL)
    await left(amelie)
    await amelie.command("/partner export", channel=GENERAL)
    await amelie.options(exports.PERSON, TYPED)
    await left(amelie)
    await amelie.open_home()
    await amelie.say(TYPED)
    [*_, said] = await amelie.say(f"{TYPED} rang", channel=RIVER) or [{}]
    ts = said.get("ts") or house.playground.messages(RIVER)[-1]["ts"]
    await amelie.message_shortcut(saved_messages.SAVE, RIVER, ts)
    await left(amelie)
    await amelie.shortcut(meetings.RECORD)
    await left(amelie)
    await begun(house, AMELIE, f"{TYPED}.csv", f"name,email\n{TYPED} Guild,{TYPED}@x.example\n".encode())
    await house.settle()
    return [one.request for one in house.playground.traffic if one.direction == "to app"]


def kind_of(payload: Payload) -> Any:
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") == "event_callback" else "interactive"


async def replay(house: House, payloads: list[Payload]) -> None:
    """The same again; a form as it is sent a second time after something was changed in it."""
    for number, payload in enumerate(payloads):
        again = deepcopy(payload)
        if isinstance(again.get("view"), dict):
            again["view"]["hash"] = f"again.{number}"
        if "event_id" in again:
            again["event_id"] = f"Ev{number}"
        await house.playground.delivery.send(kind_of(payload), "again", again)
    await house.liaison.afterwards.finished()


REFUSES = "ALTER TABLE {0} ADD CONSTRAINT never CHECK (workspace_id < 0) NOT VALID"
MENDED = "ALTER TABLE {0} DROP CONSTRAINT never"


async def test_a_failing_database_tells_the_log_nothing_that_was_typed(house_anywhere: House, as_owner: Any) -> None:
    """A table that is gone, and rows that PostgreSQL refuses, which it quotes; through every kind of request, the clock
    and an import that goes on."""
    house = house_anywhere
    payloads = await harvested(house)
    kinds = {one.get("type", "command") for one in payloads if TYPED in json.dumps(one)}
    assert kinds >= {
        "command",
        "view_submission",
        "block_actions",
        "block_suggestion",
        "event_callback",
        "message_action",
    }
    breaks = [
        (f"ALTER TABLE {one} RENAME TO gone", f"ALTER TABLE gone RENAME TO {one}") for one in ("organizations", "audit")
    ]
    if house.database.engine.dialect.name == "postgresql":
        breaks += [(REFUSES.format(one), MENDED.format(one)) for one in ("audit", "organizations")]
    with logged() as written:
        for broken, mended in breaks:
            await as_owner(broken)
            await replay(house, payloads)
            await house.pass_time(timedelta(days=9))
            await as_owner(mended)
    assert written.getvalue().count('"unexpected"') >= 8
    happened = {json.loads(line)["event"] for line in written.getvalue().splitlines()}
    assert happened >= {"unexpected", "afterwards broke", "delivery broke"}
    assert "handlers/" in written.getvalue()
    assert TYPED not in written.getvalue()
    assert unlisted(written) == []


def odd(payload: Payload, chance: random.Random, most: int) -> Iterator[Payload]:
    """The same payload with something else in one place: every place near its top, some of the deeper ones."""
    places = list(_places(payload))
    near = [one for one in places if len(one) <= 2]
    deep = [one for one in places if len(one) > 2]
    for place in [*near, *chance.sample(deep, min(most, len(deep)))]:
        other = deepcopy(payload)
        holder: Any = other
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = chance.choice([TYPED, [TYPED], {TYPED: TYPED}, {"value": TYPED, "type": TYPED}])
        yield other


def _places(thing: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    steps = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for step, below in steps:
        yield (*above, step)
        yield from _places(below, *above, step)


async def test_hostile_requests_tell_the_log_nothing_that_was_sent(house: House) -> None:
    """Signed requests with something of a wrong kind in every place."""
    chance = random.Random(8)  # noqa: S311 - to choose places
    by_kind: dict[str, Payload] = {}
    for payload in await harvested(house):
        by_kind[str(payload.get("type", "command")) + str(payload.get("command", ""))] = payload
    house.playground.workspace.tell = lambda *_: None  # type: ignore[method-assign]
    sent = 0
    with logged() as written:
        for payload in by_kind.values():
            for hostile in odd(payload, chance, 12):
                kind = kind_of(hostile) if kind_of(payload) != "slash_commands" else "slash_commands"
                if kind == "slash_commands":
                    hostile = {
                        name: value if isinstance(value, str) else json.dumps(value) for name, value in hostile.items()
                    }
                await house.playground.delivery.send(kind, "hostile", hostile)
                sent += 1
        await house.liaison.afterwards.finished()
    assert sent > 150
    assert written.getvalue().count('"unexpected"') > 5  # most are turned away as malformed
    assert TYPED not in written.getvalue()
    assert unlisted(written) == []


class Failure(Exception):
    """Says what it was given."""


def failed() -> Failure:
    """An exception with a cause, as it is caught."""
    try:
        try:
            int(TYPED)
        except ValueError as cause:
            raise Failure(TYPED) from cause
    except Failure as error:
        return error


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_is_told_by_class_and_place(form: str) -> None:
    with logged(form=form) as written:
        structlog.get_logger("liaison").error("broke", exc_info=failed())
        structlog.get_logger("liaison").error("broke", exc_info=ExceptionGroup(TYPED, [failed(), KeyError(TYPED)]))
        sys.excepthook(Failure, failed(), None)
    said = written.getvalue()
    assert TYPED not in said
    assert said.count("builtins.ValueError") == 3
    assert said.count("tests.test_log.Failure") == 3
    assert "builtins.KeyError" in said
    assert "test_log.py" in said
    assert "ended" in said


@pytest.mark.parametrize(
    "name", ["slack_bolt", "slack_sdk", "asyncio", "uvicorn.error", "aiohttp.server", "sqlalchemy.pool"]
)
def test_of_libraries_the_pattern_is_kept_and_not_what_they_put_into_it(name: str) -> None:
    with logged() as written:
        library = logging.getLogger(name)
        library.error("Failed to handle %s", TYPED)
        library.error(f"Unhandled request {TYPED}")
        library.error(TYPED, exc_info=failed())
        library.error("%d", TYPED)
    said = written.getvalue()
    assert TYPED not in said
    assert "Failed to handle %s" in said
    assert "test_of_libraries" in said


async def test_a_refused_row_is_told_by_names_of_the_schema(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    twice = text(
        "INSERT INTO workspaces (team_id, installed_at, enterprise_id, name, bot_user_id, bot_id, scopes) "
        "VALUES (:it, now(), '', '', '', '', '')"
    )
    with logged() as written:
        try:
            async with engine.begin() as connection:
                for _ in range(2):
                    await connection.execute(twice, {"it": TYPED})
        except DBAPIError as error:
            quoted = "".join(traceback.format_exception(error))
            structlog.get_logger("liaison").error("refused", exc_info=error)
    await engine.dispose()
    assert f"DETAIL:  Key (enterprise_id, team_id)=(, {TYPED})" in quoted
    assert "uq_workspaces_enterprise_id_team_id" in written.getvalue()
    assert "23505" in written.getvalue()
    assert TYPED not in written.getvalue()


SET_UP = """
import asyncio, logging, structlog
from bot.log import set_up
from bot.settings import Settings
set_up(Settings(_env_file=None, LIAISON_LOG_FORMAT="json", LIAISON_LOG_LEVEL="debug"))
log = structlog.get_logger("liaison")
typed = "Zyxomma"
def broken():
    try:
        {}[typed]
    except KeyError as error:
        raise ValueError(f"no {typed}") from error
"""


def lines_of(code: str) -> list[dict[str, str]]:
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
        "async def main():\n    asyncio.get_running_loop().call_soon(broken)\n    await asyncio.sleep(0)\n"
        "asyncio.run(main())",
    ],
    ids=["ours", "another's", "several", "nobody's"],
)
def test_what_an_error_says_is_left_out(code: str) -> None:
    [line] = [line for line in lines_of(code) if "exception" in line]
    assert TYPED not in json.dumps(line)
    assert "in broken" in line["exception"]
    first, second = line["exception"].index("KeyError"), line["exception"].rindex("ValueError")
    assert first < second
