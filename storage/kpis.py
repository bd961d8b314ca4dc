"""The shelf of indicators: defined, changed, ended; and where each one stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from storage.errors import (
    Archived,
    CannotBeAsked,
    CannotReport,
    HasLeft,
    NotFound,
    TargetNeeded,
    TargetTooEarly,
    TooManyKpis,
)
from storage.kpi import (
    LABEL_LIMIT,
    MOST_KPIS,
    NAME_LIMIT,
    SOURCE_LIMIT,
    Kpi,
    KpiDescription,
    KpiValue,
    ValueState,
    differences,
)
from storage.kpi_periods import period_of
from storage.kpi_rules import Point, Reading, Status, reading
from storage.members import Right
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked


@dataclass(frozen=True)
class Followed:
    """An indicator with what is known of it: the figures of its present series, and where it stands today."""

    kpi: Kpi
    values: Sequence[KpiValue]
    reading: Reading

    @property
    def points(self) -> list[Point]:
        return [value.point for value in self.values if value.point is not None]


class Kpis(Shelf):
    """Those of a partner the person may not see are not there."""

    async def get(self, kpi_id: int) -> Kpi:
        """One indicator, ended or not. Raises `NotFound`."""
        found = (await self.session.scalars(_kpis().where(Kpi.id == kpi_id))).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def for_change(self, kpi_id: int) -> Kpi:
        """The same, for somebody who may change it, held until the transaction ends. Raises `NotAllowed` too."""
        kpi = await self.get(kpi_id)
        await self.store.partners.must_edit(await self.store.partners.get(kpi.partner_id))
        held = select(Kpi).where(Kpi.id == kpi_id).with_for_update().execution_options(populate_existing=True)
        return (await self.session.scalars(held)).one()

    async def of(self, partner_id: int, *, ended: bool = False) -> list[Kpi]:
        """What is followed with a partner, in the order it was defined; `ended`: what is followed no more."""
        found = _kpis().where(Kpi.partner_id == partner_id)
        found = found.where(Kpi.ended_at.is_not(None) if ended else Kpi.ended_at.is_(None))
        return list(await self.session.scalars(found.order_by(Kpi.id)))

    async def everywhere(self) -> list[tuple[Kpi, Partner]]:
        """What is followed with partners that are not archived, and with whom."""
        found = select(Kpi, Partner).join(Partner, Partner.id == Kpi.partner_id)
        found = found.where(Kpi.ended_at.is_(None), Partner.archived.is_(False)).order_by(Kpi.id)
        return [(kpi, partner) for kpi, partner in (await self.session.execute(found)).unique()]

    async def reported_by(self, user_id: str) -> list[Kpi]:
        """What somebody reports, with partners that are not archived."""
        found = _kpis().where(Kpi.reporter_id == user_id, Kpi.ended_at.is_(None), Partner.archived.is_(False))
        return list(await self.session.scalars(found.order_by(Kpi.partner_id, Kpi.id)))

    async def add(self, partner: Partner, described: KpiDescription) -> Kpi:
        """Begins to follow something with a partner.

        Raises `Archived`, `TooManyKpis`, and what is raised for a description that cannot be (`_checked`).
        """
        if partner.archived:
            raise Archived
        open_ones = select(func.count()).where(Kpi.partner_id == partner.id, Kpi.ended_at.is_(None))
        if (await self.session.scalar(open_ones) or 0) >= MOST_KPIS:
            raise TooManyKpis(most=MOST_KPIS)
        kept = await self._checked(described, partner)
        kpi = Kpi(partner_id=partner.id, series=1, created_at=self.store.now, created_by=self.store.by)
        kpi.follow(kept)
        kpi.ended_at = kpi.ended_by = None
        self.store.add(kpi)
        await self.session.flush()
        self._note("added", kpi)
        await self.store.check_ins.extend(partner)
        return kpi

    async def change(self, kpi: Kpi, described: KpiDescription) -> None:
        """Keeps a change. Another unit or frequency begins a new series, today: its figures are not comparable."""
        partner = await self.store.partners.get(kpi.partner_id)
        if partner.archived:
            raise Archived
        before = kpi.description
        kept = await self._checked(described, partner)
        if (kept.unit, kept.frequency) != (before.unit, before.frequency):
            today = await self.store.settings.today()
            kpi.series += 1
            kept = KpiDescription(**{**vars(kept), "begun_on": max(kept.begun_on, period_of(today, kept.frequency))})
        kpi.follow(kept)
        await self.session.flush()
        if changes := differences(before, kept):
            self._note("changed", kpi, changes=changes, series=kpi.series)
        await self.store.check_ins.extend(partner)

    async def end(self, kpi: Kpi) -> None:
        """Follows it no more; its figures stay."""
        if kpi.ended_at is None:
            kpi.ended_at, kpi.ended_by = self.store.now, self.store.by
            await self._turned("ended", kpi)

    async def resume(self, kpi: Kpi) -> None:
        """Undoes `end`. Raises `TooManyKpis`."""
        if kpi.ended_at is not None:
            if len(await self.of(kpi.partner_id)) >= MOST_KPIS:
                raise TooManyKpis(most=MOST_KPIS)
            kpi.ended_at = kpi.ended_by = None
            await self._turned("resumed", kpi)

    async def hand_over(self, partner: Partner, former_id: str, reporter_id: str, *, field: str) -> None:
        """Another colleague reports what `former_id` did. Raises `HasLeft`, `CannotReport`."""
        await self.must_be_able_to_report(reporter_id, partner, field=field)
        for kpi in await self.of(partner.id):
            if kpi.reporter_id == former_id:
                kpi.reporter_id = reporter_id
                self._note("changed", kpi, changes={"reporter_id": [former_id, reporter_id]}, series=kpi.series)
        await self.session.flush()

    async def move(self, partner: Partner, former_channel: str, channel_id: str) -> bool:
        """Has what is asked for in one channel asked for in another; whether anything was."""
        moved = [kpi for kpi in await self.of(partner.id) if kpi.channel_id == former_channel]
        for kpi in moved:
            kpi.channel_id = channel_id
            self._note("changed", kpi, changes={"channel_id": [former_channel, channel_id]}, series=kpi.series)
        await self.session.flush()
        return bool(moved)

    async def followed(self, kpis: Collection[Kpi]) -> list[Followed]:
        """Each of these with its figures and where it stands today."""
        values = await self.store.kpi_values.of_several(kpis)
        today = await self.store.settings.today()
        return [_followed(kpi, values.get(kpi.id, ()), today) for kpi in kpis]

    async def counts(self, partner_id: int) -> Mapping[Status, int]:
        """How many of a partner's indicators stand how."""
        found: dict[Status, int] = {}
        for one in await self.followed(await self.of(partner_id)):
            found[one.reading.status] = found.get(one.reading.status, 0) + 1
        return found

    async def must_be_able_to_report(self, user_id: str, partner: Partner, *, field: str) -> None:
        """Raises `HasLeft` or `CannotReport` for somebody who can report nothing about this partner."""
        try:
            await self.store.partners.must_be_able(user_id, partner.id)
        except HasLeft as error:
            raise HasLeft(field=field, **error.facts) from error
        except CannotBeAsked as error:
            raise CannotReport(field=field, **error.facts) from error
        member = await self.store.members.by_user(user_id)
        if member is not None and not member.may(Right.edit):
            raise CannotReport(field=field, name=member.name)

    async def _checked(self, described: KpiDescription, partner: Partner) -> KpiDescription:
        """Raises `Missing`, `TooLong`, `TargetNeeded`, `TargetTooEarly`, `HasLeft`, `CannotReport`."""
        if described.target_on is not None:
            if described.target is None:
                raise TargetNeeded(field="target")
            if described.target_on <= described.begun_on:
                raise TargetTooEarly(field="target_on")
        await self.must_be_able_to_report(described.reporter_id, partner, field="reporter")
        texts = {
            "name": checked(described.name, field="name", limit=NAME_LIMIT, required=not described.code),
            "source": checked(described.source, field="source", limit=SOURCE_LIMIT),
            "numerator": checked(described.numerator, field="numerator", limit=LABEL_LIMIT),
            "denominator": checked(described.denominator, field="denominator", limit=LABEL_LIMIT),
        }
        return KpiDescription(**{**vars(described), **texts})

    async def _turned(self, action: str, kpi: Kpi) -> None:
        await self.session.flush()
        self._note(action, kpi)
        await self.store.check_ins.extend(await self.store.partners.get(kpi.partner_id))

    def _note(self, action: str, kpi: Kpi, **facts: object) -> None:
        self.store.audit.note(f"partner:kpi:{action}", f"partner:{kpi.partner_id}", kpi=kpi.id, **facts)


def _kpis() -> Select[Kpi]:
    return select(Kpi).join(Partner, Partner.id == Kpi.partner_id)


def _followed(kpi: Kpi, values: Sequence[KpiValue], today: date) -> Followed:
    points = [value.point for value in values if value.state is ValueState.given and value.point is not None]
    return Followed(kpi, values, reading(points, kpi.line, kpi.direction, kpi.frequency, today=today))
