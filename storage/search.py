"""Finding organizations by what they do, for whom and where: an index of words, of which a search reads a bounded part.

Every organization stands in one layer, the one above holding a quarter as many as the one below, whatever it is called
or does. A search reads from the top and stops in the layer in which it has enough: among a million it reads no more
than among a thousand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from zlib import crc32

from sqlalchemy import Executable, Select, TextClause, delete, func, select, text
from sqlalchemy.sql import column, table

from storage.lexicon import concepts, places
from storage.locations import Location
from storage.organizations import Organization, OrganizationKind
from storage.partners import Partner
from storage.services import Service, ServiceArea, ServiceLocation
from storage.shelf import Shelf

LAYERS = "abcdefghij"
MOST_WORDS = 300
"""Words kept of one organization, the first ones said."""
MOST_SERVICES = 40
"""Services of one organization that are looked at."""
BATCH = 500
PARTNER, ASIDE = "zpartner", "zaside"
INDEX = table("organization_words", column("rowid"), column("organization_id"), column("words"))


@dataclass(frozen=True)
class Sought:
    """What is looked for: one word of each of the groups at least; `without` are marks that must not be there."""

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = (PARTNER, ASIDE)


def language_word(code: str) -> str:
    return f"zl{code.partition('-')[0].casefold()}"


def place_word(word: str) -> str:
    return f"zr{word}"


def people_word(word: str) -> str:
    return f"zp{word}"


def layer_of(name_key: str) -> str:
    """The layer an organization stands in, for ever and on every database, by its name."""
    number, layer = crc32(name_key.encode()), 0
    while layer < len(LAYERS) - 1 and number % 4 == 0:
        number, layer = number // 4, layer + 1
    return LAYERS[layer]


def words_of(
    workspace_id: int,
    name_key: str,
    *,
    texts: Iterable[str],
    serves: Iterable[str] = (),
    regions: Iterable[str] = (),
    languages: Iterable[str] = (),
    marks: Iterable[str] = (),
) -> str:
    """What the index holds of one organization; only what one workspace looks for can be found in it."""
    before = f"{workspace_id}{layer_of(name_key)}"
    said = islice((word for one in dict.fromkeys(texts) for word in concepts(one)), MOST_WORDS * 4)
    served = [people_word(word) for one in dict.fromkeys(serves) for word in concepts(one)]
    marked = [*marks, *map(language_word, languages), *map(place_word, places(*regions)), *served]
    kept = list(dict.fromkeys([*marked, *said]))[:MOST_WORDS]
    return " ".join(before + word for word in kept)


class Search(Shelf):
    """The shelf of the index of words."""

    async def keep(self, organization_ids: Collection[int]) -> None:
        """Brings the index up to date with what is known of these organizations now, and looks for their duplicates;
        whoever changes an organization, its services, places or terms calls this afterwards."""
        await self.tell(organization_ids)
        await self.store.duplicates.keep(organization_ids)

    async def tell(self, organization_ids: Collection[int]) -> None:
        """Brings the index alone up to date, for an import that looks for duplicates when all is in."""
        ids = sorted(set(organization_ids))
        for start in range(0, len(ids), BATCH):
            rows = await self._rows(ids[start : start + BATCH])
            await self._write(ids[start : start + BATCH], rows)

    async def ids(self, sought: Sought, *, limit: int) -> list[int]:
        """Organizations that answer, at most `limit`, the same on every database."""
        if not all(sought.groups) or not sought.groups:
            return []
        dialect = self.session.get_bind().dialect.name
        prefixes = [f"{self.store.workspace_id}{layer}" for layer in reversed(LAYERS)]
        given = {f"q{place}": _query(dialect, before, sought) for place, before in enumerate(prefixes)}
        rows = await self.session.execute(_statement(dialect), {**given, "most": limit})
        return [organization_id for (organization_id,) in rows]

    async def words(self, organization_ids: Collection[int]) -> dict[int, frozenset[str]]:
        """What the index holds of organizations, as it was put in."""
        if self.session.get_bind().dialect.name == "sqlite":
            found = select(INDEX.c.rowid, INDEX.c.words).where(INDEX.c.rowid.in_(organization_ids))
            rows = [(one, words.split()) for one, words in await self.session.execute(found)]
        else:
            listed = func.tsvector_to_array(INDEX.c.words)
            found = select(INDEX.c.organization_id, listed).where(INDEX.c.organization_id.in_(organization_ids))
            rows = [(one, list(words)) for one, words in await self.session.execute(found)]
        cut = len(str(self.store.workspace_id)) + 1
        return {one: frozenset(word[cut:] for word in words) for one, words in rows}

    async def _rows(self, ids: Sequence[int]) -> list[dict[str, object]]:
        texts: dict[int, list[str]] = defaultdict(list)
        serves: dict[int, list[str]] = defaultdict(list)
        regions: dict[int, list[str]] = defaultdict(list)
        languages: dict[int, list[str]] = defaultdict(list)
        marks: dict[int, list[str]] = defaultdict(list)
        kinds = select(OrganizationKind.organization_id, OrganizationKind.kind)
        for organization_id, kind in await self.session.execute(kinds.where(OrganizationKind.organization_id.in_(ids))):
            texts[organization_id].append(kind.value)
        for one, name, description, eligibility, spoken in await self.session.execute(_services(ids)):
            texts[one] += [name, eligibility, description]
            serves[one].append(eligibility)
            languages[one] += spoken
        for organization_id, where in (await self.regions(ids)).items():
            regions[organization_id] += where
        for organization_id, terms in (await self.store.taxonomies.of(ids)).items():
            texts[organization_id] += terms
        for organization_id in await self.session.scalars(_partners(self.store.workspace_id, ids)):
            marks[organization_id].append(PARTNER)
        for organization_id in await self.store.asides.among(ids):
            marks[organization_id].append(ASIDE)
        found = await self.session.scalars(
            select(Organization).where(Organization.id.in_(ids)).order_by(Organization.id)
        )
        return [
            {
                "id": one.id,
                "workspace_id": one.workspace_id,
                "words": words_of(
                    one.workspace_id,
                    one.name_key,
                    texts=[one.name, *one.alternate_names, one.serves, *texts[one.id], one.description],
                    serves=[one.serves, *serves[one.id]],
                    regions=[one.region, *regions[one.id]],
                    languages=[*one.languages, *languages[one.id]],
                    marks=marks[one.id],
                ),
            }
            for one in found
        ]

    async def regions(self, organization_ids: Collection[int]) -> dict[int, list[str]]:
        """Where organizations give services and have places: names of areas, cities and provinces."""
        where: dict[int, dict[str, None]] = defaultdict(dict)
        areas = select(ServiceArea.organization_id, ServiceArea.name)
        for organization_id, name in await self.session.execute(
            areas.where(ServiceArea.organization_id.in_(organization_ids)).order_by(ServiceArea.id)
        ):
            where[organization_id][name] = None
        own = select(Location.organization_id, Location.city, Location.province, Location.id)
        theirs = (
            select(Service.organization_id, Location.city, Location.province, Location.id)
            .join(ServiceLocation, ServiceLocation.service_id == Service.id)
            .join(Location, Location.id == ServiceLocation.location_id)
        )
        for found in (
            own.where(Location.organization_id.in_(organization_ids)),
            theirs.where(Service.organization_id.in_(organization_ids)),
        ):
            for one, city, province, _ in await self.session.execute(found.order_by(Location.id)):
                where[one or 0] |= dict.fromkeys((city, province))
        return {one: [name for name in names if name] for one, names in where.items()}

    async def _write(self, ids: Sequence[int], rows: Sequence[dict[str, object]]) -> None:
        if self.session.get_bind().dialect.name == "sqlite":
            await self.session.execute(delete(INDEX).where(INDEX.c.rowid.in_(ids)))
            written = text("INSERT INTO organization_words (rowid, words) VALUES (:id, :words)")
        else:
            written = text(
                "INSERT INTO organization_words (organization_id, workspace_id, words) "
                "VALUES (:id, :workspace_id, array_to_tsvector(string_to_array(:words, ' '))) "
                "ON CONFLICT (organization_id) DO UPDATE SET words = excluded.words"
            )
            left = set(ids) - {row["id"] for row in rows}
            await self.session.execute(delete(INDEX).where(INDEX.c.organization_id.in_(left)))
        if rows:
            await self.session.execute(written, list(rows))


def _services(ids: Collection[int]) -> Executable:
    """The first services of each."""
    place = func.row_number().over(partition_by=Service.organization_id, order_by=Service.id).label("place")
    columns = (Service.organization_id, Service.name, Service.description, Service.eligibility, Service.languages)
    numbered = select(*columns, Service.workspace_id, place).where(Service.organization_id.in_(ids)).subquery()
    found = select(*(numbered.c[column.key] for column in columns))
    return found.where(numbered.c.place <= MOST_SERVICES).order_by(numbered.c.organization_id, numbered.c.place)


def _partners(workspace_id: int, ids: Collection[int]) -> Select[int]:
    partners = Partner.__table__
    here = partners.c.workspace_id == workspace_id
    return select(partners.c.organization_id).where(here, partners.c.organization_id.in_(ids))


def _query(dialect: str, before: str, sought: Sought) -> str:
    either, both, without = (" OR ", " AND ", " NOT ") if dialect == "sqlite" else (" | ", " & ", " & !")
    quote = '"' if dialect == "sqlite" else "'"
    groups = [either.join(f"{quote}{before}{word}{quote}" for word in group) for group in sought.groups]
    wanted = both.join(f"({group})" for group in groups)
    for mark in sought.without:
        wanted = f"({wanted}){without}{quote}{before}{mark}{quote}"
    return wanted


@cache
def _statement(dialect: str) -> TextClause:
    """One query a layer, the highest first; the next is asked only where the limit is not reached."""
    one = _LAYER[dialect]
    every = " UNION ALL ".join(one.format(place) for place in range(len(LAYERS)))
    return text(f"SELECT * FROM ({every}) AS layers LIMIT :most")  # noqa: S608 - of the constants above


_LAYER = {
    "sqlite": (
        "SELECT * FROM (SELECT rowid FROM organization_words WHERE organization_words MATCH :q{0} "
        "ORDER BY rowid LIMIT :most)"
    ),
    # By a function, since under row-level security no index would answer @@.
    "postgresql": "(SELECT * FROM organizations_saying(CAST(:q{0} AS tsquery), :most))",
}
