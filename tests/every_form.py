"""Every form that people fill in, opened and ready to be sent, for what all of them must endure."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from typing import Any

from storage.plans import Plan
from storage.recurrence import Frequency
from tests.house import AMELIE, GENERAL, RIVER, SAM, House
from tests.meeting import NAME, begin, partner, record

Open = Callable[[House, Any], Awaitable[None]]


async def furnished(house: House) -> int:
    """A partner with something to do and a session to come, of which the agenda has been posted."""
    partner_id = await partner(house)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        await store.actions.add(partner_id=partner_id, what="Draft", assignee_id=AMELIE, due_on=date(2026, 11, 20))
        weekly = Plan(Frequency.weekly, date(2026, 11, 13), time(9), "America/Toronto", remind_before=(60,))
        await store.sessions.begin(found, weekly)
    return partner_id


async def new(house: House, amelie: Any) -> None:
    await amelie.command("/partner new Harbour House", channel=GENERAL)


async def edit(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner edit {NAME}", channel=GENERAL)


async def stage(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner stage {NAME}", channel=GENERAL)
    await amelie.change("to", "declined")
    amelie.fill("why", "Not this year")


async def meeting(house: House, amelie: Any) -> None:
    await begin(house)


async def decline(house: House, amelie: Any) -> None:
    await record(house, interest="no")
    await amelie.click("Put aside", channel=RIVER)


async def plan(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Plan other sessions")


async def reschedule(house: House, amelie: Any) -> None:
    await house.until(datetime(2026, 11, 13, 13, 1, tzinfo=UTC))
    await amelie.click("Reschedule", channel=RIVER)


async def skip(house: House, amelie: Any) -> None:
    await house.until(datetime(2026, 11, 13, 13, 1, tzinfo=UTC))
    await amelie.click("Skip this one", channel=RIVER)
    amelie.fill("why", "A conference")


async def due(house: House, amelie: Any) -> None:
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="New date")
    amelie.fill("due", "2026-11-25")


async def give(house: House, amelie: Any) -> None:
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="Give to somebody")
    amelie.fill("assignee", SAM)


async def settings(house: House, amelie: Any) -> None:
    await amelie.command("/partner settings", channel=GENERAL)


async def own(house: House, amelie: Any) -> None:
    await amelie.command("/partner settings", channel=GENERAL)
    await amelie.click("My own settings")


FORMS: dict[str, Open] = {
    "partners.new": new,
    "partners.edit": edit,
    "stages.form": stage,
    "meetings.form": meeting,
    "minutes.decline": decline,
    "sessions.form": plan,
    "sessions.move": reschedule,
    "sessions.skipping": skip,
    "actions.date": due,
    "actions.give": give,
    "settings.workspace": settings,
    "settings.own": own,
}
"""By callback id. Not among them: the two that only ask for a partner, and where to post what could not be posted."""
