"""The web server itself: what comes before anybody has looked at it is bounded too, and operators have a port."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import listening as module
from bot.listening import MOST_AROUND, listening
from tests.test_serve import running, slack


async def told(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    async with listening(Starlette(routes=[Route("/", told, methods=["POST"])]), "127.0.0.1", 0) as port:
        yield port


async def sent(port: int, *pieces: bytes) -> bytes:
    """What comes back until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_an_answer_waits_for_no_acknowledgement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers and body are written one after the other: with Nagle's algorithm the body would wait, up to 40 ms."""
    at_once: list[int] = []
    made = module.Protocol.connection_made

    def connected(protocol: module.Protocol, transport: asyncio.Transport) -> None:
        at_once.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        made(protocol, transport)

    monkeypatch.setattr(module.Protocol, "connection_made", connected)
    async with served() as port:
        await sent(port, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    assert [bool(one) for one in at_once] == [True]


async def test_what_is_around_a_body_is_bounded() -> None:
    """Headers without end, one or many, an address, pieces of one byte, and what may follow a body in pieces."""
    start = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    chunked = start + b"Transfer-Encoding: chunked\r\n\r\n"
    async with served() as port:
        for pieces in (
            (start + b"X-Long: ", *[b"x" * 10_000] * 50),
            (start, *[b"X-One: x\r\n" * 1000] * 50),
            (b"POST /", *[b"x" * 10_000] * 50),
            (chunked, *[b"1\r\nx\r\n" * 1000] * 50),
            (chunked + b"0\r\nX-Long: ", *[b"x" * 10_000] * 50),
        ):
            assert await sent(port, *pieces) == b"" or b" 400 " in (await sent(port, *pieces))[:20]
        length = MOST_AROUND * 20
        whole = start + b"Content-Length: %d\r\nX-Long: " % length + b"x" * (MOST_AROUND - 500) + b"\r\n\r\n"
        assert (await sent(port, whole, *[b"x" * MOST_AROUND] * 20)).endswith(b"\r\n\r\n%d" % length)


async def test_many_requests_on_one_connection_are_no_long_one() -> None:
    async with served() as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for _ in range(100):
            async with session.post("/", data=b"xxx", headers={"X-Long": "x" * 5000}) as answer:
                assert await answer.text() == "3"


@pytest.mark.parametrize("begun", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"])
async def test_a_request_that_never_comes_whole_is_given_up(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_ALIVE_SECONDS", 0.02)
    async with served() as port:
        assert await sent(port, begun) == b""


async def test_operators_have_a_port_of_their_own(sqlite_url: str) -> None:
    async with slack() as playground, running(playground, sqlite_url, "serve", LIAISON_ADMIN_PORT="0") as liaison:
        ready = await liaison.until("ready")
        assert ready["admin_port"] != ready["port"]
        async with aiohttp.ClientSession() as session:

            async def status(port: int, path: str) -> int:
                async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                    return answer.status

            found = {
                which: [await status(ready[which], path) for path in ("/healthz", "/readyz", "/metrics")]
                for which in ("port", "admin_port")
            }
            assert found == {"port": [200, 404, 404], "admin_port": [200, 200, 200]}
            assert await status(ready["port"], "/slack/events") == 405
            assert await status(ready["admin_port"], "/slack/events") == 404
            assert await status(ready["admin_port"], "/ics/x.ics") == 404
