"""Charts that a person asked for: drawn by Slack where it does, which is tried, else handed over as a picture."""

from slack_sdk.errors import SlackApiError

from handlers.check_in_posts import NOT_DRAWN
from handlers.desk import Desk
from messages.surfaces import Message


async def drawn_by_slack(desk: Desk, message: Message) -> bool:
    """Sends the person a message with a chart of Slack's own; whether Slack drew it, which is remembered."""
    async with desk.store(read_only=True) as store:
        remembered = await store.settings.draws_charts()
    if remembered is False:
        return False
    drawn = True
    try:
        await desk.tell(message)
    except SlackApiError as error:
        if error.response.get("error") not in NOT_DRAWN:
            raise
        drawn = False
    if drawn is not remembered:
        async with desk.store() as store:
            await store.settings.remember_charts(drawn)
    return drawn
