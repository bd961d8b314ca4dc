"""Prospects: organizations that are nobody's partner yet, found for an opportunity and ranked (25.2 P2)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Executable, ForeignKey, UniqueConstraint, delete, false, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.assets import Asset
from storage.audit import Entry
from storage.base import Base, Scoped
from storage.contacts import Contact
from storage.errors import AlreadyThere, NotFound
from storage.finding import LAST_CHARACTER
from storage.imports import Import
from storage.in_sight import in_sight
from storage.locations import Location
from storage.names import LIST, same_name
from storage.organizations import Organization, name_key
from storage.partners import Partner
from storage.prospect_rules import DEFAULTS, ENDED, Asked, Factor, Known, Ranked, Ranking
from storage.resources import Resource
from storage.search import ASIDE, PARTNER, Sought, language_word, people_word, place_word
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf
from storage.texts import checked

WHY_LIMIT = 500
MOST = 120
"""Candidates that are ranked together."""
EACH = 60
"""Of them, at most so many from one way of looking."""
MOST_WORDS = 16
SET_ASIDE, TAKEN_BACK, WEIGHED = "prospect:aside:set", "prospect:aside:taken_back", "prospect:weights:changed"


class Aside(Scoped, Base):
    """An organization that was looked at and is not for us, with why."""

    __tablename__ = "asides"
    __table_args__ = (UniqueConstraint("organization_id"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class Weighting(Scoped, Base):
    """How much each question counts in this workspace, by its name."""

    __tablename__ = "weightings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    weights: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str]


@dataclass(frozen=True)
class Found:
    """What a search gave: the ranked, the weights they were ranked by, and how many are set aside."""

    ranked: Sequence[Ranked]
    weights: Mapping[Factor, int]
    asides: int


class Prospects(Shelf):
    """The shelf of prospects. What is a confidential partner of others is no prospect, and not there at all."""

    async def get(self, organization_id: int) -> Organization:
        """An organization that the person may know of, prospect or partner, or the one that it was put into. Raises
        `NotFound`."""
        gone = Organization.__table__
        merged = select(gone.c.merged_into_id).where(
            gone.c.id == organization_id, gone.c.workspace_id == self.store.workspace_id
        )
        now = await self.session.scalar(merged) or organization_id
        found = select(Organization).where(Organization.id == now, in_sight(Organization.id))
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def partner(self, organization_id: int) -> Partner | None:
        """The partnership with an organization, as far as the person may see it."""
        found = select(Partner).where(Partner.organization_id == organization_id)
        return (await self.session.scalars(found)).one_or_none()

    async def called(self, name: str) -> Organization | None:
        """The one prospect of this very name, or into which one of this name was put, if there is one and no other."""
        partners, gone = Partner.__table__, Organization.__table__
        formerly = select(gone.c.merged_into_id).where(
            gone.c.workspace_id == self.store.workspace_id,
            gone.c.name_key == name_key(name),
            gone.c.merged_into_id.is_not(None),
        )
        found = (
            select(Organization)
            .outerjoin(partners, partners.c.organization_id == Organization.id)
            .where(or_(Organization.name_key == name_key(name), Organization.id.in_(formerly)), partners.c.id.is_(None))
        )
        meant = list(await self.session.scalars(found.limit(2))) if name.strip() else []
        return meant[0] if len(meant) == 1 else None

    async def find(self, asked: Asked, *, name: str = "") -> Found:
        """Prospects and past partners for what is asked, the best first, and those called `name`."""
        ranked = await self._ranked(asked, name=name)
        answering = [one for one in ranked if one.points or _may_be_called(name, one.known)]
        asides = await self.session.scalar(select(func.count()).select_from(Aside)) or 0
        return Found(answering, await self.weights(), asides)

    async def rank(self, asked: Asked, organization_id: int) -> Ranked:
        """How one organization that the person has been shown answers to what is asked."""
        ranked = await self._ranked(asked, also=organization_id)
        return next(one for one in ranked if one.known.id == organization_id)

    async def _ranked(self, asked: Asked, *, name: str = "", also: int | None = None) -> list[Ranked]:
        theirs = [one for one in await self._partners(asked) if not one.archived]
        ended = {one.organization_id: one for one in theirs if one.stage in ENDED}
        ids = dict.fromkeys([*await self._called(name), *await self._candidates(asked), *ended])
        candidates = await self._known(list(dict.fromkeys([*list(ids)[:MOST], *([also] if also else [])])), ended)
        current = [one.organization_id for one in theirs if one.stage not in ENDED]
        partners = await self._known(current, {})
        today = await self.store.settings.today()
        return Ranking(asked, await self.weights(), today, partners).of(candidates)

    async def reading(self, organization: Organization) -> Import | None:
        """The import that brought it."""
        if organization.import_id is None:
            return None
        found = select(Import).where(Import.id == organization.import_id)
        return (await self.session.scalars(found)).one_or_none()

    async def weights(self) -> dict[Factor, int]:
        """How much each question counts here: as a coordinator said, else as it was at first."""
        kept = await self.weighting()
        return dict(DEFAULTS) | ({Factor(name): int(one) for name, one in kept.weights.items()} if kept else {})

    async def weighting(self) -> Weighting | None:
        """What a coordinator said, with who and when."""
        return (await self.session.scalars(select(Weighting))).one_or_none()

    async def weigh(self, weights: Mapping[Factor, int]) -> None:
        """Says anew how much each question counts, 0 to 10."""
        before = await self.weights()
        kept = await self.weighting() or self.store.add(Weighting(weights={}, at=self.store.now, by=self.store.by))
        kept.weights = {factor.value: weight for factor, weight in weights.items()}
        kept.at, kept.by = self.store.now, self.store.by
        changes = {
            factor.value: [before[factor], weights[factor]] for factor in Factor if before[factor] != weights[factor]
        }
        if changes:
            self.store.audit.note(WEIGHED, "prospects", changes=changes)
        await self.session.flush()

    async def last_weighed(self) -> Entry | None:
        """The last change of the weights."""
        return await self.store.audit.last("prospects", WEIGHED)

    async def aside(self, organization_id: int) -> Aside | None:
        """Why an organization is not for us, if it is not."""
        found = select(Aside).where(Aside.organization_id == organization_id)
        return (await self.session.scalars(found)).one_or_none()

    async def asides(self, *, after: int | None = None, size: int = 10) -> list[tuple[Aside, Organization]]:
        """Those that were set aside, the newest first, from the one `after` on."""
        found = select(Aside, Organization).join(Organization, Organization.id == Aside.organization_id)
        found = found.where(in_sight(Organization.id))
        if after is not None:
            found = found.where(Aside.id < after)
        rows = await self.session.execute(found.order_by(Aside.id.desc()).limit(size))
        return [(aside, organization) for aside, organization in rows]

    async def among_asides(self, organization_ids: Collection[int]) -> list[int]:
        """Those of these organizations that are set aside."""
        found = select(Aside.organization_id).where(Aside.organization_id.in_(organization_ids))
        return list(await self.session.scalars(found))

    async def set_aside(self, organization: Organization, why: str) -> None:
        """Not for us, with why; it is left out from then on. Raises `AlreadyThere`, and what `texts.checked` raises."""
        if await self.aside(organization.id):
            raise AlreadyThere(field="why")
        kept = checked(why, field="why", limit=WHY_LIMIT, required=True)
        self.store.add(Aside(organization_id=organization.id, why=kept, at=self.store.now, by=self.store.by))
        await self.session.flush()
        self.store.audit.note(SET_ASIDE, f"organization:{organization.id}", why=kept)
        await self.store.search.keep([organization.id])

    async def take_back(self, organization: Organization) -> None:
        """Looks at it again; nothing when it was not set aside."""
        if await self.aside(organization.id) is None:
            return
        await self.session.execute(delete(Aside).where(Aside.organization_id == organization.id))
        self.store.audit.note(TAKEN_BACK, f"organization:{organization.id}")
        await self.session.flush()
        await self.store.search.keep([organization.id])

    async def _called(self, name: str) -> list[int]:
        """Those whose names begin so; else those of a name a slip away, among the neighbours in the order of names and
        those of the same first half."""
        key = name_key(name) if name.strip() else ""
        if not key:
            return []
        named = Organization.name_key
        begun = await self._in_order(named >= key, named < key + LAST_CHARACTER, most=10)
        if begun:
            return list(begun)
        half = key[: len(key) // 2]
        near = await self._in_order(named >= key, most=LIST)
        near |= await self._in_order(named < key, most=LIST, back=True)
        near |= await self._in_order(named >= half, named < half + LAST_CHARACTER, most=LIST)
        alike = sorted((other, one) for one, other in near.items() if same_name(key, other))
        return [one for _, one in alike][:10]

    async def _in_order(self, *where: ColumnElement[bool], most: int, back: bool = False) -> dict[int, str]:
        """The first prospects in the order of names, or with `back` the last, with their keys."""
        partners, named = Partner.__table__, Organization.name_key
        found = (
            select(Organization.id, named)
            .outerjoin(partners, partners.c.organization_id == Organization.id)
            .where(*where, partners.c.id.is_(None))
            .order_by(*((named.desc(), Organization.id.desc()) if back else (named, Organization.id)))
        )
        return {one: key for one, key in await self.session.execute(found.limit(most))}

    async def _candidates(self, asked: Asked) -> list[int]:
        """A bounded list: those that answer to everything first, then to less and less of it."""
        found: dict[int, None] = dict.fromkeys(await self._holders(asked))
        for groups in _ways(asked):
            if len(found) >= MOST:
                break
            found |= dict.fromkeys(await self.store.search.ids(Sought(groups), limit=EACH))
        return list(found)

    async def _holders(self, asked: Asked) -> list[int]:
        """Organizations of which the map knows that they hold what is needed."""
        partners = Partner.__table__
        found = (
            select(Resource.organization_id)
            .outerjoin(partners, partners.c.organization_id == Resource.organization_id)
            .outerjoin(Aside, Aside.organization_id == Resource.organization_id)
            .where(Resource.category.in_(asked.assets), Resource.archived == false())
            .where(Resource.organization_id.is_not(None), partners.c.id.is_(None), Aside.id.is_(None))
        )
        ids = await self.session.scalars(found.order_by(Resource.organization_id).distinct().limit(EACH // 2))
        return [one for one in ids if one is not None]

    async def _partners(self, asked: Asked) -> list[Partner]:
        """Some of the partners who do what is asked for, present and past."""
        services = _services(asked)
        ids = await self.store.search.ids(Sought((services, (PARTNER,)), without=(ASIDE,)), limit=EACH)
        found = select(Partner).where(Partner.organization_id.in_(ids)).order_by(Partner.name_key, Partner.id)
        return list(await self.session.scalars(found))

    async def _known(self, ids: Sequence[int], ended: Mapping[int, Partner]) -> list[Known]:
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


def _services(asked: Asked) -> tuple[str, ...]:
    words = dict.fromkeys(chain.from_iterable(words for _, words in asked.services))
    wanted = list(words)[:MOST_WORDS]
    return tuple([*wanted, *map(place_word, wanted)] if asked.anywhere else wanted)


def _ways(asked: Asked) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The ways of looking, from the strictest on, each once."""
    services = (_services(asked),) if asked.services else ()
    whom = tuple(one for _, word in asked.whom[:MOST_WORDS] for one in (word, people_word(word)))
    people = (whom,) if whom else ()
    where = tuple((place_word(word),) for word in asked.regions)
    spoken = (tuple(map(language_word, asked.languages)),) if asked.languages else ()
    every = tuple((word, place_word(word)) for _, words in asked.services for word in words) if asked.anywhere else ()
    ways = [
        every[:MOST_WORDS],
        (*services, *people, *where, *spoken),
        (*services, *where),
        (*services, *people),
        (*people, *where),
        services,
    ]
    yield from dict.fromkeys(way for way in ways if way)


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


def _may_be_called(name: str, known: Known) -> bool:
    key = name_key(name) if name.strip() else ""
    return bool(key) and (known.name_key.startswith(key) or same_name(key, known.name_key))
