"""The work of a merge: what is described, moved, put together, and what stays behind out of sight."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, select, update

from storage.asides import Aside
from storage.check_in_asking import LATE
from storage.check_ins import DUE
from storage.contacts import Contact
from storage.drafts import Draft
from storage.health import HealthRound, RoundState
from storage.kpi import CheckIn, CheckInComment, CheckInState
from storage.meetings import Meeting
from storage.merge import LISTS, OF_ORGANIZATION, OF_PARTNER, Preview, Side, Source
from storage.merge_rules import Fate, fate_of, referring, rivals
from storage.organizations import Kind, Organization, OrganizationKind, name_key
from storage.partner import Stage
from storage.partners import Partner, PartnerPerson
from storage.privacy_places import GONE
from storage.reminder import Reminder, ReminderState
from storage.requirements import Requirement
from storage.shelf import Shelf

WAITING = (ReminderState.planned, ReminderState.claimed)
_MERGED = "merged"
_EDITING = "partners.edit"


class MergeWork(Shelf):
    """Puts one side of a preview into the other."""

    async def put_together(self, preview: Preview, choices: Mapping[str, Source]) -> None:
        """Does all of it; afterwards the other one is out of sight."""
        kept, gone = preview.kept, preview.gone
        values = {field: _chosen(preview, field, choices) for field in preview.differing()}
        names = kept.organization.name, gone.organization.name
        fused = await self._fuse_people(kept.organization.id, gone.organization.id)
        if kept.partner and gone.partner:
            await self._check_ins(kept.partner, gone.partner)
            await self._requirements(kept.partner, gone.partner)
            await self._rounds(kept.partner, gone.partner)
            await self._move("partners", gone.partner.id, kept.partner.id)
            await self._people(kept.partner, gone.partner)
            await self._said_of(gone.partner.id, kept.partner.id)
            await self._drafts("partner", gone.partner.id, kept.partner.id)
        await self._aside(kept, gone)
        await self._move("organizations", gone.organization.id, kept.organization.id, but=fused)
        await self._drafts("organization", gone.organization.id, kept.organization.id)
        await self._describe(kept, gone, values)
        await self._leave(kept, gone, names)

    async def conflicts(self, kept: Partner, gone: Partner) -> dict[str, int]:
        """How many rows of the other stay behind because one of the kept one's stands in their place, by table."""
        found = {}
        for column in referring("partners"):
            if fate_of(column) is Fate.free:
                number = len(await self._stuck(column, gone.id, kept.id))
                if number:
                    found[column.table.name] = number
        return found

    async def _move(self, target: str, gone_id: int, kept_id: int, *, but: Collection[int] = ()) -> None:
        """Moves what refers to the one to the other, but for these contacts."""
        for column in referring(target):
            table, fate = column.table, fate_of(column)
            if fate in (Fate.chosen, Fate.stays):
                continue
            where = [table.c.workspace_id == self.store.workspace_id, column == gone_id]
            if table.name == Contact.__tablename__:
                where.append(table.c.id.not_in(but))
            if fate is Fate.free:
                where.append(table.c.id.not_in(await self._stuck(column, gone_id, kept_id)))
            await self.session.execute(update(table).where(*where).values({column.name: kept_id}))

    async def _stuck(self, column: Column[Any], gone_id: int, kept_id: int) -> set[int]:
        """Rows of the other in whose place one of the kept one's stands."""
        table, stuck = column.table, set[int]()
        here = table.c.workspace_id == self.store.workspace_id
        for others in rivals(column):
            rows: dict[int, dict[tuple[Any, ...], int]] = {gone_id: {}, kept_id: {}}
            found = select(column, table.c.id, *others).where(here, column.in_((gone_id, kept_id)))
            for whose, number, *rest in await self.session.execute(found):
                if all(one is not None for one in rest):
                    rows[whose][tuple(rest)] = number
            stuck |= {number for key, number in rows[gone_id].items() if key in rows[kept_id]}
        return stuck

    async def _fuse_people(self, kept_id: int, gone_id: int) -> set[int]:
        """A person who is on both sides becomes one: what is blank is filled, and what names the other names them.
        Gives those who are not needed any more."""
        pairs = same_people(await self.store.contacts.at(kept_id), await self.store.contacts.at(gone_id))
        for mine, theirs in pairs:
            for name in ("title", "email", "phone", "language", "source", "purpose"):
                setattr(mine, name, getattr(mine, name) or getattr(theirs, name))
            mine.touched = True
            await self.session.flush()
            for column in referring(Contact.__tablename__):
                table = column.table
                here = table.c.workspace_id == self.store.workspace_id, column == theirs.id
                await self.session.execute(update(table).where(*here).values({column.name: mine.id}))
            partners = select(Partner.id).where(Partner.organization_id.in_((kept_id, gone_id)))
            for meeting in await self.session.scalars(select(Meeting).where(Meeting.partner_id.in_(partners))):
                if theirs.id in meeting.contact_ids:
                    ids = [mine.id if one == theirs.id else one for one in meeting.contact_ids]
                    meeting.contact_ids = list(dict.fromkeys(ids))
            theirs.name, theirs.title, theirs.email, theirs.phone = GONE, "", "", ""
            theirs.language, theirs.source, theirs.purpose, theirs.more = "", "", "", {}
            theirs.removed = theirs.touched = True
        await self.session.flush()
        return {theirs.id for _, theirs in pairs}

    async def _aside(self, kept: Side, gone: Side) -> None:
        """That a prospect is not for us is said of both, unless one of them is a partner."""
        if kept.partner or gone.partner or await self.store.asides.of(kept.organization.id):
            return
        mine = Aside.organization_id == gone.organization.id
        moved = update(Aside).where(mine).values(organization_id=kept.organization.id)
        await self.session.execute(moved.execution_options(synchronize_session=False))

    async def _people(self, kept: Partner, gone: Partner) -> None:
        """Whoever looked after the other is named on the kept one, so that they may go on."""
        named = await self.store.partners.people(kept)
        if gone.owner_id not in (kept.owner_id, *named):
            self.store.add(PartnerPerson(partner_id=kept.id, user_id=gone.owner_id))
        await self.session.flush()

    async def _requirements(self, kept: Partner, gone: Partner) -> None:
        """Of a kind that both agreed on, both texts stay."""
        theirs = {one.kind: one for one in await self._of(Requirement, gone)}
        for mine in await self._of(Requirement, kept):
            other = theirs.get(mine.kind)
            if other is not None and other.text and other.text not in mine.text:
                mine.text = "\n".join(text for text in (mine.text, other.text) if text)
                mine.not_applicable = False
        await self.session.flush()

    async def _check_ins(self, kept: Partner, gone: Partner) -> None:
        """Of a period that both are asked about, one question is left, open when either is; comments are kept there."""
        mine = {(one.frequency, one.period): one for one in await self._of(CheckIn, kept)}
        for other in await self._of(CheckIn, gone):
            one = mine.get((other.frequency, other.period))
            if one is None:
                continue
            moved = update(CheckInComment).where(CheckInComment.check_in_id == other.id).values(check_in_id=one.id)
            await self.session.execute(moved.execution_options(synchronize_session=False))
            if other.state is CheckInState.open:
                other.state = CheckInState.withdrawn
                one.state = CheckInState.open
                for kind in (DUE, LATE):
                    await self.store.reminders.cancel(subject=other.subject, kind=kind, reason=_MERGED)
        await self.session.flush()

    async def _rounds(self, kept: Partner, gone: Partner) -> None:
        """One round to come is enough; those that are open go on."""
        live = {RoundState.planned, RoundState.open}
        if any(one.state in live for one in await self._of(HealthRound, kept)):
            for one in await self._of(HealthRound, gone):
                if one.state is RoundState.planned:
                    one.state = RoundState.withdrawn
                    await self.store.reminders.cancel(subject=one.subject, reason=_MERGED)
        await self.session.flush()

    async def _said_of(self, gone_id: int, kept_id: int) -> None:
        """What is planned or was said of the other partner is of the kept one, once: where the very same is there
        already, the other's is not said as well."""
        names = {f"{noun}:{gone_id}": f"{noun}:{kept_id}" for noun in ("partner", "communication")}
        about = Reminder.facts["partner_id"].as_integer() == gone_id
        there = select(Reminder).where(Reminder.subject.in_(names.values()))
        known = {_key(one) for one in await self.session.scalars(there)}
        for one in await self.session.scalars(select(Reminder).where(about | Reminder.subject.in_(names))):
            one.facts = {**one.facts, "partner_id": kept_id} if "partner_id" in one.facts else one.facts
            one.series = one.series.replace(f"check_ins:{gone_id}:", f"check_ins:{kept_id}:")
            if one.subject not in names:
                continue
            if (one.kind, names[one.subject], *_key(one)[2:]) not in known:
                one.subject = names[one.subject]
            elif one.state in WAITING:
                one.state, one.reason, one.settled_at = ReminderState.cancelled, _MERGED, self.store.now
        await self.session.flush()

    async def _drafts(self, noun: str, gone_id: int, kept_id: int) -> None:
        """Forms half filled in are of the kept one, but for the description of the other."""
        theirs, mine = f"{noun}:{gone_id}", f"{noun}:{kept_id}"
        known = {(one.user_id, one.form) for one in await self._drafts_of(mine)}
        for one in await self._drafts_of(theirs):
            if (one.user_id, one.form) not in known and one.form != _EDITING:
                one.subject = mine
        await self.session.flush()

    async def _drafts_of(self, subject: str) -> Sequence[Draft]:
        return (await self.session.scalars(select(Draft).where(Draft.subject == subject))).all()

    async def _describe(self, kept: Side, gone: Side, values: Mapping[str, Any]) -> None:
        """Gives the kept one the values that were chosen."""
        one = kept.organization
        one.touched = True
        for field in OF_ORGANIZATION:
            if field in values and field != "kinds":
                setattr(one, field, values[field])
        one.name_key = name_key(one.name)
        await self.session.flush()
        await self._kinds(kept, gone, values.get("kinds", [kind.value for kind in kept.kinds]))
        if kept.partner is None and gone.partner is None:
            return
        if kept.partner is None and gone.partner is not None:
            gone.partner.organization_id = one.id
            gone.partner.name_key = one.name_key
            gone.partner.version += 1
            await self.session.flush()
            return
        await self._describe_partner(kept.partner, gone.partner, one, values)

    async def _describe_partner(
        self, partner: Partner | None, other: Partner | None, organization: Organization, values: Mapping[str, Any]
    ) -> None:
        if partner is None:
            return
        partner.name_key = organization.name_key
        partner.version += 1
        if other is not None:
            if "stage" in values and Stage(values["stage"]) is not partner.stage:
                await self.store.partners.move(partner, Stage(values["stage"]), ask_again_on=other.ask_again_on)
            for field in OF_PARTNER:
                if field in values and field != "stage":
                    setattr(partner, field, values[field])
            partner.confidential = partner.confidential or other.confidential
            partner.archived = partner.archived and other.archived
        await self.session.flush()

    async def _kinds(self, kept: Side, gone: Side, wanted: Collection[str]) -> None:
        """Those that are wanted go to the kept one, the others of its own to the other, so that none is lost."""
        for side, other, keep in ((gone, kept, True), (kept, gone, False)):
            theirs = {kind.value for kind in other.kinds}
            moved = [kind for kind in side.kinds if kind.value not in theirs and (kind.value in wanted) is keep]
            await self._change(OrganizationKind, side, moved, organization_id=other.organization.id)
        await self._change(OrganizationKind, kept, list(Kind), name_key=kept.organization.name_key)

    async def _change(self, noun: type[OrganizationKind], side: Side, kinds: Sequence[Kind], **values: Any) -> None:
        mine = noun.organization_id == side.organization.id, noun.kind.in_(kinds)
        change = update(noun).where(*mine).values(**values).execution_options(synchronize_session=False)
        await self.session.execute(change)

    async def _leave(self, kept: Side, gone: Side, names: tuple[str, str]) -> None:
        """The other is out of sight, found by the name that is not the kept one's any more; and so are those that were
        put into it before."""
        other = gone.organization
        other.name = next((name for name in names if name != kept.organization.name), other.name)
        other.name_key = name_key(other.name)
        await self.session.flush()
        nouns: list[tuple[Any, int, int]] = [(Organization.__table__, other.id, kept.organization.id)]
        if kept.partner and gone.partner:
            gone.partner.name_key = other.name_key
            await self.session.flush()
            nouns.append((Partner.__table__, gone.partner.id, kept.partner.id))
        for table, gone_id, kept_id in nouns:
            here = table.c.workspace_id == self.store.workspace_id
            theirs = (table.c.id == gone_id) | (table.c.merged_into_id == gone_id)
            await self.session.execute(update(table).where(here, theirs).values(merged_into_id=kept_id))
        self.session.expunge_all()

    async def _of(self, noun: Any, partner: Partner) -> list[Any]:
        found = select(noun).where(noun.partner_id == partner.id).order_by(noun.id)
        return list(await self.session.scalars(found))


def same_people(mine: Sequence[Contact], theirs: Sequence[Contact]) -> list[tuple[Contact, Contact]]:
    """People who are on both sides: the same name, and no two addresses that differ; each once."""
    found, taken = [], set[int]()
    for other in theirs:
        for one in mine:
            addresses = {each.email.casefold() for each in (one, other)} - {""}
            if one.id not in taken and name_key(one.name) == name_key(other.name) and len(addresses) < 2:
                found.append((one, other))
                taken.add(one.id)
                break
    return found


def _chosen(preview: Preview, field: str, choices: Mapping[str, Source]) -> Any:
    source = choices.get(field) or preview.usual(field)
    mine, theirs = preview.kept.value(field), preview.gone.value(field)
    if source is Source.both and field in LISTS:
        return list(dict.fromkeys([*mine, *theirs]))
    return theirs if source is Source.gone else mine


def _key(one: Reminder) -> tuple[Any, ...]:
    return one.kind, one.subject, one.recipient, one.occurrence, one.ahead
