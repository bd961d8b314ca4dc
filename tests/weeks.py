"""What the tests of a person's week share: partners with something of every kind in the week of 16 November 2026."""

from datetime import UTC, date, datetime, time
from typing import Any

from storage.agreement import Agreement
from storage.agreement_parts import AgreementKind
from storage.communication import Every, How, Terms
from storage.meetings import Purpose
from storage.partners import Stage
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.store import Store
from tests.agreeing import signed, written
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, House
from tests.measuring import description

MONDAY = date(2026, 11, 16)
NINE = datetime(2026, 11, 16, 14, 1, tzinfo=UTC)
"""Just after 09:00 in Toronto on that Monday."""


async def known(house: House, *users: str) -> None:
    """They have used Liaison before; Amélie is the workspace's owner."""
    for user in users or (AMELIE, SAM, MARC, PRIYA):
        await house.playground.person(user).command("/partner help", channel=GENERAL)


async def busy(house: House, *, of: str = SAM) -> int:
    """A partner of this person's with a session, a review, figures, actions, an end, a report, a silence and a version
    that waits for their answer; the id of the partner. It is Monday the 16th then."""
    await known(house)
    async with house.store() as store:
        partner = await store.partners.create(name="Centre <Rivière-Nord>", owner_id=of, channel_id=RIVER)
        partner.stage = Stage.active
        await store.sessions.begin(partner, plan(date(2026, 11, 17)))
        await store.sessions.begin(
            partner, plan(date(2026, 11, 19), frequency=Frequency.quarterly), purpose=Purpose.review
        )
        for what, due in (("Late & dear", date(2026, 11, 13)), ("On time", date(2026, 11, 18)), ("Someday", None)):
            await store.actions.add(partner_id=partner.id, what=what, assignee_id=of, due_on=due)
        await store.kpis.add(partner, description(reporter_id=of, begun_on=date(2026, 10, 1)))
        ends = {"starts_on": "2025-11-21", "ends_on": "2026-11-20"}
        due = {"rows": [{"what": "Half-yearly report", "to": "Maria", "every": "once", "first_on": "2026-11-19"}]}
        over = await written(store, await begun(store, partner.id, "Joint intake"), term=ends, reporting=due)
        await signed(store, over, on=date(2025, 11, 20))
        await store.communication.add(partner, Terms(of, None, How.phone, Every.weekly))
        asked = await written(store, await begun(store, partner.id, "Shared space"))
        await store.approvals.send(asked, [of])
        await store.partners.create(name="Atelier des Pins", owner_id=AMELIE, people=[of])
        return partner.id


async def begun(store: Store, partner_id: int, title: str) -> Agreement:
    partner = await store.partners.get(partner_id)
    return await store.agreements.begin(partner, kind=AgreementKind.memorandum, title=title, language="en")


def plan(first_on: date, **chosen: Any) -> Plan:
    """Every second week at 09:00 in Toronto, unless chosen otherwise."""
    return Plan(
        **{"frequency": Frequency.biweekly, "first_on": first_on, "at": time(9), "time_zone": "America/Toronto"}
        | chosen
    )


def text(view: dict[str, Any] | None) -> str:
    """What a view says, block by block."""
    assert view is not None
    return "\n".join(str(block) for block in view["blocks"])
