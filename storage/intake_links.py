"""What a file's records refer to: where that is kept, and whether enough of it is there for a record to be kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storage.cleaning import Finding
from storage.details import Detail
from storage.exchanging import KEPT, LINKED, OWN, Place, noun_of
from storage.organizations import Organization
from storage.partners import Partner
from storage.seen import Seen
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf
from storage.sources import Source
from storage.standard import RESOURCES, Record

MOST_REMEMBERED = 100_000
SOFT = frozenset(("parent_organization_id", "parent_id", "program_id", "taxonomy_id", "unit_id"))
"""References that a record can do without; they are kept as they are, and looked at when all is read."""
NEEDED = {
    "service": (OWN,),
    "program": (OWN,),
    "organization_identifier": (OWN,),
    "service_at_location": ("service_id", "location_id"),
    "attribute": ("link_id",),
    "metadata": ("resource_id",),
}
LOOSE = frozenset(("organization", "location", "taxonomy", "taxonomy_term", "unit", "meta_table_description"))
"""Those that stand by themselves."""
OWNERS = (
    OWN,
    "service_id",
    "service_at_location_id",
    "location_id",
    "contact_id",
    "phone_id",
    "link_id",
    "resource_id",
)


@dataclass
class Reading:
    """One reading of a file: whose it is, what it has named, what was counted. `dry` keeps nothing.

    `by_name`: an organization that is here under its very name is meant, rather than another one (plain tables, cards).
    `about` are the organizations of which something is new, up to `MOST_REMEMBERED`; `fresh` those of the batch in hand
    that have a new name or service. `again`: the file is read a second time, for what referred to records that came
    later. `findable`: how many organizations are in the index with all that was read. `import_id` is None when dry.
    """

    source: Source
    import_id: int | None
    dry: bool
    by_name: bool = False

    def __post_init__(self) -> None:
        self.seen = Seen()
        self.places: dict[tuple[str, str], Place] = {}
        self.parents: dict[tuple[str, str], tuple[str, Finding]] = {}
        self.counts: Counter[str] = Counter()
        self.waiting = 0
        self.named: dict[str, Place] = {}
        self.again = False
        self.last = True
        self.about: set[int] = set()
        self.fresh: set[int] = set()
        self.findable = 0

    def close(self) -> None:
        self.seen.close()


class Links(Shelf):
    """Finds what records refer to, among what is kept and what the file has named."""

    async def places(self, reading: Reading, records: Collection[Record]) -> dict[tuple[str, str], Place]:
        """Where what a group refers to is kept."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in records:
            for name, target in references(record):
                wanted[target].add(record.values[name])
        places: dict[tuple[str, str], Place] = {}
        for target, ids in wanted.items():
            if target == "organization":
                places |= {(target, one): reading.named[one] for one in ids if one in reading.named}
                ids -= reading.named.keys()
            known = {one for one in ids if (target, one) in reading.places}
            places |= {(target, one): reading.places[target, one] for one in known}
            found = await self.known(reading, target, ids - known)
            places |= {(target, one): place for one, place in found.items()}
            if len(reading.places) > MOST_REMEMBERED:
                reading.places.clear()
            if not reading.dry:
                reading.places |= {(target, one): place for one, place in found.items()}
        return places

    async def known(self, reading: Reading, resource: str, ids: Collection[str]) -> dict[str, Place]:
        found: dict[str, Place] = {}
        if reading.dry and ids:
            found = dict.fromkeys(reading.seen.among(resource, ids), (0, 0))
        source_id = reading.source.id
        for part in parts(ids):
            if resource == "service_at_location":
                statement: Any = (
                    select(ServiceLocation.external_id, ServiceLocation.id, Service.organization_id)
                    .join(Service, Service.id == ServiceLocation.service_id)
                    .where(ServiceLocation.source_id == source_id, ServiceLocation.external_id.in_(part))
                )
            elif resource in KEPT:
                noun: Any = noun_of(resource)
                owner = noun.id if resource == "organization" else getattr(noun, OWN, noun.id)
                statement = select(noun.external_id, noun.id, owner).where(
                    noun.source_id == source_id, noun.external_id.in_(part)
                )
            else:
                statement = select(Detail.external_id, Detail.id, Detail.organization_id).where(
                    Detail.source_id == source_id, Detail.resource == resource, Detail.external_id.in_(part)
                )
            for external_id, number, owner in await self.session.execute(statement):
                found[external_id] = (number, None if resource == "taxonomy_term" else owner)
            if resource == "organization":
                found |= await self.merged(reading, part)
        return found

    async def merged(self, reading: Reading, ids: Collection[str]) -> dict[str, Place]:
        """Organizations of the source that were put into another: that other is meant."""
        gone = Organization.__table__
        rows: list[Any] = []
        for part in parts(ids):
            rows += await self.session.execute(
                select(gone.c.external_id, gone.c.merged_into_id).where(
                    gone.c.workspace_id == self.store.workspace_id,
                    gone.c.source_id == reading.source.id,
                    gone.c.external_id.in_(part),
                    gone.c.merged_into_id.is_not(None),
                )
            )
        return {external_id: (kept, kept) for external_id, kept in rows}

    async def open_names(self, organization_ids: Collection[int]) -> dict[int, str]:
        """What organizations are called, but for those of confidential partnerships."""
        partners = Partner.__table__
        here = partners.c.workspace_id == self.store.workspace_id
        secret = select(partners.c.organization_id).where(here, partners.c.confidential)
        found = select(Organization.id, Organization.name).where(
            Organization.id.in_(organization_ids), Organization.id.not_in(secret)
        )
        return {number: name for number, name in await self.session.execute(found)}

    async def formerly(self, keys: Collection[str]) -> dict[str, int]:
        """Organizations into which one of these names was put."""
        gone = Organization.__table__
        found = select(gone.c.name_key, gone.c.merged_into_id).where(
            gone.c.workspace_id == self.store.workspace_id,
            gone.c.name_key.in_(keys),
            gone.c.merged_into_id.is_not(None),
        )
        return {key: kept for key, kept in await self.session.execute(found)}


def resolve(record: Record, places: Mapping[tuple[str, str], Place]) -> tuple[dict[str, Place], list[str]]:
    """What its fields refer to, and which of them refer to nothing."""
    here, missing = {}, []
    for name, target in references(record):
        place = places.get((target, record.values[name]))
        if place is None:
            missing.append(name)
        else:
            here[name] = place
    return here, missing


def references(record: Record) -> list[tuple[str, str]]:
    """The fields of a record that must lead somewhere, each with the resource it refers to."""
    return [(name, target) for name, target in named_in(record) if name not in SOFT]


def named_in(record: Record) -> list[tuple[str, str]]:
    """All fields of a record that name another, each with the resource it refers to."""
    values = record.values
    found = [(name, target) for name, target in RESOURCES[record.resource].refers.items() if name in values]
    for name, kind in (("link_id", "link_entity"), ("resource_id", "resource_type")):
        if name in values and values.get(kind) in RESOURCES:
            found.append((name, values[kind]))
    return found


def stands(record: Record, here: Mapping[str, Place], owner: int | None) -> bool:
    """Whether enough of what it refers to is there for it to be kept."""
    if record.resource in LOOSE:
        return True
    if record.resource in NEEDED:
        needed = NEEDED[record.resource]
        if record.resource == "attribute" and record.values.get("link_entity") in LINKED:
            needed = (*needed, "taxonomy_term_id") if "taxonomy_term_id" in record.values else needed
        return all(name in here for name in needed)
    if record.resource in ("contact", "service_area"):
        return owner is not None
    return bool(here)


def parts(ids: Iterable[str], size: int = 1000) -> Iterable[list[str]]:
    asked = sorted(ids)
    return (asked[start : start + size] for start in range(0, len(asked), size))
