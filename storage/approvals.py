"""Review and sign-off of an agreement: who was asked, what each answered, who has signed (25.2 P4)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func, select, update

from storage.agreement import Agreement, AgreementState, AgreementVersion
from storage.agreement_parts import Part
from storage.agreement_review import AgreementReview as AgreementReview
from storage.agreement_review import Verdict as Verdict
from storage.days import instant
from storage.errors import (
    CannotBeAsked,
    CannotReview,
    Changed,
    HasLeft,
    MayNotSee,
    Missing,
    NotAsked,
    NotFound,
    NothingNew,
    NothingSaid,
    NotInThisState,
)
from storage.members import Role
from storage.reminder import Reminder
from storage.reminders import WAITING
from storage.settings import outside_quiet_hours
from storage.signatures import SIGNED as SIGNED
from storage.signatures import AgreementSignature as AgreementSignature
from storage.signatures import Signatures
from storage.signatures import Signing as Signing
from storage.texts import checked

ASKED, NUDGED, ANSWERED = "approvals.asked", "approvals.nudged", "approvals.answered"
APPROVED = "approvals.approved"
NUDGE_DAYS = (3, 7)
"""Days after which somebody who was asked and has not answered is reminded, at 09:00 of their own."""
NINE = time(9)
COMMENT_LIMIT = 2000
REVIEWERS = "reviewers"
OPEN = (AgreementState.drafting, AgreementState.in_review)
"""While the version being written is in one of these, its reviewers may answer, and answer anew."""


class Approvals(Signatures):
    """The shelf of reviews and signatures. `agreement` comes from `Agreements.for_change` where something changes."""

    async def send(
        self,
        agreement: Agreement,
        user_ids: Sequence[str],
        *,
        why: str = "",
        number: int | None = None,
        written: int | None = None,
    ) -> AgreementVersion:
        """Asks people to review what is written now (saved as a version first, when none holds it yet).

        Each is told by DM, and reminded after 3 and 7 days without an answer. Of those asked about this very version
        before, whoever approved is not asked again, whoever wanted changes is, and whoever has not answered need not
        any more when they are not named again. `number` is the version the person has before them, `written` (as
        `Agreements.written` says) its text where it is not saved yet.

        Raises `Archived`, `NotInThisState`, `NothingSaid`, `NothingNew` for an amendment that changes nothing yet,
        `Missing`, `Changed` when it would be another version or text; `HasLeft`, `CannotReview` or `MayNotSee` (`field`
        "reviewers").
        """
        await self.store.agreements.with_whom(agreement)
        if agreement.writing not in OPEN:
            raise NotInThisState(state=agreement.state)
        if not user_ids:
            raise Missing(field=REVIEWERS)
        await self.store.agreements.must_be_as_seen(agreement, written)
        version = await self._to_review(agreement, why)
        if number is not None and version.number != number:
            raise Changed
        known = {review.user_id: review for review in await self.of(agreement, version.number)}
        for user_id in dict.fromkeys(user_ids):
            if user_id not in known or known[user_id].verdict is Verdict.changes:
                await self._ask(agreement, version.number, user_id)
        for user_id, review in known.items():
            if user_id not in user_ids and review.verdict is Verdict.waiting:
                await self._ask_no_more(agreement, review)
        await self.store.agreements.move_writing(agreement, AgreementState.in_review, number=version.number)
        self._note("sent", agreement, version=version.number, people=list(user_ids))
        await self._conclude(agreement, version.number)
        return version

    async def _to_review(self, agreement: Agreement, why: str) -> AgreementVersion:
        if await self.store.agreements.unsaved(agreement):
            await self.store.agreements.save_version(agreement, why=why)
        version = await self.store.agreements.last_version(agreement)
        if version is None:
            raise NothingSaid
        if version.number == agreement.signed_number:
            raise NothingNew(field=REVIEWERS)
        return version

    async def of(self, agreement: Agreement, number: int) -> list[AgreementReview]:
        """Who was asked about one version, and answered or still may, in the order they were asked."""
        found = select(AgreementReview).where(
            AgreementReview.agreement_id == agreement.id,
            AgreementReview.number == number,
            AgreementReview.verdict.not_in((Verdict.unanswered, Verdict.withdrawn)),
        )
        return list(await self.session.scalars(found.order_by(AgreementReview.id)))

    async def by(self, agreement: Agreement, number: int, user_id: str) -> AgreementReview | None:
        """What one person was asked about one version, and answered; None when they were not asked, or need not."""
        return next((one for one in await self.of(agreement, number) if one.user_id == user_id), None)

    async def reviewers(self, agreement: Agreement) -> list[str]:
        """Whom one asks: who reviewed the last version that was sent, or was to, else who works with the partner; those
        of them who are still here."""
        of = AgreementReview.agreement_id == agreement.id
        newest = select(func.max(AgreementReview.number)).where(of).scalar_subquery()
        asked = AgreementReview.number == newest, AgreementReview.verdict != Verdict.withdrawn
        found = select(AgreementReview.user_id).where(of, *asked).order_by(AgreementReview.id)
        people = list(await self.session.scalars(found))
        people = people or await self.store.partners.people(await self.store.partners.get(agreement.partner_id))
        gone = await self.store.members.gone(people)
        return [user_id for user_id in people if user_id not in gone]

    async def newest_reviews(self, agreement: Agreement) -> list[AgreementReview]:
        """Who was asked about the last version that was sent, in the order they were asked."""
        of = AgreementReview.agreement_id == agreement.id
        newest = await self.session.scalar(select(func.max(AgreementReview.number)).where(of))
        return await self.of(agreement, newest) if newest is not None else []

    async def wanted_changes(self, agreement: Agreement) -> list[AgreementReview]:
        """What those reviewers asked to change."""
        return [one for one in await self.newest_reviews(agreement) if one.verdict is Verdict.changes]

    async def answer(
        self, agreement: Agreement, number: int, *, approved: bool, part: Part | None = None, comment: str = ""
    ) -> AgreementReview:
        """The actor approves a version, or asks for changes (of a part, or of the whole); they may change their mind
        while it is being reviewed. The same answer again changes nothing.

        `agreement` is held (`hold`): a reviewer need not be allowed to edit. Raises `NotAsked` when they were not, or
        the version was replaced; `Missing` for changes without a comment.
        """
        review = await self.asked(agreement, number, self.store.by)
        said = checked(comment, field="comment", limit=COMMENT_LIMIT, required=not approved)
        verdict = Verdict.approved if approved else Verdict.changes
        if (review.verdict, review.part, review.comment) == (verdict, part, said):
            return review
        review.verdict, review.part, review.comment, review.answered_at = verdict, part, said, self.store.now
        await self.session.flush()
        await self._take_back(agreement, number, review.user_id)
        self._note("approved" if approved else "changes", agreement, version=number)
        await self._tell(ANSWERED, agreement, number, f"v{number}:{review.user_id}:{self.store.now.isoformat()}")
        await self._conclude(agreement, number)
        return review

    async def asked(self, agreement: Agreement, number: int, user_id: str) -> AgreementReview:
        """What somebody was asked about the version that is being reviewed. Raises `NotAsked`."""
        version = await self.store.agreements.last_version(agreement)
        review = await self.by(agreement, number, user_id)
        if review is None or version is None or version.number != number or agreement.writing not in OPEN:
            raise NotAsked
        return review

    async def hold(self, agreement_id: int) -> Agreement:
        """One agreement that the actor may see, held until the transaction ends. Raises `NotFound`."""
        held = select(Agreement).where(Agreement.id == agreement_id).with_for_update(of=Agreement)
        agreement = (await self.session.scalars(held.execution_options(populate_existing=True))).one_or_none()
        if agreement is None:
            raise NotFound
        await self.store.partners.get(agreement.partner_id)
        return agreement

    async def ask_instead(self, agreement: Agreement, number: int, user_id: str, other_id: str) -> None:
        """Asks somebody else in the place of one who left or cannot answer. Raises as `send`, and `NotAsked` when that
        one was not asked, or has answered."""
        await self.store.agreements.with_whom(agreement)
        review = await self.asked(agreement, number, user_id)
        if review.verdict is not Verdict.waiting or user_id == other_id:
            raise NotAsked(field=REVIEWERS)
        if await self.by(agreement, number, other_id) is None:
            await self._ask(agreement, number, other_id)
        await self._ask_no_more(agreement, review)
        self._note("replaced", agreement, version=number, person=user_id, other=other_id)
        await self._conclude(agreement, number)

    async def withdraw(self, agreement: Agreement) -> None:
        """Nobody is waited for any more: the version is replaced, or its review is over."""
        waiting = AgreementReview.verdict == Verdict.waiting
        of = AgreementReview.agreement_id == agreement.id
        await self.session.execute(update(AgreementReview).where(of, waiting).values(verdict=Verdict.unanswered))
        for kind in (ASKED, NUDGED):
            await self.store.reminders.cancel(subject=agreement.subject, kind=kind, reason="version replaced")

    async def _ask(self, agreement: Agreement, number: int, user_id: str) -> None:
        """Asks somebody who was not, or anew; what they said before stays with it until they answer."""
        await self._must_review(agreement, user_id)
        found = select(AgreementReview).where(
            AgreementReview.agreement_id == agreement.id,
            AgreementReview.number == number,
            AgreementReview.user_id == user_id,
        )
        review = (await self.session.scalars(found)).one_or_none()
        round_ = f"v{number}" if review is None else f"v{number}:{self.store.now.isoformat()}"
        if review is None:
            review = self.store.add(AgreementReview(agreement_id=agreement.id, number=number, user_id=user_id))
            review.part, review.comment = None, ""
        review.verdict, review.answered_at = Verdict.waiting, None
        review.asked_at, review.asked_by = self.store.now, self.store.by
        await self.session.flush()
        await self._plan(ASKED, agreement, user_id, self.store.now, occurrence=round_, number=number)
        hours = await self.store.settings.hours_of(await self.store.members.by_user(user_id))
        today = self.store.now.astimezone(hours.zone).date()
        for days in NUDGE_DAYS:
            at = instant(today + timedelta(days=days), NINE, hours.zone)
            at = outside_quiet_hours(at, zone=hours.zone, start=hours.start, end=hours.end)
            await self._plan(NUDGED, agreement, user_id, at, occurrence=round_, ahead=days, number=number)

    async def _must_review(self, agreement: Agreement, user_id: str) -> None:
        member = await self.store.members.by_user(user_id)
        if member is not None and member.role is Role.nobody and not member.left:
            raise CannotReview(field=REVIEWERS, name=member.name)
        try:
            await self.store.partners.must_be_able(user_id, agreement.partner_id)
        except HasLeft as refusal:
            raise HasLeft(field=REVIEWERS, **refusal.facts) from refusal
        except CannotBeAsked as refusal:
            raise MayNotSee(field=REVIEWERS, **refusal.facts) from refusal

    async def _ask_no_more(self, agreement: Agreement, review: AgreementReview) -> None:
        review.verdict = Verdict.withdrawn
        await self.session.flush()
        await self._take_back(agreement, review.number, review.user_id)

    async def _conclude(self, agreement: Agreement, number: int) -> None:
        """What the answers come to: all approve, or somebody wants changes; else it stays in review."""
        verdicts = {review.verdict for review in await self.of(agreement, number)}
        if Verdict.changes in verdicts:
            await self.store.agreements.move_writing(agreement, AgreementState.drafting, number=number, by_itself=True)
        elif verdicts == {Verdict.approved}:
            await self.store.agreements.move_writing(agreement, AgreementState.approved, number=number, by_itself=True)
            await self._tell(APPROVED, agreement, number, f"v{number}")
        else:
            await self.store.agreements.move_writing(agreement, AgreementState.in_review, number=number, by_itself=True)

    async def _tell(self, kind: str, agreement: Agreement, number: int, occurrence: str) -> None:
        """Tells whoever looks after the agreement, or after the partner when they left; not of their own doing."""
        reader = agreement.owner_id
        if await self.store.members.gone([reader]):
            reader = (await self.store.partners.get(agreement.partner_id)).owner_id
        if reader != self.store.by:
            await self._plan(kind, agreement, reader, self.store.now, occurrence=occurrence, number=number)

    async def _plan(
        self,
        kind: str,
        agreement: Agreement,
        user_id: str,
        at: datetime,
        *,
        occurrence: str,
        ahead: int = 0,
        number: int,
    ) -> Reminder:
        return await self.store.reminders.plan(
            kind=kind,
            subject=agreement.subject,
            recipient=user_id,
            due_at=at,
            occurrence=occurrence,
            ahead=ahead,
            series=f"{agreement.subject}:review" if kind == NUDGED else "",
            facts={
                "partner_id": agreement.partner_id,
                "agreement_id": agreement.id,
                "number": number,
                "by": self.store.by,
            },
        )

    async def _take_back(self, agreement: Agreement, number: int, user_id: str) -> None:
        """They have answered, or need not: what still waits to be said to them about this version is taken back."""
        for reminder in await self.store.reminders.about(subject=agreement.subject):
            mine = reminder.recipient == user_id and reminder.facts.get("number") == number
            if mine and reminder.kind in (ASKED, NUDGED) and reminder.state in WAITING:
                await self.store.reminders.drop(reminder, reason="answered")

    def _note(self, action: str, agreement: Agreement, **facts: object) -> None:
        self.store.audit.note(
            f"agreement:approval:{action}", f"partner:{agreement.partner_id}", agreement=agreement.id, **facts
        )
