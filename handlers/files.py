"""Files that a person asked for: sent to them alone, in their direct messages with Liaison."""

from handlers.desk import Desk


async def send_file(desk: Desk, *, name: str, data: bytes, comment: str) -> None:
    """Uploads a file to the person's direct messages, with a sentence beside it (mrkdwn)."""
    opened = await desk.client.conversations_open(users=[desk.person.user_id])
    await desk.client.files_upload_v2(
        channel=opened["channel"]["id"], content=data, filename=name, title=name, initial_comment=comment
    )
