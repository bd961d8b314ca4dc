"""More of everything than one page shows, so that pages are turned, and what only somebody else can begin."""

from datetime import date

from bot.seed_people import DANA, MARC, RIVER, SAM
from storage.agreement_parts import AgreementKind, Part
from storage.assets import Asset
from storage.kpi_library import Unit
from storage.opportunity import Need
from storage.organizations import Organization
from storage.partners import RESTORED
from storage.positions import Holder, Position
from storage.resources import Described
from storage.store import Store
from tests import agreeing
from tests.campaign.marks import OF_ALL, Marks
from tests.crowd import crowd
from tests.measuring import description
from tests.prospecting import known

LONG_TEXT = "\n\n".join(f"Paragraph {n} & more. " + "word " * 180 for n in range(8))
TWIN, MANY, LONG = "Twin House", "Many Doors Alliance", "Long Letters Society"


async def plenty(store: Store, marks: Marks, gone: str) -> None:
    """All in Dana's name; `gone` holds positions, and is about to leave."""
    for side in ("North", "South"):
        await store.partners.create(name=marks.on(f"{TWIN} {side}"), owner_id=DANA, channel_id=RIVER)
    many = await crowd(store, MARC, 18)
    for number, one in enumerate(many):
        organization = await store.session.get_one(Organization, one.organization_id)
        organization.name = marks.on(f"Crowd {number}")
        await store.positions.name(one, Position.lead, Holder(user_id=MARC), since=date(2026, 11, 1))
        await store.positions.name(one, Position.deputy, Holder(user_id=gone), since=date(2026, 11, 1))
    for number in range(14):
        await store.opportunities.create(Need(outcome=marks.on(f"Many needs, one is {number}", OF_ALL)))
        what = marks.on(f"Shelf of books {number}", OF_ALL)
        await store.resources.add(Described(Asset.knowledge, what, "Oshawa", ours=True))
    for number in range(16):
        name = marks.on(f"Circle of Interpreters {'abcdefghij'[number % 10] * 5} {number}", OF_ALL)
        await known(store, name, "Interpretation", languages=["en"], city="Whitby")
    for number in range(18):
        name = marks.on(f"Doubled {'abcdefghijklmnopqrst'[number] * 7} Guild", OF_ALL)
        for city in ("Ajax", "Oshawa"):
            await known(store, name, city=city)
    await alliance(store, marks)
    await letters(store, marks)


async def alliance(store: Store, marks: Marks) -> None:
    """A partner with a long history, of which somebody else reports figures."""
    partner = await store.partners.create(name=marks.on(MANY), owner_id=DANA, channel_id=RIVER, people=[SAM])
    await store.contacts.add(partner, name=marks.on("Mona Many"), title=marks.on("Head of doors"))
    for _ in range(60):
        store.audit.note(RESTORED, f"partner:{partner.id}")
    await store.kpis.add(partner, description(reporter_id=DANA, begun_on=date(2026, 10, 1)))
    await store.kpis.add(partner, description(code="placed", reporter_id=DANA, begun_on=date(2026, 10, 1)))
    own = {"name": marks.on("Doors opened"), "numerator": marks.on("Opened"), "denominator": marks.on("All doors")}
    await store.kpis.add(partner, description(code="", unit=Unit.percent, reporter_id=DANA, **own))


async def letters(store: Store, marks: Marks) -> None:
    """A partner with an agreement of many versions, long texts and many pieces of work."""
    partner = await store.partners.create(name=marks.on(LONG), owner_id=DANA, channel_id=RIVER)
    lea = await store.contacts.add(partner, name=marks.on("Lea Letter"))
    agreement = await store.agreements.begin(
        partner, kind=AgreementKind.memorandum, title=marks.on("All our letters"), language="en"
    )
    who = {"responsible": [{"ref": f"u:{SAM}", "name": "Sam"}], "accountable": [{"ref": f"c:{lea.id}", "name": "Lea"}]}
    work = [{"work": marks.on(f"Letter number {number}")} | who for number in range(14)]
    await agreeing.written(
        store, agreement, roles={"rows": work}, term={"starts_on": "2026-11-12", "ends_on": "2027-11-11"}
    )
    for number in range(14):
        last = {field: LONG_TEXT[number * 40 :] for field in ("need", "served")} if number > 11 else {}
        part = (await store.agreements.parts(agreement))[Part.purpose]
        said = {"why": marks.on(f"Forty people in round {number}"), **last}
        await store.agreements.keep_part(agreement, Part.purpose, said, seen=part.revision)
        await store.agreements.save_version(agreement, why=marks.on(f"Round number {number}"))
    rows = {
        Part.goals: [{"goal": marks.on(f"Goal number {n}"), "measure": f"letters {n}"} for n in range(10)],
        Part.services: [{"what": marks.on(f"Service number {n}"), "giver": "both"} for n in range(10)],
        Part.indicators: [{"name": marks.on(f"Indicator number {n}"), "unit": "count"} for n in range(10)],
        Part.reporting: [{"what": marks.on(f"Report number {n}"), "to": "Lea"} for n in range(10)],
    }
    for part, said in rows.items():
        seen = (await store.agreements.parts(agreement))[part].revision
        await store.agreements.keep_part(agreement, part, {"rows": said}, seen=seen)
    await store.agreements.save_version(agreement, why=marks.on("All of it"))
    for number in range(45):
        store.agreements.note_move(agreement, agreement.state, agreement.state, why=marks.on(f"Move number {number}"))
