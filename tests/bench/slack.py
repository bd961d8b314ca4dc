"""Slack's side of a benchmark: signed requests handed to a Bolt app, and an API that answers at once."""

import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

SECRET = "bench-signing-secret"
TOKEN = "xoxb-bench"
TEAM, PERSON, CHANNEL, BOT = "T_BENCH", "U_BENCH", "C_BENCH", "U_BOT"


def command(text: str) -> str:
    """The body of `/partner text`."""
    return urlencode(
        {
            "command": "/partner",
            "text": text,
            "team_id": TEAM,
            "user_id": PERSON,
            "channel_id": CHANNEL,
            "trigger_id": "1.2.3",
            "response_url": "https://slack.example/hook",
            "api_app_id": "A_BENCH",
        }
    )


def interaction(**payload: Any) -> str:
    """The body of a click, a submission or a look-up."""
    whole = {
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "team_id": TEAM},
        "api_app_id": "A_BENCH",
        "trigger_id": "1.2.3",
        "is_enterprise_install": False,
        "enterprise": None,
        **payload,
    }
    return urlencode({"payload": json.dumps(whole)})


async def send(app: AsyncApp, body: str) -> Any:
    """Signs and dispatches; raises `AssertionError` unless the app says 200."""
    verifier, at = SignatureVerifier(SECRET), str(int(time.time()))
    signature = verifier.generate_signature(timestamp=at, body=body)
    headers = {"x-slack-signature": [signature], "x-slack-request-timestamp": [at]}
    answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
    assert answer.status == 200, (answer.status, answer.body)
    return answer


@asynccontextmanager
async def slack_api(certificate: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A Web API that says ok to everything; over TLS when given a certificate."""
    answers: dict[str, dict[str, Any]] = {
        "auth.test": {"team_id": TEAM, "team": "Bench", "user_id": BOT, "bot_id": "B_BENCH", "enterprise_id": None},
        "users.info": {
            "user": {"id": PERSON, "real_name": "Bea", "tz": "America/Toronto", "locale": "en-CA", "is_admin": True}
        },
        "chat.postMessage": {"channel": CHANNEL, "ts": "1.000100"},
        "conversations.open": {"channel": {"id": "D_BENCH"}},
        "conversations.info": {
            "channel": {"id": CHANNEL, "name": "bench", "is_member": True, "is_archived": False, "is_ext_shared": False}
        },
    }

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True, **answers.get(request.match_info["method"], {})})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if certificate else 'http'}://localhost:{port}/api/"
    finally:
        await runner.cleanup()
