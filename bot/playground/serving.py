"""Running the playground's web application on a port of the loopback address."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.enough = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Nothing to tick: no Date header, no limit of requests; so the end comes at once."""
        await self.enough.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's own, without its fixed tenth of a second: tests open hundreds of playgrounds."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        for task in list(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program around it."""
        yield


@asynccontextmanager
async def served(application: Any, port: int) -> AsyncIterator[str]:
    """Serve until the block ends; gives the URL. Port 0 takes a free one. Raises `OSError` where it is taken, and what
    else keeps the server from starting."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else answers wait 40 ms (RFC 896, 1122)
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            interface="asgi3",
            proxy_headers=False,
            ws="websockets-sansio",
            timeout_keep_alive=60,  # longer than any client's: no idle connection is closed while it is written to
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        serving.add_done_callback(lambda _: server.ready.set())  # it is over, should it end without having begun
        try:
            await server.ready.wait()
            if serving.done():
                serving.result()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.enough.set()
            await serving
