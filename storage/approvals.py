"""Review and sign-off of an agreement: who was asked, what each answered, who has signed (25.2 P4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.actions import Side
from storage.agreement import Agreement, AgreementState, AgreementVersion
from storage.agreement_parts import AgreementKind, Part
from storage.base import Base, Scoped, choice
from storage.days import instant
from storage.errors import (
    CannotBeAsked,
    HasLeft,
    Missing,
    NotAsked,
    NotFound,
    NothingSaid,
    NotInThisState,
    NotSignedYet,
)
from storage.organizations import NAME_LIMIT
from storage.reminder import Reminder
from storage.reminders import WAITING
from storage.settings import outside_quiet_hours
from storage.shelf import Shelf
from storage.texts import checked

ASKED, NUDGED, ANSWERED = "approvals.asked", "approvals.nudged", "approvals.answered"
APPROVED, SIGNED = "approvals.approved", "approvals.signed"
NUDGE_DAYS = (3, 7)
"""Days after which somebody who was asked and has not answered is reminded, at 09:00 of their own."""
NINE = time(9)
COMMENT_LIMIT = 2000


class Verdict(StrEnum):
    """`withdrawn`: the version was replaced before they answered, or somebody else was asked instead."""

    waiting = "waiting"
    approved = "approved"
    changes = "changes"
    withdrawn = "withdrawn"


class AgreementReview(Scoped, Base):
    """One person asked to review one version; `part` and `comment` say what they want changed."""

    __tablename__ = "agreement_reviews"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number", "user_id"),
        Index("ix_agreement_reviews_user_id", "workspace_id", "user_id", "verdict"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    number: Mapped[int]
    user_id: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict), default=Verdict.waiting)
    part: Mapped[Part | None] = mapped_column(choice(Part))
    comment: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class AgreementSignature(Scoped, Base):
    """One side's signature under one version. `signed_on` is a local day; `user_id` is our signatory's, when they are
    in the workspace; the file is the signed copy as uploaded in Slack."""

    __tablename__ = "agreement_signatures"
    __table_args__ = (UniqueConstraint("agreement_id", "number", "side"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="CASCADE"))
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(choice(Side))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date]
    user_id: Mapped[str | None]
    file_id: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


@dataclass(frozen=True)
class Signing:
    """What the form says of one side's signature. The partner's side needs a title."""

    side: Side
    name: str
    title: str
    signed_on: date
    user_id: str | None = None
    file_id: str | None = None
    file_name: str = ""


class Approvals(Shelf):
    """The shelf of reviews and signatures. `agreement` comes from `Agreements.for_change` where something changes."""

    async def send(self, agreement: Agreement, user_ids: Sequence[str], *, why: str = "") -> AgreementVersion:
        """Asks people to review what is written now (saved as a version first, when none holds it yet).

        Each is told by DM, and reminded after 3 and 7 days without an answer. Those asked about this version before
        keep their answer. Raises `NotInThisState`, `NothingSaid`, `Missing`; `HasLeft` or `CannotBeAsked` (`field`
        "reviewers").
        """
        if agreement.writing not in (AgreementState.drafting, AgreementState.in_review):
            raise NotInThisState(state=agreement.state)
        if not user_ids:
            raise Missing(field="reviewers")
        if await self.store.agreements.unsaved(agreement):
            await self.store.agreements.save_version(agreement, why=why)
        version = await self.store.agreements.last_version(agreement)
        if version is None:
            raise NothingSaid
        asked = {review.user_id for review in await self.of(agreement, version.number)}
        for user_id in dict.fromkeys(user_ids):
            if user_id not in asked:
                await self._ask(agreement, version.number, user_id)
        await self.store.agreements.move_writing(agreement, AgreementState.in_review, number=version.number)
        self._note("sent", agreement, version=version.number, people=list(user_ids))
        await self._conclude(agreement, version.number)
        return version

    async def of(self, agreement: Agreement, number: int) -> list[AgreementReview]:
        """Who was asked about one version, in the order they were asked; not those it was withdrawn from."""
        found = select(AgreementReview).where(
            AgreementReview.agreement_id == agreement.id,
            AgreementReview.number == number,
            AgreementReview.verdict != Verdict.withdrawn,
        )
        return list(await self.session.scalars(found.order_by(AgreementReview.id)))

    async def wanted_changes(self, agreement: Agreement) -> list[AgreementReview]:
        """What reviewers of the last version that was sent asked to change, oldest first."""
        found = (
            select(AgreementReview)
            .where(AgreementReview.agreement_id == agreement.id)
            .order_by(AgreementReview.number.desc(), AgreementReview.id)
        )
        reviews = list(await self.session.scalars(found))
        newest = reviews[0].number if reviews else 0
        return [review for review in reviews if review.number == newest and review.verdict is Verdict.changes]

    async def answer(
        self, agreement: Agreement, number: int, *, approved: bool, part: Part | None = None, comment: str = ""
    ) -> AgreementReview:
        """The actor approves a version, or asks for changes (of a part, or of the whole); they may change their mind
        while it is being reviewed.

        `agreement` is held (`hold`): a reviewer need not be allowed to edit. Raises `NotAsked` when they were not, or
        the version was replaced; `Missing` for changes without a comment.
        """
        version = await self.store.agreements.last_version(agreement)
        reviews = {review.user_id: review for review in await self.of(agreement, number)}
        review = reviews.get(self.store.by)
        open_ = agreement.writing in (AgreementState.drafting, AgreementState.in_review)
        if review is None or version is None or version.number != number or not open_:
            raise NotAsked
        review.comment = checked(comment, field="comment", limit=COMMENT_LIMIT, required=not approved)
        review.verdict = Verdict.approved if approved else Verdict.changes
        review.part, review.answered_at = part, self.store.now
        await self.session.flush()
        await self._take_back(agreement, number, review.user_id)
        self._note("approved" if approved else "changes", agreement, version=number)
        await self._tell(ANSWERED, agreement, number, f"v{number}:{review.user_id}:{self.store.now.isoformat()}")
        await self._conclude(agreement, number)
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
        """Asks somebody else in the place of one who left or cannot answer. Raises as `send`, and `NotAsked`."""
        reviews = {review.user_id: review for review in await self.of(agreement, number)}
        if user_id not in reviews:
            raise NotAsked
        if other_id not in reviews:
            await self._ask(agreement, number, other_id)
        reviews[user_id].verdict = Verdict.withdrawn
        await self.session.flush()
        await self._take_back(agreement, number, user_id)
        await self._conclude(agreement, number)

    async def withdraw(self, agreement: Agreement) -> None:
        """Nobody is waited for any more: the version is replaced, or its review is over."""
        waiting = AgreementReview.verdict == Verdict.waiting
        of = AgreementReview.agreement_id == agreement.id
        await self.session.execute(update(AgreementReview).where(of, waiting).values(verdict=Verdict.withdrawn))
        for kind in (ASKED, NUDGED):
            await self.store.reminders.cancel(subject=agreement.subject, kind=kind, reason="version replaced")

    async def signatures(self, agreement: Agreement, number: int) -> list[AgreementSignature]:
        """Who has signed one version; our side first."""
        found = select(AgreementSignature).where(
            AgreementSignature.agreement_id == agreement.id, AgreementSignature.number == number
        )
        order = list(Side)
        return sorted(await self.session.scalars(found), key=lambda one: order.index(one.side))

    async def sign(self, agreement: Agreement, signing: Signing) -> AgreementSignature:
        """Records one side's signature under the approved version; the second one puts the agreement into effect.

        An informal understanding may be signed without a review. A signature can be corrected until the other side's
        is there. Raises `NotInThisState`, `NotSignedYet`, `HasLeft`, and what `checked` raises.
        """
        version = await self._to_sign(agreement)
        settings = await self.store.settings.get()
        if signing.signed_on > self.store.now.astimezone(settings.zone).date():
            raise NotSignedYet(field="signed_on")
        if signing.user_id is not None:
            await self.store.partners.must_be_able(signing.user_id, agreement.partner_id)
        known = {one.side: one for one in await self.signatures(agreement, version.number)}
        signature = known.get(signing.side) or self.store.add(
            AgreementSignature(agreement_id=agreement.id, number=version.number, side=signing.side)
        )
        signature.name = checked(signing.name, field="name", limit=NAME_LIMIT, required=True)
        signature.title = checked(signing.title, field="title", limit=NAME_LIMIT, required=signing.side is Side.them)
        signature.signed_on, signature.user_id = signing.signed_on, signing.user_id
        if signing.file_id is not None or signature.id is None:
            signature.file_id, signature.file_name = signing.file_id, signing.file_name
        signature.recorded_at, signature.recorded_by = self.store.now, self.store.by
        await self.session.flush()
        self._note("signed", agreement, version=version.number, side=signing.side.value)
        if {Side.us, Side.them} == {*known, signing.side}:
            await self.store.terms.take_effect(agreement, version)
            partner = await self.store.partners.get(agreement.partner_id)
            place = partner.place(settings)
            number = version.number
            await self._plan(SIGNED, agreement, place, self.store.now, occurrence=f"v{number}", number=number)
        return signature

    async def _to_sign(self, agreement: Agreement) -> AgreementVersion:
        informal = agreement.kind is AgreementKind.informal and agreement.writing is AgreementState.drafting
        if agreement.writing is not AgreementState.approved and not informal:
            raise NotInThisState(state=agreement.state)
        if informal and await self.store.agreements.unsaved(agreement):
            await self.store.agreements.save_version(agreement)
        version = await self.store.agreements.last_version(agreement)
        if version is None:
            raise NothingSaid
        return version

    async def _ask(self, agreement: Agreement, number: int, user_id: str) -> None:
        try:
            await self.store.partners.must_be_able(user_id, agreement.partner_id)
        except (HasLeft, CannotBeAsked) as refusal:
            refusal.field = "reviewers"
            raise
        found = select(AgreementReview).where(
            AgreementReview.agreement_id == agreement.id,
            AgreementReview.number == number,
            AgreementReview.user_id == user_id,
        )
        review = (await self.session.scalars(found)).one_or_none() or self.store.add(
            AgreementReview(agreement_id=agreement.id, number=number, user_id=user_id)
        )
        review.verdict, review.part, review.comment, review.answered_at = Verdict.waiting, None, "", None
        review.asked_at, review.asked_by = self.store.now, self.store.by
        await self.session.flush()
        await self._plan(ASKED, agreement, user_id, self.store.now, occurrence=f"v{number}", number=number)
        hours = await self.store.settings.hours_of(await self.store.members.by_user(user_id))
        today = self.store.now.astimezone(hours.zone).date()
        for days in NUDGE_DAYS:
            at = instant(today + timedelta(days=days), NINE, hours.zone)
            at = outside_quiet_hours(at, zone=hours.zone, start=hours.start, end=hours.end)
            await self._plan(NUDGED, agreement, user_id, at, occurrence=f"v{number}", ahead=days, number=number)

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
        """Tells whoever looks after the agreement, unless it is their own doing."""
        if agreement.owner_id != self.store.by:
            await self._plan(kind, agreement, agreement.owner_id, self.store.now, occurrence=occurrence, number=number)

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
            mine = reminder.recipient == user_id and reminder.occurrence == f"v{number}"
            if mine and reminder.kind in (ASKED, NUDGED) and reminder.state in WAITING:
                await self.store.reminders.drop(reminder, reason="answered")

    def _note(self, action: str, agreement: Agreement, **facts: object) -> None:
        self.store.audit.note(
            f"agreement:approval:{action}", f"partner:{agreement.partner_id}", agreement=agreement.id, **facts
        )
