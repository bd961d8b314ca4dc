"""The Web API: who may call which method, with which scopes, and what a refusal looks like."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.playground.elements import Json
from bot.playground.people import Channel
from bot.playground.workspace import Workspace


class Refusal(Exception):
    """Slack answers ok: false."""

    def __init__(self, error: str, *, problems: list[Any] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.problems = problems or []
        self.more = more

    def to_slack(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            lines = [f"[ERROR] {problem.detail} [json-pointer:{problem.pointer}]" for problem in self.problems]
            answer["response_metadata"] = {"messages": lines}
        return answer


@dataclass(kw_only=True)
class Call:
    """One call of one method: its arguments, and the workspace it acts on."""

    workspace: Workspace
    method: str
    args: Json
    token: str = ""
    problems: list[Any] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        value = self.text(name)
        if not value:
            raise Refusal(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def count(self, name: str, default: int, most: int) -> int:
        text = self.text(name, str(default))
        if not text.isdigit() or int(text) < 1:
            raise Refusal("invalid_limit")
        return min(int(text), most)

    def refuse(self, problems: list[Any]) -> None:
        """Raise the first problem's error, all of them attached."""
        if problems:
            raise Refusal(problems[0].error, problems=problems)

    def need(self, *scopes: str) -> None:
        """At least one of the scopes."""
        if not self.workspace.scopes.intersection(scopes):
            provided = ",".join(sorted(self.workspace.scopes))
            raise Refusal("missing_scope", needed=",".join(scopes), provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """The channel as far as the app may know of it."""
        channel = self.workspace.channels.get(self.required(name))
        if channel is None or (channel.is_private and not channel.bot_is_member):
            raise Refusal("channel_not_found")
        return channel


Method = Callable[[Call], Awaitable[Json]]


@dataclass(frozen=True)
class Entry:
    """A method, the scopes of which one is needed, and who calls it: the bot, the app (its xapp token) or anyone."""

    function: Method
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anyone"] = "bot"


METHODS: dict[str, Entry] = {}


def method(name: str, *scopes: str, caller: Literal["bot", "app", "anyone"] = "bot") -> Callable[[Method], Method]:
    """Put a function into the table of methods."""

    def register(function: Method) -> Method:
        METHODS[name] = Entry(function, scopes, caller)
        return function

    return register


async def perform(call: Call) -> Json:
    """Slack's answer to a call, refusals included."""
    try:
        return {"ok": True, **await _checked(call)}
    except Refusal as refusal:
        call.problems = refusal.problems
        return refusal.to_slack()


async def _checked(call: Call) -> Json:
    entry = METHODS.get(call.method)
    if entry is None:
        raise Refusal("unknown_method", req_method=call.method)
    app = call.workspace.app
    if entry.caller == "anyone":
        return await entry.function(call)
    if not call.token:
        raise Refusal("not_authed")
    if call.token not in (app.bot_token, app.app_token):
        raise Refusal("invalid_auth")
    if not call.workspace.installed:
        raise Refusal("account_inactive")
    if call.token != (app.bot_token if entry.caller == "bot" else app.app_token):
        raise Refusal("not_allowed_token_type")
    if entry.scopes:
        call.need(*entry.scopes)
    return await entry.function(call)


def page(items: list[Json], call: Call, *, default: int, most: int) -> tuple[list[Json], Json]:
    """One page of a list and its response_metadata; the cursor is the position of the next item."""
    limit = call.count("limit", default, most)
    cursor = call.text("cursor", "pos:0") or "pos:0"
    if not cursor.startswith("pos:") or not cursor[4:].isdigit():
        raise Refusal("invalid_cursor")
    start = int(cursor[4:])
    following = f"pos:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], {"next_cursor": following}
