"""The page and its protocol: what it reads, the stream of changes, and what a person does on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground.api_files import file_object, new_file
from bot.playground.elements import Json, Values
from bot.playground.interactions import Interactions
from bot.playground.modals import Modals
from bot.playground.multipart import parts
from bot.playground.page_words import PageWords, file_for_page
from bot.playground.people import SlackError
from bot.playground.traffic import described

PAGE = Path(__file__).parent / "page"
SHOWN = 200  # exchanges; older ones are of no use on a screen
LARGEST_FILE = 10 * 1024 * 1024  # Slack: file_input, 10 MB a file

Deed = Callable[["PageRoutes", str, Json], Awaitable[Json]]


class Clock(Protocol):
    """What moves time."""

    @property
    def movable(self) -> bool: ...
    async def move(self, delta: timedelta) -> datetime: ...
    async def move_to_next(self) -> datetime: ...


class PageRoutes:
    """Every answer is JSON; an error Slack would show is {"error": …, "problems": […]}."""

    def __init__(self, interactions: Interactions, modals: Modals, clock: Clock) -> None:
        self.interactions = interactions
        self.modals = modals
        self.clock = clock
        self.workspace = interactions.workspace
        self.words = PageWords(self.workspace)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/playground/state", self.state),
            Route("/playground/messages", self.messages),
            Route("/playground/stream", self.stream),
            Route("/playground/traffic", self.traffic),
            Route("/playground/files/{id}/{name}", self.file),
            Route("/playground/upload", self.upload, methods=["POST"]),
            Route("/playground/{deed}", self.deed, methods=["POST"]),
            Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
        ]

    # -- reading

    def _user(self, request: Request) -> str:
        wanted = request.query_params.get("user", "")
        people = self.workspace.people
        return wanted if wanted in people else next(one.id for one in people.values() if not one.deleted)

    async def state(self, request: Request) -> Response:
        return JSONResponse(self.words.state(self._user(request), movable=self.clock.movable))

    async def messages(self, request: Request) -> Response:
        user, channel = self._user(request), request.query_params.get("channel", "")
        found = self.workspace.channels.get(channel)
        if found is None or not found.visible_to(user):
            return JSONResponse({"error": "channel_not_found"})
        return JSONResponse({"messages": self.words.messages(user, channel)})

    async def traffic(self, request: Request) -> Response:
        return JSONResponse({"exchanges": [one.to_page() for one in list(self.workspace.traffic)[-SHOWN:]]})

    async def file(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["id"])
        if file is None:
            return PlainTextResponse("not found", status_code=404)
        return Response(file.content, media_type=file.mimetype)

    async def stream(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._changes(self._user(request)), media_type="text/event-stream", headers=headers)

    async def _changes(self, user: str) -> AsyncIterator[str]:
        queue: asyncio.Queue[Json] = asyncio.Queue()

        def listener(concerned: str | None, change: Json) -> None:
            if concerned in (None, user):
                queue.put_nowait(self.words.change(change))

        stop = self.workspace.listen(listener)
        try:
            yield ": connected\n\n"
            while True:
                yield f"data: {json.dumps(await queue.get())}\n\n"
        finally:
            stop()

    # -- doing

    async def upload(self, request: Request) -> Response:
        """A file for a file_input, as multipart form data with user and file."""
        fields = parts(await request.body(), request.headers.get("content-type", ""))
        user, upload = fields.get("user"), fields.get("file")
        if user is None or upload is None or user.text not in self.workspace.people:
            return JSONResponse({"error": "invalid_form_data"}, status_code=400)
        if len(upload.content) > LARGEST_FILE:
            return JSONResponse({"error": "file_upload_size_restricted"})
        file = new_file(self.workspace, name=upload.filename, user=user.text)
        file.content, file.complete = upload.content, True
        return JSONResponse(file_for_page(file))

    async def deed(self, request: Request) -> Response:
        """POST /playground/<deed>. Only JSON is taken: other sites cannot send that without being asked."""
        deed = DEEDS.get(request.path_params["deed"])
        if deed is None or not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"error": "unknown_deed"}, status_code=404)
        body = await request.json()
        user = body.get("user", "")
        if user not in self.workspace.people:
            return JSONResponse({"error": "user_not_found"})
        try:
            return JSONResponse(await deed(self, user, body))
        except SlackError as error:
            problems = [described(problem) for problem in error.problems]
            return JSONResponse({"error": error.error, "problems": problems})

    def typed(self, state: Values) -> Values:
        """The state the page sends, its files as Slack would describe them."""
        for entries in state.values():
            for entry in entries.values():
                if entry.get("type") == "file_input":
                    files = [self.workspace.files[one["id"]] for one in entry.get("files", [])]
                    entry["files"] = [file_object(self.workspace, file) for file in files]
        return state


async def _say(page: PageRoutes, user: str, body: Json) -> Json:
    text = str(body["text"]).strip()
    if not text.startswith("/"):
        await page.interactions.say(user, body["channel"], text, body.get("thread_ts"))
    elif body.get("thread_ts"):
        name = text.split()[0]
        raise page.interactions.failed(user, f"{name} is not supported in threads. Sorry!", "not_in_threads")
    else:
        await page.interactions.command(user, body["channel"], text)
    return {"ok": True}


async def _shortcut(page: PageRoutes, user: str, body: Json) -> Json:
    if body.get("ts"):
        await page.interactions.message_shortcut(user, body["callback_id"], body["channel"], body["ts"])
    else:
        await page.interactions.shortcut(user, body["callback_id"])
    return {"ok": True}


async def _action(page: PageRoutes, user: str, body: Json) -> Json:
    await page.interactions.act(user, body["source"], body["action"], page.typed(body.get("state") or {}))
    return {"ok": True}


async def _options(page: PageRoutes, user: str, body: Json) -> Json:
    return await page.interactions.options(
        user,
        body["source"],
        block_id=body["block_id"],
        action_id=body["action_id"],
        value=body.get("value", ""),
        state=page.typed(body.get("state") or {}),
    )


async def _submit(page: PageRoutes, user: str, body: Json) -> Json:
    errors = await page.modals.submit(user, body["view_id"], page.typed(body.get("state") or {}))
    return {"errors": errors} if errors else {"ok": True}


async def _close(page: PageRoutes, user: str, body: Json) -> Json:
    await page.modals.close(user, body["view_id"], clear=bool(body.get("clear")))
    return {"ok": True}


async def _home(page: PageRoutes, user: str, body: Json) -> Json:
    await page.interactions.home(user, body.get("tab", "home"))
    return {"ok": True}


async def _read(page: PageRoutes, user: str, body: Json) -> Json:
    page.workspace.read[(user, body["channel"])] = page.workspace.ts()
    return {"ok": True}


async def _clock(page: PageRoutes, user: str, body: Json) -> Json:
    if not page.clock.movable:
        return {"error": "clock_not_movable"}
    if body.get("to") == "next":
        return {"now": (await page.clock.move_to_next()).isoformat()}
    return {"now": (await page.clock.move(timedelta(seconds=int(body["seconds"])))).isoformat()}


async def _fault(page: PageRoutes, user: str, body: Json) -> Json:
    page.workspace.faults.switch(body["kind"], bool(body["on"]))
    page.workspace.tell(None, {"type": "conversations"})
    return {"ok": True}


DEEDS: dict[str, Deed] = {
    "say": _say,
    "shortcut": _shortcut,
    "action": _action,
    "options": _options,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "read": _read,
    "clock": _clock,
    "fault": _fault,
}
