"""Looking in a channel for what may have been posted: never post again before (design, section 3)."""

from datetime import datetime, timedelta

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
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT and reminder_id in (payload.get("id"), *payload.get("ids", ())):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None
    raise TooMuchSaid
