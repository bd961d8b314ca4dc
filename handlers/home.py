"""App Home."""

from typing import Any

from handlers.desk import Desk
from handlers.routes import Routes
from handlers.week import facts_of
from messages import home, own_partners
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
        groups = await store.home.partners(person.user_id, each=own_partners.EACH_STAGE)
        shown = [partner.id for group in groups for partner in group.partners]
        owners = (await store.members.holding(Role.owner))[:SHOWN_OWNERS]
        names = await store.members.names(owners)
        return home.page(
            desk.words,
            person,
            groups,
            await store.standings.next_dates(shown),
            await facts_of(store, person),
            owners=[names[user_id] for user_id in owners],
        )
