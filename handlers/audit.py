"""The history of a partner, and the menu of its card, which leads there."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from handlers import communication, partner_form, partners, stages
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import audit
from messages import partners as ids
from messages.surfaces import View
from storage.audit import Entry
from storage.meetings import Meeting
from storage.reviews import Review, people_of
from storage.timeline import Event, Place
from storage.touchpoints import Touchpoint

routes = Routes()


@routes.click(ids.MORE)
async def more(desk: Desk) -> Answer:
    """A line of the card's menu; each checks what the person may do."""
    what, _, partner_id = desk.value.partition(":")
    acts: dict[str, Callable[[Desk, int], Awaitable[Answer]]] = {
        "edit": partner_form.open_edit,
        "stage": stages.open_move,
        "archive": partial(partners.shelve, archived=True),
        "history": history,
        "contact": communication.show,
    }
    return await acts[what](desk, int(partner_id))


async def history(desk: Desk, partner_id: int) -> Answer:
    """Everything that happened with a partner, the newest first, in a modal."""
    await desk.open(await _page(desk, partner_id, None))
    return None


@routes.click(audit.OLDER)
@routes.click(audit.NEWEST)
async def turn(desk: Desk) -> Answer:
    """Another page, in the place of the one that is read."""
    await desk.update(await _page(desk, desk.meta["id"], Place.read(desk.value) if desk.value else None))
    return None


async def _page(desk: Desk, partner_id: int, before: Place | None) -> View:
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        page = await store.timeline.page(partner, tags=audit.TAGS, before=before)
        people, theirs = _who(page.events)
        return audit.history(
            desk.words,
            partner,
            page,
            names=await store.members.names(sorted(people)),
            contacts=await store.contacts.names(theirs),
            may_edit=await store.partners.may_edit(partner),
            first=before is None,
            former=await store.merges.former(partner),
        )


def _who(events: Sequence[Event]) -> tuple[set[str], set[int]]:
    """The user ids of our people, and the ids of the contacts, whom these events speak of."""
    people: set[str] = set()
    theirs: set[int] = set()
    for event in events:
        if isinstance(event, Meeting):
            people |= {event.recorded_by, *event.members}
            theirs |= set(event.contact_ids)
            continue
        if isinstance(event, Review):
            people |= people_of([event])
            continue
        people.add(event.by)
        if isinstance(event, Touchpoint):
            theirs |= {event.contact_id} if event.contact_id else set()
        elif isinstance(event, Entry):
            for field in ("owner_id", "people"):
                for value in event.facts.get("changes", {}).get(field, ()):
                    people |= {value} if isinstance(value, str) else set(value)
    return people, theirs
