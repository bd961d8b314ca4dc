"""Duplicates: pairs of organizations that are likely one, found when either changes, and those that somebody said are
not.

What an organization is looked up by (`match_rules.keys_of`) is kept, so that one that changes is compared with a few
others only. A key that many share says nothing, and no more than `MOST_ALIKE` are kept of it: what is read does not
grow with the workspace.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import Base, Key, Scoped
from storage.contacts import Contact
from storage.errors import NotFound
from storage.in_sight import in_sight
from storage.locations import Phone
from storage.match_rules import (
    LIKELY,
    Known,
    keys_of,
    likenesses,
    mail_of,
    number_of,
    phone_of,
    points_of,
    site_of,
    words_of,
)
from storage.organizations import Identifier, Organization
from storage.partners import Partner
from storage.shelf import Shelf

MOST_ALIKE = 6
BATCH = 500
SAID_DIFFERENT, TAKEN_BACK = "organization:duplicate:denied", "organization:duplicate:taken_back"
DERIVED = {"derived": True}
"""A table that is made from others: nothing that anybody hung on an organization."""
_NOTHING = "="


class MatchKey(Scoped, Base):
    """One thing that one organization is looked up by."""

    __tablename__ = "match_keys"
    __table_args__ = (
        Index("ix_match_keys_key", "workspace_id", "key", "organization_id"),
        Index("ix_match_keys_organization_id", "organization_id"),
        {"info": DERIVED},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(Key)


class LikelyPair(Scoped, Base):
    """Two organizations that are likely one, the one with the lower number first; `reasons` as `match_rules` keeps
    them. One that somebody said are two stays, with who and when, and is not proposed again."""

    __tablename__ = "likely_pairs"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id"),
        Index("ix_likely_pairs_high_id", "high_id"),
        Index("ix_likely_pairs_points", "workspace_id", "points", "id"),
        {"info": DERIVED},
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    high_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    points: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(default=list)
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None]


@dataclass(frozen=True)
class Candidates:
    """A pair as it is shown: both organizations, and the partnerships with them."""

    pair: LikelyPair
    low: Organization
    high: Organization
    partners: dict[int, Partner]


class Duplicates(Shelf):
    """The shelf of likely duplicates. A pair of which the person may not know one is not there."""

    async def page(
        self, *, about: int | None = None, after: tuple[int, int] | None = None, size: int = 5
    ) -> list[Candidates]:
        """The likeliest first, from the pair `after` (its points and number) on; of one organization with `about`."""
        where: list[ColumnElement[bool]] = [LikelyPair.dismissed_at.is_(None)]
        if about is not None:
            where.append(or_(LikelyPair.low_id == about, LikelyPair.high_id == about))
        if after is not None:
            points, number = after
            behind = and_(LikelyPair.points == points, LikelyPair.id < number)
            where += [LikelyPair.points <= points, or_(LikelyPair.points < points, behind)]
        return await self._pairs(*where, order=(LikelyPair.points.desc(), LikelyPair.id.desc()), size=size)

    async def dismissed(self, *, after: int | None = None, size: int = 10) -> list[Candidates]:
        """Pairs that somebody said are two, the newest found first."""
        where: list[ColumnElement[bool]] = [LikelyPair.dismissed_at.is_not(None)]
        if after is not None:
            where.append(LikelyPair.id < after)
        return await self._pairs(*where, order=(LikelyPair.id.desc(),), size=size)

    async def get(self, pair_id: int) -> Candidates:
        """Raises `NotFound`."""
        found = await self._pairs(LikelyPair.id == pair_id, order=(LikelyPair.id,), size=1)
        if not found:
            raise NotFound
        return found[0]

    async def called(self, typed: str) -> list[Organization]:
        """The partners, else the prospect, that a typed name means."""
        partners = await self.store.partners.find(typed, archived=None)
        if partners:
            return [partner.organization for partner in partners]
        prospect = await self.store.prospects.likely(typed)
        return [prospect] if prospect else []

    async def dismiss(self, pair: LikelyPair) -> None:
        """They are two, for good. Nothing when somebody has said so before."""
        if pair.dismissed_at is None:
            pair.dismissed_at, pair.dismissed_by = self.store.now, self.store.by
            self._note(SAID_DIFFERENT, pair)
        await self.session.flush()

    async def take_back(self, pair: LikelyPair) -> None:
        """They may be one after all."""
        if pair.dismissed_at is not None:
            pair.dismissed_at = pair.dismissed_by = None
            self._note(TAKEN_BACK, pair)
        await self.session.flush()

    async def keep(self, organization_ids: Collection[int]) -> None:
        """Compares these organizations anew with those that they share something with; `Search.keep` calls this, and
        whoever changes contacts."""
        ids = sorted(set(organization_ids))
        for start in range(0, len(ids), BATCH):
            await self._keep(ids[start : start + BATCH])

    async def catch_up(self, after: int) -> int | None:
        """Compares those of the next organizations that never were, as those that were here before there were keys.
        Gives where to go on, None at the end."""
        found = select(Organization.id).where(Organization.id > after).order_by(Organization.id).limit(BATCH)
        ids = list(await self.session.scalars(found))
        if not ids:
            return None
        never = ~exists().where(MatchKey.organization_id == Organization.id)
        await self._keep(
            list(await self.session.scalars(select(Organization.id).where(Organization.id.in_(ids), never)))
        )
        return ids[-1]

    async def _keep(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        mine = await self._known(ids)
        await self.session.execute(delete(MatchKey).where(MatchKey.organization_id.in_(ids)))
        for end in (LikelyPair.low_id, LikelyPair.high_id):
            await self.session.execute(delete(LikelyPair).where(end.in_(ids), LikelyPair.dismissed_at.is_(None)))
        keys = {one: keys_of(known) for one, known in mine.items()}
        holders = await self._holders(keys)
        rows, pairs = [], set[tuple[int, int]]()
        for one, held in keys.items():
            kept = 0
            for key in held:
                others = holders[key]
                if len(others) > MOST_ALIKE:
                    continue
                pairs |= {(min(one, other), max(one, other)) for other in others}
                others.append(one)
                rows.append({"organization_id": one, "key": key})
                kept += 1
            if not kept:
                rows.append({"organization_id": one, "key": f"{_NOTHING}{one}"})
        await self._insert(MatchKey, rows)
        await self._judge(pairs, mine)
        await self._explain(ids, mine)

    async def _judge(self, pairs: set[tuple[int, int]], mine: dict[int, Known]) -> None:
        """Keeps those of the pairs that are likely one, but for those of which somebody said that they are not."""
        met = {one for pair in pairs for one in pair} - mine.keys()
        known = dict(mine)
        for some in _parts(met):
            known |= await self._known(some)
        likely = {}
        for low, high in sorted(pairs):
            if low not in known or high not in known:
                continue
            found = likenesses(known[low], known[high])
            if points_of(found) >= LIKELY:
                likely[low, high] = found
        denied = set()
        for some in _parts({low for low, _ in likely}):
            asked = select(LikelyPair.low_id, LikelyPair.high_id).where(LikelyPair.low_id.in_(some))
            denied |= {(low, high) for low, high in await self.session.execute(asked)}
        rows = [
            {"low_id": low, "high_id": high, "points": points_of(found), "reasons": found}
            for (low, high), found in likely.items()
            if (low, high) not in denied
        ]
        await self._insert(LikelyPair, rows)

    async def _explain(self, ids: Sequence[int], mine: dict[int, Known]) -> None:
        """Of those of which somebody said that they are two, what they share now."""
        denied = or_(LikelyPair.low_id.in_(ids), LikelyPair.high_id.in_(ids)), LikelyPair.dismissed_at.is_not(None)
        pairs = list(await self.session.scalars(select(LikelyPair).where(*denied)))
        known = mine | await self._known({one for pair in pairs for one in (pair.low_id, pair.high_id)} - mine.keys())
        for pair in pairs:
            low, high = (known.get(one, Known(())) for one in (pair.low_id, pair.high_id))
            pair.reasons = likenesses(low, high)
            pair.points = points_of(pair.reasons)

    async def _holders(self, keys: dict[int, list[str]]) -> dict[str, list[int]]:
        """Who has these keys besides, by key."""
        holders: dict[str, list[int]] = defaultdict(list)
        for some in _parts({key for held in keys.values() for key in held}):
            found = select(MatchKey.key, MatchKey.organization_id).where(MatchKey.key.in_(some))
            for key, one in await self.session.execute(found.order_by(MatchKey.key, MatchKey.organization_id)):
                holders[key].append(one)
        return holders

    async def _known(self, ids: Collection[int]) -> dict[int, Known]:
        numbers: dict[int, set[str]] = defaultdict(set)
        domains: dict[int, set[str]] = defaultdict(set)
        phones: dict[int, set[str]] = defaultdict(set)
        for one, scheme, number in await self.session.execute(
            _of(ids, Identifier.organization_id, Identifier.scheme, Identifier.number)
        ):
            numbers[one].add(number_of(scheme, number))
        people = _of(ids, Contact.organization_id, Contact.email, Contact.phone).where(Contact.removed == false())
        for one, email, phone in await self.session.execute(people):
            domains[one].add(mail_of(email))
            phones[one].add(phone_of(phone))
        for one, number in await self.session.execute(_of(ids, Phone.organization_id, Phone.number)):
            phones[one].add(phone_of(number))
        names: dict[int, tuple[tuple[str, ...], ...]] = {}
        columns = (Organization.name, Organization.alternate_names, Organization.website, Organization.email)
        for one, name, others, website, email in await self.session.execute(_of(ids, Organization.id, *columns)):
            names[one] = tuple(words_of(each) for each in dict.fromkeys([name, *others]) if each.strip())
            domains[one] |= {site_of(website), mail_of(email)}
        return {
            one: Known(said, *(frozenset(held[one] - {""}) for held in (numbers, domains, phones)))
            for one, said in names.items()
        }

    async def _insert(self, noun: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            stamp = {"workspace_id": self.store.workspace_id}
            await self.session.execute(insert(noun.__table__), [row | stamp for row in rows])

    async def _pairs(
        self, *where: ColumnElement[bool], order: Sequence[ColumnElement[Any] | Any], size: int
    ) -> list[Candidates]:
        low, high = aliased(Organization), aliased(Organization)
        found = (
            select(LikelyPair, low, high)
            .join(low, low.id == LikelyPair.low_id)
            .join(high, high.id == LikelyPair.high_id)
            .where(*where, in_sight(low.id), in_sight(high.id))
        )
        rows = (await self.session.execute(found.order_by(*order).limit(size))).all()
        ids = {one.id for _, *both in rows for one in both}
        partners = await self.session.scalars(select(Partner).where(Partner.organization_id.in_(ids)))
        by_organization = {partner.organization_id: partner for partner in partners}
        return [Candidates(pair, one, other, by_organization) for pair, one, other in rows]

    def _note(self, tag: str, pair: LikelyPair) -> None:
        for mine, other in ((pair.low_id, pair.high_id), (pair.high_id, pair.low_id)):
            self.store.audit.note(tag, f"organization:{mine}", other=other)


def _of(ids: Collection[int], owner: Any, *columns: Any) -> Any:
    return select(owner, *columns).where(owner.in_(ids)).order_by(owner)


def _parts(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    asked = sorted(values)
    return (asked[start : start + size] for start in range(0, len(asked), size))
