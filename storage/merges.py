"""Merging two organizations that are one, with everything that hangs on them; and taking them apart again."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import aliased

from storage.errors import LaterMerge, MergedAlready, NotFound, NotYoursToMerge, TooLateToUndo, TooManyKpis
from storage.in_sight import in_sight
from storage.kpi import MOST_KPIS
from storage.members import Right
from storage.merge import KEPT_FOR, Merge, MergeMove, Preview, Side, Source
from storage.merge_ledger import SAID, MergeLedger, Scope
from storage.merge_rules import referring
from storage.merge_work import MergeWork, same_people
from storage.organizations import Organization
from storage.partners import Partner, subject
from storage.reminder import Reminder, ReminderState
from storage.shelf import Shelf

MERGED, TAKEN_APART = "partner:merge:merged", "partner:merge:undone"
NOTICE, UNDONE = "merges.merged", "merges.undone"


class Merges(Shelf):
    """The shelf of merges. Two of which the person may not know one cannot be put together by them."""

    async def preview(self, kept_id: int, gone_id: int) -> Preview:
        """What would come of it. Raises `NotFound`, `NotYoursToMerge`, `MergedAlready`, `TooManyKpis`."""
        kept, gone = await self._both(kept_id, gone_id)
        partners = await self._partners(kept, gone)
        self._must(list(partners.values()))
        one, other = [await self._side(each, partners.get(each.id)) for each in (kept, gone)]
        work = MergeWork(self.store)
        conflicts, same_kpis, two_plans = {}, [], False
        if one.partner and other.partner:
            conflicts = await work.conflicts(one.partner, other.partner)
            mine, theirs = [await self.store.kpis.of(each.id) for each in (one.partner, other.partner)]
            if len(mine) + len(theirs) > MOST_KPIS:
                raise TooManyKpis(most=MOST_KPIS)
            codes = {kpi.code for kpi in mine if kpi.code}
            same_kpis = [kpi.code for kpi in theirs if kpi.code in codes]
            two_plans = bool(one.counts.get("cadences") and other.counts.get("cadences"))
        alike = same_people(await self.store.contacts.at(kept.id), await self.store.contacts.at(gone.id))
        return Preview(
            kept=one,
            gone=other,
            same_people=[mine.name for mine, _ in alike],
            conflicts=conflicts,
            same_kpis=same_kpis,
            two_plans=two_plans,
            confidential=any(each.confidential for each in partners.values()),
        )

    async def merge(self, kept_id: int, gone_id: int, choices: Mapping[str, Source]) -> Merge:
        """Puts everything of one organization into another, in one transaction; `choices` say whose value each field
        takes. Raises as `preview`."""
        kept, gone = await self._both(kept_id, gone_id, held=True)
        preview = await self.preview(kept_id, gone_id)
        mine, theirs = preview.kept.partner, preview.gone.partner
        ids = [each.id for each in (mine, theirs) if each]
        scope = Scope(frozenset((kept.id, gone.id)), frozenset(ids))
        ledger = MergeLedger(self.store)
        before = await ledger.taken(scope)
        merge = self.store.add(
            Merge(
                kept_id=kept.id,
                gone_id=gone.id,
                kept_partner_id=mine.id if mine else None,
                gone_partner_id=theirs.id if theirs else None,
                kept_name=kept.name,
                gone_name=gone.name,
                at=self.store.now,
                by=self.store.by,
                undone_at=None,
                undone_by=None,
            )
        )
        await self.session.flush()
        await MergeWork(self.store).put_together(preview, choices)
        last = await self.session.scalar(select(func.max(Reminder.id))) or 0
        await self._follow(kept.id, gone.id, ids)
        await self._not_twice(last)
        await ledger.keep(merge, before, await ledger.taken(scope))
        self._note(MERGED, f"organization:{kept.id}", merge, secret=preview.confidential)
        partner = await self._partner(merge.partner_id)
        if partner is not None:
            self._note(MERGED, subject(partner), merge, secret=preview.confidential)
            places = [] if theirs is None or preview.confidential else [theirs.channel_id]
            await self._tell(NOTICE, merge, partner, places)
        return merge

    async def take_apart(self, merge_id: int) -> tuple[Merge, int]:
        """Puts back what was moved and nobody has changed since; gives how much of it is not there any more.

        Raises `NotFound`, `NotYoursToMerge`, `TooLateToUndo` after 30 days or when it was done, `LaterMerge` while the
        kept one is part of another itself.
        """
        merge = await self.get(merge_id, held=True)
        if merge.by != self.store.by:
            self._must([one for one in [await self._partner(merge.partner_id)] if one])
        if not merge.open(self.store.now):
            raise TooLateToUndo
        later = select(Merge).where(Merge.gone_id == merge.kept_id, Merge.undone_at.is_(None))
        if found := (await self.session.scalars(later.limit(1))).one_or_none():
            raise LaterMerge(name=found.kept_name)
        lost = await MergeLedger(self.store).put_back(merge)
        merge.undone_at, merge.undone_by = self.store.now, self.store.by
        await self.session.flush()
        self.session.expunge_all()
        ids = [one for one in (merge.kept_partner_id, merge.gone_partner_id) if one]
        await self._follow(merge.kept_id, merge.gone_id, ids)
        partners = [one for one in [await self._partner(one) for one in ids] if one]
        secret = any(one.confidential for one in partners)
        self._note(TAKEN_APART, f"organization:{merge.kept_id}", merge, secret=secret)
        for one in partners:
            self._note(TAKEN_APART, subject(one), merge, secret=secret)
        partner = await self._partner(merge.partner_id)
        if partner is not None and not secret:
            await self._tell(UNDONE, merge, partner, [])
        return merge, lost

    async def get(self, merge_id: int, *, held: bool = False) -> Merge:
        """One merge of an organization that the person may know of. Raises `NotFound`."""
        found = self._seen().where(Merge.id == merge_id)
        if held:
            found = found.with_for_update(of=Merge).execution_options(populate_existing=True)
        one: Merge | None = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def recent(self, *, after: int | None = None, size: int = 10) -> list[Merge]:
        """Those that can still be taken apart, the newest first."""
        found = self._seen().where(Merge.undone_at.is_(None), Merge.at > self.store.now - KEPT_FOR)
        if after is not None:
            found = found.where(Merge.id < after)
        return list(await self.session.scalars(found.order_by(Merge.id.desc()).limit(size)))

    async def former(self, partner: Partner) -> dict[int, str]:
        """The partnerships that were put into this one, by number, with what they were called."""
        gone = Partner.__table__
        found = (
            select(gone.c.id, Merge.gone_name)
            .join(Merge, Merge.gone_partner_id == gone.c.id)
            .where(gone.c.merged_into_id == partner.id, gone.c.workspace_id == self.store.workspace_id)
            .where(Merge.undone_at.is_(None))
        )
        return {number: name for number, name in await self.session.execute(found)}

    def may(self, partners: Collection[Partner]) -> bool:
        """Whether the person may put together what these partnerships are with: coordinators, and whoever looks after
        each of them. Two prospects are nobody's, so they are for coordinators."""
        person = self.store.person
        if person is None or person.may(Right.coordinate):
            return True
        theirs = [one.owner_id == person.user_id for one in partners]
        return person.may(Right.edit) and bool(theirs) and all(theirs)

    async def sweep(self) -> None:
        """What was kept to take two apart is let go after 30 days."""
        old = select(Merge.id).where(Merge.at <= self.store.now - KEPT_FOR)
        await self.session.execute(delete(MergeMove).where(MergeMove.merge_id.in_(old)))

    def _must(self, partners: Collection[Partner]) -> None:
        if not self.may(partners):
            raise NotYoursToMerge

    async def _both(self, *ids: int, held: bool = False) -> list[Organization]:
        """The two organizations, held until the transaction ends on demand."""
        found = select(Organization).where(Organization.id.in_(ids), in_sight(Organization.id))
        if held:
            found = found.with_for_update().execution_options(populate_existing=True)
        here = {one.id: one for one in await self.session.scalars(found.order_by(Organization.id))}
        if len(here) < len(set(ids)) or len(set(ids)) < len(ids):
            since = select(Merge).where(Merge.gone_id.in_(ids), Merge.undone_at.is_(None)).order_by(Merge.id.desc())
            merge = (await self.session.scalars(since.limit(1))).one_or_none()
            if merge is None or (await self.session.scalar(self._seen().where(Merge.id == merge.id))) is None:
                raise NotFound
            names = await self.store.members.names([merge.by])
            raise MergedAlready(name=names[merge.by], kept=merge.kept_name)
        return [here[one] for one in ids]

    async def _partners(self, *organizations: Organization) -> dict[int, Partner]:
        found = select(Partner).where(Partner.organization_id.in_([one.id for one in organizations]))
        return {one.organization_id: one for one in await self.session.scalars(found)}

    async def _partner(self, partner_id: int | None) -> Partner | None:
        if partner_id is None:
            return None
        return (await self.session.scalars(select(Partner).where(Partner.id == partner_id))).one_or_none()

    async def _side(self, organization: Organization, partner: Partner | None) -> Side:
        counts: dict[str, int] = {}
        for target, number in (("organizations", organization.id), ("partners", partner.id if partner else None)):
            for column in referring(target) if number else ():
                table = column.table
                found = select(func.count()).where(table.c.workspace_id == self.store.workspace_id, column == number)
                if "removed" in table.c:
                    found = found.where(~table.c.removed)
                counts[table.name] = await self.session.scalar(found) or 0
        source = await self.store.sources.get(organization.source_id)
        return Side(
            organization=organization,
            partner=partner,
            kinds=await self.store.organizations.kinds(organization.id),
            people=await self.store.partners.people(partner) if partner else [],
            counts={name: number for name, number in counts.items() if number},
            source=source.name if source else "",
        )

    async def _follow(self, kept_id: int, gone_id: int, partner_ids: Sequence[int]) -> None:
        """Brings up to date what is made from it all: plans, messages to come, what is searched."""
        found = select(Partner).where(Partner.id.in_(partner_ids)).order_by(Partner.id)
        for partner in list(await self.session.scalars(found)):
            for cadence in await self.store.sessions.cadences_of(partner.id):
                await self.store.sessions.extend(cadence)
            await self.store.terms.replan(partner_id=partner.id)
            await self.store.check_ins.extend(partner)
            await self.store.health.extend(partner)
            await self.store.silences.plan(partner)
            await self.store.sessions.revise(partner)
        await self.store.search.keep([kept_id, gone_id])
        await self.session.flush()

    def _note(self, tag: str, about: str, merge: Merge, *, secret: bool) -> None:
        """Keeps it in the trail, which stays when the two are taken apart: without a name that not all may know."""
        named = {} if secret else {"what": merge.gone_name}
        self.store.audit.note(tag, about, merge=merge.id, **named)

    async def _not_twice(self, last_id: int) -> None:
        """Of what is new after `last_id`, what was said in the other's channel is not said in the kept one's too."""
        other = aliased(Reminder)
        same = (getattr(other, name) == getattr(Reminder, name) for name in ("kind", "subject", "occurrence", "ahead"))
        said = exists().where(*same, other.id <= last_id, other.state.in_(SAID), _in_channel(other))
        new = Reminder.id > last_id, Reminder.state == ReminderState.planned, _in_channel(Reminder)
        for one in list(await self.session.scalars(select(Reminder).where(*new, said))):
            await self.store.reminders.drop(one, reason="merged")

    async def _tell(self, kind: str, merge: Merge, partner: Partner, places: Sequence[str | None]) -> None:
        settings = await self.store.settings.get()
        for place in dict.fromkeys([partner.place(settings), *(one for one in places if one)]):
            await self.store.reminders.plan(
                kind=kind,
                subject=merge.subject,
                recipient=place,
                due_at=self.store.now,
                occurrence=self.store.now.isoformat(),
                facts={"partner_id": partner.id, "merge": merge.id},
            )

    def _seen(self) -> Any:
        """Merges of what the person may know of today."""
        kept = Organization.__table__
        now: Any = select(func.coalesce(kept.c.merged_into_id, kept.c.id)).where(kept.c.id == Merge.kept_id)
        return select(Merge).where(in_sight(now.correlate(Merge).scalar_subquery()))


def _in_channel(reminder: Any) -> ColumnElement[bool]:
    return func.substr(reminder.recipient, 1, 1).not_in(("U", "W"))
