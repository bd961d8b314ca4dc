"""Response URLs: what the app posts back to a command, a click or a message shortcut."""

from typing import Any

from bot.playground.api import Refusal
from bot.playground.api_chat import edit
from bot.playground.elements import Json
from bot.playground.limits import check_message
from bot.playground.tickets import Hook
from bot.playground.workspace import Workspace


def truthy(value: Any) -> bool:
    """Slack takes true and "true"."""
    return value is True or str(value).lower() == "true"


def answer_hook(workspace: Workspace, token: str, body: Json) -> Json:
    """Do what was posted to a response URL; Refusal with Slack's error when it may not be."""
    hook = workspace.tickets.use_hook(token)
    if isinstance(hook, str):
        raise Refusal(hook)
    if truthy(body.get("delete_original")) and not hook.command:
        _remove(workspace, hook)
        return {"ok": True}
    problems = check_message(body, answering=True)
    if problems:
        raise Refusal(problems[0].error, problems=problems)
    if truthy(body.get("replace_original")) and _replace(workspace, hook, body):
        return {"ok": True}
    say(workspace, hook, body)
    return {"ok": True}


def say(workspace: Workspace, hook: Hook, body: Json) -> None:
    """A new message: ephemeral unless response_type is in_channel."""
    message = workspace.bot_message(body)
    hook.message_ts = hook.message_ts or message["ts"]
    if body.get("response_type") == "in_channel":
        workspace.post(workspace.channels[hook.channel], message)
    else:
        hook.ephemeral = hook.ephemeral or hook.message_ts == message["ts"]
        workspace.whisper(hook.user, hook.channel, message)


def _original(workspace: Workspace, hook: Hook) -> Json | None:
    if hook.message_ts is None:
        return None
    if hook.ephemeral:
        return workspace.ephemeral(hook.user, hook.message_ts)
    return workspace.message(hook.channel, hook.message_ts)


def _replace(workspace: Workspace, hook: Hook, body: Json) -> bool:
    message = _original(workspace, hook)
    if message is None:
        return False
    edit(message, {"blocks": [], **body}, user=workspace.app.bot_user_id, ts=workspace.ts())
    _announce(workspace, hook, "message_changed", message)
    return True


def _remove(workspace: Workspace, hook: Hook) -> None:
    message = _original(workspace, hook)
    if message is None:
        raise Refusal("message_not_found")
    shelf = workspace.ephemerals[hook.user] if hook.ephemeral else workspace.messages[hook.channel]
    shelf.remove(message)
    _announce(workspace, hook, "message_deleted", message)


def _announce(workspace: Workspace, hook: Hook, change: str, message: Json) -> None:
    if hook.ephemeral:
        workspace.tell(hook.user, {"type": change, "channel": hook.channel, "message": message})
    else:
        workspace.announce(change, workspace.channels[hook.channel], message)
