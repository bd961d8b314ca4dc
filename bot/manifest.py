"""The Slack app manifest, generated from the routes so that commands, shortcuts, events and scopes cannot drift."""

from typing import Any

from handlers.routes import Routes

SCOPES = {
    "commands": "the /partner command and the shortcuts",
    "chat:write": "post and update messages",
    "im:write": "open a direct message with a person",
    "im:history": "answer direct messages",
    "users:read": "names, languages and time zones",
    "channels:read": "know whether a public channel is archived or shared",
    "groups:read": "the same for a private channel",
    "files:read": "take the signed copy of an agreement, or a document template, that a person gives in a form",
    "files:write": "send the documents and tables that a person asks for",
}
OPTIONAL_SCOPES = {
    "channels:history": "check, before posting again, whether a message arrived",
    "groups:history": "the same in a private channel",
    "users:read.email": "find somebody by email, for `liaison owner`",
}
LONG_DESCRIPTION = (
    "Liaison helps career development professionals build partnerships with community organizations: it keeps who was "
    "met and what was agreed, prepares planning sessions with an agenda made of today's facts, and reminds each person "
    "of what they promised. It assists; people decide. In English and French."
)
EVENT_NAMES = {"message": "message.im"}


def build_manifest(routes: Routes, *, public_url: str | None = None, redirect_url: str | None = None) -> dict[str, Any]:
    """The manifest for HTTP on `public_url`, or for Socket Mode when there is none (Slack: app manifest reference).

    With a `redirect_url` workspaces, and whole organizations, install by OAuth.
    """
    url = f"{public_url.rstrip('/')}/slack/events" if public_url else None
    command: dict[str, Any] = {
        "command": "/partner",
        "description": "Build partnerships and keep them alive",
        "usage_hint": " | ".join(routes.commands),
        "should_escape": False,
    }
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": sorted(EVENT_NAMES.get(kind, kind) for kind in routes.events)}
    if url:
        command["url"] = url
        interactivity |= {"request_url": url, "message_menu_options_url": url}
        events["request_url"] = url
    return {
        "display_information": {
            "name": "Liaison",
            "description": "Build partnerships with community organizations and keep them alive",
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Liaison", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [
                {
                    "name": shortcut.name,
                    "type": "message" if shortcut.on_message else "global",
                    "callback_id": callback,
                    "description": shortcut.about,
                }
                for callback, shortcut in routes.shortcuts.items()
            ],
        },
        "oauth_config": {
            **({"redirect_urls": [redirect_url]} if redirect_url else {}),
            "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)},
        },
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": redirect_url is not None,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
