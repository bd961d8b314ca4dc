"""files.*: the external upload in its three steps, and what is known of a file."""

import mimetypes
from urllib.parse import quote

from bot.playground.api import Call, Refusal, method
from bot.playground.api_chat import destination
from bot.playground.elements import Json
from bot.playground.workspace import File, Workspace


def new_file(workspace: Workspace, *, name: str, user: str) -> File:
    """A file without bytes yet."""
    file = File(id=workspace.number("F"), name=name, user=user, created=int(workspace.now().timestamp()))
    file.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    workspace.files[file.id] = file
    return file


def file_object(workspace: Workspace, file: File) -> Json:
    """The file object; the private addresses want the app's token."""
    address = f"{workspace.base_url}/files/{file.id}/{quote(file.name, safe='')}"
    shares = {channel: [{"ts": ts} for ts in stamps] for channel, stamps in file.shares.items()}
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(shares),
        "alt_txt": file.alt,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"https://{workspace.team_domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "channels": [channel for channel in file.shares if channel.startswith("C")],
        "ims": [channel for channel in file.shares if channel.startswith("D")],
        "shares": {"public": shares} if shares else {},
    }


@method("files.getUploadURLExternal", "files:write")
async def upload_url(call: Call) -> Json:
    name = call.required("filename")
    length = call.text("length")
    if not length.isdigit() or int(length) < 1:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["[ERROR] length must be above 0"]})
    if len(call.text("alt_txt")) > 1000:
        raise Refusal("alt_txt_too_large")
    file = new_file(call.workspace, name=name, user=call.workspace.app.bot_user_id)
    file.expected = int(length)
    file.alt = call.text("alt_txt")
    return {"upload_url": f"{call.workspace.base_url}/upload/{file.id}", "file_id": file.id}


def _uploaded(call: Call) -> list[File]:
    given = call.args.get("files")
    if not isinstance(given, list) or not given:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: files"]})
    files = []
    for row in given:
        file = call.workspace.files.get(row.get("id", ""))
        if file is None or file.complete or len(file.content) != file.expected:
            raise Refusal("file_not_found")
        file.title = row.get("title") or file.name
        files.append(file)
    return files


@method("files.completeUploadExternal", "files:write")
async def complete(call: Call) -> Json:
    files = _uploaded(call)
    workspace = call.workspace
    given = call.text("channels") or call.text("channel_id")
    channels = []
    for channel_id in [item for item in given.split(",") if item]:
        one = Call(workspace=workspace, method=call.method, args={**call.args, "channel": channel_id})
        channels.append(destination(one))
    for file in files:
        file.complete = True
    for channel in channels:
        message = workspace.bot_message({**call.args, "text": call.text("initial_comment"), "files": []})
        message["subtype"] = "file_share"
        for file in files:
            file.shares.setdefault(channel.id, []).append(message["ts"])
        message["files"] = [file_object(workspace, file) for file in files]
        workspace.post(channel, message)
    return {"files": [file_object(workspace, file) for file in files]}


@method("files.info", "files:read")
async def info(call: Call) -> Json:
    file = call.workspace.files.get(call.required("file", "file_not_found"))
    if file is None:
        raise Refusal("file_not_found")
    return {"file": file_object(call.workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}
