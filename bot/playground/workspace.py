"""The state of the workspace: who is there, what was said where, and who listens to changes."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.playground.elements import Json, copied, named
from bot.playground.faults import Faults
from bot.playground.people import Channel, Person
from bot.playground.tickets import Tickets
from bot.playground.traffic import Traffic
from bot.playground.views import Views

Listener = Callable[[str | None, Json], None]


@dataclass(kw_only=True)
class App:
    """The app under test as Slack knows it: its manifest, secrets and ids."""

    manifest: Json
    signing_secret: str
    bot_token: str
    app_token: str
    client_id: str = "1111.2222"
    client_secret: str = "playground-client-secret"  # noqa: S105 - a stand-in has no real secrets
    id: str = "A0LIAISON1"
    bot_id: str = "B0LIAISON1"
    bot_user_id: str = "U0LIAISON1"
    verification_token: str = "playground-verification-token"  # noqa: S105 - Slack's legacy field, no secret here

    @property
    def name(self) -> str:
        name: str = self.manifest.get("display_information", {}).get("name", "App")
        return name

    @property
    def features(self) -> Json:
        features: Json = self.manifest.get("features", {})
        return features

    @property
    def settings(self) -> Json:
        settings: Json = self.manifest.get("settings", {})
        return settings

    @property
    def subscribed(self) -> set[str]:
        return set(self.settings.get("event_subscriptions", {}).get("bot_events", []))


@dataclass(kw_only=True)
class File:
    """An uploaded file, its bytes included; `shares` maps channel ids to message timestamps."""

    id: str
    name: str
    user: str
    created: int
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    title: str = ""
    alt: str = ""
    expected: int | None = None
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


class Workspace:
    """One team with one app installed. Everything here is in memory and belongs to one event loop."""

    def __init__(self, *, app: App, team_name: str, people: list[Person], channels: list[Channel]) -> None:
        self.app = app
        self.team_id = "T0PLAYGRND"
        self.team_name = team_name
        self.team_domain = "playground"
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.scopes: set[str] = set(app.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.offset = timedelta(0)
        self.base_url = ""
        self.tickets = Tickets()
        self.faults = Faults()
        self.traffic = Traffic()
        self.views = Views()
        self.files: dict[str, File] = {}
        self.messages: dict[str, list[Json]] = defaultdict(list)
        self.ephemerals: dict[str, list[Json]] = defaultdict(list)
        self.read: dict[tuple[str, str], str] = {}
        self.installed = True
        self.codes: dict[str, str] = {}
        self.on_event: Callable[[Json], None] = lambda event: None
        self.open_socket: Callable[[], str] = lambda: ""
        self._listeners: list[Listener] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0

    # -- time and ids

    def now(self) -> datetime:
        """The moved clock, in UTC."""
        return datetime.now(UTC) + self.offset

    def ts(self) -> str:
        """A message timestamp of now that was never given before."""
        micros = max(int(self.now().timestamp() * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def number(self, prefix: str) -> str:
        """A new id such as D00000007."""
        return f"{prefix}{next(self._numbers):08d}"

    # -- who listens

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with (user or None for all, change) on each change; returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, user: str | None, change: Json) -> None:
        for listener in list(self._listeners):
            listener(user, change)

    def notice(self, user: str | None, text: str, *, level: str = "error", problems: list[Json] | None = None) -> None:
        """Say something as Slackbot would: errors of the app that a person sees."""
        self.tell(user, {"type": "notice", "text": text, "level": level, "problems": problems or []})

    def event(self, event: Json) -> None:
        """Something happened of which the app may want to hear."""
        self.on_event(event)

    # -- conversations

    def im(self, user: str) -> Channel:
        """The conversation between the app and a person, opened when needed."""
        for channel in self.channels.values():
            if channel.is_im and channel.members[0] == user:
                return channel
        channel = Channel(id=self.number("D"), name="", members=[user], bot_is_member=True)
        self.channels[channel.id] = channel
        self.tell(user, {"type": "conversations"})
        return channel

    def team_of(self, user: str) -> str:
        """The team of a person; strangers come from another one, through a shared channel."""
        person = self.people[user]
        return person.team_id or ("T0ELSEWHER" if person.is_stranger else self.team_id)

    def message(self, channel: str, ts: str) -> Json | None:
        """The message with this timestamp, as stored."""
        return next((message for message in self.messages[channel] if message["ts"] == ts), None)

    def ephemeral(self, user: str, ts: str) -> Json | None:
        """The ephemeral message with this timestamp that this person sees."""
        return next((message for message in self.ephemerals[user] if message["ts"] == ts), None)

    def bot_message(self, content: Json) -> Json:
        """A message of the app with a new timestamp; nothing is stored yet."""
        message: Json = {
            "type": "message",
            "ts": self.ts(),
            "user": self.app.bot_user_id,
            "bot_id": self.app.bot_id,
            "app_id": self.app.id,
            "team": self.team_id,
            "text": content.get("text") or content.get("markdown_text") or "",
            "bot_profile": {"id": self.app.bot_id, "app_id": self.app.id, "name": self.app.name, "deleted": False},
        }
        for key in ("attachments", "metadata", "thread_ts", "files", "username", "icon_url", "icon_emoji"):
            if content.get(key):
                message[key] = copied(content[key])
        if content.get("blocks"):
            message["blocks"] = named(content["blocks"])
        return message

    def person_message(self, user: str, text: str, thread_ts: str | None) -> Json:
        """A message of a person with a new timestamp; nothing is stored yet."""
        message: Json = {
            "type": "message",
            "ts": self.ts(),
            "user": user,
            "team": self.team_of(user),
            "client_msg_id": self.number("cm-"),
            "text": text,
        }
        if thread_ts:
            message["thread_ts"] = thread_ts
        return message

    def post(self, channel: Channel, message: Json) -> Json:
        """Store a message, tell who may see it, and raise the event for the app."""
        root = self.message(channel.id, message.get("thread_ts", ""))
        if root is not None:
            root.setdefault("thread_ts", root["ts"])
            root["reply_count"] = root.get("reply_count", 0) + 1
            root["latest_reply"] = message["ts"]
        self.messages[channel.id].append(message)
        self.announce("message", channel, message)
        place = "im" if channel.is_im else "group" if channel.is_private else "channel"
        self.event({**copied(message), "channel": channel.id, "channel_type": place, "event_ts": message["ts"]})
        return message

    def whisper(self, user: str, channel: str, message: Json) -> Json:
        """Show a message to one person only; it is kept, but no history gives it back."""
        message = {**message, "channel": channel, "is_ephemeral": True}
        self.ephemerals[user].append(message)
        self.tell(user, {"type": "ephemeral", "channel": channel, "message": copied(message)})
        return message

    def announce(self, change: str, channel: Channel, message: Json) -> None:
        """Tell those in the channel about a message that came, changed or went."""
        for user in self.people:
            if channel.visible_to(user):
                self.tell(user, {"type": change, "channel": channel.id, "message": copied(message)})

    # -- views

    def show(self, user: str) -> None:
        """Tell a person's page what is open now."""
        stack = [view.to_slack() for view in self.views.stack(user)]
        self.tell(user, {"type": "modals", "modals": stack})
