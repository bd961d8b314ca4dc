"""What it means when a call to Slack did not end well: may it be tried again, must it not, or is it not known."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError

from messages.refusals import ABOUT_THE_MESSAGE, REFUSALS

log = structlog.get_logger("liaison")


class NotInstalled(Exception):
    """Liaison has no token for this workspace: it was removed."""


TROUBLE = (SlackApiError, SlackRequestError, aiohttp.ClientError, TimeoutError, NotInstalled)
"""Everything that a call to Slack raises, an upload included (`SlackRequestError`: its bytes were not taken)."""

LIMITED = frozenset({"ratelimited", "rate_limited"})
IN_DOUBT = frozenset({"fatal_error", "internal_error"})
SHUT_OUT = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's words for a token that opens nothing in its workspace any more."""
WAIT_SECONDS = 30.0
SHUT_SECONDS = 3600.0
PASSING_SECONDS = 1.5


class Fate(StrEnum):
    """refused: never as it is. passing: later. limited: after `wait` seconds. unknown: it may have been done.

    shut: nothing goes through in the whole workspace until somebody installs Liaison there again.
    """

    refused = "refused"
    passing = "passing"
    limited = "limited"
    unknown = "unknown"
    shut = "shut"


@dataclass(frozen=True)
class Outcome:
    """`reason` is Slack's own word where it gave one; `wait` the seconds it asked for."""

    fate: Fate
    reason: str
    wait: float = 0.0

    @property
    def about_the_message(self) -> bool:
        """Whether Slack refused what was said rather than where or by whom."""
        return self.fate is Fate.refused and self.reason in ABOUT_THE_MESSAGE

    @property
    def undone(self) -> "Outcome":
        """The same for a call that only reads, so that it does no harm to do it again."""
        return Outcome(Fate.passing, self.reason) if self.fate is Fate.unknown else self


def outcome_of(error: BaseException) -> Outcome:
    """What became of a call that raised one of `TROUBLE`.

    Slack: 429 carries Retry-After; `fatal_error` and `internal_error` may have succeeded in part; so may anything
    that got no answer, or one that is not Slack's. Only a connection that never came about has certainly done nothing.
    """
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, NotInstalled):
        return Outcome(Fate.shut, "not_installed", wait=SHUT_SECONDS)
    if isinstance(error, SlackRequestError):
        return Outcome(Fate.passing, "not_uploaded")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Outcome(Fate.passing, "not_connected")
    return Outcome(Fate.unknown, "timeout" if isinstance(error, TimeoutError) else "disconnected")


@asynccontextmanager
async def in_passing(what: str, *, seconds: float = PASSING_SECONDS, **about: object) -> AsyncIterator[None]:
    """Calls to Slack that follow a change which is saved: cut short in time to answer (Slack: 3 seconds), and that one
    of them did not end well is only logged."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TROUBLE as error:
        outcome = outcome_of(error)
        if outcome.fate is Fate.shut:
            log.info(what, **about, reason=outcome.reason)
        else:
            log.warning(what, **about, exc_info=error)


def _answered(error: SlackApiError) -> Outcome:
    answer = error.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    data = getattr(answer, "data", None)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or said in LIMITED:
        return Outcome(Fate.limited, "ratelimited", wait=_seconds(answer.headers.get("Retry-After")))
    if said in SHUT_OUT:
        return Outcome(Fate.shut, said, wait=SHUT_SECONDS)
    if said in IN_DOUBT:
        return Outcome(Fate.unknown, said)
    if said:
        return Outcome(Fate.refused if said in REFUSALS else Fate.passing, said)
    return Outcome(Fate.passing if 400 <= status < 500 else Fate.unknown, f"http_{status}")


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdigit() else WAIT_SECONDS
