"""A workspace in which a message of every kind waits to be said, and nothing happens by itself.

It is Wednesday 3 February 2027, 09:31 in Toronto; Monday the 15th is a holiday in Ontario, as is the 24th of May, but
neither is in Newfoundland. The college is looked after by Sam and spoken of in the default channel, #rivière-nord; the
mill by Amélie, in #general.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from bot.playground import Person
from handlers import installs, minutes, reviews
from messages.minutes import STEPS
from messages.reminders import SET_ASIDE, UNCERTAIN, UNDELIVERABLE
from storage.agreement import Agreement
from storage.agreement_parts import AgreementKind
from storage.assessment import US, Given
from storage.challenges import Raising
from storage.communication import Every, How, Terms
from storage.kpi import ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_values import Figure
from storage.meetings import Purpose, Report
from storage.partners import Partner, Stage
from storage.plans import Plan
from storage.positions import Holder, Position
from storage.readiness_rules import Says
from storage.recurrence import Frequency
from storage.reminder import Reminder
from storage.reviews import Reviewed
from storage.store import Store
from tests.agreeing import signed, written
from tests.house import AMELIE, GENERAL, MARC, PEOPLE, PRIYA, RIVER, SAM, House
from tests.measuring import description

NORA = "U_NORA"
OURS = (*PEOPLE, Person(id=NORA, name="Nora Quinn", display_name="Nora", locale="en-CA"))
BEGINS = datetime(2027, 1, 29, 15, 0, tzinfo=UTC)
ASKED = datetime(2027, 2, 1, 14, 1, tzinfo=UTC)
"""Just after the figures of January were asked for."""
NOW = ASKED + timedelta(days=2, minutes=30)
TODAY = date(2027, 2, 3)
TERM = {"starts_on": "2027-02-03", "ends_on": "2028-01-31"}
REPORT = {"what": "Figures", "to": "Maria", "every": "monthly", "first_on": "2027-02-26"}
COLLEGE, MILL = "Collège du Lac", "Moulin Neuf"


@dataclass
class World:
    """The house, and the numbers of what was put into it."""

    house: House
    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    def subject(self, named: str) -> str:
        """What rows are about, "agreement:joint" with its number."""
        noun, _, name = named.partition(":")
        return f"{noun}:{self.ids.get(name, name)}"


async def furnish(house: House) -> dict[str, int]:
    """Puts all of it into a house in which it is `BEGINS`, and gives the numbers."""
    for user in (AMELIE, SAM, MARC, PRIYA, NORA):
        await house.playground.person(user).command("/partner help", channel=GENERAL)
    ids = await _partners(house)
    await house.until(ASKED)
    await house.playground.move(NOW - house.time())
    for part in (_agreements, _met, _people, _rounds, _merges, _trouble):
        ids |= await part(house, ids)
    await _gone(house)
    async with house.store(by="clock") as store:
        return ids | {"last": await store.session.scalar(select(func.max(Reminder.id))) or 0}


async def _partners(house: House) -> dict[str, int]:
    async with house.store() as store:
        await store.members.entrust(AMELIE)
        kept = await store.settings.get()
        await store.settings.save(
            **{
                name: getattr(kept, name) for name in ("time_zone", "language", "province", "quiet_from", "quiet_until")
            },
            default_channel=RIVER,
            channel_budget=0,
            person_budget=0,
        )
        college = await store.partners.create(name=COLLEGE, owner_id=SAM, people=[MARC])
        mill = await store.partners.create(name=MILL, owner_id=AMELIE, people=[SAM], channel_id=GENERAL)
        monthly = await store.kpis.add(college, description(begun_on=date(2027, 1, 1)))
        await store.kpis.add(
            college, description(code="placed", frequency=KpiFrequency.quarterly, begun_on=date(2027, 1, 1))
        )
        own = await store.kpis.add(
            college,
            description(
                code="in_kind_hours", frequency=KpiFrequency.yearly, begun_on=date(2027, 1, 1), channel_id=GENERAL
            ),
        )
        lost = await store.kpis.add(mill, description(reporter_id=PRIYA, begun_on=date(2027, 2, 1)))
        for one in (college, mill):
            await store.partners.move(one, Stage.active)
        to_come = await store.health.live(college.id)
        assert to_come is not None
        to_come.ask_on = date(2027, 5, 24)
        await store.health.extend(college)
        return {"college": college.id, "mill": mill.id, "monthly": monthly.id, "own": own.id, "lost": lost.id}


async def _agreements(house: House, ids: dict[str, int]) -> dict[str, int]:
    """One that holds, one that holds from the new year on, and three that are being reviewed."""
    async with house.store(SAM) as store:
        college = await store.partners.get(ids["college"])
        joint = await _begun(store, college, "Joint intake")
        await signed(store, await written(store, joint, term=TERM, reporting={"rows": [REPORT]}), on=TODAY)
        later = await _begun(store, college, "Shared space")
        begins = {"term": {"starts_on": "2027-03-01"}, "reporting": {}}
        await signed(store, await written(store, later, **begins), on=TODAY)
        reviewed, answered, agreed = [
            await written(store, await _begun(store, college, title)) for title in ("Bus", "Library", "Kitchen")
        ]
        await store.approvals.send(reviewed, [MARC, AMELIE])
        await store.approvals.send(answered, [MARC, AMELIE])
        await store.approvals.send(agreed, [MARC])
        numbers = {"joint": joint, "later": later, "reviewed": reviewed, "answered": answered, "agreed": agreed}
    async with house.store(MARC) as store:
        for agreement, approves in ((answered, False), (agreed, True)):
            held = await store.approvals.hold(agreement.id)
            await store.approvals.answer(held, 1, approved=approves, comment="" if approves else "Which days?")
    return {name: one.id for name, one in numbers.items()}


async def _met(house: House, ids: dict[str, int]) -> dict[str, int]:
    """Sessions, a meeting and a review with the college; a rhythm, promises, what stands in the way, who does what."""
    async with house.store() as store:
        college, mill = await store.partners.get(ids["college"]), await store.partners.get(ids["mill"])
        plan = await store.sessions.begin(
            college, Plan(Frequency.biweekly, date(2027, 2, 15), time(9), "America/Toronto", shift_holidays=True)
        )
        at = store.now - timedelta(hours=1)
        meeting = await store.meetings.record(college.id, Report(at, Purpose.planning))
        step = await store.actions.add(partner_id=college.id, what="Send it", assignee_id=MARC, meeting_id=meeting.id)
        await minutes.announce(store, meeting, college)
        await minutes.tell_assignees(store, meeting, [step])
        review = await store.reviews.record(mill, Reviewed(at, progress="Well"))
        await reviews.announce(store, review, mill)
        line = await store.communication.add(college, Terms(MARC, None, How.phone, Every.weekly))
        await store.communication.add(college, Terms(None, None, How.email, Every.biweekly))
        action = await store.actions.add(partner_id=college.id, what="Draft", assignee_id=SAM, due_on=date(2027, 2, 10))
        await store.actions.tell(action)
        left = await store.actions.add(partner_id=mill.id, what="Call", assignee_id=PRIYA)
        challenge = await store.challenges.begin(mill, Raising("No bus", owner_id=PRIYA))
        held = await store.positions.name(mill, Position.lead, Holder(user_id=PRIYA), since=date(2027, 1, 4))
        numbers = {"plan": plan, "meeting": meeting, "step": step, "line": line, "action": action, "left": left}
        return {name: one.id for name, one in (numbers | {"challenge": challenge, "held": held}).items()}


async def _people(house: House, _ids: dict[str, int]) -> dict[str, int]:
    """Amélie has checked that we are ready, Sam wants his week, and another role."""
    async with house.store() as store:
        given = {point: Given(Says.yes) for point in US.points}
        await store.readiness.record(await store.readiness.looked(US), given, seen=None, confirmed=False)
        await store.week_digests.choose(SAM, wanted=True)
    sam = house.playground.person(SAM)
    [refused] = await sam.command("/partner import", channel=GENERAL)
    await sam.click("Ask Amélie", message=refused)
    async with house.database.installs() as shelf:
        [workspace] = await shelf.active()
    amelie = house.playground.workspace.people[AMELIE]
    user = house.playground.workspace.user_object(amelie, with_locale=True)
    await installs.welcome(house.database, workspace=workspace, installer=user)
    return {}


async def _rounds(house: House, ids: dict[str, int]) -> dict[str, int]:
    """Both sides of the mill are being asked; who reports for the college is somebody else; one has reported early."""
    async with house.store() as store:
        mill = await store.partners.for_change(ids["mill"])
        asked = await store.health.start(mill)
        college = await store.partners.get(ids["college"])
        january = await store.check_ins.of_period(college.id, KpiFrequency.monthly, date(2027, 1, 1))
        assert january is not None
        await store.check_ins.ask(january, MARC, await store.check_ins.outstanding(january))
        own = await store.kpis.get(ids["own"])
        await store.kpi_values.keep(own, date(2027, 1, 1), Figure(ValueState.given, Decimal(3)))
        yearly = await store.check_ins.of_period(college.id, KpiFrequency.yearly, date(2027, 1, 1))
        assert yearly is not None
        await store.check_ins.reported(yearly)
        return {"round": asked.id, "january": january.id, "yearly": yearly.id}


async def _merges(house: House, _ids: dict[str, int]) -> dict[str, int]:
    """Two were put together, and two were that are apart again."""
    found = {}
    for name in ("merged", "undone"):
        async with house.store() as store:
            both = [await store.partners.create(name=f"{name} {n}", owner_id=AMELIE) for n in (1, 2)]
            found[name] = (await store.merges.merge(*(one.organization_id for one in both), {})).id
    async with house.store() as store:
        await store.merges.take_apart(found["undone"])
    return found


async def _trouble(house: House, ids: dict[str, int]) -> dict[str, int]:
    """One message could not be posted, of another nobody knows, and part of the regular work was set aside."""
    found = {}
    async with house.store(by="clock") as store:
        for name, kind in (("undeliverable", UNDELIVERABLE), ("uncertain", UNCERTAIN)):
            row = await store.reminders.plan(
                kind=STEPS,
                subject=f"meeting:{ids['meeting']}",
                recipient=RIVER,
                occurrence=name,
                due_at=store.now,
                facts={"partner_id": ids["college"]},
            )
            await store.reminders.begin(row, channel=RIVER)
            await (
                store.reminders.undeliverable(row, reason="is_archived")
                if name == "undeliverable"
                else store.reminders.unsure(row, look_at=store.now + timedelta(days=900), reason="timeout")
            )
            await store.reminders.plan(
                kind=kind, subject=f"reminder:{row.id}", recipient=SAM, due_at=store.now, facts={"reminder_id": row.id}
            )
            found[name] = row.id
        await store.reminders.tell_owner(kind=SET_ASIDE, subject="chore:drafts")
    return found


async def _gone(house: House) -> None:
    """Priya leaves, and Nora is a guest from now on."""
    await changed(house, PRIYA, deleted=True)
    await changed(house, NORA, is_restricted=True)


async def changed(house: House, user_id: str, **now: Any) -> None:
    """Slack says that somebody is another than before."""
    person = house.playground.workspace.people[user_id]
    for name, value in now.items():
        setattr(person, name, value)
    user = house.playground.workspace.user_object(person, with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()


async def _begun(store: Store, partner: Partner, title: str) -> Agreement:
    return await store.agreements.begin(partner, kind=AgreementKind.memorandum, title=title, language="en")
