"""Finding partners: by a name as people type it, and page by page."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, select, true, tuple_

from storage.names import CLOSE, LEAST, LIST, NEAREST, SHORT, SURE, containing, likeness, pieces, same_name
from storage.organizations import Kind, Organization, OrganizationKind, name_key
from storage.partner import Partner, Stage
from storage.shelf import Shelf

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
        if exact:
            return exact
        written = await self._written(key, archived=archived, limit=limit)
        if written:
            return written
        alike = await self._alike(key, archived=archived)
        return [partner for partner, score in alike if score >= max(SURE, alike[0][1] - CLOSE)][:limit]

    async def nearest(self, typed: str, *, limit: int = 3) -> list[Partner]:
        """Those whose names come nearest, when none is meant for sure."""
        key = name_key(typed) if typed.strip() else ""
        return [partner for partner, score in await self._alike(key, archived=False) if score >= NEAREST][:limit]

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
        exact = await self._exact(key, archived=None, limit=limit)
        alike = [p for p, _ in await self._alike(key, archived=None) if same_name(key, p.name_key)]
        return list({partner.id: partner for partner in [*exact, *alike]}.values())[:limit]

    async def page(
        self,
        *,
        stage: Stage | None = None,
        kind: Kind | None = None,
        owner_id: str | None = None,
        archived: bool = False,
        after: int | None = None,
        before: int | None = None,
        size: int = 10,
    ) -> Page:
        """A page by name, from the partner `after` or `before` on; at any depth it costs the same."""
        key = OrganizationKind.name_key if kind else Partner.name_key
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
            found = found.where(Partner.owner_id == owner_id)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            here = tuple_(key, Partner.id)
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

    async def _written(self, key: str, *, archived: bool | None, limit: int) -> list[Partner]:
        """Names that begin with the key (by name), then those that contain it."""
        starting = select(Partner).where(
            _shelved(archived), Partner.name_key >= key, Partner.name_key < key + LAST_CHARACTER
        )
        found = list(await self.session.scalars(starting.order_by(Partner.name_key, Partner.id).limit(limit)))
        if len(found) < limit and len(key) >= LEAST:
            known = {partner.id for partner in found}
            more = [partner for partner in await self._containing([key], archived=archived) if partner.id not in known]
            found += sorted(more, key=lambda partner: (partner.name_key, partner.id))
        return found[:limit]

    async def _alike(self, key: str, *, archived: bool | None) -> list[tuple[Partner, float]]:
        """A bounded list of candidates, ranked by likeness."""
        candidates = await self._containing(pieces(key), archived=archived)
        if len(key) < SHORT:
            start = key[:2]
            short = select(Partner).where(
                _shelved(archived), Partner.name_key >= start, Partner.name_key < start + LAST_CHARACTER
            )
            candidates += await self.session.scalars(short.order_by(Partner.name_key, Partner.id).limit(LIST))
        scored = [(partner, likeness(key, partner.name_key)) for partner in {p.id: p for p in candidates}.values()]
        return sorted(scored, key=lambda one: (-one[1], one[0].name_key, one[0].id))

    async def _containing(self, parts: Iterable[str], *, archived: bool | None) -> list[Partner]:
        ids: list[int] = []
        for part in parts:
            statement, given = containing(
                self.session.get_bind().dialect.name, part, workspace_id=self.store.workspace_id
            )
            ids += (await self.session.execute(statement, given)).scalars()
        found = select(Partner).where(_shelved(archived), Partner.id.in_(ids))
        return list(await self.session.scalars(found)) if ids else []


def _shelved(archived: bool | None) -> ColumnElement[bool]:
    if archived is None:
        return Partner.archived.in_([False, True])
    return Partner.archived == (true() if archived else false())
