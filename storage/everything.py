"""Everything the workspace keeps, table by table, for whoever wants to take it elsewhere."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, LargeBinary, Table, exists, false, not_, or_, select

from storage.base import Base
from storage.contacts import Contact
from storage.organizations import Organization, OrganizationKind
from storage.outgoing import NOT_IN_BULK
from storage.shelf import Shelf

PAGE = 1000
GOES_OUT = frozenset(
    [
        "organizations",
        "organization_kinds",
        "asides",
        "weightings",
        "identifiers",
        "contacts",
        "sources",
        "services",
        "locations",
        "service_locations",
        "service_areas",
        "phones",
        "taxonomy_terms",
        "term_links",
        "details",
        "partners",
        "partner_people",
        "stage_moves",
        "members",
        "opportunities",
        "opportunity_partners",
        "resources",
        "assessments",
        "readiness_steps",
        "meetings",
        "goals",
        "requirements",
        "ways",
        "actions",
        "introductions",
        "cadences",
        "sessions",
        "reviews",
        "challenges",
        "health_rhythms",
        "health_rounds",
        "health_snapshots",
        "touchpoints",
        "arrangements",
        "agreements",
        "agreement_parts",
        "agreement_versions",
        "agreement_reviews",
        "agreement_moves",
        "agreement_signatures",
        "role_corrections",
        "holdings",
        "reports_due",
        "kpis",
        "kpi_values",
        "check_ins",
        "check_in_comments",
    ]
)
"""What a workspace knows. What serves Liaison itself stays (drafts, the outbox, keys of links), and so does what people
answered in confidence."""
_HIDDEN = frozenset(
    ("workspace_id", "digest", "touched", "import_id", "name_key", "name_back", "version", "merged_into_id")
)
Row = list[Any]


class Everything(Shelf):
    """Reads whole tables; the person has been asked for the right to them."""

    def tables(self) -> dict[str, list[str]]:
        """The columns that go out, by table, those first that others refer to."""
        return {str(table.name): [str(column.name) for column in _columns(table)] for table in _tables()}

    async def rows(self, name: str, *, everybody: bool = True) -> AsyncIterator[list[Row]]:
        """The rows of a table in pages, as plain values. What is about an organization that was put into another stays
        here; so does, unless `everybody`, what is about one that does not go out in bulk."""
        table = Base.metadata.tables[name]
        columns, last = _columns(table), 0
        here = table.c.workspace_id == self.store.workspace_id
        stays = _stays(table, table, everybody)
        while True:
            found = select(table.c.id, *columns).where(here, table.c.id > last, not_(or_(false(), *stays)))
            if name == Contact.__tablename__:
                found = found.where(~table.c.removed)
            rows = list(await self.session.execute(found.order_by(table.c.id).limit(PAGE)))
            if not rows:
                return
            last = rows[-1][0]
            yield [[plain_value(value) for value in row[1:]] for row in rows]


def _stays(table: Table, one: FromClause, everybody: bool) -> list[ColumnElement[bool]]:
    """Whether `one`, a row of a table, is about an organization that stays: its own, that of its partner, or else that
    of whatever it refers to."""
    ways: list[ColumnElement[bool]] = []
    if "merged_into_id" in table.c:
        ways.append(one.c.merged_into_id.is_not(None))
    if table.name == Organization.__tablename__ and not everybody:
        kinds = OrganizationKind.__table__.alias()
        ways.append(exists().where(kinds.c.organization_id == one.c.id, kinds.c.kind.in_(NOT_IN_BULK)))
    own = [name for name in ("organization_id", "partner_id") if name in table.c]
    for column in [table.c[name] for name in own] or table.c:
        for target in {key.column.table for key in column.foreign_keys}:
            other = target.alias()
            theirs = _stays(target, other, everybody) if target.name in GOES_OUT else []
            if theirs:
                ways.append(exists().where(other.c.id == one.c[column.name], or_(*theirs)))
    return ways


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name in GOES_OUT]


def _columns(table: Table) -> list[Any]:
    found = [c for c in table.columns if c.name not in _HIDDEN and not isinstance(c.type, LargeBinary)]
    return sorted(found, key=lambda column: column.name != "id")


def plain_value(value: Any) -> Any:
    """A value as text, number, day, list or mapping."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool | Decimal | date | list | dict):
        return value
    return str(value)
