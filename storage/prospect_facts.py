"""What is known of organizations that are ranked, gathered for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, false, select

from storage.assets import Asset
from storage.contacts import Contact
from storage.locations import Location
from storage.organizations import Organization
from storage.partners import Partner
from storage.prospect_rules import Known
from storage.resources import Resource
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf


class ProspectFacts(Shelf):
    """Reads a handful of tables once each."""

    async def known(self, ids: Sequence[int], ended: Mapping[int, Partner]) -> list[Known]:
        if not ids:
            return []
        words = await self.store.search.words(ids)
        held: dict[int, set[Asset]] = defaultdict(set)
        assets = select(Resource.organization_id, Resource.category).where(
            Resource.organization_id.in_(ids), Resource.archived == false()
        )
        for organization_id, (category,) in _each(await self._grouped(assets)):
            held[organization_id].add(category)
        contacts = await self._grouped(
            select(Contact.organization_id, Contact.id).where(
                Contact.organization_id.in_(ids), Contact.source_id.is_(None), Contact.removed == false()
            )
        )
        shared = await self._grouped(_shared(ids))
        points = await self._grouped(_points(ids))
        found = await self.session.execute(
            select(Organization.id, Organization.name, Organization.name_key)
            .where(Organization.id.in_(ids))
            .order_by(Organization.id)
        )
        return [
            Known(
                id=one,
                name=name,
                name_key=key,
                words=words.get(one, frozenset()),
                assets=frozenset(held[one]),
                contacts=len(contacts[one]),
                shared_with=tuple(dict.fromkeys(who for (who,) in shared[one])),
                points=tuple((north, east) for north, east in points[one]),
                stage=ended[one].stage if one in ended else None,
                ask_again_on=ended[one].ask_again_on if one in ended else None,
            )
            for one, name, key in found
        ]

    async def _grouped(self, found: Executable) -> dict[int, list[tuple[Any, ...]]]:
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for organization_id, *rest in await self.session.execute(found):
            rows[organization_id].append(tuple(rest))
        return rows


def _each(rows: Mapping[int, list[tuple[Any, ...]]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    return ((one, row) for one, several in rows.items() for row in several)


def _shared(ids: Collection[int]) -> Executable:
    """Partners at whose places organizations give services."""
    return (
        select(Service.organization_id, Organization.name)
        .join(ServiceLocation, ServiceLocation.service_id == Service.id)
        .join(Location, Location.id == ServiceLocation.location_id)
        .join(Partner, Partner.organization_id == Location.organization_id)
        .join(Organization, Organization.id == Partner.organization_id)
        .where(Service.organization_id.in_(ids), Location.organization_id != Service.organization_id)
        .order_by(Organization.name_key, Organization.id)
    )


def _points(ids: Collection[int]) -> Executable:
    """Where organizations are, as far as their latitude and longitude are known."""
    return (
        select(Location.organization_id, Location.latitude, Location.longitude)
        .where(Location.organization_id.in_(ids))
        .where(Location.latitude.is_not(None), Location.longitude.is_not(None))
        .order_by(Location.id)
    )
