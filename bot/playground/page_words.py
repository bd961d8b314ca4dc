"""What the page is told: state, messages and changes in the shape of its protocol."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from bot.playground.elements import Json, copied
from bot.playground.people import Channel
from bot.playground.workspace import File, Workspace


def file_for_page(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "mimetype": file.mimetype,
        "url": f"/playground/files/{file.id}/{quote(file.name, safe='')}",
        "alt": file.alt or file.title,
    }


class PageWords:
    """Describes the workspace as one person's page shows it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def state(self, user: str, *, movable: bool) -> Json:
        workspace = self.workspace
        app, views = workspace.app, workspace.views
        home_tab = app.features.get("app_home", {})
        direct = workspace.im(user)
        home = views.home(user)
        return {
            "workspace": {"name": workspace.team_name, "id": workspace.team_id},
            "app": {
                "id": app.id,
                "name": app.name,
                "bot_user_id": app.bot_user_id,
                "commands": [self._command(one) for one in app.features.get("slash_commands", [])],
                "shortcuts": app.features.get("shortcuts", []),
                "home": bool(home_tab.get("home_tab_enabled")),
                "messages_tab": bool(home_tab.get("messages_tab_enabled", True)),
            },
            "me": workspace.people[user].to_page(),
            "people": [person.to_page() for person in workspace.people.values()],
            "channels": [self._channel(user, one) for one in workspace.channels.values() if self._shown(user, one)],
            "dms": [
                {"id": direct.id, "user": app.bot_user_id, "is_app": True, "unread": self._unread(user, direct.id)}
            ],
            "modals": self.pictured([view.to_slack() for view in views.stack(user)]),
            "home": self.pictured(home.to_slack()) if home else None,
            "clock": {"now": workspace.now().isoformat(), "movable": movable},
            "faults": workspace.faults.switches(),
        }

    @staticmethod
    def _command(command: Json) -> Json:
        return {key: command.get(key, "") for key in ("command", "description", "usage_hint")}

    @staticmethod
    def _shown(user: str, channel: Channel) -> bool:
        return not channel.is_im and channel.visible_to(user)

    def _channel(self, user: str, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "is_private": channel.is_private,
            "is_archived": channel.is_archived,
            "is_ext_shared": channel.is_ext_shared,
            "is_member": user in channel.members,
            "bot_is_member": channel.bot_is_member,
            "unread": self._unread(user, channel.id),
        }

    def _visible(self, user: str, channel: str) -> Iterator[Json]:
        yield from self.workspace.messages[channel]
        yield from (one for one in self.workspace.ephemerals[user] if one["channel"] == channel)

    def _unread(self, user: str, channel: str) -> int:
        seen = float(self.workspace.read.get((user, channel), "0"))
        return sum(float(one["ts"]) > seen and one["user"] != user for one in self._visible(user, channel))

    def messages(self, user: str, channel: str) -> list[Json]:
        """What the person sees in a channel, oldest first."""
        seen = sorted(self._visible(user, channel), key=lambda one: float(one["ts"]))
        return [self.message(one) for one in seen]

    def message(self, message: Json) -> Json:
        files = [self.workspace.files[one["id"]] for one in message.get("files", [])]
        return {
            "ts": message["ts"],
            "thread_ts": message.get("thread_ts"),
            "user": message["user"],
            "bot": "bot_id" in message,
            "username": message.get("username"),
            "text": message.get("text", ""),
            "blocks": self.pictured(message.get("blocks", [])),
            "attachments": self.pictured(message.get("attachments", [])),
            "files": [file_for_page(file) for file in files],
            "ephemeral": bool(message.get("is_ephemeral")),
            "edited": bool(message.get("edited")),
            "reply_count": message.get("reply_count", 0),
            "reactions": [],
        }

    def change(self, change: Json) -> Json:
        """A change as the stream says it."""
        if "message" in change:
            return {**change, "message": self.message(change["message"])}
        return self.pictured(change) if change["type"] in ("modals", "home") else change

    def pictured(self, thing: Any) -> Any:
        """A copy in which uploaded pictures (slack_file) have an address that the page may open."""
        thing = copied(thing)
        self._picture(thing)
        return thing

    def _picture(self, thing: Any) -> None:
        if isinstance(thing, list):
            for one in thing:
                self._picture(one)
        elif isinstance(thing, dict):
            file = self._file(thing["slack_file"]) if isinstance(thing.get("slack_file"), dict) else None
            if file is not None:
                thing["image_url"] = file_for_page(file)["url"]
            for one in thing.values():
                self._picture(one)

    def _file(self, reference: Json) -> File | None:
        if "id" in reference:
            return self.workspace.files.get(reference["id"])
        parts = urlsplit(str(reference.get("url", ""))).path.split("/")
        return next((file for file in self.workspace.files.values() if file.id in parts), None)
