"""Intake: the records of a file become rows, batch by batch; the same file twice changes nothing.

A record is known by its source and its id there. What refers to nothing is refused or mended, and said.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from storage.cleaning import REFUSING, Cleaned, Fault, Finding
from storage.contacts import Contact
from storage.details import Detail
from storage.exchanging import OWN, Place, Row, columns, is_detail, noun_of
from storage.intake_effects import spread
from storage.intake_links import MOST_REMEMBERED, OWNERS, Links, Reading, parts, references, resolve, stands
from storage.organizations import Organization, name_key
from storage.seen import Sight, digest_of
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf
from storage.standard import ORDER, RESOURCES, Record

AT_ONCE = ("organization", "service")
"""What is found as soon as its batch is in. The rest says where, in which language, under which term: it comes in many
small records, and is read once of each organization, at the end."""


class Intake(Shelf):
    """Keeps the records of files."""

    @property
    def links(self) -> Links:
        return Links(self.store)

    async def take(self, reading: Reading, batch: Iterable[Cleaned]) -> list[Finding]:
        """Keeps of a batch what can be kept, and says what was found; `reading.counts` says what became of it. New
        names and services are found at once."""
        findings: list[Finding] = []
        groups: dict[str, list[Record]] = defaultdict(list)
        for cleaned in batch:
            if not reading.again:
                findings += cleaned.findings
            if cleaned.record is not None:
                groups[cleaned.record.resource].append(cleaned.record)
        for resource in sorted(groups, key=ORDER.__getitem__):
            findings += await self._group(reading, resource, groups[resource])
        reading.counts["refused"] += sum(one.fault in REFUSING for one in findings)
        await self.store.search.tell(reading.fresh)
        reading.fresh.clear()
        return findings

    async def organizations(self, reading: Reading, *, every: bool, after: int, size: int) -> list[int]:
        """Organizations of which something is new, in order from the one `after` on; `every`: all of the source, where
        it is not remembered of which."""
        if not every and len(reading.about) < MOST_REMEMBERED:
            return sorted(one for one in reading.about if one > after)[:size]
        found = select(Organization.id).where(Organization.source_id == reading.source.id, Organization.id > after)
        return list(await self.session.scalars(found.order_by(Organization.id).limit(size)))

    async def finish(self, reading: Reading) -> list[Finding]:
        """When all is read: parents that no file and no earlier import names."""
        findings = []
        for resource in ("organization", "taxonomy_term"):
            named = {parent: found for (kind, _id), (parent, found) in reading.parents.items() if kind == resource}
            known = await self.links.known(reading, resource, named)
            findings += [found for parent, found in named.items() if parent not in known]
        return findings

    async def _group(self, reading: Reading, resource: str, records: list[Record]) -> list[Finding]:
        findings: list[Finding] = []
        if resource == "organization":
            records = await self._not_here_yet(reading, records, findings)
        records = await self._not_of_removed(reading, records)
        places = await self.links.places(reading, records)
        fresh: list[tuple[Record, Mapping[str, Place], int | None, str]] = []
        for record in records:
            here, missing = resolve(record, places)
            if missing and reading.again is False and not reading.last:
                reading.waiting += 1
                continue
            owner = next((here[name][1] for name in OWNERS if name in here and here[name][1] is not None), None)
            digest = digest_of(record.values)
            sight = reading.seen.look(resource, record.id, digest)
            if sight is not Sight.first:
                if sight is Sight.other and not reading.again:
                    findings.append(Finding(Fault.repeated_id, record.place, record.row, "id", record.id))
                continue
            if not stands(record, here, owner):
                reading.seen.forget(resource, record.id)
                findings += [Finding(Fault.orphan, record.place, record.row, name) for name in missing or ("id",)]
                continue
            findings += [Finding(Fault.dangling, record.place, record.row, name) for name in missing]
            findings += self._parent(reading, record)
            for name in missing:
                del record.values[name]
            fresh.append((record, here, owner, digest_of(record.values) if missing else digest))
        return findings + await self._keep(reading, resource, fresh)

    async def _not_here_yet(self, reading: Reading, records: list[Record], findings: list[Finding]) -> list[Record]:
        """Without the organizations that were put into another, which is said, and where names count those that are
        here already, from elsewhere, under their very names: those are meant."""
        keys = {record.id: name_key(record.values["name"]) for record in records}
        here: dict[str, int] = {}
        for part in parts(set(keys.values())) if reading.by_name else ():
            found = select(Organization.name_key, Organization.id).where(
                Organization.name_key.in_(part), Organization.source_id.is_distinct_from(reading.source.id)
            )
            here |= await self.links.formerly(part)
            here |= {key: number for key, number in await self.session.execute(found.order_by(Organization.id.desc()))}
        merged = await self.links.merged(reading, [record.id for record in records])
        names = await self.links.open_names({number for number, _ in merged.values()})
        for record in records:
            number = merged[record.id][0] if record.id in merged else here.get(keys[record.id])
            if number is None:
                continue
            if record.id not in reading.named:
                reading.counts["organization:here"] += 1
                if record.id in merged:
                    fault = Fault.merged_into if number in names else Fault.merged
                    findings.append(Finding(fault, record.place, record.row, "", names.get(number, "")))
            reading.named[record.id] = (number, number)
        return [record for record in records if record.id not in reading.named]

    async def _not_of_removed(self, reading: Reading, records: list[Record]) -> list[Record]:
        """Without what is of people who were removed or erased here: no file brings it back."""
        theirs = {
            id(record): record.values[name]
            for record in records
            for name, target in references(record)
            if target == "contact"
        }
        gone: set[str | None] = set()
        for part in parts(set(theirs.values())):
            found = select(Contact.external_id).where(
                Contact.source_id == reading.source.id, Contact.external_id.in_(part), Contact.removed
            )
            gone.update(await self.session.scalars(found))
        return [record for record in records if theirs.get(id(record)) not in gone]

    def _parent(self, reading: Reading, record: Record) -> list[Finding]:
        """Notes a parent, unless it is its own ancestor: then the last link of the circle is dropped."""
        for name, target in RESOURCES[record.resource].refers.items():
            if target != record.resource or name not in record.values or len(reading.parents) >= MOST_REMEMBERED:
                continue
            above: str | None = record.values[name]
            while above is not None and above != record.id:
                above = reading.parents.get((target, above), (None, None))[0]
            if above == record.id:
                del record.values[name]
                return [Finding(Fault.cycle, record.place, record.row, name)]
            found = Finding(Fault.dangling, record.place, record.row, name)
            reading.parents[target, record.id] = (record.values[name], found)
        return []

    async def _keep(
        self, reading: Reading, resource: str, fresh: list[tuple[Record, Mapping[str, Place], int | None, str]]
    ) -> list[Finding]:
        """Inserts what is new, changes what is another than before, leaves the rest."""
        findings: list[Finding] = []
        new: dict[type[Any], list[Row]] = defaultdict(list)
        changed: dict[type[Any], list[Row]] = defaultdict(list)
        told: list[tuple[Record, Mapping[str, Place], int | None]] = []
        for detail in (False, True):
            mine = [one for one in fresh if is_detail(one[0]) is detail]
            noun: Any = Detail if detail else noun_of(resource)
            before = await self._before(reading, noun, resource, [record.id for record, *_ in mine])
            for record, here, owner, digest in mine:
                kept = before.get(record.id)
                if kept is not None and kept.digest == digest:
                    reading.counts[f"{resource}:same"] += 1
                    continue
                row = self._row(reading, record, here, owner, digest, detail=detail)
                told.append((record, here, owner))
                if kept is None:
                    reading.counts[f"{resource}:new"] += 1
                    new[noun].append(row | {"import_id": reading.import_id, "touched": False})
                    continue
                reading.counts[f"{resource}:changed"] += 1
                fault = Fault.edited_here if kept.touched else Fault.changed
                findings.append(Finding(fault, record.place, record.row, "", str(record.values.get("name", ""))))
                if not kept.touched or resource == "organization":
                    changed[noun].append(_change(resource, row, kept))
        if resource == "organization":
            findings += await self._alike(reading, new.get(Organization, []), {one[0].id: one[0] for one in fresh})
        if not reading.dry:
            for noun, rows in new.items():
                await self._insert(noun, rows)
            for noun, rows in changed.items():
                await self.session.execute(update(noun), rows)
            await spread(self.session, resource, told)
            await self._note(reading, resource, told)
        return findings

    async def _note(
        self, reading: Reading, resource: str, told: list[tuple[Record, Mapping[str, Place], int | None]]
    ) -> None:
        """Remembers of which organizations something is new: a search is to find them by it. An address is that of all
        who give services there."""
        about = {owner for _record, _here, owner in told if owner}
        if resource == "organization":
            found = await self.links.known(reading, resource, [record.id for record, *_ in told])
            about |= {number for number, _owner in found.values()}
        if resource == "address":
            there = select(Service.organization_id).join(ServiceLocation, ServiceLocation.service_id == Service.id)
            places = {here["location_id"][0] for _record, here, _owner in told}
            about.update(await self.session.scalars(there.where(ServiceLocation.location_id.in_(places))))
        if resource in AT_ONCE:
            reading.fresh |= about
        if len(reading.about) < MOST_REMEMBERED:
            reading.about |= about

    async def _insert(self, noun: type[Any], rows: list[Row]) -> None:
        today = {"collected_on": await self.store.settings.today()} if noun is Contact else {}
        stamp = {"workspace_id": self.store.workspace_id, **today}
        await self.session.execute(insert(noun.__table__), [row | stamp for row in rows])

    def _row(
        self,
        reading: Reading,
        record: Record,
        here: Mapping[str, Place],
        owner: int | None,
        digest: str,
        *,
        detail: bool,
    ) -> Row:
        known = {"source_id": reading.source.id, "external_id": record.id, "digest": digest}
        if detail:
            return {**known, "resource": record.resource, OWN: owner, "data": record.values}
        row = {**columns(record, here, owner), **known}
        if record.resource == "contact":
            row["source"] = reading.source.name
        return row

    async def _before(self, reading: Reading, noun: Any, resource: str, ids: list[str]) -> dict[str, Any]:
        before: dict[str, Any] = {}
        for part in parts(ids):
            found = select(noun.external_id, noun.id, noun.digest, noun.touched).where(
                noun.source_id == reading.source.id, noun.external_id.in_(part)
            )
            if noun is Detail:
                found = found.where(Detail.resource == resource)
            before |= {row.external_id: row for row in await self.session.execute(found)}
        return before

    async def _alike(self, reading: Reading, rows: list[Row], records: Mapping[str, Record]) -> list[Finding]:
        """New organizations that have the very name of one that is here already, from elsewhere."""
        findings = []
        for part in parts({row["name_key"] for row in rows}):
            found = select(Organization.name_key).where(
                Organization.name_key.in_(part),
                Organization.source_id.is_distinct_from(reading.source.id),
            )
            there = set(await self.session.scalars(found))
            findings += [
                Finding(
                    Fault.same_name,
                    records[row["external_id"]].place,
                    records[row["external_id"]].row,
                    "name",
                    row["name"],
                )
                for row in rows
                if row["name_key"] in there and row["name_key"] in part
            ]
        reading.counts["same_name"] += len(findings)
        return findings


def _change(resource: str, row: Row, kept: Any) -> Row:
    """What of a row may be written over: not what the form of a partner shows, once somebody has edited it here; nor
    whose a place is that names nobody."""
    held: tuple[str, ...] = ("name", "name_key", "name_back", "website") if kept.touched else ()
    if resource == "location" and row[OWN] is None:
        held = (OWN,)
    return {name: value for name, value in row.items() if name not in held} | {"id": kept.id, "import_id": None}
