"""Who looks after Liaison here: taking it on, asking for another role, and hearing whose access has ended."""

from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.routes import Answer, Routes
from messages import ownership
from messages.surfaces import Message
from storage.errors import NotFound
from storage.members import ASKED, ENDED, Right, Role

routes = Routes()


@routes.click(ownership.TAKE, right=Right.administer)
async def take(desk: Desk) -> Answer:
    """An admin of the Slack workspace owns Liaison from now on as a role that was given; Home says so."""
    async with desk.store() as store:
        await store.members.entrust(desk.person.user_id)
    desk.people.forget(desk.workspace.id)
    return None


@routes.click(ownership.ASK)
async def ask(desk: Desk) -> Answer:
    """Tells an owner that this person would like another role: once a day, however often it is pressed."""
    owner_id = desk.value
    async with desk.store() as store:
        if owner_id not in await store.members.holding(Role.owner):
            raise NotFound
        await store.reminders.plan(
            kind=ASKED,
            subject=f"member:{desk.person.user_id}",
            recipient=owner_id,
            occurrence=(await store.settings.today()).isoformat(),
            due_at=store.now,
        )
        name = (await store.members.names([owner_id]))[owner_id]
    desk.nudge()
    answer = ownership.was_asked(desk.words, name)
    if desk.view.get("type") != "modal":
        return answer
    await desk.update(ownership.window(desk.words, answer))
    return None


@routes.reminder(ASKED, asked=True)
async def asked(delivery: Delivery) -> Message | None:
    """Nothing to say to somebody who owns Liaison no more, or of somebody who owns it by now."""
    owner = await delivery.store.members.by_user(delivery.reminder.recipient)
    person = await delivery.store.members.by_user(delivery.reminder.subject.partition(":")[2])
    if owner is None or not owner.may(Right.administer) or person is None or person.role not in ownership.ROLES:
        return None
    return ownership.asked(delivery.words, person.name, person.role, delivery.reminder.id)


@routes.reminder(ENDED, asked=True)
async def ended(delivery: Delivery) -> Message | None:
    """Nothing to say when they are one of us again by now."""
    person = await delivery.store.members.by_user(delivery.reminder.subject.partition(":")[2])
    if person is None or person.role is not Role.nobody:
        return None
    return ownership.ended(delivery.words, person.name, delivery.reminder.id)
