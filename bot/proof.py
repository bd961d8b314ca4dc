"""Proof that a request over HTTP is Slack's, before anything is done for it (design, section 10).

Slack signs each request: HMAC-SHA256 with the signing secret over `v0:`, the timestamp, `:` and the raw body
(docs.slack.dev, Verifying requests from Slack).
"""

import asyncio
import hashlib
import hmac
import re
import time

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 1_000_000
"""Of a body. The largest that Slack sends, a form of 250 KB with all that was typed into it, is smaller."""
BODY_SECONDS = 5.0
"""For the whole body, however it trickles; Slack itself waits three seconds for the answer."""
FRESH_SECONDS = 300
MOST_OF_A_CHECK = 1_000
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
FORM = "application/x-www-form-urlencoded"


class TurnedAway(Exception):
    """A request that nothing was done for: the HTTP status it is answered with, and why, in a word for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Proof:
    """Tells Slack's requests from all others, by the signing secret."""

    def __init__(self, signing_secret: str) -> None:
        self.secret = signing_secret.encode()

    async def body(self, request: Request) -> bytes:
        """The raw body of a request that is Slack's, or b"" for Slack's own look at the certificate, which asks
        nothing.

        Raises `TurnedAway`: 401 for what is not proved, 413 for more than `MOST_BYTES`, 408 for a body that has not
        come after `BODY_SECONDS`, 400 for one whose sender left.
        """
        timestamp, signature = _given(request.headers)
        if timestamp is None:
            return await _certificate_check(request)
        body = await _read(request, MOST_BYTES)
        base = b"v0:" + timestamp.encode() + b":" + body
        wanted = "v0=" + hmac.new(self.secret, base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted, signature):
            raise TurnedAway(401, "signature")
        return body


def _given(headers: Headers) -> tuple[str | None, str]:
    """The timestamp and the signature, both of their form and of now; None where neither is given."""
    timestamps = headers.getlist("x-slack-request-timestamp")
    signatures = headers.getlist("x-slack-signature")
    if not timestamps and not signatures:
        return None, ""
    if len(timestamps) != 1 or not TIMESTAMP.fullmatch(timestamps[0]):
        raise TurnedAway(401, "timestamp")
    if len(signatures) != 1 or not SIGNATURE.fullmatch(signatures[0]):
        raise TurnedAway(401, "signature")
    if abs(time.time() - int(timestamps[0])) > FRESH_SECONDS:
        raise TurnedAway(401, "timestamp")
    return timestamps[0], signatures[0]


async def _certificate_check(request: Request) -> bytes:
    """Slack sends it unsigned, as a form, `ssl_check=1&token=…` (bolt-js 1397); whoever else does learns nothing."""
    if request.headers.get("content-type", "").partition(";")[0] != FORM:
        raise TurnedAway(401, "unsigned")
    try:
        body = await _read(request, MOST_OF_A_CHECK)
    except TurnedAway as turned:
        raise TurnedAway(401, "unsigned") from turned
    if b"ssl_check=1" not in body.split(b"&"):
        raise TurnedAway(401, "unsigned")
    return b""


async def _read(request: Request, most: int) -> bytes:
    """The body, whatever its length is said to be."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise TurnedAway(413, "too large")
    except TimeoutError:
        raise TurnedAway(408, "too slow") from None
    except ClientDisconnect:
        raise TurnedAway(400, "left") from None
    return bytes(body)
