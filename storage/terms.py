"""The term of an agreement: when it begins to hold, when it is reviewed first, when its end is announced (25.2 P4)."""

from collections.abc import Collection
from datetime import date, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from storage.agreement import BEING_WRITTEN, STANDING, Agreement, AgreementState, AgreementVersion, Decision
from storage.agreement_parts import Notice, Part
from storage.agreements import agreements
from storage.days import instant
from storage.meetings import Purpose
from storage.partners import Stage
from storage.plans import DAY, FARTHEST, Plan
from storage.public_holidays import SATURDAY, working_day
from storage.recurrence import Frequency
from storage.settings import Settings, outside_quiet_hours
from storage.shelf import Shelf

ENDING, STARTED, OVER = "terms.ending", "terms.started", "terms.over"
NOTICES = tuple(int(notice) for notice in Notice)
"""Days before the end at which it is announced, unless the agreement says otherwise (field, section 5)."""
FIRST_REVIEW = relativedelta(months=6)
"""When an agreement is reviewed first, unless it says so itself (field, section 10: half-yearly)."""
NINE, TEN = time(9), time(10)
BEFORE_ACTIVE = (Stage.identified, Stage.contacted, Stage.exploring, Stage.agreeing, Stage.declined, Stage.renewing)


def state_on(
    day: date, *, starts_on: date, ends_on: date | None, notices: Collection[int], closing: bool = False
) -> AgreementState:
    """Where a signed agreement stands on a local day. `closing`: its end was decided, so it ends, not expires."""
    if ends_on is not None and day > ends_on:
        return AgreementState.ended if closing else AgreementState.expired
    if day < starts_on:
        return AgreementState.signed
    if ends_on is not None and day >= ends_on - timedelta(days=max(notices, default=0)):
        return AgreementState.expiring
    return AgreementState.in_force


def turns_on(day: date, *, starts_on: date, ends_on: date | None, notices: Collection[int]) -> date | None:
    """The next local day after `day` on which the state turns, None when it never does again."""
    days = [starts_on]
    if ends_on is not None:
        days += [ends_on - timedelta(days=max(notices, default=0)), ends_on + timedelta(days=1)]
    return min((turn for turn in days if turn > day), default=None)


class Terms(Shelf):
    """What dates and decisions do to signed agreements. `agreement` comes from `Agreements.for_change`."""

    async def take_effect(self, agreement: Agreement, version: AgreementVersion) -> None:
        """Both sides have signed this version: it holds from its first day on, and what follows is planned."""
        signatures = await self.store.approvals.signatures(agreement, version.number)
        term = version.content.get(Part.term) or {}
        signed_on = max(signature.signed_on for signature in signatures)
        agreement.signed_number = version.number
        agreement.starts_on = day_of(term.get("starts_on")) or signed_on
        agreement.ends_on = day_of(term.get("ends_on"))
        agreement.notices = [int(notice) for notice in term.get("notices") or NOTICES]
        agreement.review_on = day_of((version.content.get(Part.review) or {}).get("first_on"))
        agreement.decision = agreement.decided_at = agreement.decided_by = None
        if agreement.state in BEING_WRITTEN:
            await self.store.agreements.move(agreement, AgreementState.signed, by_itself=True)
        else:
            await self.store.agreements.move_writing(agreement, None, number=version.number, by_itself=True)
        await self.settle(agreement)
        await self.plan(agreement)
        await self._plan_review(agreement)

    async def settle(self, agreement: Agreement) -> None:
        """Moves a signed agreement to where its dates put it today, step by step; nothing when it is there."""
        if agreement.state not in (*STANDING, AgreementState.expired) or agreement.starts_on is None:
            agreement.turns_at = None
            return
        settings = await self.store.settings.get()
        today = self.store.now.astimezone(settings.zone).date()
        dates: dict[str, Any] = {
            "starts_on": agreement.starts_on, "ends_on": agreement.ends_on, "notices": agreement.notices,
        }  # fmt: skip
        to = state_on(today, closing=agreement.decision is Decision.close, **dates)
        was_in_force = agreement.state in (AgreementState.in_force, AgreementState.expiring)
        for step in _steps(agreement.state, to):
            await self.store.agreements.move(agreement, step, by_itself=True)
        turn = turns_on(today, **dates)
        agreement.turns_at = instant(turn, time(), settings.zone) if turn else None
        if not was_in_force and agreement.state in (AgreementState.in_force, AgreementState.expiring):
            await self._come_into_force(agreement)
        if agreement.state is AgreementState.ended:
            await self._take_back(agreement)
        await self.session.flush()
        await self.store.reports_due.extend(agreement)

    async def settle_due(self) -> None:
        """The same for every agreement whose day has come."""
        due = agreements().where(Agreement.turns_at <= self.store.now).order_by(Agreement.turns_at, Agreement.id)
        for agreement in list(await self.session.scalars(due.with_for_update(of=Agreement))):
            await self.settle(agreement)

    async def _come_into_force(self, agreement: Agreement) -> None:
        partner = await self.store.partners.get(agreement.partner_id)
        if partner.stage in BEFORE_ACTIVE:
            await self.store.partners.move(partner, Stage.active, by_itself=True)
        if agreement.follows_id is None:
            return
        former = await self.store.agreements.get(agreement.follows_id)
        if former.state in (*STANDING, AgreementState.expired):
            await self.store.agreements.move(former, AgreementState.superseded, by_itself=True)
            former.turns_at = None
            await self._take_back(former)

    async def _take_back(self, agreement: Agreement) -> None:
        """Nothing of it is announced any more."""
        for kind in (ENDING, STARTED):
            await self.store.reminders.cancel(subject=agreement.subject, kind=kind, reason="agreement over")
        await self.withdraw_review(agreement, after=date.min)
        await self.store.reports_due.extend(agreement)

    async def plan(self, agreement: Agreement) -> None:
        """Puts what is to be said on its days into the outbox, at 09:00 of the workspace, and takes back the rest."""
        settings = await self.store.settings.get()
        for kind in (ENDING, STARTED, OVER):
            await self.store.reminders.cancel(subject=agreement.subject, kind=kind, reason="replanned")
        if agreement.starts_on is None or agreement.state not in STANDING:
            return
        await self._announce(STARTED, agreement, settings, on=agreement.starts_on)
        if agreement.ends_on is None:
            return
        await self._announce(OVER, agreement, settings, on=agreement.ends_on + timedelta(days=1))
        if agreement.decision is not None:
            return
        today = self.store.now.astimezone(settings.zone).date()
        passed = [ahead for ahead in agreement.notices if agreement.ends_on - timedelta(days=ahead) <= today]
        for ahead in agreement.notices:
            on = agreement.ends_on - timedelta(days=ahead)
            if ahead not in passed:
                await self._announce(ENDING, agreement, settings, on=on, ahead=ahead)
        if passed:
            await self._announce(ENDING, agreement, settings, on=today, ahead=min(passed), late=True)

    async def _announce(
        self, kind: str, agreement: Agreement, settings: Settings, *, on: date, ahead: int = 0, late: bool = False
    ) -> None:
        at = max(instant(on, NINE, settings.zone), self.store.now) if late else instant(on, NINE, settings.zone)
        at = outside_quiet_hours(at, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)
        if at < self.store.now or (kind == STARTED and at <= self.store.now + timedelta(days=1)):
            return
        partner = await self.store.partners.get(agreement.partner_id)
        await self.store.reminders.plan(
            kind=kind,
            subject=agreement.subject,
            recipient=partner.place(settings),
            due_at=at,
            occurrence=(agreement.ends_on if kind == ENDING else on).isoformat()
            if agreement.ends_on
            else on.isoformat(),
            ahead=ahead,
            series=f"{agreement.subject}:{kind}",
            facts={"partner_id": partner.id},
        )

    async def _plan_review(self, agreement: Agreement) -> None:
        """The first review, once: on the day the agreement names, else half a year after it begins (field, 10)."""
        await self.withdraw_review(agreement, after=date.min)
        settings = await self.store.settings.get()
        if agreement.starts_on is None:
            return
        day = _weekday(agreement.review_on or agreement.starts_on + FIRST_REVIEW, settings.province)
        begins = instant(day, TEN, settings.zone)
        beyond = agreement.ends_on is not None and day > agreement.ends_on
        if beyond or not self.store.now < begins <= self.store.now + FARTHEST:
            return
        partner = await self.store.partners.get(agreement.partner_id)
        plan = Plan(Frequency.once, day, TEN, settings.time_zone, remind_before=(7 * DAY, DAY))
        cadence = await self.store.sessions.begin(partner, plan, purpose=Purpose.review)
        agreement.review_cadence_id, agreement.review_on = cadence.id, day
        await self.session.flush()

    async def withdraw_review(self, agreement: Agreement, *, after: date) -> None:
        """Takes the first review back when it would come after a local day; one that has begun stays."""
        if agreement.review_cadence_id is None:
            return
        cadence = await self.store.sessions.cadence(agreement.review_cadence_id)
        if cadence.ended_at is None and cadence.first_on > after and await self.store.sessions.coming(cadence):
            await self.store.sessions.end(cadence)
            agreement.review_cadence_id = None


def _steps(was: AgreementState, to: AgreementState) -> list[AgreementState]:
    """The states on the way, the last one included; a date that was moved can lead back in one step."""
    order = [*STANDING, to] if to not in STANDING else list(STANDING)
    start, end = order.index(was) if was in order else -1, order.index(to)
    if was is to:
        return []
    return order[start + 1 : end + 1] if start < end and was in STANDING else [to]


def day_of(text: str | None) -> date | None:
    """A day as a content keeps it."""
    return date.fromisoformat(text) if text else None


def _weekday(day: date, province: str) -> date:
    """The day, or the next one on which people work."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return working_day(day, province)
