"""Partners: kept, changed, moved from stage to stage, archived; found by the look-ups of `finding`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from storage.audit import Entry
from storage.errors import AlreadyThere, Archived, CannotBeAsked, Changed, HasLeft, NotAllowed, NotFound
from storage.finding import Finding, Line, Page
from storage.members import Right, Role
from storage.organizations import Kind, Organization
from storage.partner import (
    Description,
    Partner,
    PartnerPerson,
    Reason,
    Stage,
    StageMove,
    completed,
    differences,
    subject,
)

if TYPE_CHECKING:
    from storage.standing import Standing

__all__ = [
    "Description",
    "Line",
    "Page",
    "Partner",
    "PartnerPerson",
    "Partners",
    "Reason",
    "Stage",
    "StageMove",
    "completed",
    "differences",
    "subject",
]

CREATED, EDITED = "partner:details:created", "partner:details:edited"
IN_CALENDARS = {"name", "channel_id"}
"""What of a partner stands in the entries of its sessions."""
ARCHIVED, RESTORED = "partner:shelf:archived", "partner:shelf:restored"
_ONE = select(Partner).where(Partner.id == bindparam("partner_id"))


class Partners(Finding):
    """The shelf of partners. What a person may not see is not there: not found, not listed, not looked up."""

    async def get(self, partner_id: int) -> Partner:
        """The partner, or the one that it was put into. Raises `NotFound`."""
        found = (await self.session.scalars(_ONE, {"partner_id": partner_id})).one_or_none()
        if found is not None:
            return found
        found = (await self.session.scalars(_ONE, {"partner_id": await self._now(partner_id)})).one_or_none()
        if found is None:
            raise NotFound
        return found

    async def _now(self, partner_id: int) -> int | None:
        """Into which one it was put."""
        merged = Partner.__table__
        here = merged.c.workspace_id == self.store.workspace_id, merged.c.id == partner_id
        kept: int | None = await self.session.scalar(select(merged.c.merged_into_id).where(*here))
        return kept

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
        organization: Organization | None = None,
    ) -> Partner:
        """A new organization, or a prospect that is described anew, and the partnership with it, owned by the actor
        unless said otherwise.

        Raises what `texts.checked` raises, and `NotAnAddress`, with the field named as the parameter.
        """
        if organization is None:
            organization = await self.store.organizations.create(
                name=name, kinds=kinds, website=website, region=region, languages=languages, serves=serves
            )
        else:
            await self.store.organizations.change(
                organization,
                name=name,
                kinds=kinds,
                website=website,
                region=region,
                languages=languages,
                serves=serves,
            )
        return await self.take_over(
            organization,
            reasons=reasons,
            channel_id=channel_id,
            owner_id=owner_id,
            people=people,
            confidential=confidential,
        )

    async def take_over(
        self,
        organization: Organization,
        *,
        reasons: Iterable[Reason] = (),
        channel_id: str | None = None,
        owner_id: str | None = None,
        people: Iterable[str] = (),
        confidential: bool = False,
    ) -> Partner:
        """Makes a partner of an organization, owned by the actor unless said otherwise. Raises `AlreadyThere` when it
        is one already."""
        partner = Partner(
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
        try:
            async with self.session.begin_nested():
                self.store.add(partner)
        except IntegrityError as error:
            raise AlreadyThere(field="name") from error
        await self.name_people(partner, people)
        self._note_move(partner, None, Stage.identified, by_itself=True)
        self.store.audit.note(CREATED, subject(partner))
        await self.session.flush()
        await self.store.search.keep([organization.id])
        return partner

    async def description(self, partner: Partner) -> Description:
        """All that the form says of a partner."""
        organization = partner.organization
        return Description(
            name=organization.name,
            kinds=tuple(await self.store.organizations.kinds(organization.id)),
            reasons=tuple(Reason(reason) for reason in partner.reasons),
            website=organization.website,
            region=organization.region,
            languages=tuple(organization.languages),
            serves=organization.serves,
            channel_id=partner.channel_id,
            owner_id=partner.owner_id,
            people=tuple(await self.people(partner)),
            confidential=partner.confidential,
        )

    async def change(self, partner: Partner, new: Description) -> None:
        """Describes a partner anew, and keeps in the trail what was before; raises as `create`."""
        before = await self.description(partner)
        await self.store.organizations.change(
            partner.organization,
            name=new.name,
            kinds=new.kinds,
            website=new.website,
            region=new.region,
            languages=new.languages,
            serves=new.serves,
        )
        partner.name_key = partner.organization.name_key
        await self.store.search.keep([partner.organization_id])
        partner.reasons = [reason.value for reason in new.reasons]
        partner.channel_id, partner.owner_id, partner.confidential = new.channel_id, new.owner_id, new.confidential
        partner.version += 1
        await self.session.flush()
        await self.name_people(partner, new.people)
        after = await self.description(partner)
        changes = differences(before, after)
        if changes:
            self.store.audit.note(EDITED, subject(partner), changes=changes)
            await self.store.silences.plan(partner)
        if changes.keys() & IN_CALENDARS:
            await self.store.sessions.revise(partner)

    async def last_edit(self, partner: Partner) -> Entry | None:
        """The last change of its description."""
        return await self.store.audit.last(subject(partner), EDITED)

    async def for_change(self, partner_id: int, *, version: int | None = None) -> Partner:
        """The partner, or the one that it was put into, held until the transaction ends. Raises `NotFound`,
        `NotAllowed`, and `Changed` when it is no longer at `version`."""
        held = select(Partner).where(Partner.id == partner_id).with_for_update(of=Partner)
        partner = (await self.session.scalars(held.execution_options(populate_existing=True))).one_or_none()
        if partner is None:
            kept = await self._now(partner_id)
            if kept is None:
                raise NotFound
            if version is not None:
                raise Changed
            return await self.for_change(kept)
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

    async def going_on(self, partner_id: int) -> Partner:
        """A partner with whom somebody begins something, or goes on. Raises `NotFound`, `NotAllowed`, `Archived`."""
        partner = await self.get(partner_id)
        await self.must_edit(partner)
        if partner.archived:
            raise Archived
        return partner

    async def must_be_able(self, user_id: str | None, partner_id: int | None) -> None:
        """Raises `HasLeft` or `CannotBeAsked` for somebody who can be given nothing to do about this partner, or, with
        None, about our own organization."""
        member = await self.store.members.by_user(user_id) if user_id else None
        if member is None:
            return
        if member.left:
            raise HasLeft(name=member.name)
        with self.store.seen_by(member):
            seen = await self.session.scalar(select(Partner.id).where(Partner.id == partner_id))
        if (partner_id is not None and seen is None) or member.role is Role.nobody:
            raise CannotBeAsked(name=member.name)

    async def archive(self, partner: Partner) -> None:
        """Takes it out of lists and look-ups; nothing is lost. Raises `AlreadyThere`."""
        await self._shelve(partner, archived=True)

    async def restore(self, partner: Partner) -> None:
        """Puts an archived one back. Raises `AlreadyThere`."""
        await self._shelve(partner, archived=False)

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
        await self.session.flush()
        await self.store.silences.plan(partner)
        await self.store.health.extend(partner)
        return move

    async def moves(self, partner: Partner, *, limit: int = 50) -> list[StageMove]:
        """The moves of its stage, newest first."""
        found = select(StageMove).where(StageMove.partner_id == partner.id).order_by(StageMove.id.desc()).limit(limit)
        return list(await self.session.scalars(found))

    async def standing(self, partner: Partner) -> "Standing":
        """Where the partnership stands today."""
        return await self.store.standings.of(partner)

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

    async def _shelve(self, partner: Partner, *, archived: bool) -> None:
        if partner.archived is archived:
            raise AlreadyThere
        partner.archived = archived
        self.store.audit.note(ARCHIVED if archived else RESTORED, subject(partner))
        await self.session.flush()
        await self.store.check_ins.extend(partner)
        await self.store.silences.plan(partner)
        await self.store.health.extend(partner)
