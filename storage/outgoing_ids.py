"""Outgoing ids: what each record is called in a file that holds what several sources brought.

Two sources may give the same id to different things. The first that is here keeps it; a later one goes out under an id
made of its number, the same in every file, and so does what was typed here. What refers to it says the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select

from storage.contacts import Contact
from storage.details import Detail
from storage.exchanging import noun_of
from storage.intake_links import parts
from storage.organizations import Organization
from storage.shelf import Shelf
from storage.sources import Source
from storage.standard import made_id
from storage.taxonomies import TermLink

Row = tuple[type[Any], int]
Named = tuple[str, int | None, str]
"""A record as its source names it: its resource, the source, its id there."""


@dataclass(frozen=True)
class Holder:
    """Who has an id; `now` is the number that stands for it today: of an organization that was put into another that
    of the other, None for a person who was taken out."""

    row: Row
    source_id: int
    external_id: str
    now: int | None

    @property
    def moved(self) -> bool:
        return self.now not in (None, self.row[1])


class OutgoingIds(Shelf):
    """Asks for the ids of one page at a time, so that memory does not grow with the workspace."""

    sources: list[int] | None = None

    async def of(self, resource: str, rows: Iterable[tuple[Row, str | None]]) -> dict[Row, str]:
        """What rows of a resource go out as; each with its id at the source, None for one that was typed here."""
        given = dict(rows)
        first: dict[str, Row] = {}
        for one in await self._holders(resource, {external for external in given.values() if external}):
            first.setdefault(one.external_id, one.row)
        found = {row: external for row, external in given.items() if external and first.get(external, row) == row}
        made = {row: self._made(*row) for row in given if row not in found}
        return found | await self.free(resource, made)

    async def free(self, resource: str, made: Mapping[Row, str]) -> dict[Row, str]:
        """Ids that were made here, each made anew as long as a source holds it, as when a file of ours was read in."""
        found, open_ = dict[Row, str](), dict(made)
        while open_:
            held = {one.external_id for one in await self._holders(resource, open_.values())}
            found |= {row: one for row, one in open_.items() if one not in held}
            open_ = {row: made_id(one) for row, one in open_.items() if one in held}
        return found

    async def meant(self, named: Collection[Named], withheld: Collection[int]) -> dict[Named, str | None]:
        """What records that are named by their source go out as, None where they do not; what no source holds is not
        among them."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for resource, _source, external in named:
            wanted[resource].add(external)
        found: dict[Named, str | None] = {}
        for resource, ids in wanted.items():
            holders = await self._holders(resource, ids)
            asked = {(resource, one.source_id, one.external_id): one for one in holders}
            asked = {name: asked[name] for name in named if name in asked}
            rows: list[tuple[Row, str | None]] = await self._instead(one for one in asked.values() if one.moved)
            rows += [(one.row, one.external_id) for one in asked.values() if not one.moved]
            known = await self.of(resource, rows)
            for name, one in asked.items():
                out = one.now is not None and not (resource == "organization" and one.now in withheld)
                found[name] = known.get((one.row[0], one.now or 0)) if out else None
        return found

    async def _instead(self, moved: Iterable[Holder]) -> list[tuple[Row, str | None]]:
        """The organizations that others were put into."""
        there = select(Organization.id, Organization.external_id).where(Organization.id.in_([one.now for one in moved]))
        return [((Organization, number), external) for number, external in await self.session.execute(there)]

    async def _holders(self, resource: str, ids: Iterable[str]) -> list[Holder]:
        """Who has these ids, the first that was here first."""
        if self.sources is None:
            self.sources = list(await self.session.scalars(select(Source.id)))
        asked = set(ids)
        nouns: list[type[Any]] = [TermLink, Detail] if resource == "attribute" else [noun_of(resource)]
        found: list[Holder] = []
        for noun in nouns:
            table: Any = noun.__table__  # with what is out of sight: an id is not given to another when it goes
            now = table.c.merged_into_id if noun is Organization else literal(None)
            gone = table.c.removed if noun is Contact else literal(False)
            columns = (table.c.id, table.c.source_id, table.c.external_id, now, gone)
            here = [table.c.workspace_id == self.store.workspace_id, table.c.source_id.in_(self.sources)]
            if noun is Detail:
                here.append(table.c.resource == resource)
            for part in parts(asked) if self.sources else ():
                rows = select(*columns).where(*here, table.c.external_id.in_(part)).order_by(table.c.id)
                for number, source_id, external, instead, removed in await self.session.execute(rows):
                    found.append(Holder((noun, number), source_id, external, None if removed else instead or number))
        return found

    def _made(self, noun: type[Any], number: int) -> str:
        return made_id("liaison", self.store.workspace_id, noun.__tablename__, number)
