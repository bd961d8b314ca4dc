"""The outbox: what is said unprompted, once, whatever Slack does."""

import asyncio
from datetime import timedelta

import pytest

from handlers.reminders import Delivery
from messages.surfaces import Message
from storage.errors import NotFound
from storage.reminder import NOTHING_TO_SAY, ReminderState
from tests.house import AMELIE, GENERAL, MARC, RIVER, SECRET, WITHOUT_BOT, House
from tests.outbox import KIND, LATER, MINUTE, SECOND, known, plan, posted, row, talkative

HOUR = timedelta(hours=1)
POST = "chat.postMessage"
HISTORY = "conversations.history"


async def test_what_is_due_is_said_once(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house, AMELIE)
    channel = await plan(house, due_in=MINUTE)
    person = await plan(house, recipient=MARC, due_in=MINUTE)
    await house.settle()
    assert house.playground.messages(GENERAL) == []
    await house.pass_time(MINUTE)
    await house.settle()
    [said] = house.playground.messages(GENERAL)
    assert said["text"] == "thing:1 missed 0 en"
    assert [dm["text"] for dm in house.playground.dms(MARC)] == ["thing:1 missed 0 fr"]
    sent = await row(house, channel)
    assert (sent.state, sent.channel, sent.ts) == (ReminderState.sent, GENERAL, said["ts"])
    assert (await row(house, person)).channel.startswith("D")
    assert house.playground.refused == []


async def test_the_row_travels_with_the_message(house: House) -> None:
    talkative(house)
    made = await plan(house)
    await house.settle()
    [said] = house.playground.messages(GENERAL)
    assert said["metadata"] == {"event_type": "liaison_reminder", "event_payload": {"id": made}}


async def test_follow_ups_are_said_too(house: House) -> None:
    talkative(house)

    @house.liaison.routes.reminder("test.chain")
    async def chain(delivery: Delivery) -> Message:
        await delivery.store.reminders.plan(
            kind=KIND, subject="thing:2", recipient=RIVER, due_at=delivery.store.now, facts={}
        )
        return {"text": "first"}

    await plan(house, kind="test.chain")
    await house.settle()
    assert [said["text"] for said in house.playground.messages(RIVER)] == ["thing:2 missed 0 en"]


@pytest.mark.parametrize("gone", [False, True])
async def test_nothing_to_say_any_more(house: House, gone: bool) -> None:
    @house.liaison.routes.reminder("test.silent")
    async def silent(delivery: Delivery) -> Message | None:
        if gone:
            raise NotFound
        return None

    made = await plan(house, kind="test.silent")
    await house.settle()
    kept = await row(house, made)
    assert (kept.state, kept.reason) == (ReminderState.cancelled, NOTHING_TO_SAY)


async def test_planning_again_moves_what_waits_and_leaves_what_was_said(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await plan(house, due_in=HOUR)
    assert await plan(house, due_in=MINUTE) == made
    await house.pass_time(MINUTE)
    assert len(posted(house, made)) == 1
    await plan(house)
    await house.settle()
    assert len(posted(house, made)) == 1
    other = await plan(house, occurrence="2027-11-12")
    await house.settle()
    assert len(posted(house, other)) == 1


async def test_two_people_plan_the_same_at_once(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await asyncio.gather(*(plan(house, due_in=MINUTE) for _ in range(4)))
    assert len(set(made)) == 1


async def test_taken_back_in_time(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await plan(house, due_in=MINUTE)
    async with house.store() as store:
        await store.reminders.cancel(subject="thing:1", reason="the session was moved")
    await house.pass_time(MINUTE)
    assert (await row(house, made)).state is ReminderState.cancelled
    await plan(house)
    await house.settle()
    assert len(posted(house, made)) == 1


async def test_taken_back_while_claimed(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    made = await plan(house)
    async with house.database.outbox() as outbox:
        [claimed] = await outbox.claim(worker="slow", workspaces=await outbox.busy(without=()), share=9)
    async with house.store() as store:
        await store.reminders.cancel(subject="thing:1", reason="the session was moved")
    async with house.store() as store:
        assert await store.reminders.held(claimed) is None
    await house.settle()
    assert posted(house, made) == []


# -- Slack is slow, or busy, or does not answer


async def test_rate_limited_waits_as_long_as_slack_says(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    house.playground.faults.rate_limit(POST, retry_after=40)
    made = [await plan(house, f"thing:{n}") for n in range(3)]
    await house.settle()
    await house.pass_time(39 * SECOND)
    assert house.playground.messages(GENERAL) == []
    kept = [await row(house, one) for one in made]
    assert {(one.state, one.attempt) for one in kept} == {(ReminderState.planned, 0)}
    await house.pass_time(2 * SECOND)
    assert [len(posted(house, one)) for one in made] == [1, 1, 1]


@pytest.mark.parametrize("performed", [True, False])
async def test_a_lost_answer_is_looked_for_before_anything_is_said_again(house: House, performed: bool) -> None:
    house = talkative(house)
    house.playground.faults.drop(POST, performed=performed)
    made = await plan(house)
    await house.settle()
    assert (await row(house, made)).state is ReminderState.uncertain
    await house.settle()
    assert len(posted(house, made)) == int(performed)
    await house.pass_time(LATER)
    [ts] = posted(house, made)
    kept = await row(house, made)
    assert (kept.state, kept.channel, kept.ts) == (ReminderState.sent, GENERAL, ts)


async def test_slacks_clock_may_be_behind_ours(house: House) -> None:
    """What it has is found by who looks from our own time on."""
    talkative(house)
    house.playground.offset -= 50 * SECOND
    house.playground.faults.drop(POST, performed=True)
    made = await plan(house)
    await house.settle()
    [ts] = posted(house, made)
    sending_at = (await row(house, made)).sending_at
    assert sending_at is not None
    assert float(ts) < sending_at.timestamp()
    await house.pass_time(LATER)
    assert posted(house, made) == [ts]
    assert (await row(house, made)).state is ReminderState.sent


async def test_what_was_said_late_is_looked_for_from_when_it_was_said(house: House) -> None:
    """Hours after it was due: the search is as patient as ever."""
    talkative(house)
    made = await plan(house, due_in=-3 * HOUR)
    house.playground.faults.drop(POST, performed=True)
    await house.settle()
    house.playground.faults.answer(HISTORY, "internal_error")
    await house.pass_time(LATER)
    assert (await row(house, made)).retry_at is not None
    await house.pass_time(LATER)
    assert (await row(house, made)).state is ReminderState.sent
    assert len(posted(house, made)) == 1


async def test_a_direct_message_is_looked_for_too(house: House) -> None:
    talkative(house)
    house.playground.faults.drop(POST, performed=True)
    made = await plan(house, recipient=MARC)
    await house.settle()
    await house.pass_time(LATER)
    assert len(house.playground.dms(MARC)) == 1
    assert (await row(house, made)).state is ReminderState.sent


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_may_have_been_a_success(house: House, status: int) -> None:
    talkative(house)
    house.playground.faults.status(POST, status)
    made = await plan(house)
    await house.settle()
    assert ((await row(house, made)).state, (await row(house, made)).reason) == (
        ReminderState.uncertain,
        f"http_{status}",
    )
    await house.pass_time(LATER)
    assert len(posted(house, made)) == 1


@pytest.mark.parametrize("error", ["fatal_error", "internal_error"])
async def test_so_may_an_internal_error(house: House, error: str) -> None:
    talkative(house)
    house.playground.faults.answer(POST, error)
    made = await plan(house)
    await house.settle()
    assert (await row(house, made)).state is ReminderState.uncertain


async def test_the_search_reads_page_after_page(house: House) -> None:
    talkative(house)
    house.playground.faults.drop(POST, performed=True)
    made = await plan(house)
    await house.settle()
    for n in range(250):
        house.playground.workspace.post(
            house.playground.workspace.channels[GENERAL],
            house.playground.workspace.person_message(AMELIE, f"chatter {n}", None),
        )
    await house.pass_time(LATER)
    assert len(posted(house, made)) == 1
    assert (await row(house, made)).state is ReminderState.sent


async def test_the_search_is_tried_again_when_slack_is_down(house: House) -> None:
    talkative(house)
    house.playground.faults.drop(POST, performed=True)
    house.playground.faults.drop(HISTORY, times=2)  # aiohttp itself repeats a GET once
    house.playground.faults.status(HISTORY, 502)
    made = await plan(house)
    await house.settle()
    for _ in range(2):
        await house.pass_time(LATER)
        assert (await row(house, made)).state is ReminderState.uncertain
    await house.pass_time(LATER)
    assert (await row(house, made)).state is ReminderState.sent
    assert len(posted(house, made)) == 1


async def test_where_nothing_goes_through_the_search_is_made_an_hour_later(house: House) -> None:
    talkative(house)
    house.playground.faults.drop(POST, performed=True)
    house.playground.faults.answer(HISTORY, "token_expired")
    made = await plan(house)
    await house.settle()
    for minutes, state in ((1, "uncertain"), (58, "uncertain"), (2, "sent")):
        await house.pass_time(timedelta(minutes=minutes))
        assert (await row(house, made)).state == state


async def test_what_never_left_is_tried_again(house: House) -> None:
    """Before the post Slack is asked about the channel; that this fails says nothing was posted."""
    talkative(house)
    house.playground.faults.drop("conversations.info", times=2)  # aiohttp itself repeats a GET once
    made = await plan(house)
    await house.settle()
    kept = await row(house, made)
    assert (kept.state, kept.attempt) == (ReminderState.planned, 1)
    assert 20 * SECOND < kept.retry_at - house.database.now() < 40 * SECOND
    await house.pass_time(40 * SECOND)
    assert len(posted(house, made)) == 1


async def test_a_passing_refusal_backs_off_and_ends(house: House) -> None:
    talkative(house)
    house.playground.faults.answer(POST, "service_unavailable", times=None)
    made = await plan(house)
    await house.settle()
    waits = []
    while (kept := await row(house, made)).state is ReminderState.planned:
        waits.append(kept.retry_at - house.database.now())
        await house.pass_time(waits[-1])
    assert len(waits) == 11
    assert waits[0] < waits[2] < waits[4] < waits[6]
    assert max(waits) <= 1.25 * HOUR
    assert (kept.state, kept.reason) == (ReminderState.undeliverable, "service_unavailable")


# -- a person is gone, a channel is closed


@pytest.mark.parametrize("error", ["is_archived", "restricted_action", "invalid_blocks"])
async def test_a_permanent_refusal_is_not_tried_again(house: House, error: str) -> None:
    talkative(house)
    house.playground.faults.answer(POST, error)
    made = await plan(house)
    await house.settle()
    await house.pass_time(HOUR)
    kept = await row(house, made)
    assert (kept.state, kept.reason, kept.attempt) == (ReminderState.undeliverable, error, 1)
    assert posted(house, made) == []


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked", "invalid_auth"])
async def test_a_token_that_opens_nothing_loses_nothing(house: House, error: str) -> None:
    """The workspace rests, nothing in it is given up, and others do not look late for its sake."""
    house = talkative(house)
    house.playground.faults.answer(POST, error, times=2)
    first, second = await plan(house), await plan(house, "thing:2", recipient=RIVER)
    await house.settle()
    await house.pass_time(HOUR / 2)
    async with house.database.outbox() as outbox:
        assert await outbox.lag() == timedelta(0)
    await house.pass_time(HOUR)
    kept = [await row(house, made) for made in (first, second)]
    assert [one.state for one in kept] == [ReminderState.planned] * 2
    await house.restart()
    talkative(house)
    house.playground.faults.clear()
    await house.pass_time(HOUR)
    assert [len(posted(house, made)) for made in (first, second)] == [1, 1]


async def test_places_where_liaison_cannot_speak(house: House) -> None:
    talkative(house)
    workspace = house.playground.workspace
    workspace.channels[RIVER].is_archived = True
    workspace.channels[SECRET].bot_is_member = False
    workspace.people[MARC].deleted = True
    expected = {
        RIVER: "is_archived",
        SECRET: "channel_not_found",
        WITHOUT_BOT: "not_in_channel",
        MARC: "user_disabled",
        "U_NOBODY": "user_not_found",
    }
    made = {recipient: await plan(house, recipient=recipient) for recipient in expected}
    await house.settle()
    assert {recipient: (await row(house, one)).reason for recipient, one in made.items()} == expected


# -- a fault of our own


async def test_a_broken_message_stops_no_other(house_anywhere: House) -> None:
    house = talkative(house_anywhere)

    @house.liaison.routes.reminder("test.broken")
    async def broken(delivery: Delivery) -> Message:
        raise ZeroDivisionError

    first = await plan(house, kind="test.broken")
    second = await plan(house, "thing:2")
    unknown = await plan(house, kind="test.unheard_of")
    await house.settle()
    assert len(posted(house, second)) == 1
    for _ in range(6):
        await house.pass_time(HOUR)
    for one in (first, unknown):
        kept = await row(house, one)
        assert kept.state is ReminderState.undeliverable
        assert kept.reason.startswith("fault ")
        assert kept.attempt == 5


async def test_a_fault_after_the_post_is_no_reason_to_post_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talkative(house)
    made = await plan(house)
    saying = house.liaison.delivering.saying
    real, calls = saying.database.store, []

    def fails_third(*args: object, **given: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise OSError
        return real(*args, **given)

    with monkeypatch.context() as broken:
        broken.setattr(saying.database, "store", fails_third)
        await house.settle()
    assert (await row(house, made)).state is ReminderState.uncertain
    await house.pass_time(LATER)
    assert len(posted(house, made)) == 1
    assert (await row(house, made)).state is ReminderState.sent
