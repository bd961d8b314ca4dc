"""The network: partners by kind, the tie to each, what they hold, and who of them meets over the same opportunity."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from storage.assets import Asset
from storage.network_rules import STRENGTHS, Strength, Tie, tie_of
from storage.opportunity import PUT_AWAY, Opportunity, OpportunityPartner
from storage.organizations import Kind, Organization, OrganizationKind
from storage.partners import Partner, Stage
from storage.resources import Cover, Resource
from storage.shelf import Shelf

EXPORTED = "network:graph:exported"
MOST_LOOKED_AT = 500
"""Partners whose facts are read for one picture or page."""
AT_A_TIME = 200
MOST_COUNTED = 10_000
MOST_SHARED, MOST_TOGETHER = 2_000, 50
"""Links of partners to opportunities that are read, and partners of one opportunity that are put in pairs."""
MOST_REGIONS, REGIONS_OF = 90, 2_000
PAST = (Stage.closed, Stage.declined)
BY_STAGE = (
    Stage.active,
    Stage.under_review,
    Stage.renewing,
    Stage.agreeing,
    Stage.exploring,
    Stage.contacted,
    Stage.identified,
    Stage.paused,
    *PAST,
)
"""The order in which partners are looked at."""


@dataclass(frozen=True)
class Wanted:
    """What the network is narrowed to. Partnerships that are closed or declined are there only when their stage or a
    partner is asked for. `partner_id`: that partner, and those it shares an opportunity with. `strength` narrows what
    is listed and drawn, and no count."""

    kind: Kind | None = None
    stage: Stage | None = None
    region: str = ""
    partner_id: int | None = None
    strength: Strength | None = None


@dataclass(frozen=True)
class Node:
    """One partner in the network; `assets`: what it holds, by category."""

    partner: Partner
    kinds: Sequence[Kind]
    tie: Tie
    assets: Mapping[Asset, int]

    @property
    def id(self) -> int:
        return self.partner.id


@dataclass(frozen=True)
class Network:
    """What was looked at: `nodes` from the strongest tie to the thinnest. `total`: how many there are, at most
    `MOST_COUNTED`. `shared`: pairs of partners, and how many opportunities in need of partners both are linked to."""

    nodes: Sequence[Node]
    total: int
    shared: Mapping[tuple[int, int], int]
    covers: Sequence[Cover]

    @property
    def left_out(self) -> int:
        """How many were not looked at."""
        return max(self.total - len(self.nodes), 0)

    def count(self, strength: Strength) -> int:
        return sum(one.tie.strength is strength for one in self.nodes)

    def of_kind(self, kind: Kind | None) -> list[Node]:
        """Those of a kind; None: those of which no kind is known."""
        return [one for one in self.nodes if (kind in one.kinds if kind else not one.kinds)]

    def narrowed(self, strength: Strength | None) -> "Network":
        """Ties of one strength alone; None: all."""
        nodes = [one for one in self.nodes if strength in (None, one.tie.strength)]
        ids = {one.id for one in nodes}
        shared = {pair: number for pair, number in self.shared.items() if ids.issuperset(pair)}
        return replace(self, nodes=nodes, shared=shared, total=len(nodes) + self.left_out)


class Networks(Shelf):
    """Reads the network in as many statements for hundreds of partners as for one. A partner that the person may not
    see is in none of it: neither as a node nor in a count, nor as what a category is covered by."""

    async def of(self, wanted: Wanted, *, most: int = MOST_LOOKED_AT, without: Collection[Kind] = ()) -> Network:
        """At most so many partners, by stage and name, and what is between them. `without`: kinds that stay out. Raises
        `NotFound` where it is narrowed to a partner that the person may not see."""
        if wanted.partner_id is not None:
            await self.store.partners.get(wanted.partner_id)
        partners: list[Partner] = []
        for stage in _stages(wanted):
            if len(partners) == most:
                break
            found = _narrowed(select(Partner).join(Partner.organization), wanted)
            found = found.where(Partner.stage == stage, ~_of_kinds(without)).order_by(Partner.name_key, Partner.id)
            partners += list(await self.session.scalars(found.limit(most - len(partners))))
        nodes: list[Node] = []
        for first in range(0, len(partners), AT_A_TIME):
            nodes += await self._nodes(partners[first : first + AT_A_TIME])
            await asyncio.sleep(0)
        return Network(
            nodes=sorted(nodes, key=lambda one: (STRENGTHS.index(one.tie.strength), -len(one.tie.grounds))),
            total=await self._count(wanted, ~_of_kinds(without)) if len(partners) == most else len(partners),
            shared=await self._shared([one.id for one in partners]),
            covers=await self.store.resources.coverage(),
        )

    async def regions(self) -> list[str]:
        """Regions of partners, by name, of a bounded number of partners."""
        some = select(Organization.region).join(Partner, Partner.organization_id == Organization.id)
        some = some.where(Partner.archived == false(), Organization.region != "")
        some = some.order_by(Partner.name_key, Partner.id).limit(REGIONS_OF)
        return sorted(set(await self.session.scalars(some)))[:MOST_REGIONS]

    async def withheld(self, wanted: Wanted, kinds: Collection[Kind]) -> int:
        """How many partners of some kinds there would be."""
        return await self._count(wanted, _of_kinds(kinds))

    def note_export(self, partners: int, withheld: int) -> None:
        """Keeps in the trail that the network went out as a file."""
        self.store.audit.note(EXPORTED, f"member:{self.store.by}", partners=partners, withheld=withheld)

    async def _nodes(self, partners: Sequence[Partner]) -> list[Node]:
        today = await self.store.settings.today()
        known = await self.store.health_signals.known(partners)
        organizations = [one.organization_id for one in partners]
        kinds, assets = await self._kinds(organizations), await self._assets(organizations)
        return [
            Node(one, kinds[one.organization_id], tie_of(known[one.id], today), assets[one.organization_id])
            for one in partners
        ]

    async def _kinds(self, organizations: Collection[int]) -> dict[int, list[Kind]]:
        """The kinds of each, in the order of the standard."""
        found = select(OrganizationKind.organization_id, OrganizationKind.kind).where(
            OrganizationKind.organization_id.in_(organizations)
        )
        known = set(map(tuple, await self.session.execute(found)))
        return {one: [kind for kind in Kind if (one, kind) in known] for one in organizations}

    async def _assets(self, organizations: Collection[int]) -> dict[int, dict[Asset, int]]:
        """How many resources each holds, by category."""
        held = (
            select(Resource.organization_id, Resource.category, func.count())
            .where(Resource.organization_id.in_(organizations), Resource.archived == false())
            .group_by(Resource.organization_id, Resource.category)
        )
        known = {(one, category): number for one, category, number in await self.session.execute(held)}
        return {one: {asset: known[one, asset] for asset in Asset if (one, asset) in known} for one in organizations}

    async def _shared(self, partner_ids: Collection[int]) -> dict[tuple[int, int], int]:
        links = (
            select(OpportunityPartner.opportunity_id, OpportunityPartner.partner_id)
            .join(Opportunity, Opportunity.id == OpportunityPartner.opportunity_id)
            .where(OpportunityPartner.partner_id.in_(partner_ids), Opportunity.state.not_in(PUT_AWAY))
            .order_by(OpportunityPartner.opportunity_id.desc(), OpportunityPartner.partner_id)
            .limit(MOST_SHARED)
        )
        together: dict[int, list[int]] = defaultdict(list)
        for opportunity_id, partner_id in await self.session.execute(links):
            together[opportunity_id].append(partner_id)
        found: Counter[tuple[int, int]] = Counter()
        for linked in together.values():
            found.update(combinations(linked[:MOST_TOGETHER], 2))
        return found

    async def _count(self, wanted: Wanted, *where: ColumnElement[bool]) -> int:
        found = _narrowed(select(Partner.id).join(Partner.organization), wanted)
        some = found.where(Partner.stage.in_(_stages(wanted)), *where).limit(MOST_COUNTED).subquery()
        return await self.session.scalar(select(func.count()).select_from(some)) or 0


def _stages(wanted: Wanted) -> list[Stage]:
    if wanted.stage is not None:
        return [wanted.stage]
    return [one for one in BY_STAGE if one not in PAST or wanted.partner_id is not None]


def _narrowed(found: Select[Any], wanted: Wanted) -> Select[Any]:
    found = found.where(Partner.archived == false())
    if wanted.kind is not None:
        found = found.where(_of_kinds([wanted.kind]))
    if wanted.region:
        found = found.where(Organization.region == wanted.region)
    if wanted.partner_id is not None:
        mine = select(OpportunityPartner.opportunity_id).join(Opportunity)
        mine = mine.where(OpportunityPartner.partner_id == wanted.partner_id, Opportunity.state.not_in(PUT_AWAY))
        beside = exists().where(
            OpportunityPartner.partner_id == Partner.id, OpportunityPartner.opportunity_id.in_(mine)
        )
        found = found.where(or_(Partner.id == wanted.partner_id, beside))
    return found


def _of_kinds(kinds: Collection[Kind]) -> ColumnElement[bool]:
    return exists().where(OrganizationKind.organization_id == Partner.organization_id, OrganizationKind.kind.in_(kinds))
