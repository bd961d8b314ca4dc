"""Partners, what is followed with them, and what is said unasked, as far as a crawler does not come by itself."""

from datetime import timedelta

from bot.seed_people import AMELIE, DANA, GENERAL, PARTNERSHIPS, RIVER, SAM
from storage.agreement_parts import AgreementKind
from tests import agreeing
from tests.campaign.crawler import Crawler
from tests.campaign.furnished import GONE
from tests.campaign.plenty import MANY, TWIN
from tests.campaign.steps import Steps
from tests.measuring import description


class Partnerships(Steps):
    async def new_partner(self, p: Crawler) -> None:
        await p.do("new Alpha Mission")
        await p.actor.change("name", self.on("Alpha Mission"))
        await p.actor.close()
        await p.do("new Beta Mission")
        await p.press("partners.continue")
        p.clear()
        twin = self.on(f"{TWIN} North")
        await p.do(f"new {twin}")
        await p.actor.submit()
        await p.press("duplicates.show")
        p.clear()
        await p.do(f"new {twin}")
        await p.actor.submit()
        await p.press("partners.other")

    async def lists(self, p: Crawler) -> None:
        for line, action in (
            ("list zzzz", "partners.all"),
            ("agreements zzzz", "register.all"),
            ("assets zzzz", "resources.every"),
        ):
            await p.do(line)
            await p.press(action)
            p.clear()

    async def history(self, p: Crawler) -> None:
        await p.do(f"show {MANY}")
        await p.actor.click("partners.more", option="Full history")
        await p.press("partners.older", "partners.newest")

    async def portfolio(self, p: Crawler) -> None:
        amelie = self.crawlers[AMELIE]
        await amelie.do("portfolio")
        await amelie.press("portfolio.share")
        amelie.actor.fill("readers", [DANA])
        await amelie.actor.submit()
        await p.do("portfolio")
        await p.press("portfolio.look", value=AMELIE)

    async def indicators(self, p: Crawler) -> None:
        await p.do("kpis Kestrel Works Co-operative")
        await p.press("kpis.page", "kpis.picture", "kpis.correct")
        p.clear()
        async with self.store() as store:
            [partner] = await store.partners.find(f"{TWIN} South", limit=1)
            agreement = await store.agreements.begin(
                partner, kind=AgreementKind.informal, title=self.on("Signed doors"), language="en"
            )
            await agreeing.signed(
                store,
                await agreeing.written(store, agreement, term={"starts_on": "2026-11-12", "ends_on": "2027-11-11"}),
            )
        await p.do(f"kpis {TWIN} South")
        await p.press("kpis.take_over")
        await p.actor.submit()
        p.clear()

        async def again() -> None:
            await p.do(f"kpis {MANY}")
            await p.press("kpis.add")

        await again()
        await p.actor.change("code", "own")
        await p.actor.close()
        await again()
        await p.press("kpi_forms.afresh")
        p.clear()
        async with self.store() as store:
            [partner] = await store.partners.find(MANY, limit=1)
            (await store.kpis.add(partner, description(code="placed", reporter_id=SAM))).reporter_id = GONE
            await store.session.flush()
            await store.check_ins.tell_owners(GONE)
        await self.it.settle()
        await p.press("check_ins.hand_over")
        p.actor.fill("reporter", AMELIE)
        await p.actor.submit()

    async def figures(self, p: Crawler) -> None:
        """A form that is refused keeps what was typed."""
        await p.press("check_ins.report")
        p.actor.fill("comment", "046 454 286")
        await p.actor.submit()
        p.clear()
        await p.press("check_ins.report", "check_ins.afresh")
        p.clear()

    async def meetings(self, p: Crawler) -> None:
        for interest, offer in (("yes", "minutes.agree"), ("no", "minutes.decline")):
            async with self.store() as store:
                name = self.on(f"They say {interest}")
                await store.partners.create(name=name, owner_id=DANA, channel_id=RIVER)
            await p.do(f"meet {name}")
            await p.actor.change("interest", interest)
            if interest == "yes":
                p.fill_texts("requirement_", "goal_0", "way_services", "step_0", "notes")
            await p.actor.submit()
            await self.it.settle()
            await p.press(offer)
        p.actor.fill("why", self.on("Not this year"))
        await p.actor.submit()

    async def plans(self, p: Crawler) -> None:
        async def again() -> None:
            await p.do(f"plan {MANY}")

        await again()
        await p.actor.change("frequency", "quarterly")
        await p.actor.close()
        await again()
        await p.press("sessions.afresh")

    async def line(self, p: Crawler) -> None:
        await p.do("contact Centre Rivière-Nord")
        await p.press("communication.change", "communication.halt")
        p.clear()
        await p.do("contact Centre Rivière-Nord")
        await p.press("communication.change", "communication.go_on")
        p.clear()
        await p.do("contact Centre Rivière-Nord")
        await p.press("communication.change", "communication.end")

    async def muted(self, p: Crawler) -> None:
        await p.do(f"mute {MANY}")
        p.actor.fill("mine", "muted")
        await p.actor.submit()
        await p.press("mutes.undo")

    async def saved(self, p: Crawler) -> None:
        await p.actor.say(self.on("Twenty referrals"), channel=RIVER)
        await p.actor.message_shortcut("saved_messages.save", RIVER, self.north.messages(RIVER)[-1]["ts"])
        await p.actor.options("partner", "riviere")
        p.actor.fill("partner", self.on("Centre Rivière-Nord"))
        await p.actor.submit()
        await p.press("saved_messages.undo")

    async def promises(self, p: Crawler) -> None:
        async with self.store() as store:
            [partner] = await store.partners.find(MANY, limit=1)
            due = (self.it.time() + timedelta(days=2)).date()
            await store.actions.add(partner_id=partner.id, what=self.on("Call all doors"), assignee_id=DANA, due_on=due)
        await self.it.pass_time(timedelta(days=1))
        await p.press("actions.done", "actions.reopen")

    async def trouble(self, p: Crawler) -> None:
        """What could not be posted, and what perhaps was not."""
        space = self.north.workspace
        space.channels[PARTNERSHIPS].is_archived = True
        space.scopes -= {"channels:history"}
        await self.told_in(PARTNERSHIPS)
        await p.press("reminders.to_me")
        await self.told_in(PARTNERSHIPS)
        await p.press("reminders.choose")
        p.actor.fill("channel", GENERAL)
        await p.actor.submit()
        space.channels[PARTNERSHIPS].is_archived = False
        for action in ("reminders.leave", "reminders.post_again"):
            self.north.faults.drop("chat.postMessage", performed=True)
            await self.told_in(RIVER)
            await self.it.pass_time(timedelta(minutes=40))
            await p.press(action)
        space.scopes |= {"channels:history"}

    async def told_in(self, channel: str) -> None:
        """Something falls due in a channel."""
        name = self.on(f"Door number {next(self.numbers)}")
        async with self.store() as store:
            await store.partners.create(name=name, owner_id=DANA, channel_id=channel)
        await self.dana.do(f"meet {name}")
        await self.dana.actor.submit()
        for _ in range(2):
            await self.it.pass_time(timedelta(minutes=1))

    async def erased(self, p: Crawler) -> None:
        await p.do("export")
        await p.actor.options("exports.person", "mona")
        await p.press("exports.person", "exports.erase")
