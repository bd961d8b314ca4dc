"""What a person really sent, sent by somebody else: before it takes effect, so that everything is still there to be
seen and changed, and with what came of it undone."""

import asyncio
import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from bot.playground import Playground
from bot.playground.delivery import Answer
from bot.playground.elements import Json, copied
from bot.playground.views import KEPT, View
from bot.seed_people import DANA, GENERAL, GWEN
from storage.members import Right
from storage.partners import Partner
from tests.campaign.furnished import BYSTANDER, GONE, ONLOOKER, OUTSIDER, ROUTES, VIEWER
from tests.campaign.marks import MARK, OF_PARTNERS, OF_SOUTH, found
from tests.campaign.rows import TABLES, Change, Rows
from tests.campaign.whose import FOR_MEMBERS, hidden, of_others, own, team, touches
from tests.escapes import faults
from tests.every_form import GIVEN_TO_MEMBERS
from tests.installing import Town
from tests.rights import ROWS

Way = tuple[str, str]
"""A kind of route and its name."""
WAYS: dict[Way, Any] = {
    **{("command", word): route for word, route in ROUTES.commands.items()},
    **{("form", callback): route for callback, route in ROUTES.forms.items()},
    **{("click", action): route for action, route in ROUTES.clicks.items()},
    **{("look-up", action): route for action, route in ROUTES.look_ups.items()},
    **{("shortcut", callback): route for callback, route in ROUTES.shortcuts.items()},
    **{("event", kind): route for kind, route in ROUTES.events.items()},
}
SAME = {"form": "submit", "look-up": "look_up"}
"""Ways in that the table of rights calls otherwise."""
USED = {(way, name) for way, name, right in ROWS if right is Right.use}
FOR_VIEWERS = {way for way in WAYS if way[0] == "event" or (SAME.get(way[0], way[0]), way[1]) in USED}
NOBODY = {"guest": GWEN, "outsider": OUTSIDER, "gone": GONE}
"""People whom nothing of ours is for; strangers, who are refused as guests are, have their cases in test_rights."""
CALLBACK = re.compile(r'"callback_id": ?"([^"]+)"')
MOST_TRIES = 3
RIGHTFUL = "rightful"
PEOPLE = {**NOBODY, "viewer": VIEWER, "onlooker": ONLOOKER, "bystander": BYSTANDER, "elsewhere": DANA}


def way_of(kind: str, payload: Json) -> Way | None:
    """The route that a payload is for; None for what has none, such as a window that is closed."""
    if kind == "slash_commands":
        return "command", payload["text"].partition(" ")[0]
    if kind == "events_api":
        return "event", payload["event"]["type"]
    name = {
        "block_actions": lambda: ("click", payload["actions"][0]["action_id"]),
        "view_submission": lambda: ("form", payload["view"]["callback_id"]),
        "block_suggestion": lambda: ("look-up", payload["action_id"]),
        "shortcut": lambda: ("shortcut", payload["callback_id"]),
        "message_action": lambda: ("shortcut", payload["callback_id"]),
    }.get(payload["type"])
    return name() if name else None


@dataclass
class Seen:
    """What came of a request: the marks that were not in it, the forms that were given to be filled in and were not
    open already (by callback id), and the rows that it changed."""

    marks: set[str]
    forms: set[str]
    files: int
    changes: list[Change]
    by: str = ""


@dataclass
class Campaign:
    """Stands between North and the bot. `seen` is what came of each route for whom it is for; `faults` are what came of
    it for each of those it is not for; `broken` are the steps that could not be gone to their end."""

    it: Town
    rows: Rows
    people: dict[str, str]
    tried: Counter[Way] = field(default_factory=Counter)
    seen: dict[Way, Seen] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    torn: set[str] = field(default_factory=set)
    """Texts that Slack would not show as they were typed."""
    strayed: list[str] = field(default_factory=list)
    """Where somebody in North was shown something of South."""
    looked_at: Counter[str] = field(default_factory=Counter)
    """The last exchange of each workspace that was looked at."""

    def __post_init__(self) -> None:
        self.north, self.south = self.it.workspaces
        self.really = {playground.workspace.team_id: playground.delivery.send for playground in self.it.workspaces}
        self.lock = asyncio.Lock()
        self.north.delivery.send = self.send  # type: ignore[method-assign]

    async def send(self, kind: Any, name: str, payload: Json, **more: Any) -> Answer:
        """The request, after it was tried by everybody else."""
        async with self.lock:
            way = way_of(kind, payload)
            if way is None or way not in WAYS or _by_the_bot(payload) or not self._wanted(way):
                return await self._really(self.north, kind, payload, name=name, **more)
            self.tried[way] += 1
            await self.rows.changes()
            rightful = payload.get("user_id") or payload.get("user", {}).get("id") or payload["event"].get("user", "")
            for person, user in {**self.people, RIGHTFUL: rightful}.items():
                await self._try(person, user, way, kind, payload)
            return await self._really(self.north, kind, payload, name=name, **more)

    def _wanted(self, way: Way) -> bool:
        """Whether a route is to be tried: once, and again where it showed and changed nothing for whom it is for."""
        seen = self.seen.get(way)
        return seen is None or (not seen.marks and not seen.changes and self.tried[way] < MOST_TRIES)

    # -- somebody else

    async def _try(self, person: str, user: str, way: Way, kind: str, payload: Json) -> None:
        playground = self.south if person == "elsewhere" else self.north
        if not isinstance(user, str):
            return
        views = playground.workspace.views
        stack, home = list(views.stack(user)), views.home(user)
        for theirs in as_sent_by(playground, user, kind, payload, elsewhere=person == "elsewhere"):
            shown: list[int] = []
            if person == "onlooker":
                shown = await self._hide()
            answer, seen = await self._watched(playground, kind, theirs, name="campaign")
            if answer.error:
                self.faults[person].append(f"{way}: {answer.error} ({answer.reason}, {answer.status})")
            souths = {mark for mark in seen.marks if mark.startswith(f"zq{OF_SOUTH}")}
            seen.marks -= souths
            if souths and person != "elsewhere":
                self.strayed.append(f"{way} to {person}: {sorted(souths)[:5]}")
            if person == RIGHTFUL:
                seen.by = user
                self.seen[way] = seen
            else:
                self.faults[person] += [f"{way}: {one}" for one in self._wrong(person, way, seen)]
            await self.rows.undo(seen.changes)
            if shown:
                await self._hide(shown)
            views.stack(user)[:] = stack
            if home is not None:
                views.publish(user, home)

    async def _hide(self, shown: list[int] | None = None) -> list[int]:
        """Makes every partner confidential, or those confidential no more; gives which."""
        table, hide = Partner.__table__, shown is None
        if shown is None:
            shown = [number for number, row in self.rows.known["partners"].items() if not row.confidential]
        async with self.rows.owner.begin() as connection:
            await connection.execute(update(table).where(table.c.id.in_(shown)).values(confidential=hide))
        self.rows.written.add("partners")
        await self.rows.changes()
        return shown

    def _wrong(self, person: str, way: Way, seen: Seen) -> Iterator[str]:
        user = PEOPLE[person]
        if person == "elsewhere":
            marks, changes = seen.marks, [one for one in seen.changes if team(one) == self.here or self._crosses(one)]
        elif person == "onlooker":
            marks = {mark for mark in seen.marks if mark.startswith(f"zq{OF_PARTNERS}")}
            changes = [one for one in seen.changes if touches(one, self.rows, hidden)]
        elif person == "bystander":
            theirs = [one for one in seen.changes if touches(one, self.rows, of_others) and not own(one, user)]
            marks, changes = set(), [] if way in FOR_MEMBERS else theirs
            if forms := seen.forms - GIVEN_TO_MEMBERS:
                yield f"is given {sorted(forms)}"
        else:
            may = person == "viewer" and way in FOR_VIEWERS
            marks = set() if may else seen.marks
            changes = [one for one in seen.changes if not own(one, user)]
            if seen.files and not may:
                yield f"{seen.files} files"
        if marks:
            yield f"reads {sorted(marks)[:5]}"
        if changes:
            yield f"changes {[_shown(one) for one in changes][:5]}"

    def _crosses(self, change: Change) -> bool:
        """Whether a row refers to one of another workspace."""
        name, _, _, after = change
        return any(
            other is not None and hasattr(other, "workspace_id") and other.workspace_id != team(change)
            for key in TABLES[name].foreign_keys
            if (other := self.rows.known[key.column.table.name].get((after or {}).get(key.parent.name, 0)))
        )

    @property
    def here(self) -> int:
        """North's number."""
        rows = self.rows.known["workspaces"].values()
        return next(row.id for row in rows if row.team_id == self.north.workspace.team_id)

    # -- the wire

    async def _really(self, playground: Playground, kind: Any, payload: Json, *, name: str, **more: Any) -> Answer:
        answer: Answer = await self.really[playground.workspace.team_id](kind, name, payload, **more)
        await self.it.liaison.afterwards.finished()
        self.torn.update(faults(answer.body))
        for space in (one.workspace for one in self.it.workspaces):
            self.torn.update(faults(self._calls(space, self.looked_at[space.team_id])))
            self.looked_at[space.team_id] = self._last(space)
        return answer

    @staticmethod
    def _last(space: Any) -> int:
        return space.traffic[-1].id if len(space.traffic) else 0

    @staticmethod
    def _calls(space: Any, since: int) -> list[Any]:
        """What Slack was asked after the exchange of that number."""
        newest = itertools.takewhile(lambda one: one.id > since, reversed(list(space.traffic)))
        return [one.request for one in newest if one.direction == "to Slack"]

    async def _watched(self, playground: Playground, kind: Any, payload: Json, **more: Any) -> tuple[Answer, Seen]:
        spaces = [one.workspace for one in self.it.workspaces]
        last = [self._last(space) for space in spaces]
        files = [set(space.files) for space in spaces]
        answer = await self._really(playground, kind, payload, **more)
        said: list[Any] = [answer.body]
        contents: list[bytes] = []
        for space, since, before in zip(spaces, last, files, strict=True):
            said += self._calls(space, since)
            contents += [file.content for number, file in space.files.items() if number not in before]
        shown = json.dumps(said, ensure_ascii=False, default=str)
        marks = found(shown).union(*map(found, contents)) - found(json.dumps(payload, ensure_ascii=False))
        given = {*CALLBACK.findall(shown.replace("\\", ""))} - {payload.get("view", {}).get("callback_id")}
        return answer, Seen(marks, given & {*ROUTES.forms}, len(contents), await self.rows.changes())


def as_sent_by(playground: Playground, user: str, kind: str, payload: Json, *, elsewhere: bool) -> Iterator[Json]:
    """The same from another person's client; nothing where nobody sends it, such as that somebody has left."""
    if kind == "slash_commands":
        channel = playground.workspace.channels.get(payload["channel_id"]) or playground.workspace.im(user)
        yield playground.payloads.command(user, channel, payload["command"], payload["text"])
    elif kind == "events_api":
        yield from _event(playground, user, payload["event"], elsewhere=elsewhere)
    else:
        yield _interaction(playground, user, payload)


def _event(playground: Playground, user: str, event: Json, *, elsewhere: bool) -> Iterator[Json]:
    workspace = playground.workspace
    if event["type"] in ("message", "app_home_opened"):
        team = workspace.team_of(user)
        who = {"user": user, "channel": workspace.im(user).id, "event_ts": workspace.ts()}
        who |= {"ts": who["event_ts"], "team": team} if event["type"] == "message" else {}
        who |= {"user_team": team} if team != workspace.team_id else {}
        yield playground.payloads.event({key: value for key, value in event.items() if key != "view"} | who)
    elif elsewhere:
        yield playground.payloads.event(event)


def _interaction(playground: Playground, user: str, payload: Json) -> Json:
    common = playground.payloads.shortcut(user, "")
    del common["type"], common["callback_id"], common["action_ts"]
    payload = unmarked(payload)
    theirs = payload | {key: value for key, value in common.items() if key in payload}
    hidden = payload.get("container", {}).get("is_ephemeral", False)
    if "response_url" in payload:
        channel, ts = (
            payload["channel"]["id"],
            payload.get("container", {}).get("message_ts", payload.get("message_ts")),
        )
        theirs["response_url"] = playground.payloads.hook(user, channel, message_ts=ts, ephemeral=hidden)
    if "view" in payload:
        view = _view(playground, user, payload["view"])
        theirs["view"] = view.to_slack()
        if "container" in payload:
            theirs["container"] = payload["container"] | {"view_id": view.id}
        if "trigger_id" in theirs:
            theirs["trigger_id"] = playground.workspace.tickets.trigger(user, channel=GENERAL, view_id=view.id)
    return theirs


def unmarked(payload: Any) -> Any:
    """The same without a mark: what comes back with one was not in it."""
    if isinstance(payload, dict):
        return {key: unmarked(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [unmarked(value) for value in payload]
    return MARK.sub("", payload) if isinstance(payload, str) else payload


def _view(playground: Playground, user: str, shown: Json) -> View:
    """The same window, or Home tab, before another person."""
    workspace = playground.workspace
    number = workspace.number("V")
    body = {key: copied(shown[key]) for key in KEPT if shown.get(key) is not None}
    view = View(
        id=number,
        user=user,
        body=body,
        team_id=workspace.team_id,
        app_id=workspace.app.id,
        bot_id=workspace.app.bot_id,
        root_id=number,
        values=copied(shown["state"]["values"]),
    )
    if shown["type"] == "modal":
        workspace.views.stack(user)[:] = [view]
    else:
        workspace.views.publish(user, view)
    return view


def _by_the_bot(payload: Json) -> bool:
    return "bot_id" in (payload.get("event") or {})


def _shown(change: Change) -> str:
    name, number, before, after = change
    if before is None or after is None:
        return f"{'new' if before is None else 'gone'} {name}:{number}"
    return f"{name}:{number} {sorted(key for key in before if before[key] != after[key])}"
