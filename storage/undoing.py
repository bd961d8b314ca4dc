"""Taking an import back: what it added, and nobody has touched or hung anything on since, goes again."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Text, cast, delete, exists, select

from storage.agreement import Agreement, AgreementPart, AgreementVersion
from storage.base import Base
from storage.contacts import Contact
from storage.details import Detail
from storage.exchanging import KEPT
from storage.health import HealthRound, HealthSheet
from storage.imports import Import
from storage.meetings import Meeting
from storage.organizations import Organization
from storage.partners import Partner
from storage.role_corrections import RoleCorrection
from storage.services import Service, ServiceLocation
from storage.shelf import Shelf
from storage.standard import ORDER

PAGE = 1000
Place = tuple[int, int]
_REFERENCE = re.compile(r"\bc:(\d+)\b")
"""How answers and the roles of an agreement name a contact."""
_WITH_ROLES: tuple[tuple[Any, Any], ...] = (
    (AgreementPart, AgreementPart.saying),
    (AgreementVersion, AgreementVersion.content),
    (RoleCorrection, RoleCorrection.saying),
)


class Undoing(Shelf):
    """Works through the nouns, what refers to others first, a page at a time."""

    async def go_on(self, import_id: int, place: Place) -> tuple[Place | None, int]:
        """Takes the next page away, from `place` on (which noun, after which row; begin with (0, 0)). Gives the next
        place, None at the end, and how many went."""
        nouns = _nouns()
        at, last = place
        if at >= len(nouns):
            return None, 0
        noun = nouns[at]
        table: Table = noun.__table__
        found = select(noun.id).where(noun.import_id == import_id, noun.id > last).order_by(noun.id).limit(PAGE)
        ids = list(await self.session.scalars(found))
        if not ids:
            return (at + 1, 0), 0
        kept = await self._met(ids) if noun is Contact else set()
        free = [~exists().where(column == table.c.id) for column in _referring(table)]
        asked = set(ids) - kept
        before: list[ColumnElement[bool]] = [noun.id.in_(asked), noun.touched.is_(False), *free]
        if "organization_id" in table.c:
            before.append(table.c.organization_id.is_(None) | table.c.organization_id.not_in(_taken_over(import_id)))
        gone = list(await self.session.scalars(select(noun.id).where(*before)))
        left = await self._left(noun, gone, import_id) if noun is not Organization else set(ids) - set(gone)
        await self.session.execute(delete(noun).where(noun.id.in_(gone)))
        await self.store.search.keep(left)
        return (at, ids[-1]), len(gone)

    async def _left(self, noun: Any, gone: Collection[int], import_id: int) -> set[int]:
        """Organizations that lose these rows and were not brought by the import: they are found by less from now on.
        Those that it brought are looked at when all that was theirs is gone."""
        owner = Service.organization_id if noun is ServiceLocation else getattr(noun, "organization_id", None)
        if owner is None or noun is Detail:
            return set()
        found = select(owner).where(noun.id.in_(gone), Organization.import_id.is_distinct_from(import_id))
        if noun is ServiceLocation:
            found = found.join(ServiceLocation, ServiceLocation.service_id == Service.id)
        return set(await self.session.scalars(found.join(Organization, Organization.id == owner).distinct()))

    async def _met(self, contact_ids: Iterable[int]) -> set[int]:
        """Those who were at a meeting, answered how it is going, or have a role in an agreement."""
        theirs = select(Contact.organization_id).where(Contact.id.in_(contact_ids))
        partners = select(Partner.id).where(Partner.organization_id.in_(theirs))
        rows = await self.session.scalars(select(Meeting.contact_ids).where(Meeting.partner_id.in_(partners)))
        found = {number for listed in rows for number in listed}
        rounds = select(HealthRound.id).where(HealthRound.partner_id.in_(partners))
        agreements = select(Agreement.id).where(Agreement.partner_id.in_(partners))
        named = [select(HealthSheet.who).where(HealthSheet.round_id.in_(rounds))]
        named += [select(cast(said, Text)).where(noun.agreement_id.in_(agreements)) for noun, said in _WITH_ROLES]
        for texts in named:
            for text in await self.session.scalars(texts):
                found.update(int(number) for number in _REFERENCE.findall(text))
        return found


def _taken_over(import_id: int) -> Select[int]:
    """Organizations of the same source that somebody has made a partner of since: all that is theirs stays."""
    source = select(Import.source_id).where(Import.id == import_id).scalar_subquery()
    return (
        select(Organization.id)
        .join(Partner, Partner.organization_id == Organization.id)
        .where(Organization.source_id == source)
    )


def _nouns() -> list[Any]:
    kept = sorted(KEPT.items(), key=lambda one: -ORDER[one[0]])
    return [Detail, *(kind.noun for _name, kind in kept)]


def _referring(table: Table) -> list[Column[Any]]:
    """Every column of the workspace's tables that refers to a table, but for those that are made from others."""
    return [
        column
        for other in Base.metadata.tables.values()
        if not other.info.get("derived")
        for column in other.c
        if any(key.column.table is table for key in column.foreign_keys)
    ]
