"""What Slack refuses in an app manifest."""

from typing import Any

import pytest

from bot.playground.limits import check_manifest
from tests.playground.limit_samples import without_none

URL = "https://example.org/slack/events"


def command(**change: Any) -> dict[str, Any]:
    return without_none({"command": "/partner", "description": "Partners", "url": URL, **change})


def shortcut(number: int = 0, **change: Any) -> dict[str, Any]:
    return {"name": "New", "type": "global", "callback_id": f"s{number}", "description": "Start one", **change}


def manifest(
    *,
    display: dict[str, Any] | None = None,
    features: dict[str, Any] | None = None,
    scopes: list[str] | None = None,
    settings: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": "Liaison", **(display or {})},
        "features": {"bot_user": {"display_name": "Liaison", "always_online": True}, **(features or {})},
        "oauth_config": {"scopes": {"bot": scopes or ["commands", "chat:write", "im:history"]}},
        "settings": settings or {},
        **more,
    }


def display(**change: Any) -> dict[str, Any]:
    return manifest(display=change)


def commands(*given: dict[str, Any]) -> dict[str, Any]:
    return manifest(features={"slash_commands": list(given)})


def one(**change: Any) -> dict[str, Any]:
    return commands(command(**change))


def shortcuts(*given: dict[str, Any]) -> dict[str, Any]:
    return manifest(features={"shortcuts": list(given)})


def agent(**change: Any) -> dict[str, Any]:
    return manifest(features={"agent_view": change})


def events(*names: str, **change: Any) -> dict[str, Any]:
    return manifest(settings={"event_subscriptions": {"request_url": URL, "bot_events": list(names), **change}})


def subscriptions(count: int) -> list[dict[str, str]]:
    return [{"app_id": "A1", "event_type": f"e{number}"} for number in range(count)]


def many(count: int) -> list[str]:
    return [f"name_{number}" for number in range(count)]


PROMPT = {"title": "Help", "message": "help"}
SOCKET = {"socket_mode_enabled": True}
INTERACTIVE = {"is_enabled": True, "request_url": URL}

CASES = [
    (display(name="n" * 35), display(name="n" * 36), "/display_information/name", "1 to 35"),
    (display(description="d" * 140), display(description="d" * 141), "/display_information/description", "1 to 140"),
    (
        display(long_description="d" * 175),
        display(long_description="d" * 174),
        "/display_information/long_description",
        "175 to 4000",
    ),
    (
        display(long_description="d" * 4000),
        display(long_description="d" * 4001),
        "/display_information/long_description",
        "175 to 4000",
    ),
    (
        display(background_color="#00aAff"),
        display(background_color="#00aa"),
        "/display_information/background_color",
        "#000",
    ),
    (display(), display(colour="#000"), "/display_information/colour", "not known"),
    (manifest(), {"settings": {}}, "", '"display_information" is missing'),
    (manifest(), manifest(scopes_wanted=[]), "/scopes_wanted", "not known"),
    (
        manifest(features={"bot_user": {"display_name": "b" * 80}}),
        manifest(features={"bot_user": {"display_name": "b" * 81}}),
        "/features/bot_user/display_name",
        "1 to 80",
    ),
    (
        manifest(features={"app_home": {"home_tab_enabled": True}}),
        manifest(features={"app_home": {"home_tab": True}}),
        "/features/app_home/home_tab",
        "not known",
    ),
    (
        commands(*[command(command=f"/c{number}") for number in range(50)]),
        commands(*[command(command=f"/c{number}") for number in range(51)]),
        "/features/slash_commands",
        "51 slash commands; Slack allows 1 to 50",
    ),
    (one(command="/" + "c" * 31), one(command="/" + "c" * 32), "/features/slash_commands/0/command", "2 to 32"),
    (one(), one(command="partner"), "/features/slash_commands/0/command", "starts with /"),
    (one(), one(command="/part ner"), "/features/slash_commands/0/command", "no space"),
    (one(description="d" * 2000), one(description="d" * 2001), "/features/slash_commands/0/description", "2000"),
    (one(), one(description=None), "/features/slash_commands/0", '"description" is missing'),
    (one(usage_hint="d" * 1000), one(usage_hint="d" * 1001), "/features/slash_commands/0/usage_hint", "1000"),
    (one(should_escape=True), one(should_escape="yes"), "/features/slash_commands/0/should_escape", "true or false"),
    (one(), one(url="example.org"), "/features/slash_commands/0/url", "http"),
    (one(), one(url=None), "/features/slash_commands/0", '"url" is missing: without Socket Mode'),
    (
        manifest(features={"slash_commands": [command(url=None)]}, settings=SOCKET),
        one(url=None),
        "/features/slash_commands/0",
        '"url"',
    ),
    (
        commands(command(), command(command="/other")),
        commands(command(), command()),
        "/features/slash_commands/1/command",
        "used twice",
    ),
    (
        one(),
        manifest(features={"slash_commands": [command()]}, scopes=["chat:write"]),
        "/features/slash_commands",
        "bot scope commands",
    ),
    (
        shortcuts(*[shortcut(number) for number in range(10)]),
        shortcuts(*[shortcut(number) for number in range(11)]),
        "/features/shortcuts",
        "11 shortcuts; Slack allows 1 to 10",
    ),
    (shortcuts(shortcut(name="n" * 24)), shortcuts(shortcut(name="n" * 25)), "/features/shortcuts/0/name", "1 to 24"),
    (
        shortcuts(shortcut(type="message")),
        shortcuts(shortcut(type="view")),
        "/features/shortcuts/0/type",
        "global, message",
    ),
    (
        shortcuts(shortcut(description="d" * 150)),
        shortcuts(shortcut(description="d" * 151)),
        "/features/shortcuts/0/description",
        "1 to 150",
    ),
    (
        shortcuts(shortcut(callback_id="c" * 255)),
        shortcuts(shortcut(callback_id="c" * 256)),
        "/features/shortcuts/0/callback_id",
        "1 to 255",
    ),
    (
        shortcuts(shortcut(0), shortcut(1)),
        shortcuts(shortcut(0), shortcut(0)),
        "/features/shortcuts/1/callback_id",
        "twice",
    ),
    (
        agent(agent_description="d" * 300),
        agent(agent_description="d" * 301),
        "/features/agent_view/agent_description",
        "300",
    ),
    (
        agent(suggested_prompts=[PROMPT] * 4),
        agent(suggested_prompts=[PROMPT] * 5),
        "/features/agent_view/suggested_prompts",
        "5 prompts; Slack allows 0 to 4",
    ),
    (
        manifest(oauth_config={"redirect_urls": many(1000)}),
        manifest(oauth_config={"redirect_urls": many(1001)}),
        "/oauth_config/redirect_urls",
        "0 to 1000",
    ),
    (manifest(scopes=many(255)), manifest(scopes=many(256)), "/oauth_config/scopes/bot", "0 to 255"),
    (manifest(), manifest(scopes=["chat:write", "chat:write"]), "/oauth_config/scopes/bot/1", "listed twice"),
    (
        manifest(oauth_config={"scopes": {"bot_optional": ["users:read"]}, "pkce_enabled": False}),
        manifest(oauth_config={"scopes": {"bots": []}}),
        "/oauth_config/scopes/bots",
        "not known",
    ),
    (events(*many(100)), events(*many(101)), "/settings/event_subscriptions/bot_events", "0 to 100"),
    (
        events("message.im"),
        events("message.channels"),
        "/settings/event_subscriptions/bot_events/0",
        "needs the bot scope channels:history",
    ),
    (
        events(metadata_subscriptions=subscriptions(20)),
        events(metadata_subscriptions=subscriptions(21)),
        "/settings/event_subscriptions/metadata_subscriptions",
        "1 to 20",
    ),
    (
        manifest(settings={**SOCKET, "event_subscriptions": {"bot_events": ["app_home_opened"]}}),
        manifest(settings={"event_subscriptions": {"bot_events": ["app_home_opened"]}}),
        "/settings/event_subscriptions",
        '"request_url" is missing',
    ),
    (
        manifest(settings={"interactivity": INTERACTIVE}),
        manifest(settings={"interactivity": {"is_enabled": True}}),
        "/settings/interactivity",
        '"request_url" is missing',
    ),
    (
        manifest(settings={"interactivity": {**INTERACTIVE, "message_menu_options_url": URL}}),
        manifest(settings={"interactivity": {"request_url": URL}}),
        "/settings/interactivity",
        '"is_enabled" is missing',
    ),
    (
        manifest(settings={"allowed_ip_address_ranges": [f"192.0.2.{n}" for n in range(10)]}),
        manifest(settings={"allowed_ip_address_ranges": [f"192.0.2.{n}" for n in range(11)]}),
        "/settings/allowed_ip_address_ranges",
        "1 to 10",
    ),
    (
        manifest(settings={"allowed_ip_address_ranges": ["192.0.2.0/24"]}),
        manifest(settings={"allowed_ip_address_ranges": ["192.0.2.256"]}),
        "/settings/allowed_ip_address_ranges/0",
        "IPv4",
    ),
    (
        manifest(settings={"token_rotation_enabled": True, "org_deploy_enabled": True}),
        manifest(settings={"token_rotation_enabled": 1}),
        "/settings/token_rotation_enabled",
        "true or false",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer", "words"), CASES)
def test_a_manifest_is_accepted_up_to_the_limit(good, bad, pointer, words):
    assert check_manifest(good) == []
    [problem] = check_manifest(bad)
    assert (problem.error, problem.pointer) == ("invalid_manifest", pointer)
    assert words in problem.detail
