"""Liaison calls Slack and nobody else: every place that opens a connection is known, and every call is looked at."""

import ast
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import aiohttp
import openpyxl
import pytest
from aiohttp import web

from handlers.addresses import NotSlacks, is_slacks, only_slack, takes_answers
from messages import imports
from messages.templates import inspect
from storage.errors import Refused
from tests.docx import related, with_entry, zipped
from tests.house import AMELIE, GENERAL, House
from tests.test_proof import trap

ROOT = Path(__file__).parent.parent
API, LOCAL = "https://slack.com/api/", "http://127.0.0.1:3000/api/"

# -- which addresses are Slack's


@pytest.mark.parametrize(
    "url",
    ["https://hooks.slack.com/actions/T1/2/abc", "HTTPS://Hooks.Slack.com:443/x", "https://hooks.slack-gov.com/x"],
)
def test_an_address_for_answers(url: str) -> None:
    assert takes_answers(url, api_url=LOCAL)
    assert is_slacks(url, api_url=LOCAL)


NOT_SLACKS = [
    "http://hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "https://hooks.slack.com.example/x",
    "https://hooks-slack.com/x",
    "https://xhooks.slack.com.evil.example",
    "https://evil.example/hooks.slack.com",
    "https://evil.example#@hooks.slack.com",
    "https://evil.example?https://hooks.slack.com",
    "https://hooks.slack.com@evil.example/",
    "https://me:secret@hooks.slack.com/",
    "https://hooks.slack.com\\@evil.example/",
    "https://hooks.slack.com%00.evil.example/",
    "https://hooks.slack.com\n.evil.example/",
    "//hooks.slack.com/x",
    "hooks.slack.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://127.0.0.1:3001/hook/x",
    "https://127.0.0.1:3000/hook/x",
    "http://localhost:3000/hook/x",
    "http://127.0.0.1:3000@evil.example/",
    "http://[::1]:3000/",
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:99999/",
    "",
    " ",
    None,
    5,
    ["https://hooks.slack.com"],
    {"url": "https://hooks.slack.com"},
]


@pytest.mark.parametrize("url", NOT_SLACKS, ids=str)
def test_an_address_that_is_not_slacks(url: object) -> None:
    assert not takes_answers(url, api_url=LOCAL)
    assert not is_slacks(url, api_url=LOCAL)


def test_where_its_api_is_called_is_slacks_for_us() -> None:
    assert takes_answers("http://127.0.0.1:3000/hook/x", api_url=LOCAL)
    assert takes_answers("https://slack.com/x", api_url=API)
    assert not takes_answers("https://files.slack.com/x", api_url=API)
    assert is_slacks("https://files.slack.com/x", api_url=API)
    assert is_slacks("https://slack.com/x", api_url=LOCAL)
    assert not is_slacks("https://notslack.com/x", api_url=API)
    assert not takes_answers("http://slack.com/x", api_url=API)


async def test_a_session_follows_nobody_elsewhere() -> None:
    """Not by an address that it is given, nor where it is led by one that is Slack's."""
    async with trap() as place:

        async def lead(_request: web.Request) -> web.Response:
            raise web.HTTPTemporaryRedirect(place.url)

        app = web.Application()
        app.router.add_route("*", "/{any:.*}", lead)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        api = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        async with aiohttp.ClientSession(middlewares=(only_slack(api),)) as session:
            for method in ("GET", "POST"):
                for url in (place.url, f"{api}users.info"):
                    with pytest.raises(NotSlacks):
                        await session.request(method, url, data=b"xoxb")
        await runner.cleanup()
        assert place.calls == []


# -- which places open connections

OPENING = {
    "aiohttp.ClientSession": {"bot/app.py", "bot/doctor.py", "bot/owner.py"},
    "asyncio.open_connection": set(),
    "socket.create_connection": set(),
    "socket.create_server": {"bot/demo.py", "bot/listening.py"},
    "session.post": {"handlers/calling.py", "handlers/replies.py"},
    "session.get": {"handlers/files.py"},
}
"""Files that may, by what they call; `bot/doctor.py` asks the Web API and nobody else."""

CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "smtplib", "ftplib", "websockets"}
WEBHOOKS = {"slack_sdk.webhook", "slack_sdk.webhook.async_client"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("bot", "handlers", "messages", "storage"):
        for path in (ROOT / room).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("bot/playground/"):
                yield name, ast.parse(path.read_text())


def test_every_place_that_opens_a_connection_is_known() -> None:
    found: dict[str, set[str]] = {what: set() for what in OPENING}
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                for what in OPENING:
                    if called == what or called.endswith(f".{what}"):
                        found[what].add(name)
    assert found == OPENING


def test_no_other_client_is_loaded_by_our_code() -> None:
    loaded = {
        (name, module)
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert {(name, module) for name, module in loaded if module in CLIENTS | WEBHOOKS} == set()


# -- what is asked for while all kinds of things are done

_watching: list[set[Any]] = []


def _seen(event: str, given: tuple[Any, ...]) -> None:
    if _watching and event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        _watching[-1].add(given[1][:2] if event == "socket.connect" and isinstance(given[1], tuple) else given[0])


@contextmanager
def watched() -> Iterator[set[Any]]:
    """Every address that this process connects to or looks up, whichever library does it (PEP 578)."""
    if not hasattr(sys, "_liaison_watches"):
        sys.addaudithook(_seen)
        sys._liaison_watches = True  # type: ignore[attr-defined]  # an audit hook cannot be taken away
    _watching.append(set())
    try:
        yield _watching[-1]
    finally:
        _watching.pop()


def names(url: str) -> dict[str, bytes]:
    """Files of every kind, each naming an address wherever its format has room for one."""
    sheet = openpyxl.Workbook()
    sheet.active.append(["name", "website", "notes"])
    sheet.active.append(["Harbour", url, f'=WEBSERVICE("{url}")'])
    sheet.active.append([f'=HYPERLINK("{url}")', url, f'=IMAGE("{url}")'])
    book = BytesIO()
    sheet.save(book)
    card = f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada\r\nORG:Harbour\r\nPHOTO:{url}\r\nURL:{url}\r\nEND:VCARD\r\n"
    page = f'<html><img src="{url}"><link rel="stylesheet" href="{url}"><script src="{url}"></script></html>'
    package = json.dumps({"resources": [{"path": url}], "profile": url}).encode()
    return {
        "a.csv": f'name,website,logo\nHarbour,{url},{url}\n"<img src={url}>",{url},{url}\n'.encode(),
        "a.json": json.dumps([{"id": "1", "name": "Harbour", "url": url, "logo": url, "$ref": url}]).encode(),
        "package.zip": zipped({"datapackage.json": package}),
        "a.xlsx": book.getvalue(),
        "a.vcf": card.encode(),
        "a.csv.html": page.encode(),
        "page.csv": page.encode(),
    }


async def test_no_file_has_anything_fetched(house: House) -> None:
    async with trap() as place:
        with watched() as addresses:
            for name, data in names(place.url).items():
                amelie = house.playground.person(AMELIE)
                await amelie.command("/partner import", channel=GENERAL)
                amelie.fill(imports.FILE, (name, data))
                await amelie.submit()
                await amelie.close(clear=True) if amelie.modal else None
                await house.settle()
            _only_ours(house, addresses)
        assert place.calls == []


async def test_no_template_has_anything_fetched() -> None:
    kinds = ("image", "attachedTemplate", "oleObject", "hyperlink", "frame", "subDocument", "aFChunk")
    async with trap() as place:
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{place.url}">]><x>&e;</x>'.encode()
        given = [related(kind, place.url) for kind in kinds]
        given += [with_entry("word/document.xml", entity), with_entry("customXml/item1.xml", entity)]
        with watched() as addresses:
            for data in given:
                with suppress(Refused):
                    inspect(data)
            assert addresses == set()
        assert place.calls == []


async def test_no_request_has_anything_fetched(house: House) -> None:
    """Addresses where people type, in what a link of a message says, and where a person's picture is."""
    async with trap() as place:
        amelie = house.playground.person(AMELIE)
        with watched() as addresses:
            for line in (f"new {place.url}", f"find {place.url}", f"show <{place.url}|x>", place.url):
                await amelie.command(f"/partner {line}", channel=GENERAL)
                await amelie.close(clear=True) if amelie.modal else None
            await house.playground.event(
                {
                    "type": "user_change",
                    "user": {"id": AMELIE, "name": "x", "profile": {"image_512": place.url, "display_name": place.url}},
                }
            )
            await amelie.say(f"look at {place.url}", channel=amelie.dm)
            await house.settle()
            _only_ours(house, addresses)
        assert place.calls == []


def test_the_watch_would_see_a_call() -> None:
    with watched() as addresses, suppress(OSError):
        urlopen("http://127.0.0.1:1/", timeout=1)
    assert ("127.0.0.1", 1) in addresses


def _only_ours(house: House, addresses: set[Any]) -> None:
    """The bot was called, and called Slack."""
    known = {urlsplit(url).port for url in (house.playground.url, house.playground.app_url)}
    called = {address for address in addresses if isinstance(address, tuple)}
    assert {host for host, _ in called} == {"127.0.0.1"}
    assert {port for _, port in called} <= known
