"""Slack's side of a benchmark: signed requests handed to a Bolt app, and an API that answers at once."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

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
async def slack_api(*, tls: bool = False) -> AsyncIterator[str]:
    """The address of a Web API that says ok to everything; a process of its own, so that its CPU is not counted."""
    command = [sys.executable, "-m", "tests.bench.slack_api", *(["tls"] if tls else [])]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()
