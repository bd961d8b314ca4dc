"""Socket Mode: what Slack sends arrives over a socket that we open, for a host that Slack cannot reach."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import Liaison

log = structlog.get_logger("liaison")
LOOK_SECONDS = 15.0
RECONNECT_SECONDS = 30.0


class Socket(AsyncSocketModeHandler):
    """Bolt's handler, able to finish what it has in hand."""

    def __init__(self, liaison: Liaison, app_token: str) -> None:
        super().__init__(liaison.bolt, app_token, web_client=liaison.bolt.client)
        self.in_hand: set[asyncio.Future[None]] = set()
        self.leaving = False

    async def handle(self, client: Any, req: Any) -> None:
        """Answers one envelope. While leaving it is not acknowledged: Slack sends it again, or to another process."""
        if self.leaving:
            return
        answering = asyncio.ensure_future(super().handle(client, req))
        self.in_hand.add(answering)
        answering.add_done_callback(self.in_hand.discard)
        await answering

    async def leave(self) -> None:
        """Answers what is in hand, then closes the socket."""
        self.leaving = True
        await asyncio.gather(*self.in_hand, return_exceptions=True)
        await self.client.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it bare

    async def watch(self, every: float = LOOK_SECONDS) -> None:
        """Connects again when the socket looks dead twice in a row (known stalls: bolt-python 417 and 1529)."""
        dead = 0
        while True:
            await asyncio.sleep(every)
            dead = 0 if await self.client.is_connected() else dead + 1
            if dead >= 2:
                log.warning("socket looks dead, connecting again")
                try:
                    async with asyncio.timeout(RECONNECT_SECONDS):
                        await self.client.connect_to_new_endpoint(force=True)
                except TimeoutError:
                    log.warning("Slack cannot be reached")


@asynccontextmanager
async def connected(liaison: Liaison, app_token: str) -> AsyncIterator[Socket]:
    """Receives over a socket, watched, until the block ends; what is in hand then is answered first.

    The token of the bot is known to be good by then (auth.test); raises `SlackApiError` for a bad `app_token`.
    """
    socket = Socket(liaison, app_token)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(socket.leave)
        socket.client.wss_uri = await socket.client.issue_new_wss_url()
        await socket.client.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it bare
        watching = asyncio.create_task(socket.watch(), name="socket watch")
        stack.callback(watching.cancel)
        yield socket
