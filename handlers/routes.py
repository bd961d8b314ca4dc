"""The routes table: which function answers which word, button, form, look-up, event or reminder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from storage.members import Right

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.reminders import Delivery, Posted

Answer = dict[str, Any] | None
Handler = Callable[["Desk"], Awaitable[Answer]]
OptionsHandler = Callable[["Desk"], Awaitable[list[dict[str, Any]]]]
ReminderHandler = Callable[["Delivery"], Awaitable[dict[str, Any] | None]]
PostedHandler = Callable[["Posted"], None]
Work = TypeVar("Work", bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """A handler and the right it needs, checked when a form opens and again when it is submitted."""

    handler: Any
    right: Right


@dataclass(frozen=True)
class Command(Route):
    """A word after /partner; `about` and `usage` are catalog sentences, `aliases` other words for it (French ones)."""

    word: str
    about: str
    usage: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Form(Route):
    """A form that is submitted; `keeps_draft` offers back what was typed when it is closed or refused."""

    keeps_draft: bool


@dataclass(frozen=True)
class Shortcut(Route):
    """A shortcut of the ⚡ menu (`on_message` False) or of a message; `name` (24) and `about` (150) as Slack shows."""

    name: str
    about: str
    on_message: bool


@dataclass(frozen=True)
class Event(Route):
    """An event; one that is not `recognised` concerns a person without being their request, and asks nobody who."""

    recognised: bool


@dataclass(frozen=True)
class Telling:
    """How a kind of unprompted message is made, and what it may be subjected to; the rest is the same for all kinds.

    A message to a person joins others of the same hour unless it is said `alone`; one to a channel is said alone
    unless it is `short`, and nothing in it changes afterwards. What is `urgent` is worth little after its moment: it
    goes first where the day's budget is short, and on a public holiday too. What is `essential` is never lost because
    somebody has muted the partner: its owner gets it. What is `asked` a colleague wants of its reader, or answers them:
    muting the partner does not hold it back. `then` is told that the message stands in Slack, and begins what follows.
    """

    handler: ReminderHandler
    alone: bool = False
    short: bool = False
    urgent: bool = False
    essential: bool = False
    asked: bool = False
    then: PostedHandler | None = None


@dataclass
class Routes:
    """What one feature answers; `include` merges features, an id that stands twice raises `ValueError`."""

    commands: dict[str, Command] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    clicks: dict[str, Route] = field(default_factory=dict)
    look_ups: dict[str, Route] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    reminders: dict[str, Telling] = field(default_factory=dict)

    def command(
        self, word: str, *, about: str, usage: str = "", right: Right = Right.use, aliases: tuple[str, ...] = ()
    ) -> Callable[[Work], Work]:
        """`/partner word …`; the answer, if any, is a message only the person sees."""
        return lambda work: _keep(self.commands, word, Command(work, right, word, about, usage, aliases), work)

    def submit(self, callback: str, *, right: Right = Right.use, keeps_draft: bool = False) -> Callable[[Work], Work]:
        """A form sent; the answer, if any, is one of `surfaces.errors`, `update`, `push`."""
        return lambda work: _keep(self.forms, callback, Form(work, right, keeps_draft), work)

    def click(self, action: str, *, right: Right = Right.use) -> Callable[[Work], Work]:
        """A button, menu or dispatching control. The answer, if any, replaces the message it sits in."""
        return lambda work: _keep(self.clicks, action, Route(work, right), work)

    def options(self, action: str, *, right: Right = Right.use) -> Callable[[Work], Work]:
        """A typeahead: gives at most 100 options for `desk.typed`."""
        return lambda work: _keep(self.look_ups, action, Route(work, right), work)

    def shortcut(
        self, callback: str, *, name: str, about: str, right: Right = Right.use, on_message: bool = False
    ) -> Callable[[Work], Work]:
        return lambda work: _keep(self.shortcuts, callback, Shortcut(work, right, name, about, on_message), work)

    def event(self, kind: str, *, recognised: bool = True) -> Callable[[Work], Work]:
        """An event of Slack's, by type ("app_home_opened"); needs no right, it is nobody's request."""
        return lambda work: _keep(self.events, kind, Event(work, Right.use, recognised), work)

    def reminder(
        self,
        kind: str,
        *,
        alone: bool = False,
        short: bool = False,
        urgent: bool = False,
        essential: bool = False,
        asked: bool = False,
        then: PostedHandler | None = None,
    ) -> Callable[[Work], Work]:
        """Gives the words of a reminder when it is sent, or None when there is nothing to say any more."""
        return lambda work: _keep(
            self.reminders, kind, Telling(work, alone, short, urgent, essential, asked, then), work
        )

    def include(self, other: "Routes") -> None:
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            for key, route in theirs.items():
                _keep(mine, key, route, route)

    def word(self, typed: str) -> Command | None:
        """The command of a word, or of one of its aliases."""
        found = self.commands.get(typed)
        return found or next((command for command in self.commands.values() if typed in command.aliases), None)


def _keep(table: dict[str, Any], key: str, route: Any, work: Work) -> Work:
    if key in table:
        raise ValueError(key)
    table[key] = route
    return work
