"""Action items: listed, settled, moved and handed on, wherever they are shown."""

from datetime import date
from typing import Any

from handlers import agendas, home, readiness_views, week
from handlers.bundles import say_where_opened
from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.partners import named
from handlers.reminders import Delivery, is_back, seen_by_reader
from handlers.routes import Answer, Routes
from messages import actions
from messages.readiness import PLACE as READY
from messages.surfaces import Message
from messages.week import PLACE as WEEK
from messages.words import Words
from storage.actions import GIVEN, Action, Who
from storage.days import needed_day
from storage.errors import Missing
from storage.members import Right
from storage.nudges import DUE, ORPHANED
from storage.partners import Partner
from storage.store import Store

routes = Routes()
MOST_IDS = 100


@routes.command("actions", about=actions.ABOUT, usage=actions.USAGE)
async def listed(desk: Desk) -> Answer:
    """Everybody's open actions, the person's own, or those with one partner."""
    if not desk.text:
        return await shown(desk, actions.ALL)
    if desk.text.casefold() in actions.MINE_WORDS:
        return await shown(desk, actions.MINE)
    partner = await named(desk, desk.text, then=actions.OF)
    return await shown(desk, f"partner:{partner.id}") if isinstance(partner, Partner) else partner


@routes.click(actions.OF)
async def of_partner(desk: Desk) -> Answer:
    """The partner was picked."""
    listing = await shown(desk, f"partner:{desk.value}")
    if listing is None:
        return None
    if desk.view:
        await desk.open(actions.window(desk.words, listing))
        return None
    if desk.payload["container"].get("is_ephemeral"):
        return listing
    await desk.reply(listing)
    return None


@routes.click(actions.OWN)
async def own(desk: Desk) -> None:
    """All of the person's own, in a window over the message that had no room for them."""
    if listing := await shown(desk, actions.MINE):
        await desk.open(actions.window(desk.words, listing))


@routes.click(actions.PAGE)
@routes.click(f"{actions.PAGE}.first")
async def page(desk: Desk) -> Answer:
    return await _put(desk, await shown(desk, desk.value))


@routes.click(actions.MORE, right=Right.edit)
async def more(desk: Desk) -> Answer:
    """One line of an action's menu was chosen."""
    verb, _, rest = desk.value.partition(" ")
    act = {"done": _done, "reopen": _reopen, "date": _new_date, "give": _give}[verb]
    return await act(desk, *_spot(rest))


@routes.click(actions.DONE, right=Right.edit)
async def done(desk: Desk) -> Answer:
    return await _done(desk, *_spot(desk.value))


@routes.click(actions.REOPEN, right=Right.edit)
async def reopen(desk: Desk) -> Answer:
    return await _reopen(desk, *_spot(desk.value))


@routes.click(actions.DATE, right=Right.edit)
async def new_date(desk: Desk) -> Answer:
    return await _new_date(desk, *_spot(desk.value))


@routes.click(actions.GIVE, right=Right.edit)
async def give(desk: Desk) -> Answer:
    return await _give(desk, *_spot(desk.value))


@routes.submit(actions.DATE, right=Right.edit)
async def save_date(desk: Desk) -> Answer:
    day = needed_day(desk.values[actions.DUE], field=actions.DUE)
    async with desk.saving() as store:
        await store.actions.reschedule(desk.meta["action"], day)
    await _refresh(desk)
    return None


@routes.submit(actions.GIVE, right=Right.edit)
async def save_assignee(desk: Desk) -> Answer:
    assignee_id, contact_id = desk.values[actions.ASSIGNEE], desk.values.get(actions.CONTACT)
    if not assignee_id and not contact_id:
        raise Missing(field=actions.ASSIGNEE)
    if assignee_id:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=assignee_id)
    async with desk.saving() as store:
        await store.actions.reassign(
            desk.meta["action"],
            assignee_id=assignee_id,
            contact_id=int(contact_id) if contact_id and not assignee_id else None,
        )
    await _refresh(desk)
    return None


@routes.reminder(DUE)
async def nudge(delivery: Delivery) -> Message | None:
    """What is due of one person's, from today's facts."""
    store, user_id = delivery.store, delivery.reminder.recipient
    member = await store.members.by_user(user_id)
    if member is None or member.left or not member.may(Right.use):
        return None
    today = await _today(store, user_id)
    with store.seen_by(member):
        found = await store.actions.due_for(user_id, today)
    if not found:
        return None
    who = await store.actions.who(found)
    return actions.nudge(delivery.words, found, who, today, place=_ids(found))


@routes.reminder(GIVEN, asked=True)
async def given(delivery: Delivery) -> Message | None:
    """Somebody was handed an action; nothing to say when it is done, or somebody else's, by now."""
    store, reminder = delivery.store, delivery.reminder
    found = await seen_by_reader(delivery, [int(reminder.subject.partition(":")[2])])
    mine = [one for one in found if one.assignee_id == reminder.recipient and one.settled_at is None]
    if not mine:
        return None
    by = (await store.members.names([reminder.facts["by"]]))[reminder.facts["by"]]
    today = await _today(store, reminder.recipient)
    who = await store.actions.who(mine)
    return actions.given(delivery.words, mine[0], who, today, by=by, place=actions.ALONE)


@routes.reminder(ORPHANED)
async def orphaned(delivery: Delivery) -> Message | None:
    """Somebody left with open actions in partnerships of the recipient's; nothing when they are back."""
    if await is_back(delivery):
        return None
    user_id, owner_id = delivery.reminder.subject.partition(":")[2], delivery.reminder.recipient
    return await _left_behind(delivery.store, delivery.words, user_id, owner_id, or_none=True)


async def shown(desk: Desk, place: str, settled: int | None = None) -> Message | None:
    """What stands in a place, from today's facts; `settled` is the action that was just changed there.

    Places: a page of a list ("all", "mine", "partner:7", each "@day.id" on), some of one person's ("due:3.5",
    "ids:3.5"), what somebody left behind ("left:U…"), one action "alone". App Home, the window of a week
    ("week:2026-11-23"), a check of readiness ("ready:opportunity:7") and what was posted about a session ("session:3")
    are brought up to date here, and None is given.
    """
    if place == actions.HOME:
        await home.publish(desk)
        return None
    if place.startswith(WEEK):
        await week.show_anew(desk, place.removeprefix(WEEK))
        return None
    if place.startswith(READY):
        await readiness_views.show_anew(desk, place.removeprefix(READY))
        return None
    if place.startswith("session:"):
        await agendas.refresh(desk, [int(place.partition(":")[2])])
        return None
    async with desk.store(read_only=True) as store:
        if place.startswith("left:"):
            return await _left_behind(store, desk.words, place.partition(":")[2], desk.person.user_id)
        today = await _today(store, desk.person.user_id)
        if place.startswith((actions.DUE_PLACE, actions.IDS_PLACE)):
            found = await store.actions.several([int(one) for one in place.partition(":")[2].split(".")])
            return actions.nudge(desk.words, found, await store.actions.who(found), today, place=place)
        changed = await store.actions.get(settled) if settled is not None else None
        if place == actions.ALONE and changed is not None:
            return actions.alone(desk.words, changed, await store.actions.who([changed]), today, place=place)
        return await _listing(desk, store, place, today, changed)


async def _listing(desk: Desk, store: Store, place: str, today: date, changed: Action | None) -> Message:
    which, _, _ = place.partition("@")
    partner = await store.partners.get(int(which.partition(":")[2])) if which.startswith("partner:") else None
    found, after = await store.actions.page(
        assignee_id=desk.person.user_id if which == actions.MINE else None,
        partner_id=partner.id if partner else None,
        after=actions.cursor_of(place),
    )
    return actions.listing(
        desk.words,
        found,
        await store.actions.who([*found, *([changed] if changed else [])]),
        today,
        place=place,
        after=after,
        may=desk.person.may(Right.edit),
        partner=partner.name if partner else None,
        settled=changed,
    )


async def _done(desk: Desk, action_id: int, place: str) -> Answer:
    async with desk.store() as store:
        await store.actions.done(action_id)
    return await _put(desk, await shown(desk, place, action_id))


async def _reopen(desk: Desk, action_id: int, place: str) -> Answer:
    async with desk.store() as store:
        await store.actions.reopen(action_id)
    return await _put(desk, await shown(desk, place, action_id))


async def _new_date(desk: Desk, action_id: int, place: str) -> Answer:
    action, who, today = await _about(desk, action_id)
    await desk.open(actions.new_date(desk.words, action, who, today, _meta(desk, action_id, place)))
    return None


async def _give(desk: Desk, action_id: int, place: str) -> Answer:
    action, who, today = await _about(desk, action_id)
    async with desk.store(read_only=True) as store:
        contacts = await store.contacts.of(action.partner) if action.partner else []
    await desk.open(actions.give(desk.words, action, who, today, contacts, _meta(desk, action_id, place)))
    return None


async def _about(desk: Desk, action_id: int) -> tuple[Action, Who, date]:
    async with desk.store(read_only=True) as store:
        action = await store.actions.to_change(action_id)
        return action, await store.actions.who([action]), await _today(store, desk.person.user_id)


async def _put(desk: Desk, message: Message | None) -> Answer:
    """Puts a message in the place of the one that was clicked in; in a window, it becomes the window."""
    if message is None or desk.view.get("type") != "modal":
        return message
    await desk.update(actions.window(desk.words, message))
    return None


async def _refresh(desk: Desk) -> None:
    """Builds what the form was opened from anew. The change is saved: that it stays as it was is no error."""
    async with in_passing("not brought up to date", place=desk.meta["place"]):
        message = await shown(desk, desk.meta["place"], desk.meta["action"])
        if message is not None and "window" in desk.meta:
            await desk.client.views_update(view_id=desk.meta["window"], view=actions.window(desk.words, message))
        elif message is not None and "url" in desk.meta:
            await say_where_opened(desk, message)


async def _left_behind(
    store: Store, words: Words, user_id: str, owner_id: str, *, or_none: bool = False
) -> Message | None:
    found = await store.nudges.orphaned(user_id, owner_id)
    if or_none and not found:
        return None
    name = (await store.members.names([user_id]))[user_id]
    who, today = await store.actions.who(found), await _today(store, owner_id)
    return actions.orphaned(words, found, who, today, name=name, place=f"left:{user_id}")


async def _today(store: Store, user_id: str) -> date:
    """The person's local day."""
    return await store.settings.today_of(await store.members.by_user(user_id))


def _spot(value: str) -> tuple[int, str]:
    action_id, _, place = value.partition(" ")
    return int(action_id), place or actions.ALONE


def _ids(found: list[Action]) -> str:
    return actions.DUE_PLACE + ".".join(str(one.id) for one in found[:MOST_IDS])


def _meta(desk: Desk, action_id: int, place: str) -> dict[str, Any]:
    meta = {"subject": f"action:{action_id}", "action": action_id, "place": place}
    if desk.view.get("type") == "modal":
        return meta | {"window": desk.view["id"]}
    return meta | desk.origin
