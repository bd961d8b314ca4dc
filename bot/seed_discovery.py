"""Discovery in the demonstration: what partnerships would improve, what the community has, whom a register names, and
whether we are ready for it.
All invented."""

import io
from typing import Any

import orjson

from bot.seed_days import Days
from bot.seed_people import AMELIE, MARC, PRIYA, SAM
from handlers.importing import Importing
from messages.formats import format_of, reader_of
from messages.readiness_names import SUGGESTED
from storage.assessment import US, About
from storage.assets import Asset
from storage.cleaning import Finding
from storage.installs import Workspace
from storage.intake_links import Reading
from storage.opportunity import Need, Urgency
from storage.partners import Reason
from storage.readiness_rules import FULL, Given, Point, Says
from storage.resources import Described
from storage.store import Database

AREAS = {"Hawkesbury": "Est ontarien"}
REGISTER, LICENCE = "Register of Durham services", "CC BY 4.0"
NEEDS = (
    (
        AMELIE,
        Need(
            outcome="More newcomers with a trade work in it within a year",
            whom="Newcomers with experience in a trade",
            gap="We know nobody who can tell what their certificates are worth here.",
            reasons=(Reason.services, Reason.outreach),
            assets=(Asset.knowledge, Asset.networks),
            services="trades mentoring, credential assessment, interpretation",
            languages=("en", "fr"),
            region="Durham Region",
            success="25 people in their trade, counted twice a year",
            urgency=Urgency.high,
        ),
    ),
    (
        MARC,
        Need(
            outcome="Des parents peuvent suivre nos ateliers du soir",
            whom="Parents de jeunes enfants",
            reasons=(Reason.pooling,),
            assets=(Asset.physical,),
            services="garde d’enfants",
            languages=("fr",),
            region="Est ontarien",
        ),
    ),
    (
        PRIYA,
        Need(
            outcome="Job seekers with disabilities reach us without a car",
            whom="Adults with disabilities",
            services="transportation",
            region="Durham Region",
            urgency=Urgency.low,
        ),
    ),
)
RESOURCES = (
    (AMELIE, Described(Asset.physical, "Computer room with 14 places", "Oshawa", ours=True, how="Book a week before")),
    (SAM, Described(Asset.networks, "Employers’ breakfast, every first Friday", "Ajax", holder="Chamber of Commerce")),
    (MARC, Described(Asset.culture, "Récits de métiers, enregistrés avec des aînés", ours=True, languages=("fr",))),
    (PRIYA, Described(Asset.institutions, "Public library with evening hours", "Whitby", holder="Whitby Library")),
)


def _organization(number: int, name: str, description: str, city: str, *services: str) -> dict[str, Any]:
    offered = [
        {
            "id": f"{number}s{place}",
            "name": service,
            "status": "active",
            "description": "",
            "service_areas": [{"id": f"{number}r{place}", "name": AREAS.get(city, "Durham Region")}],
            "languages": [{"id": f"{number}g{place}", "code": "fr" if city in AREAS else "en"}],
        }
        for place, service in enumerate(services)
    ]
    address = {
        "id": f"{number}a",
        "address_1": f"{number} Main Street",
        "city": city,
        "state_province": "ON",
        "postal_code": "L1H 0A1",
        "country": "CA",
        "address_type": "physical",
    }
    place = {"id": f"{number}l", "location_type": "physical", "addresses": [address]}
    return {
        "id": f"{number}",
        "name": name,
        "description": description,
        "services": offered,
        "locations": [place],
        "email": f"info@{number}.example",
    }


ORGANIZATIONS = (
    _organization(
        101,
        "Lakeshore Trades Guild",
        "Journeypersons who help newcomers find their trade in Durham Region.",
        "Oshawa",
        "Trades mentoring",
        "Credential assessment",
    ),
    _organization(102, "Durham Interpreters’ Circle", "Interpretation in 22 languages.", "Whitby", "Interpretation"),
    _organization(
        103, "Petit Pont, halte-garderie", "Garde d’enfants en soirée, Est ontarien.", "Hawkesbury", "Garde d’enfants"
    ),
    _organization(104, "Accessible Rides Co-op", "Rides for adults with disabilities.", "Ajax", "Transportation"),
    _organization(105, "Northshore Food Table", "Meals and hampers for families.", "Oshawa", "Food hampers"),
    _organization(106, "Centre Riviere Nord inc.", "Language classes for newcomers.", "Oshawa", "Language classes"),
)


READY_LAST_YEAR = {
    Point.mission: Given(Says.yes, "In the strategic plan: partners for employment"),
    Point.approval: Given(Says.partly, "Yes for one partnership at a time"),
    Point.lead: Given(Says.no, "Whoever has time"),
    Point.decisions: Given(Says.partly),
    Point.means: Given(Says.partly, "Meeting rooms, no money"),
    Point.privacy: Given(Says.yes, "Consent form of 2024, Priya answers for it"),
    Point.authority: Given(Says.yes, "The director, up to $10,000"),
    Point.measure: Given(Says.no),
    Point.access: Given(Says.yes, "French and English; the office is on one level"),
}
READY_NOW = READY_LAST_YEAR | {
    Point.approval: Given(Says.yes, "Decided in September"),
    Point.lead: Given(Says.partly, "Amélie, the hours are not settled yet"),
    Point.deputy: Given(Says.no),
    Point.conflict: Given(Says.yes, "Looked at with the board"),
    Point.measure: Given(Says.partly, "Referrals are counted, placements not yet"),
}
READY_FOR_THE_FIRST = {
    **dict.fromkeys(FULL, Given(Says.yes)),
    Point.lead: Given(Says.yes, "Amélie, four hours a week"),
    Point.deputy: Given(Says.partly, "Sam, until summer"),
    Point.privacy: Given(Says.no, "No agreement yet on who keeps the certificates"),
    Point.exit: Given(),
}


async def sow_discovery(database: Database, workspace: Workspace) -> None:
    """Opportunities, resources, and a register of a few organizations."""
    for by, need in NEEDS:
        async with database.store(workspace.id, by=by) as store:
            await store.opportunities.create(need)
    for by, described in RESOURCES:
        async with database.store(workspace.id, by=by) as store:
            await store.resources.add(described)
    await _read(database, workspace)
    await _check(database, workspace)


async def _check(database: Database, workspace: Workspace) -> None:
    """Our own readiness last year and now, with a gap that became an action, and that for the first opportunity."""
    days = Days(database, workspace)
    async with days.past(380, by=AMELIE) as store:
        looked = await store.readiness.looked(US)
        last = await store.readiness.record(looked, READY_LAST_YEAR, seen=None, confirmed=False)
    async with days.past(20, by=AMELIE) as store:
        now = await store.readiness.record(looked, READY_NOW, seen=last.id, confirmed=True)
        held = await store.readiness.get(now.id, held=True)
        await store.readiness.act(held, looked, Point.deputy, SUGGESTED[Point.deputy])
    async with days.past(0, by=SAM) as store:
        about = About(opportunity_id=(await store.opportunities.in_need())[-1].id)
        first = await store.readiness.looked(about)
        await store.readiness.record(first, READY_FOR_THE_FIRST, seen=None, confirmed=False)


async def _read(database: Database, workspace: Workspace) -> None:
    data, name = orjson.dumps(list(ORGANIZATIONS)), "register.json"

    def opened() -> io.BytesIO:
        return io.BytesIO(data)

    async with database.store(workspace.id, by=AMELIE) as store:
        source = await store.sources.named(REGISTER, licence=LICENCE)
        one = await store.imports.keep(source=source, name=name, format="hsds-json", file_digest="")
    reader = reader_of(format_of(name, opened), name, len(data), opened)
    await Importing(database, workspace.id, reader, by=AMELIE).run(one.id, _untold)


async def _untold(_found: list[Finding], _reading: Reading, _done: int) -> None:
    """The demonstration says nothing of what it reads."""
