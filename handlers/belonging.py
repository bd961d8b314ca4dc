"""Whether somebody is one of us: told by their team, here and nowhere else (design, section 10).

Slack's `is_stranger` does not tell it: it is false for people of another organization who share a channel with the app
(docs.slack.dev, user object). Their `is_admin` and `is_owner` are about their own workspace.
"""

from typing import Any

from storage.installs import Workspace


def is_one_of_us(user: dict[str, Any], workspace: Workspace) -> bool:
    """Whether a user object of Slack's is of this workspace, or of the organization where Liaison is installed for all
    of it. A workspace within an organization has people whose first team is another one of it."""
    organization = user.get("enterprise_user") or {}
    if not workspace.team_id:
        return bool(organization.get("enterprise_id") == workspace.enterprise_id)
    return user.get("team_id") == workspace.team_id or (
        workspace.enterprise_id != ""
        and organization.get("enterprise_id") == workspace.enterprise_id
        and workspace.team_id in organization.get("teams", ())
    )


def is_colleague(user: dict[str, Any], workspace: Workspace) -> bool:
    """Whether a user object is of one of us who may hold a role: no guest, no bot."""
    other = ("is_restricted", "is_ultra_restricted", "is_bot")
    return is_one_of_us(user, workspace) and not any(user.get(flag) for flag in other)


def is_from_elsewhere(payload: dict[str, Any], workspace: Workspace) -> bool:
    """Whether a request itself says that its person is of another organization, so that Slack need not be asked.

    Interactivity names their team in `user.team_id`, an event in `user_team` or, for a message, `team`. Within an
    organization one of us may have another team, so there only the user object tells.
    """
    if workspace.enterprise_id:
        return False
    event, user = payload.get("event") or {}, payload.get("user")
    named = (user.get("team_id") if isinstance(user, dict) else None) or event.get("user_team") or event.get("team")
    return named not in (None, workspace.team_id)
