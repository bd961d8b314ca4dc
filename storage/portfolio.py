"""A person's portfolio: the agreements they have developed, towards the five the standard names (25.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import UniqueConstraint, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped

from storage.agreement import Agreement, AgreementState, AgreementVersion
from storage.agreement_parts import EIGHT, AgreementKind, written
from storage.base import Base, Scoped
from storage.errors import CannotBeShown, HasLeft, NotAllowed
from storage.members import Role
from storage.organizations import Kind, Organization
from storage.partners import Partner
from storage.shelf import Shelf
from storage.signatures import AgreementSignature

PROFICIENT = 5
"""To be proficient one has developed at least five agreements with a broad range of stakeholders (25.2)."""
STANDARD_KINDS = (Kind.community, Kind.government, Kind.education, Kind.faith)
"""The types of partnership that the standard names (25.2 K1)."""


class PortfolioShare(Scoped, Base):
    """A colleague to whom a person shows their portfolio; without one it is private."""

    __tablename__ = "portfolio_shares"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "with_id"),)

    user_id: Mapped[str]
    with_id: Mapped[str]


@dataclass(frozen=True)
class Developed:
    """One agreement that a person led or wrote a version of.

    `signed`: both sides have signed it; of the version that holds, `signed_on` is the day of the later signature, and
    `considered` how many of the standard's eight considerations it speaks of. `confidential` is the partner.
    """

    agreement_id: int
    title: str
    kind: AgreementKind
    state: AgreementState
    partner: str
    partner_kinds: tuple[Kind, ...]
    confidential: bool
    led: bool
    signed: bool
    signed_on: date | None
    considered: int
    begun_on: date
    starts_on: date | None
    ends_on: date | None


class Portfolio(Shelf):
    """The shelf of portfolios. Agreements of a partner that the reader may not see are not there."""

    async def of(self, user_id: str) -> list[Developed]:
        """What a person has developed, the signed ones first, newest first. Raises `NotAllowed` where they have not
        shared it with the reader."""
        if self.store.by not in (user_id, *await self.shared_with(user_id)):
            raise NotAllowed
        by = AgreementVersion.agreement_id == Agreement.id, AgreementVersion.by == user_id
        wrote = exists().where(*by).correlate(Agreement)
        holds = AgreementVersion.agreement_id == Agreement.id, AgreementVersion.number == Agreement.signed_number
        signed_on = select(func.max(AgreementSignature.signed_on)).where(
            AgreementSignature.agreement_id == Agreement.id, AgreementSignature.number == Agreement.signed_number
        )
        found = (
            select(Agreement, Partner, Organization.name, AgreementVersion.content, signed_on.scalar_subquery())
            .join(Partner, Partner.id == Agreement.partner_id)
            .join(Organization, Organization.id == Partner.organization_id)
            .outerjoin(AgreementVersion, and_(*holds))
            .where(or_(Agreement.owner_id == user_id, wrote))
            .order_by(Agreement.signed_number.is_(None), Agreement.id.desc())
        )
        zone = (await self.store.settings.get()).zone
        return [
            Developed(
                agreement_id=agreement.id,
                title=agreement.title,
                kind=agreement.kind,
                state=agreement.state,
                partner=name,
                partner_kinds=tuple(await self.store.organizations.kinds(partner.organization_id)),
                confidential=partner.confidential,
                led=agreement.owner_id == user_id,
                signed=agreement.signed_number is not None,
                signed_on=signed,
                considered=sum(part in EIGHT for part in written(content or {})),
                begun_on=agreement.created_at.astimezone(zone).date(),
                starts_on=agreement.starts_on,
                ends_on=agreement.ends_on,
            )
            for agreement, partner, name, content, signed in await self.session.execute(found)
        ]

    async def shared_with(self, user_id: str) -> list[str]:
        """The colleagues to whom a person shows their portfolio."""
        found = select(PortfolioShare.with_id).where(PortfolioShare.user_id == user_id).order_by(PortfolioShare.id)
        return list(await self.session.scalars(found))

    async def shown_to(self, user_id: str) -> list[str]:
        """Whose portfolios a person may read besides their own."""
        found = select(PortfolioShare.user_id).where(PortfolioShare.with_id == user_id).order_by(PortfolioShare.id)
        return list(await self.session.scalars(found))

    async def share(self, user_ids: Iterable[str]) -> None:
        """The actor shows their portfolio to these colleagues and to nobody else. Raises `HasLeft`, `CannotBeShown`."""
        chosen = [user_id for user_id in dict.fromkeys(user_ids) if user_id != self.store.by]
        for user_id in chosen:
            member = await self.store.members.by_user(user_id)
            if member is not None and member.left:
                raise HasLeft(field="readers", name=member.name)
            if member is None or member.role is Role.nobody:
                raise CannotBeShown(field="readers", name=member.name if member else user_id)
        before = await self.shared_with(self.store.by)
        await self.session.execute(delete(PortfolioShare).where(PortfolioShare.user_id == self.store.by))
        for user_id in chosen:
            self.store.add(PortfolioShare(user_id=self.store.by, with_id=user_id))
        await self.session.flush()
        if before != chosen:
            self.store.audit.note("portfolio:readers:changed", f"member:{self.store.by}", before=before, after=chosen)

    def exported(self, *, agreements: int, naming: str) -> None:
        """Notes that the actor took a summary of their portfolio out of Liaison, and how partners are named in it."""
        facts = {"agreements": agreements, "naming": naming}
        self.store.audit.note("portfolio:summary:exported", f"member:{self.store.by}", **facts)


def spread(developed: Sequence[Developed]) -> dict[Kind, int]:
    """How many signed agreements there are with each kind of partner; one with several kinds counts for each."""
    return {kind: sum(one.signed and kind in one.partner_kinds for one in developed) for kind in Kind}
