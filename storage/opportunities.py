"""Opportunities: noted, changed, moved along the board, and the partners that were found for them (25.2 P1)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, delete, func, literal, select, tuple_
from sqlalchemy.exc import IntegrityError

from storage.assets import Asset
from storage.audit import Entry
from storage.errors import AlreadyThere, Changed, NotFound
from storage.opportunity import (
    OUTCOME_LIMIT,
    PUT_AWAY,
    REGION_LIMIT,
    TEXT_LIMIT,
    Need,
    Opportunity,
    OpportunityPartner,
    OpportunityState,
    Urgency,
    subject,
)
from storage.organizations import one_line
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked

CREATED, EDITED, MOVED = "opportunity:details:created", "opportunity:details:edited", "opportunity:state:moved"
LINKED, UNLINKED = "opportunity:partner:linked", "opportunity:partner:unlinked"
MOST_OWNERS = 90
MOST_ENTRIES = 50
MOST_NEEDS = 500
"""Opportunities that are looked at together, the newest first."""
_RANK = case({urgency: place for place, urgency in enumerate(Urgency)}, value=Opportunity.urgency)


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to. `state` None: all that is not put away."""

    state: OpportunityState | None = None
    owner_id: str | None = None
    urgency: Urgency | None = None


@dataclass(frozen=True)
class Pages:
    """Some opportunities. `before` and `after` are the ids to page from, None where the board ends."""

    found: Sequence[Opportunity]
    before: int | None
    after: int | None


class Opportunities(Shelf):
    """The shelf of opportunities. A partner that the person may not see is linked to none of them."""

    async def get(self, opportunity_id: int) -> Opportunity:
        """Raises `NotFound`."""
        found = await self.session.scalars(select(Opportunity).where(Opportunity.id == opportunity_id))
        one = found.one_or_none()
        if one is None:
            raise NotFound
        return one

    async def for_change(self, opportunity_id: int, *, version: int | None = None) -> Opportunity:
        """The opportunity, held until the transaction ends. Raises `NotFound`, and `Changed` when it is no longer at
        `version`."""
        held = select(Opportunity).where(Opportunity.id == opportunity_id).with_for_update(of=Opportunity)
        one = (await self.session.scalars(held.execution_options(populate_existing=True))).one_or_none()
        if one is None:
            raise NotFound
        if version is not None and one.version != version:
            raise Changed
        return one

    async def create(self, need: Need) -> Opportunity:
        """Notes a new one, owned by the actor unless said otherwise.

        Raises what `texts.checked` raises, with the field named as in `Need`.
        """
        one = Opportunity(state=OpportunityState.open, created_at=self.store.now, created_by=self.store.by, version=1)
        self._describe(one, need)
        self.store.add(one)
        await self.session.flush()
        self.store.audit.note(CREATED, subject(one))
        return one

    async def change(self, one: Opportunity, need: Need) -> None:
        """Describes it anew, and keeps in the trail what was before; raises as `create`."""
        before = Need.of(one)
        self._describe(one, need)
        changes = before.changes(Need.of(one))
        if changes:
            one.version += 1
            self.store.audit.note(EDITED, subject(one), changes=changes)
        await self.session.flush()

    async def move(self, one: Opportunity, to: OpportunityState, *, why: str = "", by_itself: bool = False) -> None:
        """Moves it along the board; `by_itself`: a rule moved it, not a person. Raises `AlreadyThere`."""
        if one.state is to:
            raise AlreadyThere(field="to")
        before, one.state = one.state, to
        one.version += 1
        self.store.audit.note(MOVED, subject(one), before=before, after=to, why=why, by_itself=by_itself)
        await self.session.flush()

    async def link(self, one: Opportunity, partner: Partner) -> None:
        """Says that a partner was found for it; an open one is explored from then on, unless the partner is
        confidential: then nothing shows. Raises `AlreadyThere`."""
        try:
            async with self.session.begin_nested():
                self.store.add(
                    OpportunityPartner(
                        opportunity_id=one.id, partner_id=partner.id, at=self.store.now, by=self.store.by
                    )
                )
        except IntegrityError as error:
            raise AlreadyThere(field="partner") from error
        self.store.audit.note(LINKED, subject(one), partner=partner.id)
        if one.state is OpportunityState.open and not partner.confidential:
            await self.move(one, OpportunityState.exploring, by_itself=True)
        await self.session.flush()

    async def unlink(self, one: Opportunity, partner: Partner) -> None:
        """Takes a link back; nothing else changes."""
        link = OpportunityPartner
        await self.session.execute(delete(link).where(link.opportunity_id == one.id, link.partner_id == partner.id))
        self.store.audit.note(UNLINKED, subject(one), partner=partner.id)
        await self.session.flush()

    async def partners(self, opportunity_ids: Collection[int]) -> dict[int, list[Partner]]:
        """The partners found for each of these, in the order they were found."""
        found: dict[int, list[Partner]] = defaultdict(list)
        linked = (
            select(OpportunityPartner.opportunity_id, Partner)
            .join(Partner, Partner.id == OpportunityPartner.partner_id)
            .where(OpportunityPartner.opportunity_id.in_(opportunity_ids))
            .order_by(OpportunityPartner.id)
        )
        for opportunity_id, partner in await self.session.execute(linked):
            found[opportunity_id].append(partner)
        return found

    async def of_partner(self, partner_id: int) -> list[Opportunity]:
        """The opportunities that a partner the person has been shown was found for, the newest first."""
        found = (
            select(Opportunity)
            .join(OpportunityPartner, OpportunityPartner.opportunity_id == Opportunity.id)
            .where(OpportunityPartner.partner_id == partner_id)
        )
        return list(await self.session.scalars(found.order_by(Opportunity.id.desc())))

    async def page(
        self, wanted: Wanted, *, after: int | None = None, before: int | None = None, size: int = 8
    ) -> Pages:
        """A page of the board, what is urgent first, then the newest; from the opportunity `after` or `before` on."""
        found = _narrowed(wanted)
        key = tuple_(_RANK, -Opportunity.id)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            here = tuple_(literal(place[0]), literal(place[1]))
            found = found.where(key < here if back else key > here)
        order = (_RANK.desc(), Opportunity.id) if back else (_RANK, Opportunity.id.desc())
        rows = list(await self.session.scalars(found.order_by(*order).limit(size + 1)))
        more, rows = len(rows) > size, rows[:size]
        if not rows:
            return Pages([], None, None)
        if back:
            rows.reverse()
        earlier, later = (more, True) if back else (place is not None, more)
        return Pages(rows, rows[0].id if earlier else None, rows[-1].id if later else None)

    async def counts(self) -> dict[OpportunityState, int]:
        """How many there are in each state."""
        rows = await self.session.execute(
            select(Opportunity.state, func.count()).select_from(Opportunity).group_by(Opportunity.state)
        )
        return {state: number for state, number in rows}

    async def owners(self) -> list[str]:
        """Whoever owns one, by user id."""
        found = select(Opportunity.owner_id).distinct().order_by(Opportunity.owner_id).limit(MOST_OWNERS)
        return list(await self.session.scalars(found))

    async def in_need(self) -> list[Opportunity]:
        """Those for which partners are looked for: open or being explored, the newest first."""
        looking = (OpportunityState.open, OpportunityState.exploring)
        found = select(Opportunity).where(Opportunity.state.in_(looking)).order_by(Opportunity.id.desc())
        return list(await self.session.scalars(found.limit(MOST_NEEDS)))

    async def needed(self) -> dict[Asset, list[Opportunity]]:
        """What those that look for partners need, by category."""
        found: dict[Asset, list[Opportunity]] = defaultdict(list)
        for one in await self.in_need():
            for asset in one.assets:
                found[Asset(asset)].append(one)
        return found

    async def history(self, one: Opportunity, *, limit: int = 5) -> tuple[list[Entry], dict[int, str]]:
        """Its last changes, newest first, and the names of the partners they speak of; changes that speak of a partner
        the person may not see are not there."""
        entries = await self.store.audit.of(subject(one), limit=MOST_ENTRIES)
        theirs = {entry.facts["partner"] for entry in entries if "partner" in entry.facts}
        partners = await self.session.scalars(select(Partner).where(Partner.id.in_(theirs)))
        names = {partner.id: partner.name for partner in partners}
        return [entry for entry in entries if entry.facts.get("partner") in (None, *names)][:limit], names

    async def last_edit(self, one: Opportunity) -> Entry | None:
        """The last change of what it says."""
        return await self.store.audit.last(subject(one), EDITED)

    async def _place(self, opportunity_id: int | None) -> tuple[int, int] | None:
        if opportunity_id is None:
            return None
        row = (
            await self.session.execute(select(_RANK, Opportunity.id).where(Opportunity.id == opportunity_id))
        ).first()
        return (row[0], -row[1]) if row else None

    def _describe(self, one: Opportunity, need: Need) -> None:
        one.outcome = one_line(checked(need.outcome, field="outcome", limit=OUTCOME_LIMIT, required=True))
        one.whom = checked(need.whom, field="whom", limit=TEXT_LIMIT)
        one.gap = checked(need.gap, field="gap", limit=TEXT_LIMIT)
        one.services = one_line(checked(need.services, field="services", limit=TEXT_LIMIT))
        one.region = one_line(checked(need.region, field="region", limit=REGION_LIMIT))
        one.success = checked(need.success, field="success", limit=TEXT_LIMIT)
        one.reasons = [reason.value for reason in dict.fromkeys(need.reasons)]
        one.assets = [asset.value for asset in dict.fromkeys(need.assets)]
        one.languages = list(dict.fromkeys(need.languages))
        one.urgency = need.urgency
        one.owner_id = need.owner_id or self.store.by


def _narrowed(wanted: Wanted) -> Select[Opportunity]:
    found = select(Opportunity)
    if wanted.state is not None:
        found = found.where(Opportunity.state == wanted.state)
    else:
        found = found.where(Opportunity.state.not_in(PUT_AWAY))
    if wanted.owner_id is not None:
        found = found.where(Opportunity.owner_id == wanted.owner_id)
    if wanted.urgency is not None:
        found = found.where(Opportunity.urgency == wanted.urgency)
    return found
