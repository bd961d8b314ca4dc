"""Prospects by their names: the very name, what begins so, and what is a slip away."""

from sqlalchemy import ColumnElement, or_, select

from storage.finding import LAST_CHARACTER
from storage.names import LIST, same_name
from storage.organizations import Organization, name_key
from storage.partners import Partner
from storage.shelf import Shelf


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


def may_mean(name: str, key: str) -> bool:
    """Whether a typed name may be the one with this key."""
    typed = name_key(name) if name.strip() else ""
    return bool(typed) and (key.startswith(typed) or same_name(typed, key))
