"""Everybody in the workspace, for a typeahead over people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from storage.organizations import name_key

FRESH = timedelta(hours=1)
PAGE = 1000
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Colleague:
    """A person of our side; `key` is what look-ups compare."""

    user_id: str
    name: str
    key: str


class Colleagues:
    """Who there is, as Slack says, from memory for an hour (Slack: users.list about 20 times a minute)."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[datetime, list[Colleague]]] = {}

    async def named(
        self, client: AsyncWebClient, *, workspace_id: int, typed: str, now: datetime, limit: int = 20
    ) -> list[Colleague]:
        """People whose name answers to what was typed, those whose name begins with it first; guests, strangers, bots
        and those who left are not among them."""
        everybody = await self._everybody(client, workspace_id, now)
        key = name_key(typed) if typed.strip() else ""
        found = [one for one in everybody if key in one.key]
        return sorted(found, key=lambda one: (not f" {one.key}".count(f" {key}"), one.key))[:limit]

    async def names(self, client: AsyncWebClient, *, workspace_id: int, now: datetime) -> dict[str, str]:
        """Everybody's name by user id."""
        return {one.user_id: one.name for one in await self._everybody(client, workspace_id, now)}

    async def _everybody(self, client: AsyncWebClient, workspace_id: int, now: datetime) -> list[Colleague]:
        until, everybody = self.known.get(workspace_id, (now, []))
        if until > now:
            return everybody
        try:
            everybody = await _listed(client)
        except SlackApiError:
            if not everybody:
                raise
        self.known[workspace_id] = now + FRESH, everybody
        return everybody


async def _listed(client: AsyncWebClient) -> list[Colleague]:
    found, cursor = [], ""
    while True:
        answer = await client.users_list(limit=PAGE, cursor=cursor)
        found += [_colleague(user) for user in answer["members"] if _is_colleague(user)]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _is_colleague(user: dict[str, Any]) -> bool:
    other = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return user["id"] != SLACKBOT and not any(user.get(flag) for flag in other)


def _colleague(user: dict[str, Any]) -> Colleague:
    profile = user.get("profile") or {}
    real = user.get("real_name") or profile.get("real_name") or ""
    shown = profile.get("display_name") or real or user.get("name", "")
    return Colleague(user["id"], shown, name_key(f"{shown} {real}"))
