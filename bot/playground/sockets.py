"""Socket Mode: tickets for a WebSocket, hello, envelopes, their acknowledgement, and the refresh."""

import asyncio
import json
import random
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.api import Call, Refusal, method
from bot.playground.elements import Json
from bot.playground.workspace import Workspace


@dataclass(kw_only=True, eq=False)
class Connection:
    """One open socket and the envelopes that wait for their acknowledgement."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    leaving: bool = False


class Sockets:
    """All open sockets of the app; each payload goes to one of them, nobody can say which."""

    MOST = 10

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._changed = asyncio.Event()
        workspace.open_socket = self.url

    @property
    def open(self) -> int:
        return len(self._usable())

    def _usable(self) -> list[Connection]:
        return [connection for connection in self._connections if not connection.leaving]

    def url(self) -> str:
        """A one-off address, as apps.connections.open gives it."""
        if len(self._connections) >= self.MOST:
            raise Refusal("too_many_websockets")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.workspace.base_url.replace('http', 'ws', 1)}/socket?ticket={ticket}"

    async def serve(self, socket: WebSocket) -> None:
        """One connection from hello to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = Connection(socket=socket)
        self._connections.append(connection)
        await socket.send_text(
            json.dumps(
                {
                    "type": "hello",
                    "num_connections": len(self._connections),
                    "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
                    "connection_info": {"app_id": self.workspace.app.id},
                }
            )
        )
        self._changed.set()
        self.workspace.tell(None, {"type": "conversations"})
        try:
            with suppress(WebSocketDisconnect):
                while True:
                    self._acknowledged(connection, await socket.receive_text())
        finally:
            self._connections.remove(connection)
            for future in connection.waiting.values():
                future.cancel()

    def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            message = json.loads(text)
        except json.JSONDecodeError:
            return
        future = connection.waiting.pop(message.get("envelope_id", ""), None)
        if future is not None and not future.done():
            future.set_result(message.get("payload"))

    async def connected(self, seconds: float = 5.0) -> None:
        """Wait until the app has a socket open; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not self.open:
                self._changed.clear()
                await self._changed.wait()

    async def send(
        self, kind: str, payload: Json, *, retry: tuple[int, str] | None, accepts_response: bool, patience: float
    ) -> Json | None:
        """The payload of the acknowledgement; TimeoutError when none comes within `patience` seconds."""
        connection = random.choice(self._usable())  # noqa: S311 - which socket is chance, not secrecy
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry[0] if retry else 0, "retry_reason": retry[1] if retry else ""}
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            async with asyncio.timeout(patience):
                await connection.socket.send_text(json.dumps(envelope))
                return await future
        except (WebSocketDisconnect, asyncio.CancelledError) as lost:
            if isinstance(lost, asyncio.CancelledError) and not future.cancelled():
                raise
            raise TimeoutError from lost
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def refresh(self, *, reason: str = "refresh_requested") -> None:
        """Slack replaces connections every few hours: say so and close; the app must come back by itself."""
        for connection in self._usable():
            connection.leaving = True
            await connection.socket.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {}}))

    async def cut(self) -> None:
        """Close every socket without a word, as a lost network does."""
        for connection in list(self._connections):
            connection.leaving = True
            with suppress(RuntimeError):
                await connection.socket.close(code=1001)


@method("apps.connections.open", caller="app")
async def connections_open(call: Call) -> Json:
    return {"url": call.workspace.open_socket()}
