"""App Home."""

from typing import Any

from handlers.desk import Desk
from handlers.routes import Routes
from messages import home
from storage.members import Right, Role

routes = Routes()
SHOWN_OWNERS = 3


@routes.event("app_home_opened")
async def opened(desk: Desk) -> None:
    """Shows the Home tab."""
    if desk.payload["event"].get("tab", "home") == "home":
        await publish(desk)


async def publish(desk: Desk) -> None:
    """Puts the person's Home tab up from today's facts."""
    await desk.client.views_publish(user_id=desk.person.user_id, view=await _page(desk))


async def _page(desk: Desk) -> dict[str, Any]:
    person = desk.person
    if not person.may(Right.use):
        return home.closed(desk.words)
    async with desk.store(read_only=True) as store:
        groups = await store.home.partners(person.user_id, each=home.EACH_STAGE)
        shown = [partner.id for group in groups for partner in group.partners]
        promised = await store.actions.mine(person.user_id)
        owners = (await store.members.holding(Role.owner))[:SHOWN_OWNERS]
        names = await store.members.names(owners)
        hours = await store.settings.hours_of(person)
        return home.page(
            desk.words,
            person,
            groups,
            await store.standings.next_dates(shown),
            promised,
            await store.actions.who(promised),
            store.now.astimezone(hours.zone).date(),
            owners=[names[user_id] for user_id in owners],
        )
