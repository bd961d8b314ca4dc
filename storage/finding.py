"""Finding partners: by a name as people type it, and page by page."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select, true, tuple_

from storage.names import CERTAIN, CLOSE, LEAST, LIST, NEAREST, SURE, containing, ends, likeness, pieces, same_name
from storage.organizations import Kind, Organization, OrganizationKind, name_key
from storage.partner import Partner, PartnerPerson, Stage
from storage.shelf import Shelf

Key = tuple[str, int]
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class Line:
    """A partner in a list."""

    id: int
    name: str
    stage: Stage
    owner_id: str
    confidential: bool


@dataclass(frozen=True)
class Page:
    """Some lines of a list by name. `before` and `after` are the ids to page from, None where the list ends."""

    lines: list[Line]
    before: int | None
    after: int | None


class Finding(Shelf):
    """Look-ups and lists, bounded among a million. What a person may not see is not there."""

    async def find(self, typed: str, *, limit: int = 10, archived: bool | None = False) -> list[Partner]:
        """Those that a typed name may mean, best first: the very name; else what begins with it or contains it; else
        what is a typo away. `archived` None looks among all."""
        key = name_key(typed) if typed.strip() else ""
        if not key:
            return []
        exact = await self._exact(key, archived=archived, limit=limit)
        if not exact:
            exact = await self._formerly(key, archived=archived, limit=limit)
        if exact:
            return exact
        written = await self._written(key, archived=archived, limit=limit)
        written += [] if written else await self._formerly(key, archived=archived, limit=limit, longer=True)
        if written:
            return written
        alike = await self._alike(key, archived=archived)
        return await self._load((one for score, one in alike if score >= max(SURE, alike[0][0] - CLOSE)), limit=limit)

    async def nearest(self, typed: str, *, limit: int = 3) -> list[Partner]:
        """Those whose names come nearest, when none is meant for sure."""
        key = name_key(typed) if typed.strip() else ""
        alike = await self._alike(key, archived=False) if key else []
        return await self._load((one for score, one in alike if score >= NEAREST), limit=limit)

    async def to_pick(self, typed: str, *, limit: int = 20) -> list[Partner]:
        """For a typeahead: the first by name for nothing typed, else as `find` but with longer names of the same
        beginning too."""
        key = name_key(typed) if typed.strip() else ""
        if not key:
            first = select(Partner).where(Partner.archived == false()).order_by(Partner.name_key, Partner.id)
            return list(await self.session.scalars(first.limit(limit)))
        return await self._written(key, archived=False, limit=limit) or await self.find(typed, limit=limit)

    async def near_duplicates(self, name: str, *, limit: int = 5) -> list[Partner]:
        """Partners that `name` may already be, archived ones included: the same key or a typo away."""
        key = name_key(name)
        alike = await self._alike(key, archived=None)
        found = await self._load((one for _score, one in alike if same_name(key, one[0])), limit=limit)
        known = {one.id for one in found}
        formerly = await self._formerly(key, archived=None, limit=limit)
        return [*found, *(one for one in formerly if one.id not in known)][:limit]

    async def page(
        self,
        *,
        stage: Stage | None = None,
        kind: Kind | None = None,
        owner_id: str | None = None,
        named: bool = False,
        archived: bool = False,
        after: int | None = None,
        before: int | None = None,
        size: int = 10,
    ) -> Page:
        """A page by name, from the partner `after` or `before` on; at any depth it costs the same. `named`: with those
        on which the owner asked for is named, too."""
        key = OrganizationKind.name_key if kind and not owner_id else Partner.name_key
        found = select(Partner.id, Organization.name, Partner.stage, Partner.owner_id, Partner.confidential).join(
            Partner.organization
        )
        found = found.where(Partner.archived == (true() if archived else false()))
        if kind:
            found = found.join(OrganizationKind, OrganizationKind.organization_id == Partner.organization_id)
            found = found.where(OrganizationKind.kind == kind)
        if stage:
            found = found.where(Partner.stage == stage)
        if owner_id:
            theirs = select(PartnerPerson.partner_id).where(PartnerPerson.user_id == owner_id)
            owned = Partner.owner_id == owner_id
            found = found.where(or_(owned, Partner.id.in_(theirs)) if named else owned)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            here = tuple_(key, Partner.id)
            found = found.where(key <= place[0] if back else key >= place[0])  # the part an index can begin from
            found = found.where(here < tuple_(*place) if back else here > tuple_(*place))
        order = (key.desc(), Partner.id.desc()) if back else (key, Partner.id)
        rows = [Line(*row) for row in await self.session.execute(found.order_by(*order).limit(size + 1))]
        more, lines = len(rows) > size, rows[:size]
        if back:
            lines.reverse()
        earlier, later = (more, True) if back else (place is not None, more)
        if not lines:
            return Page([], None, None)
        return Page(lines, lines[0].id if earlier else None, lines[-1].id if later else None)

    async def _place(self, partner_id: int | None) -> tuple[str, int] | None:
        if partner_id is None:
            return None
        found = select(Partner.name_key, Partner.id).where(Partner.id == partner_id)
        row = (await self.session.execute(found)).one_or_none()
        return (row[0], row[1]) if row else None

    async def _exact(self, key: str, *, archived: bool | None, limit: int) -> list[Partner]:
        found = select(Partner).where(_shelved(archived), Partner.name_key == key).order_by(Partner.id).limit(limit)
        return list(await self.session.scalars(found))

    async def _formerly(self, key: str, *, archived: bool | None, limit: int, longer: bool = False) -> list[Partner]:
        """Those into which one of this name was put; with `longer` one whose name begins so."""
        gone = Organization.__table__
        named = [gone.c.name_key >= key, gone.c.name_key < key + LAST_CHARACTER] if longer else [gone.c.name_key == key]
        here = gone.c.workspace_id == self.store.workspace_id, gone.c.merged_into_id.is_not(None)
        ids = select(gone.c.merged_into_id).where(*here, *named).order_by(gone.c.name_key, gone.c.id).limit(limit)
        found = select(Partner).where(_shelved(archived), Partner.organization_id.in_(ids)).order_by(Partner.id)
        return list(await self.session.scalars(found))

    async def _written(self, key: str, *, archived: bool | None, limit: int) -> list[Partner]:
        """Names that begin with the key (by name), then those that contain it."""
        within = Partner.name_key >= key, Partner.name_key < key + LAST_CHARACTER
        found = sorted(await self._beside(*within, archived=archived, most=limit))
        if len(found) < limit and len(key) >= LEAST:
            found += sorted(await self._containing([key], archived=archived) - set(found))
        return await self._load(found, limit=limit)

    async def _alike(self, key: str, *, archived: bool | None) -> list[tuple[float, Key]]:
        """A bounded list of candidates with their likeness, the likest first.

        A slip late in a name leaves it among the neighbours of what was typed, in the order of names; one letter
        anywhere leaves its beginning or its ending intact, and both are read in order, a few each. Only where none of
        these comes near is it looked up by its parts, for which the trigram index may read long lists.
        """
        candidates = await self._beside(Partner.name_key >= key, archived=archived, most=LIST)
        candidates |= await self._beside(Partner.name_key < key, archived=archived, most=LIST, back=True)
        beginnings, endings = ends(key)
        for one in beginnings:
            within = Partner.name_key >= one, Partner.name_key < one + LAST_CHARACTER
            candidates |= await self._beside(*within, archived=archived, most=LIST)
        for one in endings:
            candidates |= await self._ending(one, archived=archived)
        scored = _ranked(key, candidates)
        if scored and scored[0][0] >= CERTAIN:
            return scored
        return _ranked(key, candidates | await self._containing(pieces(key), archived=archived))

    async def _beside(
        self, *where: ColumnElement[bool], archived: bool | None, most: int, back: bool = False
    ) -> set[Key]:
        """The first in the order of names, or with `back` the last."""
        order = (Partner.name_key.desc(), Partner.id.desc()) if back else (Partner.name_key, Partner.id)
        rows: set[Key] = set()
        for shelf in (False, True) if archived is None else (archived,):
            found = select(Partner.name_key, Partner.id).where(_shelved(shelf), *where).order_by(*order).limit(most)
            rows.update((key, partner_id) for key, partner_id in await self.session.execute(found))
        return rows

    async def _ending(self, ending: str, *, archived: bool | None) -> set[Key]:
        """Some of the names that end so."""
        back = ending[::-1]
        rows: set[Key] = set()
        for shelf in (False, True) if archived is None else (archived,):
            found = select(Partner.name_key, Partner.id).where(
                _shelved(shelf), Partner.name_back >= back, Partner.name_back < back + LAST_CHARACTER
            )
            rows.update(
                (key, partner_id)
                for key, partner_id in await self.session.execute(
                    found.order_by(Partner.name_back, Partner.id).limit(LIST)
                )
            )
        return rows

    async def _containing(self, parts: Iterable[str], *, archived: bool | None) -> set[Key]:
        """What the trigram index knows of these parts; what a person may not see is among it until it is loaded."""
        dialect, rows = self.session.get_bind().dialect.name, set()
        for part in parts:
            statement, given = containing(dialect, part, workspace_id=self.store.workspace_id)
            for partner_id, key, shelf in await self.session.execute(statement, given):
                if archived in (None, bool(shelf)):
                    rows.add((key, partner_id))
        return rows

    async def _load(self, keys: Iterable[Key], *, limit: int) -> list[Partner]:
        """Those that the person may see, in this order."""
        ids = [partner_id for _key, partner_id in keys]
        if not ids:
            return []
        known = {one.id: one for one in await self.session.scalars(select(Partner).where(Partner.id.in_(ids)))}
        return [known[partner_id] for partner_id in ids if partner_id in known][:limit]


def _ranked(key: str, candidates: Iterable[Key]) -> list[tuple[float, Key]]:
    scored = [(likeness(key, known[0]), known) for known in candidates]
    return sorted(scored, key=lambda one: (-one[0], one[1]))


def _shelved(archived: bool | None) -> ColumnElement[bool]:
    if archived is None:
        return Partner.archived.in_([False, True])
    return Partner.archived == (true() if archived else false())
