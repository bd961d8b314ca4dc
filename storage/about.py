"""Which partners a row of any table is about: its own, that of its organization, or those of whatever it refers to."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, select

from storage.organizations import Organization
from storage.partners import Partner

_PARTNERS: Table = Partner.__table__  # type: ignore[assignment]


def partners_of(table: Table, one: FromClause) -> list[ColumnElement[Any]]:
    """The numbers of partners that `one`, a row of a table, is about, each an expression that may be null."""
    if table is _PARTNERS:
        return [one.c.id]
    if "partner_id" in table.c:
        return [one.c.partner_id]
    if table is Organization.__table__:
        return [_of_organization(one.c.id)]
    if "organization_id" in table.c:
        return [_of_organization(one.c.organization_id)]
    found: list[ColumnElement[Any]] = []
    for column in table.c:
        for target in {key.column.table for key in column.foreign_keys} - {table}:
            other = target.alias()
            for theirs in partners_of(target, other):
                found.append(select(theirs).where(other.c.id == one.c[column.name]).scalar_subquery())
    return found


def _of_organization(organization_id: ColumnElement[Any]) -> ColumnElement[Any]:
    theirs = _PARTNERS.alias()
    return select(theirs.c.id).where(theirs.c.organization_id == organization_id).limit(1).scalar_subquery()
