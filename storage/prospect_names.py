"""Prospects by their names: the very name, what begins so, and what is a slip away."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.finding import LAST_CHARACTER
from storage.names import likeness, same_name
from storage.organizations import Organization, name_key
from storage.partners import Partner
from storage.shelf import Shelf

MOST = 10
NEAR = 60
"""Names that are looked at on one side of what was typed."""


class ProspectNames(Shelf):
    """Look-ups by name, bounded among a million."""

    async def called(self, name: str) -> Organization | None:
        """The one prospect of this very name, or into which one of this name was put, if there is one and no other."""
        key = name_key(name) if name.strip() else ""
        if not key:
            return None
        gone = Organization.__table__
        formerly = select(gone.c.merged_into_id).where(
            gone.c.workspace_id == self.store.workspace_id,
            gone.c.name_key == key,
            gone.c.merged_into_id.is_not(None),
        )
        named = await self._in_order(Organization.name_key, Organization.name_key == key)
        ids = await self._prospects(named | dict.fromkeys(await self.session.scalars(formerly), key))
        meant = list(await self.session.scalars(select(Organization).where(Organization.id.in_(ids)).limit(2)))
        return meant[0] if len(meant) == 1 else None

    async def meant(self, name: str) -> list[int]:
        """Those whose names begin so; else those of a name a slip or two away, the likest first.

        A slip leaves a name among the neighbours of what was typed, in the order of names where it is late in the name,
        in their order from the end where it is early; a few are read on both sides of both places.
        """
        key = name_key(name) if name.strip() else ""
        if not key:
            return []
        named = Organization.name_key
        begun = await self._prospects(await self._in_order(named, named >= key, named < key + LAST_CHARACTER))
        if begun:
            return list(begun)[:MOST]
        near: dict[int, str] = {}
        for column, typed in ((named, key), (Organization.name_back, key[::-1])):
            near |= await self._in_order(column, column >= typed)
            near |= await self._in_order(column, column < typed, back=True)
        alike = await self._prospects({one: other for one, other in near.items() if same_name(key, other)})
        return sorted(alike, key=lambda one: (-likeness(key, alike[one]), alike[one], one))[:MOST]

    async def _in_order(
        self, column: InstrumentedAttribute[str], *where: ColumnElement[bool], back: bool = False
    ) -> dict[int, str]:
        """The first organizations in the order of a column, or with `back` the last, with the keys of their names. Of
        this table alone: beside another, PostgreSQL would rather read all of it than the index."""
        order = (column.desc(), Organization.id.desc()) if back else (column, Organization.id)
        found = select(Organization.id, Organization.name_key).where(*where).order_by(*order).limit(NEAR)
        return {one: key for one, key in await self.session.execute(found)}

    async def _prospects(self, named: Mapping[int, str]) -> dict[int, str]:
        """Those of them that are nobody's partner."""
        partners = Partner.__table__
        theirs = select(partners.c.organization_id).where(
            partners.c.workspace_id == self.store.workspace_id, partners.c.organization_id.in_(named)
        )
        taken = set(await self.session.scalars(theirs)) if named else set()
        return {one: key for one, key in named.items() if one not in taken}


def may_mean(name: str, key: str) -> bool:
    """Whether a typed name may be the one with this key."""
    typed = name_key(name) if name.strip() else ""
    return bool(typed) and (key.startswith(typed) or same_name(typed, key))
