"""Serving the playground: a server that does not start says why, instead of being waited for."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.playground.serving import served


@asynccontextmanager
async def at_once() -> AsyncIterator[None]:
    """What is in the block waits for nothing."""
    try:
        async with asyncio.timeout(10) as limit:
            yield
    finally:
        assert not limit.expired()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def test_of_two_that_begin_at_once_on_a_port_one_is_refused() -> None:
    port = free_port()
    async with at_once(), AsyncExitStack() as stack:
        begun = (stack.enter_async_context(served(Starlette(), port)) for _ in range(2))
        ours, theirs = await asyncio.gather(*begun, return_exceptions=True)
        assert ours == f"http://127.0.0.1:{port}"
        assert isinstance(theirs, OSError)
        assert "in use" in str(theirs)


async def test_a_server_that_breaks_before_it_serves_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_config: uvicorn.Config) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(uvicorn.Config, "load", broken)
    port = free_port()
    async with at_once():
        with pytest.raises(ModuleNotFoundError):
            async with served(Starlette(), port):
                pytest.fail("nobody is served")
    socket.create_server(("127.0.0.1", port)).close()  # the port was let go
