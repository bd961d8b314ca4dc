"""`/metrics`, `/healthz` and `/readyz`: what can be seen from outside."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog
from sqlalchemy import text as sql

from bot.metrics import INTERACTIONS, Metrics
from bot.playground import SlackError
from handlers.outcomes import Fate
from storage.reminder import ReminderState
from storage.schema import EMPTY, migrate
from tests.house import AMELIE, GENERAL, GUEST, living
from tests.outbox import KIND, speak


@asynccontextmanager
async def asking(house):
    """The bot's own web server, as a supervisor sees it."""
    async with aiohttp.ClientSession(house.playground.app_url) as session:

        async def get(path):
            async with session.get(path) as answer:
                return answer.status, await answer.text()

        yield get


async def test_requests_are_counted_by_kind_and_outcome(house):
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await house.playground.person(GUEST).command("/partner help", channel=GENERAL)
    async with asking(house) as get:
        status, text = await get("/metrics")
    assert status == 200
    assert 'liaison_requests_total{kind="command",outcome="done"} 2.0' in text
    assert 'liaison_requests_total{kind="command",outcome="refused"} 1.0' in text
    assert "liaison_ack_seconds_count 3.0" in text


async def test_faults_and_forgeries_are_told_apart(house):
    house.playground.faults.answer("users.info", "fatal_error")
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    house.playground.workspace.app.signing_secret = "another"
    with pytest.raises(SlackError):
        await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    async with asking(house) as get:
        _, text = await get("/metrics")
    assert 'liaison_requests_total{kind="command",outcome="failed"} 1.0' in text
    assert 'liaison_refused_requests_total{status="401"} 1.0' in text


async def test_socket_mode_is_counted_too(sqlite_url):
    async with living(sqlite_url, transport="socket") as house:
        await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
        async with asking(house) as get:
            _, text = await get("/metrics")
            assert 'liaison_requests_total{kind="command",outcome="done"} 1.0' in text
            assert (await get("/slack/events"))[0] == 404


async def late(house, by):
    """Something that should have been said a while ago."""
    async with house.store() as store:
        due_at = house.liaison.database.now() - by
        await store.reminders.plan(kind="test", subject="test:1", recipient=GENERAL, due_at=due_at)


async def test_the_outbox_and_the_clock_are_shown(house_anywhere):
    await late(house_anywhere, timedelta(seconds=90))
    async with asking(house_anywhere) as get:
        _, text = await get("/metrics")
    assert 'liaison_outbox_rows{state="planned"} 1.0' in text
    assert 'liaison_outbox_rows{state="uncertain"} 0.0' in text
    lag = next(float(line.split()[1]) for line in text.splitlines() if line.startswith("liaison_clock_lag_seconds "))
    assert 90 <= lag < 100


async def test_healthy_and_ready(house_anywhere):
    async with asking(house_anywhere) as get:
        assert await get("/healthz") == (200, "ok")
        status, text = await get("/readyz")
    assert (status, '"migrations":true' in text) == (200, True)


async def test_not_ready_when_the_clock_is_late(house):
    await late(house, timedelta(minutes=11))
    async with asking(house) as get:
        assert (await get("/readyz"))[0] == 503
        assert (await get("/healthz"))[0] == 200


async def test_not_ready_on_a_database_of_another_version(house):
    await migrate(house.database.engine, EMPTY)
    async with asking(house) as get:
        assert await get("/readyz") == (503, '{"database":true,"migrations":false}')


async def test_not_ready_without_a_database(house, tmp_path):
    await house.database.engine.dispose()
    (tmp_path / "liaison.db").write_bytes(b"no database at all, " * 1000)
    async with asking(house) as get:
        assert await get("/readyz") == (503, '{"database":false}')


async def test_deliveries_are_counted_by_how_they_fared(house):
    async with house.store() as store:
        partner = await store.reminders.plan(
            kind="nobody.says", subject="test:1", recipient=GENERAL, due_at=house.liaison.database.now()
        )
        assert partner.id
    await house.settle()
    async with asking(house) as get:
        _, text = await get("/metrics")
    assert 'liaison_deliveries_total{outcome="broke"} 1.0' in text


FARED = {
    Fate.refused: lambda faults: faults.answer("chat.postMessage", "is_archived"),
    Fate.passing: lambda faults: faults.answer("chat.postMessage", "service_unavailable"),
    Fate.limited: lambda faults: faults.rate_limit("chat.postMessage", retry_after=60),
    Fate.unknown: lambda faults: faults.drop("chat.postMessage", performed=True),
    Fate.shut: lambda faults: faults.answer("chat.postMessage", "token_revoked"),
}
"""What Slack does with a message, by how the delivery fares."""


@pytest.mark.parametrize("fate", Fate)
async def test_each_way_that_a_delivery_may_fare_is_counted_as_itself(house, fate):
    house.liaison.routes.reminder(KIND)(speak)
    async with house.store() as store:
        await store.reminders.plan(kind=KIND, subject="1", recipient=GENERAL, due_at=house.liaison.database.now())
    FARED[fate](house.playground.faults)
    await house.liaison.delivering.deliver_due()
    async with asking(house) as get:
        _, text = await get("/metrics")
    counted = re.findall(r'^liaison_deliveries_total\{outcome="(\w+)"\} (\S+)$', text, re.MULTILINE)
    assert [(outcome, number) for outcome, number in counted if number != "0.0"] == [(fate, "1.0")]


DOCUMENTED = (Path(__file__).parent.parent / "docs/running.md").read_text()
VALUES = {
    "liaison_requests_total": {"command", "event", "other", *INTERACTIONS}
    | {"done", "refused", "failed", "turned_away"},
    "liaison_refused_requests_total": {"400", "401", "408", "413"},
    "liaison_response_url_failures_total": {"foreign", "expired", "refused", "unreachable"},
    "liaison_ack_seconds": set(),
    "liaison_deliveries_total": {"done", "broke", *Fate},
    "liaison_clock_stumbles_total": set(),
    "liaison_outbox_rows": set(ReminderState),
    "liaison_clock_lag_seconds": set(),
}
"""Every metric, with what its labels may be."""


def test_every_metric_and_every_value_of_its_labels_is_documented():
    made = {one.name + ("_total" if one.type == "counter" else "") for one in Metrics().registry.collect()}
    rows = dict(re.findall(r"^\| `(liaison_\w+)` \| (.*) \|$", DOCUMENTED, re.MULTILINE))
    assert made == set(rows) == set(VALUES)
    for name, said in rows.items():
        assert set(re.findall(r"`([a-z_0-9]+)`", said)) == VALUES[name], name


async def test_a_clock_that_stumbles_is_logged_and_counted_and_goes_on(house):
    """The outbox is gone for a while, whatever the reason."""
    clock, engine, stumbled = house.liaison.clock, house.database.engine, asyncio.Event()
    counted = clock.stumbled
    clock.interval, clock.stumbled = 0.01, lambda: (counted(), stumbled.set())
    await greeting(house)
    async with engine.begin() as connection:
        await connection.execute(sql("ALTER TABLE reminders RENAME TO gone"))
    with structlog.testing.capture_logs() as logs:
        clock.start()
        for _ in range(2):
            await asyncio.wait_for(stumbled.wait(), 10)
            stumbled.clear()
        async with engine.begin() as connection:
            await connection.execute(sql("ALTER TABLE gone RENAME TO reminders"))
        await house.playground.until(lambda: house.playground.dms(AMELIE))
    await clock.stop()
    stumbles = [one for one in logs if one["event"] == "the clock stumbled"]
    assert len(stumbles) >= 2
    assert {one["log_level"] for one in stumbles} == {"error"}
    assert all(isinstance(one["exc_info"], Exception) for one in stumbles)
    async with asking(house) as get:
        _, text = await get("/metrics")
    assert f"liaison_clock_stumbles_total {len(stumbles)}.0" in text


async def greeting(house):
    """Something due to be said to Amélie."""
    async with house.store() as store:
        await store.reminders.plan(kind="installs.greeting", subject="test:1", recipient=AMELIE, due_at=store.now)


async def test_what_is_done_is_counted_as_done(house):
    await greeting(house)
    for error in ("ratelimited", "internal_error"):
        house.playground.faults.answer("chat.postMessage", error)
    await house.settle()
    await house.pass_time(timedelta(hours=1))
    await house.pass_time(timedelta(hours=1))
    async with asking(house) as get:
        _, text = await get("/metrics")
    for outcome in ("limited", "unknown", "done"):
        assert f'liaison_deliveries_total{{outcome="{outcome}"}} 1.0' in text
