"""A person at the keyboard, driven by a test: each method is a real request to the app."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.playground.api_files import file_object, new_file
from bot.playground.elements import Json, Values, copied, words
from bot.playground.form import CannotFill, NoSuchControl, entry
from bot.playground.interactions import Interactions
from bot.playground.modals import Modals
from bot.playground.people import Person
from bot.playground.screen import TYPED, Control, choice, click, control, has
from bot.playground.views import View


class Actor:
    """One person. SlackError is raised where Slack would show an error, CannotFill and NoSuchControl where
    a person could not do what the test asks."""

    def __init__(self, person: Person, interactions: Interactions, modals: Modals) -> None:
        self.person = person
        self.id = person.id
        self._interactions = interactions
        self._modals = modals
        self._workspace = interactions.workspace
        self._at_home = False

    # -- what the person sees

    @property
    def modals(self) -> list[Json]:
        """The open modals, bottom first, as Slack describes them (id, hash, state included)."""
        return [view.to_slack() for view in self._workspace.views.stack(self.id)]

    @property
    def modal(self) -> Json | None:
        """The modal on top."""
        view = self._workspace.views.top(self.id)
        return view.to_slack() if view else None

    @property
    def home(self) -> Json | None:
        """The Home tab as published last."""
        view = self._workspace.views.home(self.id)
        return view.to_slack() if view else None

    @property
    def dm(self) -> str:
        """The channel id of the conversation with the app."""
        return self._workspace.im(self.id).id

    @contextmanager
    def _hearing(self) -> Iterator[list[Json]]:
        heard: list[Json] = []

        def listener(user: str | None, change: Json) -> None:
            if user == self.id and change["type"] in ("message", "ephemeral"):
                heard.append({**change["message"], "channel": change["channel"]})

        stop = self._workspace.listen(listener)
        try:
            yield heard
        finally:
            stop()

    # -- commands, words and shortcuts

    async def command(self, line: str, *, channel: str | None = None) -> list[Json]:
        """Type a slash command (in the app's DM unless a channel is given); the messages that came meanwhile."""
        self._at_home = False
        with self._hearing() as heard:
            await self._interactions.command(self.id, channel or self.dm, line)
        return heard

    async def say(
        self,
        text: str,
        *,
        channel: str | None = None,
        thread_ts: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> list[Json]:
        """Write a message (in the app's DM unless a channel is given), with files (name, bytes) where there are some;
        the answers that came meanwhile."""
        self._at_home = False
        with self._hearing() as heard:
            own = await self._interactions.say(
                self.id, channel or self.dm, text, thread_ts, self._uploaded(list(files))
            )
        return [message for message in heard if message["ts"] != own["ts"]]

    async def shortcut(self, callback_id: str) -> None:
        await self._interactions.shortcut(self.id, callback_id)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> None:
        await self._interactions.message_shortcut(self.id, callback_id, channel, ts)

    async def open_home(self, *, tab: str = "home") -> Json | None:
        """Look at the app's Home tab (or Messages tab); the view as published by then."""
        self._at_home = tab == "home"
        await self._interactions.home(self.id, tab)
        return self.home

    # -- modals

    def _top(self) -> View:
        view = self._workspace.views.top(self.id)
        if view is None:
            raise NoSuchControl(because="no modal is open")
        return view

    def fill(self, field: str, value: Any) -> None:
        """Type or choose in the open modal; the field by block_id, action_id or label.

        Values: text; an option's value or words (a list of them where several go); a person or channel by id
        or name; "2026-11-12" or a date; "09:30"; a datetime; (name, bytes) of a file; None empties the field.
        """
        view = self._top()
        found = control(view.blocks, field)
        if found.reports and found.element["type"] not in TYPED:
            raise CannotFill(because=f"{field!r} reports each choice at once: use change()")
        self._enter(view.values, view.id, found, value)

    def _enter(self, values: Values, place: str, found: Control, value: Any) -> Json:
        block_id, action_id = found.block["block_id"], found.element["action_id"]
        if found.element["type"] == "file_input" and value is not None:
            value = self._uploaded(value)
        offered = self._interactions.offered.get((place, block_id, action_id))
        state = entry(self._workspace, found.element, value, offered)
        values[block_id][action_id] = state
        return state

    def _uploaded(self, value: Any) -> list[Json]:
        files = []
        for name, content in value if isinstance(value, list) else [value]:
            file = new_file(self._workspace, name=name, user=self.id)
            file.content, file.complete = content, True
            files.append(file_object(self._workspace, file))
        return files

    async def submit(self, *, twice: bool = False) -> dict[str, str]:
        """Press the submit button; the field errors by block_id, {} when the form was taken."""
        view = self._top()
        if not view.body.get("submit"):
            raise NoSuchControl(because="the modal has no submit button")
        return await self._modals.submit(self.id, view.id, {}, twice=twice)

    async def close(self, *, clear: bool = False) -> None:
        """Cancel the top modal, or with `clear` press the X, which closes all."""
        await self._modals.close(self.id, self._top().id, clear=clear)

    # -- controls in modals, messages and the Home tab

    def _places(self, channel: str | None, message: str | Json | None) -> Iterator[tuple[list[Json], Json]]:
        """Where a control may be, nearest to the eye first."""
        view = self._workspace.views.top(self.id)
        home = self._workspace.views.home(self.id)
        if message is None and channel is None and view is not None:
            yield view.blocks, {"type": "view", "view_id": view.id}
            return
        if message is None and channel is None and home is not None and self._at_home:
            yield home.blocks, {"type": "view", "view_id": home.id}
        wanted = message["ts"] if isinstance(message, dict) else message
        for one in self._visible(channel):
            if wanted in (None, one["ts"]):
                yield one.get("blocks", []), {"type": "message", "channel": one["channel"], "ts": one["ts"]}
        if message is None and channel is None and home is not None and not self._at_home:
            yield home.blocks, {"type": "view", "view_id": home.id}

    def _visible(self, channel: str | None) -> list[Json]:
        """The messages this person sees, newest first."""
        seen = [one for one in self._workspace.ephemerals[self.id] if channel in (None, one["channel"])]
        for place in self._workspace.channels.values():
            if channel in (None, place.id) and place.visible_to(self.id):
                seen += [{**one, "channel": place.id} for one in self._workspace.messages[place.id]]
        return sorted(seen, key=lambda one: float(one["ts"]), reverse=True)

    def _look(self, wanted: str, channel: str | None, message: str | Json | None) -> tuple[Control, Json]:
        seen: list[Json] = []
        for blocks, source in self._places(channel, message):
            if has(blocks, wanted):
                return control(blocks, wanted), source
            seen += blocks
        return control(seen, wanted), {}

    def _values(self, source: Json) -> Values:
        if source["type"] == "view":
            return self._interactions.view(self.id, source["view_id"]).values
        message = self._interactions.message(self.id, source["channel"], source["ts"])
        return self._interactions.values(self.id, message)

    async def click(
        self,
        wanted: str,
        *,
        message: str | Json | None = None,
        channel: str | None = None,
        option: str | None = None,
        confirm: bool = True,
    ) -> list[Json]:
        """Press a button, by action_id or text; `option` is the line of an overflow menu.

        Looks in the open modal, else in the Home tab if that was opened last, else in the newest message that
        has it. `message` (a dict or its ts) and `channel` narrow it. With confirm=False a confirmation dialog
        is declined and nothing is sent. Returns the messages that came meanwhile.
        """
        found, source = self._look(wanted, channel, message)
        if "confirm" in found.element and not confirm:
            return []
        with self._hearing() as heard:
            await self._interactions.act(self.id, source, click(found, option), {})
        return heard

    async def change(
        self, wanted: str, value: Any, *, message: str | Json | None = None, channel: str | None = None
    ) -> list[Json]:
        """Enter a value into a control that reports at once; the messages that came meanwhile."""
        found, source = self._look(wanted, channel, message)
        if not found.reports:
            raise CannotFill(because=f"{wanted!r} reports nothing: it has no dispatch_action; use fill()")
        place = source.get("view_id") or source["ts"]
        state = self._enter(self._values(source), place, found, value)
        with self._hearing() as heard:
            await self._interactions.act(self.id, source, choice(found, state), {})
        return heard

    async def options(
        self, wanted: str, typed: str = "", *, message: str | Json | None = None, channel: str | None = None
    ) -> list[tuple[str, str]]:
        """Type into an external select: the (label, value) pairs offered, none below min_query_length (3)."""
        found, source = self._look(wanted, channel, message)
        if len(typed) < found.element.get("min_query_length", 3):
            return []
        answer = await self._interactions.options(
            self.id,
            source,
            block_id=found.block["block_id"],
            action_id=found.element["action_id"],
            value=typed,
            state={},
        )
        groups = answer.get("option_groups") or [answer]
        return [(words(one["text"]), one["value"]) for group in groups for one in copied(group["options"])]
