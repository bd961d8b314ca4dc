"""Agreements: begun, written part by part, saved as versions that never change, restored, amended (25.2 P4)."""

from copy import deepcopy
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from storage.agreement import (
    OVER,
    STANDING,
    Agreement,
    AgreementPart,
    AgreementState,
    AgreementVersion,
    Decision,
    content_of,
)
from storage.agreement_moves import AgreementMoves
from storage.agreement_parts import AgreementKind, Content, Part, said
from storage.agreement_texts import checked_part
from storage.errors import Archived, Changed, IsSigned, NotFound, NothingNew, NothingSaid, NotInThisState, PartChanged
from storage.organizations import NAME_LIMIT
from storage.partners import Partner
from storage.texts import checked

WHY_LIMIT = 500
Noun = TypeVar("Noun")


class Agreements(AgreementMoves):
    """The shelf of agreements. Those of a partner that the person may not see are not there."""

    async def get(self, agreement_id: int) -> Agreement:
        """Raises `NotFound`."""
        return await self._one(agreements().where(Agreement.id == agreement_id))

    async def for_change(self, agreement_id: int) -> Agreement:
        """One agreement, held until the transaction ends. Raises `NotFound`, `NotAllowed`."""
        found = agreements().where(Agreement.id == agreement_id).with_for_update(of=Agreement)
        agreement = await self._one(found.execution_options(populate_existing=True))
        await self.store.partners.must_edit(await self.store.partners.get(agreement.partner_id))
        return agreement

    async def to_write(self, agreement_id: int, *, hold: bool = False) -> Agreement:
        """One agreement that is being written, and that the person may change; held, on demand, until the transaction
        ends. Raises `NotFound`, `NotAllowed`, `Archived`, `IsSigned`."""
        agreement = await (self.for_change(agreement_id) if hold else self.get(agreement_id))
        await self.store.partners.must_edit(await self.with_whom(agreement))
        _must_be_written(agreement)
        return agreement

    async def with_whom(self, agreement: Agreement) -> Partner:
        """The partner of an agreement that goes on. Raises `Archived`."""
        partner = await self.store.partners.get(agreement.partner_id)
        if partner.archived:
            raise Archived
        return partner

    async def of(self, partner_id: int) -> list[Agreement]:
        """Every agreement with a partner, newest first."""
        found = agreements().where(Agreement.partner_id == partner_id).order_by(Agreement.id.desc())
        return list(await self.session.scalars(found))

    async def current(self, partner_id: int) -> Agreement | None:
        """The agreement to go on with: the newest that is not over; None when there is none."""
        return next((one for one in await self.of(partner_id) if one.state not in OVER), None)

    async def begin(
        self,
        partner: Partner,
        *,
        kind: AgreementKind,
        title: str,
        language: str,
        follows: Agreement | None = None,
    ) -> Agreement:
        """A new agreement, owned by the actor; one that renews another starts from what that one says.

        `language` is that of the document ("en", "fr"). Raises `Archived`, `NotAllowed` and what `checked` raises.
        """
        if partner.archived:
            raise Archived
        await self.store.partners.must_edit(partner)
        agreement = self.store.add(
            Agreement(
                partner_id=partner.id,
                follows_id=follows.id if follows else None,
                kind=kind,
                title=checked(title, field="title", limit=NAME_LIMIT, required=True),
                language=language,
                owner_id=self.store.by,
                state=AgreementState.drafting,
                notices=[],
                created_at=self.store.now,
                created_by=self.store.by,
            )
        )
        await self.session.flush()
        self.note_move(agreement, None, AgreementState.drafting)
        if follows is not None and follows.signed_number is not None:
            version = await self.version(follows.id, follows.signed_number)
            await self._write(agreement, version.content)
        await self.session.flush()
        self._note("begun", agreement, kind=kind.value)
        return agreement

    async def describe(self, agreement: Agreement, *, kind: AgreementKind, title: str, language: str) -> None:
        """Changes what kind it is, how it is called, and its language. Raises `IsSigned` outside a round of writing."""
        _must_be_written(agreement)
        before = {"kind": agreement.kind.value, "title": agreement.title, "language": agreement.language}
        agreement.kind, agreement.language = kind, language
        agreement.title = checked(title, field="title", limit=NAME_LIMIT, required=True)
        await self.session.flush()
        self._note("described", agreement, before=before)

    async def parts(self, agreement: Agreement) -> dict[Part, AgreementPart]:
        """What is being written, in the standard's order."""
        found = select(AgreementPart).where(AgreementPart.agreement_id == agreement.id)
        known = {part.part: part for part in await self.session.scalars(found)}
        return {part: known[part] for part in Part if part in known}

    async def content(self, agreement: Agreement) -> Content:
        """What is being written, as the content of a version."""
        return content_of(await self.parts(agreement))

    async def keep_part(
        self, agreement: Agreement, part: Part, saying: dict[str, Any], *, seen: int
    ) -> AgreementPart | None:
        """Keeps what a person wrote in one part; None when it says nothing and never did.

        `agreement` comes from `to_write`, held; `seen` is the revision the person started from, 0 for a part nobody had
        kept. Raises `IsSigned`, what `checked_part` raises, and `PartChanged` when somebody else kept another text
        since: the person chooses between the two (or both), and keeps it with that revision as `seen`.
        """
        _must_be_written(agreement)
        kept = checked_part(part, saying)
        known = (await self.parts(agreement)).get(part)
        revision = known.revision if known else 0
        if known is not None and known.saying == kept:
            return known
        if revision != seen and known is not None:
            raise PartChanged(theirs=known.saying, revision=revision, by=known.changed_by, at=known.changed_at)
        if known is None:
            if not said(kept):
                return None
            known = self.store.add(AgreementPart(agreement_id=agreement.id, part=part, revision=0))
        known.saying, known.revision = kept, revision + 1
        known.changed_at, known.changed_by = self.store.now, self.store.by
        await self.session.flush()
        return known

    async def save_version(
        self, agreement: Agreement, *, why: str = "", restores: int | None = None
    ) -> AgreementVersion:
        """What is being written becomes a version that never changes; a review of a former one is over.

        `agreement` comes from `for_change`. Raises `IsSigned`, `NothingSaid`, `NothingNew`.
        """
        _must_be_written(agreement)
        content = await self.content(agreement)
        if not content:
            raise NothingSaid
        last = await self.last_version(agreement)
        if last is not None and restores is None and not _differs(agreement, content, last):
            raise NothingNew
        version = await self._keep_version(agreement, why=why, restores=restores)
        await self.store.approvals.withdraw(agreement)
        await self.move_writing(agreement, AgreementState.drafting, number=version.number, by_itself=True)
        return version

    async def written(self, agreement: Agreement) -> int:
        """How often anything in it was kept: the same number is the same text."""
        kept = select(func.coalesce(func.sum(AgreementPart.revision), 0))
        return await self.session.scalar(kept.where(AgreementPart.agreement_id == agreement.id)) or 0

    async def must_be_as_seen(self, agreement: Agreement, written: int | None) -> None:
        """Of what no version holds yet, a person has that text before them; None asks nothing. Raises `Changed`."""
        if written is not None and written != await self.written(agreement):
            raise Changed

    async def unsaved(self, agreement: Agreement) -> bool:
        """Whether something was written that no version holds yet."""
        content = await self.content(agreement)
        last = await self.last_version(agreement)
        return bool(content) if last is None else _differs(agreement, content, last)

    async def versions(self, agreement: Agreement) -> list[AgreementVersion]:
        """Every version, newest first."""
        found = select(AgreementVersion).where(AgreementVersion.agreement_id == agreement.id)
        return list(await self.session.scalars(found.order_by(AgreementVersion.number.desc())))

    async def versions_from(self, agreement: Agreement, before: int | None, *, most: int) -> list[AgreementVersion]:
        """At most so many versions older than number `before` (None: the newest), newest first, without what they
        say."""
        found = select(AgreementVersion).where(AgreementVersion.agreement_id == agreement.id)
        if before is not None:
            found = found.where(AgreementVersion.number < before)
        unread = defer(AgreementVersion.content, raiseload=True)
        return list(
            await self.session.scalars(found.order_by(AgreementVersion.number.desc()).limit(most).options(unread))
        )

    async def version(self, agreement_id: int, number: int) -> AgreementVersion:
        """One version of an agreement that the person may see. Raises `NotFound`."""
        found = (
            select(AgreementVersion)
            .join(Agreement, Agreement.id == AgreementVersion.agreement_id)
            .join(Partner, Partner.id == Agreement.partner_id)
            .where(AgreementVersion.agreement_id == agreement_id, AgreementVersion.number == number)
        )
        return await self._one(found)

    async def last_version(self, agreement: Agreement) -> AgreementVersion | None:
        """The newest version, None when nothing was saved yet."""
        newest = select(func.max(AgreementVersion.number)).where(AgreementVersion.agreement_id == agreement.id)
        found = select(AgreementVersion).where(
            AgreementVersion.agreement_id == agreement.id, AgreementVersion.number == newest.scalar_subquery()
        )
        return (await self.session.scalars(found)).one_or_none()

    async def restore(self, agreement: Agreement, number: int, *, why: str = "") -> AgreementVersion:
        """Takes up a former version again, as a new one; what was being written is saved as a version before.

        `agreement` comes from `for_change`. Raises `NotFound`, `IsSigned`.
        """
        _must_be_written(agreement)
        former = await self.version(agreement.id, number)
        if await self.unsaved(agreement) and await self.content(agreement):
            await self.save_version(agreement)
        agreement.kind, agreement.title, agreement.language = former.kind, former.title, former.language
        await self._write(agreement, former.content)
        return await self.save_version(agreement, why=why, restores=number)

    async def amend(self, agreement: Agreement) -> None:
        """Begins a new round of writing on a signed agreement, from the version that holds.

        `agreement` comes from `for_change`. Raises `NotInThisState` when it holds no longer, is being amended, or is to
        be renewed or closed.
        """
        going = agreement.decision in (Decision.renew, Decision.close)
        if agreement.state not in STANDING or agreement.amending or agreement.signed_number is None or going:
            raise NotInThisState(state=agreement.state)
        await self.hold_to(agreement, await self.version(agreement.id, agreement.signed_number))
        await self.move_writing(agreement, AgreementState.drafting)

    async def give_up_amendment(self, agreement: Agreement) -> None:
        """Ends a round of amendment without one; its versions stay. Raises `NotInThisState`."""
        if agreement.amending is None or agreement.signed_number is None:
            raise NotInThisState(state=agreement.state)
        await self.hold_to(agreement, await self.version(agreement.id, agreement.signed_number))
        await self.store.approvals.withdraw(agreement)
        await self.move_writing(agreement, None)
        await self.store.decisions.amendment_given_up(agreement)

    async def hold_to(self, agreement: Agreement, version: AgreementVersion) -> None:
        """The agreement is what a signed version says: so are its kind, title and language, and what is written.

        What somebody wrote besides is kept as a version of its own, in the name of whoever wrote last.
        """
        if await self.unsaved(agreement) and _differs(agreement, await self.content(agreement), version):
            parts = (await self.parts(agreement)).values()
            last = max(parts, key=lambda part: part.changed_at, default=None)
            await self._keep_version(agreement, by=last.changed_by if last else None)
        agreement.kind, agreement.title, agreement.language = version.kind, version.title, version.language
        await self._write(agreement, version.content)

    async def _keep_version(
        self, agreement: Agreement, *, why: str = "", restores: int | None = None, by: str | None = None
    ) -> AgreementVersion:
        last = await self.last_version(agreement)
        version = self.store.add(
            AgreementVersion(
                agreement_id=agreement.id,
                number=last.number + 1 if last else 1,
                kind=agreement.kind,
                title=agreement.title,
                language=agreement.language,
                content=deepcopy(await self.content(agreement)),
                why=checked(why, field="why", limit=WHY_LIMIT),
                amends=agreement.signed_number,
                restores=restores,
                at=self.store.now,
                by=by or self.store.by,
            )
        )
        await self.session.flush()
        self._note("saved", agreement, version=version.number)
        return version

    async def _write(self, agreement: Agreement, content: Content) -> None:
        """Puts a whole content in the place of what is being written; nobody's open page overwrites it unseen."""
        known = await self.parts(agreement)
        for part in Part:
            saying = deepcopy(content.get(part) or {})
            row = known.get(part)
            if row is None and saying:
                row = self.store.add(AgreementPart(agreement_id=agreement.id, part=part, revision=0, saying={}))
            if row is not None and row.saying != saying:
                row.saying, row.revision = saying, row.revision + 1
                row.changed_at, row.changed_by = self.store.now, self.store.by
        await self.session.flush()

    async def _one(self, wanted: Select[Noun]) -> Noun:
        found = (await self.session.scalars(wanted)).one_or_none()
        if found is None:
            raise NotFound
        return found

    def _note(self, action: str, agreement: Agreement, **facts: object) -> None:
        self.store.audit.note(
            f"agreement:version:{action}", f"partner:{agreement.partner_id}", agreement=agreement.id, **facts
        )


def agreements() -> Select[Agreement]:
    """Agreements with partners that the person may see."""
    return select(Agreement).join(Partner, Partner.id == Agreement.partner_id)


def _must_be_written(agreement: Agreement) -> None:
    if agreement.writing is None:
        raise IsSigned


def _differs(agreement: Agreement, content: Content, last: AgreementVersion) -> bool:
    return (agreement.kind, agreement.title, agreement.language, content) != (
        last.kind,
        last.title,
        last.language,
        last.content,
    )
