"""Signed agreements as time goes by: in force, expiring, over; and when that is announced (25.2 P4)."""

from datetime import date, datetime, time

from sqlalchemy import select

from storage.agreement import BEING_WRITTEN, STANDING, Agreement, AgreementState, AgreementVersion, Decision
from storage.agreement_parts import Part
from storage.agreements import agreements
from storage.days import instant
from storage.first_review import FirstReviews, in_reach_from
from storage.partners import Stage
from storage.reminder import ReminderState
from storage.reminders import WAITING
from storage.settings import Settings, outside_quiet_hours
from storage.term_dates import ONE_DAY, Term

ENDING, STARTED, OVER = "terms.ending", "terms.started", "terms.over"
NOTICES = (90, 60, 30, 7)
"""Days before the end at which it is announced, unless the agreement says otherwise (field, section 5)."""
NINE = time(9)
IN_FORCE = (AgreementState.in_force, AgreementState.expiring)
BEFORE_ACTIVE = (Stage.identified, Stage.contacted, Stage.exploring, Stage.agreeing, Stage.declined, Stage.renewing)
SAID = (ReminderState.sending, ReminderState.sent, ReminderState.uncertain, ReminderState.left)


class Terms(FirstReviews):
    """What dates do to signed agreements. `agreement` comes from `Agreements.for_change`, or is held by the clock."""

    async def take_effect(self, agreement: Agreement, version: AgreementVersion) -> None:
        """Both sides have signed this version: its dates hold from now on, and what follows from them is planned."""
        signatures = await self.store.approvals.signatures(agreement, version.number)
        term = version.content.get(Part.term) or {}
        agreement.signed_number = version.number
        agreement.starts_on = day_of(term.get("starts_on")) or max(one.signed_on for one in signatures)
        agreement.ends_on = day_of(term.get("ends_on"))
        agreement.notices = [int(notice) for notice in term.get("notices") or NOTICES]
        agreement.decision = agreement.decided_at = agreement.decided_by = None
        if agreement.state in BEING_WRITTEN:
            await self.store.agreements.move(agreement, AgreementState.signed, by_itself=True)
        else:
            await self.store.agreements.move_writing(agreement, None, number=version.number, by_itself=True)
        await self.move_review(agreement, day_of((version.content.get(Part.review) or {}).get("first_on")))
        await self.settle(agreement)
        if agreement.state in IN_FORCE:
            await self._come_into_force(agreement)
        await self.plan(agreement)

    async def settle(self, agreement: Agreement) -> None:
        """Moves a signed agreement, step by step, to where its dates put it today; nothing when it is there."""
        settings = await self.store.settings.get()
        today = self.store.now.astimezone(settings.zone).date()
        term = term_of(agreement)
        agreement.turns_at = None
        if term is not None:
            was = agreement.state
            for step in term.steps(was, today):
                await self.store.agreements.move(agreement, step, by_itself=True)
            if agreement.state in IN_FORCE and was not in IN_FORCE:
                await self._come_into_force(agreement)
            if agreement.state is AgreementState.ended:
                await self._silence(agreement, ENDING, STARTED)
                await self.store.decisions.renewal_called_off(agreement)
        await self.keep_review(agreement)
        await self.store.reports_due.extend(agreement)
        turns = [term.turns_after(today), in_reach_from(agreement)] if term else []
        coming = [turn for turn in turns if turn is not None and turn > today]
        agreement.turns_at = instant(min(coming), time(), settings.zone) if coming else None
        await self.session.flush()

    async def any_due(self) -> bool:
        """Whether the day of any agreement has come that was not settled since."""
        due = select(Agreement.id).where(Agreement.turns_at <= self.store.now).limit(1)
        return await self.session.scalar(due) is not None

    async def settle_due(self) -> None:
        """Settles every agreement whose day has come, but those that somebody else has in hand at this moment."""
        due = agreements().where(Agreement.turns_at <= self.store.now).order_by(Agreement.turns_at, Agreement.id)
        held = due.with_for_update(of=Agreement, skip_locked=True).execution_options(populate_existing=True)
        for agreement in list(await self.session.scalars(held)):
            await self.settle(agreement)

    async def replan(self, *, partner_id: int | None = None) -> None:
        """Plans anew what is announced, after the place or the hours for it have changed: of one partner, or of all."""
        found = agreements().where(Agreement.starts_on.is_not(None), Agreement.state.not_in(BEING_WRITTEN))
        if partner_id is not None:
            found = found.where(Agreement.partner_id == partner_id)
        for agreement in list(await self.session.scalars(found.order_by(Agreement.id).with_for_update(of=Agreement))):
            await self.settle(agreement)
            await self.plan(agreement)
            await self.store.reports_due.replan(agreement)

    async def plan(self, agreement: Agreement) -> None:
        """Puts what is to be said on its days into the outbox, and takes back what is not to be said any more.

        An agreement that is signed or amended within its last days is announced once, as soon as it is polite.
        """
        known = await self.store.reminders.about(subject=agreement.subject)
        waiting = {(one.kind, one.occurrence) for one in known if one.state in WAITING}
        await self._silence(agreement, ENDING, STARTED, OVER)
        term = term_of(agreement)
        if term is None:
            return
        settings = await self.store.settings.get()
        today = self.store.now.astimezone(settings.zone).date()
        starts = today < term.starts_on or (STARTED, term.starts_on.isoformat()) in waiting
        if starts and not term.called_off:
            await self._announce(agreement, STARTED, settings, on=term.starts_on, occurrence=term.starts_on)
        if term.ends_on is None or today > (after := term.ends_on + ONE_DAY):
            return
        await self._announce(agreement, OVER, settings, on=after, occurrence=after)
        if agreement.decision is not None:
            return
        end = (ENDING, term.ends_on.isoformat())
        said = any((one.kind, one.occurrence) == end and one.state in SAID for one in known)
        for ahead, day in term.announcements(today):
            if day > today or not said:
                await self._announce(agreement, ENDING, settings, on=day, occurrence=term.ends_on, ahead=ahead)

    async def _announce(
        self, agreement: Agreement, kind: str, settings: Settings, *, on: date, occurrence: date, ahead: int = 0
    ) -> None:
        partner = await self.store.partners.get(agreement.partner_id)
        await self.store.reminders.plan(
            kind=kind,
            subject=agreement.subject,
            recipient=partner.place(settings),
            due_at=polite(self.store.now, on, settings),
            occurrence=occurrence.isoformat(),
            ahead=ahead,
            series=f"{agreement.subject}:{kind}",
            facts={"partner_id": partner.id},
        )

    async def _silence(self, agreement: Agreement, *kinds: str) -> None:
        for kind in kinds:
            await self.store.reminders.cancel(subject=agreement.subject, kind=kind, reason="replanned")

    async def _come_into_force(self, agreement: Agreement) -> None:
        """The partnership is active; what this agreement follows is superseded, and nothing more is said about it."""
        partner = await self.store.partners.get(agreement.partner_id)
        if partner.stage in BEFORE_ACTIVE:
            await self.store.partners.move(partner, Stage.active, by_itself=True)
        if agreement.follows_id is None:
            return
        former = await self.store.agreements.for_change(agreement.follows_id)
        if former.state not in (*STANDING, AgreementState.expired):
            return
        if former.amending is not None:
            await self.store.agreements.give_up_amendment(former)
        await self.store.agreements.move(former, AgreementState.superseded, by_itself=True)
        await self.store.reminders.cancel(subject=former.subject, reason="superseded")
        await self.settle(former)


def term_of(agreement: Agreement) -> Term | None:
    """The dates by which a signed agreement moves; None when none moves it any more, or yet."""
    settled = (*BEING_WRITTEN, AgreementState.superseded)
    if agreement.starts_on is None or agreement.state in settled:
        return None
    closing = agreement.decision is Decision.close
    return Term(agreement.starts_on, agreement.ends_on, tuple(agreement.notices), closing)


def polite(now: datetime, on: date, settings: Settings) -> datetime:
    """09:00 of the workspace on a local day, or now when that has passed; moved out of the quiet hours (UTC)."""
    at = max(instant(on, NINE, settings.zone), now)
    return outside_quiet_hours(at, zone=settings.zone, start=settings.quiet_from, end=settings.quiet_until)


def day_of(text: str | None) -> date | None:
    """A day as a content keeps it."""
    return date.fromisoformat(text) if text else None
