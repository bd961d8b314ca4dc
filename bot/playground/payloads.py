"""What Slack sends to the app, key by key."""

import re
import secrets
from time import time

from bot.playground.elements import Json, Values, copied
from bot.playground.people import Channel, Person
from bot.playground.views import View
from bot.playground.workspace import Workspace


def escaped(text: str) -> str:
    """Slack: & < > and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


MENTION = re.compile(r"<([@#])([A-Z0-9_]+)(?:\|[^>]*)?>|(https?://[^\s<>|]+)")


def resolved(workspace: Workspace, text: str, *, with_names: bool) -> str:
    """What was typed, with people and channels as ids, links in angle brackets, the rest escaped.

    "@amelie" and "#general" become mentions when such a person or channel exists; mentions typed as ids stay.
    With names `<@U1>` becomes `<@U1|amelie>`, as in slash commands with should_escape.
    """
    signs = {f"@{name}": f"<@{person.id}>" for person in workspace.people.values() for name in _names(person)}
    signs |= {f"#{channel.name}": f"<#{channel.id}>" for channel in workspace.channels.values() if channel.name}
    signs |= {f"@{workspace.app.name}": f"<@{workspace.app.bot_user_id}>"}
    for sign in sorted(signs, key=len, reverse=True):
        text = re.sub(rf"(?<![\w<]){re.escape(sign)}(?!\w)", lambda _, sign=sign: signs[sign], text)  # type: ignore[misc] # mypy sees no default arguments in lambdas
    out, end = [], 0
    for found in MENTION.finditer(text):
        out += [escaped(text[end : found.start()]), _control(workspace, found, with_names=with_names)]
        end = found.end()
    return "".join([*out, escaped(text[end:])])


def _names(person: Person) -> set[str]:
    return {person.handle, person.name, person.id}


def _control(workspace: Workspace, found: re.Match[str], *, with_names: bool) -> str:
    if found[3]:
        return f"<{found[3]}>"
    name = ""
    if found[1] == "@" and found[2] in workspace.people:
        name = workspace.people[found[2]].handle
    elif found[1] == "#" and found[2] in workspace.channels:
        name = workspace.channels[found[2]].name
    return f"<{found[1]}{found[2]}|{name}>" if with_names and name else f"<{found[1]}{found[2]}>"


def plain(workspace: Workspace, text: str) -> str:
    """What was typed, for a command without should_escape: mentions as names, nothing escaped."""

    def shown(found: re.Match[str]) -> str:
        control = _control(workspace, found, with_names=True)
        return found[3] or (f"{found[1]}{control.split('|')[1][:-1]}" if "|" in control else found[0])

    return MENTION.sub(shown, text)


class Payloads:
    """Builds each kind of payload with fresh trigger ids and response URLs."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def hook(self, user: str, channel: str, **more: object) -> str:
        token = self.workspace.tickets.hook(user, channel, **more)  # type: ignore[arg-type] # passed through
        return f"{self.workspace.base_url}/hook/{token}"

    def _common(self, user: str, trigger: str) -> Json:
        workspace = self.workspace
        handle = workspace.people[user].handle.lower().replace(" ", ".")
        return {
            "team": {"id": workspace.team_id, "domain": workspace.team_domain},
            "user": {"id": user, "username": handle, "name": handle, "team_id": workspace.team_of(user)},
            "api_app_id": workspace.app.id,
            "token": workspace.app.verification_token,
            "trigger_id": trigger,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def command(self, user: str, channel: Channel, name: str, text: str) -> dict[str, str]:
        """The form of a slash command."""
        workspace = self.workspace
        return {
            "token": workspace.app.verification_token,
            "team_id": workspace.team_id,
            "team_domain": workspace.team_domain,
            "channel_id": channel.id,
            "channel_name": channel.command_name,
            "user_id": user,
            "user_name": workspace.people[user].handle.lower().replace(" ", "."),
            "command": name,
            "text": text,
            "api_app_id": workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": self.hook(user, channel.id, command=True),
            "trigger_id": workspace.tickets.trigger(user, channel=channel.id),
        }

    def view_action(self, user: str, view: View, action: Json) -> Json:
        """block_actions from a modal or the Home tab."""
        trigger = self.workspace.tickets.trigger(user, channel=view.conversation, view_id=view.id)
        return {
            "type": "block_actions",
            **self._common(user, trigger),
            "container": {"type": "view", "view_id": view.id},
            "view": view.to_slack(),
            "actions": [{**action, "action_ts": f"{time():.6f}"}],
        }

    def message_action(self, user: str, channel: Channel, message: Json, action: Json, values: Values) -> Json:
        """block_actions from a message; an ephemeral one is not repeated in the payload."""
        hidden = bool(message.get("is_ephemeral"))
        container: Json = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": hidden,
        }
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        payload: Json = {
            "type": "block_actions",
            **self._common(user, self.workspace.tickets.trigger(user, channel=channel.id)),
            "container": container,
            "channel": {"id": channel.id, "name": channel.command_name},
            "state": {"values": copied(values)},
            "response_url": self.hook(user, channel.id, message_ts=message["ts"], ephemeral=hidden),
            "actions": [{**action, "action_ts": f"{time():.6f}"}],
        }
        if not hidden:
            payload["message"] = copied(message)
        return payload

    def submission(self, user: str, view: View) -> Json:
        """view_submission, with response_urls for selects that asked for them."""
        urls = []
        for block in view.blocks:
            element = block.get("element") or {}
            if block["type"] == "input" and element.get("response_url_enabled"):
                entry = view.values[block["block_id"]][element["action_id"]]
                channel = entry.get("selected_conversation") or entry.get("selected_channel")
                if channel:
                    urls.append(
                        {
                            "block_id": block["block_id"],
                            "action_id": element["action_id"],
                            "channel_id": channel,
                            "response_url": self.hook(user, channel),
                        }
                    )
        trigger = self.workspace.tickets.trigger(user, channel=view.conversation, view_id=view.id)
        return {
            "type": "view_submission",
            **self._common(user, trigger),
            "view": view.to_slack(),
            "response_urls": urls,
        }

    def closed(self, user: str, view: View, *, cleared: bool) -> Json:
        """view_closed; it has no trigger and nothing of what was typed."""
        payload = {"type": "view_closed", **self._common(user, ""), "is_cleared": cleared}
        del payload["trigger_id"]
        return {**payload, "view": view.to_slack(values=view.without_inputs())}

    def suggestion(self, user: str, source: Json, *, block_id: str, action_id: str, value: str) -> Json:
        """block_suggestion; `source` is the container with its view or its message and channel."""
        payload = {"type": "block_suggestion", **self._common(user, "")}
        del payload["trigger_id"]
        return {**payload, **source, "block_id": block_id, "action_id": action_id, "value": value}

    def shortcut(self, user: str, callback_id: str) -> Json:
        return {
            "type": "shortcut",
            **self._common(user, self.workspace.tickets.trigger(user)),
            "callback_id": callback_id,
            "action_ts": f"{time():.6f}",
        }

    def message_shortcut(self, user: str, callback_id: str, channel: Channel, message: Json) -> Json:
        return {
            "type": "message_action",
            **self._common(user, self.workspace.tickets.trigger(user, channel=channel.id)),
            "callback_id": callback_id,
            "action_ts": f"{time():.6f}",
            "message_ts": message["ts"],
            "channel": {"id": channel.id, "name": channel.command_name},
            "message": copied(message),
            "response_url": self.hook(user, channel.id, message_ts=message["ts"]),
        }

    def event(self, event: Json) -> Json:
        """The envelope of the Events API; event_id is unique."""
        workspace = self.workspace
        channel = workspace.channels.get(str(event.get("channel", "")))
        return {
            "type": "event_callback",
            "token": workspace.app.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": event,
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(workspace.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": f"4-{secrets.token_hex(12)}",
        }
