"""Looking in a channel for what may have been posted: never post again before (design, section 3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

EVENT = "liaison_reminder"
PAGE = 100
PAGES = 10
SKEW = timedelta(minutes=1)


class TooMuchSaid(Exception):
    """More was said in the channel since than we are ready to read."""


async def find(client: AsyncWebClient, *, channel: str, reminder_id: int, since: datetime) -> str | None:
    """The ts of the message that carries this reminder's id, posted at `since` (UTC, give or take a minute) or later.

    None when it is not there. Raises `TooMuchSaid` after ten pages, and what `handlers.outcomes.TROUBLE` names.
    """
    oldest, cursor = f"{(since - SKEW).timestamp():.6f}", ""
    for _ in range(PAGES):
        answer = await client.conversations_history(
            channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor or None
        )
        for message in answer["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT and str(reminder_id) in _ids(metadata.get("event_payload") or {}):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None
    raise TooMuchSaid


def carried(ids: Sequence[int]) -> dict[str, Any]:
    """The metadata by which a message that says these reminders is found. Its payload has scalars only: Slack's types
    know no list of numbers in it (@slack/types, MessageMetadata)."""
    payload: dict[str, Any] = {"id": ids[0]}
    if len(ids) > 1:
        payload["ids"] = " ".join(map(str, ids))
    return {"event_type": EVENT, "event_payload": payload}


def _ids(payload: dict[str, Any]) -> list[str]:
    """The reminders that a message says; in messages of former versions they are a list."""
    several = payload.get("ids", "")
    return [str(payload.get("id")), *(several.split() if isinstance(several, str) else map(str, several))]
