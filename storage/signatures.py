"""Signatures under an agreement: who signed for which side, in which capacity, when (25.2 P4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.actions import Side
from storage.agreement import Agreement, AgreementState, AgreementVersion
from storage.agreement_parts import AgreementKind
from storage.base import Base, Scoped, choice
from storage.errors import CannotSign, Changed, Missing, NothingSaid, NotInThisState, NotSignedYet, SignatoryLeft
from storage.members import Role
from storage.organizations import NAME_LIMIT
from storage.shelf import Shelf
from storage.texts import checked

SIGNED = "approvals.signed"


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


class Signatures(Shelf):
    """The shelf of signatures."""

    async def signatures(self, agreement: Agreement, number: int) -> list[AgreementSignature]:
        """Who has signed one version; our side first."""
        return (await self.signatures_under(agreement, [number]))[number]

    async def signatures_under(
        self, agreement: Agreement, numbers: Collection[int]
    ) -> dict[int, list[AgreementSignature]]:
        """Who has signed each of these versions; our side first."""
        found = select(AgreementSignature).where(
            AgreementSignature.agreement_id == agreement.id, AgreementSignature.number.in_(numbers)
        )
        order = list(Side)
        ours_first = sorted(await self.session.scalars(found), key=lambda one: order.index(one.side))
        return {number: [one for one in ours_first if one.number == number] for number in numbers}

    async def sign(
        self, agreement: Agreement, *signings: Signing, number: int | None = None, written: int | None = None
    ) -> list[AgreementSignature]:
        """Records signatures under the approved version; when both sides' are there the agreement takes effect.

        An informal understanding may be signed without a review. A signature can be corrected until the other side's
        is there; one that is said again as it is stays as it was recorded. What somebody has written since the version
        was approved is kept as a version of its own.

        `number` is the version the person has before them, `written` (as `Agreements.written` says) its text where it
        is not saved yet. Raises `Archived`, `NotInThisState`, `NothingSaid`, `Changed` when it would be another, and at
        the fields of a side ("name_them", …) `NotSignedYet`, `SignatoryLeft`, `CannotSign`, and what `checked` raises.
        """
        await self.store.agreements.with_whom(agreement)
        await self.store.agreements.must_be_as_seen(agreement, written)
        version = await self._to_sign(agreement)
        if number is not None and version.number != number:
            raise Changed
        if not signings:
            raise Missing
        known = {one.side: one for one in await self.signatures(agreement, version.number)}
        for signing in signings:
            known[signing.side] = await self._record(agreement, version, signing, known.get(signing.side))
        await self.session.flush()
        if {Side.us, Side.them} <= {*known}:
            await self.store.approvals.withdraw(agreement)
            await self.store.agreements.hold_to(agreement, version)
            await self.store.terms.take_effect(agreement, version)
            await self._announce(agreement, version)
        return list(known.values())

    async def _record(
        self, agreement: Agreement, version: AgreementVersion, said: Signing, known: AgreementSignature | None
    ) -> AgreementSignature:
        side = said.side.value
        name = checked(said.name, field=f"name_{side}", limit=NAME_LIMIT, required=True)
        title = checked(said.title, field=f"title_{side}", limit=NAME_LIMIT, required=said.side is Side.them)
        if said.signed_on > await self.store.settings.today():
            raise NotSignedYet(field=f"signed_on_{side}")
        file_id, file_name = said.file_id, said.file_name
        if known is not None:
            if file_id is None:
                file_id, file_name = known.file_id, known.file_name
            before = (known.name, known.title, known.signed_on, known.user_id, known.file_id)
            if (name, title, said.signed_on, said.user_id, file_id) == before:
                return known
        if known is None or known.user_id != said.user_id:
            await self._must_sign(said.user_id)
        signature = known or self.store.add(
            AgreementSignature(agreement_id=agreement.id, number=version.number, side=said.side)
        )
        signature.name, signature.title = name, title
        signature.signed_on, signature.user_id = said.signed_on, said.user_id
        signature.file_id, signature.file_name = file_id, file_name
        signature.recorded_at, signature.recorded_by = self.store.now, self.store.by
        self.store.audit.note(
            "agreement:approval:signed",
            f"partner:{agreement.partner_id}",
            agreement=agreement.id,
            version=version.number,
            side=side,
        )
        return signature

    async def _must_sign(self, user_id: str | None) -> None:
        member = await self.store.members.by_user(user_id) if user_id else None
        if member is not None and member.left:
            raise SignatoryLeft(field="member", name=member.name)
        if member is not None and member.role is Role.nobody:
            raise CannotSign(field="member", name=member.name)

    async def number_to_sign(self, agreement: Agreement) -> int:
        """The number of the version that a signature would be recorded under: the approved one, or of an informal
        understanding what is written now. Raises `NotInThisState`, `NothingSaid`."""
        last = await self.store.agreements.last_version(agreement)
        number = last.number if last else 0
        if _without_review(agreement) and await self.store.agreements.unsaved(agreement):
            return number + 1
        if agreement.writing is not AgreementState.approved and not _without_review(agreement):
            raise NotInThisState(state=agreement.state)
        if last is None:
            raise NothingSaid
        return number

    async def _to_sign(self, agreement: Agreement) -> AgreementVersion:
        number = await self.number_to_sign(agreement)
        if _without_review(agreement) and await self.store.agreements.unsaved(agreement):
            await self.store.agreements.save_version(agreement)
        return await self.store.agreements.version(agreement.id, number)

    async def _announce(self, agreement: Agreement, version: AgreementVersion) -> None:
        """Puts the notice that both sides have signed into the outbox."""
        partner = await self.store.partners.get(agreement.partner_id)
        await self.store.reminders.plan(
            kind=SIGNED,
            subject=agreement.subject,
            recipient=partner.place(await self.store.settings.get()),
            due_at=self.store.now,
            occurrence=f"v{version.number}",
            facts={"partner_id": partner.id, "agreement_id": agreement.id, "number": version.number},
        )


def _without_review(agreement: Agreement) -> bool:
    return agreement.kind is AgreementKind.informal and agreement.writing is AgreementState.drafting
