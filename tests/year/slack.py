"""A thin stand-in for Slack's Web API: it takes every message, and knows who lives in which zone."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

TEAM = "T_YEAR"


@dataclass(frozen=True)
class Post:
    """One message as Slack got it: when, where (a channel, or a user id), its words and the rows it carries."""

    at: datetime
    where: str
    text: str
    ids: tuple[int, ...]
    blocks: str


@dataclass
class Slack:
    """`zones` are those of people by user id; `now` is the simulation's clock."""

    now: Callable[[], datetime]
    zones: Mapping[str, str]
    posts: list[Post] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Gives the base address of the API."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{port}/api/"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        as_json = request.content_type == "application/json"
        given = {**request.query, **(await request.json() if as_json else await request.post())}
        answer = getattr(self, request.match_info["method"].replace(".", "_"), lambda given: {})(given)
        return web.json_response({"ok": True, **answer})

    def auth_test(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"team_id": TEAM, "team": "Year", "user_id": "U_BOT", "bot_id": "B_YEAR", "enterprise_id": None}

    def users_info(self, given: Mapping[str, Any]) -> dict[str, Any]:
        user_id = given["user"]
        zone = self.zones[user_id]
        return {"user": {"id": user_id, "team_id": TEAM, "real_name": user_id, "tz": zone, "locale": "en-CA"}}

    def conversations_open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{given['users'][1:]}"}}

    def conversations_info(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": given["channel"], "is_member": True, "is_private": True}}

    def chat_postMessage(self, given: Mapping[str, Any]) -> dict[str, Any]:
        metadata, blocks = given["metadata"], given.get("blocks", [])
        payload = (json.loads(metadata) if isinstance(metadata, str) else metadata)["event_payload"]
        where = given["channel"]
        where = f"U{where[1:]}" if where.startswith("D") else where
        ids = tuple(int(one) for one in str(payload.get("ids", payload["id"])).split())
        said = blocks if isinstance(blocks, str) else json.dumps(blocks, ensure_ascii=False)
        self.posts.append(Post(self.now(), where, given["text"], ids, said))
        return {"channel": given["channel"], "ts": f"{len(self.posts)}.000100"}
