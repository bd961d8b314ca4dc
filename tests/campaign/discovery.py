"""Needs, resources, files, prospects, duplicates and readiness, as far as a crawler does not come by itself."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.seed_people import DANA, MARC
from handlers.members import words_for
from messages import imports
from storage.assessment import US, About, Assessment
from storage.imports import Import
from storage.introductions import Introduction
from storage.organizations import Organization
from storage.partners import Partner
from storage.readiness_rules import FULL, Given, Says
from tests import hsds
from tests.campaign.crawler import Crawler
from tests.campaign.marks import OF_ALL
from tests.campaign.plenty import MANY
from tests.campaign.steps import Steps

NEWEST = select(Import).order_by(Import.id.desc())
INTRODUCED = (
    select(Organization.name)
    .join(Partner, Partner.organization_id == Organization.id)
    .join(Introduction, Introduction.partner_id == Partner.id)
)


class Discovery(Steps):
    async def opportunities(self, p: Crawler) -> None:
        await p.do("need")
        await p.press("opportunities.open", "opportunities.move")
        p.actor.fill("to", "exploring")
        await p.actor.submit()
        await p.press("opportunities.back")
        p.clear()
        await p.do("need Alpha things to do")
        await p.actor.change("gap", self.marks.on("Nobody is there", OF_ALL))
        await p.actor.close()
        await p.do("need Beta things to do")
        await p.press("opportunities.continue")

    async def network(self, p: Crawler) -> None:
        """From where nobody or another one is shown."""
        await p.do("map")
        await p.press("network.by_strength", value="strong")
        await p.press("network.by_strength", value="thin")
        p.clear()
        await p.do("map Kestrel Works Co-operative")
        await p.press("network.partner")
        p.clear()

    async def resources(self, p: Crawler) -> None:
        await p.do("assets")
        await p.press("resources.open", "resources.edit")
        await p.actor.change("place", self.marks.on("Whitby by night", OF_ALL))
        await p.actor.submit()
        await p.press("resources.undo", "resources.archive", "resources.restore")

    async def health(self, p: Crawler) -> None:
        await p.do("health Kestrel Works Co-operative")
        await p.press("health.history", "health.picture")
        p.clear()
        await self.crawlers[MARC].do("health")
        await self.crawlers[MARC].press("health.turn", "health.turn.back")

    async def given(self, p: Crawler, name: str, data: bytes) -> None:
        await p.do("import")
        p.actor.fill("file", (name, data))
        p.actor.fill("source", self.marks.on("Register of all", OF_ALL))
        await p.actor.submit()
        p.clear()

    async def import_(self, p: Crawler) -> None:
        table = f"Organisme,Ville\r\n{self.marks.on('Maison du Lac', OF_ALL)},Oshawa\r\n".encode()
        await self.given(p, "one.csv", table)
        await p.press("imports.columns")
        await p.actor.submit()
        p.clear()
        await p.press("imports.discard")
        await self.given(p, "two.zip", hsds.zipped(self.marks.throughout(hsds.tables(2), OF_ALL)))
        await p.press("imports.go", "imports.undo")
        await self.given(p, "three.zip", hsds.zipped(self.marks.throughout(hsds.tables(3), OF_ALL)))
        async with self.store() as store:
            one = (await store.session.scalars(NEWEST)).first()
            words = await words_for(store, DANA)
            await store.imports.confirm(one)
        client = await self.it.liaison.installations.client_of(one.workspace_id)
        await client.chat_update(channel=one.channel_id, ts=one.message_ts, **imports.running(words, one))
        await p.press("imports.stop")
        async with self.store() as store:
            one = (await store.session.scalars(NEWEST)).first()
            said = imports.ended(words, one)
        await client.chat_update(channel=one.channel_id, ts=one.message_ts, **said)
        await p.press("imports.resume")

    async def prospects(self, p: Crawler) -> None:
        await p.do("find interpretation")
        await p.press("prospects.open", "prospects.not_for_us")
        p.actor.fill("why", self.marks.on("Courts only", OF_ALL))
        await p.actor.submit()
        p.clear()
        await p.do("find interpretation")
        await p.press("prospects.show_asides", "prospects.open", "prospects.again")
        p.clear()

        async def again() -> None:
            await p.do("find interpretation")
            await p.press("prospects.open", "prospects.contact")

        await self.draft(p, again)
        await p.press("introductions.afresh")
        await p.press("introductions.language", value="fr")
        await p.actor.submit()
        p.clear()
        async with self.store() as store:
            name = (await store.session.scalars(INTRODUCED)).first()
        await p.do(f"show {name}")
        await p.press("introductions.open")

    async def pairs(self, p: Crawler) -> None:
        await p.do("duplicates")
        await p.press("duplicates.deny")
        p.clear()
        await p.do("duplicates")
        await p.press("duplicates.show_denied", "duplicates.take_back")
        p.clear()
        await p.do("duplicates")
        await p.press("merges.compare")
        await p.actor.submit()
        await p.press("merges.back")
        await p.actor.submit()
        await p.actor.submit()
        p.clear()
        await p.do("duplicates")
        await p.press("merges.show_recent", "merges.take_apart")

    async def readiness(self, p: Crawler) -> None:
        async with self.store() as store:
            [partner] = await store.partners.find(MANY, limit=1)
            about = About(organization_id=partner.organization_id)
            looked = await store.readiness.looked(about)
            await store.readiness.record(
                looked,
                {point: Given(Says.yes, self.on("It does fit")) for point in about.points},
                seen=None,
                confirmed=False,
            )
        await p.do(f"ready {MANY}")
        await p.press("readiness.correct")
        p.clear()
        await p.do(f"ready {MANY}")
        await p.press("readiness.take_back", "readiness.bring_back")

    async def year(self, p: Crawler) -> None:
        """Our own check is over."""
        row = await self.it.row(self.north)
        database = self.it.liaison.database
        async with database.store(row.id, by=DANA) as store:
            looked = await store.readiness.looked(US)
            last = await store.readiness.latest(US)
            one = await store.readiness.record(
                looked,
                {point: Given(Says.yes, self.marks.on("All of it", OF_ALL)) for point in FULL},
                seen=last.id if last else None,
                confirmed=True,
            )
            one.at -= timedelta(days=367)
            mine = select(Assessment).where(
                Assessment.opportunity_id.is_(None), Assessment.organization_id.is_(None), Assessment.id != one.id
            )
            for other in await store.session.scalars(mine):
                other.at = min(other.at, one.at - timedelta(days=1))
            await store.session.flush()
            await store.readiness.plan()
        await self.it.pass_time(max(datetime(2026, 11, 16, 15, tzinfo=UTC) - self.it.time(), timedelta(0)))
        await p.press("readiness.stop", "readiness.go_on")
