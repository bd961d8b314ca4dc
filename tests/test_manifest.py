"""The app manifest: Slack takes both kinds, it follows the routes, and every scope is needed for something."""

import ast
from pathlib import Path

import aiohttp
import pytest

from bot.manifest import OPTIONAL_SCOPES, SCOPES, build_manifest
from bot.playground import Playground
from bot.playground.api import METHODS
from bot.playground.limits import check_manifest
from bot.playground.limits_manifest import EVENT_SCOPES
from handlers import house
from handlers.routes import Routes
from tests.house import AMELIE, CHANNELS, GENERAL, PEOPLE, SECRET

ROOT = Path(__file__).parent.parent
ROUTES = house()
HTTP = build_manifest(ROUTES, public_url="https://liaison.example/")
SOCKET = build_manifest(ROUTES)


@pytest.mark.parametrize("manifest", [HTTP, SOCKET], ids=["http", "socket"])
def test_slack_takes_it(manifest):
    assert check_manifest(manifest) == []


def test_over_http_everything_goes_to_one_address():
    url = "https://liaison.example/slack/events"
    assert [command["url"] for command in HTTP["features"]["slash_commands"]] == [url]
    assert HTTP["settings"]["event_subscriptions"]["request_url"] == url
    assert HTTP["settings"]["interactivity"]["request_url"] == url
    assert HTTP["settings"]["interactivity"]["message_menu_options_url"] == url
    assert HTTP["settings"]["socket_mode_enabled"] is False


def test_over_a_socket_there_is_no_address():
    assert "https://" not in str(SOCKET)
    assert SOCKET["settings"]["socket_mode_enabled"] is True


def test_it_follows_the_routes():
    routes = Routes()
    routes.command("fly", about="Fly")(None)
    routes.shortcut("birds.watch", name="Watch a bird", about="From anywhere")(None)
    routes.shortcut("birds.note", name="Note a bird", about="From a message", on_message=True)(None)
    routes.event("message")(None)
    manifest = build_manifest(routes)
    assert manifest["features"]["slash_commands"][0]["usage_hint"] == "fly"
    assert [(one["callback_id"], one["type"]) for one in manifest["features"]["shortcuts"]] == [
        ("birds.watch", "global"),
        ("birds.note", "message"),
    ]
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["message.im"]
    assert check_manifest(manifest) == []


def test_every_word_is_hinted():
    assert set(ROUTES.commands) == set(HTTP["features"]["slash_commands"][0]["usage_hint"].split(" | "))


def test_each_scope_has_a_reason_and_optional_ones_are_marked():
    scopes = HTTP["oauth_config"]["scopes"]
    assert scopes["bot"] == [*SCOPES, *OPTIONAL_SCOPES]
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)
    assert all({**SCOPES, **OPTIONAL_SCOPES}.values())


def called() -> set[str]:
    """The methods of Slack's Web API that the code calls, by the client's own methods or by `handlers.calling.call`."""
    names = {
        name
        for path in [*ROOT.glob("handlers/*.py"), *ROOT.glob("bot/*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for name in _named(node)
    }
    if "files.upload_v2" in names:  # the SDK's one call for these two
        names |= {"files.getUploadURLExternal", "files.completeUploadExternal"}
    return names & METHODS.keys()


def elements() -> set[str]:
    """The inputs that forms are made of."""
    calls = (node for path in ROOT.glob("messages/*.py") for node in ast.walk(ast.parse(path.read_text())))
    return {ast.unparse(node.func) for node in calls if isinstance(node, ast.Call)}


def _named(node: ast.Call) -> list[str]:
    if isinstance(node.func, ast.Attribute):
        return [node.func.attr.replace("_", ".", 1).replace("apps.connections_", "apps.connections.")]
    return [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_what_the_code_calls_is_permitted():
    granted = {*SCOPES, *OPTIONAL_SCOPES}
    assert {"chat.postMessage", "views.open", "views.push", "users.info", "apps.connections.open"} <= called()
    for name in called():
        scopes = METHODS[name].scopes
        assert not scopes or granted.intersection(scopes), name


def test_no_scope_is_asked_for_without_need():
    needed = {scope for name in called() for scope in METHODS[name].scopes} | {"commands"}
    for event in HTTP["settings"]["event_subscriptions"]["bot_events"]:
        needed.update(EVENT_SCOPES.get(event, ()))
    if "inputs.file" in elements():
        needed.add("files:read")  # Slack: file input element
    assert {*SCOPES, *OPTIONAL_SCOPES} <= needed


CALLS = {
    "chat:write": ("chat.postMessage", {"channel": GENERAL, "text": "Hello"}),
    "im:write": ("conversations.open", {"users": AMELIE}),
    "users:read": ("users.info", {"user": AMELIE}),
    "channels:read": ("conversations.info", {"channel": GENERAL}),
    "groups:read": ("conversations.info", {"channel": SECRET}),
    "channels:history": ("conversations.history", {"channel": GENERAL}),
    "groups:history": ("conversations.history", {"channel": SECRET}),
    "users:read.email": ("users.lookupByEmail", {"email": PEOPLE[0].email}),
}


@pytest.mark.parametrize("scope", CALLS)
async def test_slack_refuses_what_is_missing(scope):
    for left_out, answer in ((scope, {"ok": False, "error": "missing_scope"}), ("none", {"ok": True})):
        manifest = build_manifest(ROUTES)
        scopes = manifest["oauth_config"]["scopes"]
        scopes["bot"] = [one for one in scopes["bot"] if one != left_out]
        playground = Playground(manifest=manifest, people=list(PEOPLE), channels=list(CHANNELS))
        name, sent = CALLS[scope]
        async with playground.running() as url, aiohttp.ClientSession() as session:
            headers = {"Authorization": "Bearer xoxb-playground"}
            async with session.post(f"{url}/api/{name}", json=sent, headers=headers) as response:
                assert answer.items() <= (await response.json()).items()


@pytest.mark.parametrize("scope", ["commands", "im:history", "users:read"])
def test_without_its_scope_a_feature_is_no_manifest(scope):
    routes = Routes()
    routes.shortcut("birds.watch", name="Watch a bird", about="From anywhere")(None)
    routes.event("message")(None)
    routes.event("user_change")(None)
    manifest = build_manifest(routes)
    manifest["oauth_config"]["scopes"]["bot"].remove(scope)
    assert [problem.error for problem in check_manifest(manifest)][:1] == ["invalid_manifest"]
