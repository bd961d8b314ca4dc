"""Partners: an organization with a partnership, its stage, and the rules of its life (field, section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    false,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Base, Key, Scoped, choice
from storage.errors import AlreadyThere, Changed, NotAllowed, NotFound
from storage.members import Right
from storage.names import CLOSE, LEAST, LIST, NEAREST, SHORT, SURE, containing, likeness, pieces, same_name
from storage.organizations import Kind, Organization, OrganizationKind, name_key
from storage.shelf import Shelf

if TYPE_CHECKING:
    from storage.standing import Standing

LAST_CHARACTER = "\U0010ffff"


class Stage(StrEnum):
    """Where a partnership stands (field, section 3)."""

    identified = "identified"
    contacted = "contacted"
    exploring = "exploring"
    agreeing = "agreeing"
    active = "active"
    under_review = "under_review"
    renewing = "renewing"
    paused = "paused"
    closed = "closed"
    declined = "declined"


class Reason(StrEnum):
    """Reasons to partner (25.2, field, section 1)."""

    duplication = "duplication"
    pooling = "pooling"
    social_issue = "social_issue"
    social_change = "social_change"
    services = "services"
    outreach = "outreach"


class Partner(Scoped, Base):
    """A partnership with one organization; `name_key` repeats the organization's so that lists page by one index."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        Index("ix_partners_by_name", "workspace_id", "archived", "name_key", "id"),
        Index("ix_partners_by_stage", "workspace_id", "archived", "stage", "name_key", "id"),
        Index("ix_partners_by_owner", "workspace_id", "archived", "owner_id", "name_key", "id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name_key: Mapped[str] = mapped_column(Key)
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.identified)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    owner_id: Mapped[str]
    channel_id: Mapped[str | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    ask_again_on: Mapped[date | None]
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        return self.organization.name


class PartnerPerson(Scoped, Base):
    """A colleague named on a partner: may edit it, and sees it when it is confidential."""

    __tablename__ = "partner_people"
    __table_args__ = (UniqueConstraint("partner_id", "user_id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    user_id: Mapped[str]


class StageMove(Scoped, Base):
    """One move of a partner's stage: who, when, why; `overridden` when a gate advised against it."""

    __tablename__ = "stage_moves"
    __table_args__ = (Index("ix_stage_moves_partner_id", "partner_id", "id"),)

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    stage_from: Mapped[Stage | None] = mapped_column(choice(Stage))
    stage_to: Mapped[Stage] = mapped_column(choice(Stage))
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    by_itself: Mapped[bool] = mapped_column(default=False)
    overridden: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Line:
    """A partner in a list."""

    id: int
    name: str
    stage: Stage
    owner_id: str
    confidential: bool


@dataclass(frozen=True)
class Page:
    """Some lines of a list by name. `before` and `after` are the ids to page from, None where the list ends."""

    lines: list[Line]
    before: int | None
    after: int | None


class Partners(Shelf):
    """The shelf of partners. What a person may not see is not there: not found, not listed, not looked up."""

    async def get(self, partner_id: int) -> Partner:
        """Raises `NotFound`."""
        found = (await self.session.scalars(select(Partner).where(Partner.id == partner_id))).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def create(
        self,
        *,
        name: str,
        kinds: Iterable[Kind] = (),
        reasons: Iterable[Reason] = (),
        website: str = "",
        region: str = "",
        languages: Iterable[str] = (),
        serves: str = "",
        channel_id: str | None = None,
        owner_id: str | None = None,
        people: Iterable[str] = (),
        confidential: bool = False,
    ) -> Partner:
        """A new organization and the partnership with it, owned by the actor unless said otherwise.

        Raises what `texts.checked` raises, and `NotAnAddress`, with the field named as the parameter.
        """
        organization = await self.store.organizations.create(
            name=name, kinds=kinds, website=website, region=region, languages=languages, serves=serves
        )
        partner = self.store.add(
            Partner(
                organization=organization,
                name_key=organization.name_key,
                stage=Stage.identified,
                reasons=[reason.value for reason in dict.fromkeys(reasons)],
                owner_id=owner_id or self.store.by,
                channel_id=channel_id,
                confidential=confidential,
                created_at=self.store.now,
                created_by=self.store.by,
            )
        )
        await self.session.flush()
        await self.name_people(partner, people)
        self._note_move(partner, None, Stage.identified, by_itself=True)
        self.store.audit.note("partner:details:created", subject(partner))
        await self.session.flush()
        return partner

    async def describe(
        self,
        partner: Partner,
        *,
        name: str,
        kinds: Iterable[Kind],
        website: str,
        region: str,
        languages: Iterable[str],
        serves: str,
    ) -> None:
        """Says anew who the organization is; raises as `create`."""
        await self.store.organizations.change(
            partner.organization,
            name=name,
            kinds=kinds,
            website=website,
            region=region,
            languages=languages,
            serves=serves,
        )
        partner.name_key = partner.organization.name_key
        partner.version += 1
        await self.session.flush()

    async def for_change(self, partner_id: int, *, version: int | None = None) -> Partner:
        """The partner, held until the transaction ends. Raises `NotFound`, `NotAllowed`, and `Changed` when it is no
        longer at `version`."""
        held = select(Partner).where(Partner.id == partner_id).with_for_update(of=Partner)
        partner = (await self.session.scalars(held.execution_options(populate_existing=True))).one_or_none()
        if partner is None:
            raise NotFound
        await self.must_edit(partner)
        if version is not None and partner.version != version:
            raise Changed
        return partner

    async def name_people(self, partner: Partner, user_ids: Iterable[str]) -> None:
        """Replaces the colleagues named on a partner; the owner needs no naming."""
        await self.session.execute(delete(PartnerPerson).where(PartnerPerson.partner_id == partner.id))
        for user_id in dict.fromkeys(user_ids):
            if user_id != partner.owner_id:
                self.store.add(PartnerPerson(partner_id=partner.id, user_id=user_id))
        await self.session.flush()

    async def people(self, partner: Partner) -> list[str]:
        """User ids of the colleagues named on a partner, besides its owner."""
        found = select(PartnerPerson.user_id).where(PartnerPerson.partner_id == partner.id).order_by(PartnerPerson.id)
        return list(await self.session.scalars(found))

    async def may_edit(self, partner: Partner) -> bool:
        """Whether the person may change it: its owner, the colleagues named on it, coordinators; and the clock."""
        person = self.store.person
        if person is None or person.may(Right.coordinate):
            return True
        if not person.may(Right.edit):
            return False
        return partner.owner_id == person.user_id or person.user_id in await self.people(partner)

    async def must_edit(self, partner: Partner) -> None:
        """Raises `NotAllowed`."""
        if not await self.may_edit(partner):
            raise NotAllowed

    async def archive(self, partner: Partner) -> None:
        """Takes it out of lists and look-ups; nothing is lost. Raises `AlreadyThere`."""
        self._shelve(partner, archived=True)

    async def restore(self, partner: Partner) -> None:
        """Puts an archived one back. Raises `AlreadyThere`."""
        self._shelve(partner, archived=False)

    async def move(
        self,
        partner: Partner,
        to: Stage,
        *,
        why: str = "",
        by_itself: bool = False,
        overridden: bool = False,
        ask_again_on: date | None = None,
    ) -> StageMove | None:
        """Moves the stage and keeps who, when and why; None when it is there already.

        `by_itself`: a rule moved it, not a person. `overridden`: somebody went on although a gate advised against it.
        """
        if partner.stage is to:
            return None
        move = self._note_move(partner, partner.stage, to, why=why, by_itself=by_itself, overridden=overridden)
        partner.stage = to
        partner.ask_again_on = ask_again_on if to is Stage.declined else None
        partner.version += 1
        await self.session.flush()
        return move

    async def moves(self, partner: Partner, *, limit: int = 50) -> list[StageMove]:
        """The moves of its stage, newest first."""
        found = select(StageMove).where(StageMove.partner_id == partner.id).order_by(StageMove.id.desc()).limit(limit)
        return list(await self.session.scalars(found))

    async def standing(self, partner: Partner) -> "Standing":
        """Where the partnership stands today."""
        return await self.store.standings.of(partner)

    async def find(self, typed: str, *, limit: int = 10, archived: bool | None = False) -> list[Partner]:
        """Those that a typed name may mean, best first: the very name; else what begins with it or contains it; else
        what is a typo away. `archived` None looks among all."""
        key = name_key(typed) if typed.strip() else ""
        if not key:
            return []
        exact = await self._exact(key, archived=archived, limit=limit)
        if exact:
            return exact
        written = await self._written(key, archived=archived, limit=limit)
        if written:
            return written
        alike = await self._alike(key, archived=archived)
        return [partner for partner, score in alike if score >= max(SURE, alike[0][1] - CLOSE)][:limit]

    async def nearest(self, typed: str, *, limit: int = 3) -> list[Partner]:
        """Those whose names come nearest, when none is meant for sure."""
        key = name_key(typed) if typed.strip() else ""
        return [partner for partner, score in await self._alike(key, archived=False) if score >= NEAREST][:limit]

    async def to_pick(self, typed: str, *, limit: int = 20) -> list[Partner]:
        """For a typeahead: the first by name for nothing typed, else as `find` but with longer names of the same
        beginning too."""
        key = name_key(typed) if typed.strip() else ""
        if not key:
            first = select(Partner).where(Partner.archived == false()).order_by(Partner.name_key, Partner.id)
            return list(await self.session.scalars(first.limit(limit)))
        return await self._written(key, archived=False, limit=limit) or await self.find(typed, limit=limit)

    async def near_duplicates(self, name: str, *, limit: int = 5) -> list[Partner]:
        """Partners that `name` may already be, archived ones included: the same key or a typo away."""
        key = name_key(name)
        exact = await self._exact(key, archived=None, limit=limit)
        alike = [p for p, _ in await self._alike(key, archived=None) if same_name(key, p.name_key)]
        return list({partner.id: partner for partner in [*exact, *alike]}.values())[:limit]

    async def page(
        self,
        *,
        stage: Stage | None = None,
        kind: Kind | None = None,
        owner_id: str | None = None,
        archived: bool = False,
        after: int | None = None,
        before: int | None = None,
        size: int = 10,
    ) -> Page:
        """A page by name, from the partner `after` or `before` on; at any depth it costs the same."""
        key = OrganizationKind.name_key if kind else Partner.name_key
        found = select(Partner.id, Organization.name, Partner.stage, Partner.owner_id, Partner.confidential).join(
            Partner.organization
        )
        found = found.where(Partner.archived == (true() if archived else false()))
        if kind:
            found = found.join(OrganizationKind, OrganizationKind.organization_id == Partner.organization_id)
            found = found.where(OrganizationKind.kind == kind)
        if stage:
            found = found.where(Partner.stage == stage)
        if owner_id:
            found = found.where(Partner.owner_id == owner_id)
        place = await self._place(after or before)
        back = place is not None and after is None
        if place is not None:
            here = tuple_(key, Partner.id)
            found = found.where(here < tuple_(*place) if back else here > tuple_(*place))
        order = (key.desc(), Partner.id.desc()) if back else (key, Partner.id)
        rows = [Line(*row) for row in await self.session.execute(found.order_by(*order).limit(size + 1))]
        more, lines = len(rows) > size, rows[:size]
        if back:
            lines.reverse()
        earlier, later = (more, True) if back else (place is not None, more)
        if not lines:
            return Page([], None, None)
        return Page(lines, lines[0].id if earlier else None, lines[-1].id if later else None)

    async def _place(self, partner_id: int | None) -> tuple[str, int] | None:
        if partner_id is None:
            return None
        found = select(Partner.name_key, Partner.id).where(Partner.id == partner_id)
        row = (await self.session.execute(found)).one_or_none()
        return (row[0], row[1]) if row else None

    async def _exact(self, key: str, *, archived: bool | None, limit: int) -> list[Partner]:
        found = select(Partner).where(_shelved(archived), Partner.name_key == key).order_by(Partner.id).limit(limit)
        return list(await self.session.scalars(found))

    async def _written(self, key: str, *, archived: bool | None, limit: int) -> list[Partner]:
        """Names that begin with the key (by name), then those that contain it."""
        starting = select(Partner).where(
            _shelved(archived), Partner.name_key >= key, Partner.name_key < key + LAST_CHARACTER
        )
        found = list(await self.session.scalars(starting.order_by(Partner.name_key, Partner.id).limit(limit)))
        if len(found) < limit and len(key) >= LEAST:
            known = {partner.id for partner in found}
            more = [partner for partner in await self._containing([key], archived=archived) if partner.id not in known]
            found += sorted(more, key=lambda partner: (partner.name_key, partner.id))
        return found[:limit]

    async def _alike(self, key: str, *, archived: bool | None) -> list[tuple[Partner, float]]:
        """A bounded list of candidates, ranked by likeness."""
        candidates = await self._containing(pieces(key), archived=archived)
        if len(key) < SHORT:
            start = key[:2]
            short = select(Partner).where(
                _shelved(archived), Partner.name_key >= start, Partner.name_key < start + LAST_CHARACTER
            )
            candidates += await self.session.scalars(short.order_by(Partner.name_key, Partner.id).limit(LIST))
        scored = [(partner, likeness(key, partner.name_key)) for partner in {p.id: p for p in candidates}.values()]
        return sorted(scored, key=lambda one: (-one[1], one[0].name_key, one[0].id))

    async def _containing(self, parts: Iterable[str], *, archived: bool | None) -> list[Partner]:
        ids: list[int] = []
        for part in parts:
            statement, given = containing(
                self.session.get_bind().dialect.name, part, workspace_id=self.store.workspace_id
            )
            ids += (await self.session.execute(statement, given)).scalars()
        found = select(Partner).where(_shelved(archived), Partner.id.in_(ids))
        return list(await self.session.scalars(found)) if ids else []

    def _note_move(
        self,
        partner: Partner,
        stage_from: Stage | None,
        to: Stage,
        *,
        why: str = "",
        by_itself: bool = False,
        overridden: bool = False,
    ) -> StageMove:
        return self.store.add(
            StageMove(
                partner_id=partner.id,
                stage_from=stage_from,
                stage_to=to,
                at=self.store.now,
                by=self.store.by,
                why=why,
                by_itself=by_itself,
                overridden=overridden,
            )
        )

    def _shelve(self, partner: Partner, *, archived: bool) -> None:
        if partner.archived is archived:
            raise AlreadyThere
        partner.archived = archived
        partner.version += 1
        self.store.audit.note(f"partner:shelf:{'archived' if archived else 'restored'}", subject(partner))


def subject(partner: Partner) -> str:
    """What a partner is called in the audit trail, in drafts and in the outbox: "partner:7"."""
    return f"partner:{partner.id}"


def _shelved(archived: bool | None) -> ColumnElement[bool]:
    if archived is None:
        return Partner.archived.in_([False, True])
    return Partner.archived == (true() if archived else false())
