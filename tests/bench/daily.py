"""What people do every day: help, a list, a meeting opened and submitted; and one delivery. On both databases."""

import json
from collections.abc import AsyncIterator
from functools import partial
from itertools import count
from typing import Any

from bot.app import Liaison
from handlers.delivering import Delivering
from handlers.desk import Desk
from handlers.meeting_view import opened
from handlers.reminders import Delivery
from messages import meetings
from messages.surfaces import Message, View, message
from tests.bench import crowd
from tests.bench.house import assembled, postgresql
from tests.bench.measure import Result, latencies
from tests.bench.slack import CHANNEL, TEAM, command, interaction, send, slack_api

PARTNERS = 1_000
WORD = "bench.word"


async def results(database_url: str) -> AsyncIterator[Result]:
    """p50, p99 and CPU of each, with nothing to compare with."""
    with postgresql("daily") as [address]:
        for database, url in (("SQLite", database_url), ("PostgreSQL", address)):
            async with slack_api() as api, assembled(url, api) as liaison:
                workspace, _ = await liaison.installations.workspace_of(enterprise_id=None, team_id=TEAM)
                await crowd.gather(liaison.database, workspace.id, PARTNERS)
                async for what, figures in _measured(liaison, workspace.id):
                    yield Result(f"{database}: {what}", None, None, figures)


async def _measured(liaison: Liaison, workspace_id: int) -> AsyncIterator[tuple[str, dict[str, float]]]:
    ask = partial(send, liaison.bolt)
    for line in ("help", "list"):
        yield f"/partner {line}", await latencies(partial(ask, command(line)))
    name = crowd.names(PARTNERS)[0]
    yield "opening the meeting form", await latencies(partial(ask, command(f"meet {name}")), times=200)
    form, turn = await _form(liaison), count(1)
    yield "submitting it", await latencies(lambda: ask(_submission(form, next(turn))), times=200)
    liaison.routes.reminder(WORD)(_word)
    number, delivering = count(1), _delivering(liaison)

    async def plan() -> None:
        async with liaison.database.store(workspace_id) as store:
            subject = f"thing:{next(number)}"
            await store.reminders.plan(kind=WORD, subject=subject, recipient=CHANNEL, due_at=store.now)

    await plan()
    await delivering.deliver_due()
    yield "one delivery", await latencies(delivering.deliver_due, times=200, before=plan)


def _delivering(liaison: Liaison) -> Delivering:
    return Delivering(liaison.routes, liaison.database, liaison.installations.client_of, liaison.afterwards, pace=0)


async def _word(_delivery: Delivery) -> Message:
    return message("A word")


async def _form(liaison: Liaison) -> View:
    """The meeting form as it is opened."""
    seen: list[View] = []

    async def look(desk: Desk) -> None:
        seen.append(await opened(desk, {"partner": 1}))

    liaison.routes.command("look", about="")(look)
    await send(liaison.bolt, command("look"))
    return seen[0]


def _submission(form: View, number: int) -> str:
    """The form of another partner each time, sent as it was opened with a goal and a next step."""
    meta = {**json.loads(form["private_metadata"]), "partner": number, "subject": f"partner:{number}"}
    values = {block["block_id"]: {"field": _as_left(block)} for block in form["blocks"] if block["type"] == "input"}
    for name, text in (("goal_0", "Fewer weeks of waiting"), (meetings.step(0), "Send the figures")):
        values[name]["field"]["value"] = text
    view = {**form, "id": f"V{number}", "hash": str(number), "private_metadata": json.dumps(meta)}
    return interaction(type="view_submission", view={**view, "state": {"values": values}})


def _as_left(block: dict[str, Any]) -> dict[str, Any]:
    element = block["element"]
    given = {key.replace("initial", "selected"): value for key, value in element.items() if key.startswith("initial_")}
    return {"type": element["type"], **given, "value": element.get("initial_value")}
