"""What a person does, and what Slack makes of the app's answer; shared by the tests' driver and the page."""

from collections.abc import Sequence
from typing import Any

from bot.playground.delivery import Answer, Delivery
from bot.playground.elements import Json, Values, find, merged, walk
from bot.playground.events import Events
from bot.playground.hooks import say as say_by_hook
from bot.playground.limits import check_message, check_options
from bot.playground.payloads import Payloads, plain, resolved
from bot.playground.people import Channel, SlackError
from bot.playground.tickets import Hook
from bot.playground.traffic import described
from bot.playground.views import View
from bot.playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Every method delivers for real and raises SlackError where Slack would show an error."""

    def __init__(self, workspace: Workspace, payloads: Payloads, delivery: Delivery, events: Events) -> None:
        self.workspace = workspace
        self.payloads = payloads
        self.delivery = delivery
        self.events = events
        self.offered: dict[tuple[str, str, str], list[Json]] = {}
        self.message_values: dict[tuple[str, str], Values] = {}

    # -- finding what is acted upon

    def channel(self, channel_id: str) -> Channel:
        channel = self.workspace.channels.get(channel_id)
        if channel is None:
            raise SlackError("channel_not_found")
        return channel

    def view(self, user: str, view_id: str) -> View:
        view = self.workspace.views.by_id(view_id)
        if view is None or view.user != user:
            raise SlackError("view_not_found")
        return view

    def message(self, user: str, channel_id: str, ts: str) -> Json:
        message = self.workspace.ephemeral(user, ts) or self.workspace.message(channel_id, ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def values(self, user: str, message: Json) -> Values:
        """What this person chose in a message, initial values where nothing was chosen."""
        key = (user, message["ts"])
        self.message_values[key] = merged(message.get("blocks", []), self.message_values.get(key, {}))
        return self.message_values[key]

    def failed(self, user: str, text: str, error: str, problems: list[Any] | None = None) -> SlackError:
        self.workspace.notice(user, text, problems=[described(problem) for problem in problems or []])
        return SlackError(error, problems)

    # -- commands and shortcuts

    async def command(self, user: str, channel_id: str, line: str) -> None:
        """A line that starts with a slash, typed in a channel."""
        name, _, text = line.strip().partition(" ")
        known = {command["command"]: command for command in self.workspace.app.features.get("slash_commands", [])}
        if name not in known:
            raise self.failed(user, f"{name} is not a valid command.", "unknown_command")
        escape = bool(known[name].get("should_escape"))
        text = resolved(self.workspace, text, with_names=True) if escape else plain(self.workspace, text)
        payload = self.payloads.command(user, self.channel(channel_id), name, text.strip())
        answer = await self.delivery.send("slash_commands", name, payload)
        if answer.error:
            raise self.failed(user, f'{name} failed with the error "{answer.error}"', answer.error)
        self._reply(user, channel_id, name, answer)

    def _reply(self, user: str, channel_id: str, name: str, answer: Answer) -> None:
        body = {"text": answer.body} if isinstance(answer.body, str) else answer.json
        if not body:
            return
        problems = check_message(body, answering=True)
        if problems:
            raise self.failed(user, f'{name} failed with the error "{problems[0].error}"', problems[0].error, problems)
        say_by_hook(self.workspace, Hook(token="", user=user, channel=channel_id, made=0.0, command=True), body)

    async def shortcut(self, user: str, callback_id: str) -> None:
        """A global shortcut of the manifest."""
        self._known_shortcut(callback_id, "global")
        await self._interactive(user, callback_id, self.payloads.shortcut(user, callback_id))

    async def message_shortcut(self, user: str, callback_id: str, channel_id: str, ts: str) -> None:
        """A shortcut from a message's menu."""
        self._known_shortcut(callback_id, "message")
        channel, message = self.channel(channel_id), self.message(user, channel_id, ts)
        await self._interactive(user, callback_id, self.payloads.message_shortcut(user, callback_id, channel, message))

    def _known_shortcut(self, callback_id: str, kind: str) -> None:
        shortcuts = self.workspace.app.features.get("shortcuts", [])
        if not any(one["callback_id"] == callback_id and one["type"] == kind for one in shortcuts):
            raise SlackError("unknown_shortcut")

    async def _interactive(self, user: str, name: str, payload: Json) -> Answer:
        answer = await self.delivery.send("interactive", name, payload, answers=False)
        if answer.error:
            raise self.failed(user, TROUBLE, answer.error)
        return answer

    # -- controls

    async def act(self, user: str, source: Json, action: Json, state: Values) -> None:
        """A click or a choice; `source` and `state` as in the page's protocol."""
        if source["type"] == "view":
            view = self.view(user, source["view_id"])
            view.take(state)
            payload = self.payloads.view_action(user, view, dressed(view.blocks, action))
        else:
            message = self.message(user, source["channel"], source["ts"])
            values = self.values(user, message)
            for block_id, entries in state.items():
                values.setdefault(block_id, {}).update(entries)
            action = dressed(message.get("blocks", []), action)
            payload = self.payloads.message_action(user, self.channel(source["channel"]), message, action, values)
        await self._interactive(user, f"block_actions {action['action_id']}", payload)

    async def options(
        self, user: str, source: Json, *, block_id: str, action_id: str, value: str, state: Values
    ) -> Json:
        """What the app offers for the typed words: {"options": …} or {"option_groups": …}."""
        if source["type"] == "view":
            view = self.view(user, source["view_id"])
            view.take(state)
            blocks, place = view.blocks, source["view_id"]
            container: Json = {"container": {"type": "view", "view_id": view.id}, "view": view.to_slack()}
        else:
            message = self.message(user, source["channel"], source["ts"])
            channel = self.channel(source["channel"])
            blocks, place = message.get("blocks", []), source["ts"]
            container = {
                "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel.id},
                "channel": {"id": channel.id, "name": channel.command_name},
                "message": message,
            }
        self._asks(blocks, block_id, action_id)
        payload = self.payloads.suggestion(user, container, block_id=block_id, action_id=action_id, value=value)
        answer = await self.delivery.send("interactive", f"block_suggestion {action_id}", payload)
        problems = [] if answer.error else check_options(answer.json)
        if answer.error or problems:
            error = answer.error or problems[0].error
            raise self.failed(user, "The list could not be loaded.", error, problems)
        groups = answer.json.get("option_groups") or [answer.json]
        self.offered[(place, block_id, action_id)] = [one for group in groups for one in group["options"]]
        return answer.json

    def _asks(self, blocks: list[Json], block_id: str, action_id: str) -> None:
        """Slack asks only for external selects, and over HTTP only with an Options Load URL in the manifest."""
        kinds = [e["type"] for b, e in walk(blocks) if (b["block_id"], e["action_id"]) == (block_id, action_id)]
        if not kinds or not kinds[0].endswith("external_select"):
            raise SlackError("element_not_found")
        settings = self.workspace.app.settings.get("interactivity", {})
        over_http = self.delivery.transport == "http" and "request_url" in settings
        if over_http and not settings.get("message_menu_options_url"):
            raise SlackError("options_load_url_missing")

    # -- words and the Home tab

    async def say(
        self, user: str, channel_id: str, text: str, thread_ts: str | None = None, files: Sequence[Json] = ()
    ) -> Json:
        """A message of a person, perhaps with files; returns it after its events were delivered once."""
        channel = self.channel(channel_id)
        if channel.is_archived:
            raise SlackError("is_archived")
        if user not in channel.members:
            raise SlackError("not_in_channel")
        text = resolved(self.workspace, text, with_names=False)
        message = self.workspace.person_message(user, text, thread_ts)
        if files:
            message |= {"subtype": "file_share", "files": list(files), "upload": False}
        self.workspace.post(channel, message)
        await self.events.settle()
        return message

    async def home(self, user: str, tab: str) -> None:
        """The person looks at the app's Home or Messages tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.workspace.im(user).id,
            "tab": tab,
            "event_ts": self.workspace.ts(),
        }
        view = self.workspace.views.home(user)
        if tab == "home" and view is not None:
            event["view"] = view.to_slack()
        self.workspace.event(event)
        await self.events.settle()


def dressed(blocks: list[Json], action: Json) -> Json:
    """The action with what Slack repeats of a button: its text, value, address and style."""
    found = find(blocks, action["block_id"], action["action_id"])
    if found is None:
        raise SlackError("element_not_found")
    element = found[1]
    if element["type"] not in ("button", "icon_button", "workflow_button"):
        return action
    return {**{key: element[key] for key in ("text", "value", "url", "style") if key in element}, **action}
