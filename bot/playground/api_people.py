"""users.*, team.info, bots.info, auth.test, api.test: who is who."""

from bot.playground.api import Call, Refusal, method, page
from bot.playground.elements import Json


def bot_user(call: Call) -> Json:
    """The user object of the app's bot."""
    app = call.workspace.app
    return {
        "id": app.bot_user_id,
        "team_id": call.workspace.team_id,
        "name": app.name.lower(),
        "deleted": False,
        "real_name": app.name,
        "tz": "America/Los_Angeles",
        "tz_offset": -28800,
        "profile": {"real_name": app.name, "display_name": "", "bot_id": app.bot_id, "api_app_id": app.id},
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": True,
        "is_app_user": False,
    }


@method("api.test", caller="anyone")
async def api_test(call: Call) -> Json:
    if call.text("error"):
        raise Refusal(call.text("error"))
    return {"args": {key: value for key, value in call.args.items() if key != "token"}}


@method("auth.test")
async def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.team_domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.app.name.lower(),
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@method("users.info", "users:read")
async def users_info(call: Call) -> Json:
    wanted = call.required("user", "user_not_found")
    workspace = call.workspace
    if wanted == workspace.app.bot_user_id:
        return {"user": bot_user(call)}
    person = workspace.people.get(wanted)
    if person is None:
        raise Refusal("user_not_found")
    locale = call.flag("include_locale")
    return {"user": workspace.user_object(person, with_locale=locale)}


@method("users.lookupByEmail", "users:read.email")
async def users_look_up(call: Call) -> Json:
    """Slack: among the people of the workspace; nobody of another organization is found."""
    email, workspace = call.required("email"), call.workspace
    person = next((one for one in workspace.people.values() if one.email == email and not one.team_id), None)
    if person is None or person.deleted:
        raise Refusal("users_not_found")
    return {"user": workspace.user_object(person)}


@method("users.list", "users:read")
async def users_list(call: Call) -> Json:
    workspace = call.workspace
    if workspace.org_wide and call.text("team_id") != workspace.team_id:  # Slack: required with the token of an org
        raise Refusal("missing_argument" if not call.text("team_id") else "team_not_found")
    locale = call.flag("include_locale")
    rows = [workspace.user_object(person, with_locale=locale) for person in workspace.people.values()]
    rows, metadata = page([*rows, bot_user(call)], call, default=1000, most=1000)
    return {"members": rows, "cache_ts": int(workspace.now().timestamp()), "response_metadata": metadata}


@method("team.info", "team:read")
async def team_info(call: Call) -> Json:
    workspace = call.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.team_name,
            "domain": workspace.team_domain,
            "email_domain": "",
            "url": f"https://{workspace.team_domain}.slack.com/",
            "icon": {"image_default": True},
        }
    }


@method("bots.info", "users:read")
async def bots_info(call: Call) -> Json:
    app = call.workspace.app
    if call.required("bot", "bot_not_found") != app.bot_id:
        raise Refusal("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 1_700_000_000,
            "app_id": app.id,
            "user_id": app.bot_user_id,
            "icons": {},
        }
    }
