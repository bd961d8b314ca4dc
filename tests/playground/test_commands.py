"""Slash commands: what the app receives, what the person sees."""

import asyncio

import pytest

from bot.playground import SlackError
from tests.playground.tiny_app import button, tiny


async def test_command_is_answered_to_the_person_only():
    async with tiny() as (playground, app):

        @app.command("/tiny")
        async def hello(ack, command):
            await ack(f"Hello {command['user_name']}, you said {command['text']}")

        answers = await playground.person("U_AMELIE").command("/tiny one & two", channel="C_OPEN")

        assert [answer["text"] for answer in answers] == ["Hello amelie, you said one &amp; two"]
        assert playground.ephemerals("U_AMELIE")[0]["channel"] == "C_OPEN"
        assert playground.ephemerals("U_NOOR") == []
        assert playground.messages("C_OPEN") == []


async def test_should_escape_turns_names_into_ids():
    async with tiny() as (playground, app):
        seen = []

        @app.command("/tiny")
        @app.command("/plain")
        async def remember(ack, command):
            seen.append(command["text"])
            await ack()

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny @noor in #open see https://example.org", channel="C_OPEN")
        await amelie.command("/tiny <@U_NOOR>")
        await amelie.command("/plain <@U_NOOR> & @noor", channel="C_OPEN")

        assert seen[0] == "<@U_NOOR|noor> in <#C_OPEN|open> see <https://example.org>"
        assert seen[1] == "<@U_NOOR|noor>"
        assert seen[2] == "@noor & @noor"


async def test_response_url_answers_five_times_where_the_bot_is_not():
    async with tiny() as (playground, app):
        status = []

        @app.command("/tiny")
        async def talk(ack, respond):
            await ack()
            for number in range(6):
                answer = await respond(f"part {number}", response_type="in_channel" if number == 0 else None)
                status.append(answer.status_code)

        await playground.person("U_AMELIE").command("/tiny", channel="C_OUT")

        assert status == [200, 200, 200, 200, 200, 404]
        assert [message["text"] for message in playground.messages("C_OUT")] == ["part 0"]
        assert len(playground.ephemerals("U_AMELIE")) == 4


async def test_failures_are_shown_with_slacks_words():
    async with tiny() as (playground, app):

        @app.command("/tiny")
        async def fail(ack):
            raise RuntimeError

        amelie = playground.person("U_AMELIE")
        with pytest.raises(SlackError, match="dispatch_failed"):
            await amelie.command("/tiny")
        with pytest.raises(SlackError, match="unknown_command"):
            await amelie.command("/nothing")
        playground.app_url = "http://127.0.0.1:9"
        with pytest.raises(SlackError, match="dispatch_failed"):
            await amelie.command("/tiny")


async def test_a_late_answer_times_out():
    async with tiny() as (playground, app):
        playground.delivery.patience = 0.02
        given_up = asyncio.Event()

        @app.command("/tiny")
        async def late(ack):
            await given_up.wait()
            await ack()

        with pytest.raises(SlackError, match="operation_timeout"):
            await playground.person("U_AMELIE").command("/tiny")
        given_up.set()
        assert playground.traffic[-1].status == 0


async def test_blocks_over_the_limit_are_refused():
    async with tiny() as (playground, app):

        @app.command("/tiny")
        async def overdo(ack):
            await ack(text="Too much", blocks=[button("go", "x" * 76)])

        with pytest.raises(SlackError) as caught:
            await playground.person("U_AMELIE").command("/tiny")
        assert caught.value.error == "invalid_blocks"
        assert caught.value.problems[0].pointer == "/blocks/0/elements/0/text/text"
