"""A busy workspace and a year in it: what people agree and do, the clock moved from one due moment to the next."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import Liaison, build_app
from bot.settings import Settings
from storage.agreement_parts import Unit
from storage.communication import Every, Terms
from storage.kpi import KpiDescription, ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction
from storage.kpi_values import Figure
from storage.meetings import Purpose
from storage.members import Role
from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.store import Store
from storage.touchpoints import How
from tests.agreeing import begun, signed, written
from tests.engines import lent_engine
from tests.year import promises as oracle
from tests.year.promises import DAY, Promise, Reader, local
from tests.year.slack import Slack

BEGINS = datetime(2026, 10, 26, 14, tzinfo=UTC)
ENDS = datetime(2027, 11, 9, 14, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")
ZONES = ("America/Toronto", "America/St_Johns", "America/Regina", "America/Vancouver")
RHYTHMS = (("weekly", 1), ("biweekly", 4), ("monthly_by_date", 5), ("monthly_by_weekday", 5))
"""How often partners are met: of fifteen so many."""
RHYTHM_OF = [how for how, number in RHYTHMS for _ in range(number)]
LATE_RISERS = 5
"""Every fifth person has quiet hours of their own, until half past ten."""
BETWEEN = 15 * DAY
OWNER = "U_0"


@dataclass
class World:
    """One simulation. `events` are what people do, at their moments (UTC); `promised` what follows from it."""

    partners: int
    members: int
    begins: datetime = BEGINS
    ends: datetime = ENDS
    now: datetime = field(init=False)
    events: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    promised: list[Promise] = field(default_factory=list)
    number: count = field(default_factory=count)

    def __post_init__(self) -> None:
        self.now = self.begins
        self.readers = [self._reader(number) for number in range(self.members)]
        self.slack = Slack(lambda: self.now, {one.where: one.zone.key for one in self.readers})

    def at(self, moment: datetime, work: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self.events, (moment, next(self.number), work))

    @asynccontextmanager
    async def living(self, database_url: str) -> AsyncIterator[Liaison]:
        """The real bot on a migrated database, without a clock of its own."""
        async with lent_engine(database_url) as engine, self.slack.running() as api:
            settings = Settings(
                _env_file=None,
                SLACK_BOT_TOKEN=SecretStr("xoxb-year"),
                SLACK_SIGNING_SECRET=SecretStr("year-signing-secret"),
                SLACK_API_URL=api,
                LIAISON_DATABASE_URL=database_url,
            )
            async with build_app(settings, engine, lambda: self.now, pace=0) as self.liaison:
                async with self.liaison.database.installs() as installs:
                    self.workspace_id = (await installs.active())[0].id
                yield self.liaison

    @asynccontextmanager
    async def store(self, by: str = OWNER) -> AsyncIterator[Store]:
        async with self.liaison.database.store(self.workspace_id, by=by) as store:
            yield store

    async def furnish(self) -> None:
        """People, partners and everything that is agreed at the beginning, in a few transactions."""
        async with self.store() as store:
            await store.settings.save(
                time_zone=TORONTO.key,
                language="en",
                province="ON",
                default_channel=None,
                quiet_from=time(18),
                quiet_until=time(8),
            )
            for number, reader in enumerate(self.readers):
                await store.members.meet(
                    user_id=reader.where,
                    name=f"Member {number}",
                    role=Role.coordinator if number else Role.owner,
                    locale="en-CA",
                    time_zone=reader.zone.key,
                    left=False,
                )
                if number % LATE_RISERS == 1:
                    start, end = reader.quiet
                    await store.members.choose(reader.where, language=None, quiet_from=start, quiet_until=end)
        for begin in range(0, self.partners, 50):
            async with self.store() as store:
                for number in range(begin, min(begin + 50, self.partners)):
                    await self._partner(store, number)
        for number, reader in enumerate(self.readers):
            await self._action(reader, self.begins.date() + (6 + number % 7) * DAY)

    async def live(self) -> None:
        """A year: on to the next thing that is due or that somebody does, and all that is due is said."""
        delivering, chores = self.liaison.delivering, self.liaison.chores
        while True:
            await delivering.deliver_due()
            await chores.do_due()
            async with self.liaison.database.outbox() as outbox:
                due = await outbox.next_due() or self.ends
            upcoming = self.events[0][0] if self.events else self.ends
            moment = max(min(due, upcoming), self.now)
            if moment >= self.ends:
                return
            self.now = moment
            while self.events and self.events[0][0] <= self.now:
                await heapq.heappop(self.events)[2]()

    def _reader(self, number: int) -> Reader:
        quiet = (time(16), time(10, 30)) if number % LATE_RISERS == 1 else (time(18), time(8))
        return Reader(f"U_{number}", ZoneInfo(ZONES[number % len(ZONES)]), quiet, person=True)

    async def _partner(self, store: Store, number: int) -> None:
        owner, reporter = self.readers[number % self.members], self.readers[(number + 1) % self.members]
        channel = Reader(f"C_{number}", TORONTO)
        partner = await store.partners.create(
            name=f"Partner {number}", channel_id=channel.where, owner_id=owner.where, people=[reporter.where]
        )
        await self._sessions(store, partner, number, channel)
        await self._figures(store, partner, number, channel, reporter)
        if number % 2 == 0:
            await self._contact(store, partner, number, owner)
        if number % 3 == 0:
            await self._agreement(store, partner, number, channel)

    async def _sessions(self, store: Store, partner: Partner, number: int, channel: Reader) -> None:
        zone, at = ZoneInfo(ZONES[number % len(ZONES)]), (time(10), time(13, 30), time(9, 15))[number % 3]
        plans = [(RHYTHM_OF[number * 7 % 15], self.begins.date() + (2 + number % 28) * DAY, Purpose.planning)]
        plans.append(("half_yearly", self.begins.date() + (10 + number % 150) * DAY, Purpose.review))
        for how, first, purpose in plans:
            plan = Plan(Frequency(how), first, at, zone.key, remind_before=(24 * 60,))
            cadence = await store.sessions.begin(partner, plan, purpose=purpose)
            self.promised += oracle.sessions(
                cadence.id, channel, how, first, at, zone, since=self.begins, until=self.ends
            )

    async def _figures(self, store: Store, partner: Partner, number: int, channel: Reader, reporter: Reader) -> None:
        months = 1 if number % 3 == 1 else 3
        frequency = KpiFrequency.monthly if months == 1 else KpiFrequency.quarterly
        kpi = await store.kpis.add(
            partner,
            KpiDescription(
                code="referrals_in",
                name="",
                unit=Unit.number,
                direction=Direction.up,
                share=False,
                baseline=None,
                target=Decimal(15),
                target_on=None,
                frequency=frequency,
                reporter_id=reporter.where,
                channel_id=None,
                source="",
                numerator="",
                denominator="",
                begun_on=self.begins.date().replace(day=1),
            ),
        )
        for asked in oracle.check_ins(partner.id, channel, months, self.begins, self.ends):
            self.promised.append(asked)
            if number % 2:
                self.promised += oracle.late(asked, reporter)
            else:
                period = date.fromisoformat(str(asked.key[2]))
                self.at(asked.at + timedelta(hours=2), self._reports(kpi.id, frequency, period, reporter))

    def _reports(
        self, kpi_id: int, frequency: KpiFrequency, period: date, reporter: Reader
    ) -> Callable[[], Awaitable[None]]:
        async def report() -> None:
            async with self.store(reporter.where) as store:
                kpi = await store.kpis.get(kpi_id)
                partner = await store.partners.get(kpi.partner_id)
                check_in = await store.check_ins.begin(partner, frequency, period)
                await store.kpi_values.keep(kpi, period, Figure(ValueState.given, Decimal(12)))
                await store.check_ins.reported(check_in)

        return report

    async def _contact(self, store: Store, partner: Partner, number: int, owner: Reader) -> None:
        await store.communication.add(partner, Terms(owner.where, None, How.phone, Every.monthly))
        heard = [self.begins]
        if number % 4 == 0:
            heard.append(self.begins + (60 + number % 9) * DAY)
            self.at(heard[1], self._calls(partner.id, owner))
        self.promised += oracle.silences(partner.id, owner, heard, TORONTO)

    def _calls(self, partner_id: int, owner: Reader) -> Callable[[], Awaitable[None]]:
        async def call() -> None:
            async with self.store(owner.where) as store:
                partner = await store.partners.get(partner_id)
                await store.touchpoints.log(partner, at=self.now, how=How.phone)

        return call

    async def _agreement(self, store: Store, partner: Partner, number: int, channel: Reader) -> None:
        ends_on = self.begins.date() + (100 + number * 11 % 240) * DAY
        agreement = await begun(store, partner)
        term = {"starts_on": "2026-06-01", "ends_on": ends_on.isoformat()}
        await signed(store, await written(store, agreement, term=term), on=date(2026, 6, 1))
        first = date(2027, 1, 31)
        self.promised += oracle.ends(agreement.id, channel, ends_on, self.begins)
        self.promised += oracle.reports(agreement.id, channel, first, ends_on, since=self.begins, until=self.ends)

    async def _action(self, reader: Reader, due_on: date) -> None:
        """One action after the other: promised, done six days late, and the next one begun."""
        async with self.store() as store:
            action = await store.actions.add(
                partner_id=1, what=f"Due {due_on}", assignee_id=reader.where, due_on=due_on
            )
            action_id = action.id
        self.promised += oracle.nudges(reader.where, reader, [due_on])

        async def done() -> None:
            async with self.store(reader.where) as store:
                await store.actions.done(action_id)
            await self._action(reader, due_on + BETWEEN)

        self.at(local(due_on + 6 * DAY, time(12), reader.zone), done)


async def simulated(database_url: str, world: World) -> World:
    """The time of a world from its beginning to its end, on a migrated database."""
    async with world.living(database_url):
        await world.furnish()
        await world.live()
        await asyncio.sleep(0)
    return world
