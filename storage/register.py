"""The register: every agreement of the workspace that the person may see, narrowed, page by page, and as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_

from storage.agreement import Agreement, AgreementPart, AgreementState, AgreementVersion, Decision
from storage.agreement_parts import AgreementKind, Part
from storage.organizations import Kind, Organization, OrganizationKind
from storage.partners import Partner
from storage.reports_due import ReportDue, ReportState
from storage.shelf import Shelf

PUT_AWAY = (AgreementState.ended, AgreementState.superseded)
"""What is left out unless it is asked for."""
MOST_ROWS = 5000
"""Agreements in one table."""
MOST_PARTNERS = 50


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to. `everything`: also what is put away; `name`: a part of a title or a partner's
    name."""

    state: AgreementState | None = None
    kind: AgreementKind | None = None
    partner_kind: Kind | None = None
    owner_id: str | None = None
    everything: bool = False
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One agreement in the register; the dates are local days."""

    id: int
    title: str
    kind: AgreementKind
    state: AgreementState
    partner: str
    confidential: bool
    starts_on: date | None
    ends_on: date | None
    owner_id: str


@dataclass(frozen=True)
class Pages:
    """Some entries. `before` and `after` are the ids to page from, None where the register ends."""

    entries: list[Entry]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Row:
    """One agreement in full: `total` is its funding, `report_on` the day of the next report that is not sent."""

    entry: Entry
    partner_kinds: tuple[Kind, ...]
    decision: Decision | None
    review_on: date | None
    report_on: date | None
    total: Decimal | None
    currency: str


_ENTRY = (
    Agreement.id,
    Agreement.title,
    Agreement.kind,
    Agreement.state,
    Organization.name,
    Partner.confidential,
    Agreement.starts_on,
    Agreement.ends_on,
    Agreement.owner_id,
)


class Register(Shelf):
    """Agreements by partner, and with one partner in the order they were begun."""

    async def page(
        self, wanted: Wanted, *, after: int | None = None, before: int | None = None, size: int = 10
    ) -> Pages:
        """A page, from the agreement `after` or `before` on."""
        found = await self._narrowed(wanted)
        key = tuple_(Partner.name_key, Agreement.id)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            found = found.where(key < tuple_(*place) if back else key > tuple_(*place))
        order = (Partner.name_key.desc(), Agreement.id.desc()) if back else (Partner.name_key, Agreement.id)
        entries = [Entry(*row) for row in await self.session.execute(found.order_by(*order).limit(size + 1))]
        more, entries = len(entries) > size, entries[:size]
        if not entries:
            return Pages([], None, None)
        if back:
            entries.reverse()
        earlier, later = (more, True) if back else (place is not None, more)
        return Pages(entries, entries[0].id if earlier else None, entries[-1].id if later else None)

    async def rows(self, wanted: Wanted) -> list[Row]:
        """All of them in full, in the same order, at most `MOST_ROWS`."""
        funding = Part.funding.value
        due = (
            select(func.min(ReportDue.due_on))
            .where(ReportDue.agreement_id == Agreement.id, ReportDue.state == ReportState.open)
            .correlate(Agreement)
            .scalar_subquery()
        )
        more = (
            Partner.organization_id,
            Agreement.decision,
            Agreement.review_on,
            due,
            AgreementVersion.content[funding],
            AgreementPart.saying,
        )
        found = await self._narrowed(wanted, *more)
        signed = and_(AgreementVersion.agreement_id == Agreement.id, AgreementVersion.number == Agreement.signed_number)
        written = and_(AgreementPart.agreement_id == Agreement.id, AgreementPart.part == Part.funding)
        found = found.outerjoin(AgreementVersion, signed).outerjoin(AgreementPart, written)
        found = found.order_by(Partner.name_key, Agreement.id).limit(MOST_ROWS)
        rows = [tuple(row) for row in await self.session.execute(found)]
        kinds = await self._kinds({row[len(_ENTRY)] for row in rows})
        return [_row(Entry(*row[: len(_ENTRY)]), kinds, *row[len(_ENTRY) :]) for row in rows]

    async def _narrowed(self, wanted: Wanted, *more: Any) -> Select[Any]:
        found: Select[Any] = select(*_ENTRY, *more).select_from(Agreement)
        found = found.join(Partner, Partner.id == Agreement.partner_id)
        found = found.join(Organization, Organization.id == Partner.organization_id)
        if wanted.state is not None:
            found = found.where(Agreement.state == wanted.state)
        elif not wanted.everything:
            found = found.where(Agreement.state.not_in(PUT_AWAY))
        if wanted.kind is not None:
            found = found.where(Agreement.kind == wanted.kind)
        if wanted.owner_id is not None:
            found = found.where(Agreement.owner_id == wanted.owner_id)
        if wanted.partner_kind is not None:
            of_kind = exists().where(
                OrganizationKind.organization_id == Partner.organization_id,
                OrganizationKind.kind == wanted.partner_kind,
            )
            found = found.where(of_kind)
        if wanted.name:
            meant = await self.store.partners.find(wanted.name, limit=MOST_PARTNERS, archived=None)
            titled = Agreement.title.icontains(wanted.name, autoescape=True)
            found = found.where(or_(titled, Agreement.partner_id.in_([partner.id for partner in meant])))
        return found

    async def _place(self, agreement_id: int | None) -> tuple[str, int] | None:
        if agreement_id is None:
            return None
        found = select(Partner.name_key, Agreement.id).join(Partner, Partner.id == Agreement.partner_id)
        row = (await self.session.execute(found.where(Agreement.id == agreement_id))).one_or_none()
        return (row[0], row[1]) if row else None

    async def _kinds(self, organization_ids: Iterable[int]) -> dict[int, tuple[Kind, ...]]:
        found = select(OrganizationKind.organization_id, OrganizationKind.kind).where(
            OrganizationKind.organization_id.in_(organization_ids)
        )
        known: dict[int, set[Kind]] = {}
        for organization_id, kind in await self.session.execute(found):
            known.setdefault(organization_id, set()).add(kind)
        return {one: tuple(kind for kind in Kind if kind in kinds) for one, kinds in known.items()}


def _row(
    entry: Entry,
    kinds: dict[int, tuple[Kind, ...]],
    organization_id: int,
    decision: Decision | None,
    review_on: date | None,
    report_on: date | None,
    signed: dict[str, Any] | None,
    written: dict[str, Any] | None,
) -> Row:
    """What is signed counts; before that, what is being written."""
    funding = (written if entry.starts_on is None else signed) or {}
    total = Decimal(funding["total"]) if funding.get("total") else None
    currency = str(funding.get("currency") or "CAD") if total is not None else ""
    return Row(entry, kinds.get(organization_id, ()), decision, review_on, report_on, total, currency)
