"""`liaison owner`: names somebody who owns Liaison in a workspace, whoever else does."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.asked import NoEmails, NoSuchPerson
from bot.install import Installations
from bot.opening import meant, opened
from bot.settings import Settings
from handlers.addresses import only_slack
from handlers.calling import CALL_SECONDS
from handlers.members import remember

NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


async def name_owner(settings: Settings, *, who: str, workspace: str | None) -> str:
    """Makes the person of this email or Slack id an owner, and gives their name.

    Raises `NoSuchWorkspace`, `NoSuchPerson`, `NoEmails`, `OutOfDate`, `SlackApiError` and what else a call to Slack
    raises; `NoRole` for a guest or somebody of another organization, `HasLeft`.
    """
    token = settings.bot_token.get_secret_value() if settings.bot_token else None
    timeout, only = aiohttp.ClientTimeout(total=CALL_SECONDS), only_slack(settings.api_url)
    async with opened(settings) as database, aiohttp.ClientSession(timeout=timeout, middlewares=(only,)) as session:
        client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        installations = Installations(database, client, bot_token=token, vault=settings.vault)
        await installations.begin()
        place = await meant(database, workspace)
        client = await installations.client_of(place.id)
        try:
            found = (
                await client.users_lookupByEmail(email=who)
                if "@" in who
                else await client.users_info(user=who, include_locale=True)
            )
        except SlackApiError as error:
            if error.response.get("error") in NOBODY:
                raise NoSuchPerson from error
            if error.response.get("error") == "missing_scope":
                raise NoEmails from error
            raise
        person = await remember(database, workspace=place, user=found["user"])
        async with database.store(place.id, by="cli") as store:
            await store.members.entrust(person.user_id)
        return person.name
