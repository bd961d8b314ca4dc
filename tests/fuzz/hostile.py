"""Hostile requests, one after the other, the same for the same seed: signed and unsigned, deep, huge, malformed."""

import gzip
import json
import random
import time
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bot.payloads import JSON
from bot.playground.delivery import sign
from bot.proof import FORM, MOST_BYTES
from handlers import house
from tests.bench.slack import CHANNEL, PERSON, SECRET, TEAM

TYPED = "a-private-word-7f3a"
"""In everything that a person would have typed; it must be in no log."""


@dataclass(frozen=True)
class Hostile:
    """One request as bytes; `signed` as Slack signs, `shaped` as Slack would shape it."""

    kind: str
    data: bytes
    signed: bool = False
    shaped: bool = False


ODD = (
    TYPED,
    "",
    " ",
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "\x00",
    f"{TYPED}\x00",
    "\ufeff",
    "\u202e" + TYPED,
    "é" * 3000,
    "🧑‍🤝‍🧑" * 500,
    "<!channel> <@U_BENCH>",
    "' OR 1=1; --",
    "{{ 7 * 7 }} {% for a in b %}",
    "../../etc/passwd",
    "http://127.0.0.1:1/",
    "https://hooks.slack.com@127.0.0.1:1/",
    "file:///etc/passwd",
    "partner:1",
    "1",
    "1:2",
    "2026-13-45",
    "[" * 300,
    '{"subject": "partner:1", "url": "http://127.0.0.1:1/"}',
)
JUNK = (None, True, 0, -1, 1.5, 2**63, [], {}, [[]], {"id": 5}, [None], "", TYPED, {"id": TYPED}, [{"text": TYPED}])
HEADS = {
    "another secret": lambda at, body: (at, sign("another", at, body)),
    "zeros": lambda at, body: (at, "v0=" + "0" * 64),
    "not ASCII": lambda at, body: (at, "v0=" + "é" * 64),
    "empty": lambda at, body: ("", ""),
    "no number": lambda at, body: ("soon", sign(SECRET, "soon", body)),
    "400 digits": lambda at, body: ("1" * 400, sign(SECRET, "1" * 400, body)),
    "too old": lambda at, body: (str(int(at) - 400), sign(SECRET, str(int(at) - 400), body)),
    "ahead": lambda at, body: (str(int(at) + 400), sign(SECRET, str(int(at) + 400), body)),
    "long": lambda at, body: (at, sign(SECRET, at, body) + "0" * 5000),
    "twice": lambda at, body: (f"{at}\r\nX-Slack-Request-Timestamp: {at}", sign(SECRET, at, body)),
}


class Hostility:
    """Makes them up. What is signed reaches every word, button, form, look-up, shortcut and event that there is."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, no secret
        routes = house()
        self.words = list(routes.commands)
        self.clicks, self.forms, self.look_ups = list(routes.clicks), list(routes.forms), list(routes.look_ups)
        self.shortcuts, self.events = list(routes.shortcuts), list(routes.events)

    def __next__(self) -> Hostile:
        makers = (self._forged, self._broken, self._elsewhere, self._asked, self._bent, self._unreadable)
        [maker] = self.random.choices(makers, (40, 7, 8, 25, 12, 8))
        return maker()

    # -- unsigned

    def _forged(self) -> Hostile:
        """A body that would be taken, and no proof or a wrong one."""
        content_type, body = self._body()
        if self.random.random() < 0.02:
            body = self._huge()
        if self.random.random() < 0.1:
            return Hostile("forged: no proof", _post(body, content_type))
        name = self.random.choice(list(HEADS))
        return Hostile(f"forged: {name}", _post(body, content_type, *HEADS[name](_now(), body)))

    def _broken(self) -> Hostile:
        """What is hardly HTTP."""
        now = _now()
        proof = f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={'0' * 64}\r\n"
        start = "POST /slack/events HTTP/1.1\r\nHost: x\r\n"
        name, text = self.random.choice(
            [
                ("no HTTP", TYPED),
                ("no version", f"GET /{TYPED}\r\n\r\n"),
                ("length twice", f"{start}Content-Length: 3\r\nContent-Length: 4\r\n{proof}\r\nabcd"),
                ("no length", f"{start}Content-Length: many\r\n{proof}\r\n"),
                ("negative length", f"{start}Content-Length: -1\r\n{proof}\r\n"),
                ("no chunks", f"{start}Transfer-Encoding: chunked\r\n{proof}\r\nzz\r\n{TYPED}\r\n"),
                ("long header", f"{start}X-Long: {TYPED * 8000}\r\n{proof}\r\n"),
                ("many headers", start + f"X-One: {TYPED}\r\n" * 4000 + f"{proof}\r\n"),
                ("long address", f"GET /{TYPED * 5000} HTTP/1.1\r\nHost: x\r\n\r\n"),
                (
                    "upgrade",
                    f"GET /slack/events HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n{proof}\r\n",
                ),
            ]
        )
        return Hostile(f"broken: {name}", text.encode())

    def _elsewhere(self) -> Hostile:
        """Other addresses and methods."""
        method = self.random.choice(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"])
        path = self.random.choice(
            ["/slack/events", "/slack/install", "/slack/oauth_redirect?state=%C3%28&code=x", "/healthz", "/"]
            + [f"/ics/{quote(one[:200])}.ics" for one in ODD if one]
        )
        return Hostile("elsewhere", f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())

    # -- signed

    def _asked(self) -> Hostile:
        """Of the shape that Slack gives it, with odd values wherever a person or a block has the say."""
        content_type, body = self._body()
        return _signed("asked", body, content_type, shaped=True)

    def _bent(self) -> Hostile:
        """The same with a few things in it put out of shape."""
        payload = self._payload()
        for _ in range(self.random.randint(1, 3)):
            self._bend(payload)
        if "command" in payload and all(isinstance(value, str) for value in payload.values()):
            return _signed("bent", urlencode(payload).encode(), FORM)
        return _signed("bent", *self._wrapped(payload))

    def _unreadable(self) -> Hostile:
        """Deep, huge, cut short, in other encodings."""
        payload = self._payload()
        text = json.dumps(payload, ensure_ascii=False)
        name, body = self.random.choice(
            [
                ("deep list", b"[" * 100_000),
                ("deep object", b'{"a":' * 100_000),
                ("deep and whole", b'{"event":' * 900 + b"{}" + b"}" * 900),
                ("cut short", text.encode("utf-8", "replace")[: len(text) // 2]),
                ("UTF-16", text.encode("utf-16", "replace")),
                ("Latin-1", text.encode("latin-1", "replace")),
                ("gzip", gzip.compress(text.encode("utf-8", "replace"))),
                ("no UTF-8", b'{"type":"\xff\xfe"}'),
                ("half a pair", b'{"type":"event_callback","event":{"type":"\\ud800"}}'),
                ("no number", b'{"type":NaN}'),
                ("many fields", b"a&" * 50_000),
                ("empty", b""),
                ("huge", self._huge() if self.random.random() < 0.1 else b"x" * 50_000),
            ]
        )
        content_type = self.random.choice(
            [JSON, FORM, "text/plain", "multipart/form-data; boundary=x", "", JSON.upper()]
        )
        return _signed(f"unreadable: {name}", body, content_type)

    # -- what they are made of

    def _odd(self) -> str:
        return self.random.choice(ODD)

    def _body(self) -> tuple[str, bytes]:
        payload = self._payload()
        if "command" in payload:
            return FORM, urlencode(payload).encode()
        body, content_type = self._wrapped(payload)
        return content_type, body

    def _wrapped(self, payload: dict[str, Any]) -> tuple[bytes, str]:
        body = json.dumps(payload).encode()
        return (body, JSON) if "event" in payload else (urlencode({"payload": body}).encode(), FORM)

    def _huge(self) -> bytes:
        return self.random.choice([b"a&", b"[", b"%41", TYPED.encode()]) * (MOST_BYTES // 2)

    def _payload(self) -> dict[str, Any]:
        return self.random.choice(
            (self._command, self._click, self._submission, self._look_up, self._shortcut, self._event)
        )()

    def _who(self) -> dict[str, Any]:
        return {
            "team": {"id": TEAM, "domain": "bench"},
            "user": {"id": PERSON, "team_id": TEAM},
            "trigger_id": self._odd(),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _command(self) -> dict[str, Any]:
        return {
            "command": "/partner",
            "text": f"{self.random.choice([*self.words, self._odd()])} {self._odd()}",
            "team_id": TEAM,
            "user_id": PERSON,
            "channel_id": CHANNEL,
            "trigger_id": self._odd(),
            "response_url": self._odd(),
        }

    def _click(self) -> dict[str, Any]:
        action: dict[str, Any] = {
            "action_id": self.random.choice([*self.clicks, self._odd()]),
            "block_id": self._odd()[:200],
            "type": "button",
            "value": self._odd(),
        }
        if self.random.random() < 0.3:
            action["selected_option"] = {"value": self._odd(), "text": {"type": "plain_text", "text": self._odd()}}
        at: dict[str, Any] = (
            {"view": self._view(), "container": {"type": "view"}}
            if self.random.random() < 0.5
            else {
                "container": {"type": "message", "message_ts": self._odd(), "channel_id": CHANNEL},
                "channel": {"id": CHANNEL, "name": self._odd()},
                "message": {"ts": self._odd(), "text": self._odd(), "user": PERSON},
                "response_url": self._odd(),
            }
        )
        return {"type": "block_actions", **self._who(), **at, "actions": [action]}

    def _submission(self) -> dict[str, Any]:
        kind = "view_closed" if self.random.random() < 0.1 else "view_submission"
        return {"type": kind, **self._who(), "view": self._view(), "response_urls": []}

    def _view(self) -> dict[str, Any]:
        names = [
            self.random.choice(["name", "what", "date", "notes", "owner", "file", self._odd()[:50]]) for _ in "123"
        ]
        values: dict[str, Any] = {
            name: {name: {"type": "plain_text_input", "value": self.random.choice([None, self._odd()])}}
            for name in names
        }
        return {
            "id": "V" + self._odd()[:10],
            "type": self.random.choice(["modal", "home"]),
            "hash": self._odd()[:50],
            "callback_id": self.random.choice([*self.forms, self._odd()]),
            "private_metadata": self.random.choice(["", "{}", '{"subject":"partner:1"}', self._odd()]),
            "title": {"type": "plain_text", "text": self._odd()},
            "blocks": [{"type": "input", "block_id": name, "element": {"type": "plain_text_input"}} for name in names],
            "state": {"values": values},
            "app_installed_team_id": TEAM,
        }

    def _look_up(self) -> dict[str, Any]:
        return {
            "type": "block_suggestion",
            **self._who(),
            "action_id": self.random.choice([*self.look_ups, self._odd()]),
            "block_id": self._odd(),
            "value": self._odd(),
            "view": self._view(),
        }

    def _shortcut(self) -> dict[str, Any]:
        callback = self.random.choice([*self.shortcuts, self._odd()])
        if self.random.random() < 0.5:
            return {"type": "shortcut", **self._who(), "callback_id": callback}
        message = {"ts": self._odd(), "text": self._odd(), "user": self._odd()}
        at = {"channel": {"id": CHANNEL, "name": "x"}, "message": message, "response_url": self._odd()}
        return {"type": "message_action", **self._who(), "callback_id": callback, **at}

    def _event(self) -> dict[str, Any]:
        event = {
            "type": self.random.choice([*self.events, "app_uninstalled_not", self._odd()]),
            "user": {"id": PERSON, "name": self._odd()} if self.random.random() < 0.2 else PERSON,
            "channel": CHANNEL,
            "channel_type": self.random.choice(["im", "channel"]),
            "text": self._odd(),
            "ts": self._odd(),
            "tab": "home",
        }
        if event["type"] in ("app_uninstalled", "tokens_revoked"):
            event["type"] = "message"
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "event": event,
            "event_id": self._odd(),
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "enterprise_id": None, "is_enterprise_install": False}],
        }

    def _bend(self, node: Any) -> None:
        """Puts something else in the place of something within."""
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                return
            key = self.random.choice(keys)
            if isinstance(node[key], dict | list) and node[key] and self.random.random() < 0.6:
                node = node[key]
                continue
            if isinstance(node, dict) and self.random.random() < 0.3:
                del node[key]
            else:
                node[key] = deepcopy(self.random.choice((*JUNK, *ODD)))
            return


def _now() -> str:
    return str(int(time.time()))


def _signed(kind: str, body: bytes, content_type: str, *, shaped: bool = False) -> Hostile:
    now = _now()
    return Hostile(kind, _post(body, content_type, now, sign(SECRET, now, body)), signed=True, shaped=shaped)


def _post(body: bytes, content_type: str, at: str = "", signature: str = "") -> bytes:
    proof = f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: {signature}\r\n" if at or signature else ""
    head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{proof}\r\n".encode() + body
