"""The HTTP side of the Web API: arguments in every form Slack takes, faults, uploads, files, response URLs."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.playground.api import METHODS, Call, Refusal, perform
from bot.playground.elements import Json
from bot.playground.faults import Fault
from bot.playground.hooks import answer_hook
from bot.playground.traffic import Exchange, described
from bot.playground.workspace import Workspace

NESTED = ("blocks", "attachments", "view", "metadata", "files", "unfurls")
POSTS = ("chat.postMessage", "chat.postEphemeral")


async def arguments(request: Request) -> Json:
    """The arguments of a call: query, form or JSON; nested ones may be JSON in a string."""
    args: Json = dict(request.query_params)
    body = (await request.body()).decode("utf-8", "replace")
    if request.headers.get("content-type", "").startswith("application/json"):
        args |= json.loads(body or "{}")
    else:
        args |= dict(parse_qsl(body, keep_blank_values=True))
    for key in NESTED:
        if isinstance(args.get(key), str) and args[key]:
            args[key] = json.loads(args[key])
    return {key: value for key, value in args.items() if value is not None}


async def drop(request: Request) -> Response:
    """Close the connection without an answer."""
    request.scope["playground.close"]()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


class WebApi:
    """Routes of what the app calls."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def method(self, request: Request) -> Response:
        """POST /api/<method>"""
        name = request.path_params["method"]
        self._know_address(request)
        try:
            args = await arguments(request)
        except json.JSONDecodeError:
            return JSONResponse({"ok": False, "error": "invalid_json"})
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or str(args.get("token", ""))
        args.pop("token", None)
        if token.startswith("Basic "):
            pair = base64.b64decode(token.removeprefix("Basic ")).decode().partition(":")
            args |= {"client_id": pair[0], "client_secret": pair[2]}
        call = Call(workspace=self.workspace, method=name, args=args, token=token)
        return await self._met(request, name, args, lambda: self._perform(call))

    async def _perform(self, call: Call) -> tuple[Response, list[Any]]:
        budget = call.text("channel") if call.method in POSTS else ""
        if budget and self.workspace.faults.over_budget(budget):
            return limited(1), []
        answer = await perform(call)
        headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}
        entry = METHODS.get(call.method)
        if entry and entry.scopes:
            headers["x-accepted-oauth-scopes"] = ",".join(entry.scopes)
        return JSONResponse(answer, headers=headers), call.problems

    async def hook(self, request: Request) -> Response:
        """POST /hook/<token>: a response_url."""
        self._know_address(request)
        body = json.loads(await request.body() or b"{}")

        async def answer() -> tuple[Response, list[Any]]:
            try:
                return JSONResponse(answer_hook(self.workspace, request.path_params["token"], body)), []
            except Refusal as refusal:
                status = 404 if refusal.error in ("used_url", "expired_url") else 400
                return JSONResponse(refusal.to_slack(), status_code=status), refusal.problems

        return await self._met(request, "response_url", body, answer)

    async def _met(
        self, request: Request, name: str, args: Json, work: Callable[[], Awaitable[tuple[Response, list[Any]]]]
    ) -> Response:
        """Do the work as far as the faults allow, and note the exchange."""
        exchange = Exchange(direction="to Slack", name=name, request=_unsecret(args))
        started = perf_counter()
        response, exchange.problems = await self._faulty(self.workspace.faults.take(name), work)
        exchange.ms = (perf_counter() - started) * 1000
        self._note(exchange, response)
        return response if response is not None else await drop(request)

    async def _faulty(
        self, fault: Fault | None, work: Callable[[], Awaitable[tuple[Response, list[Any]]]]
    ) -> tuple[Response | None, list[Any]]:
        if fault is None:
            return await work()
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await work()
        if fault.kind == "hold":
            done = await work() if fault.performed else None
            fault.came.set()
            await fault.released.wait()
            return done or await work()
        if fault.kind == "drop":
            if fault.performed:
                await work()
            return None, []
        if fault.kind == "rate_limit":
            return limited(fault.seconds), []
        if fault.kind == "status":
            return PlainTextResponse("", status_code=fault.status), []
        return JSONResponse({"ok": False, "error": fault.error}), []

    def _note(self, exchange: Exchange, response: Response | None) -> None:
        exchange.status = response.status_code if response else 0
        body = bytes(response.body) if response else b""
        exchange.answer = json.loads(body) if body else None
        self.workspace.traffic.add(exchange)
        self.workspace.tell(None, {"type": "traffic", "exchange": exchange.to_page()})
        if exchange.refused:
            error = exchange.answer.get("error", "") if isinstance(exchange.answer, dict) else str(exchange.status)
            problems = [described(problem) for problem in exchange.problems]
            self.workspace.notice(None, f"{exchange.name}: {error or 'no answer'}", problems=problems)

    async def upload(self, request: Request) -> Response:
        """POST /upload/<id>: the bytes of an announced file."""
        return await self._carried(request, "upload", self._taken)

    async def _carried(self, request: Request, name: str, work: Callable[[Request], Awaitable[Response]]) -> Response:
        """The bytes of a file, up or down, as far as the faults allow."""

        async def done() -> tuple[Response, list[Any]]:
            return await work(request), []

        response, _ = await self._faulty(self.workspace.faults.take(name), done)
        return response if response is not None else await drop(request)

    async def _taken(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["id"])
        if file is None or file.complete:
            return PlainTextResponse("not found", status_code=404)
        file.content = await request.body()
        if len(file.content) != file.expected:
            return PlainTextResponse("length mismatch", status_code=400)
        return PlainTextResponse(f"OK - {len(file.content)}")

    async def file(self, request: Request) -> Response:
        """GET /files/<id>/<name>: for the app with its token and files:read; else Slack's login page."""
        return await self._carried(request, "download", self._given)

    async def _given(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["id"])
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token != self.workspace.app.bot_token or "files:read" not in self.workspace.scopes:
            return HTMLResponse("<!DOCTYPE html><title>Sign in</title>")
        if file is None:
            return PlainTextResponse("not found", status_code=404)
        return Response(file.content, media_type=file.mimetype)

    def _know_address(self, request: Request) -> None:
        if not self.workspace.base_url:
            self.workspace.base_url = str(request.base_url).rstrip("/")


def _unsecret(args: Json) -> Json:
    return {key: "…" if key == "client_secret" else value for key, value in args.items()}


def limited(seconds: float) -> Response:
    """Slack's answer over the limit."""
    headers = {"Retry-After": str(int(seconds))}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)
