"""Everybody in the workspace, for a typeahead over people."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.belonging import is_colleague
from handlers.calling import answered_by, at_leisure
from storage.installs import Workspace
from storage.organizations import name_key

FRESH = timedelta(hours=1)
PAGE = 1000
SLACKBOT = "USLACKBOT"

Team = tuple[int, str]
"""A workspace of ours, and the team within it."""


@dataclass(frozen=True)
class Colleague:
    """A person of our side; `key` is what look-ups compare."""

    user_id: str
    name: str
    key: str


class Colleagues:
    """Who there is, as Slack says, from memory for an hour (Slack: users.list about 20 times a minute). However many
    look for somebody at once, Slack is asked one time."""

    def __init__(self) -> None:
        self.known: dict[Team, tuple[datetime, list[Colleague]]] = {}
        self.listing: dict[Team, asyncio.Task[list[Colleague]]] = {}

    async def named(
        self,
        client: AsyncWebClient,
        *,
        workspace: Workspace,
        team_id: str | None,
        typed: str,
        now: datetime,
        limit: int = 20,
    ) -> list[Colleague]:
        """People whose name answers to what was typed, those whose name begins with it first; guests, people of other
        organizations, bots and those who left are not among them. `team_id` is where the person is who looks: an
        installation for a whole organization has many (Slack: users.list wants one of them from its token). Where Slack
        must be answered before it has told, those known by then; what it tells is there for the next letter.

        Raises what `handlers.outcomes.TROUBLE` names.
        """
        everybody = await self._everybody(client, workspace, team_id, now)
        key = name_key(typed) if typed.strip() else ""
        found = [one for one in everybody if key in one.key]
        return sorted(found, key=lambda one: (not f" {one.key}".count(f" {key}"), one.key))[:limit]

    async def _everybody(
        self, client: AsyncWebClient, workspace: Workspace, team_id: str | None, now: datetime
    ) -> list[Colleague]:
        team = workspace.id, workspace.team_id or team_id or ""
        until, everybody = self.known.get(team, (now, []))
        if until > now:
            return everybody
        if team not in self.listing:
            asked = None if workspace.team_id else team_id
            self.listing[team] = asyncio.create_task(
                self._list(client, workspace, team, asked, now), name=f"colleagues {team}"
            )
        try:
            async with answered_by():
                return await asyncio.shield(self.listing[team])
        except TimeoutError:
            return everybody

    async def _list(
        self, client: AsyncWebClient, workspace: Workspace, team: Team, asked: str | None, now: datetime
    ) -> list[Colleague]:
        """Asks for everybody; where Slack refuses, whoever was known stays so for another hour."""
        at_leisure()
        _, everybody = self.known.get(team, (now, []))
        try:
            everybody = await _listed(client, workspace, asked)
        except SlackApiError:
            if not everybody:
                raise
        finally:
            del self.listing[team]
        self.known[team] = now + FRESH, everybody
        return everybody


async def _listed(client: AsyncWebClient, workspace: Workspace, team_id: str | None) -> list[Colleague]:
    found, cursor = [], ""
    while True:
        answer = await client.users_list(limit=PAGE, cursor=cursor, team_id=team_id)
        found += [_colleague(user) for user in answer["members"] if _is_here(user, workspace)]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _is_here(user: dict[str, Any], workspace: Workspace) -> bool:
    return user["id"] != SLACKBOT and not user.get("deleted") and is_colleague(user, workspace)


def _colleague(user: dict[str, Any]) -> Colleague:
    profile = user.get("profile") or {}
    real = user.get("real_name") or profile.get("real_name") or ""
    shown = profile.get("display_name") or real or user.get("name", "")
    return Colleague(user["id"], shown, name_key(f"{shown} {real}"))
