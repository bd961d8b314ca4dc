"""Everything the workspace keeps, table by table, for whoever wants to take it elsewhere."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import LargeBinary, Table, select

from storage.base import Base
from storage.contacts import Contact
from storage.organizations import Organization
from storage.partners import Partner
from storage.shelf import Shelf

PAGE = 1000
GOES_OUT = frozenset(
    [
        "organizations",
        "organization_kinds",
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
        "cadences",
        "sessions",
        "reviews",
        "challenges",
        "health_snapshots",
        "touchpoints",
        "arrangements",
        "agreements",
        "agreement_parts",
        "agreement_versions",
        "agreement_moves",
        "agreement_signatures",
        "reports_due",
        "kpis",
        "kpi_values",
        "check_ins",
        "check_in_comments",
    ]
)
"""What a workspace knows. What serves Liaison itself stays (drafts, the outbox, keys of links), and so do the answers
that people gave in confidence."""
_HIDDEN = frozenset(("workspace_id", "digest", "touched", "import_id", "name_key", "version", "merged_into_id"))
Row = list[Any]


class Everything(Shelf):
    """Reads whole tables; the person has been asked for the right to them."""

    def tables(self) -> dict[str, list[str]]:
        """The columns that go out, by table, those first that others refer to."""
        return {str(table.name): [str(column.name) for column in _columns(table)] for table in _tables()}

    async def rows(self, name: str, *, withheld: Collection[int] = ()) -> AsyncIterator[list[Row]]:
        """The rows of a table in pages, as plain values; those of organizations `withheld` stay here."""
        table = Base.metadata.tables[name]
        hidden = await self._partners_of(withheld) if "partner_id" in table.c and withheld else set()
        withheld = {*withheld, *await self._merged(Organization.__table__)}
        hidden |= await self._merged(Partner.__table__)
        columns, last = _columns(table), 0
        keys = [column for column in ("organization_id", "partner_id") if column in table.c]
        extra = [table.c[key] for key in keys]
        while True:
            found = select(table.c.id, *extra, *columns).where(
                table.c.workspace_id == self.store.workspace_id, table.c.id > last
            )
            if name == Contact.__tablename__:
                found = found.where(~table.c.removed)
            rows = list(await self.session.execute(found.order_by(table.c.id).limit(PAGE)))
            if not rows:
                return
            last = rows[-1][0]
            yield [
                [plain_value(value) for value in row[1 + len(keys) :]]
                for row in rows
                if not self._is_withheld(name, row, keys, withheld, hidden)
            ]

    def _is_withheld(
        self, name: str, row: Any, keys: list[str], withheld: Collection[int], hidden: Collection[int]
    ) -> bool:
        if (name == "organizations" and row[0] in withheld) or (name == "partners" and row[0] in hidden):
            return True
        return any(row[at] in (withheld if key == "organization_id" else hidden) for at, key in enumerate(keys, 1))

    async def _merged(self, table: Any) -> set[int]:
        """Those that were put into others: what stayed with them goes out of no door."""
        here = table.c.workspace_id == self.store.workspace_id, table.c.merged_into_id.is_not(None)
        return set(await self.session.scalars(select(table.c.id).where(*here)))

    async def _partners_of(self, organization_ids: Collection[int]) -> set[int]:
        found = select(Partner.id).where(Partner.organization_id.in_(organization_ids))
        return set(await self.session.scalars(found))


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
