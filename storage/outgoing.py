"""Outgoing: what the workspace knows of organizations, as records of the standard, page by page.

Organizations of Indigenous peoples are left out unless somebody has asked for them (field, section 13).
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, false, or_, select

from storage.base import Base
from storage.contacts import Contact
from storage.details import Detail
from storage.exchanging import KEPT, LINKED, NOUNS, OWN, values_of
from storage.intake_links import SOFT, named_in
from storage.locations import Location
from storage.organizations import Kind, Organization, OrganizationKind
from storage.outgoing_ids import OutgoingIds, Row
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf
from storage.standard import RESOURCES, Record, made_id
from storage.taxonomies import TaxonomyTerm, TermLink

if TYPE_CHECKING:
    from storage.store import Store

PAGE = 1000
_TARGETS = {
    "organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
    "contact_id": "contact",
    "term_id": "taxonomy_term",
}


NOT_IN_BULK = (Kind.indigenous,)
"""Their data are theirs to give (field, section 13)."""


class Outgoing(Shelf):
    """Reads everything that goes out; the person has been asked for the right to it."""

    def __init__(self, store: "Store") -> None:
        super().__init__(store)
        self.ids = OutgoingIds(store)

    async def withheld(self) -> set[int]:
        """Organizations that do not go out in bulk."""
        found = select(OrganizationKind.organization_id).where(OrganizationKind.kind.in_(NOT_IN_BULK))
        return set(await self.session.scalars(found))

    async def organizations(self, *, withheld: Collection[int] = (), page: int = 50) -> AsyncIterator[list[int]]:
        """The numbers of all organizations, in pages."""
        last = 0
        while True:
            found = select(Organization.id).where(Organization.id > last).order_by(Organization.id).limit(page)
            numbers = list(await self.session.scalars(found))
            if not numbers:
                return
            last = numbers[-1]
            yield [one for one in numbers if one not in withheld]

    async def records(self, resource: str, *, withheld: Collection[int] = ()) -> AsyncIterator[list[Record]]:
        """All records of a resource in the order they came, in pages."""
        for noun in self._nouns(resource):
            last = 0
            while True:
                found = self._all(noun, resource).where(noun.id > last).order_by(noun.id).limit(PAGE)
                rows = list(await self.session.scalars(found))
                if not rows:
                    break
                last = rows[-1].id
                yield await self._written(resource, rows, withheld)
                self.session.expunge_all()
        if resource == "phone":
            async for page in self._typed_numbers(withheld):
                yield page

    async def around(
        self, organization_ids: Sequence[int], *, withheld: Collection[int] = ()
    ) -> dict[str, list[Record]]:
        """All records of some organizations by resource, with the places and terms that they share with others."""
        made: dict[str, list[Record]] = {}
        services = list(
            await self.session.scalars(select(Service.id).where(Service.organization_id.in_(organization_ids)))
        )
        links = await self._some(ServiceLocation, "service_at_location", ServiceLocation.service_id.in_(services))
        shared = {one.location_id for one in links}
        terms = list(
            await self.session.scalars(select(TermLink.term_id).where(TermLink.organization_id.in_(organization_ids)))
        )
        for resource in RESOURCES:
            rows: list[Any] = []
            for noun in self._nouns(resource):
                if noun is Organization:
                    where: Any = Organization.id.in_(organization_ids)
                elif noun is Location:
                    where = or_(Location.organization_id.in_(organization_ids), Location.id.in_(shared))
                elif noun is ServiceLocation:
                    rows += links
                    continue
                elif noun is TaxonomyTerm:
                    where = TaxonomyTerm.id.in_(set(terms))
                elif resource in ("taxonomy", "unit"):
                    where = Detail.organization_id.is_(None)
                else:
                    where = noun.organization_id.in_(organization_ids)
                rows += await self._some(noun, resource, where)
            made[resource] = await self._written(resource, rows, withheld)
        async for page in self._typed_numbers((), organization_ids):
            made["phone"] += page
        self.session.expunge_all()
        return made

    async def terms(self) -> AsyncIterator[dict[str, list[Record]]]:
        """All terms in pages, each with the taxonomies."""
        taxonomies = await self._written("taxonomy", await self._some(Detail, "taxonomy", Detail.id > 0), ())
        async for page in self.records("taxonomy_term"):
            yield {"taxonomy_term": page, "taxonomy": taxonomies}

    def _nouns(self, resource: str) -> list[Any]:
        if resource == "attribute":
            return [TermLink, Detail]
        return [NOUNS.get(resource, Detail)]

    def _all(self, noun: Any, resource: str) -> Select[Any]:
        found = select(noun)
        if noun is Detail:
            found = found.where(Detail.resource == resource)
        return found.where(Contact.removed == false()) if noun is Contact else found

    async def _some(self, noun: Any, resource: str, where: Any) -> list[Any]:
        return list(await self.session.scalars(self._all(noun, resource).where(where).order_by(noun.id)))

    async def _written(self, resource: str, rows: Sequence[Any], withheld: Collection[int]) -> list[Record]:
        external = await self._external(rows, resource)
        ids = await self.ids.of(resource, _rows(rows))
        found: list[tuple[Any, Record, Collection[str]]] = []
        for row in rows:
            owner = row.id if resource == "organization" else getattr(row, OWN, None)
            refers = {} if isinstance(row, Detail) else _refers(resource, row, external, withheld)
            if owner in withheld or refers is None:
                continue
            values = dict(row.data) if isinstance(row, Detail) else values_of(resource, row, refers)
            found.append((row, Record(resource, ids[type(row), row.id], values, resource, row.id), refers))
        return await self._told(found, withheld)

    async def _told(
        self, records: Sequence[tuple[Any, Record, Collection[str]]], withheld: Collection[int]
    ) -> list[Record]:
        """Records in which what the source named by its id there is named as it goes out, but for the fields that are
        so already; what is about something that does not go out stays with it."""
        named = {
            (target, row.source_id, record.values[name])
            for row, record, known in records
            for name, target in named_in(record)
            if name not in known and row.source_id
        }
        meant = await self.ids.meant(named, withheld)
        found = []
        for row, record, known in records:
            whole = True
            for name, target in named_in(record):
                one = (target, row.source_id, record.values[name])
                if name in known or one not in meant:
                    continue
                if meant[one] is None:
                    whole = whole and (name in SOFT or not isinstance(row, Detail))
                    del record.values[name]
                else:
                    record.values[name] = meant[one]
            if whole:
                found.append(record)
        return found

    async def _external(
        self, rows: Sequence[Any], resource: str
    ) -> dict[tuple[type[Any], int], tuple[str, int | None]]:
        """The id it goes out as, and the owner, of all that some rows refer to."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            for column in _columns(resource):
                number = getattr(row, column, None)
                if number is not None:
                    wanted[_TARGETS[column]].add(number)
        known: dict[tuple[type[Any], int], tuple[str, int | None]] = {}
        for target, numbers in wanted.items():
            noun: Any = NOUNS[target]
            owner = getattr(noun, OWN, noun.id)
            found = select(noun.id, noun.external_id, owner).where(noun.id.in_(numbers))
            if noun is Contact:
                found = found.where(Contact.removed == false())
            there = (await self.session.execute(found)).all()
            ids = await self.ids.of(target, [((noun, number), external) for number, external, _ in there])
            for number, _, whose in there:
                known[noun, number] = (ids[noun, number], None if noun is TaxonomyTerm else whose)
        return known

    async def _typed_numbers(
        self, withheld: Collection[int], organization_ids: Sequence[int] | None = None
    ) -> AsyncIterator[list[Record]]:
        """The numbers of contacts that somebody typed here."""
        last = 0
        while True:
            found = select(Contact).where(
                Contact.id > last, Contact.external_id.is_(None), Contact.phone != "", Contact.removed == false()
            )
            if organization_ids is not None:
                found = found.where(Contact.organization_id.in_(organization_ids))
            people = list(await self.session.scalars(found.order_by(Contact.id).limit(PAGE)))
            if not people:
                return
            last = people[-1].id
            people = [one for one in people if one.organization_id not in withheld]
            ids = await self.ids.of("contact", _rows(people))
            numbers = await self.ids.free("phone", {row: made_id(known, "phone") for row, known in ids.items()})
            yield [
                Record(
                    "phone",
                    numbers[Contact, one.id],
                    {"contact_id": ids[Contact, one.id], "number": one.phone},
                    "phone",
                    one.id,
                )
                for one in people
            ]


def _rows(rows: Sequence[Any]) -> list[tuple[Row, str | None]]:
    return [((type(one), one.id), one.external_id) for one in rows]


def _columns(resource: str) -> list[str]:
    if resource == "attribute":
        return ["term_id", *LINKED.values()]
    return list(KEPT[resource].refers.values()) if resource in KEPT else []


def _refers(
    resource: str, row: Base, external: dict[tuple[type[Any], int], tuple[str, int | None]], withheld: Collection[int]
) -> dict[str, str] | None:
    """What a row refers to, by field; None when that does not go out."""
    found: dict[str, str] = {}
    for column in _columns(resource):
        number = getattr(row, column)
        if number is None:
            continue
        known = external.get((NOUNS[_TARGETS[column]], number))
        if known is None or known[1] in withheld:
            return None
        found[column] = known[0]
    if resource == "attribute":
        entity = next(one for one in ("location", "service", "organization") if LINKED[one] in found)
        return {"taxonomy_term_id": found["term_id"], "link_id": found[LINKED[entity]], "link_entity": entity}
    return {name: found[column] for name, column in KEPT[resource].refers.items() if column in found}
