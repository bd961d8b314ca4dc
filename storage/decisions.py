"""What is decided before an agreement ends: to renew it, to renegotiate it, or to close (field, section 5)."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select

from storage.agreement import BEING_WRITTEN, OVER, STANDING, Agreement, AgreementState, Decision
from storage.agreement_parts import Part
from storage.errors import AlreadyThere, NotInThisState, PastDay
from storage.partners import Stage
from storage.shelf import Shelf
from storage.terms import day_of, term_of
from storage.texts import checked

WHY_LIMIT = 1000
RENEWABLE = (AgreementState.in_force, AgreementState.expiring, AgreementState.expired)
CLOSABLE = (*STANDING, AgreementState.expired)
A_WHILE = timedelta(days=14)
"""How long there is for what must still be done when the last day has passed."""


@dataclass(frozen=True)
class Closing:
    """When an agreement ends (a local day; an expired one has ended already), why, what was learned, what stays."""

    on: date | None
    why: str
    lessons: str = ""
    stays: str = ""


class Decisions(Shelf):
    """Decisions about agreements that hold. `agreement` comes from `Agreements.for_change`."""

    async def renew(self, agreement: Agreement) -> Agreement:
        """Decides to renew: a new agreement begins from what this one says, for the same length of time after it.

        One that was begun for an earlier decision, and written in since, is gone on with, unless it is over. Raises
        `NotInThisState`.
        """
        await self._decide(agreement, Decision.renew, RENEWABLE)
        partner = await self.store.partners.get(agreement.partner_id)
        renewal = await self.renewal_of(agreement)
        if renewal is None or renewal.state in OVER:
            renewal = await self.store.agreements.begin(
                partner, kind=agreement.kind, title=agreement.title, language=agreement.language, follows=agreement
            )
            await self._shift(renewal, agreement)
        await self.store.partners.move(partner, Stage.renewing, by_itself=True)
        await self.store.terms.plan(agreement)
        return renewal

    async def renegotiate(self, agreement: Agreement) -> None:
        """Decides to renegotiate: a round of amendment begins. Raises `NotInThisState`."""
        await self._decide(agreement, Decision.renegotiate, RENEWABLE)
        await self.store.agreements.amend(agreement)
        partner = await self.store.partners.get(agreement.partner_id)
        await self.store.partners.move(partner, Stage.renewing, by_itself=True)
        await self.store.terms.plan(agreement)

    async def close(self, agreement: Agreement, closing: Closing) -> None:
        """Decides that it ends on a local day, today or later; what is planned beyond is taken back.

        Raises `NotInThisState`, `PastDay` (field "on"), and what `checked` raises (fields "why", "lessons", "stays").
        """
        why = checked(closing.why, field="why", limit=WHY_LIMIT, required=True)
        lessons = checked(closing.lessons, field="lessons", limit=WHY_LIMIT)
        stays = checked(closing.stays, field="stays", limit=WHY_LIMIT)
        over = agreement.state is AgreementState.expired
        if not over and (closing.on is None or closing.on < await self.store.settings.today()):
            raise PastDay(field="on")
        await self._decide(agreement, Decision.close, CLOSABLE)
        agreement.ends_on = agreement.ends_on if over else closing.on
        agreement.ended_why, agreement.ended_lessons, agreement.ended_stays = why, lessons, stays
        await self.store.terms.settle(agreement)
        await self.store.terms.plan(agreement)

    async def reconsider(self, agreement: Agreement) -> None:
        """Takes a decision back: the end is announced again, and what it began is over.

        A renewal that nobody has written in since is withdrawn; one that somebody has stays as it is. Raises
        `NotInThisState` when nothing was decided, or another agreement has taken its place.
        """
        decision = agreement.decision
        if decision is None or agreement.state is AgreementState.superseded:
            raise NotInThisState(state=agreement.state)
        if decision is Decision.renew and (renewal := await self.renewal_of(agreement)):
            await self._withdraw_untouched(renewal, agreement)
        await self._undecide(agreement)
        if decision is Decision.renegotiate and agreement.amending is not None:
            await self.store.agreements.give_up_amendment(agreement)
        if decision is Decision.close:
            version = await self.store.agreements.version(agreement.id, agreement.signed_number or 0)
            agreement.ends_on = day_of((version.content.get(Part.term) or {}).get("ends_on"))
            agreement.ended_why = agreement.ended_lessons = agreement.ended_stays = ""
        await self.store.terms.settle(agreement)
        await self.store.terms.plan(agreement)

    async def amendment_given_up(self, agreement: Agreement) -> None:
        """A round of amendment ended without one: a decision to renegotiate is taken back with it."""
        if agreement.decision is Decision.renegotiate:
            await self._undecide(agreement)
            await self.store.terms.plan(agreement)

    async def renewal_called_off(self, renewal: Agreement) -> None:
        """A signed renewal is over before it took the place of the former agreement: the decision to renew is taken
        back, and the former one's end is announced again."""
        if renewal.follows_id is None:
            return
        former = await self.store.agreements.for_change(renewal.follows_id)
        still = former.decision is Decision.renew and former.state in RENEWABLE
        if still and await self.renewal_of(former) is renewal:
            await self._undecide(former)
            await self.store.terms.plan(former)

    async def renewal_of(self, agreement: Agreement) -> Agreement | None:
        """The newest agreement that renews this one, None when there is none."""
        found = select(Agreement).where(Agreement.follows_id == agreement.id).order_by(Agreement.id.desc()).limit(1)
        return (await self.session.scalars(found)).one_or_none()

    async def hand_over(self, agreement: Agreement, tasks: Sequence[str]) -> None:
        """What must be done before the last day becomes the actor's action items, once.

        Raises `NotInThisState` when it is not being closed, `AlreadyThere` when it was done.
        """
        if agreement.decision is not Decision.close:
            raise NotInThisState(state=agreement.state)
        if agreement.handed_over_at is not None:
            raise AlreadyThere
        today = await self.store.settings.today()
        due_on = agreement.ends_on if agreement.ends_on and agreement.ends_on > today else today + A_WHILE
        agreement.handed_over_at = self.store.now
        for what in tasks:
            await self.store.actions.add(
                partner_id=agreement.partner_id, what=what, assignee_id=self.store.by, due_on=due_on
            )
        self._note("handed_over", agreement)

    async def _decide(self, agreement: Agreement, decision: Decision, among: Sequence[AgreementState]) -> None:
        if agreement.decision is not None or agreement.state not in among or agreement.amending is not None:
            raise NotInThisState(state=agreement.state)
        agreement.decision, agreement.decided_at, agreement.decided_by = decision, self.store.now, self.store.by
        self._note("decided", agreement, decision=decision.value)
        await self.session.flush()

    async def _undecide(self, agreement: Agreement) -> None:
        self._note("reconsidered", agreement, decision=agreement.decision)
        agreement.decision = agreement.decided_at = agreement.decided_by = None
        partner = await self.store.partners.get(agreement.partner_id)
        if partner.stage is Stage.renewing:
            await self.store.partners.move(partner, Stage.active, by_itself=True)

    async def _withdraw_untouched(self, renewal: Agreement, former: Agreement) -> None:
        renewal = await self.store.agreements.for_change(renewal.id)
        described = (renewal.kind, renewal.title, renewal.language) != (former.kind, former.title, former.language)
        parts = await self.store.agreements.parts(renewal)
        written = any(part.changed_at != renewal.created_at for part in parts.values())
        saved = await self.store.agreements.last_version(renewal) is not None
        if renewal.state not in BEING_WRITTEN or described or written or saved:
            return
        self._note("withdrawn", renewal)
        await self.session.flush()
        await self.session.execute(delete(Agreement).where(Agreement.id == renewal.id))

    async def _shift(self, renewal: Agreement, former: Agreement) -> None:
        """The renewal's term follows the former one and is as long; its review is reckoned from it."""
        parts = await self.store.agreements.parts(renewal)
        known, term = parts.get(Part.term), term_of(former)
        saying = deepcopy(known.saying) if known else {}
        saying |= {"starts_on": None, "ends_on": None}
        if term is not None and term.next_term is not None:
            starts_on, ends_on = term.next_term
            saying |= {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        await self.store.agreements.keep_part(renewal, Part.term, saying, seen=known.revision if known else 0)
        if (review := parts.get(Part.review)) and review.saying.get("first_on"):
            later = {name: value for name, value in review.saying.items() if name != "first_on"}
            await self.store.agreements.keep_part(renewal, Part.review, later, seen=review.revision)

    def _note(self, action: str, agreement: Agreement, **facts: object) -> None:
        self.store.audit.note(
            f"agreement:term:{action}", f"partner:{agreement.partner_id}", agreement=agreement.id, **facts
        )
