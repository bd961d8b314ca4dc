"""Prospects by their names: the very name, what begins so, and what is a slip away."""

from sqlalchemy import ColumnElement, or_, select
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

    async def meant(self, name: str) -> list[int]:
        """Those whose names begin so; else those of a name a slip or two away, the likest first.

        A slip leaves a name among the neighbours of what was typed, in the order of names where it is late in the name,
        in their order from the end where it is early; a few are read on both sides of both places.
        """
        key = name_key(name) if name.strip() else ""
        if not key:
            return []
        named = Organization.name_key
        begun = await self._in_order(named, named >= key, named < key + LAST_CHARACTER, most=MOST)
        if begun:
            return list(begun)
        near: dict[int, str] = {}
        for column, typed in ((named, key), (Organization.name_back, key[::-1])):
            near |= await self._in_order(column, column >= typed)
            near |= await self._in_order(column, column < typed, back=True)
        alike = sorted((-likeness(key, other), other, one) for one, other in near.items() if same_name(key, other))
        return [one for *_, one in alike][:MOST]

    async def _in_order(
        self, column: InstrumentedAttribute[str], *where: ColumnElement[bool], most: int = NEAR, back: bool = False
    ) -> dict[int, str]:
        """The first prospects in the order of a column, or with `back` the last, with the keys of their names."""
        partners = Partner.__table__
        found = (
            select(Organization.id, Organization.name_key)
            .outerjoin(partners, partners.c.organization_id == Organization.id)
            .where(*where, partners.c.id.is_(None))
            .order_by(*((column.desc(), Organization.id.desc()) if back else (column, Organization.id)))
        )
        return {one: key for one, key in await self.session.execute(found.limit(most))}


def may_mean(name: str, key: str) -> bool:
    """Whether a typed name may be the one with this key."""
    typed = name_key(name) if name.strip() else ""
    return bool(typed) and (key.startswith(typed) or same_name(typed, key))
