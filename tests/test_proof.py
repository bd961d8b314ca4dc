"""Nothing is done for a request before it is proved to be Slack's, and of what is proved only what Slack would send."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot import log, payloads, proof, web
from bot.log import Seldom
from bot.playground.delivery import sign
from bot.proof import MOST_BYTES
from tests.house import AMELIE, GENERAL, PATIENCE, House

FORM = "application/x-www-form-urlencoded"
SECRET = "playground-signing-secret"
TYPED = "a private word"


@dataclass
class Trap:
    """A place that nobody must call."""

    url: str = ""
    calls: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    it = Trap()

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        it.calls.append(await reader.read(1000))
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/take/this"
    async with server:
        yield it


def bodies(response_url: str) -> dict[str, tuple[str, bytes]]:
    """One of each kind, as the bot would take it were it signed, with where to answer."""
    who = {"user": {"id": AMELIE}, "team": {"id": "T0PLAYGRND"}, "response_url": response_url, "trigger_id": "1.2.3"}
    said = {"command": "/partner", "text": TYPED, "user_id": AMELIE, "response_url": response_url}
    actions = [{"action_id": TYPED, "block_id": "b", "type": "button"}]
    view = {"id": "V1", "type": "modal", "hash": "1", "callback_id": TYPED, "private_metadata": "", "blocks": []}
    return {
        "command": (FORM, urlencode(said).encode()),
        "click": (FORM, _interaction(who | {"type": "block_actions", "actions": actions})),
        "submission": (FORM, _interaction(who | {"type": "view_submission", "view": view})),
        "shortcut": (FORM, _interaction(who | {"type": "message_action", "callback_id": TYPED})),
        "look-up": (FORM, _interaction(who | {"type": "block_suggestion", "action_id": TYPED, "value": TYPED})),
        "event": ("application/json", json.dumps(who | {"type": "event_callback", "event": {"type": TYPED}}).encode()),
        "no JSON": ("application/json", b'{"response_url": "' + response_url.encode()),
        "deep": ("application/json", b"[" * 500_000),
        "no UTF-8": (FORM, b"text=\xff\xfe&response_url=" + response_url.encode()),
        "many fields": (FORM, b"a&" * 400_000),
        "nothing": (FORM, b""),
        "certificate": (FORM, b"ssl_check=1&token=" + TYPED.encode()),
    }


def _interaction(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


Headers = list[tuple[bytes, bytes]]


def forgeries(body: bytes) -> Iterator[tuple[str, Headers]]:
    """What may stand where the proof should: names and values as bytes, for what no client library would send."""
    stamp, signature = b"X-Slack-Request-Timestamp", b"X-Slack-Signature"
    now = int(time.time())

    def signed(at: object, key: str = SECRET) -> Headers:
        return [(stamp, str(at).encode()), (signature, sign(key, str(at), body).encode())]

    good = signed(now)
    yield "nothing", []
    yield "no timestamp", good[1:]
    yield "no signature", good[:1]
    yield "another secret", signed(now, "another")
    yield "too old", signed(now - 302)
    yield "ahead of time", signed(now + 302)
    for name, at in {
        "digits": "1" * 400,
        "many digits": "1" * 5000,
        "signed number": f"+{now}",
        "negative": f"-{now}",
        "fraction": f"{now}.0",
        "grouped": f"{now:_}",
        "no number": "soon",
        "empty": "",
        "zero": "0",
    }.items():
        yield f"timestamp: {name}", signed(at)
    yield "timestamp: other digits", [(stamp, "".join(chr(0x660 + int(one)) for one in str(now)).encode()), good[1]]
    yield "timestamp: superscript", [(stamp, "²".encode("latin-1")), good[1]]
    for name, said in {
        "not ASCII": b"v0=" + b"\xe9" * 64,
        "UTF-8": "v0=é".encode(),
        "empty": b"",
        "no version": good[1][1][3:],
        "another version": b"v1" + good[1][1][2:],
        "capitals": good[1][1].upper(),
        "short": good[1][1][:-1],
        "long": good[1][1] + b"0",
        "zeros": b"v0=" + b"0" * 64,
        "60 KB": b"v0=" + b"0" * 60_000,
    }.items():
        yield f"signature: {name}", [good[0], (signature, said)]
    yield "two timestamps", [*good, (stamp, str(now).encode())]
    yield "two signatures", [*good, (signature, b"v0=" + b"0" * 64)]


async def raw(url: str, head: Headers, body: bytes, content_type: str = FORM, *, path: str = "/slack/events") -> int:
    """Sends bytes as they are; gives the status."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    lines = [(b"Host", b"x"), (b"Content-Type", content_type.encode()), (b"Content-Length", str(len(body)).encode())]
    written = b"".join(name + b": " + value + b"\r\n" for name, value in [*lines, *head])
    writer.write(b"POST " + path.encode() + b" HTTP/1.1\r\n" + written + b"\r\n" + body)
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


async def proved(house: House, body: bytes, content_type: str = FORM) -> int:
    """The same, signed as Slack signs."""
    now = str(int(time.time()))
    head = [(b"X-Slack-Request-Timestamp", now.encode()), (b"X-Slack-Signature", sign(SECRET, now, body).encode())]
    return await raw(house.playground.app_url, head, body, content_type)


async def metric(house: House, name: str) -> float:
    async with aiohttp.ClientSession(house.playground.app_url) as session:
        text = await (await session.get("/metrics")).text()
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))


async def test_nothing_is_done_for_what_is_not_proved(house: House) -> None:
    """Every forged proof over every kind of body: refused, no call made by us, no line for each in the log."""
    asked = len(list(house.playground.traffic))
    sent = 0
    async with trap() as place:
        with capture_logs() as logged:
            for kind, (content_type, body) in bodies(place.url).items():
                for forgery, head in forgeries(body):
                    if (kind, forgery) == ("certificate", "nothing"):
                        continue  # how Slack itself asks
                    assert await raw(house.playground.app_url, head, body, content_type) == 401, (kind, forgery)
                    sent += 1
            await house.settle()
        assert place.calls == []
    assert len(list(house.playground.traffic)) == asked
    assert [set(line) for line in logged] == [{"event", "log_level", "seen"}]
    assert TYPED not in str(logged)
    assert await metric(house, 'liaison_refused_requests_total{status="401"}') == sent
    assert await metric(house, "liaison_requests_total") == 0


async def test_the_same_bodies_are_taken_when_they_are_signed(house: House) -> None:
    """So that the test above would see a guard that lets everything pass, or nothing."""
    async with trap() as place:
        statuses = {kind: await proved(house, body, kind_) for kind, (kind_, body) in bodies(place.url).items()}
        assert place.calls == []
    malformed = {"no JSON", "deep", "no UTF-8", "many fields"}
    assert {kind for kind, status in statuses.items() if status == 400} == malformed
    assert {status for kind, status in statuses.items() if kind not in malformed} == {200}


@pytest.mark.parametrize("body", [b"ssl_check=1&token=x", b"token=x&ssl_check=1", b"ssl_check=1"])
async def test_slack_looks_at_the_certificate(house: House, body: bytes) -> None:
    """It comes unsigned (bolt-js 1397), and nothing rides along (bolt-js 2897)."""
    assert await raw(house.playground.app_url, [], body) == 200
    async with trap() as place:
        more = b"&payload=" + bodies(place.url)["click"][1]
        assert await raw(house.playground.app_url, [], body + more[:400]) == 200
        assert place.calls == []
    for other in (body + b"&x=" + b"0" * 1000, b"ssl_check=10", b"xssl_check=1", b"ssl_check=true"):
        assert await raw(house.playground.app_url, [], other) == 401
    assert await raw(house.playground.app_url, [], body, "application/json") == 401
    assert await metric(house, "liaison_requests_total") == 0


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_bounded_while_it_is_read(house: House, chunked: bool) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 100_000):
            yield b"x" * 100_000

    async with aiohttp.ClientSession(house.playground.app_url) as session:
        for size, status in ((MOST_BYTES, 400), (MOST_BYTES + 100_000, 413), (20 * MOST_BYTES, 413)):
            data = b"x" * size
            now = str(int(time.time()))
            head = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(SECRET, now, data)}
            async with session.post(
                "/slack/events", data=pieces(size) if chunked else BytesIO(data), headers=head
            ) as answer:
                assert answer.status == status


async def test_a_body_that_trickles_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in good time, the whole never; one that is shorter than it says does not come either."""
    monkeypatch.setattr(proof, "BODY_SECONDS", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b"x"

    head = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64}
    async with aiohttp.ClientSession(house.playground.app_url) as session:
        async with session.post("/slack/events", data=trickle(), headers=head) as answer:
            assert answer.status == 408
    place = urlsplit(house.playground.app_url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    said = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    writer.write(f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n{said}\r\nshort".encode())
    assert b" 408 " in await reader.readline()
    writer.close()


async def test_who_leaves_in_the_middle_leaves_nothing_behind(house: House) -> None:
    place = urlsplit(house.playground.app_url)
    with capture_logs() as logged:
        for closes in [False] * 10 + [True] * 10:
            _, writer = await asyncio.open_connection(place.hostname, place.port)
            now = str(int(time.time())).encode()
            writer.write(
                b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nX-Slack-Request-Timestamp: "
                + now
                + b"\r\nX-Slack-Signature: v0="
                + b"0" * 64
                + b"\r\n\r\nshort"
            )
            await writer.drain()
            if closes:
                writer.close()
            else:
                writer.transport.abort()
        async with asyncio.timeout(PATIENCE):
            while await metric(house, 'liaison_refused_requests_total{status="400"}') < 10:
                pass
    assert len(logged) <= 1


async def test_a_flood_does_not_hold_up_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies of nearly a megabyte, of the worst kinds, unsigned: none of them is parsed, which is what takes long, and
    a colleague is answered as ever."""
    parsed: list[int] = []

    def read(body: bytes, content_type: str) -> dict[str, Any]:
        parsed.append(len(body))
        return payloads.read(body, content_type)

    monkeypatch.setattr(web, "read", read)
    url = house.playground.app_url
    worst = [b"a&" * 400_000, b"[" * 900_000, b"%41" * 300_000]
    now = str(int(time.time())).encode()
    head = [(b"X-Slack-Request-Timestamp", now), (b"X-Slack-Signature", b"v0=" + b"0" * 64)]
    assert set(await asyncio.gather(*(raw(url, head, body) for body in worst * 8))) == {401}
    assert parsed == []
    said = await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    assert "/partner help" in said[0]["text"]
    assert len(parsed) == 1


def test_a_flood_writes_one_line_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(log.time, "monotonic", lambda: now)
    turned_away = Seldom("turned away")
    with capture_logs() as logged:
        for _ in range(1000):
            turned_away.note("401 signature")
        turned_away.note("413 too large")
        now += 60
        turned_away.note("401 signature")
    assert [one["seen"] for one in logged] == [
        {"401 signature": 1},
        {"401 signature": 1000, "413 too large": 1},
    ]


SHAPELESS: list[Any] = [
    [],
    "text",
    5,
    None,
    {"type": "event_callback"},
    {"type": "a private word", "event": {"type": "message"}},
    {"event": {"type": "message"}},
    {"type": "event_callback", "event": "message"},
    {"type": "event_callback", "event": {"type": ["message"]}},
    {"type": "event_callback", "event": {"type": "message", "user": 5}},
    {"type": "event_callback", "event": {"type": "message"}, "authorizations": "T1"},
    {"type": "event_callback", "event": {"type": "message"}, "authorizations": [[]]},
    {"type": "block_actions"},
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": [5]},
    {"type": "block_actions", "actions": [{"action_id": {}, "block_id": "b"}]},
    {"type": "block_actions", "actions": [{"action_id": "a", "block_id": "b"}], "team": 5},
    {"type": "block_actions", "actions": [{"action_id": "a", "block_id": "b"}], "response_url": ["https://x"]},
    {"type": "view_submission"},
    {"type": "view_submission", "view": {"id": "V1"}},
    {"type": "view_submission", "view": {"id": "V1", "type": "modal", "blocks": "none"}},
    {"type": "block_suggestion", "value": "x"},
    {"type": "shortcut"},
    {"command": 5},
    {"type": "url_verification"},
    {"message": {"user": 5}},
    {"user": [[[]]]},
]


@pytest.mark.parametrize("payload", SHAPELESS, ids=lambda payload: json.dumps(payload)[:60])
async def test_what_slack_would_never_send_is_malformed(house: House, payload: Any) -> None:
    body = json.dumps(payload).encode()
    assert await proved(house, body, "application/json") == 400
    assert await proved(house, urlencode({"payload": body}).encode()) == 400


@pytest.mark.parametrize("inside", [b'{"message":%b}', b'{"event":{"item":%b}}', b'[{"authorizations":[%b]}]', b"[%b]"])
async def test_what_is_nested_without_end_is_malformed(house: House, inside: bytes) -> None:
    before, after = inside.split(b"%b")
    for depth in (400, 5_000, 20_000):
        body = b'{"type":"event_callback","event":{"type":"x"},"authorizations":' if inside.startswith(b"[") else b""
        body += before * depth + b"{}" + after * depth + (b"}" if inside.startswith(b"[") else b"")
        assert await proved(house, body, "application/json") == 400, depth


async def test_the_admin_of_slack_asks_whether_the_address_is_ours(house: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    assert await proved(house, body, "application/json") == 200


async def test_what_is_counted_has_few_names(house: House) -> None:
    """Whatever kinds a request claims, proved or not: a metric has one series for all that Liaison does not know."""
    for number in range(20):
        body = json.dumps({"type": f"kind {number}", "team_id": "T0PLAYGRND"}).encode()
        await proved(house, body, "application/json")
        await raw(house.playground.app_url, [], body, "application/json")
    async with aiohttp.ClientSession(house.playground.app_url) as session:
        text = await (await session.get("/metrics")).text()
    assert "kind 1" not in text
    assert len([line for line in text.splitlines() if line.startswith("liaison_re")]) < 12


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_no_other_method_is_answered(house: House, method: str) -> None:
    async with aiohttp.ClientSession(house.playground.app_url) as session:
        async with session.request(method, "/slack/events", data=b"x") as answer:
            assert answer.status == 405
