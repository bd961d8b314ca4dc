"""Discovery in the demonstration: what partnerships would improve, what the community has, whom a register names.
All invented."""

import io
from typing import Any

import orjson

from bot.seed_people import AMELIE, MARC, PRIYA, SAM
from handlers.importing import Importing
from messages.formats import format_of, reader_of
from storage.assets import Asset
from storage.cleaning import Finding
from storage.installs import Workspace
from storage.intake_links import Reading
from storage.opportunity import Need, Urgency
from storage.partners import Reason
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


async def sow_discovery(database: Database, workspace: Workspace) -> None:
    """Opportunities, resources, and a register of a few organizations."""
    for by, need in NEEDS:
        async with database.store(workspace.id, by=by) as store:
            await store.opportunities.create(need)
    for by, described in RESOURCES:
        async with database.store(workspace.id, by=by) as store:
            await store.resources.add(described)
    await _read(database, workspace)


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
