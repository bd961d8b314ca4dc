"""Files: those a person asked for, made after the answer and sent to them alone, and those they gave in a form."""

import asyncio
from collections.abc import Hashable
from functools import partial
from hashlib import sha256
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addresses import is_slacks
from handlers.afterwards import Work
from handlers.calling import carrying_files
from handlers.desk import Desk
from handlers.errors import new_reference, note
from handlers.outcomes import TROUBLE, Fate, in_passing, outcome_of
from handlers.routes import Answer
from messages import errors, files
from messages.limits import OverLimit
from messages.surfaces import message
from messages.words import Rich
from storage.errors import AlreadySubmitted, FileNotHandedOut, FilesNotTaken, Refused

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


class NotUploaded(SlackRequestError):
    """Slack did not take the bytes of a file."""


async def on_its_way(desk: Desk, what: Hashable, work: Work) -> Answer:
    """Says where it was asked for that a file is on its way, and has `work` make it and send it after the answer.

    `what` names it: neither what is on its way already nor the second half of a doubled press asks for another. The
    person is told in a direct message of what goes wrong then. A submitted form gives its answer itself.
    """
    said = files.on_its_way(desk.words)
    name = sha256(repr(what).encode()).hexdigest()[:16]  # it may hold what was typed, and is logged
    try:
        if "actions" not in desk.payload:
            await _noted(desk)
        elif desk.view.get("type") == "modal":
            await _said_beside(desk, said, name)
        elif not desk.view:
            await desk.reply(message(said))
    except AlreadySubmitted:
        return None
    key = ("file", desk.workspace.id, desk.person.user_id, name)
    if key not in desk.afterwards.doing:
        desk.afterwards.begin(key, partial(_sent_or_told, desk, work))
    return message(said) if "command" in desk.payload else None


async def _noted(desk: Desk) -> None:
    """Raises `AlreadySubmitted` for a form that was submitted before."""
    if desk.view:
        async with desk.saving():
            pass


async def _said_beside(desk: Desk, said: str, name: str) -> None:
    """Raises `AlreadySubmitted` when the same was asked of the same state of the window before."""
    try:
        view = errors.beside(desk.view, desk.action["block_id"], said)
    except OverLimit:
        return  # the file itself tells
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id) as store:
        await store.drafts.submit(key=f"{desk.form_key}:{name}")
    await desk.update(view)


async def send_file(desk: Desk, *, name: str, data: bytes, comment: Rich, alt: str | None = None) -> None:
    """Uploads a file to the person's direct messages, with a sentence beside it (mrkdwn); `alt` says in words what a
    picture shows. Raises `FilesNotTaken`."""

    async def send(channel: str) -> None:
        await upload(desk.client, channel=channel, name=name, data=data, title=name, comment=comment, alt=alt)

    try:
        await desk.to_me(send)
    except SlackApiError as error:
        if error.response.get("error") in BANS:
            raise FilesNotTaken(shown=alt) from error
        raise


async def upload(
    client: AsyncWebClient,
    *,
    channel: str,
    name: str,
    data: bytes,
    title: str,
    comment: Rich | None = None,
    alt: str | None = None,
    thread_ts: str | None = None,
) -> None:
    """A file into a conversation. Raises what `handlers.outcomes.TROUBLE` names."""
    try:
        with carrying_files():
            await client.files_upload_v2(
                channel=channel,
                content=data,
                filename=name,
                title=title,
                initial_comment=comment,
                alt_txt=alt,
                thread_ts=thread_ts,
            )
    except SlackRequestError:
        raise NotUploaded from None  # the SDK's own words name the file


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
    with carrying_files():
        answer = await session.get(
            url, headers=headers, ssl=client.ssl or True, proxy=client.proxy, allow_redirects=False
        )
    async with answer:
        if answer.status != 200 or answer.content_type == "text/html":
            raise FileNotHandedOut(field=field)
        async for piece in answer.content.iter_chunked(CHUNK):
            data += piece
            if len(data) > most:
                break
    return bytes(data)


async def _sent_or_told(desk: Desk, work: Work) -> None:
    try:
        [failure] = await asyncio.gather(work(), return_exceptions=True)
    except asyncio.CancelledError:  # Liaison stops, and could not wait any longer
        async with in_passing("not told"):
            await desk.tell(message(files.not_sent(desk.words, new_reference())))
        raise
    if isinstance(failure, Refused):
        await desk.tell(message(files.not_taken(desk.words, failure)))
    elif isinstance(failure, TROUBLE) and outcome_of(failure).fate is Fate.shut:
        raise failure
    elif isinstance(failure, Exception):
        await desk.tell(message(files.not_sent(desk.words, note(failure, kind="file"))))
    elif isinstance(failure, BaseException):
        raise failure
