"""Faults on demand, rate limits, and Slack's retries of events."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from tests.playground.tiny_app import tiny


async def test_a_rate_limit_says_when_to_come_back():
    async with tiny() as (playground, app):
        playground.faults.rate_limit("auth.test", retry_after=30)
        with pytest.raises(SlackApiError) as caught:
            await app.client.auth_test()
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "30"
        await app.client.auth_test()


@pytest.mark.parametrize("performed", [True, False])
async def test_a_dropped_connection_may_have_posted(performed):
    async with tiny() as (playground, app):
        playground.faults.drop("chat.postMessage", performed=performed)
        with pytest.raises(aiohttp.ClientConnectionError):
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        assert len(playground.messages("C_OPEN")) == int(performed)
        assert playground.traffic.named("chat.postMessage")[0].status == 0
        await app.client.chat_postMessage(channel="C_OPEN", text="y")


async def test_errors_statuses_and_slowness():
    async with tiny() as (playground, app):
        playground.faults.answer("chat.postMessage", "internal_error")
        playground.faults.status("chat.postMessage", 503)
        playground.faults.slow("chat.postMessage", 0.03)
        with pytest.raises(SlackApiError, match="internal_error"):
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        with pytest.raises(SlackApiError, match="503"):
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        assert playground.messages("C_OPEN") == []
        await app.client.chat_postMessage(channel="C_OPEN", text="x")
        assert playground.traffic.named("chat.postMessage")[-1].ms >= 30
        assert len(playground.messages("C_OPEN")) == 1


async def test_one_message_a_second_and_channel_when_limits_are_on():
    async with tiny() as (playground, app):
        playground.faults.enforce_rate_limits = True
        for _ in range(playground.faults.BURST):
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        with pytest.raises(SlackApiError, match="ratelimited"):
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        await app.client.chat_postMessage(channel="U_NOOR", text="x")
        assert len(playground.messages("C_OPEN")) == playground.faults.BURST


async def test_a_failed_event_comes_again_with_number_and_reason():
    async with tiny() as (playground, app):
        playground.events.delays = (0.0, 0.0, 0.0)
        seen = []

        @app.event("message")
        async def remember(request):
            seen.append({name: request.headers.get(name) for name in ("x-slack-retry-num", "x-slack-retry-reason")})
            seen[-1]["event_id"] = request.body["event_id"]
            if len(seen) < 3:
                raise RuntimeError

        await playground.person("U_AMELIE").say("hello")
        await playground.until(lambda: len(playground.traffic.named("message")) == 3)
        assert [one["x-slack-retry-num"] for one in seen] == [None, ["1"], ["2"]]
        assert seen[1]["x-slack-retry-reason"] == ["http_error"]
        assert len({one["event_id"] for one in seen}) == 1


async def test_no_retry_when_the_app_says_so():
    async with tiny() as (playground, app):
        playground.events.delays = (0.0, 0.0, 0.0)

        @app.error
        async def refuse(error):
            return BoltResponse(status=500, body="", headers={"x-slack-no-retry": "1"})

        @app.event("message")
        async def fail():
            raise RuntimeError

        await playground.person("U_AMELIE").say("hello")
        await playground.events.settle(retries=True)
        assert len(playground.traffic.named("message")) == 1


async def test_events_come_only_when_subscribed_and_present():
    async with tiny() as (playground, app):
        seen = []

        @app.event("app_mention")
        @app.event("message")
        @app.event("app_uninstalled")
        async def remember(body):
            seen.append((body["event"]["type"], body["authorizations"][0]["is_bot"]))

        amelie = playground.person("U_AMELIE")
        await amelie.say("nothing for the app", channel="C_OPEN")
        assert seen == []
        await amelie.say("@Tiny hello", channel="C_OPEN")
        await amelie.say("@Tiny hello", channel="C_OUT")
        await amelie.say("hello")
        assert seen == [("app_mention", True), ("message", True)]
        await playground.uninstall()


async def test_the_moved_clock_stamps_messages():
    async with tiny() as (playground, app):
        moved = []

        async def advance(delta):
            moved.append(delta)
            return datetime.now(UTC) + playground.offset

        async def next_due():
            return playground.now() + timedelta(days=1)

        playground.advance, playground.next_due = advance, next_due
        await playground.move(timedelta(days=2))
        await playground.move_to_next()
        posted = await app.client.chat_postMessage(channel="C_OPEN", text="later")
        ahead = float(posted["ts"]) - datetime.now(UTC).timestamp()
        assert timedelta(seconds=ahead + 1) > timedelta(days=3)
        assert moved[0] == timedelta(days=2)
