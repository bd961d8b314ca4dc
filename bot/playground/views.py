"""Open modals and published Home tabs: their ids, hashes, stacks and what is typed in them."""

import secrets
from dataclasses import dataclass, field
from time import time

from bot.playground.elements import Json, Values, copied, merged, named

KEPT = (
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
)


def fresh_hash() -> str:
    return f"{time():.6f}.{secrets.token_hex(4)}"


@dataclass(kw_only=True)
class View:
    """One view on one person's screen. `body` is what the app sent, with every id filled in."""

    id: str
    user: str
    body: Json
    team_id: str
    app_id: str
    bot_id: str
    root_id: str
    previous_id: str | None = None
    conversation: str | None = None
    hash: str = field(default_factory=fresh_hash)
    values: Values = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        return self.body.get("external_id") or ""

    def replace(self, body: Json) -> None:
        """Another content for the same view; what was typed stays where the ids stay."""
        self.body = {**body, "blocks": named(body.get("blocks") or [])}
        self.values = merged(self.blocks, self.values, conversation=self.conversation)
        self.hash = fresh_hash()

    def take(self, state: Values) -> None:
        """What the person's client says is typed; entries of unknown elements are ignored."""
        for block_id, entries in state.items():
            for action_id, entry in entries.items():
                if action_id in self.values.get(block_id, {}):
                    self.values[block_id][action_id] = copied(entry)

    def without_inputs(self) -> Values:
        """Slack: view_closed says nothing of what was typed into input blocks."""
        inputs = {block["block_id"] for block in self.blocks if block["type"] == "input"}
        return {block: entries for block, entries in self.values.items() if block not in inputs}

    def to_slack(self, values: Values | None = None) -> Json:
        """The view object as in payloads and answers."""
        view: Json = {key: copied(self.body[key]) for key in KEPT if key in self.body}
        view.setdefault("private_metadata", "")
        view.setdefault("callback_id", "")
        view.setdefault("clear_on_close", False)
        view.setdefault("notify_on_close", False)
        view.setdefault("external_id", "")
        view.setdefault("title", None)
        view.setdefault("submit", None)
        view.setdefault("close", None)
        view |= {
            "id": self.id,
            "team_id": self.team_id,
            "state": {"values": copied(self.values if values is None else values)},
            "hash": self.hash,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }
        return view


class Views:
    """Each person's stack of modals (three at most) and Home tab."""

    DEEPEST = 3

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Bottom first."""
        return self._stacks.setdefault(user, [])

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def publish(self, user: str, view: View) -> None:
        self._homes[user] = view

    def everything(self) -> list[View]:
        return [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]

    def by_id(self, view_id: str) -> View | None:
        return next((view for view in self.everything() if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        return next((view for view in self.everything() if view.external_id == external_id), None)

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None
