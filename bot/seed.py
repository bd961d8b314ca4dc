"""Sowing: what `liaison demo` starts with, kept by the same shelves and rules as what people type."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from bot.seed_agreeing import Agreeing
from bot.seed_days import ZONE
from bot.seed_discovery import sow_discovery
from bot.seed_following import Following
from bot.seed_health import Listening
from bot.seed_partners import PARTNERS
from bot.seed_people import NONE, PARTNERSHIPS, PEOPLE, Met, Planned, Sown, Step
from bot.seed_reviews import Reviewing
from handlers.members import remember
from storage import stages
from storage.actions import Side
from storage.contacts import Contact
from storage.installs import Workspace
from storage.meetings import Interest, Report
from storage.plans import Plan
from storage.store import Database, Store

MOST_SAID = 1000


async def sow(database: Database) -> None:
    """Fills the workspace with people, settings and partnerships, unless somebody has been here before."""
    async with database.installs() as installs:
        [workspace] = await installs.active()
    if await _inhabited(database, workspace):
        return
    for person in PEOPLE:
        user = person.to_slack(team_id=person.team_id or workspace.team_id, now=database.now(), with_locale=True)
        await remember(database, workspace=workspace, user=user)
    async with database.store(workspace.id, by=PEOPLE[0].id) as store:
        await store.settings.save(
            time_zone=ZONE.key,
            language="en",
            province="ON",
            default_channel=PARTNERSHIPS,
            quiet_from=time(18),
            quiet_until=time(8),
        )
        await store.members.entrust(PEOPLE[0].id)
    for sown in PARTNERS:
        await Sowing(database, workspace, sown=sown).all()
    await sow_discovery(database, workspace)
    async with database.store(workspace.id) as store:
        for person in PEOPLE:
            await store.nudges.plan(person.id)
    await _say_what_was_due(database, workspace)


async def _inhabited(database: Database, workspace: Workspace) -> bool:
    async with database.store(workspace.id, read_only=True) as store:
        return await store.members.by_user(PEOPLE[0].id) is not None


async def _say_what_was_due(database: Database, workspace: Workspace) -> None:
    """What fell due on the days that were replayed was said on them: nobody is told anew."""
    async with database.outbox() as outbox:
        due = await outbox.claim(worker="seed", workspaces=[workspace.id], share=MOST_SAID)
    async with database.store(workspace.id) as store:
        for one in due:
            reminder = await store.reminders.held(one)
            if reminder is not None:
                await store.reminders.begin(reminder, channel=reminder.recipient)
                await store.reminders.sent(reminder, channel=reminder.recipient, ts="")


@dataclass
class Sowing(Agreeing, Following, Listening, Reviewing):
    """One partnership's history, replayed day by day."""

    sown: Sown = field(kw_only=True)

    async def all(self) -> None:
        """Everything of this partnership, in the order of its days."""
        await self.begin()
        for met in self.sown.met:
            await self.meet(met)
        for stage, days_ago, why in self.sown.moved:
            async with self.on(days_ago, 17, by=self.sown.owner) as (store, partner):
                await store.partners.move(partner, stage, why=why)
        async with self.on(0, by=self.sown.owner) as (store, partner):
            for goal in await store.goals.of(partner.id):
                if goal.text in self.sown.settled:
                    await store.goals.settle(goal, self.sown.settled[goal.text])
            for planned in self.sown.planned:
                await store.sessions.begin(partner, self.plan(planned))
        await self.keep_in_touch(self.sown.arranged, self.sown.touched)
        for agreed in self.sown.agreed:
            await self.agree(agreed)
        await self.measure(self.sown.measured)
        for looked in self.sown.looked:
            await self.review(looked)
        for held in self.sown.held:
            await self.hold(held)
        for heard in self.sown.heard:
            await self.hear(heard)

    async def begin(self) -> None:
        sown = self.sown
        async with self.past(sown.added, by=sown.owner) as store:
            partner = await store.partners.create(
                name=sown.name,
                kinds=sown.kinds,
                reasons=sown.reasons,
                website=sown.website,
                region=sown.region,
                languages=sown.languages,
                serves=sown.serves,
                channel_id=sown.channel,
                people=sown.people,
                confidential=sown.confidential,
            )
            self.partner_id = partner.id
            for name, title, email, phone in sown.contacts:
                await store.contacts.add(partner, name=name, title=title, email=email, phone=phone, source="first call")

    async def meet(self, met: Met) -> None:
        """A meeting recorded an hour after it began, with all that it settled."""
        held_at = self.at(met.days_ago, met.hour)
        async with self.on(met.days_ago, met.hour + 1, by=met.by) as (store, partner):
            contacts = {contact.name: contact for contact in await store.contacts.of(partner)}
            report = Report(
                held_at=held_at,
                purpose=met.purpose,
                interest=met.interest,
                interest_note=met.change,
                members=[met.by],
                contact_ids=[contacts[name].id for name in met.present],
                notes=met.notes,
                next_at=self.at(-met.next_in, 9) if met.next_in else None,
            )
            meeting = await store.meetings.record(partner.id, report)
            count = await store.meetings.count(partner.id)
            interested = met.interest is Interest.yes
            for stage in stages.after_meeting(partner.stage, interested=interested, meetings=count):
                await store.partners.move(partner, stage, by_itself=True)
            for text, measure, due in met.goals:
                by = self.at(-due).date() if due else None
                await store.goals.add(partner_id=partner.id, text=text, measure=measure, by=by, meeting_id=meeting.id)
            for kind, text in met.ways:
                await store.goals.add_way(partner_id=partner.id, kind=kind, text=text, meeting_id=meeting.id)
            for asked, answer in met.requirements.items():
                there = {"not_applicable": True} if answer == NONE else {"text": answer}
                await store.requirements.answer(partner.id, asked, meeting_id=meeting.id, **there)
            for step in met.steps:
                await self.promise(store, step, contacts, meeting.id)

    async def promise(self, store: Store, step: Step, contacts: dict[str, Contact], meeting_id: int) -> None:
        theirs = contacts.get(step.who)
        action = await store.actions.add(
            partner_id=self.partner_id,
            what=step.what,
            side=Side.them if theirs else Side.us,
            assignee_id=None if theirs else step.who,
            contact_id=theirs.id if theirs else None,
            due_on=self.at(-step.due_in).date() if step.due_in is not None else None,
            meeting_id=meeting_id,
        )
        if step.done:
            await store.actions.done(action.id)

    def plan(self, planned: Planned) -> Plan:
        day = self.at(-planned.first_in).date()
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)  # no sessions on a weekend
        return Plan(frequency=planned.frequency, first_on=day, at=time(planned.hour), time_zone=ZONE.key)
