"""Organizations that a register brought, for the tests of prospects."""

from collections.abc import Sequence
from typing import Any

from storage.locations import Location, LocationType
from storage.organizations import Kind, Organization, name_key
from storage.services import Service, ServiceArea, ServiceStatus
from storage.store import Store
from tests.house import AMELIE, House


async def known(
    store: Store,
    name: str,
    *services: str,
    areas: Sequence[str] = (),
    city: str = "",
    point: tuple[float, float] | None = None,
    kinds: Sequence[Kind] = (),
    **more: Any,
) -> int:
    """An organization with these services, as an import leaves it, put into the index."""
    number = await brought(store, name, *services, areas=areas, city=city, point=point, kinds=kinds, **more)
    await store.search.keep([number])
    return number


async def brought(
    store: Store,
    name: str,
    *services: str,
    areas: Sequence[str] = (),
    city: str = "",
    point: tuple[float, float] | None = None,
    kinds: Sequence[Kind] = (),
    **more: Any,
) -> int:
    """The same before it is put into the index, for many at once."""
    source = await store.sources.named("211 Durham", licence="CC BY 4.0")
    one = store.add(Organization(name=name, name_key=name_key(name), source_id=source.id, **more))
    await store.session.flush()
    await store.organizations.classify(one, kinds)
    for service in services:
        title, _, about = service.partition(": ")
        store.add(
            Service(organization_id=one.id, name=title, description=about, status=ServiceStatus.active, languages=[])
        )
    for area in areas:
        store.add(ServiceArea(organization_id=one.id, name=area))
    if city or point:
        north, east = point or (None, None)
        place = Location(organization_id=one.id, type=LocationType.physical, city=city, latitude=north, longitude=east)
        store.add(place)
    await store.session.flush()
    return one.id


async def register(house: House) -> dict[str, int]:
    """A few organizations around Oshawa, by name."""
    await house.playground.person(AMELIE).command("/partner help")
    async with house.store() as store:
        found = [
            await known(
                store,
                "Harbour Mentoring Guild",
                "Trades mentoring: pairs newcomers with journeypersons",
                "Interpretation at intake",
                areas=["Durham Region"],
                languages=["en", "fr"],
                serves="Newcomers with a trade",
                point=(43.9, -78.86),
            ),
            await known(
                store,
                "Maison des métiers",
                "Mentorat de métier: jumelage avec des gens de métier",
                areas=["Est ontarien"],
                languages=["fr"],
                serves="Nouveaux arrivants",
                point=(45.4, -75.7),
            ),
            await known(
                store,
                "Lakeside Interpreters",
                "Interpretation",
                city="Whitby",
                languages=["en"],
                serves="Anyone who needs an interpreter",
                point=(43.88, -78.94),
            ),
            await known(store, "Durham Food Bank", "Food hampers", areas=["Durham Region"], languages=["en"]),
        ]
    return dict(zip(("guild", "maison", "lakeside", "food"), found, strict=True))
