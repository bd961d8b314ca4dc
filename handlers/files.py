"""Files: those a person asked for, sent to them alone, and those they gave in a form."""

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addresses import is_slacks
from handlers.desk import Desk
from storage.errors import FileNotHandedOut, FilesNotTaken

CHUNK = 64 * 1024
BANS = frozenset(
    {
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "storage_limit_reached",
    }
)
"""Slack's words for a workspace that takes no such file (files.getUploadURLExternal)."""


async def send_file(desk: Desk, *, name: str, data: bytes, comment: str, alt: str | None = None) -> None:
    """Uploads a file to the person's direct messages, with a sentence beside it (mrkdwn); `alt` says in words what a
    picture shows. Raises `FilesNotTaken`."""
    opened = await desk.client.conversations_open(users=[desk.person.user_id])
    try:
        await desk.client.files_upload_v2(
            channel=opened["channel"]["id"],
            content=data,
            filename=name,
            title=name,
            initial_comment=comment,
            alt_txt=alt,
        )
    except SlackApiError as error:
        if error.response.get("error") in BANS:
            raise FilesNotTaken from error
        raise


async def given_file(desk: Desk, file_id: str, *, most: int, field: str) -> bytes:
    """The bytes of a file that a person gave in a form: `most` of them and one more, when it is larger than that.

    Raises `FileNotHandedOut` for one that Slack keeps to itself.
    """
    return await download(desk.client, file_id, most=most, field=field)


async def download(client: AsyncWebClient, file_id: str, *, most: int, field: str) -> bytes:
    """As `given_file`, for work that goes on without the person."""
    file: dict[str, Any] = (await client.files_info(file=file_id))["file"]
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not is_slacks(url, api_url=client.base_url):
        raise FileNotHandedOut(field=field)
    if int(file.get("size") or 0) > most:
        return bytes(most + 1)
    return await _downloaded(client, url, most=most, field=field)


async def _downloaded(client: AsyncWebClient, url: str, *, most: int, field: str) -> bytes:
    """Slack answers a token it does not take with its page to sign in (HTML, status 200)."""
    session = client.session
    if session is None:
        raise aiohttp.ClientConnectionError
    headers = {"Authorization": f"Bearer {client.token}"}
    data = bytearray()
    async with session.get(
        url, headers=headers, ssl=client.ssl or True, proxy=client.proxy, allow_redirects=False
    ) as answer:
        if answer.status != 200 or answer.content_type == "text/html":
            raise FileNotHandedOut(field=field)
        async for piece in answer.content.iter_chunked(CHUNK):
            data += piece
            if len(data) > most:
                break
    return bytes(data)
