"""Somebody who presses whatever they see, once each, and fills in and sends every form."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot.playground import Playground
from bot.playground.elements import CLICKED, Json, empty, walk
from bot.playground.form import NoSuchControl, all_options, entry
from bot.playground.people import SlackError
from bot.playground.screen import Control, choice, click
from bot.seed_people import GENERAL
from tests.campaign.furnished import ROUTES
from tests.campaign.marks import OF_ALL, OF_PARTNERS, TAIL, Marks

LAST = {"archive", "erase", "discard", "revoke", "up", "apart"}
"""What is pressed only when everything else was."""

MOST_SENT = 3
"""Times that a form is filled in and sent: a second one may lead elsewhere."""
TABLE = (f"list {TAIL}.csv", f'Organisme,Ville,"{TAIL}"\r\nMaison du Lac,Oshawa,\r\n'.encode())
FOR_ALL = ("opportunities", "resources", "prospects", "introductions", "readiness", "imports", "templates", "settings")
"""What is typed in forms of these names everybody of the workspace may know."""


class Crawler:
    def __init__(self, playground: Playground, user: str, marks: Marks, done: Counter[Any]) -> None:
        self.playground = playground
        self.workspace = playground.workspace
        self.interactions = playground.interactions
        self.actor = playground.person(user)
        self.user = user
        self.marks = marks
        self.done = done
        self.late = False
        self.trouble: list[str] = []

    # -- where there is something to press

    async def command(self, line: str, channel: str = GENERAL) -> None:
        """A command, and everything that comes of it."""
        told = len(self.workspace.ephemerals[self.user])
        before = self.workspace.views.top(self.user)
        await self._safely(self.actor.command(line, channel=channel))
        await self._draft(before, lambda: self.actor.command(line, channel=channel))
        await self.window()
        await self.told(told)

    async def told(self, since: int) -> None:
        """What only they were shown since."""
        place = since
        while place < len(self.workspace.ephemerals[self.user]):
            await self.message(self.workspace.ephemerals[self.user][place])
            place += 1

    async def home(self) -> None:
        await self.actor.open_home()
        for _ in range(60):
            view = self.workspace.views.home(self.user)
            if view is None or not await self._press(view.blocks, {"type": "view", "view_id": view.id}):
                return
            await self.window()

    async def messages(self, channel: str) -> None:
        for message in self.playground.messages(channel):
            await self.message({**message, "channel": channel})

    async def message(self, message: Json) -> None:
        for _ in range(40):
            kept = self.workspace.ephemeral(self.user, message["ts"]) or self.workspace.message(
                message["channel"], message["ts"]
            )
            if kept is None:
                return
            source = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
            if not await self._press(kept.get("blocks", []), source):
                return
            await self.window()

    async def window(self) -> None:
        """Everything in the window that is open, and in those that come from it."""
        for _ in range(150):
            view = self.workspace.views.top(self.user)
            if view is None:
                return
            if await self._press(view.blocks, {"type": "view", "view_id": view.id}):
                continue
            form = ("submit", view.body.get("callback_id"))
            if view.body.get("submit") and self.done[form] < MOST_SENT:
                self.done[form] += 1
                await self._send(view)
                if self.workspace.views.top(self.user) is not view:
                    continue
            if self.workspace.views.top(self.user) is view:
                await self._safely(self.actor.close())

    # -- doing one thing

    async def do(self, words: str) -> None:
        """A command alone."""
        self.clear()
        await self.actor.command(f"/partner {words}", channel=GENERAL)

    def shows(self, action: str) -> bool:
        """Whether there is a control of that name in the window."""
        view = self.workspace.views.top(self.user)
        return view is not None and any(element["action_id"] == action for _, element in walk(view.blocks))

    def clear(self) -> None:
        self.workspace.views.stack(self.user).clear()

    def fill_texts(self, *begin: str) -> None:
        """Types into every text of this form whose name begins so."""
        view = self.workspace.views.top(self.user)
        for block, element in walk(view.blocks):
            if block["block_id"].startswith(begin) and element["type"] == "plain_text_input":
                view.values[block["block_id"]][element["action_id"]] = entry(
                    self.workspace, element, self.marks.on(f"Typed {block['block_id']}"), None
                )

    async def press(self, *actions: str, value: Any = None, option: str | None = None, named: str = "") -> None:
        """Uses controls one after the other: the first of that name in the window, else in the newest message, else at
        Home. NoSuchControl names those there are."""
        for action in actions:
            found, source = self._seen(action, named)
            if value is None:
                done = await self._action(found, option or self._option(found), source)
            else:
                done = await self._chosen(found, source, value)
            assert done is not None, action
            await self.interactions.act(self.user, source, done, {})

    def _seen(self, action: str, named: str = "") -> tuple[Control, Json]:
        for blocks, source in self._surfaces():
            for block, element in walk(blocks):
                options = (
                    [one.get("value", "") for one in all_options(element)] if element["type"] == "overflow" else []
                )
                if named and element.get("value") != named:
                    continue
                if element["action_id"] == action or any(one.partition(":")[0] == action for one in options):
                    return Control(block, element), source
        raise NoSuchControl(
            because=f"{action!r}; there are {[e['action_id'] for bs, _ in self._surfaces() for _, e in walk(bs)][:60]}"
        )

    def _surfaces(self) -> Iterator[tuple[list[Json], Json]]:
        view = self.workspace.views.top(self.user)
        if view is not None:
            yield view.blocks, {"type": "view", "view_id": view.id}
            return
        for one in self.actor._visible(None):
            yield one.get("blocks", []), {"type": "message", "channel": one["channel"], "ts": one["ts"]}

    @staticmethod
    def _option(found: Control) -> str | None:
        return all_options(found.element)[0].get("value") if found.element["type"] == "overflow" else None

    async def _chosen(self, found: Control, source: Json, value: Any) -> Json:
        place = source.get("view_id") or source["ts"]
        offered = self.interactions.offered.get((place, found.block["block_id"], found.element["action_id"]))
        return choice(found, entry(self.workspace, found.element, value, offered))

    # -- pressing

    def _untried(self, blocks: list[Json]) -> Iterator[tuple[Control, str | None, Any]]:
        for block, element in walk(blocks):
            action = element["action_id"]
            if not self.late and LAST & set(re.split("[._]", action)):
                continue
            found = Control(block, element)
            if not found.reports:
                continue
            options = all_options(element) if element["type"] == "overflow" else [None]
            for place, option in enumerate(options):
                value = element.get("value") if option is None else option.get("value")
                yield found, value if option else None, action if option is None else f"{action} {place}"

    async def _press(self, blocks: list[Json], source: Json) -> bool:
        """Presses something that was not pressed before, the least known first; whether there was something."""
        untried = [(found, option, key) for found, option, key in self._untried(blocks) if not self.done[key]]
        if not untried:
            return False
        found, option, key = untried[0]
        self.done[key] += 1
        action = await self._action(found, option, source)
        if action is not None:
            before = self.workspace.views.top(self.user)
            await self._safely(self.interactions.act(self.user, source, action, {}))
            await self._draft(before, lambda: self.interactions.act(self.user, source, action, {}))
        return True

    async def _draft(self, before: Any, again: Callable[[], Any]) -> None:
        """A form that keeps what was typed is left, and opened again."""
        view = self.workspace.views.top(self.user)
        form = ROUTES.forms.get(view.body.get("callback_id", "")) if view and view is not before else None
        if form is None or not form.keeps_draft or self.done["draft", view.body["callback_id"]]:
            return
        for block, element in walk(view.blocks):
            if block.get("dispatch_action") and element["type"] == "plain_text_input":
                self.done["draft", view.body["callback_id"]] += 1
                found = Control(block, element)
                typed = choice(found, entry(self.workspace, element, await self.value_for(found, {}), None))
                await self._safely(self.interactions.act(self.user, {"type": "view", "view_id": view.id}, typed, {}))
                await self._safely(self.actor.close())
                await self._safely(again())
                return

    async def _action(self, found: Control, option: str | None, source: Json) -> Json | None:
        if found.element["type"] in CLICKED:
            return click(found, option)
        value = await self.value_for(found, source)
        if value is None:
            return None
        return await self._chosen(found, source, value)

    async def value_for(self, found: Control, source: Json | None = None) -> Any:
        """Something that this control takes; None when there is nothing."""
        element = found.element
        kind = element["type"]
        if kind.endswith("external_select"):
            return await self._offered(found, source or {})
        if kind in ("static_select", "radio_buttons"):
            chosen = [element.get("initial_option")]
            return next((one["value"] for one in all_options(element) if one not in chosen), None)
        if kind in ("multi_static_select", "checkboxes"):
            return [one["value"] for one in all_options(element)[:1]]
        given = self._plain(element).get(kind.removeprefix("multi_"))
        if given is not None:
            return [given] if kind.startswith("multi_") else given
        view = self.workspace.views.top(self.user)
        form = view.body.get("callback_id", "") if view else ""
        kind = OF_ALL if form.startswith(FOR_ALL) else OF_PARTNERS
        return self.marks.on(f"Typed {found.block['block_id'].partition('@')[0]}", kind)

    def _plain(self, element: Json) -> dict[str, Any]:
        """What is given where it does not matter what, by the type of the control."""
        return {
            "users_select": self.user,
            "conversations_select": GENERAL,
            "channels_select": GENERAL,
            "file_input": self.actor._uploaded(TABLE) if element["type"] == "file_input" else None,
            "datepicker": (self.playground.now() + timedelta(days=7)).date(),
            "timepicker": "10:00",
            "datetimepicker": self.playground.now() - timedelta(hours=1),
            "number_input": str(element.get("min_value") or 5),
            "email_text_input": "someone@there.example",
            "url_text_input": "https://there.example",
        }

    async def _offered(self, found: Control, source: Json) -> Any:
        key = ("options", found.element["action_id"])
        ids = {"block_id": found.block["block_id"], "action_id": found.element["action_id"]}
        for typed in ("", "a", "riviere", "inter"):
            if len(typed) < found.element.get("min_query_length", 3):
                continue
            answer = await self._safely(self.interactions.options(self.user, source, **ids, value=typed, state={}))
            groups = (answer or {}).get("option_groups") or [answer or {"options": []}]
            offered = [one["value"] for group in groups for one in group["options"]]
            if offered:
                self.done[key] += 1
                return offered[:1] if found.element["type"].startswith("multi") else offered[0]
        return None

    async def _send(self, view: Any) -> None:
        """Fills in what is asked for, and prose, and sends it; where that is not taken, all there is."""
        source = {"type": "view", "view_id": view.id}
        for again in (False, True):
            for block, element in walk(view.blocks):
                found = Control(block, element)
                if block["type"] != "input" or element["type"] in CLICKED:
                    continue
                state = view.values[block["block_id"]][element["action_id"]]
                if element["action_id"] in ROUTES.look_ups and not self.done["options", element["action_id"]]:
                    await self._offered(found, source)
                if not empty(state) or (block.get("optional") and not again and not element.get("multiline")):
                    continue
                value = await self.value_for(found, source)
                if value is not None:
                    offered = self.interactions.offered.get((view.id, block["block_id"], element["action_id"]))
                    view.values[block["block_id"]][element["action_id"]] = entry(
                        self.workspace, element, value, offered
                    )
            if not await self._safely(self.actor.submit()):
                return

    async def _safely(self, work: Any) -> Any:
        try:
            return await work
        except SlackError as error:
            self.trouble.append(error.error)
            return None
