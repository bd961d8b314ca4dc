"""Serving HTTP on an address until told to stop, with bounds on what comes before anybody has looked at it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

FINISH_SECONDS = 5  # for requests in hand
KEEP_ALIVE_SECONDS = 75  # longer than a proxy keeps an idle connection (60, mostly): it never writes to a closed one
MOST_AROUND = 64 * 1024
"""Bytes of a request that are not its body: address, headers, the framing of pieces. httptools has no bound."""


class Protocol(HttpToolsProtocol):
    """uvicorn's, which gives up a request that has more than `MOST_AROUND` bytes around its body, or that has not come
    whole after `KEEP_ALIVE_SECONDS`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.around = 0
        self.late = self._limit()

    def connection_lost(self, exc: Exception | None) -> None:
        self.late.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.around += len(data)
        super().data_received(data)
        if self.around > MOST_AROUND and not self.transport.is_closing():
            self.send_400_response("Too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.late.cancel()
        self.late = self._limit()

    def on_body(self, body: bytes) -> None:
        self.around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.around = 0
        self.late.cancel()
        super().on_message_complete()

    def _limit(self) -> asyncio.TimerHandle:
        return self.loop.call_later(KEEP_ALIVE_SECONDS, self.transport.abort)


class _Server(uvicorn.Server):
    """uvicorn, with the signals left to us: it would end the process before the clock has let go."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(application: Any, host: str, port: int) -> AsyncIterator[int]:
    """Serves until the block ends: then nothing new is accepted, and requests in hand are answered.

    Gives the port, which is a free one where 0 is asked for. Raises `OSError` where it is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # uvicorn writes an answer in two pieces: the second would wait for the first to be acknowledged, up to 40 ms
    # (RFC 896 and 1122). asyncio sees to it only for a socket that names its protocol, which this one does not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        application,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=FINISH_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="web")
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
