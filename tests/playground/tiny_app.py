"""A small real Bolt app, served over HTTP, that tests of the playground talk to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import Channel, Person, Playground
from bot.playground.serving import served

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tiny"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "tiny"},
        "slash_commands": [
            {"command": "/tiny", "description": "A word", "should_escape": True},
            {"command": "/plain", "description": "A word"},
        ],
        "shortcuts": [
            {"name": "Start", "type": "global", "callback_id": "start", "description": "Start"},
            {"name": "Note", "type": "message", "callback_id": "note", "description": "Note"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "im:history",
                "im:read",
                "channels:read",
                "channels:history",
                "channels:join",
                "users:read",
                "files:write",
                "files:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im", "app_home_opened", "app_mention", "app_uninstalled"]},
        "interactivity": {"is_enabled": True},
    },
}


def new_playground() -> Playground:
    return Playground(
        manifest=MANIFEST,
        signing_secret="tiny-secret",
        bot_token="xoxb-tiny",
        app_token="xapp-tiny",
        people=[
            Person(id="U_AMELIE", name="Amélie Roy", display_name="amelie", locale="fr-CA", is_admin=True),
            Person(id="U_NOOR", name="Noor Haddad", display_name="noor", tz="America/Vancouver"),
        ],
        channels=[
            Channel(id="C_OPEN", name="open", members=["U_AMELIE", "U_NOOR"], bot_is_member=True),
            Channel(id="C_OUT", name="outside", members=["U_AMELIE"]),
            Channel(id="C_SECRET", name="secret", is_private=True, members=["U_AMELIE"]),
            Channel(id="C_OLD", name="old", is_archived=True, members=["U_AMELIE"], bot_is_member=True),
        ],
    )


def new_app(url: str) -> AsyncApp:
    client = AsyncWebClient(token="xoxb-tiny", base_url=f"{url}/api/", retry_handlers=[])
    return AsyncApp(client=client, signing_secret="tiny-secret", process_before_response=True)


@asynccontextmanager
async def served_app(app: AsyncApp) -> AsyncIterator[str]:
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with served(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]), 0) as url:
        yield url


@asynccontextmanager
async def tiny() -> AsyncIterator[tuple[Playground, AsyncApp]]:
    """A playground and an app without listeners yet, each on a port of its own."""
    playground = new_playground()
    async with playground.running() as url:
        app = new_app(url)
        async with served_app(app) as app_url:
            playground.app_url = app_url
            yield playground, app


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    view = {"type": "modal", "callback_id": "form", "title": words("Form"), "submit": words("Save"), **more}
    return {**view, "blocks": list(blocks)}


def text_input(block_id: str = "name", label: str = "Name", **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "value", **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": words(label), "element": element, **more}


def button(action_id: str, label: str, **more: Any) -> dict[str, Any]:
    element = {"type": "button", "action_id": action_id, "text": words(label), **more}
    return {"type": "actions", "block_id": f"{action_id}_block", "elements": [element]}


def opens(app: AsyncApp, view: dict[str, Any], results: list[Any] | None = None) -> None:
    """Make /tiny open this view."""

    @app.command("/tiny")
    async def open_it(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        answer = await client.views_open(trigger_id=body["trigger_id"], view=view)
        if results is not None:
            results.append(answer["view"])


async def open_for(app: AsyncApp, playground: Playground, user: str, view: dict[str, Any]) -> Any:
    """Open the view for a person who just did something."""
    trigger = playground.workspace.tickets.trigger(user)
    return await app.client.views_open(trigger_id=trigger, view=view)
