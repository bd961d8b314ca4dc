"""The presses and commands that led to a form, once more: by somebody else, or when something has changed."""

import json

from tests.campaign.attack import as_sent_by
from tests.house import GENERAL, House


async def given(house: House, user: str, form: str) -> bool:
    """Whether somebody is given the form by any press or command that led another to it."""
    workspace, delivery = house.playground.workspace, house.playground.delivery
    await house.playground.person(user).command("/partner help", channel=GENERAL)
    asked = [one.request for one in list(workspace.traffic) if one.direction == "to app"]
    before = max(one.id for one in list(workspace.traffic))
    for payload in asked:
        within = payload.get("view", {}).get("callback_id")
        if payload.get("type") in ("block_actions", "message_action") and within != form:
            kind = "interactive"
        elif "command" in payload:
            kind = "slash_commands"
        else:
            continue
        [theirs] = as_sent_by(house.playground, user, kind, payload, elsewhere=False)
        await delivery.send(kind, "the same once more", theirs)
    await house.settle()
    shown = [one.request for one in list(workspace.traffic) if one.id > before and one.direction == "to Slack"]
    return f'"callback_id": "{form}"' in json.dumps(shown).replace("\\", "")
