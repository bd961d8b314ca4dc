"""Sowing of what is followed with a partner: indicators with their figures, and who stays in touch with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.seed_days import Days
from storage.communication import Every, How, Terms
from storage.kpi import Kpi, KpiDescription
from storage.kpi_library import LIBRARY
from storage.kpi_periods import KpiFrequency, asked_at, following, last_day, period_of
from storage.kpi_values import NOT_COLLECTED, given
from storage.store import Store


@dataclass(frozen=True)
class Measured:
    """One indicator of the library, month by month: its figures, the newest last, None where there was none. The
    target is to be reached so many months from now."""

    code: str
    reporter: str
    figures: tuple[str | None, ...]
    baseline: str
    target: str
    target_in: int = 6
    source: str = ""


@dataclass(frozen=True)
class Arranged:
    """One line of the communication process: who of us talks to whom of theirs, how, how often, agreed when."""

    days_ago: int
    member: str
    contact: str
    how: How
    every: Every
    note: str = ""


@dataclass(frozen=True)
class Touched:
    days_ago: int
    by: str
    contact: str
    how: How
    note: str


class Following(Days):
    """The figures and contacts of one partnership."""

    async def measure(self, measured: Sequence[Measured]) -> None:
        """Indicators are defined, with what was counted before; the last month's figures were asked for and given."""
        if not measured:
            return
        by, now, monthly = measured[0].reporter, self.database.now(), KpiFrequency.monthly
        async with self.then(now, by=by) as store:
            settings = await store.settings.get()
        newest = period_of(self.today, monthly)
        while asked_at(newest, monthly, settings) > now:
            newest = following(newest, monthly, -1)
        asked = asked_at(newest, monthly, settings)
        async with self.then(asked - timedelta(days=14), by=by) as store:
            partner = await store.partners.get(self.partner_id)
            kpis = [await store.kpis.add(partner, self._described(one, newest)) for one in measured]
            for kpi, one in zip(kpis, measured, strict=True):
                for back, figure in enumerate(one.figures[-2::-1], start=1):
                    await _keep(store, kpi, following(newest, monthly, -back), figure)
        async with self.then(min(asked + timedelta(hours=2), now), by=by) as store:
            check_in = await store.check_ins.begin(partner, monthly, newest)
            for kpi, one in zip(kpis, measured, strict=True):
                await _keep(store, kpi, newest, one.figures[-1])
            await store.check_ins.reported(check_in)
            await store.check_ins.extend(partner)

    def _described(self, one: Measured, newest: date) -> KpiDescription:
        known, monthly = LIBRARY[one.code], KpiFrequency.monthly
        return KpiDescription(
            code=one.code,
            name="",
            unit=known.unit,
            direction=known.direction,
            share=known.share,
            baseline=Decimal(one.baseline),
            target=Decimal(one.target),
            target_on=last_day(following(newest, monthly, one.target_in), monthly),
            frequency=monthly,
            reporter_id=one.reporter,
            channel_id=None,
            source=one.source,
            numerator="",
            denominator="",
            begun_on=following(newest, monthly, 1 - len(one.figures)),
        )

    async def keep_in_touch(self, arranged: Sequence[Arranged], touched: Sequence[Touched]) -> None:
        """Lines are agreed on, and contacts logged, each on its day."""
        for one in arranged:
            async with self.on(one.days_ago, 11, by=one.member) as (store, partner):
                contacts = {contact.name: contact.id for contact in await store.contacts.of(partner)}
                terms = Terms(one.member, contacts[one.contact], one.how, one.every, one.note)
                await store.communication.add(partner, terms)
        for touch in touched:
            async with self.on(touch.days_ago, 16, by=touch.by) as (store, partner):
                contacts = {contact.name: contact.id for contact in await store.contacts.of(partner)}
                await store.touchpoints.log(
                    partner,
                    at=self.at(touch.days_ago, 15),
                    how=touch.how,
                    contact_id=contacts[touch.contact],
                    note=touch.note,
                )


async def _keep(store: Store, kpi: Kpi, period: date, figure: str | None) -> None:
    said = NOT_COLLECTED if figure is None else given(kpi, Decimal(figure), field="value")
    await store.kpi_values.keep(kpi, period, said)
