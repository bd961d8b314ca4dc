"""Who says what: claims, leases, several workers, several workspaces."""

import asyncio
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.delivering import SHARE, Delivering
from handlers.saying import MOST_ATTEMPTS
from messages.reminders import why
from messages.surfaces import message
from messages.words import Words
from storage.engine import open_engine
from storage.members import Role
from storage.outbox import INTERRUPTED
from storage.reminder import ReminderState
from storage.reminders import LEASE
from storage.settings import NO_BUDGET
from storage.store import Database
from tests.house import GENERAL, MARC, RIVER, SECRET, House
from tests.outbox import (
    KIND,
    LATER,
    MINUTE,
    SECOND,
    another_worker,
    another_workspace,
    claim,
    plan,
    plan_in,
    posted,
    row,
    talkative,
)

# -- claims and leases


async def test_a_claim_is_held_until_its_lease_ends(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await plan(house)
    [first] = await claim(house, worker="crashed")
    assert (first.state, first.worker, first.attempt) == (ReminderState.claimed, "crashed", 1)
    assert first.lease_until == pytest.approx(house.database.now() + LEASE, abs=5 * SECOND)
    assert await claim(house, worker="two") == []
    await house.pass_time(LEASE - 5 * SECOND)
    assert posted(house, made) == []
    await house.pass_time(6 * SECOND)
    assert len(posted(house, made)) == 1
    assert (await row(house, made)).attempt == 2
    async with house.store() as store:
        assert await store.reminders.held(first) is None, "whoever lost the lease may not say it any more"


async def test_a_crash_while_sending_leaves_it_uncertain(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    posting = house.playground.faults.hold("chat.postMessage")
    made = await plan(house)
    delivering = asyncio.create_task(house.liaison.delivering.deliver_due())
    await posting.came.wait()
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    assert (await row(house, made)).state is ReminderState.sending
    house.playground.faults.answer("conversations.history", "internal_error")
    await house.pass_time(LEASE)
    kept = await row(house, made)
    assert kept.state is ReminderState.uncertain
    await house.pass_time(LATER)
    assert (await row(house, made)).state is ReminderState.sent
    assert len(posted(house, made)) == 1


async def cut_off(house: House) -> int:
    """A message that a worker had begun to post when it ended."""
    made = await plan(house)
    [claimed] = await claim(house)
    async with house.store() as store:
        held = await store.reminders.held(claimed)
        assert held is not None
        await store.reminders.begin(held, channel=GENERAL)
    return made


async def test_where_more_was_said_than_is_read_a_person_is_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    talkative(house)
    made = await cut_off(house)
    monkeypatch.setattr("handlers.search.PAGE", 1)
    monkeypatch.setattr("handlers.search.PAGES", 2)
    for text in ("One", "Two", "Three"):
        await house.playground.person(MARC).say(text, channel=GENERAL)
    await house.pass_time(LEASE)
    kept = await row(house, made)
    assert (kept.state, kept.reason) == (ReminderState.uncertain, "too much said")
    await house.pass_time(LATER)
    assert posted(house, made) == []


async def test_what_is_not_there_after_the_last_attempt_is_given_up(house: House) -> None:
    talkative(house)
    made = await cut_off(house)
    async with house.store() as store:
        (await store.reminders.get(made)).attempt = MOST_ATTEMPTS
    await house.pass_time(LEASE)
    assert (await row(house, made)).state is ReminderState.undeliverable
    await house.pass_time(LATER)
    assert posted(house, made) == []


async def test_a_crash_after_the_post_is_found_out(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await plan(house)
    [claimed] = await claim(house)
    async with house.store() as store:
        held = await store.reminders.held(claimed)
        await store.reminders.begin(held, channel=GENERAL)
    client = await house.liaison.installations.client_of(claimed.workspace_id)
    metadata = {"event_type": "liaison_reminder", "event_payload": {"id": made}}
    words = Words("en", ZoneInfo("UTC"))
    said = message("said", why(words, "a test", made))
    answer = await client.chat_postMessage(channel=GENERAL, metadata=metadata, **said)
    await house.pass_time(LEASE)
    kept = await row(house, made)
    assert (kept.state, kept.ts) == (ReminderState.sent, answer["ts"])
    assert len(posted(house, made)) == 1


async def test_only_what_was_being_sent_is_in_doubt(house_anywhere: House) -> None:
    house = house_anywhere
    sending, waiting = await plan(house), await plan(house, "thing:2")
    [first, _] = await claim(house)
    async with house.store() as store:
        await store.reminders.begin(await store.reminders.held(first), channel=GENERAL)
    await house.playground.move(LEASE)
    async with house.database.outbox() as outbox:
        await outbox.tidy()
    assert ((await row(house, sending)).state, (await row(house, sending)).reason) == (
        ReminderState.uncertain,
        INTERRUPTED,
    )
    assert (await row(house, waiting)).state is ReminderState.planned


async def test_four_workers_say_each_thing_once(postgresql_url: str, house: House) -> None:
    """Real processes are stood in for by deliverers with engines of their own, on one PostgreSQL."""
    talkative(house)
    engines = [open_engine(postgresql_url) for _ in range(4)]
    databases = [Database(engine, house.time) for engine in engines]
    for team in range(3):
        async with databases[0].installs() as installs:
            workspace = await installs.keep(
                enterprise_id=None, team_id=f"T{team}", name="", bot_user_id="", bot_id="", bot_token=None,
                scopes="", installer_id=None,
            )  # fmt: skip
        async with databases[0].store(workspace.id) as store:
            await store.members.meet(
                user_id=MARC, name="Marc", role=Role.member, locale="fr-CA", time_zone="America/Montreal", left=False
            )
            for number in range(40):
                recipient = (GENERAL, RIVER, SECRET, MARC)[number % 4]
                await store.reminders.plan(
                    kind=KIND, subject=f"thing:{team}:{number}", recipient=recipient, due_at=store.now
                )
    own = house.liaison.installations.own

    async def client_of(_workspace_id: int) -> AsyncWebClient:
        return await house.liaison.installations.client_of(own)

    workers = [
        Delivering(house.liaison.routes, database, client_of, house.liaison.afterwards, pace=0)
        for database in databases
    ]
    for _ in range(2):  # what one of them had in hand while the others looked comes with the next look
        await asyncio.gather(*(worker.deliver_due() for worker in workers))
    said = Counter(
        reminder_id
        for messages in house.playground.workspace.messages.values()
        for message in messages
        for payload in [message["metadata"]["event_payload"]]
        for reminder_id in str(payload.get("ids", payload["id"])).split()
    )
    assert len(said) == 120
    assert set(said.values()) == {1}
    async with databases[0].outbox() as outbox:
        assert (await outbox.counts())[ReminderState.sent] == 120
    for engine in engines:
        await engine.dispose()


async def test_four_claimers_never_share_a_row(postgresql_url: str, house: House) -> None:
    database = Database(open_engine(postgresql_url), house.time)
    async with database.installs() as installs:
        workspace = await installs.keep(
            enterprise_id=None, team_id="T", name="", bot_user_id="", bot_id="", bot_token=None, scopes="",
            installer_id=None,
        )  # fmt: skip
    async with database.store(workspace.id) as store:
        for number in range(100):
            await store.reminders.plan(kind=KIND, subject=f"thing:{number}", recipient=GENERAL, due_at=store.now)

    all_have_claimed = asyncio.Barrier(4)

    async def take(worker: str) -> list[int]:
        async with database.outbox() as outbox:
            taken = await outbox.claim(worker=worker, workspaces=[workspace.id], share=40)
            await all_have_claimed.wait()
        return [one.id for one in taken]

    taken = await asyncio.gather(*(take(f"worker {n}") for n in range(4)))
    together = [one for each in taken for one in each]
    assert len(together) == len(set(together)) == 100
    assert sorted(map(len, taken)) == [0, 20, 40, 40]
    await database.engine.dispose()


async def test_two_workers_on_either_database(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = [await plan(house, f"thing:{n}") for n in range(5)]
    async with another_worker(house) as second:
        await asyncio.gather(second.deliver_due(), house.settle())
    assert [len(posted(house, one)) for one in made] == [1] * 5


# -- workspaces


async def test_a_noisy_workspace_starves_no_quiet_one(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    async with house.store() as store:
        store.add(await store.settings.get()).channel_budget = NO_BUDGET
    noisy = [await plan(house, f"noise:{n}") for n in range(3 * SHARE)]
    quiet = await plan_in(house, await another_workspace(house), "quiet:1")
    await house.settle()
    order = [message["metadata"]["event_payload"]["id"] for message in house.playground.messages(GENERAL)]
    assert sorted(order) == sorted([*noisy, quiet])
    assert order.index(quiet) <= 3


async def test_more_workspaces_than_lanes_take_turns(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow one of them is, all have begun before any is served again."""
    talkative(house)
    monkeypatch.setattr("handlers.delivering.LANES", 2)
    monkeypatch.setattr("handlers.delivering.SHARE", 2)
    made = {}
    for team in range(4):
        workspace_id = await another_workspace(house, f"T_{team}")
        for number in range(4):
            made[await plan_in(house, workspace_id, f"thing:{number}")] = workspace_id
    real, turns = house.liaison.delivering.client_of, []

    async def counted(workspace_id: int) -> AsyncWebClient:
        """Asked for once each time a lane begins."""
        turns.append(workspace_id)
        return await real(workspace_id)

    house.liaison.delivering.client_of = counted
    await house.settle()
    teams = sorted(set(made.values()))
    said = [made[message["metadata"]["event_payload"]["id"]] for message in house.playground.messages(GENERAL)]
    assert Counter(said) == dict.fromkeys(teams, 4)
    assert turns[:4] == teams
    assert Counter(turns) == dict.fromkeys(teams, 2)


async def test_a_pause_is_one_workspaces_own(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    house.playground.faults.rate_limit("chat.postMessage", retry_after=60)
    limited = await plan(house)
    await house.settle()
    other = await plan_in(house, await another_workspace(house), "thing:1")
    behind = await plan(house, "thing:2")
    await house.settle()
    assert [len(posted(house, one)) for one in (limited, behind, other)] == [0, 0, 1]
    await house.pass_time(MINUTE)
    assert [len(posted(house, one)) for one in (limited, behind)] == [1, 1]


async def test_a_workspace_that_removed_liaison_hears_nothing(house: House) -> None:
    talkative(house)
    workspace_id = await another_workspace(house)
    made = await plan_in(house, workspace_id, "thing:1")
    async with house.database.installs() as installs:
        (await installs.get(workspace_id)).removed_at = house.database.now()
    await house.settle()
    assert posted(house, made) == []


async def test_where_a_lane_breaks_nothing_is_tried_for_a_minute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much waits there, and however often the clock is woken; the others are served meanwhile."""
    talkative(house)
    monkeypatch.setattr("handlers.delivering.SHARE", 2)
    other = await another_workspace(house)
    real, tried = house.liaison.delivering.client_of, []

    async def breaks_in_the_other(workspace_id: int) -> AsyncWebClient:
        if workspace_id == other:
            tried.append(workspace_id)
            raise LookupError
        return await real(workspace_id)

    house.liaison.delivering.client_of = breaks_in_the_other
    stuck = [await plan_in(house, other, f"thing:{n}") for n in range(5)]
    for n in range(3):
        fine = await plan(house, f"fine:{n}")
        await house.settle()
        assert len(posted(house, fine)) == 1
        await house.playground.move(10 * SECOND)
    assert tried == [other]
    await house.pass_time(MINUTE)
    assert tried == [other] * 2
    house.liaison.delivering.client_of = real
    await house.pass_time(MINUTE)
    assert [len(posted(house, one)) for one in stuck] == [1] * 5


async def test_a_lane_that_breaks_stops_no_other(house: House) -> None:
    talkative(house)
    other = await another_workspace(house)
    real = house.liaison.delivering.client_of

    async def no_token_for_the_other(workspace_id: int) -> AsyncWebClient:
        if workspace_id == other:
            raise LookupError
        return await real(workspace_id)

    house.liaison.delivering.client_of = no_token_for_the_other
    stuck, fine = await plan_in(house, other, "thing:1"), await plan(house)
    await house.settle()
    assert len(posted(house, fine)) == 1
    async with house.database.store(other) as store:
        kept = await store.reminders.get(stuck)
    assert (kept.state, kept.attempt) == (ReminderState.planned, 0)
    house.liaison.delivering.client_of = real
    await house.pass_time(MINUTE)
    assert len(posted(house, stuck)) == 1
