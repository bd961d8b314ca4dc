"""What Slack refuses in an app manifest (Slack: app manifest reference and its JSON Schema, version 2)."""

import re
from typing import Any

from bot.playground.limits_objects import IDENTIFIER
from bot.playground.limits_shapes import Anything, Flag, Many, Number, OneOf, Problem, Report, Shape, Thing, Words

_URL = re.compile(r"https?://\S+\Z")
_PART = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_RANGE = re.compile(rf"{_PART}(\.{_PART}){{3}}(/(3[0-2]|[12]?\d))?\Z", re.ASCII)
_REQUEST_URL = Words(1, 3500, _URL, "a URL that starts with http:// or https://")

# An event arrives only with one of its scopes (Slack: events reference).
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "group_archive": ("groups:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "link_shared": ("links:read",),
    "file_shared": ("files:read",),
}


def _flags(*names: str) -> Thing:
    return Thing({name: Flag() for name in names})


def _words(high: int, *, low: int = 1) -> Words:
    return Words(low, high)


_COMMAND = Thing(
    {
        "command": Words(2, 32, re.compile(r"/\S+\Z"), "a command that starts with / and has no space"),
        "description": _words(2000),
        "usage_hint": _words(1000),
        "url": Words(1, 3000, _URL, "a URL that starts with http:// or https://"),
        "should_escape": Flag(),
    },
    ("command", "description"),
)
_SHORTCUT = Thing(
    {
        "name": _words(24),
        "type": OneOf(("global", "message")),
        "callback_id": IDENTIFIER,
        "description": _words(150),
    },
    ("name", "type", "callback_id", "description"),
)
_PROMPT = Thing({"title": Words(), "message": Words()}, ("title", "message"))
_AGENT = Thing(
    {
        "agent_description": _words(300, low=0),
        "suggested_prompts": Many(_PROMPT, "prompts", 0, 4),
        "actions": Many(Thing({"name": Words(), "description": Words()}, ("name", "description")), "actions", 0),
    }
)
_FEATURES = Thing(
    {
        "app_home": _flags("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"),
        "bot_user": Thing({"display_name": _words(80), "always_online": Flag()}, ("display_name",)),
        "slash_commands": Many(_COMMAND, "slash commands", 1, 50),
        "shortcuts": Many(_SHORTCUT, "shortcuts", 1, 10),
        "unfurl_domains": Many(_words(255), "domains", 1, 5, distinct=True),
        "agent_view": _AGENT,
        "assistant_view": Anything(),
        "functions": Anything(),
        "workflow_steps": Anything(),
        "code_channels": Anything(),
    }
)
_SCOPES = Many(_words(50), "scopes", 0, 255, distinct=True)
_OAUTH = Thing(
    {
        "redirect_urls": Many(_words(2500), "redirect URLs", 0, 1000, distinct=True),
        "scopes": Thing({name: _SCOPES for name in ("bot", "user", "bot_optional", "user_optional")}),
        "pkce_enabled": Flag(),
        "token_management_enabled": Flag(),
    }
)
_EVENT_LIST = Many(_words(50), "events", 0, 100, distinct=True)
_METADATA_EVENT = Thing({"app_id": Words(), "event_type": _words(50)}, ("app_id", "event_type"))
_SETTINGS = Thing(
    {
        "event_subscriptions": Thing(
            {
                "request_url": _REQUEST_URL,
                "bot_events": _EVENT_LIST,
                "user_events": _EVENT_LIST,
                "metadata_subscriptions": Many(_METADATA_EVENT, "subscriptions", 1, 20, distinct=True),
            }
        ),
        "interactivity": Thing(
            {"is_enabled": Flag(), "request_url": _REQUEST_URL, "message_menu_options_url": _REQUEST_URL},
            ("is_enabled",),
        ),
        "allowed_ip_address_ranges": Many(
            Words(1, 18, _RANGE, "an IPv4 address or range"), "address ranges", 1, 10, distinct=True
        ),
        "incoming_webhooks": _flags("incoming_webhooks_enabled"),
        "org_deploy_enabled": Flag(),
        "socket_mode_enabled": Flag(),
        "token_rotation_enabled": Flag(),
        "is_hosted": Flag(),
        "is_mcp_enabled": Flag(),
        "siws_links": Anything(),
        "hermes_app_type": Words(),
        "function_runtime": Words(),
    }
)
_DISPLAY = Thing(
    {
        "name": _words(35),
        "description": _words(140),
        "long_description": _words(4000, low=175),
        "background_color": Words(4, 7, re.compile(r"#([0-9a-fA-F]{3}){1,2}\Z"), "a colour as #000 or #000000"),
    },
    ("name",),
)
_HOSTED = ("functions", "workflows", "datastores", "outgoing_domains", "types", "external_auth_providers")
_KEYS: dict[str, Shape] = {
    "$schema": Words(),
    "_metadata": Thing(
        {name: Number() for name in ("major_version", "minor_version", "schema_version", "min_version")}
    ),
    "display_information": _DISPLAY,
    "features": _FEATURES,
    "oauth_config": _OAUTH,
    "settings": _SETTINGS,
    "app_directory": Anything(),
    "mcp_servers": Anything(),
    **{name: Anything() for name in _HOSTED},
}


def _addresses_given(manifest: dict[str, Any], at: str, report: Report) -> None:
    """Without Socket Mode Slack needs a URL for everything it delivers."""
    settings = manifest.get("settings", {})
    if settings.get("socket_mode_enabled"):
        return
    events, interactivity = settings.get("event_subscriptions"), settings.get("interactivity", {})
    if events is not None and "request_url" not in events:
        _missing(f"{at}/settings/event_subscriptions", "request_url", report)
    if interactivity.get("is_enabled") and "request_url" not in interactivity:
        _missing(f"{at}/settings/interactivity", "request_url", report)
    for position, command in enumerate(manifest.get("features", {}).get("slash_commands", [])):
        if "url" not in command:
            _missing(f"{at}/features/slash_commands/{position}", "url", report)


def _missing(at: str, key: str, report: Report) -> None:
    report.add(at, f'The required key "{key}" is missing: without Socket Mode Slack delivers there.')


def _names_unique(manifest: dict[str, Any], at: str, report: Report) -> None:
    features = manifest.get("features", {})
    for holder, key in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        seen: set[str] = set()
        for position, item in enumerate(features.get(holder, [])):
            if item[key] in seen:
                report.add(f"{at}/features/{holder}/{position}/{key}", f"{item[key]!r} is used twice, once is allowed.")
            seen.add(item[key])


def _scopes_given(manifest: dict[str, Any], at: str, report: Report) -> None:
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    bot = {*scopes.get("bot", []), *scopes.get("bot_optional", [])}
    features = manifest.get("features", {})
    for holder in ("slash_commands", "shortcuts"):
        if holder in features and "commands" not in bot:
            report.add(f"{at}/features/{holder}", f"{holder} need the bot scope commands, which is not asked for.")
    events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    for position, event in enumerate(events):
        needed = EVENT_SCOPES.get(event, ())
        if needed and bot.isdisjoint(needed):
            report.add(
                f"{at}/settings/event_subscriptions/bot_events/{position}",
                f"The event {event} needs the bot scope {' or '.join(needed)}, which is not asked for.",
            )


MANIFEST = Thing(_KEYS, ("display_information",), (_addresses_given, _names_unique, _scopes_given))


def check_manifest(manifest: dict[str, Any]) -> list[Problem]:
    """Check an app manifest; each problem has the error invalid_manifest."""
    report = Report("invalid_manifest")
    MANIFEST.check(manifest, "", report)
    return report.problems
