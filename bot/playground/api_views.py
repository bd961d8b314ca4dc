"""views.*: opening, pushing and updating modals, publishing the Home tab."""

from dataclasses import replace

from bot.playground.api import Call, Refusal, method
from bot.playground.elements import Json
from bot.playground.limits import check_view
from bot.playground.tickets import Trigger
from bot.playground.views import View, Views
from bot.playground.workspace import Workspace


def new_view(workspace: Workspace, user: str, body: Json, *, conversation: str | None, under: View | None) -> View:
    """A view with fresh ids, not shown yet; `under` is the view it is pushed upon."""
    view_id = workspace.number("V")
    view = View(
        id=view_id,
        user=user,
        body={},
        team_id=workspace.team_id,
        app_id=workspace.app.id,
        bot_id=workspace.app.bot_id,
        root_id=under.root_id if under else view_id,
        previous_id=under.id if under else None,
        conversation=conversation,
    )
    view.replace(body)
    return view


def check_external_id(workspace: Workspace, body: Json, own: View | None = None) -> None:
    """Slack: external_id is unique in the workspace."""
    wanted = body.get("external_id")
    other = workspace.views.by_external_id(wanted) if wanted else None
    if other is not None and other is not own:
        raise Refusal("duplicate_external_id")


def _body(call: Call, surface: str) -> Json:
    body = call.args.get("view")
    if not isinstance(body, dict):
        raise Refusal("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    call.refuse([replace(problem, pointer=f"/view{problem.pointer}") for problem in check_view(body)])
    if body.get("type") != surface:
        lines = [f"[ERROR] the view must be of type {surface} here [json-pointer:/view/type]"]
        raise Refusal("invalid_arguments", response_metadata={"messages": lines})
    return body


def _trigger(call: Call) -> Trigger:
    ticket = call.workspace.tickets.use(call.required("trigger_id"))
    if isinstance(ticket, str):
        raise Refusal(ticket)
    return ticket


def push(workspace: Workspace, user: str, body: Json, *, conversation: str | None) -> View:
    """Put a view on top of a person's stack: three at most."""
    stack = workspace.views.stack(user)
    if len(stack) >= Views.DEEPEST:
        raise Refusal("push_limit_reached")
    check_external_id(workspace, body)
    view = new_view(workspace, user, body, conversation=conversation, under=stack[-1] if stack else None)
    stack.append(view)
    workspace.show(user)
    return view


@method("views.open")
async def views_open(call: Call) -> Json:
    body = _body(call, "modal")
    ticket = _trigger(call)
    check_external_id(call.workspace, body)
    call.workspace.views.stack(ticket.user).clear()
    return {"view": push(call.workspace, ticket.user, body, conversation=ticket.channel).to_slack()}


@method("views.push")
async def views_push(call: Call) -> Json:
    body = _body(call, "modal")
    ticket = _trigger(call)
    if not call.workspace.views.stack(ticket.user):
        raise Refusal("not_found")
    return {"view": push(call.workspace, ticket.user, body, conversation=ticket.channel).to_slack()}


@method("views.update")
async def views_update(call: Call) -> Json:
    body = _body(call, "modal")
    views = call.workspace.views
    if call.text("view_id"):
        view = views.by_id(call.text("view_id"))
    else:
        view = views.by_external_id(call.required("external_id"))
    if view is None or view.body.get("type") != "modal":
        raise Refusal("not_found")
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    check_external_id(call.workspace, body, own=view)
    view.replace(body)
    call.workspace.show(view.user)
    return {"view": view.to_slack()}


@method("views.publish")
async def views_publish(call: Call) -> Json:
    body = _body(call, "home")
    workspace = call.workspace
    if not workspace.app.features.get("app_home", {}).get("home_tab_enabled", False):
        raise Refusal("not_enabled")
    user = call.required("user_id")
    if user not in workspace.people:
        raise Refusal("user_not_found")
    view = workspace.views.home(user)
    if view is not None and call.text("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    check_external_id(workspace, body, own=view)
    if view is None:
        view = new_view(workspace, user, body, conversation=None, under=None)
        workspace.views.publish(user, view)
    else:
        view.replace(body)
    workspace.tell(user, {"type": "home", "view": view.to_slack()})
    return {"view": view.to_slack()}
