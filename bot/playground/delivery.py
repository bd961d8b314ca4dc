"""Bringing a payload to the app and its answer back, signed over HTTP or through an open socket."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from time import perf_counter, time
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import aiohttp

from bot.playground.elements import Json
from bot.playground.sockets import Sockets
from bot.playground.traffic import Exchange, Traffic
from bot.playground.workspace import Workspace

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(kw_only=True)
class Answer:
    """What the app answered; `error` is Slack's word for what went wrong, empty when nothing did."""

    status: int = 0
    body: Any = None
    error: str = ""
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Json:
        """The answer as an object; empty for an empty body."""
        return self.body if isinstance(self.body, dict) else {}


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack: v0 and the hex HMAC-SHA256 over v0:timestamp:body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Delivery:
    """Delivers to the app and waits as long as Slack would: 3 s, unless `patience` says otherwise."""

    def __init__(self, workspace: Workspace, sockets: Sockets, app_url: str) -> None:
        self.workspace = workspace
        self.sockets = sockets
        self.app_url = app_url
        self.patience = 3.0
        self._session: aiohttp.ClientSession | None = None

    @property
    def transport(self) -> Literal["http", "socket"]:
        return "socket" if self.sockets.open else "http"

    @property
    def endpoint(self) -> str:
        """Where the app listens: /slack/events unless the given URL has a path."""
        path = urlsplit(self.app_url).path
        return self.app_url if path.strip("/") else f"{self.app_url.rstrip('/')}/slack/events"

    @property
    def traffic(self) -> Traffic:
        return self.workspace.traffic

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self, kind: Kind, name: str, payload: Json, *, retry: tuple[int, str] | None = None, answers: bool = True
    ) -> Answer:
        """Deliver; `retry` is (number, reason) of a repeated event, `answers` whether a body is of use."""
        exchange = Exchange(direction="to app", name=name, request=payload)
        started = perf_counter()
        if self.transport == "socket":
            answer = await self._by_socket(kind, payload, retry, answers)
        else:
            answer = await self._by_http(kind, payload, retry)
        exchange.ms = (perf_counter() - started) * 1000
        exchange.status, exchange.answer = answer.status, answer.error or answer.body
        self.traffic.add(exchange)
        self.workspace.tell(None, {"type": "traffic", "exchange": exchange.to_page()})
        return answer

    async def _by_socket(self, kind: Kind, payload: Json, retry: tuple[int, str] | None, answers: bool) -> Answer:
        try:
            body = await self.sockets.send(kind, payload, retry=retry, accepts_response=answers, patience=self.patience)
        except TimeoutError:
            return Answer(error="operation_timeout", reason="timeout")
        if set(body or {}) == {"text"} and kind == "interactive":
            return Answer(status=200, body=body["text"] if body else "")
        return Answer(status=200, body=body)

    async def _by_http(self, kind: Kind, payload: Json, retry: tuple[int, str] | None) -> Answer:
        content_type = "application/x-www-form-urlencoded"
        if kind == "events_api":
            content_type = "application/json"
            body = json.dumps(payload, ensure_ascii=False).encode()
        elif kind == "interactive":
            body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode()
        else:
            body = urlencode(payload).encode()
        timestamp = str(int(time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.workspace.app.signing_secret, timestamp, body),
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        try:
            async with asyncio.timeout(self.patience):
                async with self._session.post(self.endpoint, data=body, headers=headers) as response:
                    return _read(response.status, dict(response.headers), await response.read())
        except TimeoutError:
            return Answer(error="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(error="dispatch_failed", reason="connection_failed")


def _read(status: int, headers: dict[str, str], content: bytes) -> Answer:
    text = content.decode("utf-8", "replace")
    headers = {name.lower(): value for name, value in headers.items()}
    if status != 200:
        return Answer(status=status, body=text, error="dispatch_failed", reason="http_error", headers=headers)
    body: Any = text
    if headers.get("content-type", "").startswith("application/json") and text:
        try:
            body = json.loads(text)
        except json.JSONDecodeError:
            return Answer(status=status, body=text, error="dispatch_failed", reason="http_error", headers=headers)
    return Answer(status=status, body=body or None, headers=headers)
