"""Charts that a person asked for: drawn by Slack where it does, which is tried, else handed over as a picture."""

from slack_sdk.errors import SlackApiError

from handlers.check_in_posts import NOT_DRAWN
from handlers.desk import Desk
from handlers.files import send_file
from messages import errors
from messages.surfaces import Message, message
from storage.errors import FilesNotTaken


async def drawn_by_slack(desk: Desk, message: Message) -> bool:
    """Sends the person a message with a chart of Slack's own; whether Slack drew it, which is remembered."""
    async with desk.store(read_only=True) as store:
        remembered = await store.settings.draws_charts()
    if remembered is False:
        return False
    opened = await desk.client.conversations_open(users=[desk.person.user_id])
    drawn = True
    try:
        await desk.client.chat_postMessage(channel=opened["channel"]["id"], **message)
    except SlackApiError as error:
        if error.response.get("error") not in NOT_DRAWN:
            raise
        drawn = False
    if drawn is not remembered:
        async with desk.store() as store:
            await store.settings.remember_charts(drawn)
    return drawn


async def hand_over(desk: Desk, name: str, data: bytes, said: str, alt: str | None = None) -> None:
    """Sends a file that was made while the person went on, to them alone; where the workspace takes no files they are
    told so, and get the words of the picture."""
    try:
        await send_file(desk, name=name, data=data, comment=said, alt=alt)
    except FilesNotTaken as refused:
        opened = await desk.client.conversations_open(users=[desk.person.user_id])
        told = message(errors.instead_of_file(desk.words, refused, alt))
        await desk.client.chat_postMessage(channel=opened["channel"]["id"], **told)
