"""chat.*: posting, changing and removing messages."""

from bot.playground.api import Call, Refusal, method
from bot.playground.elements import Json, copied, named
from bot.playground.limits import check_message
from bot.playground.people import Channel


def destination(call: Call) -> Channel:
    """Where a message goes: a channel the app may post in, or a person's direct conversation."""
    workspace = call.workspace
    wanted = call.required("channel", "channel_not_found")
    person = workspace.people.get(wanted)
    if person is not None:
        if person.deleted:
            raise Refusal("user_disabled")
        return _writable(call, workspace.im(wanted))
    channel = workspace.channels.get(wanted)
    if channel is None or (channel.is_private and not channel.bot_is_member):
        raise Refusal("channel_not_found")
    return _writable(call, channel)


def _writable(call: Call, channel: Channel) -> Channel:
    if channel.is_archived:
        raise Refusal("is_archived")
    if not channel.bot_is_member and "chat:write.public" not in call.workspace.scopes:
        raise Refusal("not_in_channel")
    if channel.is_im and not call.workspace.app.features.get("app_home", {}).get("messages_tab_enabled", True):
        raise Refusal("messages_tab_disabled")
    return channel


def _own(call: Call, refusal: str) -> tuple[Channel, Json]:
    channel = call.channel()
    message = call.workspace.message(channel.id, call.required("ts", "message_not_found"))
    if message is None:
        raise Refusal("message_not_found")
    if message.get("bot_id") != call.workspace.app.bot_id:
        raise Refusal(refusal)
    return channel, message


def _thread(call: Call, channel: Channel) -> None:
    thread = call.text("thread_ts")
    if thread and call.workspace.message(channel.id, thread) is None:
        raise Refusal("thread_not_found")


@method("chat.postMessage", "chat:write")
async def post_message(call: Call) -> Json:
    call.refuse(check_message(call.args))
    channel = destination(call)
    _thread(call, channel)
    message = call.workspace.bot_message(call.args)
    if message.get("thread_ts") and call.flag("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    call.workspace.post(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": copied(message)}


@method("chat.postEphemeral", "chat:write")
async def post_ephemeral(call: Call) -> Json:
    call.refuse(check_message(call.args))
    channel = destination(call)
    user = call.required("user", "user_not_in_channel")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    message = call.workspace.whisper(user, channel.id, call.workspace.bot_message(call.args))
    return {"message_ts": message["ts"]}


@method("chat.update", "chat:write")
async def update(call: Call) -> Json:
    channel, message = _own(call, "cant_update_message")
    content = {key: value for key, value in call.args.items() if key != "thread_ts"}
    if not content.get("metadata"):
        content.pop("metadata", None)
    for key in ("blocks", "attachments"):
        if content.get(key) is None and message.get(key):
            content[key] = message[key]
    call.refuse(check_message(content, updating=True))
    edit(message, call.args, user=call.workspace.app.bot_user_id, ts=call.workspace.ts())
    call.workspace.announce("message_changed", channel, message)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": copied(message)}


def edit(message: Json, content: Json, *, user: str, ts: str) -> None:
    """Slack: what is not sent stays (blocks, attachments, metadata); an empty value removes it."""
    if content.get("text") is not None:
        message["text"] = content["text"]
    for key in ("blocks", "attachments", "metadata"):
        value = content.get(key)
        if value is None:
            continue
        if not value:
            message.pop(key, None)
        else:
            message[key] = named(value) if key == "blocks" else copied(value)
    message["edited"] = {"user": user, "ts": ts}


@method("chat.delete", "chat:write")
async def delete(call: Call) -> Json:
    channel, message = _own(call, "cant_delete_message")
    call.workspace.messages[channel.id].remove(message)
    call.workspace.announce("message_deleted", channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink")
async def permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.required("message_ts", "message_not_found")
    message = call.workspace.message(channel.id, ts)
    if message is None:
        raise Refusal("message_not_found")
    link = f"https://{call.workspace.team_domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    if thread and thread != ts:
        link += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
