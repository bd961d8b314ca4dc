"""Socket Mode with Bolt's own aiohttp handler: envelopes, acknowledgements, retries and refresh."""

from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.playground import SlackError
from tests.playground.tiny_app import modal, new_app, new_playground, text_input


@asynccontextmanager
async def socketed(ping_interval=10.0):
    """A playground and an app that reaches it by socket; connect with the handler once listeners are there. The app
    notices a connection that is lost without a word after `ping_interval` seconds."""
    playground = new_playground()
    async with playground.running() as url:
        app = new_app(url)
        handler = AsyncSocketModeHandler(app, "xapp-tiny", ping_interval=ping_interval)
        try:
            yield playground, app, handler
        finally:
            await handler.close_async()


async def test_command_modal_and_options_by_socket():
    async with socketed() as (playground, app, handler):
        seen = []

        @app.command("/tiny")
        async def open_it(ack, client, body):
            await ack("Opening")
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))

        @app.view("form")
        async def save(ack, view):
            seen.append(view["state"]["values"]["name"]["value"]["value"])
            await ack(response_action="errors", errors={"name": "Taken"})

        await handler.connect_async()
        await playground.sockets.connected()
        assert playground.transport == "socket"
        amelie = playground.person("U_AMELIE")
        answers = await amelie.command("/tiny")
        assert [answer["text"] for answer in answers] == ["Opening"]
        amelie.fill("name", "x")
        assert await amelie.submit() == {"name": "Taken"}
        assert seen == ["x"]


async def test_a_failed_event_comes_again():
    async with socketed() as (playground, app, handler):
        playground.events.delays = (0.0, 0.0, 0.0)
        playground.delivery.patience = 0.05
        seen = []

        @app.event("message")
        async def remember(request):
            seen.append(request.headers.get("x-slack-retry-num"))
            if len(seen) == 1:
                raise RuntimeError

        await handler.connect_async()
        await playground.sockets.connected()
        await playground.person("U_AMELIE").say("hello")
        await playground.until(lambda: len(seen) > 1)
        assert seen[:2] == [["0"], ["1"]]
        assert playground.traffic.named("message")[0].answer == "operation_timeout"


async def test_no_answer_is_a_timeout_for_the_person():
    async with socketed() as (playground, app, handler):
        playground.delivery.patience = 0.03

        @app.command("/tiny")
        async def fail():
            raise RuntimeError

        await handler.connect_async()
        await playground.sockets.connected()
        with pytest.raises(SlackError, match="operation_timeout"):
            await playground.person("U_AMELIE").command("/tiny")


@pytest.mark.parametrize("way", ["refresh", "cut"])
async def test_the_app_comes_back_after_a_lost_connection(way):
    async with socketed(ping_interval=0.05) as (playground, app, handler):

        @app.command("/tiny")
        async def hello(ack):
            await ack("Hello")

        await handler.connect_async()
        await playground.sockets.connected()
        await getattr(playground.sockets, way)()
        assert playground.transport == "http"
        await playground.sockets.connected()
        handler.client.ping_interval = 10.0  # else a busy machine is taken for a lost connection
        assert [one["text"] for one in await playground.person("U_AMELIE").command("/tiny")] == ["Hello"]


async def said(socket):
    """The kinds of envelope that came before Slack asked the app to leave."""
    kinds = []
    while (envelope := await socket.receive_json())["type"] != "disconnect":
        kinds.append(envelope["type"])
    return kinds


async def test_each_payload_goes_to_one_of_several_sockets():
    async with socketed() as (playground, app, _):
        async with aiohttp.ClientSession() as session:
            sockets = []
            for _ in range(2):
                url = (await app.client.apps_connections_open(app_token="xapp-tiny"))["url"]
                sockets.append(await session.ws_connect(url))
                hello = await sockets[-1].receive_json()
                assert hello["num_connections"] == len(sockets)
            playground.delivery.patience = 0.05
            with pytest.raises(SlackError):
                await playground.person("U_AMELIE").command("/tiny")
            await playground.sockets.refresh()
            assert sorted([await said(one) for one in sockets]) == [[], ["slash_commands"]]
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
            for one in sockets:
                await one.close()
