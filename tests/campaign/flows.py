"""What is done in North, so that every route is used once."""

from datetime import UTC, datetime, timedelta

from bot.seed_people import DANA, GENERAL, LEADERSHIP, MARC, PARTNERSHIPS, RIVER, SAM, SHARED
from tests.campaign.crawler import Crawler
from tests.campaign.discovery import Discovery
from tests.campaign.papers import Papers
from tests.campaign.partnerships import Partnerships
from tests.campaign.plenty import LONG, MANY, TWIN

RIVIERE, KESTREL, COLLEGE = "Centre Rivière-Nord", "Kestrel Works Co-operative", "Collège de la Pointe-aux-Hérons"
PINES, NORTHLIGHT = "Two Pines Friendship Lodge", "Northlight Community Fund"
LINES = (
    *("help", "list", "list active", f"show {RIVIERE}", f"show {KESTREL}", "new Harbour House", f"new {TWIN} North"),
    *(f"edit {KESTREL}", f"stage {KESTREL}", "meet", f"meet {RIVIERE}", "plan", f"plan {RIVIERE}", "review"),
    *(f"review {KESTREL}", "calendar", f"calendar {RIVIERE}", f"contact {RIVIERE}", "actions", f"actions {RIVIERE}"),
    *("week", "agree", f"agree {RIVIERE}", f"agree {PINES}", f"agree {COLLEGE}", f"agree {KESTREL}", f"agree {LONG}"),
    *("agreements", "agreements active", "portfolio", "kpis", f"kpis {RIVIERE}", f"kpis {MANY}", "need"),
    *("need Interpreters at intake", "assets", "assets ours", "map", f"map {KESTREL}", "health", f"health {KESTREL}"),
    *("import", "roles", f"roles {KESTREL}", "export", "find", "find interpretation", "duplicates", "ready"),
    *("settings", f"mute {KESTREL}", f"show {MANY}", f"archive {NORTHLIGHT}", f"restore {NORTHLIGHT}"),
)
TWINS = (
    *("edit", "show", "archive", "stage", "meet", "plan", "review", "calendar", "contact", "actions", "agree", "kpis"),
    *("map", "health", "roles", "mute", "ready"),
)
"""Commands that ask which partner is meant."""
MONDAY = datetime(2026, 11, 16, 15, tzinfo=UTC)
DUE_ONCE, LATE = datetime(2026, 12, 1, 15, tzinfo=UTC), datetime(2026, 12, 4, 15, tzinfo=UTC)
"""When figures are asked for, and again from whoever has not reported."""
CHANNELS = (GENERAL, PARTNERSHIPS, RIVER, SHARED, LEADERSHIP)


class Flows(Partnerships, Papers, Discovery):
    """Everything, in an order in which nothing takes away what comes after it."""

    async def all(self) -> None:
        for line in LINES:
            await self.dana.command(f"/partner {line}")
        for word in TWINS:
            await self.dana.command(f"/partner {word} {TWIN}")
        for user, line in ((MARC, "roles"), (MARC, "week"), (SAM, "week")):
            await self.crawlers[user].command(f"/partner {line}")
        await self.go(self.new_partner, self.lists, self.history, self.portfolio, self.indicators, self.meetings)
        await self.go(self.plans, self.line, self.versions, self.texts, self.clauses, self.conflict, self.reviewed)
        await self.go(
            self.template, self.opportunities, self.network, self.resources, self.health, self.import_, self.prospects
        )
        await self.go(self.pairs, self.muted, self.saved, self.roles_, self.owner_left, self.reports, self.erased)
        await self.go(self.promises, self.readiness, self.year, self.trouble, self.shortcuts, self.owned)
        await self.time()
        await self.last()

    async def shortcuts(self, dana: Crawler) -> None:
        await dana.actor.shortcut("meetings.record")
        await dana.window()
        await dana.actor.say("Ten referrals", channel=RIVER)
        told = len(self.north.workspace.ephemerals[DANA])
        await dana.actor.message_shortcut("saved_messages.save", RIVER, self.north.messages(RIVER)[-1]["ts"])
        await dana.window()
        await dana.told(told)
        await dana.actor.say("riviere")

    async def owned(self, dana: Crawler) -> None:
        """A member asks for another role; an admin takes Liaison on where nobody has."""
        await self.crawlers[SAM].command("/partner import")
        async with self.store() as store:
            for owner in await store.members.owners():
                owner.role_given = False
        await self.it.pass_time(timedelta(minutes=1))
        await dana.home()

    async def time(self) -> None:
        for day in (MONDAY, DUE_ONCE, LATE):
            await self.it.pass_time(max(day - self.it.time(), timedelta(0)))
            if day == DUE_ONCE:
                await self.go(self.figures)
            for crawler in self.crawlers.values():
                await crawler.messages(crawler.actor.dm)
            for channel in CHANNELS:
                await self.dana.messages(channel)

    async def last(self) -> None:
        for crawler in self.crawlers.values():
            crawler.late = True
        for line in (*LINES, f"archive {TWIN}"):
            await self.dana.command(f"/partner {line}")
        for crawler in self.crawlers.values():
            await crawler.messages(crawler.actor.dm)
        for channel in CHANNELS:
            await self.dana.messages(channel)
        await self.dana.home()
        marc = self.north.workspace.people[MARC]
        marc.name = marc.display_name = "Marc the Second"
        user = marc.to_slack(team_id=self.north.workspace.team_id, now=self.north.now(), with_locale=True)
        await self.north.event({"type": "user_change", "user": user})
        await self.north.uninstall()
