"""Agreements: their versions, texts, clauses, answers, roles and reports, as far as a crawler does not come."""

from bot.seed_people import AMELIE, DANA, SAM
from storage.agreement_parts import AgreementKind, Part
from tests import agreeing
from tests.campaign.crawler import Crawler
from tests.campaign.furnished import GONE
from tests.campaign.marks import TAIL
from tests.campaign.plenty import LONG, LONG_TEXT, MANY, TWIN
from tests.campaign.steps import Steps
from tests.docx import written


class Papers(Steps):
    async def versions(self, p: Crawler) -> None:
        await p.do(f"agree {LONG}")
        await p.press("versions.list", "versions.list_older")
        p.clear()
        await p.do(f"agree {LONG}")
        await p.press("versions.list", "versions.history", "versions.history_older", "versions.history_newer")
        p.clear()
        await p.do(f"agree {LONG}")
        await p.press("versions.list", "versions.compare")
        for field, value in (("one", "1"), ("other", "15")):
            await p.actor.options(field, value)
            p.actor.fill(field, value)
        await p.actor.submit()
        await p.press("versions.compared", "versions.compared_back")
        p.clear()
        await p.do(f"agree {LONG}")
        await p.press("versions.list", "versions.restore")

    async def texts(self, p: Crawler) -> None:
        await p.do(f"agree {LONG}")
        await p.press("papers.preview", "agreement_text.further", "agreement_text.earlier")

    async def clauses(self, p: Crawler) -> None:
        await p.do(f"agree {LONG}")
        await p.press("agreements.clause", value="disputes")
        await p.press("agreement_pages.starter")
        p.clear()
        await p.do(f"agree {LONG}")
        await p.actor.click("Change: Roles and responsibilities")
        await p.actor.options(agreeing.at(p.actor, "responsible.0"), "")
        p.clear()
        for action in ("agreement_pages.add_row", "agreement_pages.back"):
            await p.do(f"agree {LONG}")
            await p.actor.click("Change: Strategic goals")
            await p.press(action)
            p.clear()

        async def again() -> None:
            await p.do(f"agree {LONG}")
            await p.actor.click("Change: Strategic goals")

        await self.draft(p, again)
        await p.press("agreement_pages.afresh")

    async def conflict(self, p: Crawler) -> None:
        before = dict.fromkeys(("why", "need", "served"), self.on(LONG_TEXT))
        async with self.store() as store:
            partner = await store.partners.create(name=self.on("Two Pens Guild"), owner_id=DANA)
            agreement = await store.agreements.begin(
                partner, kind=AgreementKind.informal, title=self.on("Two pens"), language="en"
            )
            await store.agreements.keep_part(agreement, Part.purpose, before, seen=0)
        await p.do(f"agree {partner.name}")
        await p.press("agreements.part", named=f"{agreement.id}:purpose")
        rest = "é" * 2000
        await agreeing.write(p.actor, need=rest + "A", served="A" + rest, why="A" + rest)
        async with self.store(SAM) as store:
            found = await store.agreements.for_change(agreement.id)
            said = dict.fromkeys(("why", "need", "served"), self.on(rest + "S" + LONG_TEXT[2001:]))
            await store.agreements.keep_part(found, Part.purpose, said, seen=1)
        await p.actor.submit()
        await p.press("agreement_conflict.further", "agreement_conflict.earlier", "agreement_conflict.return")
        await p.actor.submit()
        p.actor.fill("choice", "mine")
        await p.actor.submit()

    async def reviewed(self, p: Crawler) -> None:
        async with self.store(AMELIE) as store:
            [partner] = await store.partners.find(MANY, limit=1)
            agreement = await store.agreements.begin(
                partner, kind=AgreementKind.informal, title=self.on("Many doors"), language="en"
            )
            await agreeing.written(store, agreement)
            await store.approvals.send(agreement, [DANA])
        await self.it.settle()
        await p.press("approvals.changes")
        await p.actor.change("comment", self.on("Say for whom"))
        await p.actor.submit()
        await p.press("approvals.again")

    async def template(self, p: Crawler) -> None:
        await p.do(f"agree {LONG}")
        await p.press("papers.templates")
        p.actor.fill("file", (f"ours {TAIL}.docx", written("{{ title }}")))
        await p.actor.submit()
        p.clear()
        await p.do(f"agree {LONG}")
        await p.press("papers.templates", "templates.remove")

    async def roles_(self, p: Crawler) -> None:
        who = [{"ref": f"u:{SAM}", "name": "Sam"}]
        rows = {"rows": [{"work": self.on("Intake by both"), "responsible": who, "accountable": who}]}
        async with self.store() as store:
            partner = await store.partners.create(name=self.on("Two Hands Guild"), owner_id=DANA)
            agreement = await store.agreements.begin(
                partner, kind=AgreementKind.informal, title=self.on("Two hands"), language="en"
            )
            term = {"starts_on": "2026-11-12", "ends_on": "2027-11-11"}
            await agreeing.signed(store, await agreeing.written(store, agreement, roles=rows, term=term))
        await p.do(f"roles {partner.name}")
        await p.press("roles.work")
        p.actor.fill("why", self.on("Sam took over"))
        await p.actor.submit()
        await p.press("roles.position")
        p.actor.fill("ours", SAM)
        await p.actor.submit()
        await p.press("roles.position", "roles.held")
        await p.actor.submit()
        async with self.store() as store:
            await store.agreements.amend(await store.agreements.for_change(agreement.id))
        await p.do(f"roles {partner.name}")
        await p.press("roles.take_over")

    async def owner_left(self, p: Crawler) -> None:
        async with self.store(GONE) as store:
            [partner] = await store.partners.find(TWIN, limit=1)
            await store.agreements.begin(
                partner, kind=AgreementKind.informal, title=self.on("Left alone"), language="en"
            )
        await p.do(f"agree {partner.name}")
        await p.press("agreements.take_over")

    async def reports(self, p: Crawler) -> None:
        await p.do("agree Kestrel Works Co-operative")
        async with self.store() as store:
            [partner] = await store.partners.find("Kestrel", limit=1)
            one = next(one for one in await store.agreements.of(partner.id) if one.signed_number)
        if p.shows("agreements.open"):
            await p.press("agreements.open", named=str(one.id))
        await p.press("terms.reports", "terms.reported", "terms.not_reported")
