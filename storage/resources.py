"""Community resources: what there is, where, who holds it and how to get it; the asset map of a workspace (25.2 K2)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from storage.assets import Asset
from storage.audit import Entry
from storage.base import Base, Key, Scoped, choice
from storage.errors import AlreadyThere, Changed, NoHolder, NotFound, TwoHolders
from storage.finding import LAST_CHARACTER
from storage.in_sight import in_sight
from storage.opportunity import Opportunity
from storage.organizations import NAME_LIMIT, SHORT_LIMIT, Organization, name_key, one_line
from storage.shelf import Shelf
from storage.texts import checked

WHAT_LIMIT = 300
HOW_LIMIT = 1000
ADDED, EDITED = "resource:details:added", "resource:details:edited"
ARCHIVED, RESTORED = "resource:shelf:archived", "resource:shelf:restored"
MOST_WORDS = 8


class Resource(Scoped, Base):
    """One resource. It is ours, or an organization's (a partner or a prospect), or that of somebody named in `holder`.

    `words` is what a search compares; `languages` are language codes. `contact` is work contact data only.
    """

    __tablename__ = "resources"
    __table_args__ = (
        Index("ix_resources_by_name", "workspace_id", "archived", "what_key", "id"),
        Index("ix_resources_organization_id", "organization_id"),
    )

    category: Mapped[Asset] = mapped_column(choice(Asset))
    what: Mapped[str]
    what_key: Mapped[str] = mapped_column(Key)
    place: Mapped[str]
    ours: Mapped[bool]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    holder: Mapped[str]
    how: Mapped[str]
    contact: Mapped[str]
    languages: Mapped[list[str]]
    words: Mapped[str]
    archived: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[int]

    organization: Mapped[Organization | None] = relationship(lazy="raise_on_sql")

    @property
    def held_by(self) -> str:
        """The name of the organization or of whoever else holds it; "" for ours."""
        return self.organization.name if self.organization else self.holder


@dataclass(frozen=True)
class Described:
    """All that the form says of a resource."""

    category: Asset
    what: str
    place: str = ""
    ours: bool = False
    organization_id: int | None = None
    holder: str = ""
    how: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()

    @classmethod
    def of(cls, one: Resource) -> "Described":
        return cls(
            category=one.category,
            what=one.what,
            place=one.place,
            ours=one.ours,
            organization_id=one.organization_id,
            holder=one.holder,
            how=one.how,
            contact=one.contact,
            languages=tuple(one.languages),
        )


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; `name` are words that stand in it, in any order."""

    category: Asset | None = None
    ours: bool | None = None
    name: str = ""
    archived: bool = False


@dataclass(frozen=True)
class Pages:
    """Some resources. `before` and `after` are the ids to page from, None where the list ends."""

    found: Sequence[Resource]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Cover:
    """One category: how many are ours and how many somebody else's, and the opportunities that need some."""

    category: Asset
    ours: int
    theirs: int
    needed: Sequence[Opportunity]

    @property
    def gap(self) -> bool:
        """Something is needed, and nobody is known to have any."""
        return bool(self.needed) and not (self.ours or self.theirs)


def subject(one: Resource) -> str:
    """What a resource is called in the audit trail and in drafts: "resource:7"."""
    return f"resource:{one.id}"


class Resources(Shelf):
    """The shelf of resources. What is held by a partner that the person may not see is not there."""

    async def get(self, resource_id: int) -> Resource:
        """Raises `NotFound`."""
        one = (await self.session.scalars(_seen().where(Resource.id == resource_id))).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def for_change(self, resource_id: int, *, version: int | None = None) -> Resource:
        """The resource, held until the transaction ends. Raises `NotFound`, and `Changed` when it is no longer at
        `version`."""
        held = _seen().where(Resource.id == resource_id).with_for_update(of=Resource)
        one = (await self.session.scalars(held.execution_options(populate_existing=True))).one_or_none()
        if one is None:
            raise NotFound
        if version is not None and one.version != version:
            raise Changed
        return one

    async def add(self, described: Described) -> Resource:
        """Puts it on the map. Raises `NoHolder` or `TwoHolders` where it does not say, or says twice, whose it is, and
        what `texts.checked` raises, with the field named as in `Described`."""
        one = Resource(archived=False, created_at=self.store.now, created_by=self.store.by, version=1)
        await self._describe(one, described)
        self.store.add(one)
        await self.session.flush()
        self.store.audit.note(ADDED, subject(one))
        return one

    async def change(self, one: Resource, described: Described) -> None:
        """Describes it anew, and keeps in the trail what was before; raises as `add`."""
        before = asdict(Described.of(one))
        await self._describe(one, described)
        after = asdict(Described.of(one))
        changes = {name: [_json(before[name]), _json(after[name])] for name in before if before[name] != after[name]}
        if changes:
            one.version += 1
            self.store.audit.note(EDITED, subject(one), changes=changes)
        await self.session.flush()

    async def shelve(self, one: Resource, *, archived: bool) -> None:
        """Takes it off the map, or puts it back. Raises `AlreadyThere`."""
        if one.archived is archived:
            raise AlreadyThere
        one.archived = archived
        self.store.audit.note(ARCHIVED if archived else RESTORED, subject(one))
        await self.session.flush()

    async def undo_edit(self, one: Resource) -> None:
        """Puts back what the last change took. Raises `NotFound` when there is none."""
        last = await self.store.audit.last(subject(one), EDITED)
        if last is None:
            raise NotFound
        now = asdict(Described.of(one)) | {name: before for name, (before, _) in last.facts["changes"].items()}
        now |= {"category": Asset(now["category"]), "languages": tuple(now["languages"])}
        await self.change(one, Described(**now))

    async def last_change(self, one: Resource) -> Entry | None:
        """The newest change of any sort."""
        return next(iter(await self.store.audit.of(subject(one), limit=1)), None)

    async def page(
        self, wanted: Wanted, *, after: int | None = None, before: int | None = None, size: int = 8
    ) -> Pages:
        """A page by name, from the resource `after` or `before` on."""
        found = _narrowed(wanted)
        key = tuple_(Resource.what_key, Resource.id)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            found = found.where(key < tuple_(*place) if back else key > tuple_(*place))
        order = (Resource.what_key.desc(), Resource.id.desc()) if back else (Resource.what_key, Resource.id)
        rows = list(await self.session.scalars(found.order_by(*order).limit(size + 1)))
        more, rows = len(rows) > size, rows[:size]
        if not rows:
            return Pages([], None, None)
        if back:
            rows.reverse()
        earlier, later = (more, True) if back else (place is not None, more)
        return Pages(rows, rows[0].id if earlier else None, rows[-1].id if later else None)

    async def to_pick(self, typed: str, *, limit: int = 20) -> list[Resource]:
        """For a typeahead."""
        return list((await self.page(Wanted(name=typed), size=limit)).found)

    async def holders(self, typed: str, *, limit: int = 20) -> list[Organization]:
        """Organizations that a typed name may mean, for a typeahead: partners, then those whose name begins so."""
        found = [partner.organization for partner in await self.store.partners.to_pick(typed, limit=limit)]
        key = name_key(typed) if typed.strip() else ""
        beginning = select(Organization).where(
            Organization.name_key >= key, Organization.name_key < key + LAST_CHARACTER, in_sight(Organization.id)
        )
        beginning = beginning.order_by(Organization.name_key, Organization.id).limit(limit)
        found += list(await self.session.scalars(beginning)) if key else []
        return list({one.id: one for one in found}.values())[:limit]

    async def names_of(self, organization_ids: Collection[int]) -> dict[int, str]:
        """Names of organizations by id, as far as the person may know of them."""
        found = select(Organization.id, Organization.name).where(
            Organization.id.in_(organization_ids), in_sight(Organization.id)
        )
        return {organization_id: name for organization_id, name in await self.session.execute(found)}

    async def coverage(self) -> list[Cover]:
        """Each category: what is there, and what the opportunities that look for partners need."""
        counted = select(Resource.category, Resource.ours, func.count()).select_from(Resource)
        counted = counted.where(Resource.archived == false(), in_sight(Resource.organization_id))
        there: Counter[tuple[Asset, bool]] = Counter()
        for category, ours, number in await self.session.execute(counted.group_by(Resource.category, Resource.ours)):
            there[category, ours] = number
        needed = await self.store.opportunities.needed()
        return [Cover(one, there[one, True], there[one, False], needed.get(one, [])) for one in Asset]

    async def _place(self, resource_id: int | None) -> tuple[str, int] | None:
        if resource_id is None:
            return None
        row = (
            await self.session.execute(select(Resource.what_key, Resource.id).where(Resource.id == resource_id))
        ).first()
        return (row[0], row[1]) if row else None

    async def _describe(self, one: Resource, said: Described) -> None:
        one.category, one.ours = said.category, said.ours
        one.what = one_line(checked(said.what, field="what", limit=WHAT_LIMIT, required=True))
        one.what_key = name_key(one.what)
        one.place = one_line(checked(said.place, field="place", limit=SHORT_LIMIT))
        one.holder = one_line(checked(said.holder, field="holder", limit=NAME_LIMIT))
        one.how = checked(said.how, field="how", limit=HOW_LIMIT)
        one.contact = one_line(checked(said.contact, field="contact", limit=SHORT_LIMIT))
        one.languages = list(dict.fromkeys(said.languages))
        holders = [said.ours, said.organization_id is not None, bool(one.holder)]
        if not any(holders):
            raise NoHolder(field="organization_id")
        if sum(holders) > 1:
            raise TwoHolders(field="holder")
        one.organization_id = said.organization_id
        one.organization = await self._holder(said.organization_id)
        one.words = name_key(" ".join([one.what, one.place, one.holder, one.how, one.contact]))

    async def _holder(self, organization_id: int | None) -> Organization | None:
        if organization_id is None:
            return None
        found = select(Organization).where(Organization.id == organization_id, in_sight(Organization.id))
        organization = (await self.session.scalars(found)).one_or_none()
        if organization is None:
            raise NotFound(field="organization_id")
        return organization


def _seen() -> Select[Resource]:
    found = select(Resource).outerjoin(Resource.organization).options(contains_eager(Resource.organization))
    return found.where(in_sight(Resource.organization_id))


def _narrowed(wanted: Wanted) -> Select[Resource]:
    found = _seen().where(Resource.archived == (true() if wanted.archived else false()))
    if wanted.category is not None:
        found = found.where(Resource.category == wanted.category)
    if wanted.ours is not None:
        found = found.where(Resource.ours == (true() if wanted.ours else false()))
    for word in name_key(wanted.name).split()[:MOST_WORDS] if wanted.name.strip() else ():
        within = Resource.words.contains(word, autoescape=True)
        found = found.where(or_(within, Organization.name_key.contains(word, autoescape=True)))
    return found


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
