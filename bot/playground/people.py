"""Who and what exists in the playground's workspace: people and channels."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


class SlackError(Exception):
    """Slack would show or answer an error.

    `error` is Slack's own word (`operation_timeout`, `invalid_blocks`, ...), `problems` say where and why
    when a payload was at fault.
    """

    def __init__(self, error: str, problems: list[Any] | None = None) -> None:
        self.error = error
        self.problems = problems or []
        lines = [f"{problem.pointer}: {problem.detail}" for problem in self.problems]
        super().__init__("\n".join([error, *lines]))


@dataclass(kw_only=True)
class Person:
    """Somebody to be met in Slack; `name` is the full name, `display_name` what follows the @ sign.

    `team_id` is that of another organization, "" for a member of the workspace, `enterprise_id` that of another Grid;
    what such a person is (`is_admin`) they are there. `is_stranger` is true only of somebody from elsewhere who shares
    no channel with the app (Slack: user object), so never of those who can press anything.
    """

    id: str
    name: str
    display_name: str = ""
    locale: str = "en-CA"
    tz: str = "America/Toronto"
    team_id: str = ""
    enterprise_id: str = ""
    is_admin: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False

    @property
    def email(self) -> str:
        return f"{self.id.lower()}@people.example"

    @property
    def handle(self) -> str:
        return self.display_name or self.name

    def to_slack(self, *, team_id: str, now: datetime, with_locale: bool, enterprise_id: str = "") -> dict[str, Any]:
        """The user object of users.info; the locale only when it was asked for, `enterprise_user` only in a Grid."""
        zone = ZoneInfo(self.tz)
        offset = now.astimezone(zone).utcoffset()
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": team_id,
            "name": self.handle.lower().replace(" ", "."),
            "deleted": self.deleted,
            "real_name": self.name,
            "tz": self.tz,
            "tz_label": now.astimezone(zone).tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {
                "real_name": self.name,
                "real_name_normalized": self.name,
                "display_name": self.display_name,
                "display_name_normalized": self.display_name,
                "team": team_id,
            },
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_bot": False,
            "is_app_user": False,
            "is_stranger": self.is_stranger,
            "updated": 1_700_000_000,
        }
        if enterprise_id:
            user["enterprise_user"] = {"id": self.id, "enterprise_id": enterprise_id, "teams": [team_id]}
        if with_locale:
            user["locale"] = self.locale
        return user

    def to_page(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "display_name": self.handle,
            "locale": self.locale,
            "tz": self.tz,
            "is_admin": self.is_admin,
            "is_restricted": self.is_restricted,
            "is_outsider": bool(self.team_id or self.is_stranger),
            "deleted": self.deleted,
        }


@dataclass(kw_only=True)
class Channel:
    """A channel, or (made by the playground) a direct conversation, whose `id` starts with D.

    `pending_team_ids`: other organizations that were invited, and have not joined yet.
    """

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    pending_team_ids: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    bot_is_member: bool = False
    created: int = field(default_factory=lambda: int(datetime.now(UTC).timestamp()))

    @property
    def is_im(self) -> bool:
        return self.id.startswith("D")

    @property
    def kind(self) -> str:
        """As in the `types` argument of conversations.list."""
        if self.is_im:
            return "im"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def history_kind(self) -> str:
        """The middle of the scope that reads it: channels, groups or im."""
        return {"im": "im", "private_channel": "groups", "public_channel": "channels"}[self.kind]

    @property
    def command_name(self) -> str:
        """What a slash command says instead of the name of a private place."""
        return {"im": "directmessage", "private_channel": "privategroup"}.get(self.kind, self.name)

    def visible_to(self, user: str) -> bool:
        return user in self.members or self.kind == "public_channel"

    def to_slack(self) -> dict[str, Any]:
        if self.is_im:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_archived": False,
                "is_open": True,
                "user": self.members[0],
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": bool(self.pending_team_ids),
            "pending_shared": list(self.pending_team_ids),
            "pending_connected_team_ids": list(self.pending_team_ids),
            "is_member": self.bot_is_member,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members) + int(self.bot_is_member),
        }
