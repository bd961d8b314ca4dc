"""Prospects: organizations that are nobody's partner yet, found for an opportunity and ranked (25.2 P2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import false, select

from storage.asides import Aside
from storage.errors import NotFound
from storage.imports import Import
from storage.in_sight import in_sight
from storage.organizations import Organization
from storage.partners import Partner
from storage.prospect_facts import ProspectFacts
from storage.prospect_names import ProspectNames, may_mean
from storage.prospect_rules import ENDED, Asked, Factor, Ranked, Ranking
from storage.resources import Resource
from storage.search import ASIDE, PARTNER, Sought, language_word, people_word, place_word

MOST = 120
"""Candidates that are ranked together."""
EACH = 60
"""Of them, at most so many from one way of looking."""
MOST_WORDS = 16


@dataclass(frozen=True)
class Found:
    """What a search gave: the ranked, the weights they were ranked by, and how many are set aside."""

    ranked: Sequence[Ranked]
    weights: Mapping[Factor, int]
    asides: int


class Prospects(ProspectNames):
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

    async def likely(self, name: str) -> Organization | None:
        """The one prospect of this very name; else the only one whose name begins so, or is a slip away."""
        very = await self.called(name)
        meant = [] if very else await self.meant(name)
        return await self.get(meant[0]) if len(meant) == 1 else very

    async def partner(self, organization_id: int) -> Partner | None:
        """The partnership with an organization, as far as the person may see it."""
        found = select(Partner).where(Partner.organization_id == organization_id)
        return (await self.session.scalars(found)).one_or_none()

    async def find(self, asked: Asked, *, name: str = "") -> Found:
        """Prospects and past partners for what is asked, the best first, and those called `name`."""
        ranked = await self._ranked(asked, name=name)
        answering = [one for one in ranked if one.points or may_mean(name, one.known.name_key)]
        return Found(answering, await self.store.prospect_weights.weights(), await self.store.asides.count())

    async def rank(self, asked: Asked, organization_id: int) -> Ranked:
        """How one organization that the person has been shown answers to what is asked."""
        ranked = await self._ranked(asked, also=organization_id)
        return next(one for one in ranked if one.known.id == organization_id)

    async def _ranked(self, asked: Asked, *, name: str = "", also: int | None = None) -> list[Ranked]:
        theirs = [one for one in await self._partners(asked) if not one.archived]
        ended = {one.organization_id: one for one in theirs if one.stage in ENDED}
        ids = dict.fromkeys([*await self.meant(name), *await self._candidates(asked), *ended])
        facts = ProspectFacts(self.store)
        candidates = await facts.known(list(dict.fromkeys([*list(ids)[:MOST], *([also] if also else [])])), ended)
        current = [one.organization_id for one in theirs if one.stage not in ENDED]
        partners = await facts.known(current, {})
        today = await self.store.settings.today()
        return Ranking(asked, await self.store.prospect_weights.weights(), today, partners).of(candidates)

    async def reading(self, organization: Organization) -> Import | None:
        """The import that brought it."""
        if organization.import_id is None:
            return None
        found = select(Import).where(Import.id == organization.import_id)
        return (await self.session.scalars(found)).one_or_none()

    async def _candidates(self, asked: Asked) -> list[int]:
        """A bounded list: those that answer to everything first, then to less and less of it; for words, no more where
        many say them all."""
        found: dict[int, None] = dict.fromkeys(await self._holders(asked))
        enough = EACH if asked.anywhere else MOST
        for groups in _ways(asked):
            if len(found) >= enough:
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
