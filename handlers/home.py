"""App Home: put up when somebody looks and something is new, and after what they do themselves."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
from slack_sdk.errors import SlackApiError

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.routes import Routes
from handlers.turning import turn_what_is_due
from handlers.week import facts_of
from messages import home, own_partners
from messages.surfaces import View
from storage.members import Right, Role
from storage.store import Store

routes = Routes()
SHOWN_OWNERS = 3
SECONDS = 20.0


@routes.event("app_home_opened")
async def opened(desk: Desk) -> None:
    """Shows the Home tab; nothing is put up when it is there already and nothing is new."""
    event = desk.payload["event"]
    if event.get("tab", "home") == "home":
        await turn_what_is_due(desk)
        await publish(desk, there=event.get("view") or {})


async def publish(desk: Desk, *, there: View | None = None) -> None:
    """Puts the person's Home tab up from today's facts, unless this very one is up.

    `there` is what Slack shows now ({} for nothing), None where that is not known. When another was put up since, that
    one stays: it is as new (Slack: `hash_conflict`).
    """
    user_id = desk.person.user_id
    async with desk.store(read_only=True) as store:
        last = await store.home.published(user_id)
        view = await _page(desk, store)
    digest = sha256(orjson.dumps(view)).hexdigest()
    desk.home_is_new = True
    if last and last.digest == digest and (there is None or there.get("hash") == last.view_hash):
        return
    seen: dict[str, Any] = {"hash": there["hash"]} if there and there.get("hash") else {}
    try:
        answer = await desk.client.views_publish(user_id=user_id, view=view, **seen)
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":
            raise
        return
    async with desk.store() as store:
        await store.home.note(user_id, digest=digest, view_hash=answer["view"]["hash"])


async def refresh(desk: Desk) -> None:
    """The same for somebody who has just done something, if they have ever looked at their Home tab."""
    async with desk.store(read_only=True) as store:
        last = await store.home.published(desk.person.user_id)
        person = await store.members.by_user(desk.person.user_id)
    if last is None or person is None:
        return
    async with in_passing("home not brought up to date", seconds=SECONDS):
        await publish(replace(desk, person=person, words=desk.people.words_of(person)))


async def _page(desk: Desk, store: Store) -> View:
    person = desk.person
    if not person.may(Right.use):
        return home.closed(desk.words)
    groups = await store.home.partners(person.user_id, each=own_partners.EACH_STAGE)
    shown = [partner.id for group in groups for partner in group.partners]
    owners = await store.members.owners()
    return home.page(
        desk.words,
        person,
        groups,
        await store.standings.next_dates(shown),
        await facts_of(store, person),
        owners=[one.name for one in owners[:SHOWN_OWNERS]],
        offered=person.role is Role.owner and not any(one.role_given for one in owners),
    )
