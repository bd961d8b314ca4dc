"""conversations.* and users.conversations: channels, their members and what was said in them."""

from bot.playground.api import Call, Refusal, method, page
from bot.playground.elements import Json, copied
from bot.playground.people import Channel

READ = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}


def _wanted(call: Call) -> set[str]:
    """The kinds asked for; each needs its own scope."""
    kinds = {kind.strip() for kind in call.text("types", "public_channel").split(",") if kind.strip()}
    if not kinds <= {*READ, "mpim"}:
        raise Refusal("invalid_types")
    for kind in sorted(kinds & set(READ)):
        call.need(READ[kind])
    return kinds


def _listed(call: Call, channels: list[Channel], *, most: int) -> Json:
    if call.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.is_archived]
    rows, metadata = page([channel.to_slack() for channel in channels], call, default=100, most=most)
    return {"channels": rows, "response_metadata": metadata}


@method("conversations.list")
async def listed(call: Call) -> Json:
    kinds = _wanted(call)
    channels = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds and (channel.bot_is_member or channel.kind == "public_channel")
    ]
    return _listed(call, channels, most=1000)


@method("users.conversations")
async def of_user(call: Call) -> Json:
    kinds = _wanted(call)
    user = call.text("user")
    if user and user != call.workspace.app.bot_user_id and user not in call.workspace.people:
        raise Refusal("user_not_found")
    own = user in ("", call.workspace.app.bot_user_id)
    channels = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and (channel.bot_is_member if own else user in channel.members)
        and (channel.bot_is_member or channel.kind == "public_channel")
    ]
    return _listed(call, channels, most=999)


@method("conversations.info", *READ.values())
async def info(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    row = channel.to_slack()
    if call.flag("include_locale"):
        row["locale"] = "en-US"
    if not call.flag("include_num_members"):
        row.pop("num_members", None)
    return {"channel": row}


@method("conversations.members", *READ.values())
async def members(call: Call) -> Json:
    channel = call.channel()
    call.need(READ[channel.kind])
    ids = list(channel.members)
    if channel.bot_is_member:
        ids.append(call.workspace.app.bot_user_id)
    rows, metadata = page([{"id": user} for user in ids], call, default=100, most=1000)
    return {"members": [row["id"] for row in rows], "response_metadata": metadata}


@method("conversations.open", "im:write", "mpim:write")
async def opened(call: Call) -> Json:
    workspace = call.workspace
    if call.text("channel"):
        channel = call.channel()
    else:
        given = call.args.get("users") or ""
        users = given if isinstance(given, list) else [user.strip() for user in given.split(",") if user.strip()]
        if not users:
            raise Refusal("users_list_not_supplied")
        if len(users) > 1:
            raise Refusal("method_not_supported_for_channel_type")
        person = workspace.people.get(users[0])
        if person is None:
            raise Refusal("user_not_found")
        if person.deleted:
            raise Refusal("user_disabled")
        channel = workspace.im(person.id)
    return {"channel": channel.to_slack() if call.flag("return_im") else {"id": channel.id}}


@method("conversations.join", "channels:join")
async def join(call: Call) -> Json:
    channel = call.channel()
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.kind != "public_channel":
        raise Refusal("method_not_supported_for_channel_type")
    answer: Json = {}
    if channel.bot_is_member:
        answer["warning"] = "already_in_channel"
    channel.bot_is_member = True
    call.workspace.tell(None, {"type": "conversations"})
    return {"channel": channel.to_slack(), **answer}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(f"{channel.history_kind}:history")
    if not channel.bot_is_member:
        raise Refusal("not_in_channel")
    return channel


def _within(call: Call, messages: list[Json]) -> list[Json]:
    """Slack: oldest and latest are exclusive unless inclusive is given."""
    oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    inclusive = call.flag("inclusive")
    return [
        message
        for message in messages
        if oldest < float(message["ts"]) < latest or (inclusive and float(message["ts"]) in (oldest, latest))
    ]


def _shown(call: Call, messages: list[Json]) -> list[Json]:
    """Slack: without include_all_metadata only the type of the metadata comes back."""
    rows = copied(messages)
    for row in rows:
        if "metadata" in row and not call.flag("include_all_metadata"):
            row["metadata"] = {"event_type": row["metadata"].get("event_type")}
    return rows


@method("conversations.history", "channels:history", "groups:history", "im:history")
async def history(call: Call) -> Json:
    channel = _readable(call)
    roots = [
        message
        for message in reversed(call.workspace.messages[channel.id])
        if message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"
    ]
    rows, metadata = page(_shown(call, _within(call, roots)), call, default=100, most=999)
    more = bool(metadata["next_cursor"])
    answer: Json = {"messages": rows, "has_more": more, "pin_count": 0}
    return {**answer, "response_metadata": metadata} if more else answer


@method("conversations.replies", "channels:history", "groups:history", "im:history")
async def replies(call: Call) -> Json:
    channel = _readable(call)
    ts = call.required("ts", "thread_not_found")
    root = call.workspace.message(channel.id, ts)
    if root is None:
        raise Refusal("thread_not_found")
    thread = root.get("thread_ts", ts)
    inside = [m for m in call.workspace.messages[channel.id] if thread in (m["ts"], m.get("thread_ts"))]
    first = [message for message in inside if message["ts"] == thread]
    rest = _within(call, [message for message in inside if message["ts"] != thread])
    rows, metadata = page(_shown(call, first + rest), call, default=1000, most=1000)
    return {"messages": rows, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}
