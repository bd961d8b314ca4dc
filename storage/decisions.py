"""What is decided before an agreement ends: to renew it, to renegotiate it, or to close (field, section 5)."""

from copy import deepcopy
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from storage.agreement import BEING_WRITTEN, Agreement, AgreementState, Decision
from storage.agreement_parts import Part
from storage.errors import NotInThisState, PastDay
from storage.partners import Stage
from storage.shelf import Shelf
from storage.terms import ENDING, day_of
from storage.texts import checked

WHY_LIMIT = 1000
_DECIDED_IN = (AgreementState.in_force, AgreementState.expiring, AgreementState.expired)


class Decisions(Shelf):
    """Decisions about agreements that hold. `agreement` comes from `Agreements.for_change`."""

    async def renew(self, agreement: Agreement) -> Agreement:
        """Decides to renew: a new agreement begins from what this one says, for the same length of time after it.

        Raises `NotInThisState`.
        """
        await self._decide(agreement, Decision.renew)
        partner = await self.store.partners.get(agreement.partner_id)
        renewal = await self.store.agreements.begin(
            partner, kind=agreement.kind, title=agreement.title, language=agreement.language, follows=agreement
        )
        await self._shift(renewal, agreement)
        await self.store.partners.move(partner, Stage.renewing, by_itself=True)
        return renewal

    async def renegotiate(self, agreement: Agreement) -> None:
        """Decides to renegotiate: a round of amendment begins. Raises `NotInThisState`."""
        await self._decide(agreement, Decision.renegotiate)
        await self.store.agreements.amend(agreement)
        partner = await self.store.partners.get(agreement.partner_id)
        await self.store.partners.move(partner, Stage.renewing, by_itself=True)

    async def close(self, agreement: Agreement, *, on: date, why: str) -> None:
        """Decides that it ends on a local day, today or later; what is planned beyond is taken back.

        Raises `NotInThisState`, `PastDay` (`field` "on"), and what `checked` raises (`field` "why").
        """
        kept = checked(why, field="why", limit=WHY_LIMIT, required=True)
        if on < await self.store.settings.today():
            raise PastDay(field="on")
        await self._decide(agreement, Decision.close)
        agreement.ends_on, agreement.ended_why = on, kept
        await self.store.terms.withdraw_review(agreement, after=on)
        await self.store.terms.settle(agreement)
        await self.store.terms.plan(agreement)

    async def reconsider(self, agreement: Agreement) -> None:
        """Takes a decision back: a renewal or an amendment that it began is over, and the end is announced again.

        Raises `NotInThisState` when nothing was decided, or it has ended.
        """
        decision = agreement.decision
        if decision is None or agreement.state not in _DECIDED_IN or agreement.signed_number is None:
            raise NotInThisState(state=agreement.state)
        agreement.decision = agreement.decided_at = agreement.decided_by = None
        if decision is Decision.renew:
            await self._give_up_renewal(agreement)
        if decision is Decision.renegotiate and agreement.amending is not None:
            await self.store.agreements.give_up_amendment(agreement)
        if decision is Decision.close:
            version = await self.store.agreements.version(agreement.id, agreement.signed_number)
            agreement.ends_on = day_of((version.content.get(Part.term) or {}).get("ends_on"))
            agreement.ended_why = ""
        self._note("reconsidered", agreement, decision=decision.value)
        partner = await self.store.partners.get(agreement.partner_id)
        if partner.stage is Stage.renewing:
            await self.store.partners.move(partner, Stage.active, by_itself=True)
        await self.store.terms.settle(agreement)
        await self.store.terms.plan(agreement)

    async def _decide(self, agreement: Agreement, decision: Decision) -> None:
        if agreement.decision is not None or agreement.state not in _DECIDED_IN or agreement.amending is not None:
            raise NotInThisState(state=agreement.state)
        agreement.decision, agreement.decided_at, agreement.decided_by = decision, self.store.now, self.store.by
        await self.store.reminders.cancel(subject=agreement.subject, kind=ENDING, reason="decided")
        self._note("decided", agreement, decision=decision.value)
        await self.session.flush()

    async def _give_up_renewal(self, agreement: Agreement) -> None:
        found = select(Agreement).where(Agreement.follows_id == agreement.id, Agreement.state.in_(BEING_WRITTEN))
        for renewal in await self.session.scalars(found):
            if await self.store.agreements.unsaved(renewal):
                await self.store.agreements.save_version(renewal)
            await self.store.approvals.withdraw(renewal)
            await self.store.agreements.move(renewal, AgreementState.ended, by_itself=True)

    async def _shift(self, renewal: Agreement, former: Agreement) -> None:
        """The renewal's term follows the former one and is as long."""
        parts = await self.store.agreements.parts(renewal)
        if former.starts_on is None or former.ends_on is None:
            return
        starts_on = former.ends_on + timedelta(days=1)
        length = relativedelta(starts_on, former.starts_on)
        known = parts.get(Part.term)
        term = deepcopy(known.saying) if known else {}
        term |= {"starts_on": starts_on.isoformat(), "ends_on": (starts_on + length - timedelta(days=1)).isoformat()}
        await self.store.agreements.keep_part(renewal, Part.term, term, seen=known.revision if known else 0)
        if (review := parts.get(Part.review)) and review.saying.get("first_on"):
            later = {name: value for name, value in review.saying.items() if name != "first_on"}
            await self.store.agreements.keep_part(renewal, Part.review, later, seen=review.revision)

    def _note(self, action: str, agreement: Agreement, **facts: object) -> None:
        self.store.audit.note(
            f"agreement:term:{action}", f"partner:{agreement.partner_id}", agreement=agreement.id, **facts
        )
