"""Rounds: when both sides are asked how the partnership is doing, and what is left of the answers afterwards."""

import random
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, delete, exists, select

from storage.days import instant
from storage.drafts import Draft
from storage.errors import Archived, NotFound, RoundClosed, RoundOpen
from storage.health import (
    ASKED_STAGES,
    Closed,
    HealthResult,
    HealthRhythm,
    HealthRound,
    HealthSheet,
    Rhythm,
    RoundState,
)
from storage.health_rules import HealthSide, tally
from storage.partners import Partner, subject
from storage.quiet import NINE, next_working_day, nudge_at
from storage.reminder import ReminderState
from storage.settings import Settings, outside_quiet_hours
from storage.shelf import Shelf

ASKED, NUDGED, RESULT = "health.asked", "health.nudged", "health.result"
LIVE = (RoundState.planned, RoundState.open)
SOONEST_FIRST = timedelta(days=14)
"""Before partners that were active already are asked for the first time."""
WAITING = (ReminderState.planned, ReminderState.claimed)


class HealthRounds(Shelf):
    """The shelf of rounds. Of each active partner the round to come is here, with its message in the outbox; those of
    a partner the person may not see are not there."""

    async def get(self, round_id: int, *, held: bool = False) -> HealthRound:
        """One round, held until the transaction ends on demand. Raises `NotFound`."""
        found = _rounds().where(HealthRound.id == round_id)
        if held:
            found = found.with_for_update(of=HealthRound).execution_options(populate_existing=True)
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def live(self, partner_id: int) -> HealthRound | None:
        """The round that is planned or open; there is one at most."""
        found = _rounds().where(HealthRound.partner_id == partner_id, HealthRound.state.in_(LIVE))
        return (await self.session.scalars(found.order_by(HealthRound.id.desc()).limit(1))).one_or_none()

    async def closed(self, partner_ids: Collection[int], *, most: int) -> dict[int, list[Closed]]:
        """The last rounds of partners that the person has been shown, newest first, with what each side said."""
        if not partner_ids:
            return {}
        found = select(HealthRound).where(
            HealthRound.partner_id.in_(partner_ids), HealthRound.state == RoundState.closed
        )
        rounds: dict[int, list[HealthRound]] = {}
        for one in await self.session.scalars(found.order_by(HealthRound.id.desc())):
            if len(rounds.setdefault(one.partner_id, [])) < most:
                rounds[one.partner_id].append(one)
        ids = [one.id for some in rounds.values() for one in some]
        results: dict[int, dict[HealthSide, HealthResult]] = {}
        for result in await self.session.scalars(select(HealthResult).where(HealthResult.round_id.in_(ids))):
            results.setdefault(result.round_id, {})[result.side] = result
        return {
            partner_id: [Closed(one, results.get(one.id, {})) for one in some] for partner_id, some in rounds.items()
        }

    async def rhythm(self, partner_id: int) -> Rhythm:
        """How often this partner is asked about, unless somebody chose otherwise quarterly."""
        kept = await self._kept(partner_id)
        return Rhythm(kept.months, kept.days) if kept else Rhythm()

    async def change(self, partner: Partner, rhythm: Rhythm) -> None:
        """Another rhythm, from now on; a round that is open stays as it is. Raises `Archived`."""
        if partner.archived:
            raise Archived
        before = await self.rhythm(partner.id)
        kept = await self._kept(partner.id) or self.store.add(HealthRhythm(partner_id=partner.id))
        kept.months, kept.days = rhythm.months, rhythm.days
        await self.session.flush()
        if rhythm != before:
            self._note("rhythm", partner, before=[before.months, before.days], after=[rhythm.months, rhythm.days])
        live = await self.live(partner.id)
        if live is not None and live.state is RoundState.planned:
            await self._withdraw(live, "plan changed")
        await self.extend(partner)

    async def start(self, partner: Partner) -> HealthRound:
        """Opens a round at once, in place of the one to come. `partner` is held. Raises `Archived`, `RoundOpen`."""
        if partner.archived:
            raise Archived
        one = await self.live(partner.id)
        if one is not None and one.state is RoundState.open:
            raise RoundOpen
        today = await self.store.settings.today()
        if one is None:
            one = await self._new(partner, today)
        one.ask_on, one.started_by = today, self.store.by
        await self.session.flush()
        await self._announce(one, partner, self.store.now)
        await self.opened(one, partner.place(await self.store.settings.get()))
        self._note("started", partner, round=one.id)
        return one

    async def extend(self, partner: Partner, *, spread: bool = False) -> None:
        """Keeps the round to come here, with its message in the outbox; takes back one that is to come no more.

        Called whenever something changes that it depends on: stage, archiving, channel, hours, rhythm. `spread`: the
        first one is not in a quarter, but on a day of its own within it, so that partners do not all come at once.
        """
        await self.session.execute(select(Partner.id).where(Partner.id == partner.id).with_for_update())
        rhythm, live = await self.rhythm(partner.id), await self.live(partner.id)
        wanted = rhythm.months > 0 and partner.stage in ASKED_STAGES and not partner.archived
        if live is not None and live.state is RoundState.open:
            return
        if live is not None and (partner.archived or not (wanted or live.started_by)):
            await self._withdraw(live, "archived" if partner.archived else "plan changed")
            live = None
        if live is None and wanted:
            live = await self._new(partner, await self._next_day(partner, rhythm, spread=spread))
        if live is not None:
            await self._announce(live, partner, self.store.now if live.started_by else await self._hour(live.ask_on))

    async def extend_all(self) -> None:
        """The same for every partner with a round to come, after the workspace's hours or default channel changed."""
        to_come = exists().where(HealthRound.partner_id == Partner.id, HealthRound.state == RoundState.planned)
        for partner in list(await self.session.scalars(select(Partner).where(to_come))):
            await self.extend(partner)

    async def settle_due(self) -> None:
        """Closes the rounds whose time is over, whatever became of their message, and begins with partners that are
        active and were never asked about."""
        over = _rounds().where(HealthRound.state == RoundState.open, HealthRound.closes_at <= self.store.now)
        for one in list(await self.session.scalars(over)):
            await self.close(one)
        known = exists().where(HealthRound.partner_id == Partner.id, HealthRound.state != RoundState.withdrawn)
        off = exists().where(HealthRhythm.partner_id == Partner.id, HealthRhythm.months == 0)
        new = select(Partner).where(Partner.stage.in_(ASKED_STAGES), ~Partner.archived, ~known, ~off)
        for partner in list(await self.session.scalars(new)):
            await self.extend(partner, spread=True)

    async def opened(self, one: HealthRound, place: str) -> None:
        """It is being asked in this place: answers are taken until the morning after its days, whoever is named and has
        not answered is reminded once, half-way."""
        partner = await self.store.partners.get(one.partner_id)
        today = await self.store.settings.today()
        if one.state is RoundState.planned:
            one.state, one.asked_at = RoundState.open, self.store.now
            one.closes_at = await self._hour(today + timedelta(days=one.days))
            await self.session.flush()
            for user_id in await self.asked(partner):
                await self._nudge(one, user_id, today + timedelta(days=one.days // 2))
        if one.state is RoundState.open and one.closes_at is not None:
            await self._plan(RESULT, one, place, one.closes_at)

    async def asked(self, partner: Partner) -> list[str]:
        """Who is asked by name: whoever looks after the partner and the colleagues named on it, as far as they are
        here."""
        named = list(dict.fromkeys([partner.owner_id, *await self.store.partners.people(partner)]))
        gone = await self.store.members.gone(named)
        return [user_id for user_id in named if user_id not in gone]

    async def close_now(self, partner: Partner, one: HealthRound) -> None:
        """Ends a round before its time, by hand. Raises `RoundClosed`."""
        if one.state is not RoundState.open:
            raise RoundClosed
        await self.close(one)
        self._note("closed", partner, round=one.id)
        for said in await self.store.reminders.about(subject=one.subject, kind=RESULT):
            if said.state in WAITING:
                await self._plan(RESULT, one, said.recipient, self.store.now)

    async def close(self, one: HealthRound) -> None:
        """No more answers. What is left is what may be said of each side, the signal of the day, and the answers of
        those who agreed to be named where fewer than three answered; all others, and drafts, are gone."""
        if one.state is not RoundState.open:
            return
        one.state, one.closed_at = RoundState.closed, self.store.now
        await self.store.reminders.cancel(subject=one.subject, kind=NUDGED, reason="round closed")
        for side in HealthSide:
            await self._settle(one, side)
        theirs = Draft.subject.startswith(f"{one.subject}:", autoescape=True)
        await self.session.execute(delete(Draft).where(theirs))
        await self.session.flush()
        partner = await self.store.partners.get(one.partner_id)
        await self.store.health_signals.keep(partner, one.id)
        await self.extend(partner)

    async def sheets(self, one: HealthRound) -> list[HealthSheet]:
        """Who has answered; in a round that is closed those who may be named."""
        found = select(HealthSheet).where(HealthSheet.round_id == one.id).order_by(HealthSheet.who)
        return list(await self.session.scalars(found))

    async def _settle(self, one: HealthRound, side: HealthSide) -> None:
        sheets = [sheet for sheet in await self.sheets(one) if sheet.side is side]
        if not sheets:
            return
        told = tally(sheets)
        result = self.store.add(HealthResult(round_id=one.id, side=side, comments=[]))
        result.follow(told)
        if told.anonymous:
            comments = [sheet.comment for sheet in sheets if sheet.comment]
            random.SystemRandom().shuffle(comments)
            result.comments = comments
        for sheet in sheets:
            if told.anonymous or not sheet.consent:
                await self.session.delete(sheet)
        await self.session.flush()

    async def _next_day(self, partner: Partner, rhythm: Rhythm, *, spread: bool) -> date:
        """One rhythm after the last round, or after today where that was too long ago, or never."""
        today = await self.store.settings.today()
        found = select(HealthRound.ask_on).where(
            HealthRound.partner_id == partner.id, HealthRound.state == RoundState.closed
        )
        last = await self.session.scalar(found.order_by(HealthRound.id.desc()).limit(1))
        step = relativedelta(months=rhythm.months)
        if last is not None:
            return max(last + step, today + timedelta(days=1))
        if not spread:
            return today + step
        days = (today + step - today - SOONEST_FIRST).days
        return today + SOONEST_FIRST + timedelta(days=partner.id % max(1, days))

    async def _new(self, partner: Partner, ask_on: date) -> HealthRound:
        one = self.store.add(
            HealthRound(
                partner_id=partner.id,
                state=RoundState.planned,
                ask_on=ask_on,
                days=(await self.rhythm(partner.id)).days,
                started_by=None,
                asked_at=None,
                closes_at=None,
                closed_at=None,
            )
        )
        await self.session.flush()
        return one

    async def _withdraw(self, one: HealthRound, reason: str) -> None:
        one.state = RoundState.withdrawn
        await self.session.flush()
        await self.store.reminders.cancel(subject=one.subject, reason=reason)

    async def _announce(self, one: HealthRound, partner: Partner, at: datetime) -> None:
        """Plans its message, and takes back what waits for another place."""
        place = partner.place(await self.store.settings.get())
        for said in await self.store.reminders.about(subject=one.subject, kind=ASKED):
            if said.state is ReminderState.planned and said.recipient != place:
                await self.store.reminders.drop(said, reason="plan changed")
        await self._plan(ASKED, one, place, at)

    async def _nudge(self, one: HealthRound, user_id: str, day: date) -> None:
        settings = await self.store.settings.get()
        hours = await self.store.settings.hours_of(await self.store.members.by_user(user_id))
        at = nudge_at(day, now=self.store.now, hours=hours, province=settings.province)
        if one.closes_at is not None and at < one.closes_at:
            await self._plan(NUDGED, one, user_id, at)

    async def _plan(self, kind: str, one: HealthRound, recipient: str, at: datetime) -> None:
        await self.store.reminders.plan(
            kind=kind,
            subject=one.subject,
            recipient=recipient,
            due_at=at,
            facts={"partner_id": one.partner_id},
        )

    async def _hour(self, day: date) -> datetime:
        return morning(day, await self.store.settings.get())

    async def _kept(self, partner_id: int) -> HealthRhythm | None:
        found = select(HealthRhythm).where(HealthRhythm.partner_id == partner_id)
        return (await self.session.scalars(found)).one_or_none()

    def _note(self, action: str, partner: Partner, **facts: object) -> None:
        self.store.audit.note(f"partner:health:{action}", subject(partner), **facts)


def morning(day: date, settings: Settings) -> datetime:
    """Nine o'clock of the workspace (UTC) on a local day, or the next working one, outside its quiet hours."""
    nine = instant(next_working_day(day, settings.province), NINE, settings.zone)
    polite = outside_quiet_hours(nine, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)
    return polite.astimezone(UTC)


def _rounds() -> Select[HealthRound]:
    return select(HealthRound).join(Partner, Partner.id == HealthRound.partner_id)
